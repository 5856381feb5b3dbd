"""Offerings over the API: a charity's own, judged by the city, seen by those whom they serve."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.access.callers import Role, Scope
from api.usecases.live_supply import live_supply
from api.usecases.stocking import stock
from matcher.offerings import Supply
from tests.service.families import audit_of, problem, taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.supply import OFFERINGS, OTHER, act, active, charity, posted, wish

SIDES = (Role.WORKER, Role.TOWN)


def live(service: Service) -> Supply:
    from api.store.values import Towns

    with service.office.store.view("test", service.clock.at, Towns.of()) as unit:
        return live_supply(unit, service.office.matcher.catalogue)


@pytest.fixture(autouse=True)
def _clock(service: Service) -> Iterator[None]:
    service.clock.forward(seconds=1)
    return


def test_a_posted_offering_goes_from_draft_over_a_return_to_approval_and_tells_its_way(service):
    made = posted(service)
    assert (made["state"], made["left"], made["code"][:2]) == ("draft", 3, "W9")
    giver, clerk = charity(service), service.as_(Role.TOWN, EAST)
    assert act(giver, made["id"], "submission").json()["state"] == "submitted"
    back = act(clerk, made["id"], "return", reason="请写明送货到哪里").json()
    assert (back["state"], back["reason"]) == ("returned", "请写明送货到哪里")
    changed = giver.patch(
        f"{OFFERINGS}/{made['id']}",
        json={"note": "送到镇街"},
        headers={"If-Match": f'"v{back["version"]}"'},
    )
    assert changed.json()["note"] == "送到镇街"
    act(giver, made["id"], "submission")
    told = act(clerk, made["id"], "approval").json()
    states = [each["state"] for each in told["history"]]
    assert states == ["draft", "submitted", "returned", "submitted", "active"]
    acts = [name for name, _ in audit_of(service, made["id"])]
    assert acts == [
        *("offering.add", "offering.submit", "offering.return", "offering.change"),
        *("offering.submit", "offering.approve"),
    ]


def test_what_is_posted_is_live_once_it_is_approved_and_as_long_as_it_is_active(service):
    made = posted(service)
    codes = [lambda: {each.code for each in live(service).posted}]
    assert made["code"] not in codes[0]()
    act(charity(service), made["id"], "submission")
    before = live(service).token
    assert made["code"] not in codes[0]()
    act(service.as_(Role.BUREAU), made["id"], "approval")
    found = next(each for each in live(service).posted if each.code == made["code"])
    assert (found.name.zh, found.towns, found.remaining) == ("护理床", ("东区",), 3.0)
    assert live(service).token != before
    act(charity(service), made["id"], "pause")
    assert made["code"] not in codes[0]()
    act(charity(service), made["id"], "resumption")
    assert made["code"] in codes[0]()


def test_the_catalogues_own_offerings_come_into_the_store_once_with_what_is_left_of_them(service):
    catalogue = service.office.matcher.catalogue
    assert stock(service.office) == len(catalogue.offerings)
    assert stock(service.office) == 0
    told = live(service).left
    for code, offering in catalogue.offerings.items():
        cap = offering.amount.value if code[0] == "F" else None
        assert told[code] == (offering.remaining // cap * cap if cap else offering.remaining)


@pytest.mark.parametrize("role", SIDES)
def test_nobody_but_its_charity_sees_a_draft_and_whoever_asks_is_on_record(service, role):
    made = posted(service)
    assert service.as_(role, EAST).get(f"{OFFERINGS}/{made['id']}").status_code == 404
    assert audit_of(service, made["id"])[-1] == ("access.foreign", None)


def test_an_offering_of_another_charity_is_absent_whatever_is_asked_and_on_record(service):
    made, other = active(service), charity(service, OTHER)
    here = f"{OFFERINGS}/{made['id']}"
    tries = [
        other.get(here),
        other.patch(here, json={"note": "x"}, headers={"If-Match": '"v1"'}),
        other.get(f"{here}/reach"),
        other.get(f"{here}/reservations"),
        *(act(other, made["id"], name) for name in ("submission", "pause", "closing")),
    ]
    for answer in tries:
        problem(answer, "absent")
    lines = [name for name, _ in audit_of(service, made["id"])]
    assert lines.count("access.foreign") == len(tries)
    listed = other.get(OFFERINGS, params={"limit": 200}).json()["items"]
    assert made["id"] not in [each["id"] for each in listed]


def test_a_town_does_not_see_what_serves_other_towns_alone(service):
    made = active(service)
    worker = service.as_(Role.WORKER, WEST)
    problem(worker.get(f"{OFFERINGS}/{made['id']}"), "absent")
    assert audit_of(service, made["id"])[-1] == ("access.foreign", None)


def test_town_staff_judge_what_serves_their_towns_alone_and_the_bureau_everything(service):
    for towns in ([EAST, WEST], []):
        made = posted(service, towns=towns)
        act(charity(service), made["id"], "submission")
        refused = act(service.as_(Role.TOWN, EAST), made["id"], "approval")
        assert problem(refused, "not-allowed")["status"] == 403
        assert act(service.as_(Role.BUREAU), made["id"], "approval").status_code == 200


def test_a_machine_without_the_scope_and_a_role_without_the_right_are_refused_on_record(service):
    made = active(service)
    here = f"{OFFERINGS}/{made['id']}"
    reader = service.as_(Role.WORKER, EAST, scopes=(Scope.READ,))
    tries = [
        (reader, "get", here),
        (reader, "post", f"{here}/reservations"),
        (service.as_(Role.WORKER, EAST), "post", f"{here}/approval"),
        (service.as_(Role.WORKER, EAST), "post", OFFERINGS),
        (service.as_(Role.BUREAU), "post", f"{here}/reservations"),
        (charity(service), "post", f"{here}/approval"),
        (charity(service), "post", f"{here}/reservations"),
        (service.as_(Role.PUSH), "get", OFFERINGS),
    ]
    for who, method, url in tries:
        problem(
            who.request(method.upper(), url, **({} if method == "get" else {"json": {}})),
            "not-allowed",
        )


def test_a_charity_whose_account_names_no_organisation_posts_nothing_and_sees_nothing(service):
    nobody = service.as_(Role.CHARITY)
    problem(nobody.post(OFFERINGS, json=wish()), "not-allowed")
    assert nobody.get(OFFERINGS).json()["items"] == []


def test_a_change_for_a_version_that_has_passed_is_told_both_versions(service):
    made = posted(service)
    here, giver = f"{OFFERINGS}/{made['id']}", charity(service)
    assert giver.patch(here, json={"quantity": 5}, headers={"If-Match": '"v1"'}).status_code == 200
    told = problem(giver.patch(here, json={"quantity": 6}, headers={"If-Match": '"v1"'}), "stale")
    assert (told["yours"]["version"], told["current"]["version"]) == (1, 2)
    assert told["current"]["content"]["quantity"] == 5
    problem(giver.patch(here, json={"quantity": 6}), "version-needed")


def test_what_is_active_is_not_changed_and_what_is_closed_stays_closed(service):
    made, giver = active(service), charity(service)
    here = f"{OFFERINGS}/{made['id']}"
    told = giver.patch(here, json={"quantity": 9}, headers={"If-Match": f'"v{made["version"]}"'})
    problem(told, "wrong-state")
    assert act(giver, made["id"], "closing").json()["state"] == "closed"
    for name in ("submission", "resumption", "pause", "closing"):
        problem(act(giver, made["id"], name), "wrong-state")


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ({"age_from": 6, "age_to": 15}, "age >= 6 AND age <= 15"),
        (
            {"per": "household", "single_parent": True, "age_to": 17},
            "single_parent = true AND any(member: age <= 17)",
        ),
        (
            {"relief_status": ["dibao", "tekun"], "disability": True},
            "relief_status in [dibao, tekun] AND disability_certified = true",
        ),
        (
            {"disability_grade": 2, "education": ["primary"]},
            "disability_certified = true AND disability_level <= 2"
            " AND education_stage in [primary]",
        ),
        ({"categories": ["C7"]}, "((roaming = true OR roaming_returned = true))"),
        (
            {"per": "household", "categories": ["C7"]},
            "any(member: ((roaming = true OR roaming_returned = true)))",
        ),
    ],
)
def test_the_form_of_choices_becomes_a_condition_of_the_one_grammar(service, who, text):
    assert posted(service, who=who)["condition"] == text


def test_every_category_and_all_of_them_make_a_condition_of_a_member_and_of_a_household(service):
    codes = list(service.office.matcher.catalogue.categories)
    for per in ("member", "household"):
        for chosen in ([code] for code in codes):
            posted(service, who={"per": per, "categories": chosen})
        posted(service, who={"per": per, "categories": codes, "age_from": 1})


def bare(**more: Any) -> dict[str, Any]:
    told = wish(**more)
    del told["who"]
    return told


@pytest.mark.parametrize(
    ("body", "kind", "place", "near"),
    [
        (bare(condition="ilness = critical"), "unknown-fact", "/condition", "illness"),
        (bare(condition="illness = critcal"), "unknown-value", "/condition", "critical"),
        (bare(condition="illness = critical AND"), "malformed", "/condition", None),
        (bare(condition="meets(low_incom)"), "malformed", "/condition", "low_income"),
        (bare(condition="age >= 60", per="household"), "malformed", "/condition", None),
        (bare(), "missing-field", "/who", None),
        (wish(condition="age >= 60"), "missing-field", "/who", None),
        (wish(who={}), "missing-field", "/who", None),
        (wish(who={"relief_status": ["diabo"]}), "unknown-value", "/who/relief_status/0", "dibao"),
        (wish(who={"categories": ["C9"]}), "unknown-code", "/who/categories/0", None),
        (wish(who={"age_from": 60, "age_to": 18}), "out-of-range", "/who/age_from", None),
        (wish(items=["S999"]), "unknown-code", "/items/0", None),
        (wish(domain="good"), "unknown-value", "/domain", "goods"),
        (wish(towns=["东曲"]), "unknown-town", "/towns/0", None),
        (wish(ends="2026-03-01"), "out-of-range", "/ends", None),
        (wish(starts="2026-01-01", ends="2026-04-30"), "out-of-range", "/ends", None),
        (wish(budget=100, cap=10), "missing-field", "/quantity", None),
        (wish(kind="F", quantity=None, budget=100), "missing-field", "/quantity", None),
        (wish(quantity=None, budget=100, cap=10), "unknown-field", "/budget", None),
        (wish(kind="F", quantity=None, budget=9, cap=10), "out-of-range", "/budget", None),
    ],
)
def test_a_posting_that_is_wrong_is_told_where_why_and_what_was_meant(
    service, body, kind, place, near
):
    told = problem(charity(service).post(OFFERINGS, json=body), kind)
    assert told["errors"][0]["pointer"] == place
    assert near is None or told["errors"][0]["near"] == near


@pytest.mark.parametrize("quantity", [0, 100_001, -1, 1.5, "3", True])
def test_a_quantity_is_a_whole_number_from_one_to_a_hundred_thousand(service, quantity):
    told = charity(service).post(OFFERINGS, json=wish(quantity=quantity))
    assert told.status_code == 422


def test_a_fund_has_as_many_places_as_its_budget_has_caps(service):
    made = active(service, kind="F", quantity=None, budget=1000, cap=300)
    assert (made["places"], made["left"]) == (3, 3)
    assert live(service).left[made["code"]] == 900


HOSTILE = ["=1+1", "<script>alert(1)</script>", "{{7*7}}", "{0}", "'; DROP TABLE offerings;--"]


@pytest.mark.parametrize("text", [*HOSTILE, "#set page()", "忽略以上指令"])
def test_hostile_words_stay_words_and_numbers_of_people_are_masked(service, text):
    made = posted(service, name=text, provider=text, phrases=[text], note=f"{text} 13812341234")
    assert (made["name"], made["provider"], made["phrases"]) == (text, text, [text])
    assert "13812341234" not in made["note"]


def test_letters_that_turn_the_line_round_are_taken_out(service):
    assert posted(service, name="\u202e护理\u2066床")["name"] == "护理床"


def test_a_reach_is_told_from_five_families_up_and_names_nobody(service):
    made = posted(service, who={"relief_status": ["tekun"]}, towns=[WEST])
    facts = {"residence_town": "西区街道", "household_size": 2, "relief_status": "tekun"}
    homes = [taken_in(service, WEST, facts=facts)["id"] for _ in range(4)]
    ask = f"{OFFERINGS}/{made['id']}/reach"
    assert charity(service).get(ask).json()["reaches"] is None
    homes.append(taken_in(service, WEST, facts=facts)["id"])
    told = charity(service).get(ask)
    assert (told.json()["reaches"], told.json()["may_reach"]) == (5, None)
    assert not [each for each in homes if each in told.text]


def test_where_a_count_steps_differs_by_condition_so_that_no_difference_tells_of_one(service):
    """Ten families are told as 5 or 10: each way of asking has a way of its own, always alike."""
    facts = {"residence_town": "西区街道", "household_size": 2, "relief_status": "tekun"}
    for _ in range(10):
        taken_in(service, WEST, facts=facts)
    told = []
    for size in range(3, 15):
        condition = f"relief_status = tekun AND household_size < {size}"
        made = posted(service, who=None, condition=condition, towns=[WEST])
        ask = f"{OFFERINGS}/{made['id']}/reach"
        first, again = (charity(service).get(ask).json()["reaches"] for _ in range(2))
        assert first == again
        told.append(first)
    assert len(set(told)) > 1


def test_of_what_is_confidential_nothing_is_counted_and_each_question_is_on_record(service):
    facts = {"residence_town": "西区街道", "family_conflict": True}
    for _ in range(12):
        taken_in(service, WEST, facts=facts, consent={"safety": True})
    made = posted(
        service, who=None, condition="family_conflict = true", per="household", towns=[WEST]
    )
    told = charity(service).get(f"{OFFERINGS}/{made['id']}/reach").json()
    assert (told["reaches"], told["may_reach"]) == (None, None)
    assert "offering.reach" in [name for name, _ in audit_of(service, made["id"])]


def test_a_reach_goes_by_fives_so_that_no_difference_tells_of_one_family(service):
    made = posted(service, who={"relief_status": ["relative_difficulty"]}, towns=[WEST])
    facts = {
        "residence_town": "西区街道",
        "household_size": 2,
        "relief_status": "relative_difficulty",
    }
    told = []
    for _ in range(10):
        taken_in(service, WEST, facts=facts)
        told.append(charity(service).get(f"{OFFERINGS}/{made['id']}/reach").json()["reaches"])
    assert told[:4] == [None] * 4
    assert set(told[4:]) <= {5, 10}
    assert told[4:] == sorted(told[4:])


def test_a_reach_is_what_the_condition_says_of_each_family(service):
    """Facts of members and of the household, derived ones, unknown and withheld ones."""
    who = {"age_from": 60, "illness": ["critical"]}
    made = posted(service, who=who, towns=[WEST])
    old, young, unsure = (
        {"members": [{"id": "m1", "illness": "critical", **born}]}
        for born in ({"birth_date": "1950-01-02"}, {"birth_date": "2010-01-02"}, {})
    )
    agreed = {"consent": {"health": True}}
    for told in (old, young, unsure):
        for _ in range(5):
            taken_in(service, WEST, **told, **agreed)
    ask = f"{OFFERINGS}/{made['id']}/reach"
    first = charity(service).get(ask).json()
    assert first["reaches"] == 5
    taken_in(service, WEST, **old, consent={"health": False})
    assert charity(service).get(ask).json()["reaches"] == 5


def test_lists_are_paged_and_filtered_by_state(service):
    ids = [posted(service)["id"] for _ in range(3)]
    giver = charity(service)
    first = giver.get(OFFERINGS, params={"state": "draft", "limit": 2}).json()
    rest = giver.get(
        OFFERINGS, params={"state": "draft", "limit": 200, "cursor": first["next"]}
    ).json()
    seen = [each["id"] for each in (*first["items"], *rest["items"])]
    assert set(ids) <= set(seen)
    assert len(seen) == len(set(seen))
    assert service.as_(Role.BUREAU).get(OFFERINGS, params={"state": "draft"}).json()["items"] == []
