"""Run the command line as a person does: in a process of its own."""

import os
import subprocess
from pathlib import Path

from tests.cli import warm
from tests.support import ROOT

Ended = subprocess.CompletedProcess[bytes]


def settings_of(**changes: str) -> dict[str, str]:
    """Return the environment with no setting of ours but words only, and what is given.

    What is installed on this machine is out of sight.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XINGFU_")}
    ours = {"XINGFU_ENCODER": "lexical", "XINGFU_CATALOGS_HOME": f"{os.devnull}/none"}
    return {**kept, **ours, "COLUMNS": "120", **changes}


def xingfu(
    *words: str | Path, stdin: bytes = b"", at: Path = ROOT, **settings: str | Path
) -> Ended:
    """Return how the command ended that was run `at`; settings are given without their prefix."""
    named = {f"XINGFU_{name.upper()}": str(value) for name, value in settings.items()}
    return warm.run([str(word) for word in words], stdin, at, settings_of(**named))
