"""What a change of an item does to the households at hand: the demo and the training ones."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from matcher.errors import CatalogueError
from matcher.files import load_labelled, numbered_lines, read_text
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.impact import ItemImpact, impact
from matcher.reading.households import read_households

DEMO = Path("demo") / "households.jsonl"
Dated = tuple[Household, date]


def households_of(folder: Path, catalogue: Catalogue, today: date) -> tuple[Dated, ...]:
    """Return the demo and training households in `folder`, each with its day.

    Those that cannot be read by `catalogue` are left out, and so are files that are not there.
    """
    demo = folder / DEMO
    lines = numbered_lines(read_text(demo)) if demo.is_file() else []
    found = read_households(lines, catalogue, None, today) if lines else ()
    try:
        train, _ = load_labelled(folder, "train", catalogue)
    except CatalogueError:
        train = ()
    known = (each for each in (*found, *train) if isinstance(each, Household))
    return tuple((household, household.as_of or today) for household in known)


def effect(
    code: str, before: Catalogue, after: Catalogue, households: Iterable[Dated]
) -> ItemImpact | None:
    """Return what changes for the households in one item, None where there is no household."""
    found = impact(Assessor(before), Assessor(after), households, {code})
    return found[0] if found else None
