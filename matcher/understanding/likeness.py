"""How like danger a text sounds, by what it is made of: characters, their pairs, and concepts."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from matcher.reading.alarms import Likeness
from matcher.understanding.clauses import split

_LONGEST = 60  # a longer text is heard in stretches, or one dark sentence would drown in it
_MOST = 2_000  # characters that are heard at all
_WISH = "想找|想学|想要|想请|想问|希望|请问"
_REQUEST = re.compile(
    f"{_WISH}|申请|咨询|补贴|补助|报销|补课|名额|流程|怎么办理|哪里领|能不能|"
    "找份工|找工作|找个活|缺钱|交不起|付不起|学费|[水电煤]费|房租"
)
_CUT = re.compile(rf"[,、:。!?;\n… ]+|(?={_WISH}|想申请|还想|(?<!想)申请)")
"""Marks and blanks; who writes without any begins anew with a request."""
_DIGITS = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words as they are compared: Cantonese to Mandarin, and concepts by the words for them."""

    plain: Mapping[str, str]
    either: re.Pattern[str]
    concepts: Mapping[str, tuple[str, ...]]
    sizes: tuple[int, ...]  # of the words for concepts

    def letters(self, text: str) -> str:
        """Return a normalised text as it is compared: Mandarin, without white space or < >."""
        plain = _in_mandarin(text, self.plain, self.either)
        return "".join(plain.split()).replace("<", "").replace(">", "")

    def heard(self, letters: str) -> dict[str, str]:
        """Return the concepts that stand in compared letters, each with the first of its words."""
        found: dict[str, str] = {}
        digits = letters.translate(_DIGITS)
        for at in range(len(digits)):
            for size in self.sizes:
                for name in self.concepts.get(digits[at : at + size], ()):
                    found.setdefault(name, letters[at : at + size])
        return found


def lexicon_of(plain: Mapping[str, str], hints: Mapping[str, str]) -> Lexicon:
    """Return the lexicon of words in Mandarin and of concepts, whose words stand between bars."""
    return _lexicon(tuple(plain.items()), tuple(hints.items()))


def plain_words(text: str, plain: Mapping[str, str]) -> str:
    """Return a normalised text with its Cantonese words in Mandarin, for comparison only."""
    return _in_mandarin(text, plain, _either(tuple(plain)))


def _in_mandarin(text: str, plain: Mapping[str, str], either: re.Pattern[str]) -> str:
    return either.sub(lambda found: plain[found.group()], text)


def grams_of(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Return what a text is made of: characters, pairs of neighbours, concepts and their pairs.

    Concepts stand in angle brackets, so no text can imitate one.
    """
    letters = lexicon.letters(text)
    heard = sorted(lexicon.heard(letters))
    pairs = {letters[at : at + 2] for at in range(len(letters) - 1)}
    both = {f"<{one}+{two}>" for place, one in enumerate(heard) for two in heard[place + 1 :]}
    return frozenset({*letters, *pairs, *both, *(f"<{name}>" for name in heard)})


def stretches(text: str) -> tuple[str, ...]:
    """Return a text in overlapping stretches short enough to be heard one by one."""
    kept = text[:_MOST]
    if len(kept) <= _LONGEST:
        return (kept,)
    return tuple(
        kept[start : start + _LONGEST]
        for start in range(0, len(kept) - _LONGEST // 2, _LONGEST // 2)
    )


def passages(text: str) -> tuple[str, ...]:
    """Return what is heard of a text: its stretches, and those of what is left without requests.

    A request (a job, a subsidy, lessons, a bill) is no sign that all is well: whoever makes one
    beside a dark sentence is heard as if the sentence stood alone.
    """
    pieces = [piece for piece in _CUT.split(text[:_MOST]) if piece]
    rest = [piece for piece in pieces if _REQUEST.search(piece) is None]
    whole = stretches(text)
    if not rest or len(rest) == len(pieces):
        return whole
    return tuple(dict.fromkeys((*whole, *stretches(",".join(rest)))))


def likeness_of(text: str, likeness: Likeness) -> dict[str, float]:
    """Return, by kind, how like danger a normalised text sounds, in log-odds.

    The worst passage counts.
    """
    lexicon = _lexicon_of(likeness)
    sums = [_sums(grams_of(part, lexicon), likeness) for part in passages(text)]
    return {
        kind: round(likeness.bias[kind] + max(worst), 3)
        for kind, worst in zip(likeness.weights, zip(*sums, strict=True), strict=True)
    }


def is_doubtful(text: str, likeness: Likeness) -> bool:
    """Return whether a normalised text speaks of a film, the past or in figures of speech.

    Words that say it is meant in earnest (no joke) are none of these.
    """
    lexicon = _lexicon_of(likeness)
    letters = _earnest(likeness.earnest).sub("", lexicon.letters(text[:_MOST]))
    return not likeness.doubt.isdisjoint(lexicon.heard(letters))


def loudest_clause(text: str, kind: str, likeness: Likeness) -> str:
    """Return the clause of a normalised text that sounds most like danger of a kind."""
    spans = split(text) or ((0, len(text)),)
    lexicon = _lexicon_of(likeness)
    place = tuple(likeness.weights).index(kind)
    start, end = max(
        spans,
        key=lambda span: _sums(
            grams_of(text[span[0] : span[1]][: 2 * _LONGEST], lexicon), likeness
        )[place],
    )
    return text[start:end]


def _sums(grams: frozenset[str], likeness: Likeness) -> tuple[float, ...]:
    """Return by kind the weights of the grams, over the root of their number.

    So the length of a text tells nothing.
    """
    table = _table(likeness)
    rows = [table[gram] for gram in grams if gram in table]
    root = math.sqrt(max(1, len(grams)))
    if not rows:
        return (0.0,) * len(likeness.weights)
    return tuple(math.fsum(column) / root for column in zip(*rows, strict=True))


@lru_cache(maxsize=4)
def _lexicon_of(likeness: Likeness) -> Lexicon:
    """Return the lexicon of a likeness: its thousand words are compared once, not for each text."""
    return lexicon_of(likeness.plain, likeness.hints)


@lru_cache(maxsize=4)
def _table(likeness: Likeness) -> dict[str, tuple[float, ...]]:
    """Return the weights of each gram, by kind: one look-up instead of one for each kind."""
    grams = {gram for weights in likeness.weights.values() for gram in weights}
    every = tuple(likeness.weights.values())
    return {gram: tuple(weights.get(gram, 0.0) for weights in every) for gram in grams}


@lru_cache(maxsize=4)
def _lexicon(plain: tuple[tuple[str, str], ...], hints: tuple[tuple[str, str], ...]) -> Lexicon:
    words = dict(plain)
    either = _either(tuple(words))
    concepts: dict[str, list[str]] = {}
    for name, alternatives in hints:
        for word in alternatives.split("|"):
            said = _in_mandarin(word, words, either).translate(_DIGITS)
            names = concepts.setdefault("".join(said.split()), [])
            if name not in names:
                names.append(name)
    sizes = tuple(sorted({len(word) for word in concepts}))
    return Lexicon(words, either, {word: tuple(names) for word, names in concepts.items()}, sizes)


@lru_cache(maxsize=8)
def _earnest(expression: str) -> re.Pattern[str]:
    return re.compile(expression or r"(?!)")


@lru_cache(maxsize=8)
def _either(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
