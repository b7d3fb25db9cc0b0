"""A copy of the kernel lets go of all that is the kernel's: nothing it does is noticed there. Linux only."""

from __future__ import annotations

import gc
import io
import os
import signal
import stat
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

FILES = "/proc/self/fd"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
REFUSED = (
    *("subprocess.", "socket.", "shutil.", "sqlite3.", "ctypes.dlopen"),
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.kill"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.link", "os.symlink", "os.truncate"),
)
KIND = 10  # how far it stands back behind the kernel


class Noise(io.TextIOBase):
    """Stands where a copy could be heard: it lets nothing through, and remembers that there was something."""

    made = False

    def write(self, text: str) -> int:
        """Take what is printed."""
        self.made = True
        return len(text)

    def __call__(self, *_: Any, **__: Any) -> None:
        """Take what is warned of, or sent to the front end."""
        self.made = True

    def refuse(self, event: str, given: tuple[Any, ...]) -> None:
        """Refuse, as an audit hook, what leaves a trace: a written file, a process, the network."""
        if event.startswith(REFUSED) or (event == "open" and (given[2] or 0) & WRITING):
            self.made = True
            raise PermissionError(f"{event}: not in a copy of the kernel")


def places_in_files() -> dict[int, int]:
    """Return how far the files that this process reads have been read; a copy needs to know that.

    A copy shares that place: whoever reads there moves it here, in the middle of reading.
    """
    return {number: os.lseek(number, 0, os.SEEK_CUR) for number in _numbers() if _is_read(number)}


def let_go(keep: set[int], places: dict[int, int]) -> Noise:
    """Let go, in a copy, of all but the files to be kept, and return what tells whether it made a noise.

    places: of `places_in_files`, before the copy was made. There is no way back.
    """
    noise = Noise()
    _signals()
    _files(keep, places)
    _voices(noise)
    os.nice(KIND)
    with suppress(OSError):  # where memory ends, the kernel lives
        Path("/proc/self/oom_score_adj").write_text("1000")
    gc.freeze()  # what was there before is never searched, which would copy it
    sys.addaudithook(noise.refuse)
    return noise


def _signals() -> None:
    """Die of what the kernel handles; its loop shall hear of no signal that comes here."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)


def _files(keep: set[int], places: dict[int, int]) -> None:
    """Open anew what is read, and put nothing in the place of the rest: sockets, pipes, files to write."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in set(_numbers()) - keep - {nothing}:
        if number in places and number > 2:
            own = os.open(f"{FILES}/{number}", os.O_RDONLY)
            os.lseek(own, places[number], os.SEEK_SET)
            os.dup2(own, number, inheritable=False)
            os.close(own)
        else:
            os.dup2(nothing, number, inheritable=False)


def _voices(noise: Noise) -> None:
    from IPython import get_ipython

    sys.stdout = sys.stderr = noise
    warnings.showwarning = noise
    if (kernel := getattr(get_ipython(), "kernel", None)) is not None:
        kernel.session.send = noise  # displays, widgets, and whoever has kept the old stdout


def _numbers() -> Iterator[int]:
    for name in os.listdir(FILES):
        with suppress(OSError):  # the folder itself was listed, and is closed
            os.fstat(int(name))
            yield int(name)


def _is_read(number: int) -> bool:
    """Whether it is a file that is read and not written."""
    import fcntl  # which Windows has not

    if not stat.S_ISREG(os.fstat(number).st_mode):
        return False
    return fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY
