"""Whether a cell runs, and who has to forget when one does."""

from __future__ import annotations

from typing import Protocol
from weakref import WeakSet


class Forgets(Protocol):
    """What knows something that a cell may change."""

    def forget(self) -> None:
        """Forget it."""


_ALL: WeakSet[Forgets] = WeakSet()
_waiting = False  # outside of a notebook nobody says that a cell has ended


def forget_with_cells(thing: Forgets) -> None:
    """Let a thing forget when a cell begins, and again when it ends: cells that wait let others draw."""
    from IPython import get_ipython

    _ALL.add(thing)
    if (shell := get_ipython()) is not None:
        shell.events.register("pre_run_cell", begun)  # which keeps a function once
        shell.events.register("post_run_cell", ended)


def begun(*of_the_cell: object) -> None:
    """Note that a cell begins."""
    global _waiting
    _waiting = False
    forget_all()


def ended(*of_the_cell: object) -> None:
    """Note that a cell has ended: from now on the kernel waits, for the next one or for moves."""
    global _waiting
    forget_all()
    _waiting = True


def waiting() -> bool:
    """Return whether a kernel waits, and no cell runs."""
    return _waiting


def forget_all() -> None:
    """Let all explorers forget: what they draw from may have changed."""
    for thing in list(_ALL):
        thing.forget()
