"""The explanation of one code for a household, as the JSON of the public contract."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from matcher.offerings import Item, Provision
from matcher.telling.documents import residual
from matcher.telling.explanation import explained, tree_data
from matcher.telling.known import Teller
from matcher.telling.nearness import near_data
from matcher.telling.sentences import for_family, for_worker
from matcher.values import NearMiss, Verdict

Misses = Mapping[str | None, Sequence[NearMiss]]


def explanation_data(
    provision: Provision,
    verdicts: Sequence[Verdict],
    near: Misses,
    held: Collection[str],
    teller: Teller,
) -> dict[str, Any]:
    """Return why a code is or is not for a household: a verdict and a tree a beneficiary.

    `near` holds the near misses of each beneficiary by member, `held` the codes it has.
    """
    catalogue, lang = teller.catalogue, teller.lang
    checklist = residual(provision, catalogue, lang) if isinstance(provision, Item) else []
    return {
        "household_id": teller.seen.household.id,
        "as_of": teller.seen.on.isoformat(),
        "code": provision.code,
        "name": provision.name.say(lang),
        "source": provision.source,
        "confidence": provision.confidence,
        "verdicts": [
            verdict_data(verdict, near.get(verdict.member, ()), held, teller)
            for verdict in verdicts
        ],
        "residual": checklist,
    }


def verdict_data(
    verdict: Verdict, near: Sequence[NearMiss], held: Collection[str], teller: Teller
) -> dict[str, Any]:
    """Return one beneficiary's verdict with its sentences, its tree and its near misses."""
    told = explained(verdict.judged, teller)
    return {
        "member": verdict.member,
        "who": teller.who(verdict.member),
        "status": str(verdict.status),
        "family": for_family(verdict, told, teller),
        "worker": list(for_worker(told, teller)),
        "missing": list(dict.fromkeys(missing.fact for missing in verdict.missing)),
        "tree": tree_data(told),
        "near": [near_data(miss, held, teller) for miss in near],
    }
