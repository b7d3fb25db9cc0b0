"""The command `nbkit` of the gate alone: store what notebooks show now, merge the reports of shards."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nbkit.gate.many.baseline import LIST
from nbkit.gate.reports.results import REPORT
from nbkit.gate.time_limit import seconds

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
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="notebooks or folders (.)")
    flags = {
        "--dry-run": "say what would change and write nothing; the exit code is 1 if anything would",
        "--fresh": "store also outputs that agree with the stored ones",
        "--clean": "drop what only the machine wrote: addresses, folders, times, versions, widget state",
        "--sidecar": "keep out of the notebook what its figures mean: it goes into NAME.nbkit.json",
    }
    for flag, said in flags.items():
        parser.add_argument(flag, action="store_true", help=said)
    limit = "seconds a cell may run (600; 0: no limit)"
    parser.add_argument("--timeout", type=seconds, default=600, metavar="S", help=limit)


def accept(options: argparse.Namespace) -> int:
    """Store what each notebook shows now, and say what changed; one that cannot be run stays as it is."""
    from nbkit.gate.storing.recording import RecordError, notebooks

    try:
        paths = notebooks(options.paths or [Path()])
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    code = 0
    for path in paths:
        try:
            code |= _accept(path, options)
        except (RecordError, OSError) as error:
            print(error, file=sys.stderr)
            code = 1
    return code


def _accept(path: Path, options: argparse.Namespace) -> int:
    """Store what one notebook shows now; return 1 where that would change it and nothing is to be written."""
    from nbkit.gate.storing.draft import Options
    from nbkit.gate.storing.recording import rerun

    recording = rerun(path, Options(options.timeout, options.fresh, options.clean, options.sidecar))
    stored = bool(recording.files) if options.dry_run else recording.write()
    print(f"{path}: {_outcome(len(recording.changes), stored, options.dry_run)}", flush=True)
    for change in [*recording.changes, *recording.resting]:
        print(f"  {change}")
    return int(stored and options.dry_run)


def _outcome(count: int, stored: bool, is_dry: bool) -> str:
    if not stored:
        return "shows what is stored"
    cells = f"{count} cell{'s' * (count != 1)}" if count else "what is around the cells"
    return f"{cells} would change" if is_dry else f"{cells} stored"


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
    from nbkit.gate.many.find_known import Unfinished, find_known, shrink

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
    from nbkit.gate.reports.merge_reports import merge_reports

    try:
        return merge_reports(options.folders, options.out / "index.html")
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


COMMANDS = {
    "accept": (ACCEPT, "accept notebooks/first.ipynb --dry-run", add_accept),
    "baseline": (BASELINE, "baseline notebooks\n  nbkit baseline --shrink", add_baseline),
    "merge-reports": (MERGE, "merge-reports reports/*", add_merge),
}


if __name__ == "__main__":
    sys.exit(main())
