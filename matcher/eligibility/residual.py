"""What is still open of a judged condition: small enough to be judged anew for every answer."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from matcher.rules.evaluate import Judged, compare_count
from matcher.rules.tree import And, AnyMember, CountMembers, Named, Not, Or
from matcher.rules.truth import Truth, negate

_TRUE, _UNKNOWN, _FALSE = Truth.TRUE, Truth.UNKNOWN, Truth.FALSE


class Outcome(NamedTuple):
    """A truth, and the facts it still lacks: a bit each, none where it is settled."""

    truth: Truth
    lacks: int = 0


_SETTLED = {truth: Outcome(truth) for truth in Truth}


class _Kind(Enum):
    LEAF = 0
    EVERY = 1
    SOME = 2
    NOT = 3
    COUNT = 4


class Open(NamedTuple):
    """An unknown node with its unknown parts; what is settled below it is left out.

    `leaf` is the number of an open comparison; `sure` counts the members who are known to meet
    a count's part.
    """

    kind: _Kind
    parts: tuple["Open", ...] = ()
    leaf: int = -1
    counted: CountMembers | None = None
    sure: int = 0


class Leaves:
    """The open comparisons of all verdicts of a household, each once, by number."""

    def __init__(self) -> None:
        self.judged: list[Judged] = []
        self._numbers: dict[tuple[object, str | None], int] = {}

    def number(self, leaf: Judged) -> int:
        """Return the number of a comparison and whom it speaks of."""
        found = self._numbers.setdefault((leaf.node, leaf.member), len(self.judged))
        if found == len(self.judged):
            self.judged.append(leaf)
        return found


def residual(judged: Judged, leaves: Leaves) -> Open:
    """Return what is open of an unknown judged condition; its truth hangs on that alone."""
    if not judged.parts:
        return Open(_Kind.LEAF, leaf=leaves.number(judged))
    parts = tuple(residual(part, leaves) for part in judged.parts if part.truth is _UNKNOWN)
    match judged.node:
        case Not():
            return Open(_Kind.NOT, parts)
        case CountMembers() as count:
            sure = sum(part.truth is _TRUE for part in judged.parts)
            return Open(_Kind.COUNT, parts, counted=count, sure=sure)
        case And() | Or() | AnyMember() | Named():
            if len(parts) == 1:
                return parts[0]
            return Open(_Kind.EVERY if isinstance(judged.node, And) else _Kind.SOME, parts)
        case node:
            raise TypeError(f"a comparison has no parts: {node}")


def leaves_of(tree: Open) -> Iterator[int]:
    """Yield the number of each open comparison, as often as it stands."""
    if tree.kind is _Kind.LEAF:
        yield tree.leaf
    for part in tree.parts:
        yield from leaves_of(part)


def outcome(tree: Open, told: Mapping[int, Outcome], lacks: Sequence[int]) -> Outcome:
    """Return what a tree comes to where the comparisons `told` are judged anew.

    `lacks` holds what each comparison lacks that stays as it is. Strong Kleene logic, as in
    `evaluate`.
    """
    if tree.kind is _Kind.LEAF:
        found = told.get(tree.leaf)
        return Outcome(_UNKNOWN, lacks[tree.leaf]) if found is None else found
    if tree.kind is _Kind.NOT:
        truth, open_facts = outcome(tree.parts[0], told, lacks)
        return Outcome(negate(truth), open_facts)
    if tree.kind is _Kind.COUNT:
        return _counted(tree, told, lacks)
    settling, other = (_FALSE, _TRUE) if tree.kind is _Kind.EVERY else (_TRUE, _FALSE)
    result, missing = other, 0
    for part in tree.parts:
        if part.kind is _Kind.LEAF and part.leaf not in told:  # as most are: spare the call
            result, missing = _UNKNOWN, missing | lacks[part.leaf]
            continue
        truth, open_facts = outcome(part, told, lacks)
        if truth is settling:
            return _SETTLED[settling]
        if truth is _UNKNOWN:
            result, missing = _UNKNOWN, missing | open_facts
    return Outcome(result, missing)


def _counted(tree: Open, told: Mapping[int, Outcome], lacks: Sequence[int]) -> Outcome:
    assert tree.counted is not None
    found = [outcome(part, told, lacks) for part in tree.parts]
    truths = [_TRUE] * tree.sure + [part.truth for part in found]
    truth = compare_count(truths, tree.counted.op, tree.counted.number)
    missing = 0
    for part in found:
        missing |= part.lacks
    return Outcome(truth, missing if truth is _UNKNOWN else 0)
