"""A page's form with a file: its fields and the file, in memory alone."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from api.errors import Problem, ProblemError
from api.sent import sent_form
from matcher.wording import Bilingual

_BAD_FORM = Bilingual("表单的格式不对", "the form is not well formed")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was chosen, with its plain name."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SentForm:
    """What a form holds; `file` is None where none was chosen."""

    fields: dict[str, str]
    file: SentFile | None


async def form_with_file(request: Request) -> SentForm:
    """Return the form of a request; a problem where it is not well formed."""
    try:
        form = await sent_form(request)
    except (MultiPartException, KeyError, ValueError):
        raise ProblemError(Problem("refused", _BAD_FORM)) from None
    file, found = form.get("file"), None
    if isinstance(file, UploadFile) and file.filename:
        await file.seek(0)
        name = PurePath(file.filename.replace("\\", "/")).name
        plain = "".join(c for c in name if c.isprintable())[:_LONGEST]
        found = SentFile(plain, await file.read())
    return SentForm({n: v for n, v in form.items() if isinstance(v, str)}, found)


SentFormDep = Annotated[SentForm, Depends(form_with_file)]
