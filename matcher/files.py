"""The one module of the domain that opens files (the encoders' own weights and cache aside)."""

from datetime import date
from pathlib import Path

from matcher.errors import CatalogueError, Fault
from matcher.offerings import Catalogue
from matcher.reading.catalogue import FILES, SCHEMAS, build_catalogue


def read_text(path: Path) -> str:
    """Return a UTF-8 file's text; CatalogueError where it is no UTF-8. A BOM is dropped."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueError(Fault("not_utf8", file=path.name)) from None


def load_catalogue(folder: Path, on: date) -> Catalogue:
    """Return the checked catalogue in `folder`; CatalogueError names all that is wrong."""
    texts = {name: read_text(folder / name) for name in FILES if (folder / name).is_file()}
    gaps = [Fault("missing_file", file=name) for name in FILES if name not in texts]
    schemas = {name: folder / "schemas" / f"{name}.schema.json" for name in SCHEMAS}
    gaps += [Fault("missing_file", file=f"schemas/{p.name}") for p in schemas.values() if not p.is_file()]
    if gaps:
        raise CatalogueError(*gaps)
    return build_catalogue(texts, {name: read_text(p) for name, p in schemas.items()}, on)
