"""Labelled households: what a careful reader put into each plan, and for which need."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.errors import Fault, HouseholdError


@dataclass(frozen=True, slots=True)
class Gold:
    """The labels of one household: gain 2 a must, 1 good to have; absent is neither.

    `unseen`: whoever wrote the catalogue's wordings had its texts in sight at no time.
    """

    id: str
    relevant: Mapping[str, int]
    needs: Mapping[str, tuple[str, ...]]
    unmet: tuple[str, ...]
    alerts: tuple[tuple[str, str], ...]  # (need, kind)
    author: str = ""
    unseen: bool = False


def read_gold(lines: Iterable[tuple[int, str]]) -> dict[str, Gold]:
    """Return the labels by household id; HouseholdError names the line that is not one."""
    gold = {}
    for number, line in lines:
        try:
            data = json.loads(line)
            gold[data["id"]] = Gold(
                id=data["id"],
                relevant={code: int(gain) for code, gain in data["relevant"].items()},
                needs={need: tuple(codes) for need, codes in data.get("needs", {}).items()},
                unmet=tuple(data.get("unmet", ())),
                alerts=tuple((alert["need"], alert["kind"]) for alert in data.get("alerts", ())),
                author=data.get("author", ""),
                unseen=bool(data.get("unseen", False)),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            fault = Fault("not_json", expected=f"{type(error).__name__}: {error}", line=number)
            raise HouseholdError(fault) from None
    return gold
