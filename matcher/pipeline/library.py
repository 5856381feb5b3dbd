"""What is searched: the catalogue's texts, and the labelled needs beside them."""

from collections.abc import Iterable, Mapping, Sequence

from matcher.needs import Household
from matcher.normalise import normalise
from matcher.offerings import Catalogue, Offering, Provision
from matcher.reading.labelled import Gold
from matcher.retrieval.encoders import Encoder
from matcher.retrieval.precedents import Precedent
from matcher.retrieval.search import Library, Texts


def precedents(households: Iterable[Household], gold: Mapping[str, Gold]) -> tuple[Precedent, ...]:
    """Return the labelled needs as precedents, in input order; an unmet need counts too."""
    return tuple(
        Precedent(
            text=normalise(need.text),
            gains={
                code: float(gold[household.id].relevant.get(code, 1))
                for code in gold[household.id].needs.get(need.id, ())
            },
            source=f"{gold[household.id].author}/{household.id}",
        )
        for household in households
        if household.id in gold
        for need in household.needs
    )


def build_library(
    catalogue: Catalogue,
    precedents: Sequence[Precedent],
    encoder: Encoder | None,
    like: Library | None = None,
) -> Library:
    """Return the searchable texts of items, then offerings: each name and its phrasings.

    Another city's item is heard by the texts of its counterpart, and by its own without one.
    How much a word tells is counted over all of them, or as in `like` where one is given.
    """
    lone = [item for item in catalogue.city_items.values() if item.counterpart == item.code]
    items, offerings = [*catalogue.items.values(), *lone], [*catalogue.offerings.values()]
    families = [len(items), len(offerings)]
    return Library(_texts([*items, *offerings]), families, precedents, encoder, like)


def with_texts(library: Library, posted: Iterable[Offering]) -> Library:
    """Return the library in which what was posted is searched too."""
    return library.with_posted(_texts(posted))


def _texts(provisions: Iterable[Provision]) -> Texts:
    return {
        provision.code: [normalise(t) for t in (provision.name.zh, *provision.phrases)]
        for provision in provisions
    }
