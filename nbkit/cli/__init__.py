"""The `nbkit` command: open, run, test and mend the course."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from nbkit.cli import chapters, doctor, lab, suite

Parser = argparse.ArgumentParser
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
Action = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 for success, 130 after Ctrl-C."""
    # Two threads on two busy cores made one training 40 times as slow; kernels inherit this.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = make_parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and not options.passes_on:
        parser.error(f"unknown argument {rest[0]!r}; see: nbkit {options.command} --help")
    options.rest = rest
    return guarded(options)


def guarded(options: argparse.Namespace) -> int:
    """Run the command; one line for Ctrl-C and for an environment that lacks a package."""
    try:
        return options.action(options)
    except KeyboardInterrupt:
        print("\nStopped. Nothing was left half-written.", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        print(f"{error}. What is missing: nbkit doctor; to install it: python3 start.py", file=sys.stderr)
        return 1


def make_parser() -> Parser:
    """All commands; each shows an example in its help."""
    parser = Parser(prog="nbkit", description="Neural networks, built by hand: the course's own command.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for add in (add_lab, add_run, add_test, add_bench, add_progress, add_publish, add_doctor, add_fetch):
        add(commands)
    return parser


def declare(
    commands: Commands, name: str, action: Action, what: str, example: str, passes_on: bool = False
) -> Parser:
    """One command; `passes_on` hands options that it does not know to the program behind it."""
    layout = argparse.RawDescriptionHelpFormatter
    epilog = f"example:\n  {example}"
    one = commands.add_parser(name, help=what, description=what, epilog=epilog, formatter_class=layout)
    one.set_defaults(action=action, passes_on=passes_on)
    return one


def add_lab(commands: Commands) -> None:
    """Declare `nbkit lab`."""
    what = "Open the course in JupyterLab; further options are JupyterLab's own, as --name=value."
    one = declare(commands, "lab", open_lab, what, "nbkit lab 3 --port 9000", passes_on=True)
    one.add_argument("chapter", nargs="?", help="number, name or topic; the first one if left out")
    one.add_argument("--no-browser", action="store_true", help="only print the address")
    one.add_argument(
        "--port", type=int, default=8888, help="the next free one if it is taken (default: 8888)"
    )


def add_run(commands: Commands) -> None:
    """Declare `nbkit run`."""
    what = "Run chapters without a browser; the notebooks on disk stay as they are."
    one = declare(commands, "run", run_chapters, what, "nbkit run 0 perceptron")
    one.add_argument("chapters", nargs="*", help="numbers, names or topics; all if left out")
    one.add_argument(
        "--timeout", type=int, default=600, metavar="SECONDS", help="for one cell (default: 600)"
    )


def add_test(commands: Commands) -> None:
    """Declare `nbkit test`."""
    what = "Run the test suite and prove every notebook; further options are pytest's own."
    example = "nbkit test -k perceptron\n  nbkit test --accept 3"
    one = declare(commands, "test", run_tests, what, example, passes_on=True)
    one.add_argument(
        "--accept",
        nargs="*",
        metavar="CHAPTER",
        help="run these chapters (all if none is named) and store the new outputs",
    )


def add_bench(commands: Commands) -> None:
    """Declare `nbkit bench`."""
    what = "Time the session beside plain NumPy and other libraries; further options are pytest's own."
    declare(
        commands, "bench", lambda o: suite.bench(o.rest), what, "nbkit bench -k autoencoder", passes_on=True
    )


def add_progress(commands: Commands) -> None:
    """Declare `nbkit progress`."""
    what = "Show which exercises are solved; take that to another machine."
    example = "nbkit progress\n  nbkit progress --export progress.json"
    one = declare(commands, "progress", show_progress, what, example)
    way = one.add_mutually_exclusive_group()
    way.add_argument("--export", type=Path, metavar="FILE", help="write it to a file")
    way.add_argument("--import", type=Path, metavar="FILE", dest="merge", help="merge such a file into it")


def add_publish(commands: Commands) -> None:
    """Declare `nbkit publish`."""
    what = "Write copies of chapters for instructors, solved and executed; the course stays as it is."
    one = declare(
        commands, "publish", publish_chapters, what, "nbkit publish solutions 1 perceptron --out ../solved"
    )
    one.add_argument("edition", choices=["solutions"], help="solutions: with each exercise's wrong answers")
    one.add_argument("chapters", nargs="*", help="numbers, names or topics; all if left out")
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder outside of the course")


def add_doctor(commands: Commands) -> None:
    """Declare `nbkit doctor`."""
    what = "Say what is wrong with this installation, and the command that mends it."
    declare(commands, "doctor", lambda _: doctor.examine(), what, "nbkit doctor")


def add_fetch(commands: Commands) -> None:
    """Declare `nbkit fetch`."""
    what = "Download a data set that does not ship with the course."
    one = declare(commands, "fetch", fetch, what, "nbkit fetch mnist")
    one.add_argument("dataset", choices=["mnist"], help="mnist: all 70,000 digits, 12 MB")


def open_lab(options: argparse.Namespace) -> int:
    """Hand the process over to JupyterLab."""
    chapter = chapters.find([options.chapter])[0] if options.chapter else None
    browser = lab.has_screen() and not options.no_browser
    return lab.open_lab(chapter, browser, [f"--ServerApp.port={options.port}", *options.rest])


def run_chapters(options: argparse.Namespace) -> int:
    """Execute chapters in memory and print the table."""
    from nbkit.cli import headless

    return headless.run(chapters.find(options.chapters), timeout=options.timeout)


def run_tests(options: argparse.Namespace) -> int:
    """Run pytest over suite and course, or record the course anew."""
    if options.accept is None:
        return suite.run(options.rest)
    return suite.accept(chapters.find(options.accept))


def show_progress(options: argparse.Namespace) -> int:
    """Draw the bars, or carry progress out or in."""
    from nbkit.learn import progress, progress_file

    try:
        if options.export:
            print(f"Exercises written to {options.export}: {progress_file.export_to(options.export)}")
            return 0
        if options.merge:
            print(f"Exercises merged from {options.merge}: {progress_file.import_from(options.merge)}")
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    progress()
    return 0


def publish_chapters(options: argparse.Namespace) -> int:
    """Write the solved copies; say why a folder or a chapter is refused."""
    from nbkit.publish import solutions

    try:
        return int(solutions.publish(chapters.find(options.chapters), options.out) > 0)
    except (OSError, solutions.PublishError) as error:
        print(error, file=sys.stderr)
        return 1


def fetch(options: argparse.Namespace) -> int:
    """Download with a progress bar; say what to do by hand where it fails."""
    from nbkit import data

    try:
        print(f"MNIST is complete in {data.fetch_mnist()}")
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
