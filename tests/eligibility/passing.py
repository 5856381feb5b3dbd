"""A small vocabulary in which everything moves with time, and a household as it will be one day.

`as_it_will_be` says for any day what time alone makes of a household, straight from what is told
and without looking for the days between: what the forecast is held against.
"""

from dataclasses import replace
from datetime import date, timedelta

from matcher.eligibility.rulebook import Rule, rule_of
from matcher.facts import Counting, Duration, FactType, Level, School, Stage
from matcher.needs import Household, Member
from matcher.rules.dates import since
from matcher.rules.grammar import parse
from matcher.rules.link import bind, link
from tests.support import book_of, fact, vocabulary

MEMBER = Level.MEMBER
STAGES = ("nursery", "lower", "upper", "evening", "work")
SCHOOL = School(
    begins=(9, 1),
    ends=(7, 31),
    stage="stage",
    year="grade",
    final="leaving",
    admitted="called",
    admitted_to="evening",
    stages={
        "nursery": Stage("nursery", 1, 1, "lower"),
        "lower": Stage("lower", 3, 3, "upper"),
        "upper": Stage("upper", 2, 2),
        "evening": Stage("evening", 2, 4),
    },
    yearly=("needy",),
    of_stage=("loan",),
    studying={"job": ("pupil",)},
)
WORDS = replace(
    vocabulary(
        fact("relief_status", FactType.CHOICE),
        fact("moved_in", FactType.DATE),
        fact("mourning", FactType.BOOL, lasts=Duration(12, "months")),
        fact("birth_date", FactType.DATE, MEMBER),
        fact("age", FactType.INTEGER, MEMBER, derived_from=("birth_date",)),
        fact("lives_alone", FactType.BOOL, MEMBER),
        fact("wed_on", FactType.DATE, MEMBER),
        fact("new_mother", FactType.BOOL, MEMBER, lasts=Duration(3, "months")),
        fact("died", FactType.BOOL, MEMBER, lasts=Duration(1, "months"), departed=True),
        fact("job", FactType.CHOICE, MEMBER, values=["none", "worker", "pupil"]),
        fact(
            "idle_months",
            FactType.INTEGER,
            MEMBER,
            high=20,
            counts=Counting("months", 0, {"job": ("none",)}),
        ),
        fact("shop_months", FactType.INTEGER, MEMBER, counts=Counting("months", 0, {})),
        fact("stage", FactType.CHOICE, MEMBER, values=STAGES),
        fact("grade", FactType.INTEGER, MEMBER),
        fact("leaving", FactType.BOOL, MEMBER),
        fact("called", FactType.BOOL, MEMBER),
        fact("needy", FactType.BOOL, MEMBER),
        fact("loan", FactType.BOOL, MEMBER),
        holdings={"relief_status": {"poor": "POOR"}},
    ),
    school=SCHOOL,
)
FACTS = WORDS.facts


def linked(code: str, text: str, per_member: bool = True) -> Rule:
    """Return the rule of a condition text whose words are facts."""
    return rule_of(code, per_member, bind(link(parse(text), FACTS, {}), {}))


BOOK = book_of(
    WORDS,
    linked("OLD", "age >= 60"),
    linked("YOUNG", "age < 18"),
    linked("ALONE", "age >= 60 AND lives_alone = true"),
    linked("ANY", "any(member: age >= 60)", False),
    linked("TWO", "count(member: age >= 60) >= 2", False),
    linked("SHARED", "lives_alone = true AND any(member: age >= 60)"),
    linked("IDLE", "job = none AND idle_months >= 12"),
    linked("SHOP", "shop_months >= 6 AND shop_months <= 9"),
    linked("SUM", "age + idle_months > 70"),
    linked("WED", "months_since(wed_on) < 6"),
    linked("SETTLED", "days_since(moved_in) >= 100", False),
    linked("LONGEST", "max(member: months_since(wed_on)) >= 24", False),
    linked("MOTHER", "new_mother = true OR lives_alone = true"),
    linked("FUNERAL", "died = true"),
    linked("CHEER", "NOT mourning = true", False),
    linked("POOR", "relief_status = poor", False),
    linked("HELP", "relief_status = poor AND lives_alone = true"),
    linked("PUPIL", "stage in [lower, upper]"),
    linked("FIRST", "stage in [upper, evening] AND grade = 1"),
    linked("LEAVER", "leaving = true"),
    linked("NEEDY", "needy = true OR loan = true"),
    linked("STUDENT", "job = pupil OR called = true"),
)
ALL = tuple(BOOK.items)


def as_it_will_be(household: Household, on: date, day: date) -> Household:
    """Return what time alone makes of a household, told as of `on` or before, on a later day."""
    known = min(household.as_of or on, on)
    facts = {**household.facts}
    if facts.get("mourning") is True and _months(known, day) >= 12:
        facts["mourning"] = False
    last = {}
    for held in household.receiving:
        last[held.code] = max(last.get(held.code, date.min), held.until or date.max)
    if facts.get("relief_status") == "poor" and known <= last.get("POOR", date.max) < day:
        del facts["relief_status"]
    members = tuple(Member(m.id, _later(m.facts, known, day)) for m in household.members)
    return replace(household, facts=facts, members=members, as_of=day)


def _later(told, known, day):
    facts = {**told}
    passed = _months(known, day)
    if told.get("new_mother") is True and passed >= 3:
        facts["new_mother"] = False
    if "shop_months" in told and told["shop_months"] >= 0:
        facts["shop_months"] = told["shop_months"] + passed
    idle = told.get("idle_months")
    if idle is not None and told.get("job") == "none":
        # a value over the most that is ever told is not reached: it stays at the last one
        facts["idle_months"] = min(idle + passed, max(idle, 20))
    _schooled(facts, known, day)
    return facts


def _months(known, day):
    return since(known, day, "months")


def _schooled(facts, known, day):
    """Take a pupil through each turn of the school year from `known` to `day`."""
    autumn = date(known.year + (known >= date(known.year, 9, 1)), 9, 1)
    summer = date(known.year + (known > date(known.year, 7, 31)), 8, 1)
    to, turn = _turn(facts, known, autumn, summer)
    if turn is not None and turn <= day:
        _move(facts, to)
        _schooled(facts, turn, day)
    if autumn <= day and facts.get("needy") is True:
        del facts["needy"]


def _move(facts, to):
    if to is None:
        gone = ["stage", "grade", "loan", "called"]
        gone += ["needy"] if facts.get("needy") is True else []
        gone += ["job"] if facts.get("job") == "pupil" else []
        for name in gone:
            facts.pop(name, None)
        if "leaving" in facts:
            _put(facts, "leaving", False if facts["leaving"] else None)
        return
    if to[0] != facts.get("stage"):
        facts.pop("loan", None)
    facts["stage"], facts["grade"] = to
    facts["called"] = False
    _put(facts, "leaving", _leaving(*to))


def _leaving(stage, grade):
    if stage == "evening":
        return None if grade >= 2 else False
    return grade == {"nursery": 1, "lower": 3, "upper": 2}[stage]


def _put(facts, name, value):
    facts.pop(name, None)
    if value is not None:
        facts[name] = value


def _turn(told, known, autumn, summer):
    """Return where a pupil goes (None: nobody knows) and when; a day of None is not at all."""
    if told.get("called") is True:
        return (("evening", 1), autumn if autumn.year == known.year else None)
    stage, grade, leaving = (told.get(name) for name in ("stage", "grade", "leaving"))
    least, most, then = {
        "nursery": (1, 1, "lower"),
        "lower": (3, 3, "upper"),
        "upper": (2, 2, None),
        "evening": (2, 4, None),
    }.get(stage, (0, 0, None))
    holidays = date(known.year, 8, 1) <= known < date(known.year, 9, 1)
    if not most or holidays or (grade is not None and not 1 <= grade <= most):
        return None, None
    if leaving and grade is not None and grade < least:
        return None, None
    if leaving or grade == most:
        return ((then, 1), autumn) if then else (None, summer)
    if grade is None:
        return None, None
    if grade < least or leaving is False:
        return (stage, grade + 1), autumn
    return None, summer


def days_of(on: date) -> list[date]:
    """Return the day `on` and the 365 after it."""
    return [on + timedelta(days=n) for n in range(366)]
