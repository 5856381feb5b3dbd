"""The service as it runs at a city: a process of its own on a free port, over a real database."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.cli.running import settings_of
from tests.support import ROOT

_PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """A service that was started; `stop` and `kill` end it."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_it_answers(self, path: str = "/healthz", seconds: float = _PATIENCE) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            with suppress(httpx2.TransportError):
                if httpx2.get(self.address + path, timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(self.log.read_text("utf-8")[-3_000:])

    def send(self, signal_number: int) -> None:
        os.kill(self.process.pid, signal_number)

    def end(self) -> int:
        """Tell it to stop, if it still runs, and return how it ended."""
        if self.process.poll() is None:
            self.send(signal.SIGTERM)
        return self.process.wait(timeout=_PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def start(folder: Path, module: str = "api.cli.main", port: int = 0, **settings: str) -> Running:
    """Start `module serve` with these settings; it writes its log into the folder."""
    told = {f"XINGFU_{name.upper()}": value for name, value in settings.items()}
    port = port or free_port()
    environment = settings_of(XINGFU_DATA_HOME=str(folder), XINGFU_PORT=str(port), **told)
    log = folder / "log"
    with log.open("ab") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", module, "serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    return Running(process, port, log)
