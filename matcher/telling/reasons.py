"""Why an item stands where it stands: the ledger's words, the conditions, the score's parts."""

from collections.abc import Iterator, Mapping, Sequence

from matcher.facts import FactType, Vocabulary
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.ranking.features import NEED_PARTS
from matcher.rules.evaluate import deciding_atoms
from matcher.rules.tree import (
    And,
    AnyMember,
    Condition,
    CountMembers,
    Named,
    Not,
    Or,
    facts_in,
    parts_of,
)
from matcher.rules.truth import Truth
from matcher.telling.conditions import in_words, names
from matcher.telling.persons import called
from matcher.values import Match, Missing, Part, Plan, Ranked, Status, Step
from matcher.wording import Bilingual, Lang, listing

_SAYS: dict[str, Bilingual] = {
    "words": Bilingual(
        "台账写到「{words}」；目录里这类需求的常见说法是「{text}」",
        "the ledger says “{words}”; the catalogue’s example of such a need: “{text}”",
    ),
    "sign": Bilingual("台账写到「{words}」：{label}", "the ledger says “{words}”: {label}"),
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
    "sign_must": Bilingual("台账所说的正要靠它", "what the ledger tells calls for it"),
    "sign_good": Bilingual("台账所说的也用得上它", "what the ledger tells makes it useful"),
    "signs": Bilingual("好几处都指向它", "several things told point to it"),
    "like_must": Bilingual("听起来正要靠它", "it sounds like a case for it"),
    "like_good": Bilingual("听起来也用得上它", "it sounds like it may be useful"),
    "facts_must": Bilingual("按家里的情况，应当享受", "the facts of the family call for it"),
    "facts_good": Bilingual("按家里的情况，用得上", "the facts of the family make it useful"),
    "alike": Bilingual("情况相近的家庭多选它", "often chosen for families alike"),
    "precedent": Bilingual("相似的需求多由它满足", "needs like this one were met by it"),
    "taught": Bilingual("说法相近的需求常配它", "readers often gave it for needs of this sense"),
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
_WHETHER = Bilingual("{whose}是否「{label}」", "whether “{label}” is so of {whose}")
_VALUE_OF = Bilingual("{whose}的「{label}」", "“{label}” of {whose}")
_EVERYBODY = Bilingual("家里每个人", "every member")
_MOST_PARTS, _LEAST_POINTS = 3, 0.25
_OF_NEEDS = (*NEED_PARTS, "urgent", "concerns")


def part_in_words(name: str, lang: Lang) -> str:
    """Return what a part of the score says of an item; its name where there are no words."""
    return _PARTS[name].say(lang) if name in _PARTS else name


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
        *of_needs(ranked, catalogue, lang),
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


def lacking_of(reasons: Sequence[str], lang: Lang) -> tuple[str, tuple[str, ...]]:
    """Return what an item's told reasons list as still to be checked, and the other reasons."""
    heading = _SAYS["open"].say(lang, parts="")
    told = [reason.removeprefix(heading) for reason in reasons if reason.startswith(heading)]
    return listing(told, lang), tuple(r for r in reasons if not r.startswith(heading))


def of_needs(ranked: Ranked, catalogue: Catalogue, lang: Lang) -> list[str]:
    """Return one sentence a served need, or that it answers none and why it stands here."""
    if not ranked.matches:
        eligible = ranked.verdict.status is Status.ELIGIBLE
        return [_SAYS["entitled" if eligible else "possible"].say(lang)]
    return [_of_match(match, catalogue, lang) for match in ranked.matches]


def _of_match(match: Match, catalogue: Catalogue, lang: Lang) -> str:
    sign = next((sign for sign in catalogue.signs if sign.name == match.sign), None)
    if sign is None:
        return _SAYS["words"].say(lang, words=match.words, text=match.text)
    return _SAYS["sign"].say(lang, words=match.words, label=sign.label.say(lang))


def of_others(ranked: Ranked, household: Household, catalogue: Catalogue, lang: Lang) -> list[str]:
    """Return whom a served need is about, where the item stands for somebody else."""
    about = {need.id: need.member for need in household.needs}
    meant = [about.get(name) for name in ranked.needs]
    if ranked.verdict.member is None or ranked.verdict.member in meant:
        return []
    others = [member for member in dict.fromkeys(meant) if member in ranked.also_for]
    whose = [called(household, member, catalogue.vocabulary, lang) for member in others]
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
        condition = catalogue.provision(ranked.code).condition
        asked = missing_words(verdict.missing, condition, household, catalogue, lang)
        reasons.append(_SAYS["open"].say(lang, parts=listing(asked, lang)))
    return reasons


def missing_words(
    missing: Sequence[Missing],
    condition: Condition,
    household: Household,
    catalogue: Catalogue,
    lang: Lang,
) -> list[str]:
    """Return missing facts with whose they are: 户主的「出生日期」, 户主是否「独自居住」.

    Each fact stands once, with all of whom it is missing, in the order of `order_of`.
    """
    order = order_of(condition, catalogue.vocabulary)
    last = (len(order), len(order))
    facts = dict.fromkeys(each.fact for each in missing)
    return [
        _lacking(fact, [m.member for m in missing if m.fact == fact], household, catalogue, lang)
        for fact in sorted(facts, key=lambda name: order.get(name, last))
    ]


def _lacking(
    name: str, members: Sequence[str], household: Household, catalogue: Catalogue, lang: Lang
) -> str:
    fact = catalogue.vocabulary.facts[name]
    label = fact.label.say(lang)
    whose = _whose(members, household, catalogue, lang)
    words = _WHETHER if fact.type is FactType.BOOL else _VALUE_OF
    return words.say(lang, whose=whose, label=label)


def _whose(members: Sequence[str], household: Household, catalogue: Catalogue, lang: Lang) -> str:
    if len(members) > 1 and {m.id for m in household.members} <= set(members):
        return _EVERYBODY.say(lang)
    told = [called(household, each or None, catalogue.vocabulary, lang) for each in members]
    return listing(told, lang)


def order_of(condition: Condition, vocabulary: Vocabulary) -> Mapping[str, tuple[int, int]]:
    """Return where each fact of a condition stands among what is asked first.

    First by how many ways around it there are: what every way needs comes before what only one
    of several does. Then by the text of the condition. A computed fact stands for its parts.
    """
    order: dict[str, tuple[int, int]] = {}
    for place, (name, ways) in enumerate(_asked(condition)):
        for fact in _made_of(name, vocabulary):
            order[fact] = min(order.get(fact, (ways, place)), (ways, place))
    return order


def _asked(node: Condition, ways: int = 0, denied: bool = False) -> Iterator[tuple[str, int]]:
    match node:
        case Not(part):
            yield from _asked(part, ways, not denied)
        case And() | Or() | AnyMember() | CountMembers() | Named():
            is_choice = isinstance(node, And if denied else Or | AnyMember | CountMembers)
            for part in parts_of(node):
                yield from _asked(part, ways + is_choice, denied)
        case leaf:
            yield from ((fact, ways) for fact in facts_in(leaf))


def _made_of(name: str, vocabulary: Vocabulary) -> Iterator[str]:
    yield name
    for part in vocabulary.facts[name].derived_from:
        yield from _made_of(part, vocabulary)


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
