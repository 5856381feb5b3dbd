"""Lists that go out: households, members, needs, plans, masked; put on record with counts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from api.personal.masking import HIDDEN, hidden_id, masked_id, masked_name, masked_phone
from api.sheets.exporting import Exported, Heading, to_csv, to_json, to_xlsx
from api.store.store import Unit
from api.store.values import Cursor, Fact, Household, HouseholdState, PersonalField, Search
from api.usecases.desk import UNOPENED, Desk
from api.usecases.ledgers import RECEIVING, town_name
from api.usecases.needs_book import STATES
from api.usecases.shown import Veil
from matcher.facts import Fact as Known
from matcher.facts import FactType, Vocabulary
from matcher.offerings import Catalogue
from matcher.wording import Bilingual, Lang

What = Literal["households", "members", "needs", "plans"]
Format = Literal["xlsx", "csv", "json"]
MOST = 200_000
"""Rows of one export; more are for filters to part."""
_PAGE = 200
_BIRTH = "birth_date"


class TooManyRowsError(Exception):
    """An export would hold more rows than one file is given."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported, of which town (its code; None: all that are seen) and state."""

    what: What
    format: Format
    town: str | None = None
    state: HouseholdState | None = HouseholdState.ACTIVE


@dataclass(frozen=True, slots=True)
class Made:
    """A file, and how many rows and households stand in it."""

    content: bytes
    num_rows: int
    num_households: int


@dataclass(frozen=True, slots=True)
class _Page:
    """Some households with their rows."""

    desk: Desk
    lang: Lang
    unit: Unit
    households: tuple[Household, ...]

    @property
    def ids(self) -> list[str]:
        return [household.id for household in self.households]

    @property
    def catalogue(self) -> Catalogue:
        return self.desk.office.matcher.catalogue

    def town(self, household: Household) -> str:
        return town_name(household.town, self.catalogue)


def wanted_state(told: Literal["active", "closed", "all"]) -> HouseholdState | None:
    """Return the state of the households that are wanted; None is every one."""
    return None if told == "all" else HouseholdState(told)


def export(desk: Desk, wanted: Wanted, lang: Lang) -> Made:
    """Return a list as a file; what it holds is put on record before it is given out.

    TooManyRowsError beyond 200,000 rows.
    """
    vocabulary = desk.office.matcher.catalogue.vocabulary
    headings, rows_of = _SHEETS[wanted.what]
    rows: list[Exported] = []
    num = 0
    with desk.view() as unit:
        for households in _pages(unit, wanted):
            num += len(households)
            rows += rows_of(_Page(desk, lang, unit, households))
            if len(rows) > MOST:
                raise TooManyRowsError
    columns = headings(vocabulary)
    if wanted.format == "xlsx":
        content = to_xlsx(rows, columns, lang)
    elif wanted.format == "csv":
        content = to_csv(rows, columns, lang)
    else:
        content = to_json(rows, columns)
    with desk.unit() as unit:
        details: dict[str, Any] = {"format": wanted.format, "rows": len(rows), "households": num}
        details |= {"town": wanted.town, "state": wanted.state}
        unit.audit.record("export.make", wanted.what, details)
    return Made(content, len(rows), num)


def _pages(unit: Unit, wanted: Wanted) -> Iterator[tuple[Household, ...]]:
    after: Cursor | None = None
    while True:
        page = unit.households.search(Search(wanted.town, wanted.state), _PAGE, after)
        if page.rows:
            yield page.rows
        if page.after is None:
            return
        after = page.after


_ID = Heading("household", Bilingual("家庭", "household"))
_TOWN = Heading("town", Bilingual("镇街", "town"))
_NAME = Heading("name", Bilingual("姓名", "name"))
_NUMBER = Heading("id_number", Bilingual("身份证号", "ID number"))
_PHONE = Heading("phone", Bilingual("联系电话", "phone"))
_MADE = Heading("created", Bilingual("建档日期", "on record since"))


def _facts(vocabulary: Vocabulary, *, of_household: bool) -> list[Known]:
    return [
        fact
        for fact in vocabulary.facts.values()
        if not fact.derived_from
        and fact.of_household() == of_household
        and fact.name not in ("residence_town", "relation")
    ]


def _of_households(vocabulary: Vocabulary) -> list[Heading]:
    facts = _facts(vocabulary, of_household=True)
    return [
        *(_ID, _TOWN, Heading("head", Bilingual("户主", "head")), _PHONE),
        Heading("address", Bilingual("住址", "address")),
        Heading("members", Bilingual("成员数", "members")),
        Heading("needs", Bilingual("未办结需求", "needs not served")),
        Heading("plan", Bilingual("方案版本", "version of the plan")),
        *(_MADE, Heading("updated", Bilingual("更新日期", "changed on"))),
        *(Heading(f"fact:{fact.name}", fact.label) for fact in facts),
    ]


def _household_rows(page: _Page) -> list[Exported]:
    members, personal = page.unit.listing.members(page.ids), page.unit.listing.personal(page.ids)
    facts, needs = page.unit.listing.facts(page.ids), page.unit.listing.needs(page.ids)
    plans = page.unit.listing.plans(page.ids)
    rows: list[Exported] = []
    for each in page.households:
        veil, people = Veil.over(each, page.desk.caller), members.get(each.id, ())
        own = _opened(page.desk, personal.get(each.id, ()), veil)
        head = next((m.id for m in people if m.relation == "head"), people[0].id if people else "")
        phone = (each.id if (each.id, "phone") in own else head, "phone")
        row: dict[str, Any] = {
            "household": each.id,
            "town": page.town(each),
            "head": _masked(own, (head, "name"), masked_name),
            "phone": _masked(own, phone, masked_phone),
            "address": page.town(each) + HIDDEN if (each.id, "address") in own else "",
            "members": len(people),
            "needs": sum(n.state in ("open", "planned") for n in needs.get(each.id, ())),
            "plan": max((p.number for p in plans.get(each.id, ())), default=None),
            "created": _day(page.desk, each.created_at),
            "updated": _day(page.desk, each.updated_at),
        }
        rows.append(row | _told(page, facts.get(each.id, ()), None, veil))
    return rows


def _of_members(vocabulary: Vocabulary) -> list[Heading]:
    facts = _facts(vocabulary, of_household=False)
    return [
        *(_ID, _TOWN, Heading("member", Bilingual("成员", "member"))),
        *(Heading("relation", Bilingual("与户主关系", "relation")), _NAME, _NUMBER, _PHONE),
        *(Heading(f"fact:{fact.name}", fact.label) for fact in facts),
    ]


def _member_rows(page: _Page) -> list[Exported]:
    members, personal = page.unit.listing.members(page.ids), page.unit.listing.personal(page.ids)
    facts = page.unit.listing.facts(page.ids)
    relation = page.catalogue.vocabulary.facts.get("relation")
    number = hidden_id if page.desk.caller.is_machine else masked_id
    rows: list[Exported] = []
    for each in page.households:
        veil = Veil.over(each, page.desk.caller)
        own = _opened(page.desk, personal.get(each.id, ()), veil)
        for member in members.get(each.id, ()):
            word = relation.word(member.relation, page.lang) if relation else member.relation
            row: dict[str, Any] = {
                "household": each.id,
                "town": page.town(each),
                "member": member.id,
                "relation": word,
                "name": _masked(own, (member.id, "name"), masked_name),
                "id_number": _masked(own, (member.id, "id_number"), number),
                "phone": _masked(own, (member.id, "phone"), masked_phone),
            }
            rows.append(row | _told(page, facts.get(each.id, ()), member.id, veil))
    return rows


def _of_needs(_: Vocabulary) -> list[Heading]:
    return [
        *(_ID, _TOWN, Heading("need", Bilingual("需求", "need"))),
        Heading("member", Bilingual("成员", "member")),
        Heading("state", Bilingual("状态", "state")),
        Heading("urgency", Bilingual("紧急程度", "urgency")),
        Heading("noted", Bilingual("登记日期", "recorded on")),
    ]


def _need_rows(page: _Page) -> list[Exported]:
    needs = page.unit.listing.needs(page.ids)
    return [
        {
            "household": each.id,
            "town": page.town(each),
            "need": need.id,
            "member": need.member,
            "state": _STATES[need.state].say(page.lang),
            "urgency": None if need.urgency is None else _URGENCY[need.urgency].say(page.lang),
            "noted": need.noted_on,
        }
        for each in page.households
        for need in needs.get(each.id, ())
    ]


def _of_plans(_: Vocabulary) -> list[Heading]:
    return [
        *(_ID, _TOWN, Heading("number", Bilingual("方案版本", "version of the plan"))),
        Heading("made", Bilingual("生成日期", "made on")),
        Heading("made_by", Bilingual("生成人", "made by")),
        Heading("catalogue", Bilingual("目录版本", "version of the catalogue")),
        Heading("corrects", Bilingual("更正哪一版", "corrects version")),
    ]


def _plan_rows(page: _Page) -> list[Exported]:
    plans = page.unit.listing.plans(page.ids)
    return [
        {
            "household": each.id,
            "town": page.town(each),
            "number": plan.number,
            "made": _day(page.desk, plan.made_at),
            "made_by": plan.made_by,
            "catalogue": plan.catalogue,
            "corrects": plan.corrects,
        }
        for each in page.households
        for plan in plans.get(each.id, ())
    ]


def _opened(
    desk: Desk, fields: tuple[PersonalField, ...], veil: Veil
) -> dict[tuple[str, str], str]:
    return {
        (field.owner, field.name): desk.open_or_tell(
            field.sealed.ciphertext, field.owner, field.name, among_many=True
        )
        for field in fields
        if field.name not in veil.personal
    }


def _masked(
    own: Mapping[tuple[str, str], str], place: tuple[str, str], mask: Callable[[str], str]
) -> str:
    value = own.get(place, "")
    return value if value == UNOPENED else mask(value)


def _day(desk: Desk, at: Any) -> date:
    return desk.office.local_day(at)


def _told(page: _Page, facts: tuple[Fact, ...], member: str | None, veil: Veil) -> dict[str, Any]:
    """Return the facts that stand and may be shown, in words; of a date of birth the year alone."""
    known, found = page.catalogue.vocabulary.facts, dict[str, Any]()
    for fact in facts:
        if fact.member != member or fact.name in veil.facts or fact.name == RECEIVING:
            continue
        over = fact.expires is not None and fact.expires < page.desk.today
        if fact.name in known and not over:
            found[f"fact:{fact.name}"] = _word(known[fact.name], fact.value, page.lang)
    return found


def _word(fact: Known, value: Any, lang: Lang) -> Any:
    if value is None:
        return None
    if fact.name == _BIRTH:
        return f"{str(value)[:4]}-**-**"
    if fact.type is FactType.CHOICE:
        return fact.word(str(value), lang)
    return value if isinstance(value, bool | int | float) else str(value)


_STATES: Mapping[str, Bilingual] = {state.value: word for state, word in STATES.items()}
_URGENCY: Mapping[str, Bilingual] = {
    "high": Bilingual("紧急", "high"),
    "medium": Bilingual("一般", "medium"),
    "low": Bilingual("不急", "low"),
}
_Sheet = tuple[Callable[[Vocabulary], list[Heading]], Callable[[_Page], list[Exported]]]
_SHEETS: Mapping[str, _Sheet] = {
    "households": (_of_households, _household_rows),
    "members": (_of_members, _member_rows),
    "needs": (_of_needs, _need_rows),
    "plans": (_of_plans, _plan_rows),
}
