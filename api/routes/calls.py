"""What a guarded route works with: one caller's call, its unit, its answer kept for doubles."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request, Response

from api.deps import Language
from api.errors import Mend, Problem, ProblemError
from api.signing import mark, unwrap, wrap
from api.store.errors import ConflictError, StoreError
from api.store.store import Unit as Unit  # routes take it from here
from api.store.values import Answer, Cursor
from api.usecases.desk import Desk
from api.usecases.echoes import sent_as_shown
from matcher.wording import Bilingual, Lang

Made = TypeVar("Made")
_KEPT = timedelta(hours=24)
_VERSIONED = ("household", "account", "offering", "reservation")
_KEY = re.compile(r"[!-~]{1,200}")
_VERSION = re.compile(r'"v([1-9]\d{0,9})"')
"""A strong tag: a weak one says of no content that it is the same, so no change may rest on it."""
_ANY = "*"
"""Whichever version stands."""
_TAG = re.compile(r'(?:W/)?"[!#-~]*"')
_TAGS = re.compile(rf"{_TAG.pattern}(?:\s*,\s*{_TAG.pattern})*")
"""What HTTP takes for tags: of another form than ours they are of no version there is."""
_NEVER = 0
"""No version: it never stands."""
_VERSIONS: Mapping[str, Callable[[Unit, str], int]] = {
    "households": lambda unit, id: unit.households.get(id).version,
    "offerings": lambda unit, id: unit.offerings.get(id).version,
    "accounts": lambda unit, id: unit.accounts.get(id).version,
    "reservations": lambda unit, id: unit.reservations.get(id).version,
}
"""Which version stands, by the second part of an operation's path."""
_PRIVATE = {"Cache-Control": "no-store", "Vary": "Accept-Language, Authorization, Cookie"}
_WORDS = {
    "no-version": Bilingual(
        '请带上 If-Match，写你看到的版本，如 If-Match: "v3"（在上次回答的 ETag 里）',
        'send If-Match with the version you saw, as in If-Match: "v3" (the ETag of the answer)',
    ),
    "version": Bilingual('版本应写成 "v3"', 'write the version as "v3"'),
    "no-such-version": Bilingual(
        '没有你写的这一版，现在是第 {found} 版；版本写作 "v3"（前面没有 W/），在上次回答的 ETag 里',
        'there is no version as you wrote it, it is now at {found}; a version is written "v3", '
        "with no W/ before it, and stands in the ETag of the answer",
    ),
    "key": Bilingual(
        "幂等键应为 1 至 200 个可见的 ASCII 字符",
        "an idempotency key has 1 to 200 visible ASCII characters",
    ),
    "cursor": Bilingual(
        "这个游标不是本列表给出的；请从第一页重新开始",
        "this cursor is not one of this list; begin again with the first page",
    ),
    "stale": Bilingual(
        "你看到的是第 {expected} 版，现在是第 {found} 版；请看过现在的内容再改",
        "you saw version {expected}, it is now at {found}; look at it as it stands, then change it",
    ),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call is answered: data (or bytes as they are), the version for the ETag, a place.

    `household` is whom it is about: erasing them erases the kept answer too. `kept` is what a
    double is answered in the place of `data`, where that holds a secret that is told once.
    """

    data: Mapping[str, Any] | bytes
    status: int = 200
    version: int | None = None
    location: str | None = None
    household: str | None = None
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a caller who passed the gate."""

    desk: Desk
    lang: Lang
    request: Request

    def read(self, show: Callable[[Unit], Reply]) -> Response:
        """Answer from a view; 304 where the caller has this version already."""
        with self.desk.view() as unit:
            reply = show(unit)
        return answered(self.request, reply)

    def read_on_record(self, show: Callable[[Unit], Reply]) -> Response:
        """Answer what is put on record: once the record of it is committed, not before."""
        with self.desk.unit() as unit:
            reply = show(unit)
        return answered(self.request, reply)

    def write(
        self,
        do: Callable[[Unit], Reply],
        as_it_stands: Callable[[Unit], Mapping[str, Any]] | None = None,
        *,
        keeps: bool = True,
    ) -> Response:
        """Do it in one unit and answer once it is committed; a double gets the first answer.

        Where somebody else was quicker the answer is 412 with both versions: what was sent, masked,
        and what `as_it_stands` tells of now. Without `keeps` no answer is kept for doubles: each
        time it is done anew and goes on record anew.
        """
        try:
            with self.desk.unit() as unit:
                return self._once(unit, do) if keeps else _response(do(unit))
        except ConflictError as error:
            if error.kind not in _VERSIONED:
                raise
            raise self._stale(error, as_it_stands) from None

    def write_of(self, make: Callable[[], Made], do: Callable[[Unit, Made], Reply]) -> Response:
        """Do with what is made first, outside of any unit, as `write` does.

        A double gets the first answer before anything is made: what it was made of may have been
        changed since, by the first of all.
        """
        found = self._before()
        if found is not None:
            return found
        try:
            made = make()
        except (ProblemError, StoreError):
            found = self._before()  # the first may have been carried out meanwhile
            if found is None:
                raise
            return found
        return self.write(lambda unit: do(unit, made))

    def cursor_of(self, told: str | None, of: str, name: str = "cursor") -> Cursor | None:
        """Return the place that a cursor of list `of` names; a problem at `name` where none."""
        if told is None:
            return None
        found = unwrap(self.desk.office.ring, f"cursor {of} {self.desk.caller.id}", told)
        if found is None:
            raise problem("wrong-query", "cursor", parameter=name)
        return Cursor(datetime.fromisoformat(found[0]), found[1])

    def cursor_for(self, place: Cursor | None, of: str) -> str | None:
        """Return the text that names a place in list `of`, for this caller only."""
        if place is None:
            return None
        use = f"cursor {of} {self.desk.caller.id}"
        return wrap(self.desk.office.ring, use, [place.at.isoformat(), place.id])

    def _once(self, unit: Unit, do: Callable[[Unit], Reply]) -> Response:
        key = self._key()
        if key is None:
            return _response(do(unit))
        kept = unit.idempotency.begin(key, self._fingerprint(), self.desk.at + _KEPT)
        if kept is not None:
            return self._again(key, kept)
        reply = do(unit)
        answer = _response(reply)
        later = answer if reply.kept is None else _response(replace(reply, data=reply.kept))
        told = {"headers": dict(later.headers), "body": bytes(later.body).decode()}
        sealed = self.desk.seal_bytes(json.dumps(told), self._row(key), "answer")
        unit.idempotency.finish(key, Answer(answer.status_code, sealed), reply.household)
        return answer

    def _before(self) -> Response | None:
        """Return what this very request was answered before; None where it was not."""
        key = self._key()
        if key is None:
            return None
        with self.desk.view() as unit:
            kept = unit.idempotency.kept(key, self._fingerprint())
        return None if kept is None else self._again(key, kept)

    def _again(self, key: str, kept: Answer) -> Response:
        told = json.loads(self.desk.open_bytes(kept.content, self._row(key), "answer"))
        told["headers"]["Idempotency-Replayed"] = "true"
        return Response(told["body"].encode(), kept.status, told["headers"])

    def _key(self) -> str | None:
        """Return what is kept of the Idempotency-Key; who made it may have named a person."""
        told = self.request.headers.get("idempotency-key")
        if told is None:
            return None
        if not _KEY.fullmatch(told):
            raise problem("wrong-header", "key", parameter="Idempotency-Key")
        return mark(self.desk.office.ring, "idempotency key", self._row(told).encode()).hex()

    def _row(self, key: str) -> str:
        return f"{self.desk.caller.id} {key}"

    def _fingerprint(self) -> str:
        """Return what tells this request from another; who lacks the ring can guess no body by it.

        A plain digest would do that: a body may hold little more than an ID number.
        """
        request = self.request
        body: bytes = getattr(request, "_body", b"")
        place = f"{request.url.path}?{request.url.query}"
        head = (request.method, place, request.headers.get("if-match", ""), self.lang)
        content = "\n".join(head).encode() + b"\n" + body
        return mark(self.desk.office.ring, "request", content).hex()

    def _sent(self) -> Any:
        try:
            told = json.loads(getattr(self.request, "_body", b"") or b"null")
        except (ValueError, RecursionError):
            return None
        return sent_as_shown(self.desk, told)

    def _stale(
        self,
        error: ConflictError,
        as_it_stands: Callable[[Unit], Mapping[str, Any]] | None,
    ) -> ProblemError:
        now: Mapping[str, Any] | None = None
        if as_it_stands is not None:
            with self.desk.view() as unit:
                now = as_it_stands(unit)
        more = {
            "yours": {"version": error.expected or None, "change": self._sent()},
            "current": {"version": error.found, "content": now},
        }
        text = _WORDS["stale" if error.expected != _NEVER else "no-such-version"]
        params = {"expected": error.expected, "found": error.found}
        detail = text.filled(**params)
        return ProblemError(Problem("stale", detail, more=more))


async def call(request: Request, lang: Language) -> Call:
    """Return the call that a request is."""
    return Call(request.state.desk, lang, request)


def seen_version(
    call: Annotated[Call, Depends(call)],
    if_match: Annotated[
        str | None, Header(description='the version that was seen, as in "v3"')
    ] = None,
) -> int:
    """Return the version that a change is meant for; a problem 428 where none is told.

    Of several it is the one that stands, if that is among them; of `*` the one that stands as the
    request comes. What is no version of ours is none that ever stands, nor is a weak tag (RFC 9110,
    13.1.1): whoever sent it is told which one does.
    """
    if if_match is None:
        raise problem("version-needed", "no-version", parameter="If-Match")
    if if_match.strip() == _ANY:
        return _standing(call)
    if _TAGS.fullmatch(if_match.strip()) is None:
        raise problem("wrong-header", "version", parameter="If-Match")
    tags = (_VERSION.fullmatch(tag) for tag in _TAG.findall(if_match))
    told = [int(found[1]) for found in tags if found is not None]
    if len(told) > 1 and (stands := _standing(call)) in told:
        return stands
    return told[-1] if told else _NEVER


def _standing(call: Call) -> int:
    """Return the version at which what the path names stands; none where it is not to be seen."""
    _, _, _, kind, id, *_ = call.request.url.path.split("/")
    desk = call.desk.of_the_city() if kind == "accounts" else call.desk  # accounts have no town
    try:
        with desk.view() as unit:
            return _VERSIONS[kind](unit, id)
    except StoreError:
        return _NEVER  # the operation itself says why


CallDep = Annotated[Call, Depends(call)]
Version = Annotated[int, Depends(seen_version)]


def problem(kind: str, words: str, parameter: str | None = None) -> ProblemError:
    """Return a problem of a kind in this module's words, blamed on a parameter."""
    reason = _WORDS[words]
    return ProblemError(Problem(kind, reason, (Mend(reason, parameter=parameter),)))


def answered(request: Request, reply: Reply) -> Response:
    """Return the response to a reading request; 304 where the caller has this version already."""
    answer = _response(reply)
    etag, seen = answer.headers.get("etag"), request.headers.get("if-none-match")
    if etag is not None and seen is not None and _has(seen, etag):
        return Response(status_code=304, headers={"ETag": etag, **_PRIVATE})
    return answer


def _has(seen: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in seen.split(",")}
    return "*" in tags or etag in tags


def _response(reply: Reply) -> Response:
    data = reply.data
    body = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    headers = {**_PRIVATE, **reply.headers}
    if reply.version is not None:
        headers["ETag"] = f'"v{reply.version}"'
    if reply.location is not None:
        headers["Location"] = reply.location
    return Response(body, reply.status, headers, media_type=reply.media_type if body else None)
