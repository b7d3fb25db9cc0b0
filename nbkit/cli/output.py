"""Output that nobody takes: a reader such as `head` that has seen enough, a full disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TextIO

BROKEN_PIPE = 141  # 128 and the number of SIGPIPE: how a shell tells that nobody read on


def to_the_end(command: Callable[[], int]) -> int:
    """Run a command until its last line has gone out; return its exit code, 141 where nobody reads on.

    Python writes late: without a last flush here the error comes while the interpreter ends. SIGPIPE's own
    way to end a program is not for us: it would end a server with each browser that goes away.
    """
    try:
        try:
            return command()
        finally:
            print(end="", flush=True)
    except OSError as error:
        lost = [stream for stream in (sys.stdout, sys.stderr) if is_lost(stream)]
        for stream in lost:
            discard(stream)
        if isinstance(error, BrokenPipeError):
            return BROKEN_PIPE
        if not lost:
            raise
        print(f"The output could not be written: {error}", file=sys.stderr)
        return 1


def is_lost(stream: TextIO | None) -> bool:
    """Whether what waits to be written cannot be."""
    try:
        print(end="", file=stream, flush=True)
    except OSError:
        return True
    return False


def discard(stream: TextIO) -> None:
    """Let all that is still written go nowhere, or the interpreter complains when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def refused(error: Exception) -> int:
    """Print why a command did nothing; its exit code. That nobody reads on is for `main` to meet."""
    if isinstance(error, BrokenPipeError):
        raise error
    print(error, file=sys.stderr)
    return 1
