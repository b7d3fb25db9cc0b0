"""Run a learner's code so that nothing it does can take the kernel down.

The code runs in a thread of its own, which works on Linux, macOS and Windows. When its time is up, an
exception is raised inside it, again and again until it ends. A call that never comes back (a sleep, say) is
left behind, and the notebook goes on. One thing cannot be stopped from inside a process: a single C call
that keeps Python's lock, such as ``sum(itertools.count())``.

Linux grants memory that it does not have, and later kills whoever uses it; so there a limit of our own makes
it a MemoryError at once. Windows refuses by itself. On macOS only the time limit ends what grows and grows.
"""

from __future__ import annotations

import builtins
import contextvars
import ctypes
import io
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import CodeType
from typing import Any
from unittest.mock import patch

CORES = os.cpu_count() or 1
MEMORY_BYTES = (2 << 30) + CORES * (64 << 20)  # above what the kernel has; a first matmul takes some a core
STACK_BYTES = 64 << 20  # deep recursion must end in a RecursionError, not in a crash
KEPT_CHARACTERS = 2000
TOOL_ID = 4  # a free number among sys.monitoring's six
OWN_FILES = (
    str(Path(__file__).parent / "guard.py"),
    str(Path(__file__).parent / "outcome.py"),
    threading.__file__,
)


class TimeUp(SystemExit):
    """Raised inside the learner's code; a SystemExit, so that a dying thread prints no traceback."""


class AskedForInput(Exception):
    """The learner's code called input()."""


class CappedBuffer(io.StringIO):
    """Keeps the first characters of what is printed and drops the rest."""

    def write(self, text: str) -> int:
        room = KEPT_CHARACTERS - self.tell()
        super().write(text[: max(room, 0)])
        return len(text)

    def take(self) -> str:
        """What was printed since the last time, and begin anew."""
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text

    def close(self) -> None:
        """Stay open: ``exit()`` closes stdin on its way out."""


def run_guarded(job: Callable[[], None], seconds: float) -> bool:
    """Run job() in a thread with quiet surroundings; say whether it ended in time."""
    context = contextvars.copy_context()
    worker = threading.Thread(target=context.run, args=(_until_time_up, job), daemon=True)
    with quiet_surroundings():
        _start(worker)
        try:
            worker.join(seconds)
            return not worker.is_alive()
        finally:
            _stop(worker)


def _until_time_up(job: Callable[[], None]) -> None:
    try:
        job()
    except TimeUp:
        return


def _start(worker: threading.Thread) -> None:
    before = threading.stack_size(STACK_BYTES)
    try:
        worker.start()
    finally:
        threading.stack_size(before)


def _stop(worker: threading.Thread, seconds: float = 1.0) -> None:
    """Raise TimeUp in the thread, again and again until it ends; what it dies of is told to nobody."""
    if not worker.is_alive():
        return
    ident, deadline = worker.ident or 0, time.monotonic() + seconds
    with _raising_on_every_line(ident), patch.object(threading, "excepthook", _silent):
        while worker.is_alive() and time.monotonic() < deadline:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(TimeUp))
            worker.join(0.01)


@contextmanager
def _raising_on_every_line(ident: int) -> Iterator[None]:
    """From Python 3.12 on, end even a loop that catches everything: TimeUp is raised in its except too."""
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is None or monitoring.get_tool(TOOL_ID) is not None:
        yield
        return

    def on_line(code: CodeType, line: int) -> None:
        if threading.get_ident() == ident and not code.co_filename.startswith(OWN_FILES):
            raise TimeUp

    monitoring.use_tool_id(TOOL_ID, "nbkit")
    monitoring.register_callback(TOOL_ID, monitoring.events.LINE, on_line)
    monitoring.set_events(TOOL_ID, monitoring.events.LINE)
    try:
        yield
    finally:
        monitoring.set_events(TOOL_ID, 0)
        monitoring.free_tool_id(TOOL_ID)


@contextmanager
def quiet_surroundings() -> Iterator[None]:
    """Printing and pictures go to a sink; input() and the notebook's own exit() raise.

    Garbage may be collected at any time, so also where the time is up or the stack full: what its
    finalizers die of there is told to nobody.
    """
    with ExitStack() as stack:
        stack.enter_context(_limited_memory())
        stack.enter_context(redirect_stdout(CappedBuffer()))
        stack.enter_context(redirect_stderr(CappedBuffer()))
        stack.enter_context(patch.object(sys, "stdin", CappedBuffer()))
        stack.enter_context(patch.object(sys, "unraisablehook", _silent))
        stack.enter_context(patch.object(builtins, "input", _no_input))
        shell = _shell()
        if shell is not None:
            stack.enter_context(patch.object(shell, "ask_exit", _no_exit, create=True))
            stack.enter_context(patch.object(shell.display_pub, "publish", _silent))
        stack.callback(_close_figures, set(_figures()))
        yield


@contextmanager
def _limited_memory() -> Iterator[None]:
    """On Linux, whoever asks for more than the room gets a MemoryError."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        yield
        return
    import resource  # Windows has none

    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [pages * resource.getpagesize() + MEMORY_BYTES, before, hard]
    least = min(limit for limit in limits if limit != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def _figures() -> list[int]:
    """The numbers of pyplot's open figures."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.get_fignums() if pyplot is not None else []


def _close_figures(kept: set[int]) -> None:
    """Close what was opened since: a notebook would show them all, one for each input."""
    for number in set(_figures()) - kept:
        sys.modules["matplotlib.pyplot"].close(number)


def _silent(*_: object, **__: object) -> None:
    pass


def _no_input(*_: object) -> str:
    raise AskedForInput("a check cannot answer input()")


def _no_exit(*_: object) -> None:
    raise SystemExit
