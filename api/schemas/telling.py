"""What an answer tells beside what was kept: in both languages, whoever asks."""

from typing import Literal

from api.schemas.base import Model


class WordsOut(Model):
    """Words in both languages."""

    zh: str
    en: str


class WarningOut(Model):
    """Something that was taken and should be looked at."""

    pointer: str
    kind: str
    reason: WordsOut


class DangerOut(Model):
    """A danger sign that was heard just now, as a plan tells it; `words` are those that tell it."""

    kind: str
    need: str | None
    member: str | None
    label: WordsOut
    by: Literal["words", "likeness", "facts"]
    advice: WordsOut
    words: str
    route: WordsOut
