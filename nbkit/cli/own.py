"""The commands of who makes something of their own: a framework, begun and checked; results, reported."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from nbkit.cli.output import refused


def add_mine(parser: argparse.ArgumentParser) -> None:
    """Declare `nbkit mine new`, `check`, `watch`, `hint` and `report`."""
    actions = parser.add_subparsers(dest="what", required=True, metavar="what")
    new = actions.add_parser("new", help="make mine/nn.py; one that is there stays as it is")
    new.set_defaults(action=make_file)
    check = actions.add_parser("check", help="judge it, stage by stage; exit with 1 if something is wrong")
    check.add_argument("stage", nargs="?", help="a stage, by its name or number; all in order if left out")
    check.set_defaults(action=check_file)
    watch = actions.add_parser("watch", help="judge it each time it is saved, and say what has changed")
    watch.set_defaults(action=watch_file)
    hint = actions.add_parser("hint", help="the next hint for a stage")
    hint.add_argument("stage", help="its name or number")
    hint.set_defaults(action=show_hint)
    report = actions.add_parser("report", help="a page of what chapter 19 found in your own data")
    out = "an .html or .pdf file (default: mine/report.html); a PDF needs Chromium"
    report.add_argument("--out", type=Path, metavar="FILE", help=out)
    report.set_defaults(action=make_report)


def make_file(_: argparse.Namespace) -> int:
    """Make the file and say where."""
    from nbkit.mine import commands

    try:
        print(commands.new())
    except OSError as error:
        return refused(error)
    return 0


def check_file(options: argparse.Namespace) -> int:
    """Print what a check says; exit with 1 where something is wrong, as test runners do."""
    from nbkit.mine import commands

    try:
        return 0 if commands.is_right(options.stage) else 1
    except LookupError as error:
        return refused(error)


def watch_file(_: argparse.Namespace) -> int:
    """Go on until Ctrl-C, which is the way to end it."""
    from nbkit.mine.watch import watch

    try:
        watch()
    except KeyboardInterrupt:
        print()
    return 0


def show_hint(options: argparse.Namespace) -> int:
    """Print the next hint."""
    from nbkit.mine.stages import find
    from nbkit.mine.tasks import hint

    try:
        hint(find(options.stage).name)
    except LookupError as error:
        return refused(error)
    return 0


def make_report(options: argparse.Namespace) -> int:
    """Write the page, and say where; as a PDF, print it."""
    from nbkit.mine import place, report, results
    from nbkit.publish import PublishError, browser

    out = options.out or results.results_file().with_name("report.html")
    try:
        if out.suffix.lower() == ".pdf":
            with tempfile.TemporaryDirectory() as folder:
                report.write_report(page := Path(folder, "report.html"))
                browser.print_pdf(page, out)
        else:
            report.write_report(out)
    except (results.ResultsError, PublishError, OSError) as error:
        return refused(error)
    print(place.shown(out))
    return 0
