"""What a member is called aloud: by relation, sex, order of age or age, never by an id."""

from collections.abc import Sequence
from datetime import date

from matcher.facts import Vocabulary
from matcher.needs import Household, Member
from matcher.wording import Bilingual, Lang

_HOUSEHOLD = Bilingual("您家", "this household")
_SOMEBODY = Bilingual("第{n}位家人", "family member {n}")
_BY_SEX = {
    ("spouse", "m"): Bilingual("丈夫", "husband"),
    ("spouse", "f"): Bilingual("妻子", "wife"),
    ("child", "m"): Bilingual("儿子", "son"),
    ("child", "f"): Bilingual("女儿", "daughter"),
    ("parent", "m"): Bilingual("父亲", "father"),
    ("parent", "f"): Bilingual("母亲", "mother"),
    ("grandparent", "m"): Bilingual("祖父", "grandfather"),
    ("grandparent", "f"): Bilingual("祖母", "grandmother"),
    ("grandchild", "m"): Bilingual("孙子", "grandson"),
    ("grandchild", "f"): Bilingual("孙女", "granddaughter"),
    ("sibling", "m"): Bilingual("兄弟", "brother"),
    ("sibling", "f"): Bilingual("姐妹", "sister"),
}
_ONE = Bilingual("{word}", "the {word}")
_OF_AGE = Bilingual("{age}岁的{word}", "the {word} of {age}")
_ELDEST = Bilingual("大{word}", "the eldest {word}")
_YOUNGEST = Bilingual("小{word}", "the youngest {word}")
_NUMBERED = Bilingual("第{n}个{word}", "{word} number {n}")
_ORDERED = {(relation, sex) for relation in ("child", "grandchild") for sex in ("m", "f")}


def called(household: Household, member: str | None, words: Vocabulary, lang: Lang) -> str:
    """Return whom a fact speaks of: 您家, 户主, 母亲, 大女儿, 8岁的孙子."""
    found = household.member(member)
    if found is None:
        return _HOUSEHOLD.say(lang)
    word = _word(found, words, lang)
    same = [each for each in household.members if _word(each, words, lang) == word]
    is_other = found.facts.get("relation") == "other"
    if not word or (is_other and len(same) > 1):
        return _SOMEBODY.say(lang, n=household.members.index(found) + 1)
    if len(same) > 1:
        return _among(found, same, word, lang)
    return word if is_other else _ONE.say(lang, word=word)


def _word(member: Member, words: Vocabulary, lang: Lang) -> str:
    relation = str(member.facts.get("relation", ""))
    told = _BY_SEX.get((relation, str(member.facts.get("sex"))))
    if told is not None:
        return told.say(lang)
    return words.facts["relation"].word(relation, lang) if relation else ""


def _among(member: Member, same: Sequence[Member], word: str, lang: Lang) -> str:
    """Return how one of several is told apart: by order of birth, else by age or place."""
    births = [born for each in same if isinstance(born := each.facts.get("birth_date"), date)]
    if len(set(births)) == len(same):
        place = sorted(births).index(births[same.index(member)])
        ordered = (member.facts.get("relation"), member.facts.get("sex")) in _ORDERED
        if ordered and place in (0, len(same) - 1):
            return (_YOUNGEST if place else _ELDEST).say(lang, word=word)
        return _NUMBERED.say(lang, n=place + 1, word=word)
    ages = [each.facts.get("age") for each in same]
    age = ages[same.index(member)]
    if age is not None and ages.count(age) == 1:
        return _OF_AGE.say(lang, age=age, word=word)
    return _NUMBERED.say(lang, n=same.index(member) + 1, word=word)
