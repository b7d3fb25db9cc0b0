"""How far the drawing of an explorer is, in one line on the terminal."""

from __future__ import annotations

import sys


def tell(name: str, done: int, of: int) -> None:
    """Write how many frames are drawn, over what was written before; into a file only once all are.

    name: of the explorer. Written on stderr: what a command says is on stdout.
    """
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\r{name}: {done} of {of} frames", end=end, file=sys.stderr, flush=True)
    elif done == of:
        print(f"{name}: {of} frames", file=sys.stderr, flush=True)
