"""What tests of copies of this process share: they wait for a state, never for a time."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bears to be copied")
PATIENCE = 120.0  # seconds


def wait_for(seen: Callable[[], object], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def state(child: int) -> str:
    """Return what the system calls the state of a process: S asleep, Z dead and not buried; "" for none."""
    try:
        return Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def open_files() -> set[tuple[int, int]]:
    """Return the files that this process has open; a number says little, for it is given again."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # the folder itself, or what a thread has closed since
            one = os.stat(f"/proc/self/fd/{number}")
            found.add((one.st_dev, one.st_ino))
    return found
