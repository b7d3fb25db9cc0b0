"""tf.logging: messages above a level go to the standard error stream."""

from __future__ import annotations

import sys
from typing import Any

DEBUG, INFO, WARN, ERROR, FATAL = 10, 20, 30, 40, 50
WARNING = WARN
_level = WARN


def set_verbosity(v: int) -> None:
    """Show messages from this level on."""
    global _level
    _level = v


def get_verbosity() -> int:
    """From which level on messages are shown."""
    return _level


def log(level: int, msg: str, *args: Any) -> None:
    """Show a message, if its level is high enough."""
    if level >= _level:
        print(f"{_NAMES.get(level, level)}:tensorflow:{msg % args if args else msg}", file=sys.stderr)


_NAMES = {DEBUG: "DEBUG", INFO: "INFO", WARN: "WARNING", ERROR: "ERROR", FATAL: "FATAL"}


def debug(msg: str, *args: Any) -> None:
    """A message for those who look for a mistake."""
    log(DEBUG, msg, *args)


def info(msg: str, *args: Any) -> None:
    """A message about how it goes."""
    log(INFO, msg, *args)


def warn(msg: str, *args: Any) -> None:
    """A message about what may be a mistake."""
    log(WARN, msg, *args)


def error(msg: str, *args: Any) -> None:
    """A message about a mistake."""
    log(ERROR, msg, *args)


def fatal(msg: str, *args: Any) -> None:
    """A message about what cannot go on."""
    log(FATAL, msg, *args)


warning = warn
