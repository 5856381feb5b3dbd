"""What routes and pages are given: the wired parts, the language, the body within its limit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request

from api.errors import Problem, ProblemError
from api.settings import Settings
from api.usecases.matching import Asking
from api.words import LANGUAGES, preferred
from matcher.pipeline.matcher import Matcher
from matcher.wording import Bilingual, Lang

_TOO_LARGE = Bilingual("最多 {most} 字节", "at most {most} bytes")


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


def parts(request: Request) -> Parts:
    """Return the parts of the application that serves `request`."""
    found: Parts = request.app.state.parts
    return found


AskedLang = Annotated[
    Literal["zh", "en"] | None,
    Query(description="the language of the words; without it Accept-Language, Chinese first"),
]


def language(request: Request, lang: AskedLang = None) -> Lang:
    """Return the language of an answer; a `lang` that is none is a wrong query."""
    return lang or spoken(request)


def spoken(request: Request) -> Lang:
    """Return the language asked for by `lang`, else by Accept-Language, else Chinese."""
    asked = _asked(request)
    return asked or preferred(request.headers.get("accept-language", ""))


def page_language(request: Request) -> Lang:
    """Return the language asked for by `lang`, else Chinese: a page switches by its link."""
    return _asked(request) or LANGUAGES[0]


def _asked(request: Request) -> Lang | None:
    asked = request.query_params.get("lang")
    return next((lang for lang in LANGUAGES if lang == asked), None)


async def raw_body(request: Request) -> bytes:
    """Return the body; a problem 413 as soon as it is seen to pass the limit."""
    most = parts(request).settings.max_body
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        raise _too_large(most)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _too_large(most: int) -> ProblemError:
    detail = Bilingual(_TOO_LARGE.say("zh", most=most), _TOO_LARGE.say("en", most=most))
    return ProblemError(Problem("too-large", detail))


PartsDep = Annotated[Parts, Depends(parts)]
Body = Annotated[bytes, Depends(raw_body)]
Language = Annotated[Lang, Depends(language)]
PageLanguage = Annotated[Lang, Depends(page_language)]
