"""One spelling for matching: NFKC, then Traditional to Simplified. The original is kept apart."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from matcher.cleaning import clean

_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff])[^\w,.;:!?、。…\n]+(?=[\u3400-\u9fff])")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return `text` in Simplified characters; nothing else of it is changed."""
    return text if text.isascii() else str(_converter().convert(text))


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """Return `text` in NFKC and Simplified characters, cleaned, with blanks folded to one.

    Used for matching only; what people read stays as they wrote it.
    """
    folded = clean(unicodedata.normalize("NFKC", text))
    return " ".join(simplified(folded).split())


def closed_up(text: str) -> str:
    """Return a normalised text without what stands between two Chinese letters and ends nothing.

    Blanks, dots and dashes inside a word (吸 毒, 艾-滋) hide it from no reader.
    """
    return _BETWEEN.sub("", text)
