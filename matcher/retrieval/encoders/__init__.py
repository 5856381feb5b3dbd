"""Text encoders behind one protocol; beside `matcher.files` only they touch disk or processes."""

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Kind = Literal["query", "passage"]


class Encoder(Protocol):
    """Turns texts into unit vectors. *Stable*: a plug-in implements this and passes its contract.

    `name` identifies model, weights and pooling: vectors of different names are never mixed.
    """

    @property
    def name(self) -> str:
        """Return the identity of the vectors."""

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """Return one float32 row a text, of length 1, or all zeros where it cannot be encoded.

        The same text gives the same row, alone or among others. Raises EncoderUnavailableError
        when no text can be encoded at all.
        """


class EncoderUnavailableError(Exception):
    """The encoder cannot be used here; the caller goes on in lexical mode and says so."""


def settle(vectors: Vectors) -> Vectors:
    """Round to what half precision holds, so that fresh, cached and shipped vectors are equal."""
    return vectors.astype(np.float16).astype(np.float32)
