"""Hold a text against everything that can be given, and against how like needs were met."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate, pairwise

import numpy as np

from matcher.retrieval.dense import DenseIndex
from matcher.retrieval.encoders import Encoder, EncoderUnavailableError, Kind, Vectors
from matcher.retrieval.fusion import Scores, best_of, padded, standard
from matcher.retrieval.lexical import LexicalIndex, Rarity
from matcher.retrieval.precedents import Allowed, Precedent, Precedents

Texts = Mapping[str, Sequence[str]]
"""The normalised texts of each code."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one text brings up: a score a code in each channel.

    `words` (BM25) and `meaning` (dense) are z-scores within the items and within the
    offerings; `precedent` is the mean gain among the likest labelled needs, in [0, 2]; `taught`
    what readers gave for needs of its sense, about in [0, 1], all 0 without an encoder.
    `lines` holds the score of every catalogue text, for `Library.voice`.
    """

    words: Scores
    meaning: Scores
    precedent: Scores
    taught: Scores
    lines: Scores
    mode: str
    vector: Vectors | None = None  # of the text itself, where there is an encoder


class Shelf:
    """Texts by code, found by words and by meaning; how much a word tells, `like` says if given."""

    def __init__(self, texts: Texts, like: "Shelf | None" = None) -> None:
        self.texts = {code: tuple(lines) for code, lines in texts.items()}
        self.lines = [line for lines in self.texts.values() for line in lines]
        self.by_meaning: DenseIndex | None = None
        self._like = like
        whole = [" ".join(lines) for lines in self.texts.values()]
        self.by_words = LexicalIndex(whole, None if like is None else like.rarity)

    @property
    def rarity(self) -> Rarity:
        """Return how much each word tells of a code."""
        return self.by_words.rarity

    @cached_property
    def lines_by_words(self) -> LexicalIndex:
        """Return the index of the lines by themselves."""
        rarity = None if self._like is None else self._like.lines_by_words.rarity
        return LexicalIndex(self.lines, rarity)


class Library:
    """The searchable texts of a catalogue, and the labelled needs beside them."""

    def __init__(
        self,
        texts: Texts,
        families: Sequence[int],
        precedents: Sequence[Precedent],
        encoder: Encoder | None,
        like: "Library | None" = None,
    ) -> None:
        """Index `texts` by code; `families` are the lengths of the runs of codes scored together.

        All texts must be normalised. Without an encoder, or where it turns out not to be
        usable, every hearing is lexical. How much a word tells, `like` says where it is given.
        """
        self.families = tuple(families)
        self.encoder = encoder
        self.own = tuple(texts)
        shelf = Shelf(texts, None if like is None else like.shelves[0])
        self._lay((shelf,))
        shelf.by_meaning = self._index(shelf.lines)
        rows = self._encode([precedent.text for precedent in precedents], "query")
        self.precedents = Precedents(precedents, self.own, rows)

    def with_posted(self, texts: Texts) -> "Library":
        """Return the library with the texts of what was posted, in place of any it had.

        They are of the last family. Only these texts are indexed, all else is shared: for the
        catalogue's `own` codes they change no score but within that family, and no labelled
        need speaks of them. Itself where it has these already.
        """
        wanted = {code: tuple(lines) for code, lines in texts.items()}
        there = [shelf.texts for shelf in self.shelves[1:]] or [{}]
        if list(there[0].items()) == list(wanted.items()):
            return self
        return _Wider(self.alone, wanted) if wanted else self.alone

    @property
    def alone(self) -> "Library":
        """Return the library of the catalogue alone."""
        return self

    @property
    def mode(self) -> str:
        """Return `hybrid`, or `lexical` where no encoder serves."""
        return "hybrid" if self.encoder is not None else "lexical"

    def hear(self, texts: Sequence[str], without: str = "") -> tuple[Hearing, ...]:
        """Return what each normalised text brings up.

        Precedents whose source starts with `without` are left out (for cross-validation).
        """
        if not texts:
            return ()
        rows = self._encode(texts, "query")
        allowed = self.precedents.allowed(without)
        words = self._standard(np.array([self._said(text) for text in texts]))
        indexes = [shelf.by_meaning for shelf in self.shelves if shelf.by_meaning is not None]
        if rows is None or len(indexes) < len(self.shelves):
            return tuple(map(partial(self._by_words, allowed), texts, words))
        lines = np.array([_joined(index.scores(row) for index in indexes) for row in rows])
        meaning = self._standard(best_of(lines, self._starts[:-1]))
        taught = self._padded(self.precedents.taught(rows, without))
        told = [
            self.precedents.by_meaning(*each, allowed) for each in zip(texts, rows, strict=True)
        ]
        return tuple(
            Hearing(said, meant, self._padded(gain), gave, near, "hybrid", row)
            for gain, row, near, said, meant, gave in zip(
                told, rows, lines, words, meaning, taught, strict=True
            )
        )

    def voice(self, place: int, lines: Scores) -> str:
        """Return the catalogue text of the code at `place` that is nearest; of equals the first."""
        start, end = self._starts[place], self._starts[place + 1]
        return self.lines[start + int(lines[start:end].argmax())]

    def _lay(self, shelves: tuple[Shelf, ...]) -> None:
        """Take the shelves, the catalogue's own first, and number codes and lines over them."""
        self.shelves = shelves
        texts = [each for shelf in shelves for each in shelf.texts.items()]
        self.codes = tuple(code for code, _ in texts)
        self.place = {code: index for index, code in enumerate(self.codes)}
        self.lines = [line for _, lines in texts for line in lines]
        self._starts = [0, *accumulate(len(lines) for _, lines in texts)]
        firsts = [0, *accumulate(self.families)][:-1]
        self._runs = [slice(*ends) for ends in pairwise([*firsts, len(self.codes)])]

    def _said(self, text: str) -> Scores:
        """Return how far each code's texts hold the words of a text."""
        return _joined(shelf.by_words.scores(text) for shelf in self.shelves)

    def _by_words(self, allowed: Allowed, text: str, words: Scores) -> Hearing:
        nothing = np.zeros(len(self.codes))
        precedent = self._padded(self.precedents.by_words(text, allowed))
        lines = _joined(shelf.lines_by_words.scores(text) for shelf in self.shelves)
        return Hearing(words, nothing, precedent, nothing, lines, "lexical")

    def _padded(self, scores: Scores) -> Scores:
        return padded(scores, len(self.codes))

    def _standard(self, scores: Scores) -> Scores:
        return np.concatenate([standard(scores[:, run]) for run in self._runs], axis=-1)

    def _index(self, lines: Sequence[str]) -> DenseIndex | None:
        rows = self._encode(lines, "passage")
        return None if rows is None else DenseIndex(rows)

    def _encode(self, texts: Sequence[str], kind: Kind) -> Vectors | None:
        if self.encoder is None:
            return None
        try:
            return self.encoder.encode(texts, kind)
        except EncoderUnavailableError:
            self.encoder = None
            return None


class _Wider(Library):
    """A library with texts that were posted since, and all else shared with the one it widens."""

    def __init__(self, alone: Library, texts: Texts) -> None:
        self._alone = alone
        self.families, self.encoder, self.own = alone.families, alone.encoder, alone.own
        self.precedents = alone.precedents
        shelf = Shelf(texts, alone.shelves[0])
        self._lay((*alone.shelves, shelf))
        shelf.by_meaning = self._index(shelf.lines)

    @property
    def alone(self) -> Library:
        return self._alone


def _joined(scores: Iterable[Scores]) -> Scores:
    return np.concatenate(list(scores))
