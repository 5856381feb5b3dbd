"""The form that a request brings, held in memory: nothing of a family on a disk at any moment."""

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

_MOST_FILES, _MOST_FIELDS = 5, 500


class _InMemory(MultiPartParser):
    spool_max_size = 1 << 40


async def sent_form(request: Request) -> FormData:
    """Return the form of a request, read once; its body is within the limit already.

    Starlette's own way lays a file of more than a MiB on the disk. MultiPartException, KeyError or
    ValueError where the form is not well formed.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        return await request.form()
    found: FormData | None = getattr(request.state, "sent_form", None)
    if found is None:
        await request.body()  # kept by the request; its stream tells it once more from here
        parser = _InMemory(
            request.headers, request.stream(), max_files=_MOST_FILES, max_fields=_MOST_FIELDS
        )
        found = request.state.sent_form = await parser.parse()
    return found


async def let_go(request: Request) -> None:
    """Let go of what a request's form holds, once it is answered."""
    found: FormData | None = getattr(request.state, "sent_form", None)
    if found is not None:
        await found.close()
