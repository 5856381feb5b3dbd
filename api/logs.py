"""The log: a line of JSON (or plain text) on stderr for each event, with nothing personal in it.

Everything passes here, also what uvicorn, libraries and warnings say. Of an exception only its
type and its place in the code are kept: its text may quote what a family said.
"""

import json
import logging
import sys
from asyncio import CancelledError
from collections.abc import Mapping
from datetime import UTC, datetime
from traceback import extract_tb
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor

from api.personal.redaction import strike_out

_JSON = json.JSONEncoder(ensure_ascii=False)
Style = Literal["json", "plain"]
_OURS = logging.getLogger("xingfu")
_LEVELS = {level: name.lower() for name, level in logging.getLevelNamesMapping().items()}
_QUIET = ("uvicorn.access", "httpx2", "httpcore2", "authlib", "alembic.runtime.migration")
"""Loggers of others whose lines below a warning would tell addresses, or nothing."""


def configure(style: Style, stream: TextIO | None = None) -> None:
    """Send every log line of the process to `stream` (stderr) in one style, redacted."""
    render = _as_json if style == "json" else _as_text
    formatter = _Formatter(
        render,
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            strike_out,  # directly before the renderer: nothing is added after it
            render,
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.INFO
    for name in ("uvicorn", "uvicorn.error", *_QUIET):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING if name in _QUIET else logging.INFO)
    logging.getLogger("uvicorn.error").addFilter(_is_no_end)
    logging.captureWarnings(True)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Redacts and renders: what the service itself says goes the short way, for it says most."""

    def __init__(self, render: Processor, **told: Any) -> None:
        super().__init__(**told)
        self._render_ours = render

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        if record.name == _OURS.name and isinstance(record.msg, dict):
            return str(self._render_ours(None, "", strike_out(None, "", record.msg)))
        return super().format(record)


def _is_no_end(record: logging.LogRecord) -> bool:
    """Let pass what is no request cut off by the service's end: that has a line of its own."""
    kind = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
    return kind is not CancelledError


def log(event: str, level: int = logging.INFO, **told: Any) -> None:
    """Write one event of the service, with what is told of it: codes, ids and counts only."""
    if not _OURS.isEnabledFor(level):
        return
    said: EventDict = {"timestamp": _moment(), "level": _LEVELS[level], "event": event, **told}
    said["logger"] = _OURS.name
    said = without_texts_of_exceptions(None, "", said)
    _OURS.handle(_OURS.makeRecord(_OURS.name, level, "", 0, said, (), None))


def _moment() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def without_texts_of_exceptions(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put an exception's type and place where its text and traceback would stand."""
    event.pop("stack_info", None)
    told = event.pop("exc_info", None)
    record = event.get("_record")
    if record is not None:
        record.exc_text = record.exc_info = record.stack_info = None
    found = sys.exc_info() if told is True else told
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[0] is not None:
        event["error"], event["at"] = found[0].__name__, _place(found[2])
    return event


def _place(traceback: TracebackType | None) -> str:
    frames = extract_tb(traceback)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"


def _as_json(_logger: object, _method: str, event: EventDict) -> str:
    return _JSON.encode(_in_order(event))


def _as_text(_logger: object, _method: str, event: EventDict) -> str:
    told = _in_order(event)
    head = " ".join(str(told.pop(name, "-")) for name in ("timestamp", "level", "event"))
    rest = (f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in told.items())
    return " ".join((head, *rest)).replace("\n", "\\n").replace("\r", "\\r")


def _in_order(event: Mapping[str, Any]) -> dict[str, Any]:
    first = ("timestamp", "level", "event")
    return {name: event[name] for name in (*first, *event) if name in event}


def _shared() -> list[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_texts_of_exceptions,
    ]
