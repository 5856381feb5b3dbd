"""The catalogue's own offerings, brought into the store so that they can be reserved alike."""

from api.store.store import Store
from api.store.supply import NewOffering, OfferingState, Origin
from api.store.values import Towns
from api.usecases.desk import Office
from api.usecases.offering_texts import catalogue_content

STOREKEEPER = "catalogue"
"""Who brings them in, as the audit names it."""


def stock(office: Office) -> int:
    """Bring in what the store lacks of the catalogue's offerings; return how many that were.

    Each comes once, with the places that the catalogue tells then: from that on the store counts.
    It can be done at any start, by several at once.
    """
    catalogue, store = office.matcher.catalogue, office.store
    lacking = [code for code in catalogue.offerings if code not in _codes(store, office)]
    if not lacking:
        return 0
    with store.unit(STOREKEEPER, office.now(), Towns.everywhere()) as unit:
        there = unit.offerings.codes(wait=True)
        new = [code for code in lacking if code not in there]
        for code in new:
            offering = catalogue.offerings[code]
            content, places = catalogue_content(offering)
            towns = tuple(sorted(catalogue.towns[name].code for name in offering.towns))
            unit.offerings.add(
                NewOffering(
                    kind=code[0],
                    organisation=offering.provider,
                    content=content,
                    towns=towns,
                    quantity=places,
                    origin=Origin.CATALOGUE,
                    state=OfferingState.ACTIVE,
                    code=code,
                )
            )
    return len(new)


def _codes(store: Store, office: Office) -> frozenset[str]:
    with store.view(STOREKEEPER, office.now(), Towns.everywhere()) as unit:
        return unit.offerings.codes()
