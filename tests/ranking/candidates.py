"""Small provisions and verdicts to measure and to rank."""

from matcher.offerings import Amount, Item
from matcher.rules.evaluate import Judged
from matcher.rules.tree import Compare
from matcher.rules.truth import Truth
from matcher.values import Missing, Status, Verdict
from matcher.wording import NO_TEXT, Bilingual

ATOM = Compare("single_parent", "=", True)
TRUTHS = {
    Status.ELIGIBLE: Truth.TRUE,
    Status.UNKNOWN: Truth.UNKNOWN,
    Status.INELIGIBLE: Truth.FALSE,
    Status.HELD: Truth.TRUE,
}


def item(
    code="G900",
    layer="basic",
    amount=None,
    documents=0,
    per_member=False,
    audience=(),
    excludes=(),
    requires=(),
):
    """Return a list item that differs from others in what is given here only."""
    return Item(
        code=code,
        name=Bilingual(code, code),
        layer=layer,
        domain="living",
        provider="",
        per_member=per_member,
        eligibility="single_parent = true",
        condition=ATOM,
        form="cash",
        amount=amount or Amount(),
        phrases=(),
        source="",
        confidence="high",
        documents=(NO_TEXT,) * documents,
        audience=tuple(audience),
        excludes=tuple(excludes),
        requires=tuple(requires),
    )


def verdict(code="G900", status=Status.ELIGIBLE, member=None, missing=()):
    """Return a verdict with the given status and missing facts."""
    judged = Judged(ATOM, TRUTHS[status], member)
    return Verdict(
        code, member, status, judged, lambda judged: tuple(Missing(name) for name in missing)
    )
