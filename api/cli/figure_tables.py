"""Tables of what `evaluate` measures, for the terminal or as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

Found = Mapping[str, Any]
COLUMNS = (
    *("ndcg10", "must_recall10", "must_recall20", "mrr_must"),
    *("precision10", "first_is_must", "coverage20"),
)
_GROUP = ("households", "ndcg10", "recall10", "musts", "items_shown")
_FIGURES = ("ndcg10", "must_recall10", "must_recall20", "first_is_must")


@dataclass(frozen=True)
class Sheet:
    """A table before it is drawn; the first column names the rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def drawn(self) -> Table:
        """Return the table for a terminal."""
        table = Table(title=self.title)
        table.add_column("")
        for column in self.columns:
            table.add_column(column, justify="right")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """Return the table as Markdown, its title as a line above."""
        lines = [["", *self.columns], ["---"] * (len(self.columns) + 1), *self.rows]
        told = ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in lines]
        return "\n".join([f"**{self.title}**", "", *told, ""])


def sheets(found: Found, name: str) -> Iterator[Sheet]:
    """Yield every table of the figures that were measured."""
    yield _ranking(found, name)
    yield goal_sheet(found)
    yield _stability(found)
    yield _exposure(found)
    yield from _groups(found)
    yield from deep_sheets(found.get("deep", {}))


def deep_sheets(deep: Found) -> Iterator[Sheet]:
    """Yield the tables of the slow measurements that were asked for."""
    of = f"{deep.get('households')} training households, {deep.get('mode')}, author left out"
    if "models" in deep:
        rows = [
            [name, *_figures(row["figures"]), _apart(row), _span(row["draws"])]
            for name, row in _rows(deep, "models")
        ]
        draws = max(len(row["draws"]) for _, row in _rows(deep, "models"))
        columns = [*_FIGURES, "NDCG@10 less linear", f"ndcg10 in {draws} draws"]
        yield Sheet(f"models on the same rows: {of}", columns, rows)
    if "ablation" in deep:
        yield _ablation(deep, of)
    if "curve" in deep:
        for kind in ("by_households", "by_authors"):
            rows = [
                [str(point["households"]), str(point["authors"]), *_figures(point["figures"])]
                for point in deep["curve"][kind]
            ]
            title = f"learning curve {kind.replace('_', ' ')}: {of}"
            yield Sheet(title, ["of authors", *_FIGURES], rows)


def _ablation(deep: Found, of: str) -> Sheet:
    rows = []
    for name, row in _rows(deep, "ablation"):
        cells = [*_figures(row["zeroed"]["figures"])[:2], _apart(row["zeroed"])]
        cells += [*_figures(row["refitted"]["figures"])[:2], _apart(row["refitted"])]
        for way in ("given_zeroed", "given_refitted"):
            cells += _figures(row[way])[:2]
        rows.append([name, *cells])
    two = ("ndcg10", "musts10")
    columns = [f"{figure}, weight 0" for figure in (*two, "change")]
    columns += [f"{figure}, refitted" for figure in (*two, "change")]
    columns += [f"{figure}, given set, {way}" for way in ("weight 0", "refitted") for figure in two]
    return Sheet(f"what is lost without: {of}", columns, rows)


def _span(values: Sequence[float]) -> str:
    return f"{min(values):.3f} – {max(values):.3f}"


def _rows(deep: Found, table: str) -> Iterator[tuple[str, Any]]:
    yield from deep[table].items()


def _apart(row: Found) -> str:
    apart = row["apart"]
    return f"{apart['mean']:+.3f} ({apart['low']:+.3f} – {apart['high']:+.3f})"


def _figures(row: Mapping[str, float]) -> list[str]:
    return [f"{row[name]:.3f}" for name in _FIGURES]


def _ranking(found: Found, name: str) -> Sheet:
    rows = {"xingfu": found, **found["baselines"]}
    rows |= {f"xingfu, {key}": row for key, row in found["altered"].items()}
    cells = [[label, *(f"{row[column]:.3f}" for column in COLUMNS)] for label, row in rows.items()]
    return Sheet(f"{name}: {found['households']} households, {found['mode']}", COLUMNS, cells)


def goal_sheet(found: Found) -> Sheet:
    """Return the table of the figures that have a goal, with their intervals and commands."""
    rest = found.get("without_newspaper_cases")
    rows = [
        [
            key,
            *_with_interval(found["with_goals"][key], interval),
            *(_with_interval(rest["with_goals"][key], rest["interval95"][key]) if rest else _NONE),
            "evaluate",
        ]
        for key, interval in found["interval95"].items()
    ]
    for group, told in found.get("deep", {}).get("alerts", {}).items():
        of = f"{told['households']} {group.replace('_', ' ')}"
        rows += [
            [f"alerts_{key}, {of}", *_with_interval(told[key], interval), *_NONE, _ALERTS]
            for key, interval in told["interval95"].items()
        ]
    others = f"{rest['households']} without newspaper cases" if rest else "without newspaper cases"
    title = "figures that have a goal; texts of others and in sight: training, author left out"
    return Sheet(title, ["value", "95 %", others, "95 %", "xingfu …"], rows)


_ALERTS = "evaluate --deep alerts"
_NONE = ("–", "–")


def _with_interval(value: float, interval: Sequence[float]) -> tuple[str, str]:
    low, high = interval
    return f"{value:.3f}", f"{low:.3f} – {high:.3f}"


def _stability(found: Found) -> Sheet:
    names = ("spearman", "overlap10", "same_first")
    rows = []
    for name, row in found["stability"].items():
        lost = row["ndcg10_lost"]
        told = f"{lost['mean']:.3f} ({lost['low']:.3f} – {lost['high']:.3f})"
        rows.append([name, *(f"{row[each]:.3f}" for each in names), told])
    title = "stability: plans of altered texts against the plain ones"
    return Sheet(title, [*names, "NDCG@10 lost (95 %)"], rows)


def _exposure(found: Found) -> Sheet:
    columns = [_exposed(row) for row in found["exposure"].values()]
    names = dict.fromkeys(name for column in columns for name in column)
    rows = [[name, *(column.get(name, "–") for column in columns)] for name in names]
    return Sheet("exposure: what stands in first tens", [*found["exposure"]], rows)


def _exposed(row: Found) -> dict[str, str]:
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


def _groups(found: Found) -> Iterator[Sheet]:
    for kind in ("category", "town"):
        ours, theirs = (found["exposure"][each]["households"][kind] for each in _HELD)
        rows = [
            [name, *(_said(row[each]) for each in _GROUP), f"{theirs[name]['recall10']:.3f}"]
            for name, row in ours.items()
        ]
        yield Sheet(f"households by {kind}", [*_GROUP, "recall10, popularity"], rows)


_HELD = ("xingfu", "popularity")


def _said(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def error_text(number: int, error: Found) -> str:
    """Return one household whose plan went wrong: what was said, shown and missed."""
    lines = [f"{number}. {error['household']} ({error['author']}) NDCG@10 {error['ndcg10']:.3f}"]
    lines += [f"   {need}: {text}" for need, text in error["needs"].items()]
    for place, shown in enumerate(error["first"], start=1):
        mark = "·☆★"[shown["gain"]]
        lines.append(f"   {place:>2} {mark} {shown['code']} {shown['name']} {_parts(shown)}")
    for missed in error["missed"]:
        at = f"{missed['rank']}" if missed["rank"] else "–"
        lines.append(f"   ✗ {at:>3} {missed['code']} {missed['name']} {_parts(missed)}")
    return "\n".join(lines)


def _parts(row: Found) -> str:
    told = ", ".join(f"{name} {points:+.1f}" for name, points in row["parts"])
    open_ = f"; {row['status']} {' '.join(row['missing'])}" if row.get("missing") else ""
    return f"({told}{open_})"
