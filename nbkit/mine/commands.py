"""What a learner calls: a new file, a check, the text of a stage."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from nbkit.gate.mode import recording
from nbkit.learn import progress_store
from nbkit.mine import place
from nbkit.mine.design import Design, run_file
from nbkit.mine.judge import Report, judge
from nbkit.mine.stage import Stage
from nbkit.mine.stages import find, load

_met: list[str] = []  # what was wrong in the last checks, as long as it was the same
EMPTY = '"""A framework of my own: chapter 17 says what goes in, stage by stage."""\n'


def new() -> str:
    """Make `mine/nn.py`, empty but for a sentence, and say so; what is there already stays as it is."""
    path = place.own_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(EMPTY)
    except FileExistsError:
        lines = len(path.read_bytes().splitlines())
        size = f"{lines} line{'s' * (lines != 1)}"
        return f"{place.shown(path)} is there already, with {size}: nothing was changed."
    return (
        f"{place.shown(path)} is made. Open it beside the notebook; nbkit mine check says what comes first."
    )


def check_mine(stage: str | None = None) -> None:
    """Judge your own `mine/nn.py`: one stage by its name or number, or all in their order.

    It says what is right so far, and of the first thing that is wrong the smallest input that shows it. The
    file is run in a process of its own, and never changed.
    Raises LookupError where no stage has this name.
    """
    is_right(stage)


def is_right(stage: str | None = None) -> bool:
    """Print what a check says; return whether the stage asked for is right, or all stages that are begun."""
    stages = list(load().values()) if stage is None else [find(stage)]
    if recording():  # what is stored must not depend on what this machine's learner has written
        print("Not yet: there is no mine/nn.py. nbkit mine new makes it.")
        return False
    reports = checked(stages)
    lines = said(reports, asks=stage is None)  # in chapter 17 the text stands above the check
    print("\n".join([*lines, *borrowed(place.own_file()), *_offered_help(reports[-1])]))
    return reports[-1].passed or (stage is None and not reports[-1].begun)


def load_mine() -> SimpleNamespace | None:
    """Your own framework under the course's names, run here; None where there is none, or while recorded.

    Raises whatever the file raises.
    """
    path = place.own_file()
    if recording() or not path.is_file():
        return None
    design = Design(run_file(path))
    return SimpleNamespace(**{role: getattr(design.module, design.names[role]) for role in design.roles})


def stage_cell(key: str) -> str:
    """A stage's text as a notebook shows it, with its number, its title and its minutes.

    >>> print(stage_cell("order").splitlines()[0])
    **Stage 2: order without recursion** (25 minutes)
    """
    stage = find(key)
    number = list(load()).index(stage.key) + 1
    return f"**Stage {number}: {stage.title}** ({stage.minutes} minutes)\n\n{stage.asks.strip()}"


def checked(stages: Sequence[Stage], counts: bool = True) -> list[Report]:
    """Judge these stages, and keep what came; a check that somebody asked for counts as a try."""
    reports = judge(place.own_file(), stages)
    for report in reports:
        if report.loaded and (report.right or report.wrong):
            _record(report, counts)
    return reports


def borrowed(path: Path) -> list[str]:
    """A line for a file that imports nbkit: it is judged all the same."""
    try:
        nodes = list(ast.walk(ast.parse(path.read_bytes())))
    except (OSError, SyntaxError, ValueError):  # which the judge has told
        return []
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    if not any(name.partition(".")[0] == "nbkit" for name in names):
        return []
    return [f"({place.shown(path)} imports nbkit: what it borrows is judged, and is not of your own making.)"]


def _offered_help(report: Report) -> list[str]:
    """After the third time that the same thing is wrong: the way to a hint."""
    _met[:] = [*_met, report.wrong] if report.wrong and report.wrong in _met[-1:] else [report.wrong]
    return [f'Stuck? nb.hint("{report.stage.name}") gives a hint.'] if report.wrong and len(_met) >= 3 else []


def _record(report: Report, counts: bool) -> None:
    def change(entry: progress_store.Entry) -> None:
        entry["tries"] = entry.get("tries", 0) + int(counts and "solved" not in entry)
        if report.passed:
            entry.setdefault("solved", progress_store.now())
            entry["last"] = progress_store.now()

    progress_store.update_entry(report.stage.name, change)


def said(reports: Sequence[Report], asks: bool = True) -> list[str]:
    """The reports as lines: those that passed in one line each, if there are several, the last in full.

    asks: of a stage that is not begun, say what it asks for.
    """
    *passed, last = reports
    lines = [f"Right: {heading(report.stage)}." for report in passed]
    if not last.loaded:
        return last.failure
    if not last.begun:
        return [*lines, f"{heading(last.stage)}: not begun yet.", *(["", last.stage.asks] if asks else [])]
    if last.passed:
        return [*lines, *([] if passed else last.text.splitlines()), f"Right: {heading(last.stage)}."]
    return [
        *lines,
        f"{heading(last.stage)}: {len(last.right)} of {len(last.stage.claims)}.",
        *last.text.splitlines(),
    ]


def heading(stage: Stage) -> str:
    """Its number, its name for a check, and its title."""
    number = list(load()).index(stage.key) + 1
    return f'stage {number} of {len(load())}, "{stage.key}": {stage.title}'
