"""A first list is as long as a family can take in: the first for each need, and what was chosen."""

from typing import Any

from matcher.planning.first_few import OF_EACH, WITHOUT_NEEDS, first_few, first_offers


def item(code: str, *needs: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "needs": list(needs), **more}


def test_the_first_of_each_need_are_taken_and_what_serves_no_need_is_not() -> None:
    of_one = [item(f"A{n}", "n1") for n in range(5)]
    of_other = [item(f"B{n}", "n2", "n1") for n in range(5)]
    found = first_few([*of_one, item("C"), *of_other])
    assert found == {f"{letter}{n}" for letter in "AB" for n in range(OF_EACH)}


def test_every_need_that_the_plan_answers_has_something_in_the_list() -> None:
    items = [item(f"A{n}", "n1") for n in range(19)] + [item("last", "n9")]
    assert "last" in first_few(items)


def test_what_a_person_added_is_taken_wherever_it_stands() -> None:
    items = [item(f"A{n}", "n1") for n in range(9)] + [item("added", by_hand=True)]
    assert "added" in first_few(items)


def test_of_a_plan_without_needs_the_first_are_taken() -> None:
    items = [item(f"A{n}") for n in range(20)]
    assert first_few(items) == {f"A{n}" for n in range(WITHOUT_NEEDS)}


def test_where_all_that_answers_a_need_is_told_in_person_nothing_takes_its_place() -> None:
    items = [item("shelter", "n1"), *(item(f"A{n}") for n in range(9))]
    assert first_few(items, {"shelter"}) == frozenset()


def test_what_is_told_in_person_takes_no_place_of_what_can_be_listed() -> None:
    items = [item(f"A{n}", "n1") for n in range(5)]
    assert first_few(items, {"A0"}) == {"A1", "A2"}


def test_of_the_offers_the_first_for_each_need_are_taken_and_those_that_are_kept() -> None:
    offers = [item("A", "n1"), item("B", "n1"), item("C", "n2", "n1"), item("D"), item("E", "n2")]
    assert first_offers(offers, ()) == {"A", "C"}
    assert first_offers(offers, {"D", "E", "elsewhere"}) == {"A", "C", "D", "E"}
