"""The items of a kept plan as a person reads them: by need, their reasons short, no bare code."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeVar

from api.pages.items import Reader, basis_of
from api.pages.kept_pages import KeptPlanPage
from api.pages.kept_rows import KeptGroup, KeptItem, OfferLine, PaperRow
from api.pages.room import ROOM, spared, that_fit, weight
from api.pages.understood import said_by
from api.pages.understood_rows import Piece
from api.words import words
from matcher.needs import Need, Urgency
from matcher.telling.reasons import lacking_of

Data = dict[str, Any]
_PRESSING = (Urgency.HIGH, Urgency.MEDIUM, Urgency.LOW)
_OF_THE_SCORE = re.compile(r" \(\+\d+\.\d\d\)$")
_QUOTED = re.compile(r"[「“]([^」”]+)[」”]")
_MOST_NAMES = 3
_FEW_FOUND, _FEWEST_FOUND = 6, 1
"""How many items a search shows beside a long plan, and beside one that has room for none whole."""
_FOOT, _FOLDED, _CARD = 900, 430, 150
"""About how many bytes what can be done with an item comes to, an item that is folded, and what
stands round the texts of an offer in its need's group."""


def kept_items(
    data: Data, reader: Reader, base: str, refused: Mapping[str, str]
) -> tuple[KeptItem, ...]:
    """Return the plan's items in their order; `refused` tells of codes that were not granted."""
    said = [need.text for need in reader.household.needs]
    rows = (_item(item, reader, base, said) for item in data["items"])
    return tuple(replace(row, refused=refused.get(row.code, "")) for row in rows)


def _item(item: Data, reader: Reader, base: str, said: Sequence[str]) -> KeptItem:
    lacking, reasons = lacking_of(item["why"], reader.lang)
    shown = dict.fromkeys(reason for reason in reasons if not is_of_the_score(reason))
    told = words(reader.lang)
    return KeptItem(
        code=item["code"],
        rank=item["rank"],
        name=item["name"],
        layer=reader.word("layer", item["layer"]),
        status=item["status"],
        badge=reader.word("status", item["status"]),
        who=reader.listed(list(map(reader.who, _paid(item)))),
        by_hand=item.get("by_hand", False),
        reasons=tuple(tuple(marked(reason, said)) for reason in shown),
        lacking=lacking,
        amount=reader.amount(item["amount"]),
        basis=basis_of(item, told),
        apply=item["apply"],
        days=told["days"].format(n=item["days"]) if item["days"] else "",
        more=f"{base}?item={item['code']}",
    )


def _paid(item: Data) -> list[str | None]:
    """Return for whom an item is, and who else is paid by it."""
    others = (item["amount"] or {}).get("others", ())
    return list(dict.fromkeys([item["member"], *(each["member"] for each in others)]))


def is_of_the_score(reason: str) -> bool:
    """Say whether a reason tells why an item stands where it stands, rather than what it is for."""
    return _OF_THE_SCORE.search(reason) is not None


def marked(reason: str, said: Sequence[str]) -> Iterator[Piece]:
    """Yield the stretches of a reason; quoted words of the family's own are marked."""
    place = 0
    for found in _QUOTED.finditer(reason):
        if any(found[1] in text for text in said):
            yield from _plain(reason[place : found.start(1)])
            yield Piece(found[1], True)
            place = found.end(1)
    yield from _plain(reason[place:])


def _plain(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(text, False)


@dataclass(frozen=True, slots=True)
class ByNeed:
    """The items and offers of a plan by the need they serve first; `items`, `offers`: the rest."""

    groups: tuple[KeptGroup, ...]
    items: tuple[KeptItem, ...]
    offers: tuple[OfferLine, ...]


def by_need(
    data: Data,
    items: Sequence[KeptItem],
    offers: Sequence[OfferLine],
    related: Mapping[str, Sequence[str]],
    reader: Reader,
) -> ByNeed:
    """Return the items and offers by the need they serve first, urgent needs ahead.

    Ahead of them are needs that tell of danger. Of needs that press alike those come last that
    offers alone serve. An offer that answers no need by itself stands where the first item stands
    that it is related to: `related` holds codes of items by the code of the offer.
    """
    of_item = {row["code"]: _first_need(row) for row in data["items"]}
    of_need = _grouped(map(_first_need, data["items"]), items)
    offered = _grouped(
        (
            _first_need(row) or next(filter(None, map(of_item.get, related[row["code"]])), None)
            for row in data["offers"]
        ),
        offers,
    )
    heard = {one["need"]: one for one in data["understood"]}
    first = {need: rows[0].rank for need, rows in of_need.items()}
    in_danger = {alert["need"] for alert in data["alerts"] if alert["by"] != "likeness"}
    pressing = sorted(
        reader.household.needs,
        key=lambda need: (
            need.id not in in_danger,
            _PRESSING.index(need.urgency),
            first.get(need.id, len(items) + 1),
        ),
    )
    groups = tuple(
        replace(
            _group(need, heard.get(need.id), of_need.pop(need.id, []), reader),
            offers=tuple(offered.pop(need.id, [])),
        )
        for need in pressing
        if need.id in of_need or need.id in offered
    )
    return ByNeed(groups, tuple(chain(*of_need.values())), tuple(chain(*offered.values())))


_Row = TypeVar("_Row")


def _grouped(firsts: Iterable[str | None], rows: Sequence[_Row]) -> dict[str | None, list[_Row]]:
    of_need: dict[str | None, list[_Row]] = {}
    for first, row in zip(firsts, rows, strict=True):
        of_need.setdefault(first, []).append(row)
    return of_need


def _first_need(row: Data) -> str | None:
    return row["needs"][0] if row["needs"] else None


def _group(need: Need, heard: Data | None, items: Sequence[KeptItem], reader: Reader) -> KeptGroup:
    return KeptGroup(
        whose=reader.who(need.member),
        said=said_by(heard, need.text, need.lead),
        urgency=reader.word("urgency", need.urgency.value),
        items=tuple(items),
    )


def in_room(page: KeptPlanPage) -> KeptPlanPage:
    """Return the page with as many of its items whole as fit, the first first, the rest folded.

    The item that was asked about is whole wherever it stands.
    """
    rows = sorted(
        [*page.others, *(item for group in page.groups for item in group.items)],
        key=lambda row: row.rank,
    )
    weights = [weight(row) + _FOOT for row in rows]
    told = weight(page) - sum(map(weight, rows))
    told += _CARD * sum(len(group.offers) for group in page.groups)
    room = ROOM + spared(page.alerts) - told
    num = that_fit(weights, _FOLDED, room)
    asked = {page.at, page.grounds.code if page.grounds else ""}
    folded = {row.code for row in rows[num:]} - asked

    def fold(items: tuple[KeptItem, ...]) -> tuple[KeptItem, ...]:
        return tuple(replace(item, is_folded=item.code in folded) for item in items)

    groups = tuple(replace(group, items=fold(group.items)) for group in page.groups)
    if folded and page.grounds and page.grounds.in_plan:
        return _alone(page, page.grounds.code)
    others, is_long = fold(page.others), bool(folded)
    found = page.found[: _FEW_FOUND if num else _FEWEST_FOUND] if is_long else page.found
    looks = is_long and (page.find or page.part)  # whoever searches or opens a part looks at that
    papers = () if looks else page.papers
    return replace(page, groups=groups, others=others, found=found, papers=papers, is_long=is_long)


def _alone(page: KeptPlanPage, code: str) -> KeptPlanPage:
    """Return the page of a long plan with one item of it, which is told whole; danger stays."""

    def only(items: tuple[KeptItem, ...]) -> tuple[KeptItem, ...]:
        return tuple(item for item in items if item.code == code)

    kept = (replace(group, items=only(group.items), offers=()) for group in page.groups)
    return replace(
        page,
        groups=tuple(group for group in kept if group.items),
        others=only(page.others),
        verify=(),
        papers=(),
        uncovered=(),
        offers=(),
        teams=(),
        may_confirm=False,
        is_alone=True,
    )


def papers_of(data: Data, reader: Reader) -> tuple[PaperRow, ...]:
    """Return the papers of the whole plan, each once, those that most items ask for first."""
    asked: dict[str, list[str]] = {}
    for item in data["items"]:
        for paper in item["documents"]:
            asked.setdefault(paper, []).append(item["name"])
    rows = sorted(asked.items(), key=lambda row: -len(row[1]))
    return tuple(PaperRow(paper, _some(names, reader)) for paper, names in rows)


def _some(names: Sequence[str], reader: Reader) -> str:
    first = reader.listed(names[:_MOST_NAMES])
    if len(names) <= _MOST_NAMES:
        return first
    return words(reader.lang)["and_more"].format(names=first, n=len(names))
