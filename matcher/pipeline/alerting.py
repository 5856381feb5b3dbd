"""Alerts of a household: what its texts tell of danger, and what its facts do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from matcher.eligibility.plausible import stage_of
from matcher.eligibility.rulebook import Rulebook
from matcher.needs import Need, Urgency
from matcher.normalise import normalise
from matcher.offerings import Catalogue
from matcher.pipeline.real import real_text
from matcher.reading.alarms import Alarm
from matcher.rules.evaluate import evaluate
from matcher.rules.truth import Truth
from matcher.typed import Clause
from matcher.understanding.danger import danger_signs, is_outright
from matcher.understanding.likeness import is_doubtful, likeness_of, loudest_clause
from matcher.understanding.not_so import not_so_in
from matcher.understanding.settled import is_readable
from matcher.understanding.weighing import Heard, alarming, most_points
from matcher.understanding.wordings import Wordings
from matcher.values import Alert
from matcher.views import View

Clauses = Mapping[str, Sequence[Clause]]
NO_CLAUSES: Clauses = {}
_ANY_AGE = "person"  # as `stage_of` tells it

Facts = tuple[tuple[str, str | None], ...]
"""Each kind that facts tell of, with the member whose facts they are."""


def alerts_of(
    seen: View,
    book: Rulebook,
    catalogue: Catalogue,
    alarm: Alarm | None,
    clauses: Clauses = NO_CLAUSES,
) -> tuple[Alert, ...]:
    """Return the danger signs of the texts in ledger order, then those of facts alone.

    Danger to a stranger is told as any other, and laid to nobody of the household; `clauses`
    are those of each need. Nor is a danger of one time of life laid to somebody at another.

    Without an alarm, and in a text that is not Chinese, the words that tell outright raise
    alerts by themselves.
    """
    facts = facts_of_danger(seen, book)
    needs = seen.household.needs
    told = told_by_words(needs, catalogue)
    if not facts and not told and (alarm is None or _are_quiet(needs, alarm)):
        return ()
    found = list(told.values())
    if alarm is not None:
        unread = {need.id for need in needs if not is_readable(normalise(need.text))}
        kinds = {danger.kind for danger in catalogue.dangers}
        heard = heard_of(seen, facts, frozenset(told), alarm, catalogue)
        found = [
            _raised(needs[place], kind, told.get((needs[place].id, kind)), heard[place], alarm)
            for place, kind in alarming(heard, alarm)
            if kind in kinds and needs[place].id not in unread
        ]
        found += [alert for (need, _), alert in told.items() if need in unread]
    of = {danger.kind: danger.of for danger in catalogue.dangers}
    stages = {name: stage_of(facts) for name, facts in seen.members}
    laid = [_of_stranger(_of_its_age(alert, of, stages), clauses) for alert in found]
    return (*laid, *(Alert(kind, None, member, by="facts") for kind, member in facts))


def _are_quiet(needs: Sequence[Need], alarm: Alarm) -> bool:
    """Say whether needs of which no words tell danger cannot sound like it either.

    Most ledgers end here: what a text denies could only make it sound less like danger.
    """
    texts = [normalise(need.text) for need in needs]
    return all(
        most_points(max(likeness_of(text, alarm.likeness).values()), alarm) < alarm.threshold
        for text in texts
    )


def _of_its_age(alert: Alert, of: Mapping[str, str], stages: Mapping[str, str]) -> Alert:
    """Return an alert, laid to nobody where whose need it is cannot be whom it endangers.

    A grandmother tells of a child in danger: the child is meant, whoever that is.
    """
    stage, told = stages.get(alert.member or "", _ANY_AGE), of.get(alert.kind, "")
    return replace(alert, member=None) if told and stage not in (told, _ANY_AGE) else alert


def _of_stranger(alert: Alert, clauses: Clauses) -> Alert:
    """Return an alert, laid to nobody where its words stand in clauses about a stranger."""
    told = [c for c in clauses.get(alert.need or "", ()) if _shares(c.text, alert.words)]
    return replace(alert, member=None) if told and all(c.stranger for c in told) else alert


def _shares(clause: str, words: str) -> bool:
    """Say whether a clause and the words of an alert hold something of each other."""
    return any(part in clause or clause in part for part in words.split(" … ") if part)


def told_by_words(needs: Sequence[Need], catalogue: Catalogue) -> dict[tuple[str, str], Alert]:
    """Return what words tell outright, by need and kind."""
    return {
        (need.id, alert.kind): alert
        for need in needs
        for alert in (*_by_signs(need, catalogue), *_outright(need, catalogue))
    }


def _outright(need: Need, catalogue: Catalogue) -> Iterator[Alert]:
    text = normalise(need.text)
    if next(danger_signs(text, need.id, catalogue.dangers), None) is None:
        return
    not_so = not_so_in(text, catalogue.listening)
    yield from danger_signs(text, need.id, catalogue.dangers, need.member, not_so)


def _by_signs(need: Need, catalogue: Catalogue) -> Iterator[Alert]:
    """Yield the dangers that signs of the catalogue are, with the words that tell them.

    What is not meant so (a film, long ago) is known of the danger as well as of the sign.
    """
    kinds, wordings = _dangerous(catalogue)
    text = normalise(need.text)
    for place, every in wordings.told_in(text):
        told = tuple(every)
        found = next(not_so_in(text, catalogue.listening).so(told), None) if told else None
        if found is not None:
            yield Alert(kinds[place], need.id, need.member, found.group())


@lru_cache(maxsize=4)
def _dangerous(catalogue: Catalogue) -> tuple[tuple[str, ...], Wordings]:
    """Return the kind of danger that each dangerous sign is, and the wordings of these signs."""
    harmless = {danger.kind: danger.not_signs for danger in catalogue.dangers}
    signs = [sign for sign in catalogue.signs if sign.danger]
    wordings = Wordings((s.words, (*s.unless, *harmless.get(s.danger, ()))) for s in signs)
    return tuple(sign.danger for sign in signs), wordings


def facts_of_danger(seen: View, book: Rulebook) -> Facts:
    """Return the dangers that recorded facts tell of; an unknown fact tells nothing."""
    return tuple(
        (kind, scope.member)
        for kind, conditions in book.dangers
        for scope in seen.scopes(per_member=True)
        if any(evaluate(condition, scope) is Truth.TRUE for condition in conditions)
    )


def heard_of(
    seen: View,
    facts: Facts,
    told: frozenset[tuple[str, str]],
    alarm: Alarm,
    catalogue: Catalogue,
) -> tuple[Heard, ...]:
    """Return the household's needs as danger is weighed; `told` are needs with kinds of signs."""
    known = frozenset(kind for kind, _ in facts)
    return tuple(
        Heard(
            likeness=_likeness(normalise(need.text), alarm, catalogue),
            signs=frozenset(kind for name, kind in told if name == need.id),
            facts=known,
            own=frozenset(kind for kind, member in facts if member == need.member),
            urgent=need.urgency is Urgency.HIGH,
            of_child=stage_of(seen.known.get(need.member or "", {})) == "child",
            outright=frozenset(_told_outright(normalise(need.text), catalogue)),
            doubtful=is_doubtful(normalise(need.text), alarm.likeness),
        )
        for need in seen.household.needs
    )


def _likeness(text: str, alarm: Alarm, catalogue: Catalogue) -> dict[str, float]:
    """Return how like danger a text sounds; what it denies or tells as a story adds nothing."""
    whole, real = likeness_of(text, alarm.likeness), real_text(text, catalogue)
    if real == text:
        return whole
    rest = likeness_of(real, alarm.likeness)
    return {kind: min(value, rest[kind]) for kind, value in whole.items()}


def _told_outright(text: str, catalogue: Catalogue) -> Iterator[str]:
    not_so = not_so_in(text, catalogue.listening)
    return (each.kind for each in catalogue.dangers if is_outright(text, each, not_so))


def _raised(need: Need, kind: str, told: Alert | None, heard: Heard, alarm: Alarm) -> Alert:
    """Return an alert with the words it rests on; only plain words that nothing doubts are sure."""
    if told is None:
        words = loudest_clause(normalise(need.text), kind, alarm.likeness)
        return Alert(kind, need.id, need.member, words, by="likeness")
    is_sure = kind in heard.outright and not heard.doubtful
    return told if is_sure else replace(told, by="likeness")
