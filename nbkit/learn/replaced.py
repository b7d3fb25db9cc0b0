"""Whether functions of a learner stand in the place of NumPy's, Python's or the package's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FunctionType
from typing import Any

WATCHED = {"builtins", "math", "numpy", "nbkit", "copy", "random", "warnings"}
OFTEN_REPLACED = {"warnings"}  # by those who want to hear no more of them
Bindings = dict[str, tuple[int, int]]


def bindings() -> Bindings:
    """Each function and class that is loaded, and each method, with what it is: its object and its code.

    >>> "numpy.exp" in bindings(), "builtins.abs" in bindings()
    (True, True)
    """
    return {name: (id(thing), id(getattr(thing, "__code__", None))) for name, thing in _all_bindings()}


def replaced(before: Bindings) -> str | None:
    """The name of one that is another now, if there is one; what has come since does not count."""
    now = bindings()
    return next((name for name, was in before.items() if now.get(name) != was), None)


def from_notebook() -> str | None:
    """The name of one that was defined in the notebook itself, if there is one."""
    return next((name for name, thing in _all_bindings() if _is_of_notebook(name, thing)), None)


def _is_of_notebook(name: str, thing: Any) -> bool:
    if not isinstance(thing, FunctionType | type) or thing.__module__ != "__main__":
        return False
    return name.partition(".")[0] not in OFTEN_REPLACED


def _all_bindings() -> Iterator[tuple[str, Any]]:
    for name, module in list(sys.modules.items()):
        if module is None or name.partition(".")[0] not in WATCHED:
            continue
        for key, value in list(vars(module).items()):
            if callable(value):
                yield f"{name}.{key}", value
            if isinstance(value, type) and value.__module__ == name:
                for inner, method in list(vars(value).items()):
                    if callable(method):
                        yield f"{name}.{key}.{inner}", method
