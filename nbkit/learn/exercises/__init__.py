"""The exercises, one module a chapter: ``NN_topic.py``.

To add one, copy a neighbour and change five things: what is asked (``prompt``, ``stub``, ``hints``), how
inputs are drawn (``inputs``: dicts of argument name to value; first small ones, then shapes of 1, sides
of different length, extreme values), the solution, and six or more wrong answers with the sentence each
is met with. A sentence goes on after "Not yet: " and says what the learner did and what to do instead,
never the whole answer. The tests then prove the exercise; ``nbkit.learn.cells(name)`` gives its cells for
the notebook.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil
from types import ModuleType

from nbkit.learn.exercise import Exercise


@functools.cache
def load() -> dict[str, Exercise]:
    """Import every chapter's exercises; name -> exercise, in reading order."""
    found: dict[str, Exercise] = {}
    for module in modules():
        for thing in vars(module).values():
            if isinstance(thing, Exercise):
                assert found.setdefault(thing.name, thing) is thing, f"two exercises are named {thing.name}"
    return found


def modules() -> list[ModuleType]:
    """Import every chapter's exercises, and return their modules."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name[:2].isdigit())
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def find(name: str) -> Exercise:
    """Look an exercise up by its name. Raises LookupError, with the nearest names, where there is none."""
    known = load()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.4) or list(known)
    raise LookupError(f"No exercise is named {name!r}. Expected one of: {', '.join(near)}.")
