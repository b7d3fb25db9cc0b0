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
    """Frames by their settings; it hands out none before one that came again was drawn again, and the same.

    So a picture that draws random numbers, or counts how often it was drawn, is never shown from memory, and
    nothing is drawn but what is shown.

    >>> memory = Memory()
    >>> for again in range(3):
    ...     print(memory.frame_at(3, lambda: print("drawn:", end=" ") or Frame("Three.")).words)
    drawn: Three.
    drawn: Three.
    Three.
    """

    def __init__(self) -> None:
        self._frames: dict[Hashable, Frame] = {}
        self._pure: bool | None = None  # not known yet
        _forget_with_cells(self)

    def frame_at(self, settings: Hashable, draw: Callable[[], Frame]) -> Frame:
        """Return the frame of some settings, from memory if it is known and trusted, else drawn."""
        frames = self._frames
        known = frames.pop(settings, None)
        if known is not None and self._pure:
            frame = known
        else:
            frame = draw()
            if frames is not self._frames:
                return frame  # a cell ran meanwhile
            if known is not None:
                self._pure = known == frame
        if self._pure is False:
            frames.clear()
        else:
            frames[settings] = frame  # the youngest
            _shrink(frames)
        return frame

    def forget(self) -> None:
        """Forget all frames: what they were drawn from may have changed."""
        self._frames = {}
        if self._pure:
            self._pure = None


def _shrink(frames: dict[Hashable, Frame]) -> None:
    """Drop the frames that nobody asked for longest."""
    size = sum(frame.size for frame in frames.values())
    while size > KEPT:
        size -= frames.pop(next(iter(frames))).size


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
