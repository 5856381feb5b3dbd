"""A process that has imported the program and forks for each command: `python -m tests.cli.warm`.

A command still runs in a process of its own, with its own environment, folder and streams; only
the imports, half of a start, are made once. What a start itself costs or imports is tested with
starts of its own.
"""

import atexit
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_OUT = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def run(words: Sequence[str], stdin: bytes, at: Path, env: Mapping[str, str]) -> Any:
    """Return how a command ended, as `subprocess.run` tells it."""
    with TemporaryDirectory() as folder:
        ways = [str(Path(folder) / name) for name in ("in", "out", "err")]
        Path(ways[0]).write_bytes(stdin)
        told = {"words": list(words), "ways": ways, "at": str(at), "env": dict(env)}
        here = _ready()
        assert here.stdin is not None
        assert here.stdout is not None
        here.stdin.write(json.dumps(told).encode() + b"\n")
        here.stdin.flush()
        code = int(here.stdout.readline())
        out, err = (Path(way).read_bytes() for way in ways[1:])
    return subprocess.CompletedProcess(words, code, out, err)


@cache
def _ready() -> subprocess.Popen[bytes]:
    found = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.warm"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "COLUMNS": "120"},
    )
    atexit.register(_let_go, found)
    return found


def _let_go(found: subprocess.Popen[bytes]) -> None:
    """End the process: it ends by itself once nobody can ask it any more."""
    found.communicate()


def main() -> None:
    """Fork for each line of stdin; tell how its command ended."""
    import api.app
    import api.bootstrap
    import api.cli.households
    import api.cli.serving
    import api.cli.sheets
    import api.cli.tables
    import api.cli.upkeep  # noqa: F401

    while line := _line():
        told, child = json.loads(line), os.fork()
        if child == 0:
            _become(told)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(1, f"{code}\n".encode())


def _line() -> bytes:
    """Return a line of stdin; nothing of the next is read ahead, for that is not the child's."""
    read = b""
    while not read.endswith(b"\n"):
        piece = os.read(0, 1)
        if not piece:
            return b""
        read += piece
    return read


def _become(told: Mapping[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(told["env"])
    os.chdir(told["at"])
    for stream, (way, how) in enumerate(zip(told["ways"], (os.O_RDONLY, _OUT, _OUT), strict=True)):
        os.dup2(os.open(way, how), stream)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(stream, how, encoding="utf-8", closefd=False)
        for stream, how in enumerate(("r", "w", "w"))
    )
    sys.argv = ["xingfu", *told["words"]]
    code = 1
    try:
        from api.cli.main import main as command

        command()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
