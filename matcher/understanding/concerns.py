"""Whom a clause concerns: the kin words in it, read from the speaker, and the ledger's member."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from matcher.facts import Value
from matcher.listening import Kin
from matcher.needs import Household, Member, Need
from matcher.normalise import normalise

_Index = Mapping[str, tuple[tuple[str, Kin | None], ...]]

_OLDER = ("parent", "grandparent")
_TO_HEAD = {
    # how a person at (speaker's relation to head, kin word) stands to the head
    ("head", "spouse"): "spouse",
    ("head", "child"): "child",
    ("head", "parent"): "parent",
    ("head", "grandparent"): "grandparent",
    ("head", "grandchild"): "grandchild",
    ("head", "sibling"): "sibling",
    ("spouse", "spouse"): "head",
    ("spouse", "child"): "child",
    ("child", "parent"): "head",
    ("child", "sibling"): "child",
    ("child", "grandparent"): "parent",
    ("parent", "child"): "head",
    ("parent", "spouse"): "parent",
    ("parent", "grandchild"): "child",
    ("grandparent", "grandchild"): "head",
    ("grandchild", "grandparent"): "head",
    ("grandchild", "parent"): "child",
    ("sibling", "sibling"): "head",
}


def plainly_named(
    clause: str, need: Need, household: Household, kin: Sequence[Kin], not_kin: Sequence[str]
) -> tuple[str, ...] | None:
    """Return the members that the kin words of a clause name beyond doubt, () where it has none.

    None where a word names nobody listed, or one of several: only the likeliest reading counts,
    and a word that tells no relation (长者) names nobody but an old person to whom the ledger lays
    the need. Whom it lays the need to may speak, or be spoken of; the spouse of one of the older
    generation is theirs, never the head's.
    """
    speaker = household.member(need.member) or _head(household)
    for word in not_kin:
        clause = clause.replace(word, " ")
    named: dict[str, None] = {}
    for meaning in _words_in(clause, kin):
        found = [] if speaker is None else _plainly(meaning, speaker, household, bool(need.member))
        if len(found) != 1:
            return None
        named[found[0].id] = None
    return tuple(named)


class Spoken(NamedTuple):
    """Whom the kin words of a clause speak of, and the first word that fits nobody listed.

    `others` are those of them for whom somebody else cares or frets in it (担心孩子).
    """

    members: tuple[str, ...]
    unlisted: str = ""
    others: tuple[str, ...] = ()


def spoken_of(
    clause: str,
    need: Need,
    household: Household,
    kin: Sequence[Kin],
    not_kin: Sequence[str],
    cared_for: Sequence[str] = (),
) -> Spoken:
    """Return whom a (normalised) clause speaks of, in the order of its words.

    Every reading of a word is tried, the likeliest first; but 我爸 is the father of whoever
    speaks. Of several members of that kind the one to whom the ledger lays the need is meant,
    without one all of them. A word that stands right behind one of `cared_for` is not of whom
    the clause tells something.
    """
    speaker = household.member(need.member) or _head(household)
    if speaker is None:
        return Spoken(())
    named: list[str] = []
    tells: set[str] = set()
    unlisted = ""
    behind = {found.end() for each in cared_for for found in re.finditer(each, clause)}
    for place, word, meaning in _one_by_one(clause, _by_first(tuple(kin), tuple(not_kin))):
        is_mine = f"我{word}" in clause or word.startswith("我")
        found = [m.id for m in _meant(meaning, speaker, household, is_mine, bool(need.member))]
        named += found
        tells.update(() if place in behind else found)
        unlisted = unlisted or ("" if found else word)
    members = tuple(dict.fromkeys(named))
    return Spoken(members, unlisted, tuple(name for name in members if name not in tells))


def _meant(
    kin: Kin, speaker: Member, household: Household, is_mine: bool, is_own: bool
) -> list[Member]:
    readings = kin.readings[:1] if is_mine else kin.readings
    if "child" in readings:  # where grandparents bring up children, these are the children
        readings = (*readings, "grandchild")
    for reading in readings:
        for places, whose in _views(reading, speaker, is_mine, is_own):
            people = [m for m in household.members if m.id != whose]
            fits = [m for m in people if _suits(m, reading, places, kin, speaker)]
            if kin.order is not None and fits:
                return _by_order(fits, kin.order)
            if is_own and speaker in fits:
                return [speaker]
            if fits and (len(fits) == 1 or reading != "other"):
                return fits
    return []


def _views(
    reading: str, speaker: Member, is_mine: bool, is_own: bool
) -> list[tuple[set[str], str | None]]:
    """Return the relations to the head that a word may mean, and who says it, if they do.

    Who says 我爸 speaks for themselves, and never of themselves by a word of relation. Else a
    third person, who reads from the head, is likelier to tell of whom the ledger lays the need to.
    """
    if reading in ("self", "other"):
        return [(set(), None)]
    own = _TO_HEAD.get((str(speaker.facts.get("relation", "head")), reading))
    said = ({own} if own else set(), speaker.id)
    from_head = _TO_HEAD.get(("head", reading))
    told = ({from_head} if from_head else set[str](), None)
    return [said, told] if is_mine or not is_own else [told, said]


def _suits(member: Member, reading: str, places: set[str], kin: Kin, speaker: Member) -> bool:
    """Say whether a member may be the person of a reading; who is told by age has to have one."""
    relation, age = member.facts.get("relation"), member.facts.get("age")
    if reading == "self":
        stands = member.id == speaker.id and _of_age(age, kin.age)
    elif reading == "other":
        stands = kin.age is not None and isinstance(age, int) and _of_age(age, kin.age)
    else:
        stands = relation in places and _of_age(age, kin.age)
    return stands and _agrees(member.facts.get("sex"), kin.sex)


def _plainly(kin: Kin, speaker: Member, household: Household, is_own: bool) -> list[Member]:
    """Return those a word may name; of several of one kind, whom the ledger lays the need to."""
    reading = kin.readings[0]
    if reading == "self":
        return [speaker] if _agrees(speaker.facts.get("sex"), kin.sex) else []
    if reading == "other":
        return [speaker] if is_own and _is_old_as(kin, speaker) else []
    places = _places(reading, speaker)
    if reading == "spouse" and speaker.facts.get("relation") in _OLDER:
        places = {str(speaker.facts["relation"])}
    own = {_TO_HEAD.get(("head", reading))}  # a third person tells of the speaker as the head would
    fits = [
        member
        for member in household.members
        if member.facts.get("relation") in (own if member.id == speaker.id else places)
        and _agrees(member.facts.get("sex"), kin.sex)
        and _of_age(member.facts.get("age"), kin.age)
    ]
    if kin.order is not None and fits:
        return _by_order(fits, kin.order)
    alike = len({member.facts.get("relation") for member in fits}) == 1
    return [speaker] if alike and speaker in fits else fits


def _is_old_as(kin: Kin, member: Member) -> bool:
    """Say whether a word for an old person, which tells no relation, fits by age and sex."""
    is_known = isinstance(member.facts.get("age"), int)
    fits = _of_age(member.facts.get("age"), kin.age) and _agrees(member.facts.get("sex"), kin.sex)
    return kin.age == "elderly" and is_known and fits


def _head(household: Household) -> Member | None:
    heads = [m for m in household.members if m.facts.get("relation") == "head"]
    return (heads or list(household.members) or [None])[0]  # type: ignore[list-item]


def _words_in(clause: str, kin: Sequence[Kin]) -> list[Kin]:
    """Return the kin whose words stand in the clause; a longer word hides a shorter inside it."""
    found = []
    for word, meaning in _longest_first(tuple(kin)):
        if word in clause:
            clause = clause.replace(word, " ")
            found.append(meaning)
    return found


@lru_cache(maxsize=8)
def _longest_first(kin: tuple[Kin, ...]) -> tuple[tuple[str, Kin], ...]:
    pairs = ((word, meaning) for meaning in kin for word in meaning.words)
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def _one_by_one(clause: str, index: _Index) -> Iterator[tuple[int, str, Kin]]:
    """Yield the kin words of a clause, each from its place, in their order.

    Of those that begin together the longest.
    """
    place = 0
    while place < len(clause):
        words = index.get(clause[place], ())
        word, meaning = next((w for w in words if clause.startswith(w[0], place)), (" ", None))
        if meaning is not None:
            yield place, word, meaning
        place += len(word)


@lru_cache(maxsize=8)
def _by_first(kin: tuple[Kin, ...], not_kin: tuple[str, ...]) -> _Index:
    """Return all words as they stand in normalised texts, where some letters change, by letter.

    Those that name nobody have no meaning.
    """
    index: dict[str, list[tuple[str, Kin | None]]] = {}
    pairs: list[tuple[str, Kin | None]] = [*_longest_first(kin), *((w, None) for w in not_kin)]
    for word, meaning in pairs:
        plain = normalise(word)
        index.setdefault(plain[0], []).append((plain, meaning))
    return {
        first: tuple(sorted(words, key=lambda pair: -len(pair[0])))
        for first, words in index.items()
    }


def _places(to_speaker: str, speaker: Member) -> set[str]:
    """Return the relations to the head that the named person may have.

    A case note speaks from outside: there a kin word is read from the head as well.
    """
    own = str(speaker.facts.get("relation", "head"))
    return {
        place
        for relation in (own, "head")
        if (place := _TO_HEAD.get((relation, to_speaker))) is not None
    }


def _agrees(known: Value | None, wanted: str | None) -> bool:
    return wanted is None or known is None or known == wanted


def _of_age(age: Value | None, wanted: str | None) -> bool:
    if wanted is None or not isinstance(age, int):
        return True
    return {"minor": age < 18, "adult": age >= 18, "elderly": age >= 55}[wanted]


def _by_order(fits: list[Member], order: str | None) -> list[Member]:
    if order is None or not fits:
        return []
    born = sorted(fits, key=lambda member: str(member.facts.get("birth_date", "9999")))
    return [born[0] if order == "oldest" else born[-1]]
