"""A change of rules that was tried out, as plain data: the JSON of the contract."""

from collections.abc import Sequence
from typing import Any

from matcher.population.moves import Move
from matcher.population.shifts import Cost, GroupShift, ItemShift, Tally
from matcher.reading.differences import FigureChange, TextChange
from matcher.telling.trials import Telling, Trial
from matcher.wording import Bilingual, Lang

Data = dict[str, Any]
_SHOWN = 20
_WORDS = {
    "all": Bilingual("全部", "all"),
    "no_town": Bilingual("镇街未知", "town not known"),
    "no_category": Bilingual("七类以外", "none of the categories"),
}


def trial_data(trial: Trial, lang: Lang, with_ids: bool = False) -> Data:
    """Return a trial as data: what changes, a summary in sentences, items, towns, categories.

    Lists of households are cut to the first few unless `with_ids`.
    """
    shift, told = trial.shift, _Data(trial, lang, with_ids)
    return {
        "hypothetical": True,
        "on": trial.on.isoformat(),
        "source": trial.source,
        "households": len(shift.names),
        "people": shift.people,
        "refused": trial.refused,
        "changes": told.changes(),
        "summary": list(told.summary()),
        "notes": list(told.notes()),
        "totals": told.group(shift.whole, told.word("all")),
        "items": [told.item(each) for each in shift.felt],
        "unfelt": [told.coded(each.code) for each in shift.items if not each.is_felt],
        "towns": [told.group(each, told.town(each.key)) for each in shift.towns],
        "categories": [told.group(each, told.category(each.key)) for each in shift.categories],
        "gaining": told.ids(shift.gaining),
        "losing": told.ids(shift.losing),
    }


class _Data(Telling):
    """Tells one trial as data."""

    def __init__(self, trial: Trial, lang: Lang, with_ids: bool) -> None:
        super().__init__(trial, lang)
        self.with_ids = with_ids

    def word(self, key: str) -> str:
        return _WORDS[key].say(self.lang)

    def town(self, key: str | None) -> str:
        known = self.trial.before.towns.get(key or "")
        if key is None:
            return self.word("no_town")
        return known.english if known is not None and self.lang == "en" else key

    def category(self, key: str | None) -> str:
        if key is None:
            return self.word("no_category")
        return self.trial.before.categories[key].name.say(self.lang)

    def coded(self, code: str) -> Data:
        return {"code": code, "name": self.name(code)}

    def ids(self, places: Sequence[int]) -> list[str]:
        shown = places if self.with_ids else places[:_SHOWN]
        return [self.trial.shift.names[place] for place in shown]

    def item(self, told: ItemShift) -> Data:
        per_member = self.items[told.code].per_member
        counts = {move: told.moves.get(move, Tally()) for move in Move if move is not Move.STAYS}
        return {
            **self.coded(told.code),
            "per": "member" if per_member else "household",
            **{
                str(move): {"beneficiaries": each.beneficiaries, "households": each.households}
                for move, each in counts.items()
            },
            "cost": cost_data(told.cost),
            "gaining": self.ids(told.gaining),
            "losing": self.ids(told.losing),
        }

    def group(self, told: GroupShift, name: str) -> Data:
        return {
            "key": told.key,
            "name": name,
            "households": told.households,
            "gaining": told.gaining,
            "losing": told.losing,
            "opened": told.opened,
            "closed": told.closed,
            "cost": cost_data(told.cost),
        }

    def changes(self) -> Data:
        found = self.trial.differences
        return {
            "figures": [self._figure(change) for change in found.figures],
            "conditions": [self._condition(change) for change in found.conditions],
            "shared": [self._shared(change) for change in found.shared],
            "added": [self.coded(code) for code in found.added],
            "removed": [self.coded(code) for code in found.removed],
            "touched": [self.coded(code) for code in found.touched],
        }

    def _figure(self, change: FigureChange) -> Data:
        return {
            "name": change.name,
            "label": self.label(change),
            "unit": self.unit(self.figure(change.name)),
            "keys": [str(key) for key in change.keys],
            "before": change.before,
            "after": change.after,
            "follows": change.follows,
        }

    def _condition(self, change: TextChange) -> Data:
        return {**self.coded(change.name), "before": change.before, "after": change.after}

    def _shared(self, change: TextChange) -> Data:
        label = self.trial.after.shared[change.name].label.say(self.lang)
        return {"code": change.name, "name": label, "before": change.before, "after": change.after}


def cost_data(cost: Cost) -> Data:
    """Return a cost as data, in CNY a month; `net` is null where no amount is known."""
    return {
        "gained": cost.gained,
        "lost": cost.lost,
        "changed": cost.changed,
        "net": None if cost.net is None else round(cost.net, 2),
        "known": cost.known,
        "unknown": cost.unknown,
        "rough": cost.rough,
    }
