"""An error that was raised in an answer's process, made anew, so that it is told as if it came from here."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

from nbkit.learn.exercise import WrongKind
from nbkit.learn.guard import AskedForInput

KNOWN: dict[str, type[BaseException]] = {
    **{
        name: kind
        for name, kind in vars(builtins).items()
        if isinstance(kind, type) and issubclass(kind, BaseException)
    },
    "WrongKind": WrongKind,
    "AskedForInput": AskedForInput,
}


def raised(told: Mapping[str, Any]) -> BaseException:
    """Return an error of the class told, below the nearest one that is known here, with its message and line.

    >>> error = raised({"kinds": ["LinAlgError", "ValueError"], "text": "singular", "line": "solve(A)"})
    >>> type(error).__name__, isinstance(error, ValueError), str(error)
    ('LinAlgError', True, 'singular')
    """
    first, *_ = kinds = [str(kind) for kind in told["kinds"]]
    above = next((KNOWN[kind] for kind in kinds if kind in KNOWN), Exception)
    text = str(told["text"])
    kind: Any = type(first, (above,), {"__str__": lambda self: text, "__init__": lambda self: None})
    error: Any = kind.__new__(kind)
    error.args = (text or None,)
    error.raised_at = str(told["line"])
    return error  # type: ignore[no-any-return]
