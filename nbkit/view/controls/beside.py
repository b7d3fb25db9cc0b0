"""A copy of this process that works beside it: both talk without waiting for each other. Linux only."""

from __future__ import annotations

import os
import pickle
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import current_thread, main_thread
from typing import Any
from weakref import finalize

from nbkit.gate.widgets.fork import fork
from nbkit.view.controls.apart import Noise, let_go, places_in_files

HEAD = 4  # bytes that say how long what follows is
ROOM = 10_000_000  # bytes that a copy may say in all

_dead: set[int] = set()  # copies that were told to die, and whose end nobody has seen yet


class Beside:
    """A copy of this process, at work; it ends when it has done its work, when `end` says so, or with this.

    work: done in the copy, with a `Seat` to hear and to speak from. What it raises is not heard of.
    What the copy says goes to a file in memory, of any length: a pipe would be full with the first picture,
    and then the copy would wait for who reads it.
    """

    def __init__(self, work: Callable[[Seat], None]) -> None:
        bury()
        places = places_in_files()
        hearing, self._telling = os.pipe()
        os.set_blocking(self._telling, False)
        self._said, self._read = os.memfd_create("nbkit"), 0
        with _uninterrupted():
            try:
                self._child = fork()
                if self._child == 0:
                    _work(work, hearing, self._said, places)
            except OSError:
                for number in (self._said, self._telling):
                    os.close(number)
                raise
            finally:
                os.close(hearing)
            self.end = finalize(self, _end, self._child, (self._telling, self._said))

    def tell(self, thing: Any) -> bool:
        """Tell the copy something, and return whether it lives."""
        with suppress(BlockingIOError):  # it has much to read already
            try:
                os.write(self._telling, _packed(thing))
            except BrokenPipeError:
                return False
        return True

    def said(self) -> list[Any]:
        """Return what the copy has said since this was asked last."""
        left = os.fstat(self._said).st_size - self._read
        things, used = _unpacked(os.pread(self._said, left, self._read))
        self._read += used
        return things


class Seat:
    """Where a copy hears and speaks; `noise` tells whether it did what would be noticed elsewhere."""

    def __init__(self, hearing: int, saying: int, noise: Noise) -> None:
        self._hearing, self._saying, self.noise = hearing, saying, noise
        self._left = ROOM

    def say(self, thing: Any) -> None:
        """Say something; a copy that has said enough ends."""
        packed = _packed(thing)
        self._left -= len(packed)
        if self._left < 0:
            raise SystemExit
        os.write(self._saying, packed)

    def news(self, seconds: float = 0) -> list[Any]:
        """Return what was told meanwhile, if need be after some seconds; a copy that is alone ends."""
        if not select.select([self._hearing], [], [], seconds)[0]:
            return []
        data = os.read(self._hearing, 1 << 20)
        if not data:
            raise SystemExit
        return _unpacked(data)[0]


def bury() -> None:
    """See to the end of copies that have died, as far as they have: it is not waited for."""
    for child in list(_dead):
        try:
            if os.waitpid(child, os.WNOHANG) != (0, 0):
                _dead.discard(child)
        except ChildProcessError:  # somebody has waited for all children
            _dead.discard(child)


def _end(child: int, files: tuple[int, ...]) -> None:
    """Kill a copy, whatever it is at; another copy, which leaves, has no child and kills none."""
    for number in files:
        os.close(number)
    with suppress(ChildProcessError):
        if os.waitpid(child, os.WNOHANG) == (0, 0):  # it lives, so the number is still its own
            os.kill(child, signal.SIGKILL)
            _dead.add(child)
    bury()


def _work(work: Callable[[Seat], None], hearing: int, saying: int, places: dict[int, int]) -> None:
    try:
        work(Seat(hearing, saying, let_go({hearing, saying}, places)))
    finally:
        os._exit(0)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let what is done inside be done to its end; an interrupt comes afterwards, and in a copy never.

    Interrupts go to all processes of a kernel, and the copy keeps them blocked.
    """
    came: list[Any] = []
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    is_first = current_thread() is main_thread()  # which hears what other threads have not blocked
    handler = signal.signal(signal.SIGINT, lambda *of_it: came.append(of_it)) if is_first else None
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if is_first:
            signal.signal(signal.SIGINT, handler)
    if came:
        signal.raise_signal(signal.SIGINT)


def _packed(thing: Any) -> bytes:
    data = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(HEAD, "little") + data


def _unpacked(data: bytes) -> tuple[list[Any], int]:
    """Return all that is there as a whole, and how many bytes that was."""
    things, place = [], 0
    while (start := place + HEAD) <= len(data):
        end = start + int.from_bytes(data[place:start], "little")
        if end > len(data):
            break
        things.append(pickle.loads(data[start:end]))
        place = end
    return things, place
