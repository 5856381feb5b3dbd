"""What is sealed and was destroyed is found with the keys: by the check, and by the doctor."""

import pytest

from api.personal.blind import blind_index
from api.personal.cipher import Place, seal
from api.settings import Settings
from api.store.canonical import digest
from api.store.upkeep import check
from api.store.values import Body, Correction, Made, Owner, PersonalField, Sealed
from api.usecases.diagnosing import database
from api.usecases.proving import MOST_NAMED, can_be_proved, prove, sealed_in
from tests.service.office import ring
from tests.store.support import ACTOR, CITY, EAST, NOW, lift_guards, tamper

RING = ring()
PLAN = b'{"items":[]}'
MADE = Made(1, "c", "f", "r")


def closed(text: str, row: str, name: str) -> Sealed:
    mark = blind_index(name, text, RING)
    return Sealed(seal(text, Place(row, name), RING), RING.active.id, mark)


def keep(store) -> str:
    """Keep a household as the service does: name, ledger, plan and correction sealed."""
    with store.unit(ACTOR, NOW, CITY) as unit:
        home = unit.households.add(EAST).id
        member = unit.members.add(home, "head", 0).id
        for name in ("name", "phone"):
            told = closed({"name": "黎小梅", "phone": "13800001234"}[name], member, name)
            unit.personal.put(PersonalField(Owner.MEMBER, member, home, name, told))
        own = unit.new_id()
        unit.ledgers.add(home, own, digest(b"{}"), closed("{}", own, "snapshot"))
        body = closed(PLAN.decode(), f"{home}/1", "plan").ciphertext
        unit.plans.add(home, MADE, Body(body, digest(PLAN), RING.active.id))
        body = closed(PLAN.decode(), f"{home}/2", "plan").ciphertext
        why = closed("[]", f"{home}/2", "reason").ciphertext
        last = Body(body, digest(PLAN), RING.active.id)
        unit.plans.add(home, MADE, last, Correction(1, why))
    return home


_NOT_HERE = ("catalogues", "security-accounts")


def said_by_doctor(url):
    """Return what is found wrong; there is nobody with an account, and no catalogue is kept."""
    found = database(Settings(database=url), RING)
    return [each for each in found if each.wrong is not None and each.name not in _NOT_HERE]


def test_all_that_is_sealed_opens(store, url):
    keep(store)
    proof = prove(url, RING)
    assert (check(url), proof.findings) == ((), ())
    assert proof.looked == sealed_in(url).sealed + 1 == 6
    assert said_by_doctor(url) == []


def other(url: str) -> str:
    return "X'00'" if url.startswith("sqlite") else "'\\x00'::bytea"


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        ("UPDATE plans SET content = {other}", 2),
        ("UPDATE plans SET reason = {other} WHERE number = 2", 1),
        ("UPDATE plans SET digest = 'x' WHERE number = 1", 1),
        ("UPDATE personal_fields SET ciphertext = {other}", 3),
        ("UPDATE personal_fields SET ciphertext = {other} WHERE name = 'snapshot'", 1),
        ("UPDATE personal_fields SET blind = {other} WHERE name = 'phone'", 1),
        ("UPDATE personal_fields SET name = 'notes' WHERE name = 'name'", 1),
    ],
)
def test_what_was_destroyed_past_the_guards_is_found_by_check_and_doctor(store, url, change, bad):
    home = keep(store)
    lift_guards(url, "plans_keep_bytes", "plans_keep")
    tamper(url, change.format(other=other(url)))
    proof = prove(url, RING)
    assert len(proof.findings) == bad
    assert ("plans" in change) == (f" {home}/" in proof.findings[0].message.en)
    assert "sealed" in {each.name for each in said_by_doctor(url)}


def test_a_ledger_whose_content_is_gone_is_found_without_keys(store, url):
    home = keep(store)
    tamper(url, "DELETE FROM personal_fields WHERE kind = 'ledger'")
    (finding,) = check(url)
    assert (finding.kind, f"{home} 1" in finding.message.en) == ("snapshot", True)


def test_many_are_counted_and_the_first_named(store, url):
    for _ in range(9):
        keep(store)
    tamper(url, f"UPDATE personal_fields SET ciphertext = {other(url)}")
    found = prove(url, RING).findings
    assert len(found) == MOST_NAMED + 1
    assert f"{9 * 3 - MOST_NAMED} more" in found[-1].message.en


def test_the_doctor_opens_those_changed_last_and_says_how_many(store, url):
    first = keep(store)
    keep(store)
    with store.unit(ACTOR, NOW.replace(year=2027), CITY) as unit:
        unit.households.take(first, unit.households.get(first).version)
    assert prove(url, RING, 1).looked == 6
    tamper(
        url, f"UPDATE personal_fields SET ciphertext = {other(url)} WHERE household <> '{first}'"
    )
    assert prove(url, RING, 1).findings == ()
    assert prove(url, RING, 2).findings != ()


def test_a_database_that_cannot_be_read_is_not_said_to_be_opened(url):
    from api.store.migrate import downgrade

    assert can_be_proved(check(url))
    downgrade(url, "0001")
    assert not can_be_proved(check(url))
