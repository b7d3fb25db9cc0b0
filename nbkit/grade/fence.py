"""What an answer's process may open: Python, the packages and the data, to read; and nothing else.

This keeps an answer to its task. It is no wall against somebody who sets out to break Python: to grade
strangers, let the grader run in a container or as a user of its own.
"""

from __future__ import annotations

import ctypes  # loaded before the fence stands: to load it is refused behind it
import os
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1]
CLOSED = (PACKAGE / "learn" / "exercises", PACKAGE / "publish")
OPEN = (
    *(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    *map(Path, (sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/sys/devices", "/dev/null")),
    PACKAGE,
    PACKAGE.parent / "data",
)
REAL = tuple(Path(os.path.realpath(folder)) for folder in OPEN)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
REFUSED = (
    *("subprocess.", "socket.", "ctypes.", "shutil.", "signal.", "sqlite3."),
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.kill"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.link", "os.symlink", "os.truncate"),
)


def shut_in(*also: Path) -> None:
    """From now on refuse this process what no exercise needs; it cannot be taken back.

    also: folders that may be read besides.
    """
    sys.dont_write_bytecode = True
    for name in [name for name in sys.modules if name.startswith("nbkit.learn.exercises.")]:
        del sys.modules[name]
    assert ctypes
    folders = (*REAL, *(Path(os.path.realpath(folder)) for folder in also))

    def refuse(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            _may_open(folders, *given)
        elif event.startswith(REFUSED):
            raise PermissionError(f"{event} is not for answers: they are judged by what they compute")

    sys.addaudithook(refuse)


def _may_open(folders: Sequence[Path], path: Any, mode: Any, flags: Any) -> None:
    if isinstance(path, int):
        return
    place = Path(os.path.realpath(os.fsdecode(path)))
    inside = any(place.is_relative_to(folder) for folder in folders)
    closed = any(place.is_relative_to(folder) for folder in CLOSED)
    if closed or not inside or flags & WRITING:
        raise PermissionError(f"{place.name} cannot be opened here: an answer is given all that it needs")
