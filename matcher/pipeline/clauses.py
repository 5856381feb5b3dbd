"""The clauses of a need: what each says, whom it concerns, and whether it still counts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from matcher.listening import Listening, Stance
from matcher.needs import Household, Need
from matcher.normalise import normalise
from matcher.offerings import Catalogue
from matcher.pipeline.real import is_story, with_what_is_real
from matcher.typed import Clause, Slip, Whom
from matcher.understanding.clauses import LONGEST, SHORTEST, Spans, ends_sentence, joined, pieces
from matcher.understanding.settled import asks, is_beyond, is_readable, is_settled, stance_of
from matcher.understanding.signs import signs_in
from matcher.understanding.spelling import lexicon_of, mended, slips_in
from matcher.understanding.strangers import (
    goes_on_about_stranger,
    stranger_in,
    without_objects,
)
from matcher.understanding.whom import NOBODY, Concern, concerns_of
from matcher.understanding.wordings import found_in


def as_read(text: str, catalogue: Catalogue) -> tuple[str, str, tuple[Slip, ...]]:
    """Return a text as it is compared, as it was written where the two are as long, and slips."""
    plain, written = normalise(text), text.strip()
    slips = slips_in(plain, lexicon_of(catalogue))
    return mended(plain, slips), written if len(written) == len(plain) else plain, slips


def clauses_of(
    need: Need, household: Household, catalogue: Catalogue, most: int
) -> dict[Clause, Concern]:
    """Return the clauses of a need's text, each with whether it counts, and whom it concerns.

    At most `most` of them say something to the matter.
    """
    (text, kept, slips), listening = as_read(need.text, catalogue), catalogue.listening
    spans = _spans(text, catalogue, most)
    plain = [without_objects(text[start:end], listening.as_object) for start, end in spans]
    concerns = list(concerns_of(plain, need, household, catalogue))
    own = (need.member,) if need.member else ()
    clauses = [
        Clause(
            need=need.id,
            text=text[start:end],
            start=start,
            end=end,
            said=kept[start:end],
            members=tuple(dict.fromkeys([*concern.members, *own])),
            settled=is_settled(text[start:end], listening.closing),
            idle=_is_idle(text[start:end], catalogue),
            slips=tuple(slip for slip in slips if start <= slip.start and slip.end <= end),
        )
        for (start, end), concern in zip(spans, concerns, strict=True)
    ]
    real = [with_what_is_real(clause, text, catalogue) for clause in clauses]
    return dict(_with_strangers(_with_past(real, catalogue), concerns, text, listening))


def _with_past(clauses: Sequence[Clause], catalogue: Catalogue) -> list[Clause]:
    """Return the clauses, those that are past open again where a later one tells of trouble.

    What is over may yet have brought what is told behind it.
    """
    past = [c for c in clauses if c.settled and not (c.unreal or _is_ended(c, catalogue))]
    if not past:
        return [*clauses]
    found, is_trouble = list[Clause](), False
    for clause in reversed(clauses):
        open_ = replace(clause, settled=False) if clause in past and is_trouble else clause
        found.append(open_)
        counts = not (open_.settled or open_.idle)
        is_trouble = is_trouble or (counts and tells(open_.text, catalogue))
    return found[::-1]


def _is_ended(clause: Clause, catalogue: Catalogue) -> bool:
    return is_settled(clause.text, catalogue.listening.ending)


def _is_idle(clause: str, catalogue: Catalogue) -> bool:
    return found_in(clause, catalogue.listening.idle, ()) is not None


def _spans(text: str, catalogue: Catalogue, most: int) -> Spans:
    """Return where the clauses of a normalised text stand.

    Where there are too many, those that are idle or say again what was said make room; then
    neighbours that ask and tell nothing are joined, and only then any others.
    """
    spans = pieces(text, partial(_stand_apart, catalogue=catalogue))
    if len(spans) <= most:
        return spans
    said: set[str] = set()
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        piece = text[start:end]
        if piece not in said and not _is_idle(piece, catalogue):
            kept.append((start, end))
        said.add(piece)
    if len(kept) > most:
        kept = _silent_joined(text, kept, catalogue)
    return joined(text, kept or spans, most)


def asking_of(clauses: Sequence[Clause], catalogue: Catalogue) -> tuple[Clause, ...]:
    """Return the clauses that still ask for something that might be given.

    Where most of the text is settled, beyond the catalogue or about a stranger, the rest counts
    only if it asks: else it just tells how it came to that. What is said after a matter was
    settled counts where it tells of something that calls for an item; idle words never do.
    """
    readable = [c for c in clauses if is_readable(c.text) and not (c.idle or c.unreal)]
    open_ = tuple(
        c for c in readable if not (c.settled or c.stranger or is_beyond(c.text, catalogue.beyond))
    )
    still_asks = catalogue.listening.still_asks
    is_most = 2 * sum(len(c.text) for c in open_) > sum(len(c.text) for c in readable)
    settled = max((clause.end for clause in readable if clause.settled), default=None)
    if settled is not None:
        behind = [c for c in open_ if is_most or c.start > settled]
        is_most = any(tells(clause.text, catalogue) for clause in behind)
    return open_ if is_most or any(asks(c.text, still_asks) for c in open_) else ()


def is_closed(need: Need, clauses: Sequence[Clause], catalogue: Catalogue) -> bool:
    """Say whether a need asks for nothing since its matter is settled, and not for want of help.

    One that is only denied or of the past is not: should that be misread, a person is to see it.
    """
    ending, text = catalogue.listening.ending, as_read(need.text, catalogue)[0]
    is_over = any(is_settled(c.text, ending) or is_story(c, text, catalogue) for c in clauses)
    return is_over and all(c.settled or not is_beyond(c.text, catalogue.beyond) for c in clauses)


def whole_of(clauses: Sequence[Clause], catalogue: Catalogue) -> str:
    """Return what a need's clauses say together, without long stretches that tell of nothing."""
    told = [c.real for c in clauses if len(c.text) <= LONGEST or _speaks(c.text, catalogue)]
    return "，".join(told or [clause.real for clause in clauses])


def _speaks(text: str, catalogue: Catalogue) -> bool:
    return asks(text, catalogue.listening.still_asks) or tells(text, catalogue)


def _silent_joined(
    text: str, spans: Sequence[tuple[int, int]], catalogue: Catalogue
) -> list[tuple[int, int]]:
    """Return the spans with each run of neighbours that ask and tell nothing as one."""
    found: list[tuple[int, int]] = []
    was_silent = False
    for start, end in spans:
        is_silent = not _speaks(text[start:end], catalogue)
        if is_silent and was_silent:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        was_silent = is_silent
    return found


def _stand_apart(before: str, piece: str, catalogue: Catalogue) -> bool:
    """Say whether a short piece is a clause of its own beside another.

    A greeting is. So is a refusal beside what still asks, and before what tells of something
    at some length; behind it, it says that the matter is settled, as what is solved always does.
    """
    if _is_idle(before, catalogue) or _is_idle(piece, catalogue):
        return True
    closing = catalogue.listening.closing
    is_before, is_behind = is_settled(before, closing), is_settled(piece, closing)
    if is_before == is_behind or (is_behind and _is_solved(piece, catalogue)):
        return False
    other = piece if is_before else before
    return asks(other, catalogue.listening.still_asks) or (
        is_before and len(other) >= SHORTEST and tells(other, catalogue)
    )


def _is_solved(clause: str, catalogue: Catalogue) -> bool:
    return stance_of(clause, catalogue.listening.stances)[0] is Stance.SOLVED


def tells(clause: str, catalogue: Catalogue) -> bool:
    """Say whether a (normalised) clause tells of something that may call for an item."""
    whole = Clause("", clause, 0, len(clause))
    return any(True for _ in signs_in(clause, catalogue.signs, [whole]))


def _with_strangers(
    clauses: Sequence[Clause], concerns: Sequence[Concern], text: str, listening: Listening
) -> Iterator[tuple[Clause, Concern]]:
    """Yield the clauses with whom they concern, those about a stranger with nobody of ours."""
    stranger, ended = "", 0
    for clause, concern in zip(clauses, concerns, strict=True):
        named = stranger_in(clause.text, listening)
        if not named and stranger:
            is_wish = found_in(clause.text, listening.strangers.end, ()) is not None
            is_same = not ends_sentence(text[ended : clause.start])
            is_on = is_same and not is_wish and concern.by is not Whom.WORDS
            named = stranger if goes_on_about_stranger(clause.text, listening, is_on) else ""
        stranger, ended = named, clause.end
        if named:
            yield replace(clause, stranger=named, members=()), NOBODY._replace(unlisted=named)
        else:
            yield clause, concern
