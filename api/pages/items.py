"""The items of a plan as a person reads them: by need, in words, no bare code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.branches import branches_of
from api.pages.plan_rows import Branch, ItemRow, NeedGroup
from api.usecases.single import Shown
from api.words import words
from matcher.needs import Household, Need, Urgency
from matcher.offerings import Catalogue
from matcher.telling.amounts import in_figures
from matcher.telling.conditions import names
from matcher.telling.known import Teller
from matcher.telling.persons import called
from matcher.telling.reasons import of_conditions, of_parts
from matcher.values import Missing, Ranked, Step
from matcher.views import view
from matcher.wording import Lang, listing

_MOST_WHO = 3
_PRESSING = (Urgency.HIGH, Urgency.MEDIUM, Urgency.LOW)


@dataclass(frozen=True, slots=True)
class Reader:
    """Says things of one household in the reader's language."""

    household: Household
    catalogue: Catalogue
    lang: Lang

    def who(self, member: str | None) -> str:
        """Return whom something is for: 全家, 户主, 女儿, 大儿子."""
        if member is None:
            return words(self.lang)["household"]
        return called(self.household, member, self.catalogue.vocabulary, self.lang)

    def word(self, group: str, key: str) -> str:
        """Return a word of a closed set of the lists."""
        return self.catalogue.words[group][key].say(self.lang)

    def listed(self, texts: Sequence[str]) -> str:
        """Return texts as one list."""
        return listing(list(texts), self.lang)

    def names(self, codes: Sequence[str]) -> str:
        """Return codes by the names of their items or offerings."""
        return names(list(codes), self.catalogue, self.lang)

    def missing(self, missing: Sequence[Missing]) -> tuple[str, ...]:
        """Return each missing fact once, with whose it is: 残疾等级 · 户主、女儿."""
        whose: dict[str, list[str]] = {}
        for one in missing:
            whose.setdefault(one.fact, []).append(self.who(one.member or None))
        facts = self.catalogue.vocabulary.facts
        return tuple(f"{facts[f].label.say(self.lang)} · {self._some(w)}" for f, w in whose.items())

    def _some(self, people: Sequence[str]) -> str:
        if len(people) <= _MOST_WHO:
            return self.listed(people)
        first = self.listed(people[:_MOST_WHO])
        return words(self.lang)["and_more"].format(names=first, n=len(people))

    def need(self, need_id: str) -> str:
        """Return a need's text."""
        return next(need.text for need in self.household.needs if need.id == need_id)

    def amount(self, data: dict[str, Any] | None) -> str:
        """Return an amount with its unit, empty where there is none."""
        told = in_figures(data, self.lang, self.who)
        if data is None or not told:
            return ""
        unit = str(data["unit"])
        if self.lang == "zh":
            return told + (unit.replace("CNY", "元", 1) if unit else "")
        return f"{told}{unit}" if unit.startswith("%") else f"{told} {unit}".strip()


def item_rows(shown: Shown, reader: Reader) -> tuple[ItemRow, ...]:
    """Return the plan's items in their order, as far as the data goes."""
    steps = shown.plan.steps[: len(shown.data["items"])]
    seen = view(shown.household, shown.plan.on, reader.catalogue.derived)
    teller = Teller(seen, reader.catalogue, reader.lang)
    return tuple(
        _row(step, data, reader, branches_of(step.ranked.verdict, teller))
        for step, data in zip(steps, shown.data["items"], strict=True)
    )


def grouped(
    shown: Shown, rows: Sequence[ItemRow], reader: Reader
) -> tuple[tuple[NeedGroup, ...], tuple[ItemRow, ...]]:
    """Return the items by the need they serve first, urgent ones ahead; then the rest."""
    placed = list(zip(rows, shown.data["items"], strict=True))
    pressing = sorted(shown.household.needs, key=lambda need: _PRESSING.index(need.urgency))
    groups = tuple(
        NeedGroup(
            whose=reader.who(need.member),
            text=need.text,
            urgency=reader.word("urgency", need.urgency.value),
            items=tuple(row for row, data in placed if _first_need(data) == need.id),
        )
        for need in pressing
        if need.text and _is_served(need, shown)
    )
    return groups, tuple(row for row, data in placed if not data["needs"])


def _is_served(need: Need, shown: Shown) -> bool:
    """Say whether the need heads a group: a need that nothing answers is told of elsewhere."""
    return any(_first_need(data) == need.id for data in shown.data["items"])


def _first_need(data: dict[str, Any]) -> str | None:
    return data["needs"][0] if data["needs"] else None


def _row(step: Step, data: dict[str, Any], reader: Reader, rests_on: tuple[Branch, ...]) -> ItemRow:
    ranked, said = step.ranked, words(reader.lang)
    ranking = of_parts(ranked, reader.lang)
    reasons = [
        reason for reason in data["why"] if reason not in {*ranking, *_asked(ranked, reader)}
    ]
    amount = data["amount"]
    return ItemRow(
        rank=step.rank,
        name=data["name"],
        layer=reader.word("layer", data["layer"]),
        status=data["status"],
        badge=reader.word("status", data["status"]),
        who=reader.who(data["member"]),
        also_for=reader.listed([reader.who(member) for member in data["also_for"]]),
        reasons=tuple(reasons),
        ranking=tuple(ranking),
        missing=reader.missing(ranked.verdict.missing),
        amount=reader.amount(amount),
        basis=basis_of(data, said),
        how=amount["how"] if amount else "",
        amount_note=" ".join(filter(None, [*amount["instead"], amount["note"]])) if amount else "",
        apply=data["apply"],
        documents=reader.listed(data["documents"]),
        days=said["days"].format(n=data["days"]) if data["days"] else "",
        residual=tuple(data["residual"]),
        rests_on=rests_on,
        alternatives=reader.names(data["alternative_to"]),
        also_answers=tuple(reader.need(need) for need in data["needs"][1:]),
    )


def basis_of(data: dict[str, Any], said: Mapping[str, str]) -> str:
    """Return what kind of figure an amount is, and that it hangs on what is to be checked."""
    if not data["amount"]:
        return ""
    basis = said[data["amount"]["basis"]]
    is_open = data["status"] == "unknown" and data["amount"]["basis"] != "item_figure"
    return said["if_met"].format(basis=basis) if is_open else basis


def _asked(ranked: Ranked, reader: Reader) -> list[str]:
    """Return the sentence that lists the missing facts: they have a line of their own."""
    if not ranked.verdict.missing:
        return []
    return of_conditions(ranked, reader.household, reader.catalogue, reader.lang)[-1:]
