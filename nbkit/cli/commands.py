"""The commands: of each the options that it takes, then what it does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from nbkit.cli import chapters, classes, doctor, lab, own, suite
from nbkit.cli.output import refused
from nbkit.gate.command import accept, add_commands

Parser = argparse.ArgumentParser
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
Action = Callable[[argparse.Namespace], int]


def make_parser() -> Parser:
    """All commands; each shows an example in its help."""
    parser = Parser(prog="nbkit", description="Neural networks, built by hand: the course's own command.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for add in (
        add_lab,
        add_run,
        add_tf1,
        add_test,
        add_bench,
        add_progress,
        add_mine,
        add_publish,
        add_class,
        add_doctor,
        add_fetch,
    ):
        add(commands)
    add_commands(commands)
    commands.choices["accept"].set_defaults(action=accept_chapters)
    parser.set_defaults(passes_on=False)
    return parser


def declare(
    commands: Commands, name: str, action: Action, what: str, example: str, passes_on: bool = False
) -> Parser:
    """One command; `passes_on` hands options that it does not know to the program behind it."""
    layout = argparse.RawDescriptionHelpFormatter
    epilog = f"example:\n  {example}"
    command = commands.add_parser(name, help=what, description=what, epilog=epilog, formatter_class=layout)
    command.set_defaults(action=action, passes_on=passes_on)
    return command


# ---------------------------------------------------------------- lab


def add_lab(commands: Commands) -> None:
    """Declare `nbkit lab`."""
    what = "Open the course in JupyterLab; further options are JupyterLab's own, as --name=value."
    command = declare(commands, "lab", open_lab, what, "nbkit lab 3 --port 9000", passes_on=True)
    command.add_argument("chapter", nargs="?", help="number, name or topic; the first one if left out")
    command.add_argument("--no-browser", action="store_true", help="only print the address")
    port = "the next free one if it is taken (default: 8888)"
    command.add_argument("--port", type=int, default=8888, help=port)


def open_lab(options: argparse.Namespace) -> int:
    """Hand the process over to JupyterLab."""
    chapter = chapters.find([options.chapter])[0] if options.chapter else None
    browser = lab.has_screen() and not options.no_browser
    return lab.open_lab(chapter, browser, [f"--ServerApp.port={options.port}", *options.rest])


# ---------------------------------------------------------------- run


def add_run(commands: Commands) -> None:
    """Declare `nbkit run`."""
    what = "Run chapters without a browser; the notebooks on disk stay as they are."
    command = declare(commands, "run", run_chapters, what, "nbkit run 0 perceptron")
    command.add_argument("chapters", nargs="*", help="numbers, names or topics; all if left out")
    timeout = "for one cell (default: 600)"
    command.add_argument("--timeout", type=int, default=600, metavar="SECONDS", help=timeout)


def run_chapters(options: argparse.Namespace) -> int:
    """Execute chapters in memory and print the table."""
    from nbkit.cli import headless

    try:
        return headless.run_chapters(chapters.find(options.chapters), timeout=options.timeout)
    except ValueError as error:
        return refused(error)


# ---------------------------------------------------------------- tf1


def add_tf1(commands: Commands) -> None:
    """Declare `nbkit tf1`."""
    what = (
        "Run what was written for TensorFlow 1, with the name tensorflow lent to it: a notebook into a copy, "
        "or a script, which takes the options that follow it."
    )
    example = "nbkit tf1 lecture.ipynb --out ran.ipynb\n  nbkit tf1 listing.py"
    command = declare(commands, "tf1", run_old, what, example, passes_on=True)
    command.add_argument("listing", type=Path, help="the notebook or script; it stays as it is")
    out = "where a notebook's executed copy goes (default: NAME.ran.ipynb here)"
    command.add_argument("--out", type=Path, help=out)
    timeout = "for one cell (default: 600)"
    command.add_argument("--timeout", type=int, default=600, metavar="SECONDS", help=timeout)


def run_old(options: argparse.Namespace) -> int:
    """Execute a notebook, write its copy, and say what was missing; or run a script."""
    from nbkit.cli import headless
    from nbkit.tf1.__main__ import main

    if options.listing.suffix == ".py":
        return main([str(options.listing), *options.rest])
    copy = options.out or Path(f"{options.listing.stem}.ran.ipynb")
    try:
        return headless.run_old(options.listing, copy, options.timeout)
    except (ValueError, OSError) as error:
        return refused(error)


# ---------------------------------------------------------------- test and bench


def add_test(commands: Commands) -> None:
    """Declare `nbkit test`."""
    what = (
        "Run the test suite and prove the notebooks, those of which nothing changed since they were last "
        "proved only with --all; further options are pytest's own."
    )
    example = "nbkit test -k perceptron\n  nbkit test course --all"
    command = declare(commands, "test", run_tests, what, example, passes_on=True)
    command.add_argument("--accept", nargs="*", help=argparse.SUPPRESS)
    prove_all = "prove also notebooks of which nothing changed, and try all where the suite tries a sample"
    command.add_argument("--all", action="store_true", dest="prove_all", help=prove_all)


def run_tests(options: argparse.Namespace) -> int:
    """Run pytest over suite and course."""
    if options.accept is not None:
        print(" ".join(["nbkit test --accept is now: nbkit accept", *options.accept]), file=sys.stderr)
        return 2
    return suite.run(options.rest, options.prove_all)


def accept_chapters(options: argparse.Namespace) -> int:
    """Store what notebooks show now; chapters go by number too, and hold nothing of one machine."""
    options.paths = [path if path.exists() else chapters.pick(str(path)) for path in options.paths]
    options.clean |= all(map(chapters.is_ours, options.paths or [Path()]))
    return accept(options)


def add_bench(commands: Commands) -> None:
    """Declare `nbkit bench`."""
    what = "Time the session beside plain NumPy and other libraries; further options are pytest's own."
    example = "nbkit bench -k autoencoder"
    declare(commands, "bench", lambda options: suite.bench(options.rest), what, example, passes_on=True)


# ---------------------------------------------------------------- progress


def add_progress(commands: Commands) -> None:
    """Declare `nbkit progress`."""
    what = "Show which exercises are solved; take that to another machine."
    example = "nbkit progress\n  nbkit progress --export progress.json"
    command = declare(commands, "progress", show_progress, what, example)
    way = command.add_mutually_exclusive_group()
    way.add_argument("--export", type=Path, metavar="FILE", help="write it to a file")
    way.add_argument("--import", type=Path, metavar="FILE", dest="merge", help="merge such a file into it")


def show_progress(options: argparse.Namespace) -> int:
    """Draw the bars, or carry progress out or in."""
    from nbkit.learn import progress_transfer
    from nbkit.mine.tasks import progress

    try:
        if options.export:
            print(f"Exercises written to {options.export}: {progress_transfer.export_to(options.export)}")
            return 0
        if options.merge:
            print(f"Exercises merged from {options.merge}: {progress_transfer.import_from(options.merge)}")
    except OSError as error:
        return refused(error)
    progress()
    return 0


# ---------------------------------------------------------------- mine


def add_mine(commands: Commands) -> None:
    """Declare `nbkit mine`."""
    what = "Write a framework of your own, from an empty file: chapter 17."
    example = "nbkit mine new\n  nbkit mine check nodes\n  nbkit mine watch"
    own.add_mine(declare(commands, "mine", own.check_file, what, example))


# ---------------------------------------------------------------- publish


def add_publish(commands: Commands) -> None:
    """Declare `nbkit publish`."""
    what = "Write chapters for a class, in one of several forms; the course stays as it is."
    example = "nbkit publish slides 8 --out ../slides\n  nbkit publish site --out ../site"
    command = declare(commands, "publish", publish_chapters, what, example)
    forms = "; ".join(f"{form}: {said}" for form, (said, _) in FORMS.items())
    command.add_argument("form", choices=list(FORMS), metavar="form", help=forms)
    command.add_argument("chapters", nargs="*", help="numbers, names or topics; all if left out")
    out = "a folder outside of the course"
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help=out)


def publish_chapters(options: argparse.Namespace) -> int:
    """Write them; say why a folder or a chapter is refused."""
    from nbkit.publish import PublishError

    paths = chapters.find(options.chapters)
    try:
        return FORMS[options.form][1](paths, options.out)
    except (OSError, PublishError) as error:
        return refused(error)


def _publish_solutions(paths: Sequence[Path], out: Path) -> int:
    from nbkit.publish import solutions

    return int(solutions.publish(paths, out) > 0)


def _publish_student(paths: Sequence[Path], out: Path) -> int:
    from nbkit.publish import student

    print(student.publish(paths, chapters.root(), out))
    return 0


def _publish_slides(paths: Sequence[Path], out: Path) -> int:
    from nbkit.publish.slides import decks

    decks.publish(paths, out)
    print(out / "index.html")
    return 0


def _publish_nbgrader(paths: Sequence[Path], out: Path) -> int:
    from nbkit.publish import nbgrader

    print(f"{len(nbgrader.publish(paths, out))} assignments in {out / 'source'}")
    return 0


def _publish_site(paths: Sequence[Path], out: Path) -> int:
    from nbkit.publish.site import build

    print(build.publish(paths, chapters.root(), out))
    return 0


def _publish_handout(paths: Sequence[Path], out: Path) -> int:
    from nbkit.publish import handout

    print(*handout.publish(paths, chapters.root(), out), sep="\n")
    return 0


# Of each form what it is, in a few words, and what writes it.
FORMS: dict[str, tuple[str, Callable[[Sequence[Path], Path], int]]] = {
    "solutions": ("solved, with each exercise's wrong answers", _publish_solutions),
    "student": ("a zip to be filled in", _publish_student),
    "nbgrader": ("a course folder, an assignment for each chapter", _publish_nbgrader),
    "slides": ("a deck of each chapter that opens without a network", _publish_slides),
    "site": ("web pages that open without a network", _publish_site),
    "handout": ("a PDF of each chapter, for paper", _publish_handout),
}


# ---------------------------------------------------------------- class


def add_class(commands: Commands) -> None:
    """Declare `nbkit class`."""
    what = "Grade what a class has handed in through nbgrader, and see what to explain again."
    example = "nbkit class grade ../class\n  nbkit class report ../class/gradebook.db --picture report.png"
    classes.add_class(declare(commands, "class", classes.grade_class, what, example))


# ---------------------------------------------------------------- doctor and fetch


def add_doctor(commands: Commands) -> None:
    """Declare `nbkit doctor`."""
    what = "Say what is wrong with this installation, and the command that mends it."
    declare(commands, "doctor", lambda _: doctor.examine(), what, "nbkit doctor")


def add_fetch(commands: Commands) -> None:
    """Declare `nbkit fetch`."""
    what = "Download a data set that does not ship with the course."
    command = declare(commands, "fetch", fetch, what, "nbkit fetch mnist")
    command.add_argument("dataset", choices=["mnist"], help="mnist: all 70,000 digits, 12 MB")


def fetch(_: argparse.Namespace) -> int:
    """Download with a progress bar; say what to do by hand where it fails."""
    from nbkit import data

    try:
        print(f"MNIST is complete in {data.fetch_mnist()}")
    except (OSError, ValueError) as error:
        return refused(error)
    return 0
