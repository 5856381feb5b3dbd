"""The pictures of the second notebook, of all training households, for docs/pictures.

The notebook itself looks at each fifth household, so that it runs in a minute, and is kept
without its outputs; a reader of the repository sees these instead. Some five minutes of CPU.
"""

import base64
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "02_what_the_ranker_learned.ipynb"
PICTURES = ROOT / "docs" / "pictures"
FEW, ALL = "EVERY = 5 ", "EVERY = 1 "


def drawn() -> list[bytes]:
    """Return the pictures of the notebook as it draws them of all households, in its order."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    first = next(cell for cell in notebook.cells if FEW in cell.source)
    first.source = first.source.replace(FEW, ALL)
    NotebookClient(notebook, timeout=3600, resources={"metadata": {"path": str(ROOT)}}).execute()
    return [
        base64.b64decode(output.data["image/png"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]


def main() -> None:
    """Write the pictures, numbered as the notebook shows them."""
    PICTURES.mkdir(exist_ok=True)
    for number, picture in enumerate(drawn(), start=1):
        path = PICTURES / f"ranker-{number}.png"
        path.write_bytes(picture)
        sys.stderr.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
