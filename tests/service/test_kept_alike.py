"""A household kept from a body and one kept from a file are the same household, read back."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from api.personal.pinyin import initials_of
from api.store.store import Store, Unit
from api.store.values import Search
from api.usecases.accepting import SOURCE
from api.usecases.desk import Desk
from api.usecases.households import take_in
from api.usecases.ledgers import PersonalValue, newcomer_of, read, told_of
from tests.service.importer import desk_over
from tests.service.office import TODAY, new_database

_DAYS, _BEFORE = (
    st.integers(*back).map(lambda days: (TODAY - timedelta(days=days)).isoformat())
    for back in ((0, 4_000), (4_001, 30_000))
)
ADDRESS = "东区街道竹苑路1号"
CONSENT = {"health": {"granted": True, "on": "2026-05-01"}}
_NAMES = st.text("王明单小红欧阳梅乐", min_size=1, max_size=4)


@st.composite
def households(draw: st.DrawFn) -> dict[str, Any]:
    """Return a household of the east in the input form, with up to four members."""
    ids = [f"m{number}" for number in range(draw(st.integers(0, 4)))]
    member = st.fixed_dictionaries(
        {},
        optional={
            "relation": st.sampled_from(["head", "spouse", "child"]),
            "birth_date": _BEFORE,
            "sex": st.sampled_from(["f", "m"]),
            "illness": st.sampled_from(["critical", "none"]),
        },
    )
    need = {"text": _NAMES, "member": st.sampled_from([None, *ids])}
    urgency = {"urgency": st.sampled_from(["low", "medium", "high"]), "recorded_at": _BEFORE}
    needs = draw(st.lists(st.fixed_dictionaries(need, optional=urgency), max_size=3))
    held = {"code": st.sampled_from(["G061", "G001"]), "member": st.sampled_from([None, *ids])}
    return {
        "id": "h",
        "as_of": draw(_DAYS),
        "facts": {"residence_town": "东区", "household_size": draw(st.integers(1, 9))},
        "members": [{**draw(member), "id": id} for id in ids],
        "needs": [{**each, "id": f"n{number}"} for number, each in enumerate(needs)],
        "receiving": draw(st.lists(st.fixed_dictionaries(held), max_size=1)),
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Store.open(new_database(tmp_path_factory.mktemp("alike"))) as store:
        yield desk_over(store)


def _in_order(need: dict[str, Any]) -> str:
    return json.dumps(need, sort_keys=True)


def read_back(desk: Desk, unit: Unit, id: str) -> dict[str, Any]:
    """Return all that is kept of a household, its ids replaced by those of the input."""
    told = told_of(desk, unit, id)
    ids = {id: "h", None: None, **{m["id"]: f"m{at}" for at, m in enumerate(told["members"])}}
    needs = [{**each, "id": "", "member": ids[each["member"]]} for each in told["needs"]]
    return {
        "facts": told["facts"],
        "members": [{**each, "id": ids[each["id"]]} for each in told["members"]],
        "receiving": [{**each, "member": ids[each["member"]]} for each in told["receiving"]],
        "needs": sorted(needs, key=_in_order),
        "fields": sorted((ids[f.owner], f.name, desk.open(f)) for f in unit.personal.of(id)),
        "days": {fact.as_of.isoformat() for fact in unit.facts.of(id)},
        "version": unit.households.get(id).version,
    }


def as_told(data: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return what has to be read back of a household of the input form."""
    needs = [
        {"urgency": "medium", "recorded_at": data["as_of"], **each, "id": ""}
        for each in data["needs"]
    ]
    called = [(id, "name", name) for id, name in names.items()]
    return {
        "facts": data["facts"],
        "members": data["members"],
        "receiving": [{**each, "until": None} for each in data["receiving"]],
        "needs": sorted(needs, key=_in_order),
        "fields": sorted([*called, ("h", "address", ADDRESS)]),
        "days": {data["as_of"]},
        "version": 1,
    }


def from_a_body(desk: Desk, unit: Unit, data: dict[str, Any], names: dict[str, str]) -> str:
    members = [{**each, "name": names[each["id"]]} for each in data["members"]]
    home = {"address": ADDRESS, "phone": None}
    told = {**data, "members": members, "personal": home, "consent": CONSENT}
    body = json.dumps(told)
    return str(take_in(desk, unit, body.encode())["id"])


def from_a_file(desk: Desk, unit: Unit, data: dict[str, Any], names: dict[str, str]) -> str:
    told = [PersonalValue(id, "name", f" {name} ") for id, name in names.items()]
    told += [PersonalValue(None, "address", ADDRESS), PersonalValue(None, "phone", " ")]
    coming = newcomer_of(desk, read(data, desk), told, SOURCE, CONSENT)
    return unit.newcomers.add([coming])[0].id


@given(households(), st.lists(_NAMES, min_size=4, max_size=4))
@hypothesis(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_household_from_a_body_and_one_from_a_file_read_back_the_same(
    desk: Desk, data: dict[str, Any], names: list[str]
) -> None:
    called = dict(zip((member["id"] for member in data["members"]), names, strict=False))
    with desk.unit() as unit:
        ids = [way(desk, unit, data, called) for way in (from_a_body, from_a_file)]
        assert [read_back(desk, unit, id) for id in ids] == 2 * [as_told(data, called)]
        for spelling in {each for name in names[: len(called)] for each in initials_of(name)}:
            found = unit.households.search(Search(initials=spelling), 200).rows
            assert set(ids) <= {household.id for household in found}
        for id in ids:
            unit.households.erase(id, "test")
