"""Chapter 17 in a class: `mine/nn.py`, handed in beside the notebook, is judged stage by stage.

The file runs behind the fence, in the same process as what looks at it: it cannot reach anything of the
machine, but one that sets out to lie about itself can. It is there to be read.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbkit.grade.notebook import CHECK, grade_id
from nbkit.learn.verdict import Verdict
from nbkit.mine.judge import Report, judge
from nbkit.mine.stage import Stage
from nbkit.mine.stages import load

FILE = Path("mine") / "nn.py"
START = "from nbkit.grade.fence import shut_in; from nbkit.mine.examine import main; main(shut_in)"
NONE = "mine/nn.py, beside the notebook, is what this chapter hands in: it is {}."
BROKEN = "what it sent cannot be read: does it write to files that are not its own?"
FOREIGN = "it imports {}: Python and NumPy are all that this file is made of."
Verdicts = dict[str, Verdict]


def check_name(stage: Stage) -> str:
    """What nbgrader calls the cell that gives the points of a stage."""
    return f"{CHECK}mine-{stage.key}"


def stage_cells(notebook: Any) -> Iterator[tuple[Stage, Any]]:
    """Each stage of a notebook for nbgrader, with the cell that gives its points."""
    names = {check_name(stage): stage for stage in load().values()}
    for cell in notebook.cells:
        if grade_id(cell) in names:
            yield names[grade_id(cell)], cell


def verdicts(path: Path) -> Verdicts:
    """Judge each stage by its key; where one does not hold, those after it are tried all the same."""
    stages = list(load().values())
    if missing := "not there" if not path.is_file() else "empty" if is_empty(path) else "":
        return dict.fromkeys(load(), Verdict(attempted=False, sentence=NONE.format(missing)))
    if foreign := imported_from_others(path):
        return dict.fromkeys(load(), Verdict(sentence=FOREIGN.format(foreign)))
    found: Verdicts = {}
    while todo := stages[len(found) :]:
        reports = _judged(path, todo)
        found |= {report.stage.key: _verdict(report) for report in reports}
        if not reports[-1].loaded:  # the file cannot be run
            return dict.fromkeys(load(), _verdict(reports[-1])) | found
    return found


def _judged(path: Path, stages: Sequence[Stage]) -> list[Report]:
    try:
        return judge(path, stages, start=START)
    except (ValueError, KeyError):
        return [Report(stages[0], wrong=BROKEN)]


def _verdict(report: Report) -> Verdict:
    if report.passed:
        return Verdict(passed=True, sentence=f"{report.stage.title}: all {len(report.right)} claims hold.")
    if not report.begun:
        return Verdict(attempted=False, sentence=f"{report.stage.title}: not begun yet.")
    return Verdict(sentence=report.wrong, details=report.details)


def is_empty(path: Path) -> bool:
    """Is nothing in a file but comments and its docstring?"""
    tree = _parsed(path)
    return tree is not None and all(isinstance(each, ast.Expr) for each in tree.body)


def imported_from_others(path: Path) -> str | None:
    """The first package that a file imports, or one beside it, which is neither Python's nor NumPy."""
    own = {file.stem for file in path.parent.glob("*.py")}
    allowed = {"numpy", *own, *sys.stdlib_module_names}
    names = (name for file in sorted(path.parent.glob("*.py")) for name in _imported(file))
    return next((name for name in names if name.partition(".")[0] not in allowed), None)


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(_parsed(file) or ast.Module([], [])):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _parsed(file: Path) -> ast.Module | None:
    try:
        return ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # told where it is run
        return None
