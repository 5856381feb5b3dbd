"""Tables of what `evaluate` measures beside the ranking's own figures."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table

Found = Mapping[str, Any]
_GROUP = ("households", "ndcg10", "recall10", "musts", "items_shown")


def stability_table(found: Found) -> Table:
    """Return how like plans of altered texts are to the plain ones."""
    names = ("spearman", "overlap10", "same_first")
    table = _table(
        "stability: plans of altered texts against the plain ones", *names, "lost (95 %)"
    )
    for name, row in found["stability"].items():
        lost = row["ndcg10_lost"]
        told = f"{lost['mean']:.3f} ({lost['low']:.3f} – {lost['high']:.3f})"
        table.add_row(name, *(f"{row[each]:.3f}" for each in names), told)
    return table


def exposure_table(found: Found) -> Table:
    """Return what stands in first tens, of the system and of the popularity baseline."""
    table = _table("exposure: what stands in first tens", *found["exposure"])
    columns = [_exposure_lines(row) for row in found["exposure"].values()]
    for name in dict.fromkeys(name for column in columns for name in column):
        table.add_row(name, *(column.get(name, "–") for column in columns))
    return table


def _exposure_lines(row: Mapping[str, Any]) -> dict[str, str]:
    shares = {
        f"places of items, {kind}: {name}": f"{share:.3f}"
        for kind in ("domain", "category")
        for name, share in row[f"by_{kind}"].items()
    }
    musts = {
        f"musts of {kind} items in 10": f"{row[kind]['recall10']:.3f} of {row[kind]['musts']}"
        for kind in ("rare", "popular")
    }
    spread = {"items ever shown": row["ever_shown"], "Gini over items": row["gini"]}
    return {name: f"{value:.3f}" for name, value in spread.items()} | musts | shares


def group_tables(found: Found) -> Iterable[Table]:
    """Yield the figures by category and by town of the households, with their counts."""
    for kind in ("category", "town"):
        ours, theirs = (found["exposure"][name] for name in ("xingfu", "popularity"))
        table = _table(f"households by {kind}", *_GROUP, "recall10, popularity")
        for name, row in ours["households"][kind].items():
            other = theirs["households"][kind][name]["recall10"]
            table.add_row(name, *(_said(row[each]) for each in _GROUP), f"{other:.3f}")
        yield table


def _said(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    return table
