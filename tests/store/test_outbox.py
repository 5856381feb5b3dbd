"""The outbox and the answers kept for doubles."""

import threading

import pytest

from api.store.errors import AbsentError, KeyReusedError, MisuseError
from api.store.values import Answer, Towns
from tests.store.support import ACTOR, CITY, EAST, NOW, all_rows, family, later

SENDER = "sender"


def put(store, *payloads, household=None):
    with store.unit(ACTOR, NOW, CITY) as unit:
        return [unit.outbox.put("told", payload, household).id for payload in payloads]


def lease(store, at=NOW, limit=10, until=None):
    with store.unit(SENDER, at, CITY) as unit:
        return unit.outbox.lease(limit, until or later(minutes=5))


def test_an_event_is_leased_once_sent_and_not_leased_again(store):
    (id,) = put(store, b"{}")
    (event,) = lease(store)
    assert (event.id, event.attempts, event.payload) == (id, 1, b"{}")
    assert lease(store) == ()
    with store.unit(SENDER, NOW, CITY) as unit:
        assert unit.outbox.delivered(id)
        assert not unit.outbox.delivered(id)
    assert lease(store, later(days=1), until=later(days=2)) == ()


def test_a_lease_that_ran_out_gives_the_event_to_the_next_sender(store):
    put(store, b"{}")
    lease(store)
    assert lease(store, later(minutes=4)) == ()
    (event,) = lease(store, later(minutes=5), until=later(hours=1))
    assert event.attempts == 2


def test_events_of_a_household_are_given_out_one_after_another_in_order(store):
    made = family(store)
    second, third = put(store, b"2", b"3", household=made.household)
    order = []
    for _ in range(3):
        (event,) = lease(store)
        assert lease(store) == ()
        order.append(event.id)
        with store.unit(SENDER, NOW, CITY) as unit:
            unit.outbox.delivered(event.id)
    assert order == [made.event, second, third]


def test_a_failed_event_waits_for_its_time_and_holds_back_only_its_own_household(store):
    made = family(store)
    put(store, b"2", household=made.household)
    other = family(store, key="key-2")
    first = next(event for event in lease(store) if event.id == made.event)
    with store.unit(SENDER, NOW, CITY) as unit:
        unit.outbox.delivered(other.event)
        assert unit.outbox.failed(first.id, 1, later(hours=1), "503")
    assert lease(store, later(minutes=10), until=later(minutes=20)) == ()
    (again,) = lease(store, later(hours=1), until=later(hours=2))
    assert (again.id, again.note, again.attempts) == (first.id, "503", 2)


def test_a_sender_whose_lease_went_to_another_cannot_put_the_event_off(store):
    (id,) = put(store, b"{}")
    lease(store)
    lease(store, later(minutes=6), until=later(hours=1))
    with store.unit(SENDER, NOW, CITY) as unit:
        assert not unit.outbox.failed(id, 1, later(days=9), "late")
        assert unit.outbox.get(id).lease_until == later(hours=1)


def test_an_event_given_up_lets_the_next_one_pass_and_can_be_replayed(store):
    made = family(store)
    (second,) = put(store, b"2", household=made.household)
    lease(store)
    with store.unit(SENDER, NOW, CITY) as unit:
        assert unit.outbox.give_up(made.event, "410")
    assert [event.id for event in lease(store)] == [second]
    with store.unit(SENDER, NOW, CITY) as unit:
        assert unit.outbox.replay(made.event)
        assert not unit.outbox.replay(made.event)
    assert [event.id for event in lease(store)] == [made.event]


def test_an_event_of_a_unit_that_was_rolled_back_is_never_sent(store):
    with pytest.raises(ZeroDivisionError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.outbox.put("told", b"{}")
        raise ZeroDivisionError
    assert lease(store) == ()


def test_senders_at_once_share_the_events_and_none_is_given_twice(store):
    ids = put(store, *(bytes([number]) for number in range(40)))
    barrier, taken = threading.Barrier(4), []

    def send() -> None:
        barrier.wait()
        while events := lease(store, limit=3):
            taken.extend(event.id for event in events)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # on PostgreSQL a sender may find all free rows locked by others and stop early
    taken.extend(event.id for event in lease(store, limit=40))
    assert sorted(taken) == sorted(ids)


def test_delivered_events_are_forgotten_after_a_time_and_waiting_ones_kept(store):
    done, waiting = put(store, b"1", b"2")
    with store.unit(SENDER, NOW, CITY) as unit:
        unit.outbox.delivered(done)
    with store.unit(SENDER, later(days=40), CITY) as unit:
        assert unit.outbox.forget(later(days=30)) == 1
        assert [event.id for event in unit.outbox.list(9, waiting=True).rows] == [waiting]
        with pytest.raises(AbsentError):
            unit.outbox.get(done)


def test_events_are_listed_in_pages_each_once(store):
    ids = put(store, *(bytes([number]) for number in range(5)))
    seen, after = [], None
    with store.view(ACTOR, NOW, CITY) as unit:
        for _ in range(3):
            page = unit.outbox.list(2, after)
            seen += [event.id for event in page.rows]
            after = page.after
    assert seen == sorted(ids, reverse=True)


def carry_out(store, key="k", body="hash", actor=ACTOR, at=NOW):
    with store.unit(actor, at, CITY) as unit:
        answer = unit.idempotency.begin(key, body, later(days=1))
        if answer is not None:
            return answer
        made = unit.households.add(EAST)
        answer = Answer(201, made.id.encode())
        unit.idempotency.finish(key, answer, made.id)
        return answer


def test_the_same_request_again_gets_the_same_answer_and_is_not_carried_out(store, url):
    first, again = carry_out(store), carry_out(store)
    assert first == again
    assert len(all_rows(url)["households"]) == 1


def test_a_key_with_another_request_is_refused_and_another_callers_key_is_another(store):
    carry_out(store)
    with pytest.raises(KeyReusedError):
        carry_out(store, body="other")
    assert carry_out(store, actor="worker-2") != carry_out(store)


def forgotten(store, at):
    with store.unit("service", at, CITY) as unit:
        return unit.idempotency.forget(at)


def test_an_answer_is_forgotten_once_it_has_expired(store):
    first = carry_out(store)
    assert forgotten(store, NOW) == 0
    assert carry_out(store, at=later(days=1)) != first
    assert forgotten(store, later(days=1)) == 1


def test_answers_of_all_callers_are_swept_for_the_whole_city_alone(store):
    carry_out(store)
    carry_out(store, actor="worker-2")
    with pytest.raises(MisuseError), store.unit(ACTOR, NOW, Towns.of(EAST)) as unit:
        unit.idempotency.forget(later(days=1))
    assert forgotten(store, later(days=1)) == 2


def test_a_request_that_failed_can_come_again(store):
    with pytest.raises(ZeroDivisionError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.idempotency.begin("k", "hash", later(days=1))
        raise ZeroDivisionError
    assert carry_out(store).status == 201


def test_a_request_begun_has_to_be_answered_in_its_unit(store):
    with pytest.raises(MisuseError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.idempotency.begin("k", "hash", later(days=1))
    with pytest.raises(MisuseError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.idempotency.finish("k", Answer(200, b""))


def test_doubles_that_come_at_once_are_carried_out_once_and_answered_alike(store, url):
    barrier, answers = threading.Barrier(6), []

    def ask() -> None:
        barrier.wait()
        answers.append(carry_out(store))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert len(set(answers)) == 1
    assert len(all_rows(url)["households"]) == 1
