"""The service of the kill drills: it loads its parts once and forks a new service for each death.

What is killed and what comes after is a whole service, opened anew over the database; only the
catalogue, which no kill touches, is not read again.
"""

import ctypes
import os
import signal

from api.app import create_app
from api.bootstrap import make_gate, make_matcher, make_ring, open_store
from api.clock import today
from api.logs import configure
from api.server import serve
from api.settings import Settings
from matcher.pipeline.matcher import Matcher

PID = "service.pid"
_DIE_WITH_PARENT = 1


def main() -> None:
    """Serve; serve again whenever the service dies."""
    _die_with_parent()
    settings = Settings(drain_seconds=0)
    matcher = make_matcher(settings, today())
    while True:
        child = os.fork()
        if child == 0:
            _die_with_parent()
            _serve(settings, matcher)
            os._exit(0)
        os.waitpid(child, 0)


def _die_with_parent() -> None:
    """Leave nothing behind, also where a drill is broken off."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _serve(settings: Settings, matcher: Matcher) -> None:
    configure("json")
    with open_store(settings) as store:
        gate = make_gate(settings, store, make_ring(settings), matcher)
        app = create_app(matcher, settings, today, gate)
        file = settings.data_home / PID
        draft = file.with_suffix(".draft")
        draft.write_text(str(os.getpid()), encoding="ascii")
        draft.replace(file)
        serve(app, settings)


if __name__ == "__main__":
    main()
