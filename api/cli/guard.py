"""Turn what goes wrong into one line and an exit code: 1 refused input, 2 wrong usage."""

import os
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from matcher.wording import Bilingual

REFUSED, USAGE, BROKEN = 1, 2, 70


_INTERNAL = {
    "zh": "程序内部出错（{name}），未写入任何内容；设 XINGFU_DEBUG=1 再运行可见详情",
    "en": "an internal error ({name}); nothing was written; run again with XINGFU_DEBUG=1 for more",
}


_SETTINGS = {
    "int": ("应为整数", "must be a whole number"),
    "float": ("应为数字", "must be a number"),
    "bool": ("应为 true 或 false", "must be true or false"),
    "ge": ("不能小于 {ge}", "must be at least {ge}"),
    "gt": ("应大于 {gt}", "must be more than {gt}"),
    "le": ("不能大于 {le}", "must be at most {le}"),
    "scheme": (
        "应以 http:// 或 https:// 开头，如 https://xingfu.example",
        "must begin with http:// or https://, as https://xingfu.example",
    ),
    "choice": ("只能是 {expected}", "must be one of {expected}"),
}
_KINDS = {
    "int_parsing": "int",
    "int_from_float": "int",
    "float_parsing": "float",
    "bool_parsing": "bool",
    "greater_than_equal": "ge",
    "greater_than": "gt",
    "less_than_equal": "le",
    "literal_error": "choice",
    "address_scheme": "scheme",
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
    from matcher.wording import Bilingual

    if isinstance(error, XingfuError):
        for fault in error.faults:
            tell(fault.sentence("en" if _is_english(sys.argv) else "zh"), sys.stderr)
        sys.exit(REFUSED)
    if type(error).__module__.startswith("pydantic"):
        _end(_settings_sentence(error), USAGE)
    if hasattr(error, "sentence"):  # of the settings' keys
        _end(error.sentence.say("en" if _is_english(sys.argv) else "zh"), USAGE)
    if isinstance(told := getattr(error, "message", None), Bilingual):  # of the store
        code = USAGE if getattr(error, "is_misuse", False) else REFUSED
        _end(told.say("en" if _is_english(sys.argv) else "zh"), code)
    if type(error).__name__ == "EncoderUnavailableError":
        _end(f"设置不对 / wrong setting: XINGFU_ENCODER ({error})", USAGE)
    if os.environ.get("XINGFU_DEBUG"):
        raise error
    words = _INTERNAL["en" if _is_english(sys.argv) else "zh"]
    _end(words.format(name=type(error).__name__), BROKEN)


def _is_english(arguments: list[str]) -> bool:
    return "--lang=en" in arguments or ("--lang", "en") in pairwise(arguments)


def _settings_sentence(error: Any) -> str:
    told = "; ".join(
        f"{name} ({why.zh} / {why.en})" if why.zh != why.en else f"{name} ({why.en})"
        for name, why in setting_faults(error)
    )
    return f"设置不对 / wrong setting: {told}"


def setting_faults(error: Any) -> "list[tuple[str, Bilingual]]":
    """Return each wrong setting by its variable, with what it may be."""
    from matcher.wording import Bilingual

    found = []
    for fault in error.errors():
        limits = {name: str(value) for name, value in fault.get("ctx", {}).items()}
        known = _SETTINGS.get(_KINDS.get(fault["type"], ""))
        told = [text.format(**limits) for text in known] if known else [fault["msg"]] * 2
        found.append((f"XINGFU_{fault['loc'][0]}".upper(), Bilingual(*told)))
    return found


def _end(text: str, code: int) -> None:
    tell(text, sys.stderr)
    sys.exit(code)


def tell(text: str, stream: TextIO) -> None:
    """Write one line to a stream."""
    stream.write(text + "\n")
    stream.flush()


def tell_how_far(text: str, *, is_over: bool) -> None:
    """Write how far a long command is over what was told of it before, to somebody who watches."""
    if sys.stderr.isatty():
        sys.stderr.write("\r" + text + ("\n" if is_over else ""))
        sys.stderr.flush()
