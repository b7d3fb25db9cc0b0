#!/usr/bin/env python3
"""Give a student what is new in the course; what is there already stays.

Called as `python3 give_course.py SOURCE TARGET`, by the student's own account before JupyterLab starts.
It needs nothing but Python.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path


def give(source: Path, target: Path) -> list[Path]:
    """Copy each file of `source` that `target` does not have, and return the new ones.

    No file of `target` is opened, replaced or removed, whatever it holds. A file appears whole or not at all:
    it is written under another name first, so that a copy that was stopped half way is made anew next time.
    Raises OSError where nothing can be written, as on a full disk.
    """
    return [new for path in _files(source) if (new := target / path.relative_to(source)) and _put(path, new)]


def _files(source: Path) -> Iterator[Path]:
    return (path for path in sorted(source.rglob("*")) if path.is_file() and not path.name.endswith(".pyc"))


def _put(path: Path, new: Path) -> bool:
    if os.path.lexists(new):
        return False
    new.parent.mkdir(parents=True, exist_ok=True)
    draft = new.with_name(f".{new.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(path, draft)
        os.link(draft, new)  # unlike a rename, it never takes the place of a file that came meanwhile
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def main(arguments: list[str]) -> int:
    """Give, and say how many files were new; 1 and a sentence where it could not be done."""
    if len(arguments) != 2:
        print("expected two folders: give_course.py SOURCE TARGET", file=sys.stderr)
        return 2
    source, target = map(Path, arguments)
    try:
        print(f"{len(give(source, target))} new files in {target}")
    except OSError as error:
        print(f"the course could not be copied to {target}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
