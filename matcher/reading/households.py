"""Read households from JSON, one at a time: each is whole, or refused with what to mend."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.cleaning import clean, taken_off
from matcher.errors import Fault, HouseholdError, nearest
from matcher.facts import Fact, FactType, Level, Value
from matcher.needs import Held, Household, Member, Need, Urgency
from matcher.offerings import Catalogue
from matcher.reading.cities import city_named, with_home_place
from matcher.reading.names_once import loads_once
from matcher.rules.check import has_type
from matcher.rules.text import write
from matcher.wording import Bilingual

MOST_NEEDS, MOST_MEMBERS, MOST_HELD, LONGEST_TEXT, LONGEST_ID = 200, 100, 400, 2_000, 64
_FIELDS = ("id", "as_of", "facts", "members", "needs", "receiving")
_NEED_FIELDS = ("id", "member", "text", "urgency", "recorded_at")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_TYPES = {
    "object": Bilingual("对象 {}", "an object {}"),
    "list": Bilingual("列表 []", "a list []"),
    FactType.BOOL: Bilingual("true 或 false", "true or false"),
    FactType.INTEGER: Bilingual("整数", "a whole number"),
    FactType.NUMBER: Bilingual("数字", "a number"),
    FactType.DATE: Bilingual("文字日期，如 2024-04-09", "a date in text, such as 2024-04-09"),
    FactType.CHOICE: Bilingual("文字", "text"),
    FactType.TEXT: Bilingual("文字", "text"),
    FactType.TOWN: Bilingual("镇街名称", "the name of a town"),
    FactType.CITY: Bilingual("城市名称", "the name of a city"),
}
_LEVEL = {
    Level.HOUSEHOLD: Bilingual("家庭（facts）", "household (facts)"),
    Level.MEMBER: Bilingual("成员（members）", "member (members)"),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A household that could not be read: its id where known, its line, and the first fault."""

    id: str | None
    line: int
    fault: Fault


class _NotJsonError(ValueError):
    """Raised inside the JSON decoder with a fault's kind and value."""


def read_households(
    lines: Iterable[tuple[int, str]], catalogue: Catalogue, on: date | None, today: date
) -> tuple[Household | Refused, ...]:
    """Return a household or a refusal for each numbered JSON text, in input order.

    Births are held against `on`, else the household's `as_of`, else `today`. All copies of a
    repeated id are refused.
    """
    read = [(number, read_household(text, number, catalogue, on, today)) for number, text in lines]
    if not read:
        return (Refused(None, 1, Fault("empty_file", line=1)),)
    counts: dict[str | None, int] = {}
    for _, entry in read:
        counts[entry.id] = counts.get(entry.id, 0) + 1
    return tuple(
        Refused(entry.id, number, Fault("duplicate_id", value=entry.id, field="id", line=number))
        if entry.id is not None and counts[entry.id] > 1
        else entry
        for number, entry in read
    )


def read_household(
    text: str, line: int, catalogue: Catalogue, on: date | None, today: date
) -> Household | Refused:
    """Return the household of one JSON text, or its refusal."""
    household_id = None
    try:
        text.encode()
        data = decode(text)
        if isinstance(data, Mapping) and isinstance(data.get("id"), str):
            household_id = clean(data["id"]) if len(data["id"]) <= LONGEST_ID else None
        return _Reading(catalogue, on, today).household(data)
    except UnicodeEncodeError:  # bytes that are no UTF-8 come in as lone surrogates
        return Refused(None, line, Fault("not_utf8", line=line))
    except HouseholdError as error:
        found = error.faults[0]
        fault = Fault(
            found.kind, found.value, found.expected, None, line, None, found.field, found.near
        )
        return Refused(household_id, line, fault)


def decode(text: str) -> Any:
    """Return the value of a JSON text; HouseholdError where it is none or repeats a name."""
    try:
        return loads_once(text, _no_constant)
    except json.JSONDecodeError as error:
        raise HouseholdError(Fault("not_json", expected=_near_column(error.colno))) from None
    except _NotJsonError as error:
        raise HouseholdError(Fault(*error.args)) from None
    except (ValueError, RecursionError):
        raise HouseholdError(Fault("not_json", expected=_TOO_MUCH)) from None


_TOO_MUCH = Bilingual("层数太深或数字太长", "too deep, or a number too long")


def _near_column(column: int) -> Bilingual:
    return Bilingual(f"第 {column} 列附近读不懂", f"not understood near column {column}")


def _no_constant(name: str) -> Any:
    raise _NotJsonError("not_json", name, Bilingual(f"{name} 不是数字", f"{name} is no number"))


def _refuse(kind: str, field: str, **rest: Any) -> HouseholdError:
    return HouseholdError(Fault(kind, field=field, **rest))


def _is_blank(fact: Fact, value: Any) -> bool:
    """Say whether a city is given by an empty name: that is none, and so not known."""
    return fact.type is FactType.CITY and isinstance(value, str) and not clean(value)


def _nearest_fact(typed: str, facts: Iterable[Fact]) -> str | None:
    """Return the fact that was most likely meant; one of cities may be called city, not place."""
    words: dict[str, str] = {}
    for fact in facts:
        words[fact.name] = fact.name
        if fact.type is FactType.CITY:
            words.setdefault(fact.name.replace("place", "city"), fact.name)
    near = nearest(typed, words)
    return None if near is None else words[near]


def span(low: float, high: float) -> Bilingual | str:
    """Return the numbers that may stand, in plain digits and open where there is no end."""
    if math.isinf(low) and math.isinf(high):
        return Bilingual("要写一个有限的数", "a finite number")
    if math.isinf(high):
        return Bilingual(f"不小于 {write(low)}", f"at least {write(low)}")
    if math.isinf(low):
        return Bilingual(f"不大于 {write(high)}", f"at most {write(high)}")
    return f"{write(float(low))} – {write(float(high))}"


def _longest(held: Iterable[Held]) -> tuple[Held, ...]:
    """Return what is held once for each code and member, by the line that lasts longest."""
    found: dict[Held, Held] = {}  # equal without their last days
    for each in held:
        found[each] = max(found.get(each, each), each, key=_last_day)
    return tuple(found.values())


def _last_day(held: Held) -> date:
    return date.max if held.until is None else held.until


def _nearest_value(fact: Fact, typed: str) -> str | None:
    """Return the value that was most likely meant, by its code or by its words."""
    words = {value: value for value in fact.values or ()}
    for value, both in (fact.values or {}).items():
        words |= {both.zh: value, both.en: value}
    near = nearest(typed, words)
    return None if near is None else words[near]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads one decoded household against a catalogue."""

    catalogue: Catalogue
    on: date | None
    today: date

    def household(self, data: Any) -> Household:
        self._object(data, "household", _FIELDS)
        household_id = self._id(data, "id")
        as_of = self._date(data.get("as_of"), "as_of")
        day = self.on or as_of or self.today
        gap = self.catalogue.figure_without_value(day)
        if gap is not None:
            raise _refuse("no_figure_on", "as_of", value=f"figures.yaml {gap}", expected=str(day))
        facts = self._facts(data.get("facts"), "facts", Level.HOUSEHOLD, day)
        members = self._members(data.get("members"), day)
        facts, members = with_home_place(facts, members, self.catalogue.cities)
        ids = [member.id for member in members]
        needs = self._needs(data.get("needs"), ids)
        receiving = self._receiving(data.get("receiving"), ids)
        return Household(household_id, facts, members, needs, receiving, as_of)

    def _members(self, data: Any, day: date) -> tuple[Member, ...]:
        members = []
        for spot, row in self._rows(data, "members", MOST_MEMBERS):
            self._object(row, spot, None)
            member_id = self._id(row, f"{spot}.id")
            rest = {key: value for key, value in row.items() if key != "id"}
            members.append(Member(member_id, self._facts(rest, spot, Level.MEMBER, day)))
        self._no_repeats([member.id for member in members], "members")
        return tuple(members)

    def _needs(self, data: Any, members: list[str]) -> tuple[Need, ...]:
        needs = []
        for spot, row in self._rows(data, "needs", MOST_NEEDS):
            self._object(row, spot, _NEED_FIELDS)
            needs.append(
                Need(
                    id=self._id(row, f"{spot}.id"),
                    text=self._text(row.get("text"), f"{spot}.text"),
                    member=self._member(row.get("member"), f"{spot}.member", members),
                    urgency=self._urgency(row.get("urgency"), f"{spot}.urgency"),
                    recorded_at=self._date(row.get("recorded_at"), f"{spot}.recorded_at"),
                    lead=taken_off(row.get("text") or ""),
                )
            )
        self._no_repeats([need.id for need in needs], "needs")
        return tuple(needs)

    def _receiving(self, data: Any, members: list[str]) -> tuple[Held, ...]:
        held = []
        for spot, row in self._rows(data, "receiving", MOST_HELD):
            code, member, until = row, None, None
            if isinstance(row, Mapping):
                self._object(row, spot, ("code", "member", "until"))
                code = row.get("code")
                member = self._member(row.get("member"), f"{spot}.member", members)
                until = self._date(row.get("until"), f"{spot}.until")
            if not isinstance(code, str):
                raise self._wrong(code, FactType.TEXT, spot)
            known = [*self.catalogue.items, *self.catalogue.offerings, *self.catalogue.city_items]
            if code not in known:
                raise _refuse("unknown_code", spot, value=clean(code), near=nearest(code, known))
            held.append(Held(code, member, until))
        return _longest(held)

    def _facts(self, data: Any, spot: str, level: Level, day: date) -> dict[str, Value]:
        if data is None:
            return {}
        self._object(data, spot, None)
        facts = {}
        for name, value in data.items():
            fact = self._fact(name, spot, level)
            if value is not None and not _is_blank(fact, value):
                facts[name] = self._value(fact, value, f"{spot}.{name}", day)
        return facts

    def _fact(self, name: str, spot: str, level: Level) -> Fact:
        known = self.catalogue.vocabulary.facts
        fact = known.get(name)
        if fact is None:
            near = _nearest_fact(
                name, [f for f in known.values() if f.level in (level, Level.BOTH)]
            )
            raise _refuse(
                "unknown_fact", f"{spot}.{clean(name)[:40]}", value=clean(name), near=near
            )
        if fact.level not in (level, Level.BOTH):
            expected = _LEVEL[fact.level]
            raise _refuse("wrong_level", f"{spot}.{name}", value=name, expected=expected)
        return fact

    def _value(self, fact: Fact, value: Any, spot: str, day: date) -> Value:
        if fact.type is FactType.DATE:
            return self._birth(fact, value, spot, day)
        if fact.type is FactType.INTEGER and isinstance(value, float) and value.is_integer():
            value = int(value)
        if not has_type(fact.type, value):
            raise self._wrong(value, fact.type, spot)
        if fact.type is FactType.TOWN:
            return self._town(clean(value), spot)
        if fact.type is FactType.CITY:
            name = self._text(value, spot)
            return city_named(name, self.catalogue.cities) or name
        if fact.values is not None and value not in fact.values:
            near = _nearest_value(fact, value)
            raise _refuse("unknown_value", spot, value=clean(value), near=near)
        if fact.type is FactType.TEXT:
            return self._text(value, spot)
        if fact.type in (FactType.INTEGER, FactType.NUMBER):
            self._bounds(fact, value, spot)
        return value  # type: ignore[no-any-return]

    def _bounds(self, fact: Fact, value: float, spot: str) -> None:
        low = -math.inf if fact.low is None else fact.low
        high = math.inf if fact.high is None else fact.high
        if not low <= value <= high or value in (math.inf, -math.inf):
            raise _refuse("out_of_range", spot, value=str(value), expected=span(low, high))

    def _birth(self, fact: Fact, value: Any, spot: str, day: date) -> date:
        found = self._date(value, spot)
        if found is None:
            raise self._wrong(value, FactType.DATE, spot)
        if fact.name == "birth_date":
            self._born(found, spot, day)
        return found

    def _born(self, born: date, spot: str, day: date) -> None:
        if born > day:
            raise _refuse("born_later", spot, value=born.isoformat(), expected=day.isoformat())
        age = self.catalogue.vocabulary.facts.get("age")
        last = min(day, self.today).year  # a day far ahead may be asked about
        if age is not None and age.high is not None and last - born.year > age.high:
            told = born.isoformat()
            raise _refuse("born_too_early", spot, value=told, expected=f"{age.high:g}")

    def _town(self, value: str, spot: str) -> str:
        names = self.catalogue.town_names
        if value not in names:
            raise _refuse("unknown_town", spot, value=value, near=nearest(value, names))
        return names[value]

    def _date(self, value: Any, spot: str) -> date | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(value, FactType.DATE, spot)
        try:
            if _DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise _refuse("bad_date", spot, value=clean(value))

    def _urgency(self, value: Any, spot: str) -> Urgency:
        if value is None:
            return Urgency.MEDIUM
        if not isinstance(value, str):
            raise self._wrong(value, FactType.TEXT, spot)
        if value not in list(Urgency):
            near = nearest(value, list(Urgency))
            raise _refuse("unknown_value", spot, value=clean(value), near=near)
        return Urgency(value)

    def _member(self, value: Any, spot: str, members: list[str]) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(value, FactType.TEXT, spot)
        if clean(value) not in members:
            near = nearest(value, members)
            raise _refuse("unknown_member", spot, value=clean(value), near=near)
        return clean(value)

    def _text(self, value: Any, spot: str) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong(value, FactType.TEXT, spot)
        if len(value) > LONGEST_TEXT:
            raise _refuse("too_long", spot, value=str(len(value)), expected=str(LONGEST_TEXT))
        return clean(value)

    def _id(self, row: Mapping[str, Any], spot: str) -> str:
        value = row.get("id")
        if value is None or value == "":
            raise _refuse("missing_field", spot)
        if not isinstance(value, str):
            raise self._wrong(value, FactType.TEXT, spot)
        if len(value) > LONGEST_ID:
            raise _refuse("too_long", spot, value=str(len(value)), expected=str(LONGEST_ID))
        if not clean(value):
            raise _refuse("missing_field", spot)
        return clean(value)

    def _rows(self, data: Any, spot: str, most: int) -> Iterator[tuple[str, Any]]:
        if data is None:
            return
        if not isinstance(data, list):
            raise self._wrong(data, "list", spot)
        if len(data) > most:
            raise _refuse("too_many", spot, value=str(len(data)), expected=str(most))
        for index, row in enumerate(data):
            yield f"{spot}[{index}]", row

    def _object(self, data: Any, spot: str, fields: tuple[str, ...] | None) -> None:
        if not isinstance(data, Mapping):
            raise self._wrong(data, "object", spot)
        for key in data:
            if fields is not None and key not in fields:
                name, near = clean(key), nearest(clean(key), fields)
                raise _refuse("unknown_field", f"{spot}.{name[:40]}", value=name, near=near)

    def _no_repeats(self, ids: list[str], spot: str) -> None:
        for index, found in enumerate(ids):
            if found in ids[:index]:
                raise _refuse("duplicate_id", f"{spot}[{index}].id", value=found)

    def _wrong(self, value: Any, kind: FactType | str, spot: str) -> HouseholdError:
        shown = "{…}" if isinstance(value, dict) else "[…]"
        if not isinstance(value, dict | list):
            shown = clean(json.dumps(value, ensure_ascii=False)[:60])
        return _refuse("wrong_type", spot, value=shown, expected=_TYPES[kind])
