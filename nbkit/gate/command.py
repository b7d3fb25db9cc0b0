"""The command `nbkit` of the gate alone: store what notebooks show now, merge the reports of shards."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nbkit.gate.results import REPORT

ACCEPT = "Run notebooks from top to bottom and store what they show now; what did not change keeps its bytes."
MERGE = "Make one report of those of all shards; the exit code is 1 if a cell failed or a shard is missing."


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 for success, 1 where it says what is wrong."""
    parser = argparse.ArgumentParser(prog="nbkit", description="Prove notebooks, and store what they show.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    add_accept(commands.add_parser("accept", help=ACCEPT, description=ACCEPT))
    add_merge(commands.add_parser("merge-reports", help=MERGE, description=MERGE))
    options = parser.parse_args(arguments)
    return int(options.action(options))


def add_accept(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `nbkit accept`."""
    parser.set_defaults(action=accept)
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


def add_merge(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `nbkit merge-reports`."""
    parser.set_defaults(action=merge)
    parser.add_argument(
        "folders", nargs="+", type=Path, metavar="DIR", help="the reports of the shards, or a folder of them"
    )
    parser.add_argument(
        "--out", type=Path, default=Path(REPORT), metavar="DIR", help=f"where to write it ({REPORT})"
    )


def merge(options: argparse.Namespace) -> int:
    """Merge reports, or say why they cannot be."""
    from nbkit.gate.merge_reports import merge_reports

    try:
        return merge_reports(options.folders, options.out / "index.html")
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
