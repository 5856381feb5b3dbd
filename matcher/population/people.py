"""A population: households as columns, with their names and what they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from matcher.facts import Value
from matcher.needs import Household
from matcher.population.moves import HOUSEHOLD, Held, Spots
from matcher.rules.blocks import Block, Floats
from matcher.rules.column_terms import numbers_of
from matcher.rules.columns import Sheet
from matcher.rules.nodes import Nodes
from matcher.rules.tree import Relation, Term


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Households by their place: `names`, columns in `blocks`, and who holds an item by its code.

    A slot of a block is the member of that number. `households` are those that were read, empty
    for invented ones.
    """

    names: Sequence[str]
    blocks: tuple[Block, ...]
    held: Held
    households: Sequence[Household] = ()

    def __len__(self) -> int:
        return len(self.names)

    @property
    def num_people(self) -> int:
        """Return how many members are listed in all."""
        return sum(len(block) * block.slots for block in self.blocks)


def words_at(population: Population, fact: str) -> npt.NDArray[np.object_]:
    """Return the value of a coded fact of each household, None where it is not known."""
    found = np.full(len(population), None, dtype=np.object_)
    for block in population.blocks:
        column = block.household.get(fact)
        if column is not None and column.codes is not None:
            found[block.places] = _words(column.codes)[column.values]
    return found


def _words(codes: Mapping[Value, int]) -> npt.NDArray[np.object_]:
    words = np.full(max(codes.values(), default=0) + 1, None, dtype=np.object_)
    for value, code in codes.items():
        words[code] = value
    return words


def reckoned(population: Population, term: Term, spots: Spots, day: date) -> Floats:
    """Return what a bound term stands for, for each of `spots`; NaN where it is not known."""
    found = np.full(len(spots), np.nan)
    nodes = Nodes()
    nodes.add(Relation(term, "=", term))
    for block in population.blocks:
        rows = np.searchsorted(block.places, spots[:, 0]).clip(max=max(0, len(block) - 1))
        ours = block.places[rows] == spots[:, 0] if len(block) else np.zeros(len(spots), np.bool_)
        if not ours.any():
            continue
        sheet = Sheet(nodes, block, slice(0, len(block)), day, [False] * len(nodes.nodes))
        for of_member in (False, True):
            chosen = ours & ((spots[:, 1] != HOUSEHOLD) == of_member)
            if chosen.any():
                values, known = numbers_of(term, of_member, sheet)
                shape = (max(1, block.slots), len(block))
                told = np.broadcast_to(np.where(known, values, np.nan), shape)
                found[chosen] = told[spots[chosen, 1] if of_member else 0, rows[chosen]]
    return found
