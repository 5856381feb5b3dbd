"""Happiness lists: everyday words, what they say and what nobody can read or guess from them."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matcher.needs import Household, Member
from matcher.planning.discretion import quiet_needs, told_apart
from matcher.planning.happiness import HappinessList, Kind, list_data
from matcher.values import Status
from tests.planning.lists import (
    ON,
    all_offers,
    all_rows,
    every_row,
    everyday,
    one,
    row,
    statuses,
    told,
    training,
    without,
)
from tests.support import city

CODE = re.compile(r"[GSWFBT]\d{3}")
HIDDEN = {"dv_victim": True, "child_harm_suspected": True, "released": True, "roaming": True}
HIDDEN |= {"addiction": "drug_recovery", "crisis_risk": "self_harm", "family_conflict": True}
HIDDEN |= {"severe_mental_registered": True, "mental_risk_level": 3, "illness": "mental"}
HIDDEN |= {"debt_burden": True, "one_child_lost": True, "pregnant": True}
HIDDEN |= {"disability_type": "mental", "crime_victim": True, "compensation_obtained": True}


def texts(found: HappinessList) -> Iterator[str]:
    """Yield every text that a family would read."""
    for entry in list_data(found, [f"e{n}" for n, _ in enumerate(found.entries)])["entries"]:
        yield from _texts({name: entry[name] for name in entry if name != "entry"})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def with_hidden(household: Household, name: str) -> Household:
    """Return the household with one fact more that must not be guessed, of its first member."""
    first, *rest = household.members
    marked = Member(first.id, {**first.facts, name: HIDDEN[name]})
    return replace(household, members=(marked, *rest))


def lacking(household: Household, name: str) -> Household:
    """Return the household without anything hidden, and with nobody of whom `name` is known."""
    plain = without(household)
    members = tuple(
        replace(m, facts={n: v for n, v in m.facts.items() if n != name}) for m in plain.members
    )
    return replace(plain, members=members)


def test_no_entry_of_any_item_for_any_training_household_holds_a_word_that_is_never_shown():
    sensitive, seen = everyday().sensitive, set[str]()
    for place, household in enumerate(training()):
        rows = every_row(household, place)
        items = [each for each in rows if each["code"] in city().items]
        found = told(household, items[place % 3 :: 3], rows[len(items) + place % 3 :: 3])
        for text in set(texts(found)) - seen:
            assert not sensitive.says(text), (household.id, text)
            assert not CODE.search(text), (household.id, text)
            seen.add(text)
        shown = {entry.code for entry in found.entries}
        assert not shown & sensitive.items
        domains = {city().provision(code).domain for code in shown}
        assert not domains & sensitive.domains
    assert len(seen) > 1_000


def test_every_item_is_either_in_a_list_with_all_it_needs_or_left_out():
    household = training()[3]
    found = told(household, all_rows(household))
    assert len(found.entries) + len(found.left_out) == len(city().items)
    for entry in found.entries:
        assert entry.what.zh
        assert entry.what.en
        assert entry.why
        assert entry.bring
        assert entry.where.zh
        assert entry.call.who.zh
        assert entry.get is not None


@settings(max_examples=40)
@given(st.sampled_from(training()[:120]), st.sampled_from(sorted(HIDDEN)), st.integers(0, 6))
def test_a_hidden_fact_adds_no_entry_and_changes_no_word(household, name, place):
    """Whoever knows the words and the catalogue learns nothing of what must not be guessed."""
    assume(household.members)
    plain = lacking(household, name)
    marked = with_hidden(plain, name)
    items = [each for each in every_row(plain) if each["code"] in city().items]
    rows = items[place::7]
    with_it, without_it = told(marked, rows), told(plain, rows)
    known = {entry.code: entry for entry in without_it.entries}
    for entry in with_it.entries:
        assert entry.code in known
        assert entry == known[entry.code]


def test_what_only_a_hidden_fact_explains_is_left_out():
    household = one(released=True, employment="unemployed", relation="head", birth_date_known=True)
    household = replace(
        household,
        facts={**household.facts, "relief_status": "none"},
        members=(Member("m1", {"released": True, "employment": "unemployed", "age": 40}),),
    )
    assert statuses(household, "G046")["m1"] is Status.ELIGIBLE
    assert told(household, [row("G046", "m1", status="eligible")]).left_out == ("G046",)
    other = replace(household, members=(Member("m1", {"employment": "unemployed", "age": 40}),))
    assert told(other, [row("G046", "m1")]).left_out == ()


def test_what_other_facts_explain_stays_though_a_hidden_one_would_do_too():
    member = Member("m1", {"released": True, "employment": "unemployed", "age": 40})
    household = Household("H", {"hukou_city": "zhongshan", "relief_status": "dibao"}, (member,))
    found = told(household, [row("G046", "m1", status="eligible")])
    assert [entry.code for entry in found.entries] == ["G046"]


def test_what_a_hidden_fact_changes_nothing_of_stays_though_its_rule_names_that_fact():
    """A pupil's grant stays, whatever ails the mother; so does what level two gives by itself."""
    mother = Member("m1", {"relation": "spouse", "disability_type": "mental", "age": 45})
    pupil = Member("m2", {"relation": "child", "education_stage": "senior", "age": 16})
    son = Member(
        "m3",
        {
            **{"disability_certified": True, "disability_type": "intellectual", "age": 30},
            "disability_level": 2,
        },
    )
    home = Household("H", {"hukou_city": "zhongshan"}, (mother, pupil, son))
    rows = [row("G029", "m2"), row("G057", "m3"), row("G057", "m1")]
    found = told(home, rows)
    assert [(entry.code, entry.member) for entry in found.entries] == [
        *(("G029", "m2"), ("G057", "m3")),
    ]


def test_reasons_are_what_the_item_asks_and_the_family_is_known_to_be():
    household = one("1990-01-01", lives_alone=True, self_care="disabled", employment="unemployed")
    (entry,) = told(household, [row("S126", "m1")]).entries
    assert [why.zh for why in entry.why] == [
        "您一个人住",
        "您家可能符合，经办单位还要核对一下",
    ]


def test_a_reason_names_the_member_and_never_an_id():
    child = Member("m7", {"relation": "child", "sex": "f", "education_stage": "primary", "age": 9})
    household = Household("H", {"relief_status": "dibao"}, (Member("m1", {}), child))
    (entry,) = told(household, [row("G028", "m7", status="eligible")]).entries
    assert "女儿在读小学" in [why.zh for why in entry.why]
    assert "m7" not in json.dumps(list_data(told(household, [row("G028", "m7")]), ["e"]))


def test_the_sum_of_this_family_is_told_in_round_figures():
    amount = {"basis": "this_family", "value": 1290.0, "per": "month"}
    (entry,) = told(one(), [row("G001", None, amount=amount)]).entries
    assert (entry.get.zh, entry.get.en) == ("每月大约 1,290 元", "about 1,290 yuan a month")


@pytest.mark.parametrize(
    ("others", "zh", "en"),
    [
        ([516.0, 516.0], "每人每月大约 516 元", "about 516 yuan a month for each of you"),
        ([300.0], "每月大约 516 元；家里还有人能得，数额不同", "others of the family"),
    ],
)
def test_a_sum_that_more_than_one_of_the_family_gets_says_so(others, zh, en):
    rows = [{"member": "m2", "value": each, "low": each, "high": each} for each in others]
    amount = {"basis": "this_family", "value": 516.0, "per": "month", "others": rows}
    (entry,) = told(one(), [row("G003", "m1", amount=amount)]).entries
    assert entry.get.zh == zh
    assert en in entry.get.en


def test_entries_stand_in_the_order_chosen_offers_behind_items_and_the_team_last():
    team = {"code": "T001", "kind": "双百社工", "weekdays": ["周一"], "visits_per_week": 2}
    found = told(one(), [row("G061", "m1"), row("G009")], [row("W003", "m1")], team)
    assert [entry.code for entry in found.entries] == ["G061", "G009", "W003", "T001"]
    assert [entry.kind for entry in found.entries][2:] == [Kind.OFFER, Kind.TEAM]
    assert "2 次" in found.entries[-1].long.zh


def test_an_item_that_the_catalogue_no_longer_has_is_left_out():
    assert told(one(), [row("G999")]).left_out == ("G999",)


def test_no_route_and_no_number_for_danger_stands_in_a_list():
    household = training()[3]
    found = "".join(texts(told(household, all_rows(household), all_offers(household))))
    for danger in city().dangers:
        assert danger.route.zh[:10] not in found
        assert danger.label.zh not in found
    for number in ("12356", "12338"):
        assert number not in found


def test_the_words_name_items_facts_and_forms_that_there_are():
    words, catalogue = everyday(), city()
    assert set(words.items) <= set(catalogue.items)
    assert words.sensitive.items <= set(catalogue.items)
    facts = catalogue.vocabulary.facts
    assert set(words.sensitive.facts) <= set(facts)
    for reason in words.reasons:
        assert reason.fact in facts
        known = facts[reason.fact].values
        assert known is None or {str(v) for v in reason.values} <= {str(v) for v in known}
    assert {item.form for item in catalogue.items.values()} <= set(words.forms)
    assert {team.kind for team in catalogue.teams.values()} <= set(words.kinds)
    assert {item.apply.zh for item in catalogue.items.values()} >= set(words.apply)


def test_no_reason_and_no_name_of_ours_says_what_is_never_shown():
    words = everyday()
    for reason in words.reasons:
        values = reason.values or {1}
        assert not [v for v in values if words.sensitive.is_told(reason.fact, v)], reason
    shown = [*words.frame.values(), *words.needs.values(), *words.forms.values()]
    shown += [plain.name for plain in words.items.values()]
    shown += [plain.more for plain in words.items.values() if plain.more]
    shown += [reason.says for reason in words.reasons]
    for text in shown:
        assert not words.sensitive.says(text.zh), text
        assert not words.sensitive.says(text.en), text


@pytest.mark.parametrize("code", ["G074", "S134", "S084", "G072", "S081", "G019"])
def test_what_is_sensitive_is_left_out_even_of_a_family_of_which_nothing_is_known(code):
    assert told(one(), [row(code, "m1")]).left_out == (code,)


def test_the_same_input_gives_the_same_list():
    household = training()[5]
    rows = all_rows(household)
    assert told(household, rows) == told(household, rows)
    assert told(household, rows).on == ON


def test_what_answers_only_a_quiet_need_is_left_out_and_named_to_the_worker():
    rows = [row("G070", None, needs=["n1"]), row("S138", "m1", needs=["n1", "n2"]), row("G001")]
    found = told(one(), rows, quiet=frozenset({"n1"}))
    assert found.left_out == ("G070",)
    assert [entry.code for entry in found.entries] == ["S138", "G001"]


def plan_of(
    alert: str | None = None, domain: str = "legal", by: str = "sign", label: str = ""
) -> dict[str, Any]:
    """Return a plan's data of one need, as far as it is looked at for what must not be guessed."""
    signs = [{"label": label, "told": True}] if label else []
    clause = {"domains": [{"domain": domain, "by": by}], "signs": signs}
    alerts = [{"need": alert}] if alert else []
    return {"alerts": alerts, "understood": [{"need": "n1", "clauses": [clause]}]}


@pytest.mark.parametrize(
    ("plan", "text"),
    [
        (plan_of(alert="n1"), "他不让我出去上班"),
        (plan_of(domain="mental"), "孩子整天不说话"),
        (plan_of(label="家庭暴力"), "他打我"),
        (plan_of(label="mental distress"), "他打我"),
        (plan_of(), "弟弟刚从监狱回来，要找工作"),
    ],
)
def test_a_need_that_tells_of_danger_or_of_what_is_never_shown_is_quiet(plan, text):
    assert quiet_needs(plan, {"n1": text}, everyday().sensitive) == {"n1"}


def danger_of(kind, by="words"):
    return {"alerts": [{"kind": kind, "need": "n1", "by": by}], "understood": []}


@pytest.mark.parametrize("kind", ["violence", "child_protection"])
def test_beside_violence_no_list_speaks_of_leaving_or_of_the_law(kind):
    apart = told_apart(danger_of(kind), everyday().sensitive)
    assert {"S131", "S143", "G070", "S113"} <= apart
    assert not {"S089", "G009"} & apart


@pytest.mark.parametrize(
    "plan", [danger_of("self_harm"), danger_of("violence", "likeness"), {"alerts": []}]
)
def test_without_sure_violence_help_of_the_law_stays_in_the_list(plan):
    assert told_apart(plan, everyday().sensitive) == frozenset()


@pytest.mark.parametrize(
    "plan",
    [
        plan_of(),
        plan_of(domain="mental", by="likeness"),
        {**plan_of(), "alerts": [{"need": "n1", "by": "likeness"}]},
    ],
)
def test_a_need_that_only_resembles_a_quiet_one_stays_a_reason(plan):
    assert quiet_needs(plan, {"n1": "孩子要上学"}, everyday().sensitive) == frozenset()


TITLES = """HIV感染者关怀|AIDS患者互助|HIV互助|患AIDS的人|感染者之家
受虐妇女支持|被打妇女互助|强奸受害者陪伴
刑释人员就业|在押人员家属|解矫人员帮扶|社矫对象帮扶|死刑犯家属
涉毒家庭|酒精依赖康复|精障人士工坊|双相障碍互助
负债家庭|欠网贷的人|ex-offender support|wife beaten|drug user group|aids support|living with hiv"""


@pytest.mark.parametrize("title", re.split(r"[|\n]", TITLES))
def test_a_title_that_tells_what_is_never_told_is_known_by_its_words(title):
    assert everyday().sensitive.says(title)


@pytest.mark.parametrize(
    "title", ["wheelchairs and other aids", "hearing aids", "视力矫正", "SHIVER 御寒", "上门打扫"]
)
def test_a_harmless_title_that_only_looks_alike_may_be_shown(title):
    assert not everyday().sensitive.says(title)


def test_no_sensitive_or_confidential_fact_is_a_reason_in_a_list():
    facts = city().vocabulary.facts
    told = {facts[reason.fact].sensitivity for reason in everyday().reasons}
    assert told <= {"ordinary", "personal"}


@pytest.mark.parametrize("code", ["S135", "B026", "G069"])
def test_debts_and_a_lost_child_are_told_in_person_alone(code):
    assert told(one(), [row(code, "m1")]).left_out == (code,)


def test_a_list_does_not_let_a_pregnancy_be_guessed():
    girl = one("2010-06-01", pregnant=True)
    assert statuses(girl, "G021")["m1"] is Status.ELIGIBLE
    assert told(girl, [row("G021", "m1", status="eligible")]).left_out == ("G021",)


def test_what_is_kept_for_a_family_says_until_when_and_no_other_day():
    offers = [row("W029", "m1"), row("W030", "m1"), row("W031", "m1")]
    reserved = {"W029": date(2026, 5, 8), "W030": None}
    held, kept, free = told(one(), [], offers, reserved=reserved).entries
    assert held.more.zh.startswith("已为您留好，到5月8日。")
    assert held.more.en.startswith("Kept for you until 8 May. Help that")
    assert kept.more.zh.startswith("已为您留好。")
    assert (held.until, kept.until) == (None, None)
    assert "留好" not in free.more.zh
    assert free.until == date(2026, 12, 31)


def test_what_is_lent_is_said_as_lent_in_the_list_and_never_as_a_gift():
    (lent,) = told(one(), [], [row("W038", "m1")]).entries
    assert "借给您用，用完要还" in lent.get.zh
    assert "捐" not in lent.more.zh
    assert "不是送的" in lent.more.zh
    (given,) = told(one(), [], [row("W029", "m1")]).entries
    assert "捐" in given.more.zh


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (["周二", "周三", "周四", "周五", "周六", "周日"], "周二至周日", "Tuesday to Sunday"),
        (["周一", "周二"], "周一、周二", "Monday, Tuesday"),
        (["周三", "周一", "周四", "周五"], "周一、周三至周五", "Monday, Wednesday to Friday"),
    ],
)
def test_days_in_a_row_are_said_as_a_range(days, zh, en):
    team = {"code": "T001", "kind": "双百社工", "weekdays": days, "visits_per_week": 2}
    (entry,) = told(one(), [], team=team).entries
    assert f"多在{zh}" in entry.long.zh
    assert en in entry.long.en


def test_what_one_gets_and_where_to_go_are_an_items_own_words_where_its_form_says_it_badly():
    fair, deposit = told(one(), [row("S103"), row("G022")]).entries
    assert fair.get.zh == "跟用人单位当面谈，有社工帮忙"
    assert "一份工作" not in fair.get.zh
    assert deposit.where.zh.startswith("住院时给医院看医保凭证")
    assert "时间和地点" not in deposit.get.zh


def test_an_english_list_begins_each_sentence_as_sentences_begin():
    team = {"code": "T001", "kind": "双百社工", "weekdays": ["周一"], "visits_per_week": 2}
    found = told(one(), [row("G061", "m1"), row("G009")], [row("W003", "m1")], team)
    data = list_data(found, ["a", "b", "c", "d"])
    texts = [data["title"], *(e[name] for e in data["entries"] for name in ("what", "how_long"))]
    assert all(text["en"][0].isupper() or text["en"][0].isdigit() for text in texts), texts
    assert data["entries"][-1]["more"] is None
