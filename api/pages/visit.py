"""Who looks at a page, in which language and form: what every page's frame shows.

A page is one value (a dataclass of `context.py`). `Visit.show` gives it as HTML, as the JSON of
its fields where the address ends in `.json`, as the rows of its table where it ends in `.csv`, and
as one block of its template where htmx asks for a part. What a form did is told on the page it
leads to by `Visit.lead`: the sentence goes by a short signed cookie, never in an address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.access.operations import OPERATIONS
from api.access.rules import Decision, decide
from api.deps import PageLanguage, of_page
from api.doors import Door, door
from api.pages.context import Page
from api.pages.frame import FIRST, Frame, Link, Signed
from api.pages.render import as_csv, as_json, rendered, rendered_part
from api.personal.in_text import mask_numbers
from api.signing import unwrap, wrap
from api.usecases.desk import Desk
from api.words import words
from matcher.wording import Lang

FLASH = "xingfu_told"
_FLASH_SECONDS = 120
_SEE_OTHER = 303
_ENDINGS = (".json", ".csv")
NAV = (
    ("/", "nav_desk"),
    ("/households", "nav_households"),
    ("/offerings", "nav_offerings"),
    ("/items", "nav_items"),
    ("/imports", "nav_imports"),
    ("/try", "nav_try"),
    ("/whatif", "whatif"),
    ("/docs", "api"),
)
"""The pages that lead on, with the word for each; who may not go there is not shown the way.

Nor is the work list shown to those without families: to them it leads on to a page of theirs.
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's table as CSV shows it: the heads of its columns, its rows, what it is called."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int | None]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a page."""

    lang: Lang
    request: Request

    @property
    def desk(self) -> Desk:
        """Return the desk of who looks."""
        found: Desk = self.request.state.desk
        return found

    @property
    def ending(self) -> str:
        """Return the form that is asked for: `.json`, `.csv`, or nothing for a page."""
        path = getattr(self.request.scope.get("route"), "path", "")
        return next((ending for ending in _ENDINGS if path.endswith(ending)), "")

    def may(self, path: str, method: str = "GET") -> bool:
        """Say whether who looks may do an operation, by its path's template."""
        entered, action = door(self.request).entered, OPERATIONS.get((method, path))
        if entered is None or action is None:
            return False
        return decide(entered.caller, action) is Decision.YES

    def show(
        self, page: Page, status: int = 200, *, part: str = "", sheet: Sheet | None = None
    ) -> Response:
        """Return the page in the form that was asked for, its frame filled in.

        `part` names the block of its template that is given to htmx alone; `sheet` is its table.
        """
        if self.ending == ".csv" and sheet is not None:
            return as_csv(sheet.name, sheet.heads, sheet.rows, self.lang)
        if self.ending:
            return as_json(page, status)
        page = replace(page, frame=self._framed(page.frame))
        if part and self.is_of_htmx:
            return rendered_part(page, part, status)
        response = rendered(page, status)
        if FLASH in self.request.cookies:
            door(self.request).forget(response, FLASH)
        return response

    @property
    def is_of_htmx(self) -> bool:
        """Say whether the page's own script asks, to change a part of what is shown."""
        return self.request.headers.get("hx-request") == "true"

    def lead(
        self, path: str, told: str = "", prose: Iterable[str] = (), **params: str | int
    ) -> Response:
        """Lead on to a page, where the word `told` (its key, filled with `params`) will stand.

        `params` are numbers and words of our own, never anything that tells of a family. Where
        numbers of people were masked in the words that were typed (`prose`), that is told as well.
        """
        response = RedirectResponse(Frame(self.lang, "").at(path), _SEE_OTHER)
        signed = self._session()
        if told and signed is not None:
            more = ["told_masked"] if any(mask_numbers(text).found for text in prose) else []
            value = wrap(signed[0].gate.office.ring, f"told {signed[1]}", [told, params, *more])
            signed[0].leave(response, FLASH, value, _FLASH_SECONDS)
        return response

    def _framed(self, frame: Frame) -> Frame:
        settings = self.request.app.state.parts.settings
        return replace(
            frame,
            here=frame.here or self._here(frame),
            signed=self._signed(),
            nav=tuple(self._nav()),
            told=frame.told or self._told(),
            is_demo=settings.demo,
            twins=self._twins(),
        )

    def _here(self, frame: Frame) -> str:
        """Return the address of this page without its language.

        A form's answer has no query, and stands at the frame's `place` where it names one.
        """
        url = self.request.url
        if self.request.method not in ("GET", "HEAD"):
            return frame.place or url.path
        asked = [pair for pair in parse_qsl(url.query) if pair[0] != "lang"]
        return f"{url.path}?{urlencode(asked)}" if asked else url.path

    def _nav(self) -> list[Link]:
        said, here = words(self.lang), self.request.url.path
        return [
            Link(path, said[word], here == path or (here.startswith(f"{path}/") and path != "/"))
            for path, word in NAV
            if self.may(path) and (path != "/" or self.may("/households"))
        ]

    def _twins(self) -> tuple[str, ...]:
        path = getattr(self.request.scope.get("route"), "path", "")
        if self.request.method not in ("GET", "HEAD") or not path:
            return ()
        named = FIRST if path == "/" else path
        return tuple(e[1:] for e in _ENDINGS if ("GET", named + e) in OPERATIONS)

    def _session(self) -> tuple[Door, str] | None:
        here = door(self.request)
        entered = here.entered
        if entered is None or entered.session is None:
            return None
        return here, str(entered.session.hash)

    def _signed(self) -> Signed | None:
        here = door(self.request)
        entered = here.entered
        if entered is None or entered.session is None or entered.account is None:
            return None
        role = words(self.lang)[f"role_{entered.account.role}"]
        return Signed(entered.account.name, here.token(entered), role)

    def _told(self) -> str:
        signed, kept = self._session(), self.request.cookies.get(FLASH)
        if signed is None or kept is None:
            return ""
        found: Any = unwrap(signed[0].gate.office.ring, f"told {signed[1]}", kept)
        if found is None:
            return ""
        (told, params, *more), said = found, words(self.lang)
        return " ".join([said[told].format(**params), *(said[key] for key in more)])


def visit(request: Request, lang: PageLanguage) -> Visit:
    """Return the visit that a request is."""
    return Visit(lang, request)


def visit_of(request: Request) -> Visit:
    """Return the visit that a request is, where no route was found for it."""
    return Visit(of_page(request), request)


VisitDep = Annotated[Visit, Depends(visit)]
