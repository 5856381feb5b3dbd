"""The grammar of a condition text, read by lark (LALR, with columns in its errors).

    condition  := TERM OP TERM | FACT in [VALUE, …] | meets(NAME)
                | NOT c | c AND c | c OR c | (c) | any(member: c) | count(member: c) OP NUMBER
    TERM       := NUMBER | FACT | FIGURE | TERM + - * / TERM | (TERM)
                | sum(member: TERM [if c]) | min(…) | max(…) | count(member: c)
                | days_since(FACT) | months_since(FACT) | years_since(FACT)

NOT binds closer than AND, AND closer than OR; * and / closer than + and -. A VALUE is a number,
true, false, or a word; after an ordering operator (< <= > >=) a word names a figure or a fact.
"""

from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import UnexpectedEOF, VisitError

from matcher.errors import ConditionError, Fault
from matcher.facts import Value
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
from matcher.wording import Bilingual

ORDERING = ("<", "<=", ">", ">=")
_LONGEST = 4_000
_DEEPEST = 60
_MOST_DIGITS = 15  # as many as a float tells apart
_TOO_LARGE = Bilingual("太长或括号太深", "too long or too deep")
_TRUTHS = {"true": True, "false": False}

_GRAMMAR = r"""
?start: either
either: both (_OR both)*
both: single (_AND single)*
?single: _NOT single                                      -> negation
       | "(" either ")"
       | _ANY "(" _MEMBER ":" either ")"                  -> any_member
       | _MEETS "(" WORD ")"                              -> meets
       | sum OP sum                                       -> compare
       | WORD _IN "[" value ("," value)* "]"              -> among
value: NUMBER | MINUS NUMBER | WORD
?sum: product ((PLUS | MINUS) product)*
?product: factor ((TIMES | OVER) factor)*
?factor: NUMBER                                           -> number
       | MINUS factor                                     -> minus
       | WORD                                             -> name
       | "(" sum ")"
       | _COUNT "(" _MEMBER ":" either ")"                -> tally
       | FOLD "(" _MEMBER ":" sum [_IF either] ")"        -> fold
       | SINCE "(" WORD ")"                               -> since
OP: "<=" | ">=" | "!=" | "=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
OVER: "/"
NUMBER: /\d+(\.\d+)?(?!\w)/
_AND: /AND\b/
_OR: /OR\b/
_NOT: /NOT\b/
_IN: /in\b/
_IF: /if\b/
_ANY: /any\b/
_COUNT: /count\b/
_MEMBER: /member\b/
_MEETS: /meets(?=\s*\()/
FOLD: /(sum|min|max)(?=\s*\()/
SINCE: /(days|months|years)_since(?=\s*\()/
WORD.-1: /[A-Za-z_\u4e00-\u9fff][\w]*/
%ignore /\s+/
"""


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
        left, op, right = parts[0], str(parts[1]), parts[2]
        if isinstance(left, Tally) and isinstance(right, Number):
            if not isinstance(right.value, int):
                raise ValueError(f"count … {op} {right.value}")
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
    if len(text) > _LONGEST or _depth(text) > _DEEPEST:
        raise _unreadable(_TOO_LARGE)
    try:
        return _Build().transform(_parser().parse(text, start=start))
    except UnexpectedInput as error:
        raise _unreadable(_explain(error, text)) from None
    except VisitError as error:
        said = str(error.orig_exc)
        raise _unreadable(Bilingual(said, said)) from None


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", start=["start", "sum"], maybe_placeholders=False)


def _number(token: Token) -> int | float:
    if len(token) > _MOST_DIGITS:
        raise ValueError(f"{token[:_MOST_DIGITS]}… has more than {_MOST_DIGITS} digits")
    return float(token) if "." in token else int(token)


def _times(sign: int, number: int | float) -> int | float:
    return sign * number


def _chain(parts: list[Any]) -> Term:
    term: Term = parts[0]
    for op, right in zip(parts[1::2], parts[2::2], strict=True):
        term = Arithmetic(str(op), term, right)
    return term


def _column(term: Term) -> int:
    while parts := terms_of(term):
        term = parts[0]
    return term.column if isinstance(term, Name | Since) else 1


def _depth(text: str) -> int:
    return max(text.count(mark) for mark in ("(", "NOT", "+", "-", "*", "/"))


def _unreadable(why: Bilingual) -> ConditionError:
    return ConditionError(Fault("bad_condition", value=why.en, expected=why))


def _explain(error: UnexpectedInput, text: str) -> Bilingual:
    if isinstance(error, UnexpectedEOF) or getattr(error, "token", None) == "":
        rest = text[-20:]
        return Bilingual(f"没写完就结束了：…{rest}", f"it ends too early: …{rest}")
    column = max(1, error.column)
    rest = text[column - 1 :][:20]
    return Bilingual(f"第 {column} 个字起：…{rest}", f"column {column}: …{rest}")
