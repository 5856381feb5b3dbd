"""How many questions there are to ask, in one sentence wherever it is told."""

from api.pages.frame import Words
from api.usecases.to_ask import FIRST


def asks_line(num: int, said: Words) -> str:
    """Return which are asked first and how many are left after them; empty where there are none."""
    if num <= FIRST:
        return said["ask_first"].format(n=num) if num else ""
    return said["ask_first_more"].format(first=FIRST, n=num - FIRST)
