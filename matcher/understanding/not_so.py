"""What a text says not to be so: what it denies, and what happens only in a story."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from matcher.listening import NO_NEGATION, Listening, Negation
from matcher.understanding.wordings import Span, all_found_in

_COMMA = re.compile(r"[,。;:]")
_MOST_BETWEEN = 4  # words between a negation and what it denies


class Reach(NamedTuple):
    """A negation from `start` to `opens`; what it denies begins no later than at `closes`.

    `is_lack`: of things it only says that they are wanting (没有轮椅).
    """

    start: int
    opens: int
    closes: int
    is_lack: bool


@dataclass(frozen=True, eq=False)
class NotSo:
    """The stretches of a normalised text that tell of nothing that is so here."""

    text: str = ""
    stories: tuple[Span, ...] = ()
    listings: tuple[Span, ...] = ()
    reaches: tuple[Reach, ...] = ()
    negation: Negation = NO_NEGATION

    def __bool__(self) -> bool:
        return bool(self.stories or self.listings or self.reaches or self.negation.after)

    def stretch(self, found: re.Match[str], offset: int = 0) -> Span | None:
        """Return the stretch by which what was found is not so, None where it may well be.

        `offset` is where the string that was searched begins in the text. A negation that an
        expression needs (没钱) is a part of what it tells; one that stands where it lets anything
        stand (老公没有打我) denies it, if it bears on the rest of it.
        """
        start, end = found.start() + offset, found.end() + offset
        return self.holding(start, end) or self._denied(found, offset) or self._after(start, end)

    def so(self, found: Iterable[re.Match[str]], offset: int = 0) -> Iterator[re.Match[str]]:
        """Yield of what was found that which may well be so, see `stretch`."""
        return (each for each in found if self.stretch(each, offset) is None)

    def holding(self, start: int, end: int) -> Span | None:
        """Return the story, or the list of what there is not, in which a stretch stands."""
        spans = (*self.stories, *self.listings)
        return next((s for s in spans if s[0] < end and start < s[1]), None)

    def denies(self, start: int) -> bool:
        """Return whether what begins at `start` is said not to be; that it is wanting is not."""
        return any(r.start < start <= r.closes for r in self.reaches if not r.is_lack)

    def _denied(self, found: re.Match[str], offset: int) -> Span | None:
        short = _up_to_a_comma(found)
        if short is None:
            return None
        found, start, end = short, short.start() + offset, short.end() + offset
        is_own = any(reach.start == start for reach in self.reaches)
        for reach in self.reaches:
            before = reach.start < start <= reach.closes
            inside = not is_own and start < reach.start < end and _bears(found, reach, offset)
            if (before or inside) and not self._is_wanting(reach, max(start, reach.opens)):
                return min(start, reach.start), self._whole(end)
        return None

    def _after(self, start: int, end: int) -> Span | None:
        after = _either(self.negation.after).match(self.text, end) if end > start else None
        return (start, after.end()) if after is not None else None

    def _is_wanting(self, reach: Reach, start: int) -> bool:
        """Return whether what is denied from `start` on is a thing, said to be wanting."""
        thing = _either(self.negation.things)
        places = {reach.opens, reach.closes, start}
        return reach.is_lack and any(thing.match(self.text, place) for place in places)

    def _whole(self, end: int) -> int:
        """Return where a word that was found ends: 癌 may stand for 癌症."""
        tail = _filling(self.negation.tail).match(self.text, end)
        return end if tail is None else tail.end()


NOTHING = NotSo()


@lru_cache(maxsize=1024)  # texts that are heard, then told
def not_so_in(text: str, listening: Listening) -> NotSo:
    """Return what a normalised text says not to be so, by the words of a catalogue."""
    negation = listening.negation
    stories = tuple(
        found.span()
        for entry in listening.stories
        for found in all_found_in(text, entry.words, entry.unless)
    )
    listings = all_found_in(text, negation.listing, negation.unless)
    reaches = (*_reaches(text, negation.words, False, negation),)
    reaches += (*_reaches(text, negation.lacking, True, negation),)
    spans = tuple(found.span() for found in listings)
    return NotSo(text, tuple(sorted(stories)), spans, reaches, negation)


def _reaches(
    text: str, words: tuple[str, ...], is_lack: bool, negation: Negation
) -> Iterator[Reach]:
    for found in all_found_in(text, words, negation.unless):
        after = _filling(negation.between).match(text, found.end())
        yield Reach(*found.span(), found.end() if after is None else after.end(), is_lack)


def _bears(found: re.Match[str], reach: Reach, offset: int) -> bool:
    """Return whether a negation inside what was found bears on what makes it be found.

    It does where the same is still found without the negation, and no more once what it denies
    is gone as well.
    """
    start, opens, rest = (at - offset for at in (reach.start, reach.opens, reach.closes + 1))
    text = found.string
    if opens >= found.end():
        return False
    return _holds(found, text[:start] + text[opens:], start) and not _holds(
        found, text[:start] + text[rest:], start
    )


def _up_to_a_comma(found: re.Match[str]) -> re.Match[str] | None:
    """Return what is found of it before a comma, beyond which no negation reaches."""
    comma = _COMMA.search(found.string, found.start() + 1, found.end())
    return found if comma is None else found.re.match(found.string[: comma.start()], found.start())


def _holds(found: re.Match[str], text: str, past: int) -> bool:
    again = found.re.match(text, found.start())
    return again is not None and again.end() > past


def left_of(text: str, start: int, stretches: Sequence[Span]) -> str:
    """Return what a text that begins at `start` keeps beside the stretches, which are cut out."""
    kept = list(text)
    for first, last in stretches:
        for place in range(max(0, first - start), min(len(text), last - start)):
            kept[place] = ""
    return "".join(kept)


@lru_cache(maxsize=64)
def _either(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in words) or r"(?!)")


@lru_cache(maxsize=64)
def _filling(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{_either(words).pattern}){{0,{_MOST_BETWEEN}}}")
