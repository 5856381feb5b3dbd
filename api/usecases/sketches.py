"""Write the households that were drawn for lacking kinds of case as cases to be judged."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matcher.eligibility.kinds import Gap, every_kind
from matcher.eligibility.sketch import Sketch
from matcher.facts import Value
from matcher.offerings import Catalogue
from matcher.reading.edits import render
from matcher.rules.tree import Condition, mentions
from matcher.telling.conditions import quantity
from matcher.wording import Bilingual, Lang

_LONGEST = 56
_JUDGE = Bilingual(
    "请您按政策判断：eligible、ineligible、unknown（另写 missing）或 held",
    "judge by the policy: eligible, ineligible, unknown (with missing) or held",
)
_NOTHING = Bilingual("什么都还没问", "nothing is known yet")


def draw(
    condition: Condition, per_member: bool, catalogue: Catalogue, day: date
) -> tuple[Sketch, ...]:
    """Return households on which a linked condition turns on a day, each once."""
    return sketches(every_kind(condition, per_member, catalogue, day))


def not_given(condition: Condition, sketch: Sketch, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the input facts of a condition that a drawn household does not give."""
    known = {name: value for row in (sketch.facts, *sketch.members) for name, value in row.items()}
    named = dict.fromkeys(mention.fact for mention in mentions(condition))
    parts = (p for n in named if n not in known for p in catalogue.vocabulary.inputs_of(n, known))
    return tuple(dict.fromkeys(parts))


def sketches(gaps: Sequence[Gap]) -> tuple[Sketch, ...]:
    """Return the households drawn for the gaps, each once."""
    found: list[Sketch] = []
    for gap in gaps:
        if gap.sketch is not None and gap.sketch not in found:
            found.append(gap.sketch)
    return tuple(found)


def sketch_row(sketch: Sketch, catalogue: Catalogue, lang: Lang) -> dict[str, Any]:
    """Return a drawn household as a case without its verdict."""
    row: dict[str, Any] = {"case": sketch_words(sketch, catalogue, lang)}
    if sketch.facts:
        row["household"] = _plain(sketch.facts)
    if sketch.members:
        row["members"] = [_plain(member) for member in sketch.members]
    return row


def skeleton(gaps: Sequence[Gap], catalogue: Catalogue, lang: Lang, taken: Sequence[str]) -> str:
    """Return the text of the cases that are lacking, their verdicts left for a person.

    `taken` are the sentences of the cases there are: none is used twice.
    """
    seen, lines = set(taken), []
    for sketch in sketches(gaps):
        row = sketch_row(sketch, catalogue, lang)
        row["case"] = _fresh(row["case"], seen)
        first, *rest = render(row).splitlines()
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
        lines.append(f"  expect:   # {_JUDGE.say(lang)}")
    return "".join(f"{line}\n" for line in lines)


def sketch_words(sketch: Sketch, catalogue: Catalogue, lang: Lang) -> str:
    """Return a drawn household in one sentence: its facts and those of its members."""
    rows = [sketch.facts, *sketch.members]
    told = [_facts(row, catalogue, lang) for row in rows if row]
    text = ("；" if lang == "zh" else "; ").join(told) or _NOTHING.say(lang)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _facts(facts: Mapping[str, Value], catalogue: Catalogue, lang: Lang) -> str:
    known = catalogue.vocabulary.facts
    mark, join = ("：", "，") if lang == "zh" else (": ", ", ")
    return join.join(
        f"{known[name].label.say(lang)}{mark}{quantity(known[name], value, catalogue, lang)}"
        for name, value in facts.items()
    )


def _fresh(text: str, seen: set[str]) -> str:
    """Return the sentence with a number where it is taken."""
    number, fresh = 2, text
    while fresh in seen:
        fresh, number = f"{text} {number}", number + 1
    seen.add(fresh)
    return fresh


def _plain(facts: Mapping[str, Value]) -> dict[str, Any]:
    plain = (bool, int, float, str)
    return {n: v if isinstance(v, plain) else v.isoformat() for n, v in facts.items()}
