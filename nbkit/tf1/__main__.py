"""Runs a listing of TensorFlow 1 as it is: `python -m nbkit.tf1 listing.py`."""

from __future__ import annotations

import runpy
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

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
        with lent():
            runpy.run_path(str(listing), run_name="__main__")
    except SyntaxError as error:
        print(_not_read(listing, error), file=sys.stderr)
        return 1
    except Exception as error:
        print(_how_far(listing, error), file=sys.stderr)
        return 1
    return 0


def _not_read(listing: Path, error: SyntaxError) -> str:
    """What to do about a listing that is no Python 3."""
    code = (error.text or "").strip()
    advice = "correct it there"
    if "?" in code:
        advice = "fill in the blank ?"
    elif code.startswith(("print ", "exec ")) or "Missing parentheses" in str(error.msg):
        advice = "this is Python 2: run `python -m lib2to3 -w` of an older Python over it, or write print(…)"
    return f"{listing.name}, line {error.lineno}: {code}\n{error.msg}. Try: {advice}"


def _how_far(listing: Path, error: Exception) -> str:
    """The error with the lines of the listing that led to it, and the share that ran."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == str(listing)]
    told = "".join(traceback.format_exception_only(error)).strip()
    if not frames:
        return "".join(traceback.format_exception(error))
    total = len(listing.read_text(encoding="utf-8", errors="replace").splitlines())
    lines = "".join(f"  line {f.lineno}: {f.line}\n" for f in frames)
    return f"{listing.name} ran up to line {frames[0].lineno} of {total}:\n{lines}{told}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
