"""The example of a platform goes on whatever the network does, and keeps its file to itself."""

import importlib.util
import json
import re
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

from tests.support import ROOT


@pytest.fixture(scope="module")
def client() -> ModuleType:
    told = importlib.util.spec_from_file_location("push_client", ROOT / "examples/push_client.py")
    assert told is not None
    assert told.loader is not None
    found = importlib.util.module_from_spec(told)
    told.loader.exec_module(found)
    return found


@contextmanager
def answering(raw: bytes) -> Iterator[str]:
    """Serve one connection that is answered with these bytes, whatever was asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with listener.accept()[0] as connection:
                connection.recv(65_536)
                connection.sendall(raw)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(timeout=5)


ODD = {
    "cut short": b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"changes"',
    "no HTTP": b"\x00\x01 good day\r\n\r\n",
    "a proxy's page": b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
    "later, by a date": (
        b"HTTP/1.1 503 Later\r\nRetry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\n"
        b"Content-Length: 0\r\n\r\n"
    ),
    "later, by nonsense": (b"HTTP/1.1 503 Later\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n"),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_answer_means_later(client: ModuleType, kind: str) -> None:
    with answering(ODD[kind]) as url, pytest.raises(client.AnswerError) as told:
        client.Service(url, "xf_key").changes(None)
    assert told.value.status in client.LATER
    assert 0 <= told.value.wait <= 3_600


LIST = "7" * 32
FAMILY = "5" * 32


def text(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": zh}


def shown(until: str | None = "2026-08-01") -> dict[str, Any]:
    """Return a list of one entry, as the service tells it."""
    entry = {"entry": "e1", "kind": "help", "what": text("慰问金"), "more": None}
    entry |= {"why": [], "bring": [], "where": text("村委会"), "how_long": text("一个月")}
    entry |= {"call": {"who": text("社工"), "phone": None}, "get": None, "until": until}
    return {"id": LIST, "household": FAMILY, "title": text("幸福清单"), "entries": [entry]}


@pytest.fixture
def platform(client: ModuleType, tmp_path: Path) -> Iterator[tuple[Any, str]]:
    """The platform with the list of one family, and the address of its page."""
    shelf = client.Shelf(str(tmp_path / "shelf.db"))
    row = {"number": 1, "household": FAMILY, "kind": "list", "list": LIST}
    shelf.keep([row], {LIST: shown()}, "c1")
    server = client.page_server(shelf, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield shelf, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def pressed(address: str, **told: str) -> httpx2.Response:
    """Send what a family pressed on its page."""
    page = httpx2.get(f"{address}/family/{FAMILY}").text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    fields = {"list": LIST, "household": FAMILY, "entry": "e1", "token": token, **told}
    return httpx2.post(f"{address}/receipt", data=fields)


def declined(shelf: Any) -> list[str | None]:
    """Return the reasons of what was declined and waits to be sent."""
    told = (json.loads(body) for _, _, body in shelf.waiting())
    return [each["reason"] for each in told if each["kind"] == "declined"]


def test_a_family_declines_with_one_of_the_ready_reasons_and_it_is_sent(
    platform: tuple[Any, str], client: ModuleType
) -> None:
    shelf, address = platform
    page = httpx2.get(f"{address}/family/{FAMILY}").text
    assert [f'value="{why}"' in page for why in client.WHY_NOT] == [True] * 4
    assert pressed(address, kind="declined", reason=client.WHY_NOT[0]).status_code == 303
    assert declined(shelf) == ["已经有了"]
    assert "您说了：不需要（已经有了）" in httpx2.get(f"{address}/family/{FAMILY}").text


def test_who_declines_without_a_reason_is_asked_for_one_and_nothing_is_sent(
    platform: tuple[Any, str],
) -> None:
    shelf, address = platform
    asked = pressed(address, kind="declined", reason="  ")
    assert asked.status_code == 422
    assert "为什么不需要" in asked.text
    assert declined(shelf) == []


def test_a_reason_in_a_familys_own_words_is_sent_and_not_shown_to_who_looks_on(
    platform: tuple[Any, str],
) -> None:
    shelf, address = platform
    assert pressed(address, kind="declined", reason="<b>太远</b>").status_code == 303
    assert declined(shelf) == ["<b>太远</b>"]
    page = httpx2.get(f"{address}/family/{FAMILY}").text
    assert "您说了：不需要" in page
    assert "太远" not in page


def test_that_it_was_served_is_asked_once_more_and_then_stands(platform: tuple[Any, str]) -> None:
    _, address = platform
    page = httpx2.get(f"{address}/family/{FAMILY}").text
    folded = re.findall(r"<details><summary>已经办好了</summary>(.*?)</details>", page)
    assert ["真的拿到、办好了吗" in each for each in folded] == [True]
    assert page.count('value="served"') == 1
    assert 'value="served"' in folded[0]
    (token,) = set(re.findall(r'name="token" value="([^"]+)"', page))
    fields = {"list": LIST, "household": FAMILY, "entry": "e1", "token": token}
    for kind in ("served", "interested"):  # the second from a page that was opened before
        told = httpx2.post(f"{address}/receipt", data={**fields, "kind": kind})
        assert told.status_code == 303
    after = httpx2.get(f"{address}/family/{FAMILY}").text
    assert "您说了：已经办好了" in after
    assert "请告诉您的社工" in after
    assert "<form" not in after


def test_what_was_said_of_an_entry_stands_in_the_next_version_of_its_list(
    platform: tuple[Any, str],
) -> None:
    shelf, address = platform
    assert pressed(address, kind="applied").status_code == 303
    newer = {**shown(), "id": "8" * 32}
    row = {"number": 2, "household": FAMILY, "kind": "list", "list": newer["id"]}
    shelf.keep([row], {newer["id"]: newer}, "c2")
    assert "您说了：已经申请了" in httpx2.get(f"{address}/family/{FAMILY}").text


def test_what_was_applied_for_can_be_said_to_be_granted_or_refused_with_why(
    platform: tuple[Any, str], client: ModuleType
) -> None:
    shelf, address = platform
    page = httpx2.get(f"{address}/family/{FAMILY}").text
    assert not [kind for kind in ("granted", "refused") if f'value="{kind}"' in page]
    pressed(address, kind="applied")
    page = httpx2.get(f"{address}/family/{FAMILY}").text
    assert [f'value="{told}"' in page for told in ("granted", *client.WHY_REFUSED)] == [True] * 5
    why = client.WHY_REFUSED[0]
    assert pressed(address, kind="refused", reason=why).status_code == 303
    sent = [json.loads(body) for _, _, body in shelf.waiting()][-1]
    assert (sent["kind"], sent["reason"]) == ("refused", why)
    assert f"您说了：没有批（{why}）" in httpx2.get(f"{address}/family/{FAMILY}").text


def test_of_a_team_that_comes_again_and_again_nobody_says_that_it_is_done(
    client: ModuleType,
) -> None:
    found = shown()
    entries = [{**entry, "kind": "team"} for entry in found["entries"]]
    page = client.page_of({**found, "entries": entries}, {}, "token")
    assert [f'value="{kind}"' in page for kind in ("interested", "declined")] == [True, True]
    assert not [kind for kind in ("applied", "served") if f'value="{kind}"' in page]


@pytest.mark.parametrize(
    ("until", "told"), [("2026-08-01", "最晚到：2026年8月1日"), (None, ""), ("soon", "soon")]
)
def test_an_entry_tells_until_when_it_can_be_had(
    client: ModuleType, until: str | None, told: str
) -> None:
    page = client.page_of(shown(until), {}, "token")
    assert told in page
    assert ("最晚到" in page) == (until is not None)


def test_a_list_that_was_withdrawn_is_gone_from_its_page_with_a_plain_sentence(
    platform: tuple[Any, str],
) -> None:
    shelf, address = platform
    row = {"number": 2, "household": FAMILY, "kind": "withdrawn", "list": LIST}
    shelf.keep([row], {}, "c2")
    gone = httpx2.get(f"{address}/family/{FAMILY}")
    assert (gone.status_code, "已经收回" in gone.text, "慰问金" in gone.text) == (410, True, False)
    assert FAMILY not in httpx2.get(address).text
    assert httpx2.get(f"{address}/family/nobody").status_code == 404


def test_its_file_is_its_owners_alone_and_its_receipts_have_ids_of_their_own(
    client: ModuleType, tmp_path: Path
) -> None:
    first, second = (client.Shelf(str(tmp_path / name)) for name in ("a.db", "b.db"))
    assert stat.S_IMODE((tmp_path / "a.db").stat().st_mode) == 0o600
    for shelf in (first, second):
        shelf.note_read("list")
        shelf.note_read("list")
    (one,), (other,) = first.waiting(), second.waiting()
    assert one[0] != other[0]
    assert client.Shelf(first.path).own == first.own
