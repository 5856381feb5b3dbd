"""What all shapes share."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from matcher.cleaning import straight

WRONG = "xingfu"
"""The kind of an error that brings its own sentence."""
LONGEST_SOURCE = 40
SOURCE = r"^[a-z][a-z_]*([0-9]{1,4}[a-z_]+)*[0-9]{0,4}$"
"""Who told a fact, as a code; too few digits in a row for a number of a person."""
BRANCHED_BY: set[str] = set()
"""The fields that say which of several shapes a part of a body has."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def branched_by(name: str) -> Any:
    """Return the field of a union whose shape the field `name` says.

    Places of errors have the shape's name in them, where the body has no such key: by this they
    are known, and every union of shapes is made by it.
    """
    BRANCHED_BY.add(name)
    return Field(discriminator=name)


class Model(BaseModel):
    """A shape that takes no key it does not know."""

    model_config = ConfigDict(extra="forbid")


class BodyModel(Model):
    """A body: as `Model`, and a number is never read from a text, nor a text from a number."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def wrong(zh: str, en: str) -> PydanticCustomError:
    """Return what a validator of a body raises, with the sentence that the caller is told."""
    return PydanticCustomError(WRONG, "wrong", {"zh": zh, "en": en})


def _day(value: Any) -> Any:
    """Read YYYY-MM-DD and nothing else: pydantic would also take seconds since 1970."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise wrong(
        "不是存在的日期，请写成 2024-04-09", "not a date that exists; write it as 2024-04-09"
    )


def seen(value: Any) -> Any:
    """Take out characters that nobody sees: no database keeps them, or they turn a line round."""
    return straight(_UNSEEN.sub("", value)) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]
"""A day in a body, written YYYY-MM-DD."""
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    BeforeValidator(seen),
]
"""A text of one line in a body: a name, a number, a label."""
Note = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000),
    BeforeValidator(seen),
]
"""A text of several lines in a body: a reason, the words of a need."""
