"""What a file is by what it holds, whatever its name says; zip directories are weighed first."""

import io
import zipfile
import zlib
from typing import Literal

from api.sheets.wire import Limits, UnreadableError

Kind = Literal["xlsx", "xls", "csv"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_PARTS = 10_000
_PIECE = 1 << 16
_FORMULAS = (b"<f>", b"<f ")
_ELSEWHERE = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "RTF"),
)
_PACKED = (("xl/workbook.bin", "xlsb"), ("word/", "Word"), ("ppt/", "PowerPoint"))


def sniff(data: bytes, limits: Limits) -> tuple[Kind, tuple[str, ...]]:
    """Return what a file is, and notes of what is ignored in it; UnreadableError where it is none.

    An xlsx whose parts would unpack to more than `limits.unpacked` bytes is refused unopened.
    """
    if data.startswith(b"PK"):
        return "xlsx", _packed(data, limits)
    if data.startswith(_OLE):
        return "xls", _compound(data)
    for magic, name in _ELSEWHERE:
        if data.startswith(magic):
            raise UnreadableError("not_a_sheet", name)
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        raise UnreadableError("web_page")
    return "csv", ()


def _packed(data: bytes, limits: Limits) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            _weigh(parts, limits)
            names = {part.filename.replace("\\", "/").lower() for part in parts}
            _is_workbook(names)
            has_formulas = any(_holds_formula(packed, part, limits) for part in parts)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        raise UnreadableError("damaged") from None
    except RuntimeError:  # zipfile says so of an encrypted part
        raise UnreadableError("encrypted") from None
    macros = ("macros",) if any(name.endswith("vbaproject.bin") for name in names) else ()
    return (*macros, *(("formulas",) if has_formulas else ()))


def _weigh(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or total > limits.unpacked:
        raise UnreadableError("bomb", f"{total // (1 << 20)} MiB")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("encrypted")


def _is_workbook(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    for start, told in _PACKED:
        if any(name.startswith(start) for name in names):
            raise UnreadableError("not_a_sheet", told)
    raise UnreadableError("not_a_sheet", "ODS" if "content.xml" in names else "ZIP")


def _holds_formula(packed: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> bool:
    """Say whether a sheet has formulas, reading no more of it than the limit on all parts."""
    if not part.filename.lower().startswith("xl/worksheets/"):
        return False
    with packed.open(part) as stream:
        before, read = b"", 0
        while (piece := stream.read(_PIECE)) and read <= limits.unpacked:
            if any(mark in before + piece for mark in _FORMULAS):
                return True
            before, read = piece[-2:], read + len(piece)
    return False


def _compound(data: bytes) -> tuple[str, ...]:
    if _named(data, "EncryptedPackage"):
        raise UnreadableError("encrypted")
    if not _named(data, "Workbook") and not _named(data, "Book"):
        raise UnreadableError("not_a_sheet", "Word" if _named(data, "WordDocument") else "OLE")
    return ("macros",) if _named(data, "_VBA_PROJECT") else ()


def _named(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data
