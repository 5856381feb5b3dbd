"""A plan, an assessment, a refusal as plain data: the JSON of the public contract."""

from collections.abc import Mapping
from typing import Any

from matcher.errors import Fault
from matcher.needs import Household
from matcher.offerings import Catalogue, Item
from matcher.ranking.score import score
from matcher.rules.evaluate import Judged, deciding_atoms
from matcher.rules.text import render
from matcher.rules.tree import And, AnyMember, CountMembers, Named, Not, Or
from matcher.rules.truth import Truth
from matcher.telling.amounts import amount_data, unclaimed_data
from matcher.telling.asking import answers_data
from matcher.telling.forecasts import change_data
from matcher.telling.known import Teller
from matcher.telling.nearness import near_data
from matcher.telling.persons import called
from matcher.telling.reasons import of_conditions, of_needs, of_parts, why
from matcher.telling.registration import registration_data
from matcher.telling.understood import understood_data
from matcher.telling.verifying import verify_data
from matcher.values import (
    Alert,
    Part,
    Payment,
    Plan,
    Question,
    Ranked,
    Status,
    Step,
    TeamChoice,
    Verdict,
)
from matcher.views import view
from matcher.wording import Bilingual, Lang

Data = dict[str, Any]

_TEAM = {
    "team_here": Bilingual("就在{detail}", "is in {detail}"),
    "team_near": Bilingual("在相邻的{detail}", "is next door in {detail}"),
    "team_does": Bilingual("能做「{detail}」", "does “{detail}”"),
    "team_meets": Bilingual("熟悉{detail}类需求", "knows needs of {detail}"),
}
_LIMITED = Bilingual("名额或资金有限，以受理时为准", "places or funds are limited; ask on applying")
_RECONSTRUCTED = Bilingual(
    "规则按公开政策整理（{confidence}），以经办单位口径为准",
    "rule reconstructed from public policy ({confidence}); the office's reading decides",
)
_BY_FACTS = Bilingual("台账所记情况提示有危险", "the recorded facts tell of danger")
_ADVICE = {
    "likeness": Bilingual(
        "可能有危险，请先看原文核实", "may be a danger: read the text first and make sure"
    )
}
_AT_ONCE = Bilingual("请马上告诉人，不要等", "tell a person at once, do not wait")


def plan_data(plan: Plan, household: Household, catalogue: Catalogue, lang: Lang, top: int) -> Data:
    """Return a plan as the contract's JSON object; `top` cuts `items` only."""
    return {
        "household_id": plan.household,
        "as_of": plan.on.isoformat(),
        "mode": plan.mode,
        "weights": "by_hand" if plan.is_by_hand else "fitted",
        "catalogue": "reconstruction",
        "registration": registration_data(household, catalogue, lang),
        "categories": list(plan.categories),
        "unclaimed": unclaimed_data(plan.unclaimed, lang),
        "items": [_item(step, plan, household, catalogue, lang) for step in plan.steps[:top]],
        "held": list(plan.held),
        "offers": [
            _offer(rank, offer, household, catalogue, lang)
            for rank, offer in enumerate(plan.offers, start=1)
        ],
        "teams": [
            _team(rank, team, catalogue, lang) for rank, team in enumerate(plan.teams, start=1)
        ],
        "questions": [_question(q, household, catalogue, lang) for q in plan.questions],
        "forecast": [change_data(change, household, catalogue, lang) for change in plan.forecast],
        "alerts": [alert_data(alert, catalogue, lang) for alert in plan.alerts],
        "verify": [verify_data(found, household, catalogue, lang) for found in plan.verify],
        "near": _near(plan, household, catalogue, lang),
        "understood": understood_data(plan, household, catalogue, lang),
        "uncovered_needs": list(plan.uncovered),
    }


def _near(plan: Plan, household: Household, catalogue: Catalogue, lang: Lang) -> list[Data]:
    if not plan.near:
        return []
    teller = Teller(view(household, plan.on, catalogue.derived), catalogue, lang)
    return [near_data(miss, plan.held, teller) for miss in plan.near]


def _item(step: Step, plan: Plan, household: Household, catalogue: Catalogue, lang: Lang) -> Data:
    ranked, item = step.ranked, catalogue.item(step.ranked.code)
    return {
        "code": item.code,
        "name": item.name.say(lang),
        "list": item.list,
        "layer": item.layer,
        "domain": item.domain,
        "rank": step.rank,
        "score": score(ranked.points + step.lift),
        "needs": list(ranked.needs),
        "member": ranked.verdict.member,
        "also_for": list(ranked.also_for),
        "status": str(ranked.verdict.status),
        "missing": _missing(ranked.verdict),
        "why": why(step, plan, household, catalogue, lang),
        "parts": [
            {"name": part.name, "value": round(part.value, 4), "points": part.points}
            for part in (*ranked.parts, *_lift(step))
        ],
        "amount": amount_data(item, _payment(step, plan), catalogue, lang),
        "apply": item.apply.say(lang),
        "documents": [document.say(lang) for document in item.documents],
        "days": item.days,
        "residual": residual(item, catalogue, lang),
        "alternative_to": list(step.alternative_to),
        "requires": list(item.requires),
        "confidence": item.confidence,
    }


def _payment(step: Step, plan: Plan) -> Payment | None:
    verdict = step.ranked.verdict
    return plan.payments.get((verdict.code, verdict.member))


def _lift(step: Step) -> tuple[Part, ...]:
    return (Part("place", 1.0, step.lift),) if step.lift else ()


def residual(item: Item, catalogue: Catalogue, lang: Lang) -> list[str]:
    """Return what no rule can settle and the office has to look at, its own conditions first."""
    confidence = catalogue.words["confidence"][item.confidence].say(lang)
    told = [condition.say(lang) for condition in item.residual]
    told += [_LIMITED.say(lang)] if item.limited else []
    if item.confidence != "high":
        told.append(_RECONSTRUCTED.say(lang, confidence=confidence))
    return told


def _offer(
    rank: int, ranked: Ranked, household: Household, catalogue: Catalogue, lang: Lang
) -> Data:
    offering = catalogue.offerings[ranked.code]
    reasons = [
        *of_needs(ranked, catalogue, lang),
        *of_conditions(ranked, household, catalogue, lang),
    ]
    remaining = offering.remaining
    return {
        "code": offering.code,
        "name": offering.name.say(lang),
        "platform": offering.platform,
        "rank": rank,
        "score": ranked.score,
        "needs": list(ranked.needs),
        "member": ranked.verdict.member,
        "status": str(ranked.verdict.status),
        "missing": _missing(ranked.verdict),
        "remaining": int(remaining) if remaining == int(remaining) else remaining,
        "until": offering.ends.isoformat(),
        "item": offering.item,
        "why": [*reasons, *of_parts(ranked, lang)],
    }


def _missing(verdict: Verdict) -> list[str]:
    return list(dict.fromkeys(missing.fact for missing in verdict.missing))


def _team(rank: int, choice: TeamChoice, catalogue: Catalogue, lang: Lang) -> Data:
    team = catalogue.teams[choice.code]
    return {
        "code": choice.code,
        "rank": rank,
        "score": choice.score,
        "kind": team.kind,
        "town": team.town,
        "visits_per_week": choice.visits_per_week,
        "weekdays": list(team.weekdays),
        "languages": list(team.languages),
        "why": [
            _TEAM[key].say(lang, detail=_detail(key, detail, catalogue, lang))
            for key, detail in choice.reasons
        ],
    }


def _detail(key: str, detail: str, catalogue: Catalogue, lang: Lang) -> str:
    if key == "team_does":
        return catalogue.items[detail].name.say(lang)
    if key == "team_meets":
        return catalogue.words["domain"][detail].say(lang)
    return detail if lang == "zh" else catalogue.towns[detail].english


def _question(question: Question, household: Household, catalogue: Catalogue, lang: Lang) -> Data:
    fact = catalogue.vocabulary.facts[question.fact]
    who = called(household, question.member, catalogue.vocabulary, lang)
    return {
        "fact": fact.name,
        "member": question.member,
        "text": fact.question.say(lang).replace("{who}", who),
        "label": fact.label.say(lang),
        "supplied_by": [catalogue.vocabulary.suppliers[s].say(lang) for s in fact.supplied_by],
        "sensitivity": fact.sensitivity,
        "heard": question.hint.words if question.hint else None,
        "decides": list(question.decides),
        "gain": question.gain,
        "answers": answers_data(question, household, catalogue, lang),
    }


def alert_data(alert: Alert, catalogue: Catalogue, lang: Lang) -> Data:
    """Return a danger sign as it is told: what, in which words, and with whom to tell."""
    danger = next(danger for danger in catalogue.dangers if danger.kind == alert.kind)
    return {
        "kind": alert.kind,
        "need": alert.need,
        "member": alert.member,
        "label": danger.label.say(lang),
        "by": alert.by,
        "advice": _ADVICE.get(alert.by, _AT_ONCE).say(lang),
        "words": alert.words or _BY_FACTS.say(lang),
        "route": danger.route.say(lang),
    }


def assessment_data(household: str, on: str, verdicts: tuple[Verdict, ...]) -> Data:
    """Return an assessment as the contract's JSON object."""
    return {
        "household_id": household,
        "as_of": on,
        "verdicts": [_verdict(verdict) for verdict in verdicts],
    }


def _verdict(verdict: Verdict) -> Data:
    failed = []
    if verdict.status is Status.INELIGIBLE:
        failed = [render(j.node) for j in deciding_atoms(verdict.judged, Truth.FALSE)]
    return {
        "code": verdict.code,
        "member": verdict.member,
        "status": str(verdict.status),
        "missing": _missing(verdict),
        "failed": list(dict.fromkeys(failed)),
        "conditions": list(_conditions(verdict.judged)),
    }


def _conditions(judged: Judged) -> list[Data]:
    """Return every comparison of a rule with its value; any() and count() stand as one."""
    match judged.node:
        case And() | Or() | Named():
            return [data for part in judged.parts for data in _conditions(part)]
        case Not():
            return [{"text": render(judged.node), "value": judged.truth.as_json()}]
        case AnyMember() | CountMembers():
            members = [
                {"member": part.member, "value": part.truth.as_json()} for part in judged.parts
            ]
            text = render(judged.node)
            return [{"text": text, "value": judged.truth.as_json(), "members": members}]
        case node:
            return [{"text": render(node), "value": judged.truth.as_json()}]


def refusal_data(household: str | None, fault: Fault, lang: Lang) -> Data:
    """Return the object that stands in a refused household's place."""
    return {
        "household_id": household,
        "error": {
            "line": fault.line,
            "field": fault.field,
            "reason": fault.reason(lang),
            "near": fault.near,
        },
    }


def item_data(item: Item, lang: Lang) -> Mapping[str, Any]:
    """Return a list item as the catalogue pages and the API show it."""
    return {
        "code": item.code,
        "name": item.name.say(lang),
        "list": item.list,
        "layer": item.layer,
        "domain": item.domain,
        "also": list(item.also),
        "provider": item.provider,
        "per": "member" if item.per_member else "household",
        "audience": list(item.audience) or "all",
        "eligibility": item.eligibility,
        "form": item.form,
        "amount": {
            "value": item.amount.value,
            "unit": item.amount.unit.say(lang),
            "note": item.amount.note,
            "as_of": item.amount.as_of,
        },
        "limited": item.limited,
        "apply": item.apply.say(lang),
        "documents": [document.say(lang) for document in item.documents],
        "days": item.days,
        "excludes": list(item.excludes),
        "requires": list(item.requires),
        "residual": [condition.say(lang) for condition in item.residual],
        "source": item.source,
        "confidence": item.confidence,
    }
