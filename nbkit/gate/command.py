"""The command `nbkit` of the gate alone: store what notebooks show now."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ABOUT = "Run notebooks from top to bottom and store what they show now; what did not change keeps its bytes."


def main(arguments: list[str] | None = None) -> int:
    """Run `nbkit accept` and return its exit code: 0 for success, 1 where a notebook could not be stored."""
    parser = argparse.ArgumentParser(prog="nbkit", description="Prove notebooks, and store what they show.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    add_accept(commands.add_parser("accept", help=ABOUT, description=ABOUT))
    options = parser.parse_args(arguments)
    return accept(options)


def add_accept(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `nbkit accept`."""
    parser.add_argument(
        "paths", nargs="*", type=Path, default=[Path()], metavar="PATH", help="notebooks or folders"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="store also outputs that agree with the stored ones"
    )


def accept(options: argparse.Namespace) -> int:
    """Store what the notebooks show now, and say which changed."""
    from nbkit.gate.recording import RecordError, record

    try:
        changed = record(options.paths, fresh=options.fresh)
    except (RecordError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in changed:
        print(f"{path}: stored")
    return 0


if __name__ == "__main__":
    sys.exit(main())
