"""The pictures of the tour (docs/tour.md), taken along the round trip of the journeys.

A demo of its own is made, served and walked through in a browser; some twenty seconds.
"""

import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.cli.running import xingfu
from tests.journeys.conftest import CHROMIUM
from tests.journeys.round_trip import CHARITY, CLERK, WORKER, Round, platform
from tests.service.process import start

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDTH, COLOURS = 960, 64
# by meaning, as `make run` does: by words alone other questions come first
_SETTINGS = {"demo": "1", "log": "json", "cache": os.devnull, "encoder": "auto"}


def keep(name: str, page: Page) -> None:
    """Keep what is seen of a page as a small picture."""
    shot = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide")))
    if shot.width > WIDTH:
        shot = shot.resize((WIDTH, shot.height * WIDTH // shot.width), Image.Resampling.LANCZOS)
    path = PICTURES / f"tour_{name}.png"
    shot.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    sys.stderr.write(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes\n")


def main() -> None:
    """Walk the round trip and keep its pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        made = xingfu("demo", data_home=folder, **_SETTINGS)
        assert made.returncode == 0, made.stderr.decode()
        service = start(home, **_SETTINGS)
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            service.wait_until_it_answers("/readyz")
            trip = Round(browser, service.address, keep)
            trip.charity_posts(trip.signed_in(CHARITY))
            trip.clerk_approves(trip.signed_in(CLERK))
            worker = trip.signed_in(WORKER)
            trip.worker_asks(worker)
            trip.worker_confirms(worker)
            with platform(home, service.address) as client:
                trip.family_reads(client)
                trip.worker_sees(worker)
        finally:
            browser.close()
            service.kill()


if __name__ == "__main__":
    main()
