"""Events are read line by line; a bad one is refused with its line, and spoils no other."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.learning.events import digest, of_mode, shown_event
from matcher.values import Ranked, Status, Verdict
from tests.learning.logs import SCHEMA, read, reply_line, shown_line

GOOD = (
    shown_line(),
    reply_line("accepted", "S001"),
    reply_line("outcome", "S001", result="received"),
    reply_line("removed", "S002", reason="not_relevant"),
    reply_line("added", "S003"),
    reply_line("outcome", "S003", result="not_wanted"),
    shown_line("p-2", "h-2", mode="hybrid"),
)


def test_a_whole_file_is_read_without_a_fault():
    found = read(*GOOD)
    assert found.faults == ()
    assert (len(found.log.shown), found.log.events) == (2, 7)
    assert [(c.code, c.rank) for c in found.log.shown[0].candidates] == [
        ("S001", 1),
        ("S002", 2),
        ("S003", 0),
    ]


@given(st.permutations(GOOD))
def test_the_order_of_the_lines_makes_no_difference(lines):
    found = read(*lines)
    assert found.log == read(*GOOD).log
    assert digest(found.log) == digest(read(*GOOD).log)


def test_a_reply_that_stands_twice_counts_once():
    assert read(*GOOD, reply_line("accepted", "S001")).log == read(*GOOD).log


def test_the_digest_tells_other_events_apart():
    assert digest(read(*GOOD).log) != digest(read(*GOOD[:-1]).log)


def test_plans_of_one_mode_take_their_replies_with_them():
    found = read(*GOOD).log
    assert [one.plan for one in of_mode(found, "hybrid").shown] == ["p-2"]
    assert of_mode(found, "hybrid").replies == ()
    assert len(of_mode(found, "lexical").replies) == 5


def with_item(**changes):
    return [{"code": "S001", "rank": 1, "values": {"words": 1}, **changes}]


BAD = {
    "no json": ("{", "not_json"),
    "a list": ("[1]", "wrong_type"),
    "not a number of json": (
        json.dumps(shown_line("p-9", items=with_item(values={"words": float("nan")}))),
        "not_json",
    ),
    "infinite": (
        json.dumps(shown_line("p-9", items=with_item(values={"words": 1}))).replace(
            '"words": 1', '"words": 1e999'
        ),
        "schema",
    ),
    "an event of no kind": (reply_line("clicked"), "schema"),
    "a field for a text": (reply_line(note="阿婆说腿疼"), "schema"),
    "a name for an id": (shown_line("p-9", household="陈阿婆"), "schema"),
    "an identity number for an id": (
        shown_line("p-9", household="44200019460311002X"),
        "event_names_person",
    ),
    "a telephone number for an id": (
        shown_line("p-9", worker="w13800138000"),
        "event_names_person",
    ),
    "a day that does not exist": (reply_line(on="2026-02-30"), "bad_date"),
    "a removal without reason": (reply_line("removed"), "schema"),
    "a reason in words of one's own": (reply_line("removed", reason="too poor"), "schema"),
    "a rank left out": (shown_line("p-9", items=with_item(rank=2)), "event_ranks"),
    "a code twice": (shown_line("p-9", items=with_item() * 2), "duplicate_id"),
    "a plan nobody saw": (reply_line(plan="p-7"), "event_of_no_plan"),
    "accepted but not shown": (reply_line("accepted", "S003"), "event_not_shown"),
    "added though shown": (reply_line("added", "S001"), "event_was_shown"),
    "an outcome of nothing": (reply_line("outcome", "S002", result="refused"), "event_not_taken"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_refused_by_its_number_and_the_others_stay(name):
    line, kind = BAD[name]
    found = read(*GOOD[:5], line, *GOOD[5:])
    assert [(fault.kind, fault.line) for fault in found.faults] == [(kind, 6)]
    assert found.log == read(*GOOD).log
    for lang in ("zh", "en"):
        assert found.faults[0].sentence(lang).startswith("events.jsonl:6")


def test_all_copies_of_a_plan_and_the_replies_to_it_are_refused():
    found = read(shown_line(), shown_line(household="h-2"), reply_line())
    assert [fault.kind for fault in found.faults] == [
        "duplicate_id",
        "duplicate_id",
        "event_of_no_plan",
    ]
    assert found.log.events == 0


def test_no_text_of_a_refused_line_is_repeated():
    (fault,) = read(shown_line(note="陈阿婆，腿疼，想申请低保")).faults
    assert "阿婆" not in fault.sentence("zh") + fault.sentence("en")


def ranked(code, **values):
    return Ranked(code, Verdict(code, None, Status.ELIGIBLE, ()), (), 0.0, 0.5, values, {}, (), ())


def test_a_plan_as_it_was_shown_makes_an_event_that_is_read_again():
    head = {
        "plan": "p-1",
        "household": "h-1",
        "worker": "w-1",
        "on": "2026-05-20",
        "mode": "lexical",
    }
    event = shown_event(head, [ranked("S001", words=1), ranked("S002")], 1, ["words", "rare"])
    found = read(event)
    assert found.faults == ()
    first, second = found.log.shown[0].candidates
    assert (first.rank, first.values) == (1, {"rare": 0.0, "words": 1.0})
    assert second.rank == 0


def test_an_event_has_no_field_that_would_take_a_sentence():
    texts = []

    def walk(node):
        if isinstance(node, dict):
            if node.get("type") == "string":
                texts.append(node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(SCHEMA)
    assert texts
    assert all("pattern" in node for node in texts)
