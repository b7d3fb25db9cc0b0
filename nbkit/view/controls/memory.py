"""What an explorer has shown: it is a function of its controls, and holds until a cell runs."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from nbkit.view.controls.cells import forget_with_cells

KEPT = 20_000_000  # bytes of one explorer, the oldest go first


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
        forget_with_cells(self)

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

    def learn(self, settings: Hashable, frame: Frame) -> bool:
        """Take a frame that was drawn elsewhere, and return whether such frames are trusted.

        The first has to be one that is known, to be compared.
        """
        known = self._frames.get(settings)
        if known is not None:
            self._pure = self._pure is not False and known == frame
        if self._pure:
            self._frames.setdefault(settings, frame)
            _shrink(self._frames)
        elif self._pure is False:
            self._frames.clear()
        return bool(self._pure)

    def __contains__(self, settings: Hashable) -> bool:
        """Whether a frame is known."""
        return settings in self._frames

    def settings(self) -> set[Hashable]:
        """Return where frames are known."""
        return set(self._frames)

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
