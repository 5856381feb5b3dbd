"""A kept plan as a paper to print: what its page tells, with places to sign and to seal."""

from collections.abc import Iterator, Sequence

from api.pages.frame import Words
from api.pages.kept_pages import KeptPlanPage
from api.pages.kept_rows import KeptItem, OfferLine
from api.printing.paper import Block, Entry, Heading, Paper, Rows, Seals, Tag, Text, Warning

_MOODS = {"eligible": "good", "unknown": "open"}


def paper_of(page: KeptPlanPage) -> Paper:
    """Return the paper of a plan's page."""
    lines = [page.who, page.version, page.counts, page.categories, page.unclaimed]
    return Paper(
        title=page.heading,
        lines=tuple(filter(None, lines)),
        blocks=tuple(_blocks(page)),
        mark=page.printed,
        lang=page.frame.lang,
    )


def _blocks(page: KeptPlanPage) -> Iterator[Block]:
    said = page.words
    if page.alerts:
        yield Heading(said["alerts_title"])
    for alert in page.alerts:
        head = " · ".join(filter(None, [alert.label, alert.who]))
        yield Warning(head, (f"{said['alert_said']} {alert.said} ({alert.by})", alert.route))
    if page.hands:
        yield Heading(said["hands_title"])
        yield Rows(tuple(" · ".join(filter(None, [h.did, h.reason])) for h in page.hands))
    for group in page.groups:
        told = said["for_need"].format(whose=group.whose)
        yield Heading(f"{told} · {group.urgency}")
        yield Text("".join(piece.words for piece in group.said), "quote")
        yield from _entries(group.items, said)
        if group.offers:
            yield Text(said["offers_title"])
            yield _offers(group.offers)
    if page.others:
        yield Heading(said["other_title"])
        yield from _entries(page.others, said)
    yield from _rest(page)
    yield Seals(page.signatures)


def _entries(items: Sequence[KeptItem], said: Words) -> Iterator[Entry]:
    for item in items:
        reasons = ["".join(piece.words for piece in reason) for reason in item.reasons]
        rows = (
            (said["amount"], " ".join(filter(None, [item.amount, item.basis]))),
            (said["why"], "\n".join(reasons)),
            (said["lacking"], item.lacking),
            (said["apply"], " ".join(filter(None, [item.apply, item.days]))),
        )
        tags = (
            Tag(item.badge, _MOODS.get(item.status, "plain")),
            Tag(item.layer),
            Tag(said["for_whom"].format(who=item.who)),
        )
        shown = tuple(row for row in rows if row[1] and (row[0] != said["amount"] or item.amount))
        yield Entry(said["rank"].format(n=item.rank), item.name, tags, shown)


def _offers(offers: Sequence[OfferLine]) -> Rows:
    return Rows(tuple(f"{o.name} · {o.badge} · {o.closed or o.left} · {o.until}" for o in offers))


def _rest(page: KeptPlanPage) -> Iterator[Block]:
    said = page.words
    if page.uncovered:
        yield Heading(said["uncovered_title"])
        yield Rows(page.uncovered)
    if page.papers:
        yield Heading(said["papers_title"])
        told = (f"{p.name}　{said['papers_for'].format(names=p.items)}" for p in page.papers)
        yield Rows(tuple(told))
    if page.offers:
        yield Heading(said["offers_title"])
        yield _offers(page.offers)
    if page.teams:
        yield Heading(said["teams_title"])
        yield Rows(tuple(f"{team.name} · {team.text}" for team in page.teams))
    yield Text(said["note"])
