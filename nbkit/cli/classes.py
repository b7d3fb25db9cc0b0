"""The commands of who teaches a class: grade what was handed in, and see what to explain again."""

from __future__ import annotations

import argparse
import os
from importlib.util import find_spec
from pathlib import Path

from nbkit.cli.output import refused
from nbkit.data.files import replaced

MISSING = 'nbgrader is not installed: in the folder of the course, pip install -e ".[class]"'


def add_class(parser: argparse.ArgumentParser) -> None:
    """Declare `nbkit class grade` and `nbkit class report`."""
    actions = parser.add_subparsers(dest="what", required=True, metavar="what")
    grade = actions.add_parser("grade", help="grade what was handed in and is not graded yet")
    grade.add_argument("course", type=Path, help="the folder that nbkit publish nbgrader made")
    grade.add_argument("assignments", nargs="*", help="names of assignments; all if left out")
    jobs = "how many at once; left out, one a core"
    grade.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help=jobs)
    grade.add_argument("--again", action="store_true", help="what is graded already as well")
    grade.set_defaults(action=grade_class)
    report = actions.add_parser("report", help="who solved what, and which wrong thoughts were met how often")
    report.add_argument("gradebook", type=Path, help="the gradebook.db of a course; it is only read")
    report.add_argument("--csv", type=Path, metavar="FILE", help="write all of it as a table")
    report.add_argument("--picture", type=Path, metavar="FILE", help="draw it: report.png or report.svg")
    report.set_defaults(action=report_class)


def grade_class(options: argparse.Namespace) -> int:
    """Grade; the exit code is 1 where a submission could not be graded."""
    from nbkit.grade import many

    if find_spec("nbgrader") is None:
        return refused(ModuleNotFoundError(MISSING))
    try:
        return int(many.grade(options.course, options.assignments, max(1, options.jobs), options.again) > 0)
    except (OSError, many.GradeError) as error:
        return refused(error)


def report_class(options: argparse.Namespace) -> int:
    """Print the table, and write what was asked for."""
    from nbkit.grade import report

    try:
        lines = report.lines_of(options.gradebook)
        if options.csv:
            with replaced(options.csv) as file:
                file.write(report.as_csv(lines).encode())
        if options.picture:
            report.as_picture(lines).savefig(options.picture)
    except (OSError, ValueError, report.ReportError) as error:
        return refused(error)
    print(report.as_text(lines))
    return 0
