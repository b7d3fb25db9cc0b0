"""What an explorer has shown: it is a function of its controls, and holds until a cell runs."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple
from weakref import WeakSet

KEPT = 40_000_000  # bytes of one explorer, the oldest go first


class Frame(NamedTuple):
    """What is shown at one setting: a PNG and how wide it is shown, or markup; and the words for it."""

    words: str
    png: bytes = b""
    width: int = 0
    markup: str = ""

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.png) + len(self.markup) + len(self.words)


class Memory:
    """Frames by their settings; it hands out none before one was drawn twice and was the same.

    So a picture that draws random numbers, or counts how often it was drawn, is never shown from memory.

    >>> memory = Memory()
    >>> memory.keep(3, Frame("Three."))
    >>> memory.frame_at(3)
    >>> memory.compare(3, lambda: Frame("Three."))
    >>> memory.frame_at(3).words
    'Three.'
    """

    def __init__(self) -> None:
        self._frames: dict[Hashable, Frame] = {}
        self._pure: bool | None = None  # not known yet
        _forget_with_cells(self)

    def keep(self, settings: Hashable, frame: Frame) -> None:
        """Remember a frame."""
        if self._pure is not False:
            self._frames[settings] = frame
            size = sum(kept.size for kept in self._frames.values())
            while size > KEPT:
                size -= self._frames.pop(next(iter(self._frames))).size

    def frame_at(self, settings: Hashable) -> Frame | None:
        """Return the frame of some settings where it is known and trusted."""
        if not self.trusted or settings not in self._frames:
            return None
        self._frames[settings] = self._frames.pop(settings)  # the youngest
        return self._frames[settings]

    @property
    def trusted(self) -> bool:
        """Whether frames are handed out."""
        return bool(self._pure)

    def compare(self, settings: Hashable, draw: Callable[[], Frame | None]) -> None:
        """Compare a frame with one drawn again; where they differ nothing is remembered from now on."""
        if settings in self._frames:
            self._pure = self._frames[settings] == draw()
            if not self._pure:
                self._frames.clear()

    def forget(self) -> None:
        """Forget all frames: what they were drawn from may have changed."""
        self._frames.clear()
        if self._pure:
            self._pure = None


_MEMORIES: WeakSet[Memory] = WeakSet()


def _forget_with_cells(memory: Memory) -> None:
    """Let a memory forget when a cell begins, and again when it ends: cells that wait let others draw."""
    from IPython import get_ipython

    _MEMORIES.add(memory)
    if (shell := get_ipython()) is not None:
        for event in ("pre_run_cell", "post_run_cell"):
            shell.events.register(event, forget_all)  # which keeps a function once


def forget_all(*of_the_cell: object) -> None:
    """Let all explorers forget: what they draw from may have changed."""
    for memory in _MEMORIES:
        memory.forget()
