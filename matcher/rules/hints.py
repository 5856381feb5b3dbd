"""What to write instead where a condition stops making sense: the slips that hands make."""

import re

from matcher.wording import NO_TEXT, Bilingual

_WRITE = Bilingual("请写 {meant}", "write {meant}")
_AT = (
    (r"and\b|且|并且|和|&+", "AND"),
    (r"or\b|或者?|\|+", "OR"),
    (r"not\s+in\b", "NOT … in [...]"),
    (r"not\b|非|不(?!\w)", "NOT"),
    (r"in\b|属于", "in [...]"),
    (r"between\b|介于", "age >= low AND age <= high"),
    (r"is\b|等于|==", "="),
    (r"<>|不等于", "!="),
    (r"!(?!=)", "NOT"),
    (r"大于等于|不低于|不少于|不小于", ">="),
    (r"小于等于|不高于|不超过|不大于", "<="),
    (r"大于|高于|超过", ">"),
    (r"小于|低于|少于", "<"),
    (r"any\b", "any(member: …)"),
    (r"count\b", "count(member: …)"),
)
"""What stands where the reading stops, and what the grammar calls it."""

_BEFORE = ((r"\bnot\s*$", "NOT"),)
"""What stands just before that place, and what it ought to have been."""

_PAIRS = {"==": "=", "<>": "!=", "=>": ">=", "=<": "<=", "><": "!="}
"""Operators of other languages: the reading stops at their second sign."""

_QUOTED = Bilingual("值不用引号，直接写", "a value stands without quotes")
_SHARE = Bilingual("百分数请写成小数：{meant}", "write a share as a number: {meant}")
_UNIT = Bilingual("数字后面不写单位：{meant}", "a number stands without a unit: {meant}")
_THOUSANDS = Bilingual("数字里不写逗号：{meant}", "a number has no commas: {meant}")
_MEMBER = Bilingual(
    "{meant} 后面写 (member: 条件)，如 any(member: age >= elderly_age)",
    "after {meant} comes (member: condition), such as any(member: age >= elderly_age)",
)


def hint(text: str, place: int) -> Bilingual:
    """Return what to write instead at a place (from 0) of an unreadable text; empty if unsure."""
    before, rest = text[:place], text[place:]
    pair = _PAIRS.get(before[-1:] + rest[:1])
    if pair is not None:
        return _say(_WRITE, pair)
    for found in (_of_number(before, rest), _of_members(before), _of_quotes(rest)):
        if found is not NO_TEXT:
            return found
    for slips, where in ((_AT, rest), (_BEFORE, before)):
        for slip, meant in slips:
            look = re.match if where is rest else re.search
            found_slip = look(slip, where, re.IGNORECASE)
            if found_slip and found_slip[0].strip() not in meant.split():
                return _say(_WRITE, meant)
    return NO_TEXT


def _of_number(before: str, rest: str) -> Bilingual:
    share = re.search(r"(\d+(?:\.\d+)?)\s*$", before)
    if share and re.match(r"[%％]", rest):
        return _say(_SHARE, f"{float(share[1]) / 100:g}")
    unit = re.match(r"(\d+(?:\.\d+)?)[^\W\d_]", rest)
    if unit:
        return _say(_UNIT, unit[1])
    parted = re.match(r"[,，](\d{3})(?!\d)", rest)
    if share and parted:
        return _say(_THOUSANDS, share[1] + parted[1])
    return NO_TEXT


def _of_members(before: str) -> Bilingual:
    opened = re.search(r"\b(any|count|sum|min|max)\s*[(（]\s*$", before)
    return _say(_MEMBER, opened[1]) if opened else NO_TEXT


def _of_quotes(rest: str) -> Bilingual:
    return _QUOTED if re.match("[\"'“”‘’「」]", rest) else NO_TEXT


def _say(words: Bilingual, meant: str) -> Bilingual:
    return words.filled(meant=meant)
