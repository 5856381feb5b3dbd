"""The form that confirms a plan: what it has ticked by itself, and what it says of that."""

from dataclasses import fields
from typing import Any

from api.pages.items import Reader
from api.pages.kept_confirm import confirm_form
from api.pages.kept_rows import ConfirmForm
from api.usecases.plan_standing import PlanStanding
from api.usecases.plans_read import Opened
from tests.support import city, family

TEAM = {"code": "T111", "town": "石岐街道", "kind": "大学生探访队", "visits_per_week": 1,
        "weekdays": ["六"], "languages": ["粤语"], "why": []}  # fmt: skip


def item(code: str, *needs: str) -> dict[str, Any]:
    return {"code": code, "needs": list(needs)}


def form_of(
    stands: PlanStanding, *items: dict[str, Any], teams: tuple[Any, ...] = ()
) -> ConfirmForm:
    told: dict[str, Any] = dict.fromkeys(field.name for field in fields(Opened))
    data = {"items": list(items), "offers": [], "teams": list(teams)}
    opened = Opened(**{**told, "number": 2, "newest": 2, "data": data})
    return confirm_form(opened, stands, None, (), {}, Reader(family(), city(), "zh"))


def test_of_what_is_new_in_a_later_plan_only_what_comes_first_for_a_need_is_ticked() -> None:
    before = PlanStanding(of=1, known=frozenset({"G001", "G002"}), left_out=frozenset({"G002"}))
    rows = [item("G001", "n1"), item("G002", "n1"), item("G003", "n2"), item("G004", "n2")]
    rows += [item("G005", "n2"), item("G006")]
    form = form_of(before, *rows)
    assert form.unticked == {
        "G002": "上次确认时没有写进清单",
        "G005": "先不写，要写就勾上",
        "G006": "先不写，要写就勾上",
    }


def test_what_the_family_has_stays_ticked_however_far_down_it_stands_now() -> None:
    before = PlanStanding(of=1, known=frozenset({"G009"}))
    rows = [item(f"G00{n}", "n1") for n in range(1, 10)]
    assert "G009" not in form_of(before, *rows).unticked


def test_a_team_of_last_time_that_this_plan_does_not_name_is_told() -> None:
    before = PlanStanding(of=1, team=TEAM)
    told = form_of(before, item("G001", "n1"))
    assert told.team == ""
    assert "T111" in told.hint
    assert "不在这一版推荐的队伍里" in told.hint
    again = form_of(before, item("G001", "n1"), teams=(TEAM,))
    assert again.team == "T111"
    assert "不在这一版" not in again.hint
