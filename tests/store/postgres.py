"""A real PostgreSQL server of one's own, in a folder of its own, on a unix socket."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

_HOMES = "/usr/lib/postgresql"
_PATIENCE = 60.0
_SYNC_AT_ONCE = ["-c", "recovery_init_sync_method=syncfs"]
"""As the operating page has it: file by file, a crashed server was back in five to ten seconds."""


def binaries() -> Path | None:
    """Return the folder of the newest server's programs, or None where there is none."""
    found = sorted(Path(_HOMES).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _not_root() -> dict[str, object]:
    """Return how to start a process as somebody the server's programs accept: never root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


class Server:
    """A server that lives as long as this value is used; stop it at the end."""

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        """Start one; only a `durable` one waits for the disk, which a power cut would need."""
        self.programs = programs
        quick = ["-c", "fsync=off", "-c", "full_page_writes=off"]
        self._options = _SYNC_AT_ONCE if durable else quick
        # directly under the system's folder: a socket's path may have 107 bytes, and others than
        # this user have to get there
        self.folder = Path(tempfile.mkdtemp(prefix="xingfu-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody", "nogroup")
        self._run(
            *("initdb", "--pgdata", str(self.folder / "data"), "--username", "xingfu"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        self.start()

    def url(self, database: str) -> str:
        return f"postgresql://xingfu@/{database}?host={quote(str(self.folder), safe='')}"

    def start(self) -> None:
        """Start, again and again while an earlier one's leftovers are still being cleared."""
        end = time.monotonic() + _PATIENCE
        while True:
            log = (self.folder / "log").open("ab")
            with log:
                self._process = subprocess.Popen(
                    [
                        self.programs / "postgres",
                        *("-D", self.folder / "data", "-k", self.folder),
                        *("-c", "listen_addresses=", "-c", "max_connections=40"),
                        *self._options,
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    **_not_root(),
                )
            if self._answers(end):
                return
            if time.monotonic() > end:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def crash(self) -> None:
        """Kill the server and all its children at once, as when the power goes."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)  # no new children while we count them
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self._process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        for pid in [self._process.pid, *map(int, children.stdout.split())]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=_PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self, template: str = "template0") -> str:
        """Make a database, a copy of another one if named; return its name."""
        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _answers(self, end: float) -> bool:
        while time.monotonic() < end:
            with suppress(psycopg.OperationalError), psycopg.connect(self.url("postgres")):
                return True
            assert self._process is not None
            if self._process.poll() is not None:
                time.sleep(0.2)
                return False
            time.sleep(0.05)
        return False

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            **_not_root(),
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
