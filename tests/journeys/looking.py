"""Every page as a stranger sees it: in its width, to hand, without a fault that axe knows.

`Looked(page).at(path)` opens a page at both widths; where XINGFU_SHOTS names a folder, it keeps a
picture of each.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (360, 1280)
SMALLEST_TARGET = 44
MOST_BYTES = 60_000
WIDE_THINGS = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1
        && getComputedStyle(e).position !== 'absolute')
    .map(e => e.outerHTML.slice(0, 80))"""
SMALL_THINGS = """smallest => [...document.querySelectorAll(
        'main button, main select, main input:not([type=hidden], [type=checkbox], [type=radio]), ' +
        'main summary, main label.tick, header a, header button, .demos a, .overview a, .ways a')]
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < smallest - 0.5)
    .map(e => e.outerHTML.slice(0, 80))"""
SMALL_TYPE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.childNodes.length && parseFloat(getComputedStyle(e).fontSize) < 16)
    .map(e => e.outerHTML.slice(0, 80))"""
OPEN_ALL = "document.querySelectorAll('details').forEach(d => d.open = true)"


@dataclass(frozen=True)
class Looked:
    """A page of a browser in which somebody has signed in."""

    page: Page

    def at(self, path: str) -> None:
        """Open a page at each width and hold it to everything that is asked of a page."""
        faults = list(self.faults(path))
        assert not faults, "\n".join(faults[:8])

    def faults(self, path: str) -> Iterator[str]:
        """Yield what is wrong with a page, at each width."""
        answer = self.page.request.get(path, headers={"accept": "text/html"})
        if len(answer.body()) > MOST_BYTES:
            yield f"{path}: {len(answer.body())} bytes"
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.goto(path)
            yield from (f"{path} at {width}: {fault}" for fault in self.here(path, width))

    def here(self, name: str, width: int) -> Iterator[str]:
        """Yield what is wrong with what is shown now, at this width."""
        page = self.page
        if "XINGFU_SHOTS" in os.environ:
            file = re.sub(r"\W+", "_", name).strip("_") or "first"
            folder = Path(os.environ["XINGFU_SHOTS"])
            page.screenshot(path=folder / f"{file}_{width}.png", full_page=True)
        page.evaluate(OPEN_ALL)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{wide} px wide"
        for told, script, given in (
            ("runs out of the page", WIDE_THINGS, None),
            ("too small to hit", SMALL_THINGS, SMALLEST_TARGET),
            ("type too small", SMALL_TYPE, None),
        ):
            yield from (f"{told}: {each}" for each in page.evaluate(script, given))
        for found in Axe().run(page).response["violations"]:
            spots = [node["html"][:120] for node in found["nodes"][:3]]
            yield f"axe {found['id']}: {spots}"
