"""Say whether a clause calls its matter refused, negated or already solved."""

import re
from collections.abc import Sequence

from matcher.understanding.wordings import found_in

_SETTLED = re.compile(
    r"(不用(?![他她我佢]了)|不需要|无需|毋须|唔使|唔需要|勿再|不必|别再|唔好再).{0,6}"
    r"(送|登记|安排|申请|叫|办|来|管|帮|喇|啦|了)"
    r"|(已经?|早就).{0,4}(借到|解决|办好|办妥|领到|拿到|搞掂|装好|修好)"
    r"|暂时不愁|唔使喇|不用了|不需要了|唔使啦"
)


_ASKS = re.compile(
    r"想|要|求|就是|就系|只是|难|没人|冇人|宁愿|希望|盼|反而|现在|不动|唔郁|怎么|点样|边度|急|缺|欠|痛|疼"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


def is_readable(text: str) -> bool:
    """Return whether a text holds Chinese: rules of thumb and catalogue know no other language.

    What cannot be read is answered by nothing, rather than by the nearest noise.
    """
    return bool(_HAN.search(text))


def is_settled(clause: str) -> bool:
    """Return whether the (normalised) clause says that nothing is asked for any more."""
    return bool(_SETTLED.search(clause))


def is_beyond(clause: str, beyond: Sequence[str]) -> bool:
    """Return whether the (normalised) clause is about what nothing in the catalogue helps with."""
    return found_in(clause, tuple(beyond), ()) is not None


def asks(clause: str) -> bool:
    """Return whether a clause asks for something, beside others that ask for nothing here."""
    return bool(_ASKS.search(clause))
