"""The peer OpenFisca-core: the same rules as formulas of a tax and benefit system, vectorised.

It knows two truths: what is not given has its default, 0 or no.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from matcher.eligibility.rulebook import Rulebook
from matcher.rules.blocks import UNKNOWN_INT, Block, Column
from matcher.rules.tree import Among, And, AnyMember, Compare, Condition, Named, Not, Or

_PERIOD = "2026-05"
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


class Fisca:
    """The rules as a tax and benefit system, and the households as its population."""

    def __init__(self, blocks: tuple[Block, ...], book: Rulebook) -> None:
        logging.getLogger("openfisca_core").setLevel(logging.ERROR)
        self._person = build_entity("person", "persons", "", is_person=True)
        self._group = build_entity(
            "family", "families", "", roles=[{"key": "one", "plural": "ones"}]
        )
        self._codes = {
            n: c.codes for b in blocks for n, c in (*b.household.items(), *b.member.items())
        }
        self._of_household = {name for block in blocks for name in block.household}
        self._values, self._owners = _flat(blocks)
        self._num = sum(len(block) for block in blocks)
        self._rules = list(book.items.values())
        self.num = len(self._rules)
        self._system = TaxBenefitSystem([self._person, self._group])
        self._system.add_variables(*self._inputs(), *map(self._formula, self._rules))

    def run(self) -> None:
        """Give a fresh simulation the facts and calculate every rule."""
        builder = SimulationBuilder()
        builder.create_entities(self._system)
        builder.declare_person_entity("person", np.arange(len(self._owners)))
        families = builder.declare_entity("family", np.arange(self._num))
        builder.join_with_persons(families, self._owners, ["one"] * len(self._owners))
        simulation = builder.build(self._system)
        for name, values in self._values.items():
            simulation.set_input(name, _PERIOD, values)
        for rule in self._rules:
            simulation.calculate(f"rule_{rule.code}", _PERIOD)

    def _inputs(self) -> list[type[Variable]]:
        return [
            _variable(
                name,
                self._group if name in self._of_household else self._person,
                float if values.dtype.kind == "f" else int,
            )
            for name, values in self._values.items()
        ]

    def _formula(self, rule: Any) -> type[Variable]:
        condition, of_person = rule.condition, rule.per_member
        entity = self._person if of_person else self._group
        read = self._read_of_person if of_person else self._read_of_group

        def formula(population: Any, period: Any) -> Any:
            return self._truths(condition, population, period, read)

        return _variable(f"rule_{rule.code}", entity, bool, formula)

    def _read_of_person(self, name: str, person: Any, period: Any) -> Any:
        return person.family(name, period) if name in self._of_household else person(name, period)

    def _read_of_group(self, name: str, family: Any, period: Any) -> Any:
        return family(name, period)

    def _truths(self, node: Condition, population: Any, period: Any, read: Any) -> Any:
        match node:
            case Compare(fact, op, value):
                known = read(fact, population, period)
                return _OPERATORS[op](known, self._coded(fact, value))
            case Among(fact, values):
                known = read(fact, population, period)
                return np.isin(known, [self._coded(fact, value) for value in values])
            case Not(part):
                return ~self._truths(part, population, period, read)
            case And(parts):
                found = [self._truths(part, population, period, read) for part in parts]
                return np.logical_and.reduce(found)
            case Or(parts):
                found = [self._truths(part, population, period, read) for part in parts]
                return np.logical_or.reduce(found)
            case Named(_, part) if part is not None:
                return self._truths(part, population, period, read)
            case AnyMember(part):
                return self._any(part, population, period)
            case _:
                raise TypeError(f"not translated: {type(node).__name__}")

    def _any(self, part: Condition, population: Any, period: Any) -> Any:
        family = population if hasattr(population, "members") else population.family
        inside = self._truths(part, family.members, period, self._read_of_person)
        return family.any(inside)  # of a person's family: spread over its members

    def _coded(self, fact: str, value: Any) -> Any:
        codes = self._codes[fact]
        return value if codes is None else codes.get(value, 0)


def _variable(
    name: str, entity: Any, kind: type, formula: Callable[[Any, Any], Any] | None = None
) -> type[Variable]:
    body: dict[str, Any] = {
        "value_type": kind,
        "entity": entity,
        "definition_period": periods.DateUnit.MONTH,
        "label": name,
    }
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def _flat(blocks: tuple[Block, ...]) -> tuple[dict[str, Any], Any]:
    """Return each fact as one array with 0 for unknown, and the family of each person."""
    values: dict[str, list[Any]] = {}
    owners, first = [], 0
    for block in blocks:
        for name, column in block.household.items():
            values.setdefault(name, []).append(_plain(column, None))
        for name, column in block.member.items():
            slots = [_plain(column, slot) for slot in range(block.slots)]
            values.setdefault(name, []).extend(slots)
        places = np.arange(first, first + len(block))
        owners += [places] * block.slots
        first += len(block)
    return {n: np.concatenate(v) for n, v in values.items()}, np.concatenate(owners)


def _plain(column: Column, slot: int | None) -> Any:
    values = column.at(slice(None), slot)
    if column.codes is not None:
        return values.astype(np.int32)
    if values.dtype.kind == "f":
        return np.nan_to_num(values).astype(np.float32)
    return np.where(values == UNKNOWN_INT[values.dtype], 0, values).astype(np.int32)
