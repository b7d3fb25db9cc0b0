"""Whether an answer has put functions of its own in the place of NumPy's, Python's or the package's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

WATCHED = {"builtins", "math", "numpy", "nbkit", "copy", "random", "warnings"}
Bindings = dict[str, tuple[int, int]]


def bindings() -> Bindings:
    """Each function and class that is loaded, and each method, with what it is: its object and its code.

    >>> "numpy.exp" in bindings(), "builtins.abs" in bindings()
    (True, True)
    """
    return dict(_all_bindings())


def replaced(before: Bindings) -> str | None:
    """The name of one that is another now, if there is one; what has come since does not count."""
    now = bindings()
    return next((name for name, was in before.items() if now.get(name) != was), None)


def _all_bindings() -> Iterator[tuple[str, tuple[int, int]]]:
    for name, module in list(sys.modules.items()):
        if module is None or name.partition(".")[0] not in WATCHED:
            continue
        for key, value in list(vars(module).items()):
            if callable(value):
                yield f"{name}.{key}", _identity(value)
            if isinstance(value, type) and value.__module__ == name:
                for inner, method in list(vars(value).items()):
                    if callable(method):
                        yield f"{name}.{key}.{inner}", _identity(method)


def _identity(thing: Any) -> tuple[int, int]:
    return id(thing), id(getattr(thing, "__code__", None))
