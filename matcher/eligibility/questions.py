"""Which unknown facts are worth asking, and of whom."""

from collections.abc import Mapping, Sequence

from matcher.values import Hint, Missing, Question, Verdict


def questions(
    verdicts: Sequence[Verdict], worth: Mapping[str, float], hints: Sequence[Hint] = ()
) -> tuple[Question, ...]:
    """Return the missing facts of the given verdicts, those that can settle most first.

    A fact is worth the sum over the verdicts it stands in of the code's `worth` (in [0, 1]),
    each shared among the facts that verdict still lacks: an answer that settles a verdict
    alone counts whole, and one that a text already voices twice. Ties fall to the fact's
    name, then the member.
    """
    told = {Missing(hint.fact, hint.member or ""): hint for hint in hints}
    gain: dict[Missing, float] = {}
    decides: dict[Missing, list[str]] = {}
    for verdict in verdicts:
        for missing in verdict.missing:
            share = worth.get(verdict.code, 0.0) / len(verdict.missing)
            gain[missing] = gain.get(missing, 0.0) + share * (2 if missing in told else 1)
            decides.setdefault(missing, []).append(verdict.code)
    order = sorted(gain, key=lambda missing: (-round(gain[missing], 6), missing))
    return tuple(
        Question(
            missing.fact,
            missing.member or None,
            tuple(dict.fromkeys(decides[missing])),
            told.get(missing),
        )
        for missing in order
    )
