"""Runs a listing of TensorFlow 1 as it is: `python -m nbkit.tf1 listing.py`."""

from __future__ import annotations

import re
import runpy
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from nbkit.tf1 import python2
from nbkit.tf1.core.missing import keyword_hint
from nbkit.tf1.lend import lent

USAGE = "usage: python -m nbkit.tf1 listing.py [its arguments]"


def main(arguments: Sequence[str]) -> int:
    """Run the listing with the name `tensorflow` lent to it; where it stops, say how far it came."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 2
    listing = Path(arguments[0])
    if not listing.is_file():
        print(f"expected a listing, got {listing}, which is no file: give its path", file=sys.stderr)
        return 2
    sys.argv = list(arguments)
    sys.path.insert(0, str(listing.parent.resolve()))
    try:
        with lent(), python2.beside(sys.path[0]):
            _run(listing)
    except SyntaxError as error:
        print(_not_read(listing, error), file=sys.stderr)
        return 1
    except Exception as error:
        print(_how_far(listing, error), file=sys.stderr)
        return 1
    return 0


def _run(listing: Path) -> None:
    """Run a listing of Python 3, or of Python 2."""
    code = python2.compiled(listing.read_text(encoding="utf-8", errors="replace"), str(listing))
    if code is None:
        runpy.run_path(str(listing), run_name="__main__")
        return
    print(f"{listing.name} is Python 2: read as such, with its print and its division", file=sys.stderr)
    exec(code, {"__name__": "__main__", "__file__": str(listing)})


def _not_read(listing: Path, error: SyntaxError) -> str:
    """What to do about a listing that is no Python 3."""
    told = what_to_do(error.text or "", str(error.msg))
    file = Path(error.filename or listing)  # of a module that the listing imports, perhaps
    others = blanks(file.read_text(encoding="utf-8", errors="replace")) if file.is_file() else []
    more = f"; lines with blanks: {', '.join(map(str, others))}" if len(others) > 1 else ""
    return f"{file.name}, line {error.lineno}: {(error.text or '').strip()}\n{told}{more}"


def what_to_do(line: str, message: str) -> str:
    """Python's message about a line that it cannot read, with what to do about it.

    >>> what_to_do("w = ?", "invalid syntax")
    'invalid syntax. Try: fill in the blank ?'
    """
    advice = "correct it there"
    if "codec can't decode" in message:
        advice = "the file is in another encoding: save it as UTF-8"
    elif blanks(line):
        advice = "fill in the blank ?"
    elif line.lstrip().startswith(("print ", "exec ")) or "Missing parentheses" in message:
        advice = "Python 2 and what neither Python reads stand in one file: write print(…)"
    return f"{message}{'' if message.endswith('?') else '.'} Try: {advice}"


def blanks(code: str) -> list[int]:
    """The numbers of the lines with a ? that is neither text nor a comment.

    >>> blanks("a = ?\\nb = '?'  # why?")
    [1]
    """
    bare = (re.sub(r"'[^']*'|\"[^\"]*\"|#.*", "", line) for line in code.splitlines())
    return [number for number, line in enumerate(bare, 1) if "?" in line]


def _how_far(listing: Path, error: Exception) -> str:
    """The error with the lines of the listing that led to it, and the share that ran."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == str(listing)]
    told = "".join(traceback.format_exception_only(error)).strip() + keyword_hint(error)
    if not frames:
        return "".join(traceback.format_exception(error))
    total = len(listing.read_text(encoding="utf-8", errors="replace").splitlines())
    lines = "".join(f"  line {f.lineno}: {f.line}\n" for f in frames)
    return f"{listing.name} ran up to line {frames[0].lineno} of {total}:\n{lines}{told}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
