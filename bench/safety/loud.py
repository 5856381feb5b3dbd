"""The service at its most talkative: `xingfu serve` with every log at debug level.

`uvicorn.access` stays as the service sets it: addresses are no business of a log at any level.
"""

import logging
import threading

from api.cli.main import app

_LOUD = ("", "uvicorn", "uvicorn.error", "asyncio", "sqlalchemy.engine", "sqlalchemy.pool")
_AFTER = 0.5  # the service sets its own levels while it starts


def speak_up() -> None:
    """Set every log to debug, now and again: the service sets its own when it starts."""
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.DEBUG)
    again = threading.Timer(_AFTER, speak_up)
    again.daemon = True
    again.start()


if __name__ == "__main__":
    speak_up()
    app()
