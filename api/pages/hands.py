"""What persons changed in a version of a plan, in words, with who did so first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.pages.frame import Words
from api.pages.kept_rows import HandRow
from api.usecases.carrying import CARRIED
from api.words import words
from matcher.offerings import Catalogue
from matcher.wording import Lang

Data = dict[str, Any]
_GONE = {"ruled-out": "gone_ruled_out", "conflict": "gone_conflict"}
"""The words for why an addition fits no more, by the kind of problem that it would be now."""


def hand_rows(
    changes: Sequence[Data], names: Mapping[str, str], catalogue: Catalogue, lang: Lang
) -> tuple[HandRow, ...]:
    """Return what a person changed, in words; `names` are what people are called."""
    said = words(lang)
    return tuple(row for change in changes for row in _rows(change, names, catalogue, said, lang))


def authors(changes: Sequence[Data]) -> tuple[str, ...]:
    """Return who first made those of the changes that were carried over from earlier plans."""
    return tuple(dict.fromkeys(c["carried"]["by"] for c in changes if c.get("carried")))


def _rows(
    change: Data, names: Mapping[str, str], catalogue: Catalogue, said: Words, lang: Lang
) -> Iterator[HandRow]:
    carried = change.get("carried")
    if change["do"] == CARRIED:
        yield HandRow(said["did_carried"].format(n=change["carried"]["of"]), "")
        for gone in change.get("gone", ()):
            why = said[_GONE.get(gone["why"], "gone_other")]
            name = _name({**gone, "item": gone}, catalogue, lang)
            yield HandRow(said["did_gone"].format(name=name, why=why), "")
        return
    did = said[f"did_{change['do']}"].format(name=_name(change, catalogue, lang))
    if carried:
        by = names.get(carried["by"], carried["by"])
        did = said["carried_from"].format(did=did, n=carried["of"], by=by)
    yield HandRow(did, change["reason"] or "")


def _name(change: Data, catalogue: Catalogue, lang: Lang) -> str:
    code = change.get("code")
    if not code:
        return ""
    known = catalogue.items.get(code) or catalogue.city_items.get(code)
    return known.name.say(lang) if known else str(change.get("item", {}).get("name", code))
