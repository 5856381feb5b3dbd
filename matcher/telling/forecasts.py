"""What time will change, in words: what happens, what then holds, what to prepare."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.rules.text import write
from matcher.telling.conditions import quantity
from matcher.telling.persons import called
from matcher.telling.reasons import missing_words
from matcher.values import Cause, Change, Status
from matcher.wording import Bilingual, Lang, listing

_CAUSES: dict[str, Bilingual] = {
    "birthday": Bilingual("{who}满{count}岁", "{who} turns {count}"),
    "since": Bilingual(
        "距{who}的「{label}」满{count}{unit}", "it is {count} {unit} since “{label}” of {who}"
    ),
    "duration": Bilingual("{who}的「{label}」到{value}", "“{label}” of {who} reaches {value}"),
    "goes_on": Bilingual("{who}升入{after}第{count}年", "{who} begins year {count} of {after}"),
    "enters": Bilingual("{who}入读{after}", "{who} starts at {after}"),
    "leaves": Bilingual(
        "{who}这一学年（{before}）结束，之后读什么还不知道",
        "the school year of {who} ({before}) ends; what comes after it is not known",
    ),
    "renewal": Bilingual(
        "{who}的「{label}」每学年要重新认定",
        "“{label}” has to be certified anew each school year for {who}",
    ),
    "lapse": Bilingual(
        "最迟从这天起，{who}不再算「{label}」",
        "from this day at the latest, “{label}” is no longer said of {who}",
    ),
    "ends": Bilingual("{who}的「{name}」到{eve}到期", "“{name}” of {who} ends on {eve}"),
    "figure": Bilingual(
        "「{label}」由{before}调整为{after}（依据：{source}）",
        "the {label} goes from {before} to {after} (source: “{source}”)",
    ),
    "table": Bilingual(
        "「{label}」有新标准（依据：{source}）", "the {label} is set anew (source: “{source}”)"
    ),
}
_THEN: dict[tuple[Status, Status], Bilingual] = {  # by what it was and what it becomes
    (Status.INELIGIBLE, Status.ELIGIBLE): Bilingual("届时符合条件", "then the conditions are met"),
    (Status.UNKNOWN, Status.ELIGIBLE): Bilingual("届时符合条件", "then the conditions are met"),
    (Status.INELIGIBLE, Status.UNKNOWN): Bilingual(
        "届时可能符合，还要核实", "then it may apply, which is still to be checked"
    ),
    (Status.ELIGIBLE, Status.INELIGIBLE): Bilingual(
        "届时不再符合条件", "then the conditions are no longer met"
    ),
    (Status.UNKNOWN, Status.INELIGIBLE): Bilingual(
        "届时条件不合；现在是否符合还未核实，想办请早核",
        "then the conditions cannot be met; whether they are now is not yet checked: check early",
    ),
    (Status.ELIGIBLE, Status.UNKNOWN): Bilingual("届时要重新核实", "then it is to be checked anew"),
    (Status.HELD, Status.ELIGIBLE): Bilingual(
        "按已知情况届时仍符合，可以续办", "by what is known it can be renewed"
    ),
    (Status.HELD, Status.UNKNOWN): Bilingual(
        "要重新核实，才能继续享受", "to be kept, it has to be checked anew"
    ),
    (Status.HELD, Status.INELIGIBLE): Bilingual(
        "届时条件不合，正在享受的待遇可能停发",
        "then the conditions are not met, and what is received now may stop",
    ),
}
_MOST_CHECKED = 5
_PREPARE: dict[str, Bilingual] = {
    "check": Bilingual("先核实：{parts}", "check first: {parts}"),
    "check_more": Bilingual(
        "先核实：{parts}等{n}项", "check first: {parts} and others, {n} in all"
    ),
    "bring": Bilingual("备好材料：{parts}", "have ready: {parts}"),
    "renew": Bilingual("请在到期前续办", "renew before it ends"),
    "before": Bilingual("要办的话，请在{eve}或之前办", "to have it, apply on {eve} at the latest"),
    "early": Bilingual("要办的话，请尽早", "to have it, apply as early as possible"),
    "ask": Bilingual(
        "请提前问清何时停、还能接着办什么", "ask ahead when it stops and what may follow"
    ),
    "apply": Bilingual("怎么办理：{parts}", "how to go about it: {parts}"),
}
_OWN_TIME = re.compile(
    r"\d月|每年|每学|学年|学期|开学|入学|暑假|秋季|录取后|自动|免申请|名单|一并核定|无[需须].{0,4}申请"
)
"""An item applied for at a time of its own, or not at all: no deadline of ours goes with it."""


def change_data(
    change: Change, household: Household, catalogue: Catalogue, lang: Lang
) -> dict[str, Any]:
    """Return a change as the contract's JSON object.

    `reason` is the kind of what happens, `because` its words, `then` what holds from that day;
    `why` joins the two.
    """
    because = _because(change, household, catalogue, lang)
    then = _THEN[change.was, change.becomes].say(lang)
    return {
        "code": change.code,
        "name": catalogue.item(change.code).name.say(lang),
        "member": change.member,
        "on": change.on.isoformat(),
        "becomes": str(change.becomes),
        "was": str(change.was),
        "reason": change.causes[0].kind,
        "because": because,
        "then": then,
        "why": because + ("，" if lang == "zh" else ": ") + then,
        "prepare": list(_prepare(change, household, catalogue, lang)),
    }


def forecast_data(
    household: Household, on: date, changes: tuple[Change, ...], catalogue: Catalogue, lang: Lang
) -> dict[str, Any]:
    """Return all changes of a household as one JSON object."""
    return {
        "household_id": household.id,
        "as_of": on.isoformat(),
        "forecast": [change_data(change, household, catalogue, lang) for change in changes],
    }


def _because(change: Change, household: Household, catalogue: Catalogue, lang: Lang) -> str:
    told = [_cause(cause, change.on, household, catalogue, lang) for cause in change.causes]
    return ("；" if lang == "zh" else "; ").join(dict.fromkeys(told))


def _cause(cause: Cause, on: date, household: Household, catalogue: Catalogue, lang: Lang) -> str:
    who = called(household, cause.member, catalogue.vocabulary, lang)
    match cause.kind:
        case "figure":
            return _figure(cause, on, catalogue, lang)
        case "ends":
            name, eve = catalogue.provision(cause.name).name.say(lang), _eve(on)
            return _CAUSES["ends"].say(lang, who=who, name=name, eve=eve)
        case "school":
            return _school(cause, who, catalogue, lang)
        case kind:
            fact = catalogue.vocabulary.facts[cause.name]
            count = cause.count or 0
            return _CAUSES[kind].say(
                lang,
                who=who,
                label=fact.label.say(lang),
                count=count,
                unit=_SPANS.get(cause.unit, _NO_SPAN).say(lang),
                value=quantity(fact, count, catalogue, lang),
            )


_SPANS = {
    "days": Bilingual("天", "days"),
    "months": Bilingual("个月", "months"),
    "years": Bilingual("年", "years"),
}
_NO_SPAN = Bilingual("", "")


def _school(cause: Cause, who: str, catalogue: Catalogue, lang: Lang) -> str:
    fact = catalogue.vocabulary.facts[cause.name]
    before, after = (
        "" if value is None else fact.word(value, lang) for value in (cause.before, cause.after)
    )
    key = "leaves"
    if cause.after is not None:
        key = "goes_on" if cause.after == cause.before else "enters"
    return _CAUSES[key].say(lang, who=who, before=before, after=after, count=cause.count)


def _figure(cause: Cause, on: date, catalogue: Catalogue, lang: Lang) -> str:
    figure = catalogue.figures[cause.name]
    line, label = figure.on(on), figure.label.say(lang)
    source = "" if line is None else line.source
    if cause.after is None:
        return _CAUSES["table"].say(lang, label=label, source=source)
    known = catalogue.words["unit"].get(figure.unit)
    unit = figure.unit if known is None else known.say(lang)
    gap = "" if lang == "zh" else " "
    before, after = (f"{write(value or 0)}{gap}{unit}" for value in (cause.before, cause.after))
    return _CAUSES["figure"].say(lang, label=label, before=before, after=after, source=source)


def _eve(on: date) -> str:
    return (on - timedelta(days=1)).isoformat()


def _prepare(
    change: Change, household: Household, catalogue: Catalogue, lang: Lang
) -> Iterator[str]:
    """Yield what to check, what to have ready, and where and when to go."""
    item = catalogue.item(change.code)
    if change.missing:
        asked = missing_words(change.missing, item.condition, household, catalogue, lang)
        first = listing(asked[:_MOST_CHECKED], lang)
        key = "check" if len(asked) <= _MOST_CHECKED else "check_more"
        yield _PREPARE[key].say(lang, parts=first, n=len(asked))
    papers = [document.say(lang) for document in item.documents]
    if papers:
        yield _PREPARE["bring"].say(lang, parts=listing(papers, lang))
    if item.apply.say(lang):
        key = _when(change)
        if key == "ask" or (key and not _OWN_TIME.search(item.apply.zh)):
            yield _PREPARE[key].say(lang, eve=_eve(change.on))
        yield _PREPARE["apply"].say(lang, parts=item.apply.say(lang))


def _when(change: Change) -> str:
    """Return by when to see to it; empty where the day itself brings it.

    A deadline is one of what closes. What only has to be checked anew, or is over at the latest
    on a day, has none.
    """
    if change.was is Status.HELD:
        return "ask" if change.becomes is Status.INELIGIBLE else "renew"
    if change.becomes is Status.INELIGIBLE:
        lapses = any(cause.kind == "lapse" for cause in change.causes)
        return "early" if lapses else "before"
    return "early" if change.was is Status.ELIGIBLE else ""
