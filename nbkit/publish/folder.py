"""A folder that is published whole or not at all: built beside its place, then renamed into it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbkit.publish import PublishError

MARK = ".nbkit-published"  # a file that says: what lies here was written by us, and may be replaced


@contextlib.contextmanager
def beside(out: Path, course: Path) -> Iterator[Path]:
    """Give an empty folder to build in, which takes the place of `out` when the block ends without an error.

    course: the folder of the chapters, in which nothing is published. What was published at `out` before is
    replaced; if the block raises, nothing has changed.
    Raises PublishError where `out` lies in the course or holds what was not published, and OSError, which
    names `out`, where it cannot be written.
    """
    check(out, course)
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        draft.chmod(0o777 & ~_umask())
        yield draft
        (draft / MARK).write_text("Written by nbkit publish, which replaces it whole.\n", encoding="utf-8")
        _swap(draft, out)
    except OSError as fault:
        raise OSError(fault.errno, f"{fault.strerror}: nothing was published", str(out)) from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def check(out: Path, course: Path) -> None:
    """Raise PublishError where `out` may not be replaced."""
    if out.resolve().is_relative_to(course.resolve()):
        raise PublishError(f"{out} lies in the folder of the chapters themselves: choose another one.")
    if out.is_file():
        raise PublishError(f"{out} is a file, expected a folder: choose another one.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise PublishError(f"{out} is not empty, and not published by this command: choose another folder.")


def _swap(draft: Path, out: Path) -> None:
    """Put the draft in its place; what was there comes back where that fails."""
    if not out.exists():
        draft.rename(out)
        return
    old = draft.with_name(f"{draft.name}-old")
    out.rename(old)
    try:
        draft.rename(out)
    except BaseException:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
