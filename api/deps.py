"""What routes and pages are given: the wired parts, the language, the body within its limit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request

from api.settings import Settings
from api.usecases.makings import matcher_now
from api.usecases.matching import Asking
from api.words import LANGUAGES, preferred
from matcher.pipeline.matcher import Matcher
from matcher.wording import Lang


@dataclass(frozen=True, slots=True)
class Parts:
    """The wired parts of the running application; `demos` are raw households by id."""

    matcher: Matcher
    settings: Settings
    today: Callable[[], date]
    demos: Mapping[str, Mapping[str, Any]]

    def asking(self, lang: Lang, on: date | None = None, top: int = 20) -> Asking:
        """Return how a request wants its answer, with today's date from the clock given."""
        return Asking(self.today(), on, lang, top)


def by_id(demos: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return raw households by their id, in order."""
    return {str(raw["id"]): raw for raw in demos}


async def parts(request: Request) -> Parts:
    """Return the parts of the application that serves `request`."""
    found: Parts = request.app.state.parts
    return found


AskedLang = Annotated[
    Literal["zh", "en"] | None,
    Query(description="the language of the words; without it Accept-Language, Chinese first"),
]


async def language(request: Request, lang: AskedLang = None) -> Lang:
    """Return the language of an answer; a `lang` that is none is a wrong query."""
    return lang or spoken(request)


def spoken(request: Request) -> Lang:
    """Return the language asked for by `lang`, else by Accept-Language, else Chinese."""
    asked = _asked(request)
    return asked or preferred(request.headers.get("accept-language", ""))


def of_page(request: Request) -> Lang:
    """Return the language asked for by `lang`, else Chinese: a page switches by its link."""
    return _asked(request) or LANGUAGES[0]


async def page_language(request: Request) -> Lang:
    """Return the language of a page."""
    return of_page(request)


def _asked(request: Request) -> Lang | None:
    asked = request.query_params.get("lang")
    return next((lang for lang in LANGUAGES if lang == asked), None)


async def raw_body(request: Request) -> bytes:
    """Return the body; the gate has read it, within its limit."""
    return await request.body()


def live_parts(request: Request) -> Parts:
    """Return the parts with the supply of this moment before the matcher."""
    found: Parts = request.app.state.parts
    gate, making = request.app.state.gate, request.app.state.making
    return replace(found, matcher=matcher_now(gate.office, making))


PartsDep = Annotated[Parts, Depends(parts)]
LivePartsDep = Annotated[Parts, Depends(live_parts)]
Body = Annotated[bytes, Depends(raw_body)]
Language = Annotated[Lang, Depends(language)]
PageLanguage = Annotated[Lang, Depends(page_language)]
