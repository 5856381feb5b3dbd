"""What surrounds every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from matcher.wording import Lang

Words = Mapping[str, str]
FIRST = "/index"
"""Under which name the first page has its twins."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in, as what, and the token that every form of theirs carries."""

    name: str
    token: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page; `is_here` where this page lies behind it."""

    path: str
    label: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Resend:
    """How the language switch keeps what was typed: the form it sends, where to, by which button.

    The form is shown again in the other language; the button is told by `name` and `value`.
    """

    form: str
    path: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page.

    `here` is the address of this page without its language, by which the language switch keeps
    it; empty, the visit fills it in. `place` is the page at which a form's answer stands, where
    its own address cannot be opened. Where much may have been typed, the switch sends it again by
    `resend`. `nav` is where this caller may go, `told` what was just done, `twins` the other forms
    of this page (`json`, `csv`), and `is_demo` whether everything is invented.
    """

    lang: Lang
    title: str
    here: str = ""
    resend: Resend | None = None
    signed: Signed | None = None
    nav: tuple[Link, ...] = ()
    told: str = ""
    is_demo: bool = False
    twins: tuple[str, ...] = ()
    place: str = ""

    @property
    def other(self) -> Lang:
        """Return the language the switch leads to."""
        return "en" if self.lang == "zh" else "zh"

    def at(self, path: str, **more: str) -> str:
        """Return an address of this site in the language of the page, with `more` in its query."""
        if more:
            path += f"{'&' if '?' in path else '?'}{urlencode(more)}"
        return self._in(path, self.lang)

    def switched(self) -> str:
        """Return the address of this page in the other language."""
        return self._in(self.here or "/", self.other)

    def twin(self, ending: str) -> str:
        """Return the address of this page as JSON or CSV."""
        path, mark, query = (self.here or "/").partition("?")
        return self._in(f"{FIRST if path == '/' else path}.{ending}{mark}{query}", self.lang)

    def _in(self, path: str, lang: Lang) -> str:
        path, mark, place = path.partition("#")
        path, _, query = path.partition("?")
        rest = [pair for pair in query.split("&") if pair and not pair.startswith("lang=")]
        return f"{path}?{'&'.join([*rest, f'lang={lang}'])}{mark}{place}"
