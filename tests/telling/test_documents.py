"""The JSON of plans and assessments is what the contract and its schemas say."""

import copy
import json
import re

import pytest
from jsonschema import Draft202012Validator

from matcher.errors import Fault
from matcher.telling.documents import plan_data, refusal_data
from tests.support import CATALOGS, TODAY, family, person

LANGS = ("zh", "en")
HAN = re.compile(r"[\u3400-\u9fff]")
CODE = re.compile(r"(?<![A-Za-z0-9])[GSWFBTC][0-9]{1,3}(?![0-9A-Za-z级])")
QUOTED = re.compile(r"“[^”]*”")
FACT = re.compile(r"[a-z]+_[a-z_0-9]+")
AS_IN_CATALOGUE = {
    # values of the catalogue and words of the ledger, which pages translate or quote
    *("items.amount.note", "offers.platform", "questions.heard"),
    *("teams.kind", "teams.town", "teams.weekdays", "teams.languages", "alerts.words"),
    "verify.words",
    *(f"understood.clauses.{name}words" for name in ("", "unlisted.", "stance_words.")),
    *(f"understood.clauses.{name}.words" for name in ("domains", "signs", "facts", "items")),
    "understood.urgency.because.quote.words",
}


def schema(name):
    text = (CATALOGS / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    found = Draft202012Validator(json.loads(text))
    found.check_schema(found.schema)
    return found


PLAN, ASSESSMENT = schema("plan"), schema("assessment")


def texts_in(data, path=()):
    """Yield every text with its path; places in lists are left out of the path."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from texts_in(value, (*path, key))
    elif isinstance(data, list):
        for value in data:
            yield from texts_in(value, path)
    elif isinstance(data, str):
        yield ".".join(path), data


@pytest.mark.parametrize("lang", LANGS)
def test_every_demo_plan_fits_the_schema_of_the_contract(plans, lang):
    for household, data in plans[lang]:
        assert [error.message for error in PLAN.iter_errors(data)] == [], household.id


def test_every_demo_assessment_fits_the_schema_of_the_contract(assessments):
    for household, data in assessments:
        assert [error.message for error in ASSESSMENT.iter_errors(data)] == [], household.id


def places(data, path=()):
    """Yield the path of each key, into the first element of each list."""
    for key, value in data.items():
        yield (*path, key)
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            step = (*path, key, 0) if isinstance(value, list) else (*path, key)
            yield from places(inner, step)


def test_the_schemas_notice_each_required_key_that_is_missing(plans, assessments):
    full = next(data for _, data in plans["zh"] if data["alerts"] and data["forecast"])
    for validator, data in ((PLAN, full), (ASSESSMENT, assessments[0][1])):
        for path in places(data):
            broken = copy.deepcopy(data)
            holder = broken
            for step in path[:-1]:
                holder = holder[step]
            del holder[path[-1]]
            known = required(validator.schema, path)
            assert validator.is_valid(broken) == (path[-1] not in known), path


def required(node, path):
    """Return the keys that the schema requires where the path ends."""
    for step in path[:-1]:
        node = node.get("items", {}) if step == 0 else node.get("properties", {}).get(step, {})
    return node.get("required", ())


def test_each_ledger_of_the_demo_brings_up_every_part_of_a_plan(plans):
    parts = ("items", "held", "offers", "teams", "questions", "forecast", "alerts")
    for part in parts:
        assert any(data[part] for _, data in plans["zh"]), part


def test_both_languages_tell_the_same_plan_in_other_words(plans):
    for (_, zh), (_, en) in zip(*plans.values(), strict=True):
        for key in ("code", "rank", "score", "status", "missing", "member", "needs"):
            assert [item[key] for item in zh["items"]] == [item[key] for item in en["items"]]
        assert [q["fact"] for q in zh["questions"]] == [q["fact"] for q in en["questions"]]


@pytest.mark.parametrize("lang", LANGS)
def test_no_reason_shows_a_reader_a_bare_code_or_the_name_of_a_fact(plans, lang):
    for _, data in plans[lang]:
        reasons = [
            text for part in ("items", "offers", "teams") for x in data[part] for text in x["why"]
        ]
        reasons += [change["why"] for change in data["forecast"]]
        reasons += [question["text"] for question in data["questions"]]
        for reason in reasons:
            assert not CODE.search(reason), reason
            assert not FACT.search(reason), reason
            assert "{" not in reason, reason


def test_an_english_plan_has_no_chinese_outside_quotes_and_catalogue_values(plans):
    left = {}
    for _, data in plans["en"]:
        for path, text in texts_in(data):
            if path not in AS_IN_CATALOGUE and HAN.search(QUOTED.sub("", text)):
                left.setdefault(path, text)
    assert left == {}


@pytest.mark.parametrize("lang", LANGS)
def test_every_plan_says_how_it_searched_and_that_the_catalogue_is_a_reconstruction(plans, lang):
    for _, data in plans[lang]:
        assert (data["mode"], data["catalogue"]) == ("lexical", "reconstruction")


def test_the_words_of_a_reason_are_those_of_the_ledger(plans):
    quoted = 0
    for household, data in plans["zh"]:
        texts = {need.id: need.text for need in household.needs}
        for item in data["items"]:
            for reason in item["why"]:
                found = re.match("台账写到「([^」]*)」", reason)
                if found:
                    quoted += 1
                    assert any(found[1] in text for text in texts.values()), (
                        household.id,
                        found[1],
                    )
    assert quoted


def test_the_top_cuts_the_items_of_a_plan_and_nothing_else(matcher):
    household = family(person("m1", relation="head"), residence_town="石岐")
    plan = matcher.plan(household, TODAY)
    whole = plan_data(plan, household, matcher.catalogue, "zh", 236)
    cut = plan_data(plan, household, matcher.catalogue, "zh", 3)
    assert cut["items"] == whole["items"][:3]
    assert {**cut, "items": []} == {**whole, "items": []}


def test_a_refusal_says_line_field_reason_and_what_may_be_meant():
    fault = Fault("unknown_fact", value="incom", line=4, field="facts.incom", near="income")
    assert refusal_data("H1", fault, "en") == {
        "household_id": "H1",
        "error": {
            "line": 4,
            "field": "facts.incom",
            "reason": "the vocabulary has no fact incom; did you mean income?",
            "near": "income",
        },
    }


def test_a_failed_comparison_is_told_only_for_an_ineligible_verdict(assessments):
    count = 0
    for _, data in assessments:
        for verdict in data["verdicts"]:
            assert bool(verdict["failed"]) == (verdict["status"] == "ineligible")
            assert bool(verdict["missing"]) == (verdict["status"] == "unknown")
            count += len(verdict["failed"])
    assert count


def test_an_assessment_has_each_of_the_list_items_for_each_beneficiary(matcher, assessments):
    for household, data in assessments:
        expected = [
            (item.code, member)
            for item in matcher.catalogue.items.values()
            for member in ([m.id for m in household.members] if item.per_member else [None])
        ]
        assert [(v["code"], v["member"]) for v in data["verdicts"]] == expected
