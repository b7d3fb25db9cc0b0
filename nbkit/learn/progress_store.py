"""What the learner has done: one JSON file on this machine, written atomically, merged, never fatal."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import platformdirs

from nbkit.data.files import replaced
from nbkit.gate.mode import recording

Entry = dict[str, Any]
State = dict[str, Entry]

# Tries, hints taken, was the solution shown; when first and when last right, as `now` writes it. Of a
# question in words: when it was compared, the points that the learner gave herself, and when.
FIELDS = {"tries": int, "hints": int, "seen": bool, "solved": str, "last": str}
FIELDS |= {"compared": str, "points": int, "marked": str}

_told: set[Path] = set()  # folders of which it was said that they cannot be written to

LOCK_SECONDS = 2.0
STALE_SECONDS = 10.0


def state_path() -> Path:
    """Where progress is kept; the environment variable NBKIT_STATE_DIR moves it."""
    folder = os.environ.get("NBKIT_STATE_DIR") or platformdirs.user_data_dir("nbkit", appauthor=False)
    return Path(folder) / "progress.json"


def read() -> State:
    """The state as it is on disk, or nothing where there is none or it cannot be had."""
    with contextlib.suppress(OSError):
        # The gate compares outputs: they must not depend on what this learner did before.
        return {} if recording() else read_strictly()
    return {}


def update_entry(name: str, change: Callable[[Entry], None]) -> None:
    """Change one exercise's entry: read what is there now, change it, replace the file."""
    if recording():
        return
    try:
        update_all(lambda state: change(state.setdefault(name, {})))
    except OSError as error:  # a full or read-only disk must not spoil the lesson
        _tell_once(state_path().parent, error)


def _tell_once(folder: Path, error: OSError) -> None:
    if folder in _told:
        return
    _told.add(folder)
    print(
        f"Your progress is not kept: {folder} cannot be written to ({error.strerror or error}). Set "
        "NBKIT_STATE_DIR to a folder that can, before you start Jupyter."
    )


def update_all(change: Callable[[State], None]) -> None:
    """Change the whole state under the lock; an OSError means that nothing was written."""
    state_path().parent.mkdir(parents=True, exist_ok=True)
    with _locked():
        state = read_strictly()  # raises if the file is there and cannot be had: then nothing is written
        change(state)
        write(state_path(), state)


def now() -> str:
    """Return the time in UTC, as text that sorts by time.

    >>> len(now())
    20
    """
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def read_strictly() -> State:
    """Read the file; one that makes no sense is set aside under another name."""
    path = state_path()
    try:
        return parse(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError:
        _set_aside(path)
        return {}


def parse(content: bytes) -> State:
    """The state that a file holds, with the byte order mark that editors on Windows write or without.

    Raises ValueError where it is no progress file.
    """
    try:
        raw = json.loads(content)  # bytes, for they tell their encoding
    except RecursionError:
        raise ValueError("not a progress file") from None
    state = raw.get("exercises") if isinstance(raw, dict) else None
    if not isinstance(state, dict) or not all(map(_is_entry, state.values())):
        raise ValueError("not a progress file")
    return state


def _is_entry(entry: Any) -> bool:
    """Are the fields that we know of the kind that we write?"""
    return isinstance(entry, dict) and all(
        type(entry[key]) is FIELDS.get(key, type(entry[key])) for key in entry
    )


def write(path: Path, state: State) -> None:
    """Replace a progress file at once."""
    text = json.dumps({"version": 1, "exercises": state}, indent=1, sort_keys=True)
    with replaced(path) as file:
        file.write(text.encode())


def _set_aside(path: Path) -> None:
    number = 1
    while (kept := path.with_name(f"progress.unreadable-{number}.json")).exists():
        number += 1
    with contextlib.suppress(OSError):
        os.replace(path, kept)
        print(f"The progress file could not be read: it is kept as {kept.name}, and a new one is begun.")


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    """Hold a lock file, so that two kernels lose nothing; without it after two seconds, go on."""
    lock = state_path().with_name("progress.lock")
    deadline = time.monotonic() + LOCK_SECONDS
    held = _acquire(lock)
    while not held and time.monotonic() < deadline:
        time.sleep(0.01)
        held = _acquire(lock)
    try:
        yield
    finally:
        if held:
            lock.unlink(missing_ok=True)


def _acquire(lock: Path) -> bool:
    """Make the lock file; False where another has it. Raises OSError where no file can be made at all."""
    with contextlib.suppress(OSError):
        if time.time() - lock.stat().st_mtime > STALE_SECONDS:
            lock.unlink(missing_ok=True)
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    except PermissionError:
        if os.name == "nt":  # it may be a lock that is just being deleted
            return False
        raise
    return True
