"""A copy of the kernel draws what an explorer may be asked for next; the kernel only reads what it has drawn.

It is made at a move, where a kernel waits on Linux: other systems cannot bear to be copied, and explorers
draw there what they are asked for. At most one copy lives, that of the explorer which moved last.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Hashable, Mapping
from itertools import islice
from time import process_time, thread_time
from typing import TYPE_CHECKING
from weakref import WeakSet

from nbkit.gate.mode import recording
from nbkit.view.controls.cells import forget_with_cells, waiting
from nbkit.view.controls.coming import Settings, coming
from nbkit.view.controls.control import Control
from nbkit.view.controls.frames import swept_afterwards
from nbkit.view.controls.memory import Frame, Memory

if TYPE_CHECKING:
    from nbkit.view.controls.beside import Beside, Seat

WORTH = 0.01  # seconds of processor time for one frame: what is drawn faster is not drawn ahead
NEAR = 6  # frames, the likeliest: where one of them is missing, a copy is made
SPENT = 3.0  # seconds of processor time, after a move
SLOW = 30  # seconds, by the clock, for one frame: then the system ends the copy
REST = 20.0  # seconds without a move before a copy with nothing to do ends

Move = tuple[Settings, Settings]  # from where to where
_ALL: WeakSet[Ahead] = WeakSet()


class Ahead:
    """Has frames of an explorer drawn ahead, and puts them into its memory.

    draw: draws the frame at some settings. What the copy draws first is where the controls stand, which the
    kernel has just drawn: only where both are the same does the memory take the others.
    """

    def __init__(
        self, controls: Mapping[str, Control], draw: Callable[[Settings], Frame], memory: Memory
    ) -> None:
        self._controls, self._draw, self._memory = controls, draw, memory
        self._copy: Beside | None = None
        self._before: Settings | None = None
        self._is_vain = False  # has a copy ended that could not even draw its first?
        self._has_drawn = False
        self._took = 0.0  # seconds of processor time for the last frame that was drawn here
        _ALL.add(self)
        forget_with_cells(self)

    def frame_at(self, settings: Settings) -> Frame:
        """Return the frame of some settings: drawn ahead, remembered, or drawn now, with what that raises."""
        self._gather()
        return self._memory.frame_at(key(settings), lambda: self._drawn(settings))

    def _drawn(self, settings: Settings) -> Frame:
        start = thread_time()
        frame = self._draw(settings)
        self._took = thread_time() - start
        return frame

    def _gather(self) -> None:
        """Put into memory what the copy has drawn so far."""
        for settings, frame in self._copy.said() if self._copy else ():
            self._has_drawn = True
            if not self._memory.learn(settings, frame):
                self.end()

    def follow(self, now: Settings) -> None:
        """Take note of a move that was answered, and let the copy know, or make one."""
        before, self._before = self._before or now, now
        if self._copy is not None and not self._copy.tell((before, now)):
            self._is_vain = not self._has_drawn
            self.end()
        if self._copy is None and self._is_wanted(before, now):
            self._begin(before, now)

    def forget(self) -> None:
        """Let nothing be taken from the copy any more: what it draws from may have changed."""
        self.end()
        self._is_vain = False

    def end(self) -> None:
        """End the copy, if there is one."""
        if self._copy is not None:
            self._copy.end()
            self._copy = None

    def _is_wanted(self, before: Settings, now: Settings) -> bool:
        """Whether a copy is to be made: where it may be, and where frames take long and are not there yet."""
        if not hasattr(os, "memfd_create") or sys.platform != "linux" or not waiting() or recording():
            return False
        if self._is_vain or self._took < WORTH or key(now) not in self._memory:
            return False
        near = islice(coming(self._places(), before, now), NEAR)
        return any(key(settings) not in self._memory for settings in near)

    def _begin(self, before: Settings, now: Settings) -> None:
        from nbkit.view.controls.beside import Beside  # here: the systems that have it

        for other in list(_ALL):
            other.end()
        work = Work(self._places(), self._draw, self._memory.settings())
        self._has_drawn = False
        try:
            self._copy = Beside(lambda seat: work.do(seat, before, now))
        except OSError:  # no room for another process: so be it
            self._is_vain = True

    def _places(self) -> dict[str, list[object]]:
        return {name: control.places for name, control in self._controls.items()}


class Work:
    """What a copy of the kernel does: it draws one frame after the other, in the order of `coming`."""

    def __init__(
        self, places: Mapping[str, list[object]], draw: Callable[[Settings], Frame], known: set[Hashable]
    ) -> None:
        self._places, self._draw, self._known = places, draw, known

    def do(self, seat: Seat, before: Settings, now: Settings) -> None:
        """Draw where the controls stand, and then what may come, as long as the kernel has news."""
        if not self._said(seat, now):
            return
        while True:
            news = self._draw_until_news(seat, before, now) or seat.news(REST)
            if not news:
                return
            before, now = news[-1]
            self._known |= {key(now) for _, now in news}

    def _draw_until_news(
        self, seat: Seat, before: Settings, now: Settings
    ) -> list[tuple[Settings, Settings]]:
        end = process_time() + SPENT
        for settings in coming(self._places, before, now):
            if key(settings) not in self._known:
                self._said(seat, settings)
                if news := seat.news():
                    return news
            if process_time() > end:
                break
        return []

    def _said(self, seat: Seat, settings: Settings) -> bool:
        """Draw a frame and send it, unless it raises or says something: that is for the kernel to do."""
        self._known.add(key(settings))
        seat.noise.made = False
        signal.alarm(SLOW)
        try:
            with swept_afterwards():
                frame = self._draw(settings)
        except Exception:
            return False
        finally:
            signal.alarm(0)
        if not seat.noise.made:
            seat.say((key(settings), frame))
        return not seat.noise.made


def key(settings: Settings) -> Hashable:
    """Return settings as what `Memory` knows them by."""
    return tuple(settings.values())
