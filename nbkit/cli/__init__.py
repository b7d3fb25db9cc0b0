"""The `nbkit` command: open, run, test and mend the course."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from nbkit.cli.commands import make_parser
from nbkit.cli.output import to_the_end


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 for success, 130 after Ctrl-C, 141 for `| head`."""
    return to_the_end(lambda: run(arguments))


def run(arguments: Sequence[str] | None) -> int:
    """Run one command, and say what to do where it is stopped or a package is missing."""
    # Two threads on two busy cores made one training 40 times as slow; kernels inherit this.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = make_parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and not options.passes_on:
        parser.error(f"unknown argument {rest[0]!r}; see: nbkit {options.command} --help")
    options.rest = rest
    try:
        return options.action(options)
    except KeyboardInterrupt:
        print("\nStopped. Nothing was left half-written.", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        print(f"{error}. What is missing: nbkit doctor; to install it: python3 start.py", file=sys.stderr)
        return 1
