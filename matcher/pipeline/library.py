"""What is searched: the catalogue's texts, and the labelled needs beside them."""

from collections.abc import Iterable, Mapping, Sequence

from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.reading.labelled import Gold
from matcher.retrieval.encoders import Encoder
from matcher.retrieval.search import Library, Precedent
from matcher.understanding.normalise import normalise


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
    catalogue: Catalogue, precedents: Sequence[Precedent], encoder: Encoder | None
) -> Library:
    """Return the searchable texts of items, then offerings: each name and its phrasings.

    Another city's item is heard by the texts of its counterpart, and by its own without one.
    """
    lone = [item for item in catalogue.city_items.values() if item.counterpart == item.code]
    items, offerings = [*catalogue.items.values(), *lone], [*catalogue.offerings.values()]
    texts = {
        provision.code: [normalise(t) for t in (provision.name.zh, *provision.phrases)]
        for provision in (*items, *offerings)
    }
    families = [len(items), len(offerings)]
    return Library(texts, families, precedents, encoder)
