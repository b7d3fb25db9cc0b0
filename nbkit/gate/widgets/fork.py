"""A copy of this process, which leaves nothing behind here: no name, no random number, no output."""

from __future__ import annotations

import json
import os
import select
import signal
import time
import warnings
from collections.abc import Callable
from typing import Any

from nbkit.gate.widgets.driven import DIED

Send = Callable[[Any], None]


class OutOfTime(Exception):
    """Raised by work that has spent its time."""


def in_a_copy(work: Callable[[Send], None], seconds: float) -> tuple[list[Any], str]:
    """Let a copy of this process work, and return what it sent, and why it ended early, if it did.

    work: gets a function that sends a JSON value. It is stopped after `seconds`, or by itself with OutOfTime.
    Raises OSError where the system cannot copy a process, as Windows cannot.
    """
    if not hasattr(os, "fork"):
        raise OSError("this system cannot copy a process")
    reading, writing = os.pipe()
    child = fork()
    if child == 0:
        _work(work, writing)
    os.close(writing)
    try:
        text, late = _read(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)  # it is not waited for by anybody else, so the number is still its own
        os.waitpid(child, 0)
    lines = text.split(b"\n")[:-1]
    values = [json.loads(line) for line in lines]
    if values and isinstance(values[-1], str):
        return values[:-1], values[-1]
    return values, f"stopped after {seconds:g} s" if late else DIED


def fork() -> int:
    """Fork. Python warns of threads, of which the copy has none: it must not wait for them."""
    shown, warnings.showwarning = warnings.showwarning, lambda *_, **__: None
    try:
        return os.fork()
    finally:
        warnings.showwarning = shown


def _work(work: Callable[[Send], None], writing: int) -> None:
    try:
        with os.fdopen(writing, "wb") as pipe:

            def send(value: Any) -> None:
                pipe.write(json.dumps(value, default=str).encode() + b"\n")
                pipe.flush()

            try:
                work(send)
                send("")
            except OutOfTime:
                send("its time was over")
    finally:
        os._exit(0)


def _read(reading: int, end: float) -> tuple[bytes, bool]:
    """Return what comes until the other side has closed, and whether it had not by the end."""
    found = b""
    while (left := end - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            part = os.read(reading, 1 << 16)
            if not part:
                return found, False
            found += part
    return found, True
