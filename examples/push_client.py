"""A platform that shows families their happiness lists, in one file: the standard library alone.

It pulls what changed, keeps lists and its cursor in one small SQLite file, shows a family's list
on a page for a small telephone, and sends receipts. It may be killed at any point: the cursor is
written in the same transaction as the lists it stands behind, and a receipt is kept before it is
sent. Doubles do no harm: changes are told apart by their number, receipts by their own id.

    XINGFU_PUSH_KEY=xf_... python examples/push_client.py --url https://xingfu.example --serve 8090

The page listens on this machine alone and has no sign-in: it stands for a platform's own.
"""

import argparse
import html
import http.client
import http.server
import json
import os
import secrets
import sqlite3
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

LISTS = "/api/v1/happiness-lists"
PAGE = 100
PATIENCE = 30.0
LATER = (408, 429, 500, 502, 503, 504)
OUR_FAULT = (401, 403)
SAYS = {
    "interested": "我想办",
    "declined": "不需要",
    "applied": "已经申请了",
    "granted": "批下来了",
    "refused": "没有批",
    "served": "已经办好了",
}
SURE = "是的，已经办好了"
WHY_NOT = ("已经有了", "自己能解决", "不合适我家", "现在不想办")
WHY_REFUSED = ("说条件不够", "说材料不全", "说名额没有了", "没说为什么")
"""What a family may say with one press: why it declines, and why something was refused to it."""
MOST_WORDS = 200
WITHDRAWN = "这份清单已经收回，上面写的不再算数。请问您的社工，等新的清单。"
NO_LIST = "现在没有清单，请问您的社工。"
SLIP = "<p>点错了，或者东西不对？请告诉您的社工。</p>"
TABLES = """
CREATE TABLE IF NOT EXISTS own (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT);
CREATE TABLE IF NOT EXISTS changes (
  number INTEGER PRIMARY KEY, household TEXT NOT NULL, kind TEXT NOT NULL, list TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS families (
  household TEXT PRIMARY KEY, number INTEGER NOT NULL, list TEXT, content TEXT);
CREATE TABLE IF NOT EXISTS receipts (
  id TEXT PRIMARY KEY, list TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS of_entry ON receipts (json_extract(body, '$.entry'));
"""


class AnswerError(Exception):
    """The service answered with a problem; `wait` is how many seconds it asks for."""

    def __init__(self, status: int, wait: float, detail: str) -> None:
        super().__init__(f"{status} {detail}")
        self.status, self.wait = status, wait


class Service:
    """The service, asked over HTTP with this platform's key."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url.rstrip("/"), key

    def changes(self, cursor: str | None) -> dict[str, Any]:
        """Return the changes behind a cursor, and where to go on."""
        query = {"limit": str(PAGE)} | ({"after": cursor} if cursor else {})
        return self._ask("GET", f"{LISTS}/changes?{urllib.parse.urlencode(query)}")

    def list(self, id: str) -> dict[str, Any] | None:
        """Return a list; None where it was withdrawn meanwhile."""
        try:
            return self._ask("GET", f"{LISTS}/{id}")
        except AnswerError as error:
            if error.status in (404, 410):
                return None
            raise

    def send(self, list_id: str, receipt: dict[str, Any]) -> None:
        """Send a receipt."""
        self._ask("POST", f"{LISTS}/{list_id}/receipts", receipt)

    def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        content = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, content, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            wait = _seconds(error.headers.get("Retry-After"))
            raise AnswerError(
                error.code, wait, error.read(300).decode("utf-8", "replace")
            ) from None
        except (http.client.HTTPException, ValueError):  # cut short, or no answer of the service's
            raise AnswerError(502, 1.0, "the answer cannot be read") from None


def _seconds(told: str | None) -> float:
    """Return how long `Retry-After` asks to wait: it tells seconds or a moment."""
    try:
        return min(max(float(told or 1), 0.0), 3_600.0)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(told or "")
        return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), 3_600.0)
    except (TypeError, ValueError):
        return 1.0


class Shelf:
    """What this platform keeps, in one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        Path(path).touch(mode=0o600)  # what families are told is nobody else's on this machine
        with self.open() as db:
            db.executescript(TABLES)
            db.execute("INSERT OR IGNORE INTO own VALUES (1, ?)", (secrets.token_hex(8),))
            self.own = db.execute("SELECT id FROM own").fetchone()[0]

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """Give the file in one transaction: all of it is kept, or nothing."""
        db = sqlite3.connect(self.path, timeout=30)
        try:
            db.execute("PRAGMA synchronous = FULL")
            with db:
                yield db
        finally:
            db.close()

    def cursor(self) -> str | None:
        """Return where to go on."""
        with self.open() as db:
            row = db.execute("SELECT cursor FROM place").fetchone()
        return row[0] if row else None

    def forget_place(self) -> None:
        """Begin anew: what is known is told apart by its number."""
        with self.open() as db:
            db.execute("DELETE FROM place")

    def keep(
        self,
        rows: list[dict[str, Any]],
        lists: dict[str, dict[str, Any] | None],
        cursor: str | None,
    ) -> int:
        """Keep a part of the feed with its lists and the cursor behind it; return what was new."""
        new = 0
        with self.open() as db:
            for row in rows:
                new += self._keep(db, row, lists.get(row["list"]))
            db.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (cursor,))
        return new

    def _keep(
        self, db: sqlite3.Connection, row: dict[str, Any], found: dict[str, Any] | None
    ) -> int:
        told = (row["number"], row["household"], row["kind"], row["list"])
        if db.execute("INSERT OR IGNORE INTO changes VALUES (?, ?, ?, ?)", told).rowcount == 0:
            return 0  # a double
        content = json.dumps(found) if row["kind"] == "list" and found else None
        own = row["list"] if content else None
        db.execute(
            "INSERT INTO families VALUES (?, ?, ?, ?) ON CONFLICT (household) DO UPDATE SET "
            "number = excluded.number, list = excluded.list, content = excluded.content "
            "WHERE excluded.number > number",
            (row["household"], row["number"], own, content),
        )
        if content:
            self._note(db, row["list"], None, "delivered", f"delivered-{self.own}-{row['number']}")
        return 1

    def note(self, list_id: str, entry: str | None, kind: str, reason: str | None = None) -> None:
        """Keep a receipt that is to be sent."""
        with self.open() as db:
            self._note(db, list_id, entry, kind, secrets.token_hex(16), reason)

    def note_read(self, list_id: str) -> None:
        """Keep a receipt that a list was read: one, however often it is opened."""
        with self.open() as db:
            self._note(db, list_id, None, "read", f"read-{self.own}-{list_id}")

    def _note(
        self,
        db: sqlite3.Connection,
        list_id: str,
        entry: str | None,
        kind: str,
        id: str,
        reason: str | None = None,
    ) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        body = {"id": id, "entry": entry, "kind": kind, "at": at, "reason": reason}
        told = (id, list_id, json.dumps(body), "waiting")
        db.execute("INSERT OR IGNORE INTO receipts VALUES (?, ?, ?, ?)", told)

    def waiting(self) -> list[tuple[str, str, str]]:
        """Return the receipts that were not taken yet."""
        query = "SELECT id, list, body FROM receipts WHERE state = 'waiting' ORDER BY rowid LIMIT ?"
        with self.open() as db:
            return db.execute(query, (PAGE,)).fetchall()

    def done(self, id: str, state: str) -> None:
        """Say that a receipt was taken, or that it never will be."""
        with self.open() as db:
            db.execute("UPDATE receipts SET state = ? WHERE id = ?", (state, id))

    def family(self, household: str) -> dict[str, Any] | None:
        """Return a family's list, None where none is to be shown."""
        with self.open() as db:
            query = "SELECT content FROM families WHERE household = ?"
            row = db.execute(query, (household,)).fetchone()
        return json.loads(row[0]) if row and row[0] else None

    def is_known(self, household: str) -> bool:
        """Say whether a family ever had a list here: one that is gone now was withdrawn."""
        with self.open() as db:
            query = "SELECT 1 FROM families WHERE household = ?"
            return db.execute(query, (household,)).fetchone() is not None

    def families(self) -> list[str]:
        """Return the families that have a list, the newest first."""
        query = "SELECT household FROM families WHERE content IS NOT NULL ORDER BY number DESC"
        with self.open() as db:
            return [row[0] for row in db.execute(query)]

    def said(self, found: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the receipt a family gave last for each entry of its list, by the entry.

        An entry keeps its id from version to version, and so what was said of it; that it was
        served stands, as it does for the service.
        """
        query = "SELECT body FROM receipts WHERE json_extract(body, '$.entry') = ? ORDER BY rowid"
        told = {}
        with self.open() as db:
            for entry in (each["entry"] for each in found["entries"]):
                bodies = [json.loads(row[0]) for row in db.execute(query, (entry,))]
                ranked = sorted(bodies, key=lambda body: body["kind"] == "served")
                if ranked:
                    told[entry] = ranked[-1]
        return told


def _said(body: dict[str, Any]) -> str:
    """Return what was pressed; words of one's own are not shown again: others look on."""
    reason = body.get("reason") if body.get("reason") in (*WHY_NOT, *WHY_REFUSED) else None
    return html.escape(SAYS[body["kind"]] + (f"（{reason}）" if reason else ""))


def pull(service: Service, shelf: Shelf) -> int:
    """Pull everything there is; return how many changes were new."""
    new = 0
    while True:
        try:
            part = service.changes(shelf.cursor())
        except AnswerError as error:
            if error.status != 422:
                raise
            shelf.forget_place()  # a cursor of another key: everything is told again
            part = service.changes(None)
        rows = part["changes"]
        lists = {row["list"]: service.list(row["list"]) for row in rows if row["kind"] == "list"}
        new += shelf.keep(rows, lists, part["next"])
        if not part["more"]:
            return new


def send(service: Service, shelf: Shelf) -> int:
    """Send the receipts that wait; return how many were taken."""
    sent = 0
    while waiting := shelf.waiting():
        for id, list_id, body in waiting:
            try:
                service.send(list_id, json.loads(body))
            except AnswerError as error:
                if error.status in LATER or error.status in OUR_FAULT:
                    raise
                shelf.done(id, f"refused {error.status}")
                continue
            shelf.done(id, "sent")
            sent += 1
    return sent


def work(service: Service, shelf: Shelf, every: float, *, once: bool) -> None:
    """Pull and send, again and again; wait longer where the service does not answer."""
    wait = every
    while True:
        try:
            pull(service, shelf)
            send(service, shelf)
            wait = every
        except AnswerError as error:
            if error.status in OUR_FAULT:
                raise
            wait = max(error.wait, min(wait * 2, 300))
        except OSError:
            wait = min(wait * 2, 300)
        else:
            if once:
                return
        time.sleep(wait)


PAGE_HEAD = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>幸福清单</title><style>
body{font:18px/1.6 sans-serif;margin:0 auto;max-width:30rem;padding:1rem;color:#222}
article{border:1px solid #999;border-radius:8px;padding:.8rem;margin:1rem 0}
h2{font-size:1.2rem;margin:0}ul{margin:.3rem 0;padding-left:1.2rem}a{color:#0b5394}
button,input{font-size:1rem;min-height:44px;margin:.3rem .3rem 0 0;padding:0 .8rem}
input{width:100%;box-sizing:border-box}summary{min-height:44px;line-height:44px;color:#0b5394}
</style></head><body>"""


def page_of(found: dict[str, Any], said: dict[str, dict[str, Any]], token: str) -> str:
    """Return a family's list as a page, with what it said of its entries; every text is text."""
    parts = [PAGE_HEAD, f"<h1>{_zh(found['title'])}</h1>"]
    for entry in found["entries"]:
        parts.append(f'<article id="{html.escape(entry["entry"])}"><h2>{_zh(entry["what"])}</h2>')
        if entry["more"]:
            parts.append(f"<p>{_zh(entry['more'])}</p>")
        for label, rows in (("为什么有您", entry["why"]), ("带什么", entry["bring"])):
            parts.append(f"<p>{label}</p><ul>{''.join(f'<li>{_zh(e)}</li>' for e in rows)}</ul>")
        if entry["get"]:
            parts.append(f"<p>能得到：{_zh(entry['get'])}</p>")
        if entry["until"]:
            parts.append(f"<p><b>最晚到：{_day(entry['until'])}</b></p>")
        parts.append(f"<p>去哪里：{_zh(entry['where'])}</p><p>{_zh(entry['how_long'])}</p>")
        phone = html.escape(entry["call"]["phone"] or "")
        call = f' <a href="tel:{phone}">{phone}</a>' if phone else ""
        parts.append(f"<p>问谁：{_zh(entry['call']['who'])}{call}</p>")
        last = said.get(entry["entry"])
        if last:
            parts.append(f'<p role="status"><b>您说了：{_said(last)}</b></p>')
        is_served = last is not None and last["kind"] == "served"
        applied = last is not None and last["kind"] in ("applied", "granted", "refused")
        parts.append(SLIP if is_served else _form(found, entry, token, applied=applied))
        parts.append("</article>")
    return "".join([*parts, "</body></html>"])


def _day(told: str) -> str:
    """Return a day as a family reads it."""
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return html.escape(told)
    return f"{day.year}年{day.month}月{day.day}日"


def _form(found: dict[str, Any], entry: dict[str, Any], token: str, *, applied: bool) -> str:
    """Return what a family can say of an entry.

    That it wants it or has applied, then that it was granted or refused; that it declines it, with
    one press for why; that it was served, asked once more: no receipt after that one counts. A
    team comes again and again: it is wanted or not, one visit ends nothing.
    """
    own = entry["entry"]
    kept = {"list": found["id"], "household": found["household"], "entry": own, "token": token}
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in kept.items()
    )
    begin = f'<form method="post" action="/receipt">{hidden}'
    comes_again = entry["kind"] == "team"
    plain = ["interested", *([] if comes_again else ["applied"]), *(["granted"] * applied)]
    buttons = "".join(f'<button name="kind" value="{k}">{SAYS[k]}</button>' for k in plain)
    served = (
        f"<details><summary>{SAYS['served']}</summary>"
        f"{begin}<p>真的拿到、办好了吗？说了就算办完，自己改不回来。</p>"
        f'<button name="kind" value="served">{SURE}</button></form></details>'
    )
    return (
        f"{begin}{buttons}</form>{'' if comes_again else served}"
        + (_why(begin, "refused", "为什么没有批？", WHY_REFUSED) if applied else "")
        + _why(begin, "declined", "为什么不需要？", WHY_NOT)
    )


def _why(begin: str, kind: str, asked: str, reasons: tuple[str, ...]) -> str:
    """Return what asks for a reason: one of these with one press, or words of one's own."""
    begin += f'<input type="hidden" name="kind" value="{kind}">'
    buttons = "".join(f'<button name="reason" value="{zh}">{zh}</button>' for zh in reasons)
    return (
        f"<details><summary>{SAYS[kind]}</summary>{begin}<p>{asked}点一个就行：</p>{buttons}</form>"
        f'{begin}<label>或者自己写：<input name="reason" required maxlength="{MOST_WORDS}"></label>'
        f"<button>{SAYS[kind]}，就这个原因</button></form></details>"
    )


def _zh(text: dict[str, str]) -> str:
    return html.escape(text["zh"])


def _refusal(told: dict[str, str], found: dict[str, Any], token: str) -> tuple[int, str] | None:
    """Return why what was pressed is not kept; None where it is."""
    entries = [entry["entry"] for entry in found["entries"]]
    is_of_it = found["id"] == told.get("list") and told.get("entry") in entries
    if told.get("token") != token or told.get("kind") not in SAYS or not is_of_it:
        return 400, "清单有变化，没有记下。请打开清单再点一次。"
    if told["kind"] == "declined" and not told.get("reason"):
        return 422, "请说一下为什么不需要：打开清单，点“不需要”，选一个原因。"
    return None


def _front(shelf: Shelf) -> str:
    rows = (
        f'<li><a href="/family/{h}">第{n}户，编号尾 {h[-6:]}</a></li>'
        for n, h in enumerate(shelf.families(), start=1)
    )
    text = "<h1>幸福清单</h1><p>新的在前。平台只有编号，没有姓名。</p>"
    return f"{PAGE_HEAD}{text}<ul>{''.join(rows)}</ul>"


def page_server(shelf: Shelf, port: int) -> http.server.ThreadingHTTPServer:
    """Return a server of the page, on this machine alone."""
    token = secrets.token_hex(16)

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            household = urllib.parse.unquote(self.path.removeprefix("/family/"))
            if self.path == "/":
                self._answer(200, _front(shelf))
                return
            found = shelf.family(household)
            if found is None:
                self._none(household)
                return
            shelf.note_read(found["id"])
            self._answer(200, page_of(found, shelf.said(found), token))

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), 10_000)
            told = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode("utf-8", "replace")))
            found = shelf.family(told.get("household", ""))
            if found is None:
                self._none(told.get("household", ""))
                return
            told["reason"] = told.get("reason", "").strip()[:MOST_WORDS]
            refusal = _refusal(told, found, token)
            if refusal is not None:
                way = f"/family/{urllib.parse.quote(found['household'])}"
                text = f'<p>{refusal[1]}</p><p><a href="{way}">打开清单</a></p>'
                self._answer(refusal[0], PAGE_HEAD + text)
                return
            shelf.note(told["list"], told["entry"], told["kind"], told["reason"] or None)
            self.send_response(303)
            place = f"{urllib.parse.quote(told['household'])}#{urllib.parse.quote(told['entry'])}"
            self.send_header("Location", f"/family/{place}")
            self.end_headers()

        def _none(self, household: str) -> None:
            is_known = shelf.is_known(household)
            status, told = (410, WITHDRAWN) if is_known else (404, NO_LIST)
            self._answer(status, f"{PAGE_HEAD}<h1>幸福清单</h1><p>{told}</p>")

        def _answer(self, status: int, text: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Keep no log: an address names a family."""

    return http.server.ThreadingHTTPServer(("127.0.0.1", port), Page)


def main() -> int:
    """Run the platform."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--url", required=True, help="where the service is")
    parser.add_argument("--db", default="push_client.db", help="the file of this platform")
    parser.add_argument("--every", type=float, default=30.0, help="seconds between two pulls")
    parser.add_argument("--serve", type=int, default=None, help="the port of the page")
    parser.add_argument("--once", action="store_true", help="pull and send once, then stop")
    told = parser.parse_args()
    key = os.environ.get("XINGFU_PUSH_KEY")
    if not key:
        sys.stderr.write("set XINGFU_PUSH_KEY to a key of the role push\n")
        return 2
    shelf = Shelf(told.db)
    if told.serve is not None:
        server = page_server(shelf, told.serve)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stderr.write(f"the page: http://127.0.0.1:{told.serve}/ (Ctrl-C ends)\n")
    try:
        work(Service(told.url, key), shelf, told.every, once=told.once)
    except AnswerError as error:
        sys.stderr.write(f"the key may not: {error}\n")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
