"""The command `nbkit` of the gate alone: store what notebooks show now, merge the reports of shards."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nbkit.gate.baseline import LIST
from nbkit.gate.results import REPORT

ACCEPT = "Run notebooks from top to bottom and store what they show now; what did not change keeps its bytes."
BASELINE = (
    "Run notebooks twice and list the cells that fail today, so that pytest knows them and starts green."
)
MERGE = "Make one report of those of all shards; the exit code is 1 if a cell failed or a shard is missing."


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 for success, 1 where it says what is wrong."""
    parser = argparse.ArgumentParser(prog="nbkit", description="Prove notebooks, and store what they show.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    add_commands(commands)
    options = parser.parse_args(arguments)
    return int(options.action(options))


def add_commands(commands: Any) -> None:
    """Declare all commands, each with its action; the course's own `nbkit` has them too."""
    for name, (about, example, add) in COMMANDS.items():
        layout = argparse.RawDescriptionHelpFormatter
        epilog = f"example:\n  nbkit {example}"
        add(commands.add_parser(name, help=about, description=about, epilog=epilog, formatter_class=layout))


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


def add_baseline(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `nbkit baseline`."""
    parser.set_defaults(action=baseline)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="notebooks or folders (.)")
    parser.add_argument(
        "--shrink", action="store_true", help="run the notebooks of the list, and take off it what passes"
    )
    parser.add_argument("--file", type=Path, default=Path(LIST), metavar="FILE", help=f"the list ({LIST})")


def baseline(options: argparse.Namespace) -> int:
    """Write or shrink the list of known cells, and say how many of which kind there are."""
    from nbkit.gate.find_known import Unfinished, find_known, shrink

    try:
        paths = options.paths or [Path()]
        said = shrink(options.file) if options.shrink else find_known(paths, options.file)
    except (Unfinished, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(*said, sep="\n")
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


COMMANDS = {
    "accept": (ACCEPT, "accept notebooks/first.ipynb", add_accept),
    "baseline": (BASELINE, "baseline notebooks\n  nbkit baseline --shrink", add_baseline),
    "merge-reports": (MERGE, "merge-reports reports/*", add_merge),
}


if __name__ == "__main__":
    sys.exit(main())
