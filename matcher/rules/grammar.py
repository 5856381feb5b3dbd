"""The grammar of a condition text, read by lark (LALR, with columns in its errors).

    condition  := TERM OP TERM | FACT in [VALUE, …] | meets(NAME)
                | NOT c | c AND c | c OR c | (c) | any(member: c) | count(member: c) OP NUMBER
    TERM       := NUMBER | FACT | FIGURE | TERM + - * / TERM | (TERM)
                | sum(member: TERM [if c]) | min(…) | max(…) | count(member: c)
                | days_since(FACT) | months_since(FACT) | years_since(FACT)

NOT binds closer than AND, AND closer than OR; * and / closer than + and -. A VALUE is a number,
true, false, or a word; after an ordering operator (< <= > >=) a word names a figure or a fact.
The signs of a Chinese keyboard (＞ ＜ ＝ ≥ ≤ ≠ × ÷ （ ） ， ：) stand for those of the grammar.
"""

import re
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import UnexpectedEOF, VisitError

from matcher.errors import ConditionError, Fault
from matcher.facts import Value
from matcher.rules.hints import hint
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Arithmetic,
    Compare,
    Condition,
    CountMembers,
    Fold,
    Name,
    Named,
    Not,
    Number,
    Or,
    Relation,
    Since,
    Tally,
    Term,
    terms_of,
)
from matcher.wording import NO_TEXT, Bilingual

ORDERING = ("<", "<=", ">", ">=")
_LONGEST = 4_000
_DEEPEST = 60
_MOST_DIGITS = 15  # as many as a float tells apart
_SIGNS = {"＞": ">", "＜": "<", "＝": "=", "≥": ">=", "≤": "<=", "≠": "!=", "！": "!"}
_TOO_LONG = Bilingual(
    "太长（{count} 个字，最多 {most} 个）；请把一部分写进 conditions.yaml，这里写 meets(名称)",
    "too long ({count} characters, at most {most}); put a part into conditions.yaml and write "
    "meets(name) here",
)
_TOO_DEEP = Bilingual(
    "一层套一层太多（{count} 层，最多 {most} 层）；请把里面的一层写进 conditions.yaml，"
    "这里写 meets(名称)",
    "too deep ({count} levels, at most {most}); put an inner one into conditions.yaml and write "
    "meets(name) here",
)
_TOO_PRECISE = Bilingual(
    "数字 {number} 太长，最多 {most} 位", "the number {number} has more than {most} digits"
)
_NO_WHOLE_COUNT = Bilingual(
    "count(…) {op} {number}：人数只和整数比较", "count(…) {op} {number}: people are counted whole"
)
_TRUTHS = {"true": True, "false": False}

_GRAMMAR = r"""
?start: either
either: both (_OR both)*
both: single (_AND single)*
?single: _NOT single                                      -> negation
       | _OPEN either _CLOSE
       | _ANY _OPEN _MEMBER _COLON either _CLOSE                  -> any_member
       | _MEETS _OPEN WORD _CLOSE                              -> meets
       | sum OP sum                                       -> compare
       | WORD _IN _FROM value (_COMMA value)* _TO              -> among
value: NUMBER | MINUS NUMBER | WORD
?sum: product ((PLUS | MINUS) product)*
?product: factor ((TIMES | OVER) factor)*
?factor: NUMBER                                           -> number
       | MINUS factor                                     -> minus
       | WORD                                             -> name
       | _OPEN sum _CLOSE
       | _COUNT _OPEN _MEMBER _COLON either _CLOSE                -> tally
       | FOLD _OPEN _MEMBER _COLON sum [_IF either] _CLOSE        -> fold
       | SINCE _OPEN WORD _CLOSE                               -> since
OP: /[<＜][=＝]|[>＞][=＝]|[!！][=＝]|[=＝<＜>＞≤≥≠]/
PLUS: /[+＋]/
MINUS: /[-－−]/
TIMES: /[*＊×]/
OVER: /[\/／÷]/
_OPEN: /[(（]/
_CLOSE: /[)）]/
_FROM: /[\[［【]/
_TO: /[\]］】]/
_COMMA: /[,，、]/
_COLON: /[:：]/
NUMBER: /\d+(\.\d+)?(?!\w)/
_AND: /AND\b/
_OR: /OR\b/
_NOT: /NOT\b/
_IN: /in\b/
_IF: /if\b/
_ANY: /any\b/
_COUNT: /count\b/
_MEMBER: /member\b/
_MEETS: /meets(?=\s*[(（])/
FOLD: /(sum|min|max)(?=\s*[(（])/
SINCE: /(days|months|years)_since(?=\s*[(（])/
WORD.-1: /[A-Za-z_\u4e00-\u9fff][\w]*/
%ignore /\s+/
"""


_ARITHMETIC = {"PLUS": "+", "MINUS": "-", "TIMES": "*", "OVER": "/"}


class _MisreadError(ValueError):
    """Raised while a tree is built, with what is wrong in words."""

    def __init__(self, words: Bilingual) -> None:
        super().__init__(words.en)
        self.words = words


class _Build(Transformer[Token, Any]):
    """Turn lark's parse tree into ours."""

    def value(self, tokens: list[Token]) -> Value:
        if len(tokens) > 1:
            return _times(-1, _number(tokens[1]))
        token = tokens[0]
        return _number(token) if token.type == "NUMBER" else _TRUTHS.get(str(token), str(token))

    def number(self, tokens: list[Token]) -> Term:
        return Number(_number(tokens[0]))

    def name(self, tokens: list[Token]) -> Term:
        return Name(str(tokens[0]), tokens[0].column or 1)

    def minus(self, parts: list[Any]) -> Term:
        inner = parts[1]
        if isinstance(inner, Number):
            return Number(_times(-1, inner.value))
        return Arithmetic("-", Number(0), inner)

    def sum(self, parts: list[Any]) -> Term:
        return _chain(parts)

    def product(self, parts: list[Any]) -> Term:
        return _chain(parts)

    def tally(self, parts: list[Condition]) -> Term:
        return Tally(parts[0])

    def fold(self, parts: list[Any]) -> Term:
        return Fold(str(parts[0]), parts[1], parts[2] if len(parts) > 2 else None)

    def since(self, parts: list[Token]) -> Term:
        return Since(str(parts[0]).removesuffix("_since"), str(parts[1]), parts[1].column or 1)

    def compare(self, parts: list[Any]) -> Condition:
        left, op, right = parts[0], _plain(parts[1]), parts[2]
        if isinstance(left, Tally) and isinstance(right, Number):
            if not isinstance(right.value, int):
                raise _misread(_NO_WHOLE_COUNT, op=op, number=right.value)
            return CountMembers(left.part, op, right.value)
        if not isinstance(left, Name) or not isinstance(right, Name | Number):
            return Relation(left, op, right, _column(left))
        if isinstance(right, Number):
            return Compare(left.word, op, right.value, column=left.column)
        if op in ORDERING:
            return Compare(left.word, op, None, figure=right.word, column=left.column)
        value = _TRUTHS.get(right.word, right.word)
        return Compare(left.word, op, value, column=left.column)

    def among(self, parts: list[Any]) -> Condition:
        return Among(str(parts[0]), tuple(parts[1:]), column=parts[0].column)

    def meets(self, parts: list[Token]) -> Condition:
        return Named(str(parts[0]), column=parts[0].column or 1)

    def negation(self, parts: list[Condition]) -> Condition:
        return Not(parts[0])

    def both(self, parts: list[Condition]) -> Condition:
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def either(self, parts: list[Condition]) -> Condition:
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def any_member(self, parts: list[Condition]) -> Condition:
        return AnyMember(parts[0])


def parse(text: str) -> Condition:
    """Return the tree of a condition text; ConditionError names the column of what is wrong."""
    found: Condition = _read(text, "start")
    return found


def parse_term(text: str) -> Term:
    """Return the tree of a term's text, such as a derived fact's formula."""
    found: Term = _read(text, "sum")
    return found


def _read(text: str, start: str) -> Any:
    for words, count, most in ((_TOO_LONG, len(text), _LONGEST), (_TOO_DEEP, 0, _DEEPEST)):
        found = count or _depth(text)
        if found > most:
            raise _unreadable(_filled(words, count=found, most=most))
    try:
        return _Build().transform(_parser().parse(text, start=start))
    except UnexpectedInput as error:
        raise _unreadable(*_explain(error, text)) from None
    except VisitError as error:
        if not isinstance(error.orig_exc, _MisreadError):
            raise
        raise _unreadable(error.orig_exc.words) from None


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", start=["start", "sum"], maybe_placeholders=False)


def _number(token: Token) -> int | float:
    if len(token) > _MOST_DIGITS:
        raise _misread(_TOO_PRECISE, number=f"{token[:_MOST_DIGITS]}…", most=_MOST_DIGITS)
    return float(token) if "." in token else int(token)


def _times(sign: int, number: int | float) -> int | float:
    return sign * number


def _chain(parts: list[Any]) -> Term:
    term: Term = parts[0]
    for op, right in zip(parts[1::2], parts[2::2], strict=True):
        term = Arithmetic(_ARITHMETIC[op.type], term, right)
    return term


def _column(term: Term) -> int:
    while parts := terms_of(term):
        term = parts[0]
    return term.column if isinstance(term, Name | Since) else 1


def _plain(sign: Token) -> str:
    """Return an operator as the grammar writes it, full-width or not."""
    return "".join(_SIGNS.get(each, each) for each in sign)


def _depth(text: str) -> int:
    """Return how many nodes may stand inside one another: brackets, NOTs, steps of reckoning.

    What is joined by AND and OR stands side by side, however many they are.
    """
    above: list[int] = []
    deepest = inside = 0
    for mark in _DEEPENING.finditer(text):
        match mark.lastgroup:
            case "open":
                above.append(inside + 1)
                inside = 0
            case "close":
                inside = above.pop() - 1 if above else 0
            case "beside":
                inside = 0
            case _:
                inside += 1
        deepest = max(deepest, sum(above) + inside)
    return deepest


_DEEPENING = re.compile(
    r"(?P<open>[(（])|(?P<close>[)）])|(?P<beside>\b(?:AND|OR|if)\b|[=<>＝＜＞≤≥≠,，])"
    r"|(?P<deeper>\bNOT\b|[-+*/＋－−＊×／÷])"
)


def _misread(words: Bilingual, **told: object) -> _MisreadError:
    return _MisreadError(_filled(words, **told))


def _filled(words: Bilingual, **told: object) -> Bilingual:
    return words.filled(**told)


def _unreadable(why: Bilingual, cure: Bilingual = NO_TEXT) -> ConditionError:
    told = why if cure is NO_TEXT else Bilingual(f"{why.zh}；{cure.zh}", f"{why.en}; {cure.en}")
    return ConditionError(Fault("bad_condition", value=why.en, expected=told))


def _explain(error: UnexpectedInput, text: str) -> tuple[Bilingual, Bilingual]:
    """Return where the reading stops, and what to write there instead."""
    if isinstance(error, UnexpectedEOF) or getattr(error, "token", None) == "":
        rest = text[-20:]
        return Bilingual(f"没写完就结束了：…{rest}", f"it ends too early: …{rest}"), NO_TEXT
    column = max(1, error.column)
    rest = text[column - 1 :][:20]
    place = Bilingual(f"第 {column} 个字起：…{rest}", f"column {column}: …{rest}")
    return place, hint(text, column - 1)
