"""Misspelt words: what sounds like a name or word of the catalogue and is no word by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from matcher.listening import Spelling
from matcher.normalise import normalise
from matcher.offerings import Catalogue
from matcher.typed import Clause, Slip

_SHORT = 2  # names as short as this are read only where the catalogue says so


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words that are read where they are misspelt, and what is known to be no mistake."""

    by_sound: Mapping[tuple[str, str], tuple[str, ...]]  # of a word's first two characters
    by_start: Mapping[str, tuple[str, ...]]  # the same words by those characters
    pairs: frozenset[str]
    spelling: Spelling


@lru_cache(maxsize=4)
def lexicon_of(catalogue: Catalogue) -> Lexicon:
    """Return the lexicon of a catalogue: its names and its spelling's words."""
    spelling = catalogue.spelling
    provisions = (*catalogue.items.values(), *catalogue.offerings.values())
    texts = [normalise(t) for each in provisions for t in (each.name.zh, *each.phrases)]
    named = [alias for item in catalogue.items.values() for alias in item.aliases]
    words = dict.fromkeys([*spelling.words, *(n for n in named if len(n) > _SHORT)])
    by_sound: dict[tuple[str, str], list[str]] = {}
    by_start: dict[str, list[str]] = {}
    for word in words if spelling.sounds else ():
        by_start.setdefault(word[:2], []).append(word)
        for sounds in _sounds(word, 0, spelling):
            by_sound.setdefault(sounds, []).append(word)
    known = {a + b for text in (*texts, *named) for a, b in pairwise(text)}
    return Lexicon(
        {key: tuple(found) for key, found in by_sound.items()},
        {key: tuple(found) for key, found in by_start.items()},
        spelling.pairs | known,
        spelling,
    )


def mended(text: str, slips: tuple[Slip, ...]) -> str:
    """Return the text with its slips as they may be meant; nothing changes its place."""
    for slip in slips:
        text = text[: slip.start] + slip.meant + text[slip.end :]
    return text


def as_spelt(clause: Clause) -> str:
    """Return a clause's text with its misspelt words as they are written."""
    text = clause.text
    for slip in clause.slips:
        start, end = slip.start - clause.start, slip.end - clause.start
        text = text[:start] + slip.written + text[end:]
    return text


@lru_cache(maxsize=4_096)
def slips_in(text: str, lexicon: Lexicon) -> tuple[Slip, ...]:
    """Return the misspelt words of a (normalised) text, in order; none overlaps another.

    Of several words that one may be the longest counts, then the one with fewer differences.
    """
    right = _rightly_spelt(text, lexicon)
    found: list[Slip] = []
    for start in range(len(text) - 1):
        if found and start < found[-1].end:
            continue
        words = [
            w for w in _sounding(text, start, lexicon) if _is_slip(text, start, w, right, lexicon)
        ]
        if words:
            best = min(words, key=lambda w: (-len(w), len(_differing(text, start, w)), w))
            end = start + len(best)
            found.append(Slip(start, end, text[start:end], best))
    return tuple(found)


def _sounds(text: str, start: int, spelling: Spelling) -> Iterator[tuple[str, str]]:
    none: frozenset[str] = frozenset()
    first, second = (spelling.sounds.get(c, none) for c in text[start : start + 2])
    return product(sorted(first), sorted(second))


def _sounding(text: str, start: int, lexicon: Lexicon) -> Iterator[str]:
    """Yield the words whose first two characters sound as those of the text."""
    for sounds in _sounds(text, start, lexicon.spelling):
        yield from lexicon.by_sound.get(sounds, ())


def _is_slip(text: str, start: int, word: str, right: frozenset[int], lexicon: Lexicon) -> bool:
    """Say whether what is written is the word misspelt: few characters off, each a stranger."""
    places = _differing(text, start, word)
    end = start + len(word)
    if not places or end > len(text) or 2 * len(places) > len(word):
        return False
    spelling, written = lexicon.spelling, text[start:end]
    if written in spelling.real or not right.isdisjoint(places):
        return False
    return all(
        text[place] not in spelling.steady
        and not spelling.sounds.get(text[place], frozenset()).isdisjoint(
            spelling.sounds.get(word[place - start], frozenset())
        )
        and text[max(0, place - 1) : place + 1] not in lexicon.pairs
        and text[place : place + 2] not in lexicon.pairs
        for place in places
    )


def _differing(text: str, start: int, word: str) -> tuple[int, ...]:
    return tuple(
        place
        for place, (ours, theirs) in enumerate(zip(text[start:], word, strict=False), start)
        if ours != theirs
    )


def _rightly_spelt(text: str, lexicon: Lexicon) -> frozenset[int]:
    """Return the places that words of the lexicon hold as they are."""
    return frozenset(
        place
        for start in range(len(text) - 1)
        for word in lexicon.by_start.get(text[start : start + 2], ())
        if text.startswith(word, start)
        for place in range(start, start + len(word))
    )
