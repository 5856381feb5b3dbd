"""Why an item is or is not for a household, made ready for a page; what is just missed."""

from collections.abc import Sequence
from typing import Any

from api.pages.branches import branches
from api.pages.fields import Choice
from api.pages.items import Reader
from api.pages.plan_rows import NearRow, WhyNot, WhyRow
from api.usecases.browsing import Search, found_items
from api.words import words
from matcher.offerings import Catalogue
from matcher.wording import Lang

_MOST_NEAR = 3
_MOST_FOUND = 9


def near_rows(near: Sequence[dict[str, Any]], reader: Reader) -> tuple[NearRow, ...]:
    """Return the items that a family is one step away from."""
    said = words(reader.lang)
    return tuple(
        NearRow(
            name=miss["name"],
            who=reader.who(miss["member"]),
            status=miss["becomes"],
            badge=said[f"near_{miss['becomes']}"],
            text=miss["text"],
        )
        for miss in near
    )


def why_not(explained: dict[str, Any], reader: Reader) -> WhyNot:
    """Return the explanation of an item that was asked about."""
    return WhyNot(
        name=explained["name"],
        rows=tuple(why_of(verdict, reader) for verdict in explained["verdicts"]),
        residual=tuple(explained["residual"]),
        source=explained["source"],
    )


def why_of(verdict: dict[str, Any], reader: Reader) -> WhyRow:
    """Return why an item is or is not for one beneficiary."""
    return WhyRow(
        who=reader.who(verdict["member"]),
        status=verdict["status"],
        badge=reader.word("status", verdict["status"]),
        family=verdict["family"],
        rests_on=branches(verdict),
        near=tuple(miss["text"] for miss in verdict["near"][:_MOST_NEAR]),
    )


def item_choices(catalogue: Catalogue, text: str, lang: Lang) -> tuple[Choice, ...]:
    """Return the items that a name, everyday words, a code or initials may mean, the likely first.

    An item's own code or name means that item alone.
    """
    every = {**catalogue.items, **catalogue.city_items}
    own = [i for i in every.values() if text in (i.code, i.name.zh, i.name.en)]
    found = own or found_items(catalogue, Search(text))[:_MOST_FOUND]
    return tuple(Choice(item.code, item.name.say(lang)) for item in found)
