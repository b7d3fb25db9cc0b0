"""While the kernel rests, an explorer draws what it may be asked for next, a frame at a time."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from signal import SIGINT, default_int_handler, signal
from threading import current_thread, main_thread
from time import perf_counter
from typing import Any, TypeVar

from IPython.utils.capture import capture_output

from nbkit.gate.mode import recording
from nbkit.view.controls.control import Control

REST = 0.05  # seconds without a move before anything is drawn ahead
SOON = 3  # frames that are drawn then: the one that is shown, to compare, and two on the way
LATER = 0.5  # seconds without a move before the others are: who moves to and fro shall not wait for them
BREATH = 0.01  # seconds between two frames, in which the kernel hears what has come
LONG = 0.25  # seconds: a frame that takes longer would hold up what comes meanwhile
# Among many notebooks in JupyterLab 4.6 a kernel that had drawn ahead was seen not to hear the next move.
ON = False

Result = TypeVar("Result")
Settings = dict[str, Any]  # by the names of controls


class Ahead:
    """Draws at settings on the kernel's own loop, one after the other, until it is stopped.

    draw: draws at some settings, and returns whether to go on.
    Where no loop runs, as in a script, nothing is done, nor while notebooks are recorded. Who interrupts the
    kernel, as a drawing does not end, ends all of it.
    """

    def __init__(self, draw: Callable[[Settings], bool]) -> None:
        self._draw = draw
        self._task: asyncio.Task[None] | None = None

    def start(self, coming: Iterable[Settings]) -> None:
        """Set out to draw at these settings, in place of those that were begun before."""
        self.stop()
        if ON and not recording() and (loop := _running_loop()) is not None:
            self._task = loop.create_task(self._slowly(coming))

    def stop(self) -> None:
        """Leave the rest undone."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _slowly(self, coming: Iterable[Settings]) -> None:
        await asyncio.sleep(REST)
        for place, settings in enumerate(coming):
            if place == SOON:
                await asyncio.sleep(LATER)
            begun = perf_counter()
            try:
                with _interruptible():
                    goes_on = self._draw(settings)
            except KeyboardInterrupt:
                self._draw = lambda settings: False
                return
            if not goes_on or perf_counter() - begun > LONG:
                return
            await asyncio.sleep(BREATH)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let an interrupt be heard, which a kernel that rests ignores."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal(SIGINT, default_int_handler)
    try:
        yield
    finally:
        signal(SIGINT, before)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def likely(controls: Mapping[str, Control], before: Settings, now: Settings) -> list[Settings]:
    """Return where the controls stand and may stand next, the likeliest first.

    A control that moved may go on, each may take a step, and Reset brings all to their start.

    >>> from nbkit.view.controls.control import slider
    >>> [found["k"] for found in likely({"k": slider(0, 9, 1)}, {"k": 3}, {"k": 5})]
    [5, 7, 9, 6, 4, 0, 9, 1]
    """
    found = [now]
    for name in sorted(controls, key=lambda name: before[name] == now[name]):
        found += [now | {name: setting} for setting in controls[name].after(before[name], now[name])]
    return [*found, {name: control.start for name, control in controls.items()}]


def quietly(draw: Callable[[], Result]) -> Result | None:
    """Return what is drawn; None where that raises, warns, prints or displays: it is met in its own time.

    >>> quietly(lambda: 1), quietly(lambda: 1 / 0), quietly(lambda: print("here"))
    (1, None, None)
    """
    with warnings.catch_warnings(), capture_output() as said:
        warnings.simplefilter("error")
        try:
            drawn = draw()
        except Exception:
            return None
    return None if said.stdout or said.stderr or said.outputs else drawn
