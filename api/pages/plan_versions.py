"""The versions of a plan, and what tells two apart, made ready for their pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.clock import told_in_china
from api.pages.frame import Frame, Words
from api.pages.hands import hand_rows
from api.pages.kept_confirm import confirmed_line
from api.pages.kept_pages import DifferencePage, KeptPlanPage
from api.pages.kept_plan import address
from api.pages.kept_rows import DiffRow, KeptItem, VersionRow
from api.pages.visit import Sheet
from api.usecases.plan_standing import Signed
from api.words import words
from matcher.offerings import Catalogue
from matcher.wording import Lang

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class VersionsOf:
    """Whose versions are told: the household, what people are called, who confirmed which."""

    household: str
    names: Mapping[str, str]
    signed: Mapping[int, Signed]


def version_rows(
    rows: Sequence[Data], of: VersionsOf, catalogue: Catalogue, lang: Lang
) -> tuple[VersionRow, ...]:
    """Return versions in words, each with who made and confirmed it and what became other."""
    said = words(lang)
    return tuple(_version(row, of, catalogue, said, lang) for row in rows)


def _version(
    row: Data, of: VersionsOf, catalogue: Catalogue, said: Words, lang: Lang
) -> VersionRow:
    number = row["number"]
    base = address(of.household, number)
    items, offers = row["items"], row["offers"]
    return VersionRow(
        number=number,
        address=base,
        made=told_in_china(datetime.fromisoformat(row["made_at"])),
        by=of.names.get(row["made_by"], row["made_by"]),
        kind=said["kind_matched" if row["corrects"] is None else "kind_corrected"],
        changes=hand_rows(row["changes"], of.names, catalogue, lang),
        counts=said["version_counts"].format(**items, offers=offers) if items else "",
        against=f"{base}/difference?against={number - 1}" if items else "",
        confirmed=confirmed_line(of.signed.get(number), of.names, said),
    )


def versions_sheet(rows: Sequence[VersionRow], said: Words) -> Sheet:
    """Return the versions as a table."""
    heads = [said[key] for key in ("version", "made", "made_who", "kind_head", "version_changes")]
    told = [(r.number, r.made, r.by, r.kind, r.counts, r.confirmed) for r in rows]
    return Sheet("plans", [*heads, said["confirmed_head"]], told)


def table_of_items(page: KeptPlanPage) -> Sheet:
    """Return the items of a plan as a table, in their order."""
    said = page.words
    keys = ("rank_head", "item_name", "status", "for_whom_head", "amount", "why", "lacking")
    heads = [said[key] for key in (*keys, "apply")]
    rows = [*page.others, *(item for group in page.groups for item in group.items)]
    return Sheet("plan", heads, [_cells(row) for row in sorted(rows, key=lambda r: r.rank)])


def _cells(item: KeptItem) -> tuple[str | int | None, ...]:
    why = "；".join("".join(piece.words for piece in reason) for reason in item.reasons)
    head = (item.rank, item.name, item.badge, item.who)
    return (*head, item.amount, why, item.lacking, item.apply)


def difference_page(found: Data, catalogue: Catalogue, lang: Lang, base: str) -> DifferencePage:
    """Return the page of what tells two versions apart."""
    said = words(lang)
    heading = said["difference_title"].format(number=found["number"], against=found["against"])
    return DifferencePage(
        frame=Frame(lang, heading),
        words=said,
        heading=heading,
        base=base,
        rows=tuple(_differences(found, catalogue, said, lang)),
        same=found["same"],
    )


def differences_sheet(page: DifferencePage) -> Sheet:
    """Return what tells two versions apart as a table."""
    heads = [page.words[key] for key in ("diff_what", "item_name", "diff_how")]
    return Sheet("difference", heads, [(row.kind, row.name, row.text) for row in page.rows])


def _differences(found: Data, catalogue: Catalogue, said: Words, lang: Lang) -> Iterator[DiffRow]:
    for what in ("items", "offers", "questions", "alerts"):
        for kind, rows in found[what].items():
            for row in rows:
                name = _name(row, catalogue, lang)
                yield DiffRow(
                    f"{said[f'diff_{what}']} · {said[f'diff_{kind}']}",
                    name,
                    _how(row, kind, catalogue, said, lang),
                )


def _name(row: Data, catalogue: Catalogue, lang: Lang) -> str:
    known = catalogue.items.get(row.get("code", "")) or catalogue.offerings.get(row.get("code", ""))
    if known is not None:
        return known.name.say(lang)
    return str(row.get("name") or row["label"])


def _how(row: Data, kind: str, catalogue: Catalogue, said: Words, lang: Lang) -> str:
    status = catalogue.words["status"]
    match kind:
        case "moved":
            return said["diff_from_to"].format(from_=row["from"], to=row["to"])
        case "changed":
            was, now = (status[row[key]["status"]].say(lang) for key in ("was", "is"))
            return said["diff_was_is"].format(was=was, now=now)
        case _:
            return status[row["status"]].say(lang) if "status" in row else ""
