"""What a plan's items would pay that the household does not draw yet: sums, as an estimate."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from matcher.eligibility.rivals import every_rival
from matcher.needs import Held
from matcher.offerings import Catalogue, Pays
from matcher.rules.link import figures_of
from matcher.values import Payment, Status, Step, Unclaimed, Verdict

PAID_OUT = ("cash", "subsidy", "insurance")
"""The forms that put money into the family's hands: no loan, wage, waiver, goods or service."""

PERIODS = ("month", "year", "once")
Payments = Mapping[tuple[str, str | None], Payment]
_Offered = tuple[Verdict, Payment]


def unclaimed(
    steps: Sequence[Step],
    payments: Payments,
    held: Iterable[Held],
    is_likely: Callable[[Verdict], bool],
    catalogue: Catalogue,
    on: date,
) -> Unclaimed:
    """Return the sums of what the beneficiaries of a plan would be paid and do not draw yet.

    `sure` counts, at its lower end, what is known to be met, is open to all who qualify and
    rests on no illustrative figure. `possible` counts that at its upper end, and beside it, at
    its lower end, what else is met or likely. Of two that exclude each other for the same
    person one is counted, the sure one first; none that excludes what is held. An item and its
    counterpart in another city exclude each other: that of the city of registration counts, and
    nothing that presupposes an item of ours which is held from there.
    """
    taken = [(found.code, found.member) for found in held]
    rivals = every_rival(catalogue)
    offered = [
        each
        for each in _offered(steps, payments, catalogue)
        if not _is_added_elsewhere(each[0], taken, catalogue)
    ]
    offered.sort(key=lambda each: not _is_of_place(each[0], catalogue))
    firm = [each for each in offered if _is_firm(each, catalogue, on)]
    open_ = [each for each in offered if each not in firm and _may_be(each[0], is_likely)]
    sure = list(_without_clashes(firm, taken, rivals))
    further = list(_without_clashes(open_, taken, rivals))
    return Unclaimed(
        sure=_sums((paid, paid.low) for _, paid in sure),
        possible=_sums(
            [
                *((paid, paid.low if paid.high is None else paid.high) for _, paid in sure),
                *((paid, paid.low) for _, paid in further),
            ]
        ),
        codes=tuple(dict.fromkeys(verdict.code for verdict, _ in sure)),
        at_least=tuple(
            per
            for per in PERIODS
            if any(paid.value is None and paid.pays.per == per for _, paid in sure)
        ),
    )


def monthly(payments: Payments, catalogue: Catalogue) -> dict[tuple[str, str | None], float]:
    """Return what is paid out a month at least, where that is known: see `planning.compose`."""
    return {
        (code, member): paid.low
        for (code, member), paid in payments.items()
        if paid.pays.per == "month"
        and paid.low is not None
        and catalogue.item(code).form in PAID_OUT
    }


def _is_of_place(verdict: Verdict, catalogue: Catalogue) -> bool:
    """Say whether an item is another city's: it is only met by who is registered there."""
    return bool(catalogue.item(verdict.code).like)


def _is_added_elsewhere(
    verdict: Verdict, taken: Sequence[tuple[str, str | None]], catalogue: Catalogue
) -> bool:
    """Say whether an item comes on top of one that is held from another city."""
    theirs = {catalogue.item(code).like for code, _ in taken if code in catalogue.city_items}
    return not theirs.isdisjoint(catalogue.item(verdict.code).requires)


def _offered(steps: Sequence[Step], payments: Payments, catalogue: Catalogue) -> Iterator[_Offered]:
    """Yield what is paid out to each beneficiary of a plan, where its lower end is known."""
    for step in steps:
        if catalogue.item(step.ranked.code).form not in PAID_OUT:
            continue
        for verdict in step.ranked.verdicts:
            paid = payments.get((verdict.code, verdict.member))
            if paid is not None and paid.low is not None:
                yield verdict, paid


def _is_firm(offered: _Offered, catalogue: Catalogue, on: date) -> bool:
    verdict, paid = offered
    item = catalogue.item(verdict.code)
    if verdict.status is not Status.ELIGIBLE or item.limited:
        return False
    return "low" not in (item.confidence, *_confidences(paid.pays, catalogue, on))


def _confidences(pays: Pays, catalogue: Catalogue, on: date) -> Iterator[str]:
    for term in (pays.least, pays.most):
        for name in () if term is None else figures_of(term):
            line = catalogue.figures[name].on(on)
            yield "low" if line is None else line.confidence


def _may_be(verdict: Verdict, is_likely: Callable[[Verdict], bool]) -> bool:
    return verdict.status is Status.ELIGIBLE or is_likely(verdict)


def _without_clashes(
    offered: Iterable[_Offered],
    taken: list[tuple[str, str | None]],
    rivals: Mapping[str, Sequence[str]],
) -> Iterator[_Offered]:
    """Yield what excludes nothing that is taken for the same person, taking each in turn."""
    for verdict, paid in offered:
        if not _clashes(rivals[verdict.code], verdict.member, taken):
            taken.append((verdict.code, verdict.member))
            yield verdict, paid


def _clashes(
    rivals: Sequence[str], member: str | None, taken: Iterable[tuple[str, str | None]]
) -> bool:
    return any(
        code in rivals and (whose == member or None in (whose, member)) for code, whose in taken
    )


def _sums(counted: Iterable[tuple[Payment, float | None]]) -> dict[str, float]:
    sums = dict.fromkeys(PERIODS, 0.0)
    for paid, sum_ in counted:
        sums[paid.pays.per] = round(sums[paid.pays.per] + (sum_ or 0.0), 2)
    return sums
