"""Measure everything and print one table; no figure makes this fail."""

import os
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from api.clock import today
from bench import listed, paged, population, repeated, service, spreadsheets
from bench.measure import Spent, middle, ninetieth, run, spend
from bench.report import Figure, show
from bench.setting import CATALOGS, ROOT, Setting, development, make_setting, plan_text
from bench.versus import Cost, Versus, versus
from matcher.loading import load_matcher
from matcher.needs import Household
from matcher.pipeline.matcher import Matcher

_DEV = "catalogs/labelled/dev_households.jsonl"
_PLAN_REPEATS, _HELP_RUNS, _LOAD_RUNS = 5, 5, 3
_MANY = 1_000
_CLI = (sys.executable, "-m", "api.cli.main")
_FRESH = (sys.executable, "-m", "bench.fresh")


def from_cold() -> list[Figure]:
    """Return what the development households cost in a fresh process with an empty cache."""
    with tempfile.TemporaryDirectory() as cache:
        cost = run([*_FRESH, "match", cache], ROOT)
        encoded = sum(path.is_file() for path in Path(cache).rglob("*"))
    return [
        Figure("by the clock", cost.spent.wall, "s", 60),
        Figure("CPU, engine included", cost.spent.cpu, "s", 60),
        Figure("need texts encoded", encoded, ""),
    ]


def large_ledger() -> list[Figure]:
    """Return what an invented ledger costs from cold and once more, in minutes for 10,000."""
    with tempfile.TemporaryDirectory() as cache:
        cold, warm = (run([*_FRESH, "many", cache, str(_MANY)], ROOT) for _ in range(2))
        encoded = sum(path.is_file() for path in Path(cache).rglob("*"))
    share = 10_000 / _MANY
    return [
        Figure("from cold, core-minutes, engine included", share * cold.spent.cpu / 60, "min", 30),
        Figure("once more, core-seconds", share * warm.spent.cpu, "s", 30),
        Figure(f"texts encoded for {_MANY:,} households", encoded, ""),
        Figure("peak memory of the matcher", cold.peak, "MiB"),
        Figure("… with the engine's process", cold.peak_all, "MiB"),
    ]


def processes() -> list[Figure]:
    """Return what starting costs, and the memory of the command line at work."""
    helps = [run([*_CLI, "--help"], ROOT).spent for _ in range(_HELP_RUNS)]
    with tempfile.TemporaryDirectory() as cache:
        loads = [run([*_FRESH, "load", cache], ROOT).spent for _ in range(_LOAD_RUNS)]
        match = run([*_CLI, "match", _DEV, "--json"], ROOT, {"XINGFU_CACHE": cache})
    memory = [
        Figure("match 40 households, peak memory", match.peak, "MiB", 150),
        Figure("… with the engine's process", match.peak_all, "MiB"),
    ]
    return [
        Figure("xingfu --help, CPU", _cpu(helps), "s", 0.3),
        Figure("load the matcher, CPU", _cpu(loads), "s", 1.5),
        Figure("load the matcher, by the clock", _wall(loads), "s"),
        *(figure for figure in memory if figure.value),  # 0: this system does not tell
    ]


def one_plan(matcher: Matcher, households: Sequence[Household]) -> list[Figure]:
    """Return what one plan as JSON costs, once its texts have vectors."""
    for household in households:
        plan_text(matcher, household)
    costs = [
        spend(partial(plan_text, matcher, household))
        for _ in range(_PLAN_REPEATS)
        for household in households
    ]
    mode = matcher.library.mode
    return [
        Figure(f"{mode}, median", 1_000 * _wall(costs), "ms"),
        Figure(f"{mode}, p90", 1_000 * ninetieth([cost.wall for cost in costs]), "ms"),
        Figure(f"{mode}, CPU, median", 1_000 * _cpu(costs), "ms"),
    ]


def _wall(spent: Sequence[Spent]) -> float:
    return middle([each.wall for each in spent])


def _cpu(spent: Sequence[Spent]) -> float:
    return middle([each.cpu for each in spent])


def beside_peer(found: Versus) -> list[Figure]:
    """Return how many times our CPU the peer takes, what each takes, and whether they agree."""
    known = found.known
    return [
        *_times(found.costs, "peer / our whole plan", 1, "peer", "plan"),
        *_times(found.costs, "peer / our understanding and ranking", 1, "peer", "ranking"),
        *_times(found.costs, "peer / our same two steps", 1, "peer", "steps"),
        *_times(found.costs, "peer / our rules", 10, "peer_rules", "rules"),
        *_times(found.costs, "peer / our retrieval", None, "peer_search", "search"),
        _of_each(found.costs, "peer: rules", "peer_rules"),
        _of_each(found.costs, "peer: retrieval", "peer_search"),
        _of_each(found.costs, "ours: rules, truths alone", "rules"),
        _of_each(found.costs, "ours: rules with reasons", "reasons"),
        _of_each(found.costs, "ours: retrieval, both channels", "search"),
        _of_each(found.costs, "ours: understanding and ranking", "ranking"),
        _of_each(found.costs, "ours: whole plan as JSON", "plan"),
        Figure("same answer, all facts known", known.agree, "", known.agree + known.differ, True),
    ]


def _times(
    costs: Sequence[Cost], name: str, goal: float | None, theirs: str, ours: str
) -> list[Figure]:
    pairs = [(getattr(cost, theirs), getattr(cost, ours)) for cost in costs]
    by_median = middle([a for a, _ in pairs]) / middle([b for _, b in pairs])
    in_all = sum(a for a, _ in pairs) / sum(b for _, b in pairs)
    return [
        Figure(f"{name}, medians", by_median, "×", goal, at_least=True),
        Figure(f"{name}, totals", in_all, "×", goal, at_least=True),
    ]


def _of_each(costs: Sequence[Cost], name: str, part: str) -> Figure:
    return Figure(f"{name}, median", 1_000 * middle([getattr(c, part) for c in costs]), "ms")


def notes(found: Versus) -> list[str]:
    """Return what a reader has to know to read the table rightly."""
    real = found.real
    return [
        "The peer: json-logic-qubit on the 236 item conditions for each beneficiary, and "
        "scikit-learn NearestNeighbors(brute, cosine), fitted for each household over the texts "
        "not ruled out, one query a need and clause. One thread each.",
        "It gets vectors, clauses and the codes not ruled out for nothing; it has no words, "
        "precedents, ranking, teams, reasons or questions, and no conditions of offerings.",
        f"It knows two truths only: a missing fact compares as null. Of our {real.unknown:,} "
        f"unknown verdicts it says no to {real.said_no:,} and yes to {real.said_yes:,}; of the "
        f"{real.agree + real.differ:,} decided ones it differs in {real.differ:,}.",
        "The 10,000 households matched once more have each the facts of one training household and "
        "the needs of another; vectors are at hand, hearing, verdicts and scores are counted.",
        "Ratios are of CPU seconds, each the median of 3. Times by the clock depend on who else "
        f"uses the machine: load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores at the end.",
    ]


def main() -> None:
    """Run every measurement and print the table."""
    progress = Console(stderr=True)
    progress.print("fresh processes …")
    cold, starts = from_cold(), processes()
    progress.print("a large ledger …")
    large = large_ledger()
    progress.print("one plan at a time …")
    setting: Setting = make_setting(None)
    households = development(setting.matcher)
    plans = one_plan(setting.matcher, households)
    plans += one_plan(load_matcher(CATALOGS, today(), "lexical"), households)
    progress.print("households once more …")
    again = repeated.figures(setting.matcher, households)
    progress.print("many households …")
    many, many_notes = population.figures()
    progress.print("a spreadsheet …")
    sheets, sheet_notes = spreadsheets.figures(setting.matcher)
    progress.print("beside the peer …")
    found = versus(setting, households)
    setting.engine.close()
    progress.print("the service, and 100,000 households in its store …")
    served, served_notes = service.figures()
    progress.print("stored lists, and pages with 10,000 households …")
    lists, list_notes = listed.figures()
    pages, page_notes = paged.figures()
    sections = {
        "40 households from cold": cold,
        f"10,000 households of 3 needs, from {_MANY:,} of them": large,
        "one plan as JSON, vectors cached": plans,
        "understanding and ranking, vectors cached": again,
        "verdicts of many households, and of one": many,
        "beside the peer, CPU a household": beside_peer(found),
        "a spreadsheet of 10,000 rows into the embedded database": sheets,
        "processes": starts,
        **served,
        **lists,
        **pages,
    }
    told = [*notes(found), *many_notes, *sheet_notes, *served_notes, *list_notes, *page_notes]
    show(Console(), "幸福清单: what it costs", sections, told)


if __name__ == "__main__":
    main()
