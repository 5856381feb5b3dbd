"""The parts of the score in groups: a channel or a kind of knowledge each."""

from collections.abc import Iterable

_GROUPS = {
    "words": ("words",),
    "meaning": ("meaning",),
    "clause": ("clause",),
    "precedents": ("precedent",),
    "taught": ("taught",),
    "named": ("named",),
    "signs told": ("sign_must", "sign_good", "signs"),
    "signs by likeness": ("like_must", "like_good", "likes"),
    "facts that call": ("facts_must", "facts_good"),
    "families alike": ("alike",),
    "chosen elsewhere": ("usual", "rare"),
    "verdict": ("eligible", "missing", "plausible"),
    "person": ("concerns", "audience"),
    "amount and effort": ("amount", "effort"),
    "urgency": ("urgent",),
}
_LAYER = "layer_"

TOGETHER = {
    "all signs": ("signs told", "signs by likeness"),
    "written knowledge": ("signs told", "signs by likeness", "facts that call"),
    "labelled households": ("precedents", "taught", "families alike", "chosen elsewhere"),
    "every channel of the text": ("words", "meaning", "clause", "precedents", "taught", "named"),
}
"""Groups that stand in for one another, so that one alone is hardly missed."""


def groups_of(parts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the parts by group, in the order of `parts`; one in no group is its own."""
    home = {part: group for group, members in _GROUPS.items() for part in members}
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        group = "layer" if part.startswith(_LAYER) else home.get(part, part)
        found[group] = (*found.get(group, ()), part)
    return found


def removals(parts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what an ablation takes away: each group by itself, then some together."""
    groups = groups_of(parts)
    together = {
        name: tuple(part for group in members for part in groups.get(group, ()))
        for name, members in TOGETHER.items()
    }
    return groups | {name: taken for name, taken in together.items() if taken}
