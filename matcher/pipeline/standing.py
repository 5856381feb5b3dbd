"""What a household's facts and signs say for each item, before any text is compared."""

from collections.abc import Mapping
from functools import lru_cache

from matcher.eligibility.assess import categories_of
from matcher.eligibility.fitting import Fitting
from matcher.eligibility.rulebook import Rulebook
from matcher.pipeline.candidates import Judgement
from matcher.pipeline.hearing import Heard
from matcher.ranking.families import Portrait, portrait_of
from matcher.ranking.features import Standing
from matcher.ranking.score import Ranker
from matcher.retrieval.search import Library
from matcher.rules.evaluate import Facts
from matcher.rules.truth import Truth
from matcher.views import View

_WEIGHT: Mapping[Truth, float] = {Truth.TRUE: 1.0, Truth.UNKNOWN: 0.25, Truth.FALSE: 0.0}


def judgement_of(
    seen: View, book: Rulebook, heard: Heard, library: Library, ranker: Ranker
) -> Judgement:
    """Return everything by which the candidates of a household are ranked."""
    categories = categories_of(seen, book)
    known = standings(seen, book, categories, heard, ranker)
    return Judgement(heard, categories, library, ranker, known, Fitting(seen, book))


def standings(
    seen: View, book: Rulebook, categories: tuple[str, ...], heard: Heard, ranker: Ranker
) -> dict[str, Standing]:
    """Return the standing of each item of the home city, by code.

    Of an item for members the best of them counts. Codes of which the ranker's prior knows
    nothing are not those it was trained on.
    """
    scores = ranker.alike.scores(portrait(seen, book, categories, heard))
    liked = {code: score for code, score in scores.items() if code in ranker.prior.usual}
    called = _called(seen, book)
    codes = dict.fromkeys([*liked, *(code for code, _ in called)])
    return {
        code: Standing(
            called.get((code, "must"), 0.0), called.get((code, "good"), 0.0), liked.get(code, 0.0)
        )
        for code in codes
    }


def portrait(seen: View, book: Rulebook, categories: tuple[str, ...], heard: Heard) -> Portrait:
    """Return the portrait of a household whose needs were heard."""
    signs = {name for need in heard.needs for name in need.signs}
    members = [_own(facts, seen.facts) for _, facts in seen.members]
    return portrait_of(seen.facts, members, categories, signs, book.vocabulary)


def _own(facts: Facts, household: Facts) -> Facts:
    return {name: value for name, value in facts.items() if household.get(name) != value}


def _called(seen: View, book: Rulebook) -> Mapping[tuple[str, str], float]:
    if book.indications is None:
        return {}
    found = book.indications.run(seen.scope(), seen.scopes(per_member=True))
    return {
        (code, degree): _WEIGHT[found.best(key, of_member)]
        for key, code, degree, of_member in _indicated(book)
    }


@lru_cache(maxsize=16)
def _indicated(book: Rulebook) -> tuple[tuple[str, str, str, bool], ...]:
    """Return the key of each indication with its code, its degree, and whether it is of members."""
    keys = () if book.indications is None else book.indications.keys
    named = ((key, *key.split()) for key in keys)
    return tuple((key, code, degree, book.items[code].per_member) for key, code, degree in named)
