"""Turn what goes wrong into one line and an exit code: 1 refused input, 2 wrong usage."""

import os
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TextIO

REFUSED, USAGE, BROKEN = 1, 2, 70


_INTERNAL = {
    "zh": "程序内部出错（{name}），未写入任何内容；设 XINGFU_DEBUG=1 再运行可见详情",
    "en": "an internal error ({name}); nothing was written; run again with XINGFU_DEBUG=1 for more",
}


class UsageError(Exception):
    """Wrong usage; its text is for the user."""


def guarded(app: Callable[[], Any]) -> None:
    """Run `app` and exit; a fault is told on stderr without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except UsageError as error:
        _end(str(error), USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(REFUSED)
    except KeyboardInterrupt:
        _end("已中断 / interrupted", 130)
    except Exception as error:
        _end_with(error)


def _end_with(error: Exception) -> None:
    from matcher.errors import XingfuError

    if isinstance(error, XingfuError):
        for fault in error.faults:
            tell(fault.sentence("en" if _is_english(sys.argv) else "zh"), sys.stderr)
        sys.exit(REFUSED)
    if type(error).__module__.startswith("pydantic"):
        _end(_settings_sentence(error), USAGE)
    if type(error).__name__ == "EncoderUnavailableError":
        _end(f"设置不对 / wrong setting: XINGFU_ENCODER ({error})", USAGE)
    if os.environ.get("XINGFU_DEBUG"):
        raise error
    words = _INTERNAL["en" if _is_english(sys.argv) else "zh"]
    _end(words.format(name=type(error).__name__), BROKEN)


def _is_english(arguments: list[str]) -> bool:
    return "--lang=en" in arguments or ("--lang", "en") in pairwise(arguments)


def _settings_sentence(error: Any) -> str:
    names = ", ".join(f"XINGFU_{fault['loc'][0]}".upper() for fault in error.errors())
    allowed = "; ".join(fault["msg"] for fault in error.errors())
    return f"设置不对 / wrong setting: {names} ({allowed})"


def _end(text: str, code: int) -> None:
    tell(text, sys.stderr)
    sys.exit(code)


def tell(text: str, stream: TextIO) -> None:
    """Write one line to a stream."""
    stream.write(text + "\n")
    stream.flush()
