"""What the answers to a question would settle, in the words of a reader."""

from datetime import date
from typing import Any

from matcher.facts import Fact, FactType, Value
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.telling.conditions import quantity
from matcher.telling.persons import called
from matcher.values import Answer, Question, Settled, Span, Status
from matcher.wording import Bilingual, Lang, listing

_NAMED = 3  # how many items an answer names
_FEW = 4  # as many values are named; more, at one answer, are all the rest

_OR = Bilingual("或", " or ")
_AND = Bilingual("、", " and ")
_OTHER = Bilingual("其他", "another")
_REST = Bilingual("其余情况", "anything else")
_NO = Bilingual("不是", "no")
_ANY = Bilingual("不论多少", "whatever it is")
_BELOW = Bilingual("低于{high}", "below {high}")
_AT_MOST = Bilingual("不超过{high}", "at most {high}")
_ABOVE = Bilingual("超过{low}", "above {low}")
_AT_LEAST = Bilingual("{low}及以上", "{low} or more")
_UP_TO = Bilingual("{high}及以下", "{high} or less")
_OR_GRAVER = Bilingual("{high}或更重", "{high} or more severe")
_OR_MILDER = Bilingual("{low}或更轻", "{low} or milder")
_BETWEEN = Bilingual("{low}至{high}", "{low} to {high}")
_SINCE_DAY = Bilingual("{low}及以后", "{low} or later")
_AFTER_DAY = Bilingual("{low}以后", "after {low}")
_UNTIL_DAY = Bilingual("{high}及以前", "{high} or earlier")
_BEFORE_DAY = Bilingual("{high}以前", "before {high}")

_IF = Bilingual("如果{answer}：{then}", "If {answer}: {then}")
_OTHERWISE = Bilingual("其余情况：{then}", "In any other case: {then}")
_IN_ANY_CASE = Bilingual("不论多少：{then}", "Whatever it is: {then}")
_SETTLES = {
    Status.ELIGIBLE: Bilingual("可享受{names}", "qualifies for {names}"),
    Status.INELIGIBLE: Bilingual("不符合{names}", "does not qualify for {names}"),
    Status.HELD: Bilingual("已经享受{names}", "already receives {names}"),
}
_SETTLES_NOTHING = Bilingual(
    "还不能确定，要接着问", "settles nothing by itself; more is to be asked"
)
_MORE = Bilingual("{names}等{n}项", "{names} and others, {n} in all")
_FOR = Bilingual("{name}（{who}）", "{name} ({who})")


def answers_data(
    question: Question, household: Household, catalogue: Catalogue, lang: Lang
) -> list[dict[str, Any]]:
    """Return for each answer its words, what it would settle in words, and the codes of that."""
    return [_answer(each, question, household, catalogue, lang) for each in question.answers]


def _answer(
    answer: Answer, question: Question, household: Household, catalogue: Catalogue, lang: Lang
) -> dict[str, Any]:
    most = max(question.answers, key=lambda each: len(each.spans))
    few = len(answer.spans) <= _FEW or answer is not most or len(question.answers) == 1
    words = answer_in_words(answer, catalogue, lang) if few else _REST.say(lang)
    told = []
    for status, sentence in _SETTLES.items():
        settled = [each for each in answer.settles if each.status is status]
        if settled:
            names = _names(settled, question, household, catalogue, lang)
            told.append(sentence.say(lang, names=names))
    then = ("；" if lang == "zh" else "; ").join(told) or _SETTLES_NOTHING.say(lang)
    return {
        "answer": words,
        "then": then,
        "text": _sentence(words, lang).say(lang, answer=words, then=then),
        **{str(status): _codes(answer, status) for status in _SETTLES},
    }


def _sentence(answer: str, lang: Lang) -> Bilingual:
    """Return how an answer goes with what follows: the rest and "whatever" are no ifs."""
    apart = {_REST.say(lang): _OTHERWISE, _ANY.say(lang): _IN_ANY_CASE}
    return apart.get(answer, _IF)


def _codes(answer: Answer, status: Status) -> list[str]:
    return list(dict.fromkeys(each.code for each in answer.settles if each.status is status))


def _names(
    settled: list[Settled],
    question: Question,
    household: Household,
    catalogue: Catalogue,
    lang: Lang,
) -> str:
    """Return the items' names, with whose they are where it is not whom one asks about."""
    told = []
    for code, member, _ in settled[:_NAMED]:
        name = catalogue.provision(code).name.say(lang)
        if member not in (None, question.member):
            who = called(household, member, catalogue.vocabulary, lang)
            name = _FOR.say(lang, name=name, who=who)
        told.append(name)
    names = listing(told, lang)
    return _MORE.say(lang, names=names, n=len(settled)) if len(settled) > _NAMED else names


def answer_in_words(answer: Answer, catalogue: Catalogue, lang: Lang) -> str:
    """Return the answers that settle the same, as a reader of `lang` says them."""
    said = [_span(span, catalogue, lang) for span in answer.spans]
    return _OR.say(lang).join([listing(said[:-1], lang), said[-1]] if said[1:] else said)


def _span(span: Span, catalogue: Catalogue, lang: Lang) -> str:
    fact = catalogue.vocabulary.facts[span.fact]
    if fact.type in (FactType.INTEGER, FactType.NUMBER):
        return _numbers(span, fact, catalogue, lang)
    if isinstance(span.low, date) or isinstance(span.high, date):
        return _days(span, lang)
    if span.low is False:
        return _NO.say(lang)
    return _OTHER.say(lang) if span.low is None else quantity(fact, span.low, catalogue, lang)


def _numbers(span: Span, fact: Fact, catalogue: Catalogue, lang: Lang) -> str:
    """Return a stretch of numbers; a bound of the fact is no end that anybody would name."""
    low, high = span.low, span.high
    below = span.below
    if fact.type is FactType.INTEGER and below and isinstance(high, int | float):
        high, below = int(high) - 1, False

    def said(value: Value | None) -> str:
        return "" if value is None else quantity(fact, value, catalogue, lang)

    if low is not None and low == high:
        return said(low)
    starts, ends = low not in (None, fact.low) or span.above, high not in (None, fact.high) or below
    if starts and ends and fact.type is FactType.INTEGER:
        return _BETWEEN.say(lang, low=low, high=said(high))
    at_least, plain = _AT_LEAST, _UP_TO if fact.type is FactType.INTEGER else _AT_MOST
    if fact.lower_is_graver:
        at_least, plain = _OR_MILDER, _OR_GRAVER
    least = (_ABOVE if span.above else at_least).say(lang, low=said(low))
    most = (_BELOW if below else plain).say(lang, high=said(high))
    told = [words for words, named in ((least, starts), (most, ends)) if named]
    return _AND.say(lang).join(told) or _ANY.say(lang)


def _days(span: Span, lang: Lang) -> str:
    told = []
    if isinstance(span.low, date):
        told.append((_AFTER_DAY if span.above else _SINCE_DAY).say(lang, low=span.low.isoformat()))
    if isinstance(span.high, date):
        words = _BEFORE_DAY if span.below else _UNTIL_DAY
        told.append(words.say(lang, high=span.high.isoformat()))
    return _AND.say(lang).join(told)
