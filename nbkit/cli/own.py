"""The commands of who writes a framework of their own: make the file, check it, and hear a hint."""

from __future__ import annotations

import argparse

from nbkit.cli.output import refused


def add_mine(parser: argparse.ArgumentParser) -> None:
    """Declare `nbkit mine new`, `check`, `watch` and `hint`."""
    actions = parser.add_subparsers(dest="what", required=True, metavar="what")
    new = actions.add_parser("new", help="make mine/nn.py; one that is there stays as it is")
    new.set_defaults(action=make_file)
    check = actions.add_parser("check", help="judge it, stage by stage")
    check.add_argument("stage", nargs="?", help="a stage, by its name or number; all in order if left out")
    check.set_defaults(action=check_file)
    watch = actions.add_parser("watch", help="judge it each time it is saved, and say what has changed")
    watch.set_defaults(action=watch_file)
    hint = actions.add_parser("hint", help="the next hint for a stage")
    hint.add_argument("stage", help="its name or number")
    hint.set_defaults(action=show_hint)


def make_file(_: argparse.Namespace) -> int:
    """Make the file and say where."""
    from nbkit.mine import commands

    try:
        print(commands.new())
    except OSError as error:
        return refused(error)
    return 0


def check_file(options: argparse.Namespace) -> int:
    """Print what a check says."""
    from nbkit.mine import check_mine

    try:
        check_mine(options.stage)
    except LookupError as error:
        return refused(error)
    return 0


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
