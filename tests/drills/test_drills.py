"""The drills in a small form: what is promised for bad days holds on every change."""

from bench.drill import kills, pushing, restoring, rotating, tampering
from bench.drill.report import Line, table
from tests.store.conftest import programs


def held(lines):
    assert lines
    assert [line for line in lines if not line.held] == [], table(lines)


def test_every_edit_of_the_audit_is_found_at_its_first_bad_row():
    held(tampering.drill(50))


def test_a_thousand_households_come_back_from_a_backup_the_same():
    held(restoring.drill(1_000))


def test_no_read_fails_while_keys_are_rotated_in_parts():
    held(rotating.drill(60))


def test_a_push_client_killed_again_and_again_sees_every_list_once_and_in_order():
    held(pushing.drill(250, 5))


def test_a_service_killed_twenty_times_loses_and_doubles_nothing():
    held(kills.sqlite(kills.Plan(20)))


def test_on_postgresql_neither_kills_of_the_service_nor_of_the_server_lose_anything(request):
    programs(request.config)
    held(kills.postgresql(kills.Plan(5), kills.Plan(3)))


def test_a_promise_that_was_not_kept_stands_out_in_the_table():
    text = table([Line("a", "b", "c", 1.0, True), Line("d", "e", "f", 2.0, False)])
    assert "| a | b | c | 1.0 | yes |" in text
    assert "**no**" in text
