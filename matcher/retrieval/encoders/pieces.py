"""The tokenizer of XLM-RoBERTa: a text becomes the likeliest row of known pieces (Viterbi)."""

from collections.abc import Mapping
from dataclasses import dataclass

_SPACE = "\u2581"  # how pieces write a blank
_UNKNOWN_COSTS = 10.0  # below the unlikeliest piece


@dataclass(frozen=True, eq=False)
class Pieces:
    """The known pieces with their numbers and log-likelihoods, and how letters are replaced."""

    known: Mapping[str, tuple[int, float]]
    replaced: Mapping[str, str]
    first: int
    last: int
    unknown: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "_longest", max(map(len, self.known)))
        lowest = min(likely for _, likely in self.known.values())
        object.__setattr__(self, "_lowest", lowest - _UNKNOWN_COSTS)

    _longest: int = 0
    _lowest: float = 0.0

    def numbers(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces, between those of its first and last mark."""
        written = self._written(text)
        best = [0.0] + [-float("inf")] * len(written)
        back = [(0, self.unknown)] * (len(written) + 1)
        for start in range(len(written)):
            likely = best[start]
            for end in range(start + 1, min(len(written), start + self._longest) + 1):
                piece = self.known.get(written[start:end])
                if piece is not None and likely + piece[1] > best[end]:
                    best[end], back[end] = likely + piece[1], (start, piece[0])
            if likely + self._lowest > best[start + 1]:
                best[start + 1], back[start + 1] = likely + self._lowest, (start, self.unknown)
        found, end = [self.last], len(written)
        while end:
            end, number = back[end]
            found.append(number)
        return [self.first, *reversed(found)]

    def _written(self, text: str) -> str:
        replaced = "".join(self.replaced.get(letter, letter) for letter in text)
        words = [word for word in replaced.split(" ") if word]
        closing = _SPACE if replaced.endswith(" ") and words else ""
        return _SPACE + _SPACE.join(words) + closing
