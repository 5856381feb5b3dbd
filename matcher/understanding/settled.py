"""Say whether a clause calls its matter refused, negated or already solved."""

import re

_SETTLED = re.compile(
    r"(不用|不需要|无需|毋须|唔使|唔需要|勿再|不必|别再|唔好再).{0,6}"
    r"(送|登记|安排|申请|叫|办|来|管|帮|喇|啦|了)"
    r"|(已经?|早就).{0,4}(借到|解决|办好|办妥|领到|拿到|搞掂|装好|修好)"
    r"|暂时不愁|唔使喇|不用了|不需要了|唔使啦"
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
