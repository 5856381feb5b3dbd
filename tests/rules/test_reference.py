"""A second, tiny reader of conditions, written from the fact tables alone, must agree with ours.

It tokenises with Python's own tokenizer, works on the raw files, and shares no code with
`matcher.rules`.
"""

import json
import operator
import re
from datetime import date
from functools import cache
from io import StringIO
from tokenize import generate_tokens

import pytest
import yaml

from matcher.eligibility.assess import assess
from matcher.eligibility.rulebook import rulebook
from matcher.needs import Household
from matcher.reading.households import read_household
from matcher.values import Status
from tests.support import CATALOGS, TODAY, labelled_rows, view

OPS = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


class Reader:
    """Turns a condition text into a function of (facts, members) that answers True/False/None."""

    def __init__(self, text, figures):
        self.figures = figures
        self.left = [t.string for t in generate_tokens(StringIO(text).readline) if t.string.strip()]

    def take(self, *wanted):
        if self.left and self.left[0] in wanted:
            return self.left.pop(0)
        return None

    def joined(self, word, part, settles):
        parts = [part()]
        while self.take(word):
            parts.append(part())

        def answer(facts, members):
            found = {each(facts, members) for each in parts}
            return settles if settles in found else None if None in found else not settles

        return answer

    def either(self):
        return self.joined("OR", self.both, True)

    def both(self):
        return self.joined("AND", self.single, False)

    def single(self):
        if self.take("NOT"):
            inner = self.single()
            return lambda f, m: None if (found := inner(f, m)) is None else not found
        if self.take("("):
            inner = self.either()
            self.left.pop(0)
            return inner
        if kind := self.take("any", "count"):
            return self.over_members(kind)
        return self.comparison(self.left.pop(0))

    def over_members(self, kind):
        del self.left[:3]  # ( member :
        inner = self.either()
        self.left.pop(0)
        op, number = (self.left.pop(0), self.value()) if kind == "count" else (">=", 1)

        def answer(_, members):
            found = [inner(each, members) for each in members]
            counts = range(found.count(True), len(found) - found.count(False) + 1)
            answers = {getattr(operator, OPS[op])(count, number) for count in counts}
            return answers.pop() if len(answers) == 1 else None

        return answer

    def comparison(self, name):
        if self.take("in"):
            self.left.pop(0)
            values = [self.value()]
            while self.take(","):
                values.append(self.value())
            self.left.pop(0)
            return lambda f, _: None if f.get(name) is None else f[name] in values
        test, value = getattr(operator, OPS[self.left.pop(0)]), self.value()
        return lambda f, _: None if f.get(name) is None else test(f[name], value)

    def value(self):
        sign = -1 if self.take("-") else 1
        word = self.left.pop(0)
        if word[0].isdigit():
            return sign * float(word)
        return {"true": True, "false": False}.get(word, self.figures.get(word, word))


@cache
def figure_lines():
    return yaml.safe_load((CATALOGS / "figures.yaml").read_text(encoding="utf-8"))["figures"]


def figure_values(day):
    return {
        f["name"]: [v["value"] for v in f["values"] if str(v["from"]) <= day.isoformat()][-1]
        for f in figure_lines()
        if "by" not in f
    }


def raw_views(row, day):
    """Return the household's facts and each member's, derived ones included, from raw JSON."""
    own = {k: v for k, v in row["facts"].items() if v is not None}
    parts = [own.get(n) for n in ("income_per_capita_month", "rigid_spend_month")]
    if None not in (*parts, own.get("household_size")):
        own.setdefault("net_income_per_capita_month", parts[0] - parts[1] / own["household_size"])
    members = []
    for member in row.get("members", ()):
        facts = {k: v for k, v in member.items() if v is not None}
        if "birth_date" in facts:
            born = date.fromisoformat(facts["birth_date"])
            had = (day.month, day.day) >= (born.month, born.day)
            facts.setdefault("age", day.year - born.year - (not had))
        members.append({**own, **facts})
    return own, members


@pytest.fixture(scope="module")
def items():
    files = ("government_relief.yaml", "social_services.yaml")
    rows = [r for f in files for r in yaml.safe_load((CATALOGS / f).read_text(encoding="utf-8"))]
    assert len(rows) == 236
    return rows


@pytest.fixture(scope="module")
def assessed(catalogue):
    """Return for each training household its raw row, its day and its verdicts."""
    found, books = [], {}
    for row in labelled_rows():
        day = date.fromisoformat(row["as_of"])
        household = read_household(json.dumps(row), 1, catalogue, None, TODAY)
        assert isinstance(household, Household)
        figures = tuple(sorted(figure_values(day).items()))
        if figures not in books:
            books[figures] = rulebook(catalogue, day)
        book = books[figures]
        found.append((row, day, assess(view(household, day), book.items.values(), book)))
    assert len(found) == 350
    return found


def test_every_verdict_agrees_with_the_reference_reader(items, assessed):
    known: dict[tuple, dict] = {}
    differing = []
    for row, day, verdicts in assessed:
        figures = figure_values(day)
        dated = tuple(sorted(figures.items()))
        if dated not in known:
            known[dated] = {i["code"]: Reader(i["eligibility"], figures).either() for i in items}
        rules = known[dated]
        own, members = raw_views(row, day)
        expected = {}
        for item in items:
            whom = [(None, own)]
            if item["per"] == "member":
                whom = [(m["id"], f) for m, f in zip(row["members"], members, strict=True)]
            for member, facts in whom:
                expected[item["code"], member] = rules[item["code"]](facts, members)
        found = {(v.code, v.member): v.judged.truth.as_json() for v in verdicts}
        assert list(found) == list(expected)
        differing += [(row["id"], key) for key in expected if found[key] is not expected[key]]
    assert differing == []


def test_the_status_is_the_truth_of_the_condition_unless_it_is_held(assessed):
    names = {True: Status.ELIGIBLE, None: Status.UNKNOWN, False: Status.INELIGIBLE}
    for row, _, verdicts in assessed:
        for verdict in verdicts:
            expected = names[verdict.judged.truth.as_json()]
            if verdict.code in held_by_raw(row, verdict.member):
                expected = Status.HELD
            assert verdict.status is expected


def held_by_raw(row, member):
    table = {"dibao": "G001", "dibao_margin": "G002", "tekun": "G004", "expenditure_poor": "G007"}
    codes = {table.get(row["facts"].get("relief_status"))}
    for entry in row.get("receiving", ()):
        code, whose = (entry, None) if isinstance(entry, str) else (entry["code"], entry["member"])
        if whose in (None, member):
            codes.add(code)
    return codes


def test_every_missing_fact_is_unknown_and_only_unknown_verdicts_have_any(assessed):
    for row, day, verdicts in assessed:
        own, members = raw_views(row, day)
        persons = dict(zip([m["id"] for m in row.get("members", ())], members, strict=True))
        for verdict in verdicts:
            assert (verdict.missing != ()) is (verdict.status is Status.UNKNOWN)
            for missing in verdict.missing:
                facts = persons[missing.member] if missing.member else own
                assert missing.fact not in facts
                assert missing.fact != "age"


def test_every_missing_fact_stands_in_the_condition_or_is_part_of_one_that_does(items, assessed):
    texts = {item["code"]: item["eligibility"] for item in items}
    parts = {"birth_date": "age"} | dict.fromkeys(
        ("income_per_capita_month", "rigid_spend_month", "household_size"),
        "net_income_per_capita_month",
    )
    for _, _, verdicts in assessed:
        for verdict in verdicts:
            words = set(re.findall(r"\w+", texts[verdict.code]))
            for missing in verdict.missing:
                assert {missing.fact, parts.get(missing.fact)} & words
