"""Single faults in Python source: an operator, a constant, a branch or a name of the wrong kind."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_RECKONED: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.BitXor: ("^", "|"),
    ast.LShift: ("<<", ">>"),
}
_PAIRS = (
    ("min", "max"),
    ("any", "all"),
    ("every", "some"),
    ("floor", "ceil"),
    ("fmin", "fmax"),
    ("true", "false"),
    ("left", "right"),
    ("TRUE", "FALSE"),
    ("UNKNOWN", "FALSE"),
    ("_TRUE", "_FALSE"),
    ("_UNKNOWN", "_FALSE"),
    ("lt", "le"),
    ("gt", "ge"),
    ("less", "less_equal"),
    ("less_equal", "less"),
    ("logical_and", "logical_or"),
    ("bitwise_and", "bitwise_or"),
    ("sure", "most"),
    ("low", "high"),
)
_SWAPS = {**{b: a for a, b in _PAIRS}, **dict(_PAIRS)}
_WORDS = {
    **{"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "!=", "!=": "=", "+": "-", "-": "+"},
    **{"*": "/", "/": "*", "sum": "max", "min": "max", "max": "min"},
    **{"days": "months", "months": "years", "years": "months"},
}
_EXACT = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Edit:
    """A fault: where in the source (offsets), what is put there, and both in words."""

    start: int
    end: int
    text: str
    name: str  # function: before → after

    def applied(self, source: str) -> str:
        """Return the source with the fault in it."""
        return source[: self.start] + self.text + source[self.end :]


def edits(source: str) -> list[Edit]:
    """Return every single fault that can be planted in a module, in the order of its text."""
    found = list(_Finder(source).module())
    seen: dict[str, int] = {}
    unique = []
    for edit in sorted(found, key=lambda each: (each.start, each.end, each.text)):
        count = seen[edit.name] = seen.get(edit.name, 0) + 1
        name = edit.name if count == 1 else f"{edit.name} ({count})"
        unique.append(Edit(edit.start, edit.end, edit.text, name))
    return unique


class _Finder:
    def __init__(self, source: str) -> None:
        self._source = source
        self._starts = [0]
        for line in source.encode().split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._bytes = source.encode()
        self._where = ""

    def module(self) -> Iterator[Edit]:
        yield from self._below(ast.parse(self._source), "")

    def _below(self, node: ast.AST, where: str) -> Iterator[Edit]:
        for child in _children(node):
            inside = where
            if isinstance(child, _FUNCTIONS):
                inside = f"{where}.{child.name}".strip(".")
            self._where = inside
            yield from self._here(child)
            yield from self._below(child, inside)

    def _here(self, node: ast.AST) -> Iterator[Edit]:
        yield from self._operators(node)
        yield from self._words(node)
        yield from self._branches(node)

    def _operators(self, node: ast.AST) -> Iterator[Edit]:
        match node:
            case ast.Compare(left, [op], [right]):
                yield from self._between(left, right, *_COMPARED[type(op)], node)
            case ast.BoolOp(op, values):
                one, other = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
                for first, second in pairwise(values):
                    yield from self._between(first, second, one, other, node)
            case ast.BinOp(left, op, right) if type(op) in _RECKONED:
                yield from self._between(left, right, *_RECKONED[type(op)], node)
            case ast.AugAssign(target, op, value) if type(op) in _RECKONED:
                one, other = _RECKONED[type(op)]
                yield from self._between(target, value, f"{one}=", f"{other}=", node)
            case ast.UnaryOp(ast.Not() | ast.Invert() | ast.USub(), operand):
                yield self._edit(node, self._text(operand))

    def _words(self, node: ast.AST) -> Iterator[Edit]:
        match node:
            case ast.Constant(value):
                yield from self._constant(node, value)
            case ast.Name(name, ast.Load()) | ast.Attribute(_, name, ast.Load()) if name in _SWAPS:
                start = self._span(node)[1] - len(name.encode())
                yield self._made(start, self._span(node)[1], _SWAPS[name], node)

    def _branches(self, node: ast.AST) -> Iterator[Edit]:
        match node:
            case ast.If(test) | ast.IfExp(test) | ast.While(test):
                yield from self._negated(test)
            case ast.comprehension(_, _, tests):
                for test in tests:
                    yield from self._negated(test)
            case ast.match_case(_, guard) if guard is not None:
                yield from self._negated(guard)
            case ast.Continue() | ast.Break():
                yield self._edit(node, "pass")
            case ast.Expr(ast.YieldFrom() | ast.Yield() | ast.Call()) | ast.AugAssign():
                yield self._edit(node, "pass")

    def _negated(self, test: ast.expr) -> Iterator[Edit]:
        """Yield the negation of a test, unless another operator is just that."""
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], _EXACT):
            return
        if not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            yield self._edit(test, f"not ({self._text(test)})")

    def _constant(self, node: ast.Constant, value: object) -> Iterator[Edit]:
        if isinstance(value, bool):
            yield self._edit(node, str(not value))
        elif isinstance(value, int):
            yield self._edit(node, str(value + 1))
        elif isinstance(value, float):
            yield self._edit(node, repr(value * 10 if value else 1.0))
        elif isinstance(value, str) and value in _WORDS:
            yield self._edit(node, f'"{_WORDS[value]}"')

    def _between(
        self, left: ast.AST, right: ast.AST, old: str, new: str, whole: ast.AST
    ) -> Iterator[Edit]:
        """Yield the fault of another operator, which stands between two expressions."""
        start, end = self._span(left)[1], self._span(right)[0]
        place = self._bytes[start:end].decode().find(old)
        if place >= 0:
            at = start + len(self._bytes[start:end].decode()[:place].encode())
            yield self._made(at, at + len(old.encode()), new, whole)

    def _edit(self, node: ast.AST, text: str) -> Edit:
        return self._made(*self._span(node), text, node)

    def _made(self, start: int, end: int, text: str, whole: ast.AST) -> Edit:
        first, last = self._span(whole)
        before = _line(self._bytes[first:last].decode())
        after = _line((self._bytes[first:start] + text.encode() + self._bytes[end:last]).decode())
        offset = len(self._bytes[:start].decode())
        length = len(self._bytes[start:end].decode())
        return Edit(offset, offset + length, text, f"{self._where}: {before} → {after}")

    def _span(self, node: ast.AST) -> tuple[int, int]:
        start = self._starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        end = self._starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        return start, end

    def _text(self, node: ast.AST) -> str:
        start, end = self._span(node)
        return self._bytes[start:end].decode()


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node in which a fault would change what a program does."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "pattern", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_idle(child):
                yield child


def _is_idle(node: ast.AST) -> bool:
    """Say whether a node is a docstring, an import, a union of types, or a raised message."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr | ast.Raise):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp | ast.Subscript):
        return isinstance(node.targets[0], ast.Name) and node.targets[0].id[:1].isupper()
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and _is_type(node.right)


def _is_type(node: ast.AST) -> bool:
    names = ("int", "float", "str", "bool", "None", "date")
    if isinstance(node, ast.Constant):
        return node.value is None
    return isinstance(node, ast.Name) and (node.id in names or node.id[:1].isupper())


def _line(text: str) -> str:
    return " ".join(text.split())[:120]
