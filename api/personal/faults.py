"""What is wrong with a value a person typed, and what to do about it: never the value itself."""

from dataclasses import dataclass

from matcher.wording import Bilingual, Lang


@dataclass(frozen=True, slots=True)
class PersonalFault:
    """One thing to mend: a stable `code`, what is `wrong`, the `cure`.

    It names no part of the value, so it may be shown in a list, sent in an answer or logged.
    """

    code: str
    wrong: Bilingual
    cure: Bilingual

    def sentence(self, lang: Lang) -> str:
        """Return what is wrong and the cure as one line."""
        mark = "；" if lang == "zh" else "; "
        return mark.join((self.wrong.say(lang), self.cure.say(lang)))


def fault(code: str, wrong: tuple[str, str], cure: tuple[str, str]) -> PersonalFault:
    """Return a fault from its texts, each Chinese first."""
    return PersonalFault(code, Bilingual(*wrong), Bilingual(*cure))
