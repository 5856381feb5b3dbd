"""Who an offering is for, by a form of choices: made into a condition text of the one grammar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.errors import Mend, Problem, ProblemError, both, pointer, problem_at, problem_of
from matcher.errors import ConditionError, Fault, nearest
from matcher.offerings import Catalogue
from matcher.reading.posted import condition_of
from matcher.rules.check import check_value
from matcher.wording import Bilingual

_WORDS = {
    "nobody": Bilingual(
        "请至少选一项，说明给谁", "choose at least one thing that says who it is for"
    ),
    "ages": Bilingual("年龄的下限高于上限", "the lowest age is above the highest"),
    "category": Bilingual("没有这个类别", "there is no such category"),
}


@dataclass(frozen=True, slots=True)
class Who:
    """The choices of the form; what is None or empty asks nothing. All of it must hold.

    Of a list any one will do. `disability_grade` is the mildest grade that counts (1 is the
    gravest); with `per` household one member has to fit all that is asked of a member.
    """

    per: str = "member"
    age_from: int | None = None
    age_to: int | None = None
    relief_status: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    single_parent: bool | None = None
    disability: bool | None = None
    disability_grade: int | None = None
    education: tuple[str, ...] = ()
    illness: tuple[str, ...] = ()


def text_of(who: Who, catalogue: Catalogue) -> str:
    """Return the condition text of a form; a problem at the choice that does not exist."""
    _refuse_odd(who, catalogue)
    member = [*_of_member(who)]
    own = [*_of_household(who)]
    chosen = [catalogue.categories[code] for code in who.categories]
    if who.per == "member" or all(each.per_member for each in chosen):
        member += _any_of([each.rule for each in chosen])
    else:
        wrapped = [f"any(member: {c.rule})" if c.per_member else c.rule for c in chosen]
        own += _any_of(wrapped)
    if member and who.per != "member":
        member = [f"any(member: {' AND '.join(member)})"]
    if not (member or own):
        raise ProblemError(problem_at("missing-field", "/who", _WORDS["nobody"]))
    return " AND ".join([*own, *member])


def check_text(text: str, per: str, catalogue: Catalogue, place: str = "condition") -> None:
    """Refuse a condition text that is not right: every fault, each with the nearest right word."""
    try:
        condition_of(text, per == "member", catalogue)
    except ConditionError as error:
        faults = [_placed(fault, place) for fault in error.faults]
        first = problem_of(ConditionError(*faults))
        mends = tuple(Mend(both(f), pointer=pointer(place), near=f.near) for f in faults)
        raise ProblemError(Problem(first.kind, first.detail, mends)) from None


def _placed(fault: Fault, place: str) -> Fault:
    return Fault(
        fault.kind, fault.value, fault.expected, field=place, near=fault.near, about=fault.about
    )


def _of_member(who: Who) -> Iterator[str]:
    if who.age_from is not None:
        yield f"age >= {who.age_from}"
    if who.age_to is not None:
        yield f"age <= {who.age_to}"
    if who.disability_grade is not None:
        yield f"disability_certified = true AND disability_level <= {who.disability_grade}"
    elif who.disability:
        yield "disability_certified = true"
    if who.education:
        yield f"education_stage in [{', '.join(who.education)}]"
    if who.illness:
        yield f"illness in [{', '.join(who.illness)}]"


def _of_household(who: Who) -> Iterator[str]:
    if who.relief_status:
        yield f"relief_status in [{', '.join(who.relief_status)}]"
    if who.single_parent:
        yield "single_parent = true"


def _any_of(rules: Sequence[str]) -> list[str]:
    return [f"({' OR '.join(f'({rule})' for rule in rules)})"] if rules else []


def _refuse_odd(who: Who, catalogue: Catalogue) -> None:
    if who.age_from is not None and who.age_to is not None and who.age_from > who.age_to:
        raise ProblemError(problem_at("out-of-range", "/who/age_from", _WORDS["ages"]))
    lists = {
        "relief_status": ("relief_status", who.relief_status),
        "education": ("education_stage", who.education),
        "illness": ("illness", who.illness),
    }
    for choice, (fact, values) in lists.items():
        for place, value in enumerate(values):
            for fault in check_value(catalogue.vocabulary.facts[fact], value):
                found = both(fault)
                at = f"/who/{choice}/{place}"
                raise ProblemError(problem_at("unknown-value", at, found, fault.near))
    for place, code in enumerate(who.categories):
        if code not in catalogue.categories:
            near, at = nearest(code, catalogue.categories), f"/who/categories/{place}"
            raise ProblemError(problem_at("unknown-code", at, _WORDS["category"], near))
