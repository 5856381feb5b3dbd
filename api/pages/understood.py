"""What was understood of each need, as a person reads it: words marked, facts to be confirmed."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from api.pages.items import Reader
from api.pages.understood_rows import ClauseRow, Piece, UnderstoodRow
from api.words import words

_MOST_SIGNS = 3

Data = dict[str, Any]


def understood_rows(data: Sequence[Data], reader: Reader) -> tuple[UnderstoodRow, ...]:
    """Return a row for each entry of the ledger that says something."""
    leads = {need.id: need.lead for need in reader.household.needs}
    return tuple(
        _row(one, reader.need(one["need"]), leads[one["need"]], reader)
        for one in data
        if one["clauses"]
    )


def said_by(one: Data | None, text: str, lead: int) -> tuple[Piece, ...]:
    """Return an entry of the ledger with the words marked on which something rests."""
    spans = [] if one is None else _spans(one)
    moved = [(start - lead, end - lead) for start, end in spans]
    return tuple(_pieces(text, 0, len(text), moved))


def _row(one: Data, text: str, lead: int, reader: Reader) -> UnderstoodRow:
    said, urgency = words(reader.lang), one["urgency"]
    because = [each for each in urgency["because"] if each["level"] == urgency["heard"]]
    grounds = list({_place(each): each for each in reversed(because)}.values())[::-1]
    worker = reader.word("urgency", urgency["worker"])
    heard = reader.word("urgency", urgency["heard"])
    spans = _spans(one)
    return UnderstoodRow(
        urgency=said["urgency_worker"].format(level=worker),
        heard=said["urgency_heard"].format(level=heard) if grounds else "",
        because=reader.listed([_ground(each, reader) for each in grounds]),
        clauses=tuple(
            ClauseRow(
                pieces=tuple(
                    _pieces(
                        text,
                        clause["start"] - lead,
                        clause["end"] - lead,
                        [(start - lead, end - lead) for start, end in spans],
                    )
                ),
                text=clause["text"],
                tags=tuple(_tags(clause, reader)),
                facts=tuple(_fact(fact, reader) for fact in clause["facts"]),
            )
            for clause in one["clauses"]
        ),
    )


def _place(ground: Data) -> tuple[Any, ...]:
    """Return what tells a ground from others: its words where it has any, else its label."""
    quote = ground["quote"]
    return (quote["start"], quote["end"]) if quote else (ground["label"], ground["member"])


def _spans(one: Data) -> list[tuple[int, int]]:
    """Return the spans of all words that something rests on, whole clauses left out."""
    found = [each["quote"] for each in one["urgency"]["because"]]
    for clause in one["clauses"]:
        whole = (clause["start"], clause["end"])
        heard = [*clause["signs"], *clause["facts"], *clause["items"], *clause["slips"]]
        heard += [clause["stance_words"], clause["unlisted"]]
        found += [each for each in heard if each and (each["start"], each["end"]) != whole]
    return [(each["start"], each["end"]) for each in found if each]


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Yield the stretches of a clause in turn, marked where a span covers them."""
    edges = {start, end, *(place for span in spans for place in span if start < place < end)}
    ordered = sorted(edges)
    whole: list[Piece] = []
    for first, last in pairwise(ordered):
        marked = any(one <= first and last <= other for one, other in spans)
        if whole and whole[-1].marked == marked:
            whole[-1] = Piece(whole[-1].words + text[first:last], marked)
        else:
            whole.append(Piece(text[first:last], marked))
    yield from whole


def _ground(ground: Data, reader: Reader) -> str:
    said = words(reader.lang)
    if ground["quote"]:
        return said["ground_words"].format(words=ground["quote"]["words"], label=ground["label"])
    if ground["member"]:
        who = reader.who(ground["member"])
        return said["ground_whose"].format(who=who, label=ground["label"])
    return str(ground["label"])


def _tags(clause: Data, reader: Reader) -> Iterator[str]:
    said = words(reader.lang)
    for told, key in ((True, "sign_told"), (False, "sign_sounds")):
        labels = [sign["label"] for sign in clause["signs"] if sign["told"] is told]
        if labels:
            yield said[key].format(names=reader.listed(labels[:_MOST_SIGNS]))
    yield from (item["text"] for item in clause["items"])
    yield from (slip["text"] for slip in clause["slips"])
    if clause["unlisted"]:
        yield said["unlisted"].format(words=clause["unlisted"]["words"])
    if clause["by"] == "context":
        yield said["by_context"]
    if not clause["open"]:
        yield said["not_searched"]


def _fact(fact: Data, reader: Reader) -> str:
    said = words(reader.lang)
    return said["ground_whose"].format(who=reader.who(fact["member"]), label=fact["text"])
