"""A file as it is sent: in a form's field `file`, or as the body itself with its name beside it.

It is held in memory, within the limit of bodies, and never laid down on a disk.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from api.errors import Mend, Problem, ProblemError
from api.sent import sent_form
from matcher.wording import Bilingual

_NO_FILE = Bilingual(
    "请在表单的 file 一栏选择文件，或直接把文件作为内容发送",
    "choose a file in the form's field file, or send the file itself as the body",
)
_BAD_FORM = Bilingual("表单的格式不对", "the form is not well formed")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, with its name (blank where none was told)."""

    name: str
    data: bytes


async def uploaded(request: Request) -> Upload:
    """Return the file that a request brings; a problem where it brings none."""
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        name = unquote(request.headers.get("x-file-name", ""), errors="replace")
        return Upload(_plain(name), body)
    found = await _in_form(request)
    if found is None:
        raise ProblemError(Problem("wrong-body", _NO_FILE, (Mend(_NO_FILE, parameter="file"),)))
    return found


async def _in_form(request: Request) -> Upload | None:
    try:
        form = await sent_form(request)
    except (MultiPartException, KeyError, ValueError):
        raise ProblemError(Problem("refused", _BAD_FORM)) from None
    file = form.get("file")
    if not isinstance(file, UploadFile):
        return None
    await file.seek(0)
    return Upload(_plain(file.filename or ""), await file.read())


def _plain(name: str) -> str:
    """Return a name without folders and without what no line of text holds."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[:_LONGEST]


UploadDep = Annotated[Upload, Depends(uploaded)]
