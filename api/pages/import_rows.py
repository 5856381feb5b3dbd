"""An import made ready for its page: masked, in the reader's words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from api.clock import told_in_china
from api.pages.family_rows import named
from api.pages.fields import Choice, Field, Trouble
from api.pages.frame import Frame, Words
from api.pages.import_pages import ColumnRow, FaultRow, ImportPage, ImportRow, LeftRow, SheetRow
from api.pages.visit import Sheet
from api.personal.redaction import redacted_text
from api.sheets.words import IGNORED
from api.sheets.words import Words as SheetWords
from api.usecases.consent import policy
from api.words import words
from matcher.wording import Lang

Data = Mapping[str, Any]
KINDS = ("households", "members", "needs", "mixed", "ignored")
_MOST_FAULTS, _MOST_COLUMNS, _MOST_LEFT = 60, 60, 60


def import_row(told: Data, said: Words) -> ImportRow:
    """Return an import as a line of the list."""
    counts = told["counts"]
    return ImportRow(
        id=told["id"],
        address=f"/imports/{told['id']}",
        file_name=redacted_text(told["file_name"]),
        state=said[f"state_{_state(told)}"],
        when=_moment(told["made_at"]),
        counts=said["import_counts"].format(**_numbers(counts)),
        stored=counts["stored"],
    )


def imports_sheet(rows: Sequence[ImportRow], said: Words) -> Sheet:
    """Return the list of imports as a table."""
    keys = ("import_file", "import_state", "import_when", "import_households", "import_stored")
    heads = [said[key] for key in keys]
    told = [(row.file_name, row.state, row.when, row.counts, row.stored) for row in rows]
    return Sheet("imports", heads, told)


def faults_sheet(page: ImportPage) -> Sheet:
    """Return what is to be mended as a table."""
    said = page.words
    keys = ("fault_degree", "fault_place", "fault_value", "fault_reason", "fault_cure")
    rows = [(r.degree, f"{r.place} {r.heading}", r.value, r.reason, r.cure) for r in page.faults]
    return Sheet("faults", [said[key] for key in keys], rows)


def import_page(
    told: Data,
    sheet_words: SheetWords,
    lang: Lang,
    now: datetime,
    error: Trouble | None = None,
    left: Sequence[tuple[Data, str]] = (),
) -> ImportPage:
    """Return the page of an import, told as JSON tells it; `left` is what an undo left, and why."""
    said, counts = words(lang), told["counts"]
    numbers = _numbers(counts)
    faults = tuple(_fault(row, said) for row in told["faults"][:_MOST_FAULTS])
    is_more = len(told["faults"]) > len(faults)
    return ImportPage(
        frame=Frame(lang, said["imports_title"]),
        words=said,
        heading=redacted_text(told["file_name"]),
        base=f"/imports/{told['id']}",
        files=f"/api/v1/imports/{told['id']}/faults",
        state=said[f"state_{_state(told)}"],
        counts=said["import_counts"].format(**numbers),
        stored=said["import_accepted_told"].format(n=counts["stored"]) if counts["stored"] else "",
        notes=tuple(_notes(told, said)),
        can=tuple(_can(told, now)),
        good=numbers["good"],
        unconfirmed=told["unconfirmed"],
        undo_hint=_undo_hint(told, now, said),
        left=tuple(_left(row, why, said) for row, why in left[:_MOST_LEFT]),
        more_left=said["desk_more"].format(n=len(left) - _MOST_LEFT)
        if len(left) > _MOST_LEFT
        else "",
        error=error,
        sheets=tuple(_sheet(n, sheet, said) for n, sheet in enumerate(told["mapping"])),
        targets=tuple(labels(sheet_words, lang)),
        groups=tuple(
            Choice(name, f"{group.label.say(lang)}：{group.purpose.say(lang)}")
            for name, group in policy().groups.items()
            if group.basis == "consent"
        ),
        faults=faults,
        more_faults=said["import_faults_most"].format(n=len(faults)) if is_more else "",
    )


def labels(sheet_words: SheetWords, lang: Lang) -> Mapping[str, str]:
    """Return by label what a column may be taken for; of two that are called alike the first."""
    found: dict[str, str] = {}
    for key, target in sheet_words.targets.items():
        label = sheet_words.heading(target).say(lang)
        found.setdefault(label, key)
    return found | {sheet_words.heading(IGNORED).say(lang): IGNORED.key}


def _state(told: Data) -> str:
    is_begun = told["state"] == "checked" and told["undo_until"] is not None
    return "begun" if is_begun else str(told["state"])


def _numbers(counts: Data) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in ("rows", "households", "good", "held")}


def _moment(told: str) -> str:
    return told_in_china(datetime.fromisoformat(told))


def _can(told: Data, now: datetime) -> Iterator[str]:
    state = _state(told)
    if state == "checked":
        yield from ("map", "drop")
    if state in ("checked", "begun") and _numbers(told["counts"])["good"]:
        yield "accept"
    if state in ("accepted", "begun") and now <= datetime.fromisoformat(told["undo_until"]):
        yield "undo"


def _undo_hint(told: Data, now: datetime, said: Words) -> str:
    if told["state"] not in ("checked", "accepted") or told["undo_until"] is None:
        return ""
    until = datetime.fromisoformat(told["undo_until"])
    if now > until:
        return said["import_over"]
    return said["import_undo_hint"].format(until=told_in_china(until))


def _left(row: Data, why: str, said: Words) -> LeftRow:
    address = f"/households/{row['id']}"
    return LeftRow(
        address, named(row["members"], said, row["id"]), row["town_name"], said[f"left_{why}"]
    )


def _notes(told: Data, said: Words) -> Iterator[str]:
    yield from (note["text"] for note in told["notes"])
    if told["same_file"]:
        yield said["import_same_file"].format(n=len(told["same_file"]))


def _sheet(number: int, sheet: Data, said: Words) -> SheetRow:
    choices = tuple(Choice(kind, said[f"kind_{kind}"]) for kind in KINDS)
    columns = tuple(_column(number, c, said) for c in sheet["columns"][:_MOST_COLUMNS])
    kind = Field(f"kind.{number}", said["import_kind"], "select", sheet["kind"], choices)
    is_open = any(not column.sure for column in columns)
    own = redacted_text(sheet["sheet"])
    name = said["import_sheet"].format(name=own) if own else said["import_only_sheet"]
    return SheetRow(number, name, kind, columns, is_open)


def _column(number: int, column: Data, said: Words) -> ColumnRow:
    samples = "、".join(filter(None, column["samples"]))
    is_kept = column["target"] != IGNORED.key
    return ColumnRow(
        name=f"col.{number}.{column['letter']}",
        letter=column["letter"],
        heading=redacted_text(column["heading"]),
        samples=said["import_samples"].format(values=samples) if samples else "",
        label=column["label"],
        sure=column["sure"] or not is_kept,
    )


def _fault(row: Data, said: Words) -> FaultRow:
    sheet = said["import_sheet"].format(name=redacted_text(row["sheet"])) if row["sheet"] else ""
    cell = "fault_cell" if row["column"] else "fault_row"
    place = f"{sheet} {said[cell].format(**row)}".strip()
    return FaultRow(
        degree=row["degree"],
        place=place,
        heading=redacted_text(row["heading"]),
        value=row["value"],
        reason=row["reason"],
        cure=row["cure"],
    )
