"""The pages of the two lists: searched and narrowed, and one item told whole."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query, Response

from api.deps import PartsDep
from api.errors import AbsentError
from api.gate import guarded
from api.pages.catalogue_pages import ItemLine, ItemPage, ItemsPage, OfferingLine
from api.pages.fields import Choice, Field, NamedLink
from api.pages.frame import Frame, Words
from api.pages.twins import page
from api.pages.visit import Sheet, VisitDep
from api.usecases.browsing import FACETS, Search, facets, found_items
from api.usecases.item_told import clauses_of, figures_told, offered_for
from api.words import term, words
from matcher.errors import Fault, nearest
from matcher.offerings import Catalogue, Item
from matcher.wording import Lang, listing

router = guarded()
_AT_ONCE = 40
_MOST_PHRASES = 6
_LABELS = {"list": "list_of", "domain": "domain", "audience": "category"}

Text = Annotated[str, Query(max_length=60)]
Word = Annotated[str, Query(max_length=40)]


@page(router, "/items", table=True)
def items(  # noqa: PLR0913 - one argument a query parameter
    visit: VisitDep,
    parts: PartsDep,
    q: Text = "",
    list: Word = "",
    domain: Word = "",
    audience: Word = "",
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> Response:
    """Show the items that fit, some dozen at a time."""
    catalogue, lang, said = parts.matcher.catalogue, visit.lang, words(visit.lang)
    search = Search(q.strip(), list or None, None, domain or None, audience or None)
    found = found_items(catalogue, search)
    shown = found[offset : offset + _AT_ONCE]
    rows = tuple(_line(item, catalogue, lang) for item in shown)
    told = ItemsPage(
        frame=Frame(lang, said["items_title"]),
        words=said,
        heading=said["items_title"],
        text=search.text,
        filters=tuple(_filters(catalogue, search, lang)),
        found=said["items_found"].format(n=len(found)) if found else said["items_none"],
        items=rows,
        following=_following(search, offset + _AT_ONCE) if found[offset + _AT_ONCE :] else "",
    )
    whole = tuple(_line(item, catalogue, lang) for item in found)
    return visit.show(told, sheet=_sheet(whole, said))


@page(router, "/items/{code}")
def item(visit: VisitDep, parts: PartsDep, code: Annotated[str, Path(max_length=60)]) -> Response:
    """Show one item of the two lists."""
    catalogue = parts.matcher.catalogue
    found = catalogue.items.get(code)
    if found is None:
        near = nearest(code, [known.lower() for known in catalogue.items])
        raise AbsentError(Fault("unknown_code", value=code, near=near and near.upper()))
    return visit.show(_item_page(found, catalogue, parts.today(), visit.lang))


def _filters(catalogue: Catalogue, search: Search, lang: Lang) -> Iterator[Field]:
    counts, said = facets(catalogue, search), words(lang)
    for name in FACETS:
        labels = _values(catalogue, name)
        chosen = getattr(search, name) or ""
        choices = tuple(
            Choice(value, f"{label} ({counts[name].get(value, 0)})")
            for value, told in labels.items()
            for label in (told[lang],)
            if counts[name].get(value) or value == chosen
        )
        label, hint = said[_LABELS[name]], said["any"]
        yield Field(name, label, "select", chosen, choices, hint=hint)


def _values(catalogue: Catalogue, facet: str) -> Mapping[str, Mapping[Lang, str]]:
    if facet == "audience":
        told = {code: each.name for code, each in catalogue.categories.items()}
    else:
        told = dict(catalogue.words[facet])
    return {value: {"zh": name.zh, "en": name.en} for value, name in told.items()}


def _following(search: Search, offset: int) -> str:
    asked = {"q": search.text, **{name: getattr(search, name) for name in FACETS}}
    told = {name: value for name, value in asked.items() if value}
    return f"/items?{urlencode({**told, 'offset': offset})}"


def _line(item: Item, catalogue: Catalogue, lang: Lang) -> ItemLine:
    return ItemLine(
        code=item.code,
        name=item.name.say(lang),
        list=catalogue.words["list"][item.list].say(lang),
        layer=catalogue.words["layer"][item.layer].say(lang),
        domain=catalogue.words["domain"][item.domain].say(lang),
        whom=_whom(item, catalogue, lang),
        address=f"/items/{item.code}",
    )


def _whom(item: Item, catalogue: Catalogue, lang: Lang) -> str:
    if not item.audience:
        return words(lang)["item_everyone"]
    return listing([catalogue.categories[code].name.say(lang) for code in item.audience], lang)


def _sheet(rows: tuple[ItemLine, ...], said: Words) -> Sheet:
    heads = [said[key] for key in ("item_code", "item_name", "list_of", "domain", "item_whom")]
    return Sheet("items", heads, [(r.code, r.name, r.list, r.domain, r.whom) for r in rows])


def _item_page(item: Item, catalogue: Catalogue, day: date, lang: Lang) -> ItemPage:
    said, line = words(lang), _line(item, catalogue, lang)
    amount = item.amount
    value = "" if amount.value is None else f"{amount.value:,.15g} {amount.unit.say(lang)}"
    return ItemPage(
        frame=Frame(lang, line.name),
        words=said,
        heading=line.name,
        code=item.code,
        tags=(line.list, line.layer, line.domain),
        whom=line.whom,
        per=said["item_per_member" if item.per_member else "item_per_household"],
        conditions=clauses_of(item, catalogue, day, lang),
        residual=tuple(told.say(lang) for told in item.residual),
        figures=tuple(figures_told(item, catalogue, day, lang)),
        amount=" · ".join(filter(None, [value, amount.note])),
        provider=item.provider,
        apply=item.apply.say(lang),
        documents=tuple(paper.say(lang) for paper in item.documents),
        days=said["days"].format(n=item.days) if item.days else "",
        excludes=tuple(_links(item.excludes, catalogue, lang)),
        requires=tuple(_links(item.requires, catalogue, lang)),
        phrases=item.phrases[:_MOST_PHRASES],
        offers=tuple(_offers(item, catalogue, day, lang)),
        source=item.source,
        confidence=catalogue.words["confidence"][item.confidence].say(lang),
    )


def _links(codes: tuple[str, ...], catalogue: Catalogue, lang: Lang) -> Iterator[NamedLink]:
    for code in codes:
        yield NamedLink(catalogue.items[code].name.say(lang), f"/items/{code}")


def _offers(item: Item, catalogue: Catalogue, day: date, lang: Lang) -> Iterator[OfferingLine]:
    said = words(lang)
    for offering in offered_for(item, catalogue, day):
        names = [t if lang == "zh" else catalogue.towns[t].english for t in offering.towns]
        towns = listing(names, lang) if names else said["offer_towns_all"]
        text = said["offer_line"].format(
            platform=term(offering.platform, lang), towns=towns, until=offering.ends.isoformat()
        )
        yield OfferingLine(offering.name.say(lang), text)
