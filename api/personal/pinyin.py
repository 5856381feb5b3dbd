"""Initials of a name by pinyin, so that 曾丽珍 is found by zlz.

A surname is read as surnames are (单 shan, 仇 qiu, 区 ou); a character with several readings
gives several initials, because nobody knows which one its bearer uses.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

from api.personal.folding import tidy_name

MOST = 16
"""Initials kept of one name; what is first is likeliest."""

_WITH_CHOICE = 5
"""Characters of which all readings count; in longer names the rest have their usual one."""

_SHORTEST_WITH_COMPOUND = 3
"""单于 alone is 于 of the family 单."""

# Surnames whose first letter is not that of the character's usual reading. Several letters:
# families differ.
_SURNAMES: Mapping[str, tuple[str, ...]] = {
    **{"单": ("s",), "單": ("s",), "曾": ("z",), "仇": ("q",), "区": ("o",), "區": ("o",)},
    **{"查": ("z",), "解": ("x",), "盖": ("g",), "蓋": ("g",), "朴": ("p",), "樸": ("p",)},
    **{"乐": ("y", "l"), "樂": ("y", "l"), "翟": ("z", "d"), "种": ("c",), "員": ("y",)},
    **{"员": ("y",), "缪": ("m",), "繆": ("m",), "覃": ("q", "t"), "冼": ("x",), "洗": ("x",)},
    **{"逄": ("p",), "繁": ("p",), "折": ("s",), "隗": ("w", "k"), "召": ("s",), "秘": ("b",)},
    **{"谌": ("c", "s"), "諶": ("c", "s"), "郇": ("x", "h"), "祭": ("z",), "车": ("c",)},
    **{"車": ("c",), "宓": ("m",), "於": ("y",), "郗": ("x", "c"), "藏": ("z",), "臧": ("z",)},
    **{"会": ("g",), "句": ("g",), "参": ("s",), "适": ("k",), "晟": ("c",), "撒": ("s",)},
    **{"贾": ("j",), "賈": ("j",), "宿": ("s",), "谷": ("g",), "都": ("d",), "么": ("y",)},
    **{"尉迟": ("yc",), "尉遲": ("yc",), "单于": ("cy",), "單于": ("cy",), "万俟": ("mq",)},
    **{"長孫": ("zs",), "长孙": ("zs",), "澹台": ("tt",), "澹臺": ("tt",), "令狐": ("lh",)},
}


def initials_of(name: str) -> tuple[str, ...]:
    """Return the initials under which a name is found, likeliest first, `MOST` at most.

    Small letters without spaces; signs and digits count for nothing. A character nobody has a
    reading for is passed over. Empty where no letter is left.
    """
    choices = [
        letters if place < _WITH_CHOICE else letters[:1]
        for place, letters in enumerate(_readings(tidy_name(name)))
    ]
    # the fewer and the less far from the usual readings, the likelier
    ranked = sorted(product(*(range(len(letters)) for letters in choices)), key=sum)
    found = ("".join(of[rank] for of, rank in zip(choices, ranks, strict=True)) for ranks in ranked)
    return tuple(initials for initials in islice(dict.fromkeys(found), MOST) if initials)


def typed_initials(text: str) -> str:
    """Return what was typed into the search as initials: small letters and nothing else."""
    return re.sub(r"[^a-z]", "", tidy_name(text).lower())


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    longest = 2 if len(name) >= _SHORTEST_WITH_COMPOUND else 1
    surname = next((name[:n] for n in range(longest, 0, -1) if name[:n] in _SURNAMES), "")
    if surname:
        letters = _SURNAMES[surname]
        yield letters + _others(surname, letters)
    for part in re.findall(r"[A-Za-z]+|[^A-Za-z]", name[len(surname) :]):
        if letters := _letters(part):
            yield letters


def _others(surname: str, letters: tuple[str, ...]) -> tuple[str, ...]:
    usual = _letters(surname) if len(surname) == 1 else ()
    return tuple(letter for letter in usual if letter not in letters)


def _letters(part: str) -> tuple[str, ...]:
    """Return the first letters of a word of letters or of one character, the usual one first."""
    if part.isascii():
        return (part[0].lower(),) if part.isalpha() else ()
    return _of_character(part)


@lru_cache(maxsize=8_192)
def _of_character(part: str) -> tuple[str, ...]:
    first = [pinyin(part, style=Style.FIRST_LETTER, heteronym=many)[0] for many in (False, True)]
    letters = (letter for readings in first for letter in readings)
    return tuple(letter for letter in dict.fromkeys(letters) if re.fullmatch("[a-z]", letter))
