"""The distinct nodes of many conditions, numbered so that parts come before wholes."""

from collections.abc import Iterable

from matcher.rules.tree import AnyMember, Condition, CountMembers, Relation, conditions_in, parts_of


class Nodes:
    """Conditions taken apart into their distinct nodes; rules share most of theirs."""

    def __init__(self) -> None:
        self.nodes: list[Condition] = []
        self.parts: list[tuple[int, ...]] = []
        self.place: dict[Condition, int] = {}

    def add(self, node: Condition) -> int:
        """Return the place of a node, after adding it and all that stands below it."""
        known = self.place.get(node)
        if known is not None:
            return known
        parts = tuple(self.add(part) for part in parts_of(node))
        if isinstance(node, Relation):
            for inside in conditions_in(node):
                self.add(inside)
        self.place[node] = len(self.nodes)
        self.nodes.append(node)
        self.parts.append(parts)
        return self.place[node]

    def of_members(self, place: int) -> bool:
        """Say whether a node is any() or count(): its part is judged of each member."""
        return isinstance(self.nodes[place], AnyMember | CountMembers)

    def below(self, places: Iterable[int]) -> set[int]:
        """Return the nodes that are judged in the same scope as those given, themselves too."""
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += () if self.of_members(place) else self.parts[place]
        return found

    def inside_members(self) -> set[int]:
        """Return the nodes inside any() and count()."""
        over = (place for place in range(len(self.nodes)) if self.of_members(place))
        return self.below(part for place in over for part in self.parts[place])

    def crossing(self) -> set[int]:
        """Return any() and count() and all that rests on them."""
        found: set[int] = set()
        for place, parts in enumerate(self.parts):
            if self.of_members(place) or any(part in found for part in parts):
                found.add(place)
        return found
