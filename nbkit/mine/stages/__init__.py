"""The nine stages, in their order; each is one object in a file of its own."""

from __future__ import annotations

import difflib
import importlib
from functools import cache

from nbkit.mine.stage import Stage

KEYS = ("nodes", "order", "run", "operations", "backward", "gradients", "costs", "optimizers", "training")


@cache
def load() -> dict[str, Stage]:
    """All stages by their keys, in their order."""
    return {key: importlib.import_module(f"nbkit.mine.stages.{key}").STAGE for key in KEYS}


def find(key: str) -> Stage:
    """Look a stage up by its key, also by its number or as `mine.key`.

    Raises LookupError, with the keys, where there is none.

    >>> find("mine.nodes").title == find("1").title
    True
    """
    stages = load()
    wanted = str(key).removeprefix("mine.")
    if wanted.isdigit() and 0 < int(wanted) <= len(KEYS):
        wanted = KEYS[int(wanted) - 1]
    if wanted in stages:
        return stages[wanted]
    near = difflib.get_close_matches(wanted, KEYS, n=1)
    raise LookupError(f"No stage is named {key!r}. Expected one of: {', '.join(near or KEYS)}.")
