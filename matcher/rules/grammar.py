"""The grammar of a condition text, read by lark (LALR, with columns in its errors).

    condition  := FACT OP VALUE | FACT in [VALUE, …] | NOT c | c AND c | c OR c | (c)
                | any(member: c) | count(member: c) OP NUMBER

NOT binds closer than AND, AND closer than OR. A VALUE is a number, true, false, or a word; after
an ordering operator (< <= > >=) a word names a figure.
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
    Compare,
    Condition,
    CountMembers,
    Not,
    Or,
)

ORDERING = ("<", "<=", ">", ">=")
_LONGEST = 4_000
_DEEPEST = 60

_GRAMMAR = r"""
?start: either
either: both (_OR both)*
both: single (_AND single)*
?single: _NOT single                                      -> negation
       | "(" either ")"
       | _ANY "(" _MEMBER ":" either ")"                  -> any_member
       | _COUNT "(" _MEMBER ":" either ")" OP NUMBER      -> count_members
       | WORD OP value                                    -> compare
       | WORD _IN "[" value ("," value)* "]"              -> among
value: NUMBER | WORD
OP: "<=" | ">=" | "!=" | "=" | "<" | ">"
NUMBER: /-?\d+(\.\d+)?(?!\w)/
_AND: /AND\b/
_OR: /OR\b/
_NOT: /NOT\b/
_IN: /in\b/
_ANY: /any\b/
_COUNT: /count\b/
_MEMBER: /member\b/
WORD.-1: /[A-Za-z_\u4e00-\u9fff][\w]*/
%ignore /\s+/
"""


class _Build(Transformer[Token, Condition]):
    """Turn lark's parse tree into ours."""

    def value(self, tokens: list[Token]) -> Value:
        return _value(tokens[0])

    def compare(self, parts: list[Any]) -> Condition:
        fact, op, value = parts
        if str(op) in ORDERING and isinstance(value, str):
            return Compare(str(fact), str(op), None, figure=value, column=fact.column)
        return Compare(str(fact), str(op), value, column=fact.column)

    def among(self, parts: list[Any]) -> Condition:
        return Among(str(parts[0]), tuple(parts[1:]), column=parts[0].column)

    def negation(self, parts: list[Condition]) -> Condition:
        return Not(parts[0])

    def both(self, parts: list[Condition]) -> Condition:
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def either(self, parts: list[Condition]) -> Condition:
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def any_member(self, parts: list[Condition]) -> Condition:
        return AnyMember(parts[0])

    def count_members(self, parts: list[Any]) -> Condition:
        return CountMembers(parts[0], str(parts[1]), int(parts[2]))


def parse(text: str) -> Condition:
    """Return the tree of a condition text; ConditionError names the column of what is wrong."""
    if len(text) > _LONGEST or _depth(text) > _DEEPEST:
        raise ConditionError(Fault("bad_condition", value="too long or too deep"))
    try:
        return _Build().transform(_parser().parse(text))
    except UnexpectedInput as error:
        raise ConditionError(Fault("bad_condition", value=_explain(error, text))) from None
    except VisitError as error:
        raise ConditionError(Fault("bad_condition", value=str(error.orig_exc))) from None


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)


def _value(token: Token) -> Value:
    if token.type == "NUMBER":
        return float(token) if "." in token else int(token)
    return {"true": True, "false": False}.get(str(token), str(token))


def _depth(text: str) -> int:
    return max(text.count("("), text.count("NOT"))


def _explain(error: UnexpectedInput, text: str) -> str:
    if isinstance(error, UnexpectedEOF) or getattr(error, "token", None) == "":
        return f"it ends too early: …{text[-20:]}"
    column = max(1, error.column)
    return f"column {column}: …{text[column - 1 :][:20]}"
