"""Why an item stands where it stands: the ledger's words, the conditions, the score's parts."""

from matcher.facts import FactType
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.rules.evaluate import deciding_atoms
from matcher.rules.truth import Truth
from matcher.telling.conditions import in_words, names, person
from matcher.values import Missing, Part, Plan, Ranked, Status, Step
from matcher.wording import Bilingual, Lang, listing

_SAYS: dict[str, Bilingual] = {
    "words": Bilingual(
        "台账写到「{words}」；目录里这类需求的常见说法是「{text}」",
        "the ledger says “{words}”; the catalogue’s example of such a need: “{text}”",
    ),
    "entitled": Bilingual(
        "没有对应到某条需求；按已核实的情况可以享受",
        "answers no single need; the known facts entitle to it",
    ),
    "possible": Bilingual(
        "没有对应到某条需求；核实后可能可以享受", "answers no single need; may apply once checked"
    ),
    "about": Bilingual(
        "需求说的是{who}，{who}是否符合还要核实",
        "the need is about {who}: whether {who} qualifies is still to be checked",
    ),
    "met": Bilingual("已核：{parts}", "known: {parts}"),
    "open": Bilingual("还要核实：{parts}", "still to be checked: {parts}"),
    "first": Bilingual("须先办理：{parts}", "to be obtained first: {parts}"),
    "clash": Bilingual(
        "与{parts}不能同时享受，核实后择一",
        "cannot be had together with {parts}; choose when checked",
    ),
    "lift": Bilingual(
        "为回应需求、点名的项目或先后次序而提前",
        "moved up: it answers a need, was named, or comes first",
    ),
    "change": Bilingual(
        "与已享受的{parts}不能同时享受，改办前先问清",
        "excludes {parts}, which is held: ask before changing",
    ),
}
_PARTS: dict[str, Bilingual] = {
    "eligible": Bilingual("条件已核实符合", "the conditions are met"),
    "words": Bilingual("用词与需求相近", "its words are close to the need"),
    "meaning": Bilingual("意思与需求相近", "its meaning is close to the need"),
    "clause": Bilingual("与其中一句话相近", "close to one clause of the need"),
    "precedent": Bilingual("相似的需求多由它满足", "needs like this one were met by it"),
    "usual": Bilingual("常被选用", "often chosen"),
    "rare": Bilingual(
        "少数家庭才符合，很有针对性", "few households qualify: it fits this one closely"
    ),
    "concerns": Bilingual("正是需求所说的人", "for the person the need is about"),
    "audience": Bilingual("属于它面向的人群", "meant for this category of people"),
    "amount": Bilingual("金额较大", "a large amount"),
    "urgent": Bilingual("需求紧急", "the need is urgent"),
    "layer_basic": Bilingual("基本生活保障优先", "basic living comes first"),
    "layer_special": Bilingual("专项救助优先", "special relief comes early"),
    "layer_temporary": Bilingual("急难救助优先", "emergency relief comes early"),
    "layer_welfare": Bilingual("属于福利和优待项目", "a welfare or preferential item"),
    "layer_charity": Bilingual("慈善帮扶补充", "charity complements"),
}
_MOST_PARTS, _LEAST_POINTS = 3, 0.25
_OF_NEEDS = ("words", "meaning", "clause", "precedent", "urgent", "concerns")


def _is_told(part: Part, ranked: Ranked) -> bool:
    if part.name == "concerns" and part.value < 1:
        return False
    return bool(ranked.matches) or part.name not in _OF_NEEDS


def why(
    step: Step, plan: Plan, household: Household, catalogue: Catalogue, lang: Lang
) -> list[str]:
    """Return the reasons of a plan's item, the ledger's words first."""
    ranked = step.ranked
    reasons = [
        *of_needs(ranked, lang),
        *of_others(ranked, household, catalogue, lang),
        *of_conditions(ranked, household, catalogue, lang),
    ]
    item = catalogue.item(ranked.code)
    changed = [code for code in item.excludes if code in plan.held]
    first = [code for code in item.requires if code not in plan.held]
    for key, codes in (("first", first), ("clash", list(step.alternative_to)), ("change", changed)):
        if codes:
            reasons.append(_SAYS[key].say(lang, parts=names(codes, catalogue, lang)))
    if step.lift:
        reasons.append(_SAYS["lift"].say(lang))
    return [*reasons, *of_parts(ranked, lang)]


def of_needs(ranked: Ranked, lang: Lang) -> list[str]:
    """Return one sentence a served need, or that it answers none and why it stands here."""
    if not ranked.matches:
        eligible = ranked.verdict.status is Status.ELIGIBLE
        return [_SAYS["entitled" if eligible else "possible"].say(lang)]
    return [_SAYS["words"].say(lang, words=m.words, text=m.text) for m in ranked.matches]


def of_others(ranked: Ranked, household: Household, catalogue: Catalogue, lang: Lang) -> list[str]:
    """Return whom a served need is about, where the item stands for somebody else."""
    about = {need.id: need.member for need in household.needs}
    meant = [about.get(name) for name in ranked.needs]
    if ranked.verdict.member is None or ranked.verdict.member in meant:
        return []
    others = [member for member in dict.fromkeys(meant) if member in ranked.also_for]
    whose = [person(household, member, catalogue.vocabulary, lang) for member in others]
    return [_SAYS["about"].say(lang, who=who) for who in whose]


def of_conditions(
    ranked: Ranked, household: Household, catalogue: Catalogue, lang: Lang
) -> list[str]:
    """Return what is known to be met, and which facts are still to be checked, of whom."""
    verdict = ranked.verdict
    reasons = []
    if verdict.status is Status.ELIGIBLE:
        met = [
            in_words(j.node, catalogue, lang) for j in deciding_atoms(verdict.judged, Truth.TRUE)
        ]
        reasons.append(_SAYS["met"].say(lang, parts=listing(list(dict.fromkeys(met)), lang)))
    if verdict.missing:
        asked = [missing_words(missing, household, catalogue, lang) for missing in verdict.missing]
        reasons.append(_SAYS["open"].say(lang, parts=listing(asked, lang)))
    return reasons


def missing_words(missing: Missing, household: Household, catalogue: Catalogue, lang: Lang) -> str:
    """Return a missing fact with whose it is: 户主的「出生日期」, 户主是否「独自居住」."""
    fact = catalogue.vocabulary.facts[missing.fact]
    label = fact.label.say(lang)
    whose = person(household, missing.member or None, catalogue.vocabulary, lang)
    if fact.type is FactType.BOOL:
        return f"{whose}是否「{label}」" if lang == "zh" else f"whether “{label}” is so of {whose}"
    return f"{whose}的「{label}」" if lang == "zh" else f"“{label}” of {whose}"


def of_parts(ranked: Ranked, lang: Lang) -> list[str]:
    """Return the parts that lift the score most, each in words with its points.

    Parts that speak of a need are told only of an item that serves one.
    """
    told = [
        part
        for part in ranked.parts
        if part.points >= _LEAST_POINTS and part.name in _PARTS and _is_told(part, ranked)
    ]
    told.sort(key=lambda part: (-part.points, part.name))
    return [f"{_PARTS[part.name].say(lang)} (+{part.points:.2f})" for part in told[:_MOST_PARTS]]
