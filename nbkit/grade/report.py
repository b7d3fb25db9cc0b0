"""What to explain again on Monday: who solved what, and what stood in the way, from nbgrader's gradebook."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from nbkit.data.files import DataError
from nbkit.grade.own_file import check_name
from nbkit.learn.exercises import load
from nbkit.learn.progress_transfer import read_exported
from nbkit.learn.wording import wrapped
from nbkit.mine.stage import CHAPTER
from nbkit.mine.stages import load as stages

SHOWN = 3  # sentences of one exercise
PROGRESS = "progress.json"  # what students may hand in beside their notebooks
MOST = 1000  # tries of one exercise that are believed
RIGHT, NOT_YET, NOT_ATTEMPTED = "Right", "NotYet: ", "NotAttempted: "
QUERY = """
select base_cell.name, comment.auto_comment
from comment
join base_cell on base_cell.id = comment.cell_id
join submitted_notebook on submitted_notebook.id = comment.notebook_id
join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
join assignment on assignment.id = submitted_assignment.assignment_id
order by assignment.name
"""


class ReportError(Exception):
    """There is nothing to report on; the message says why and what to do."""


@dataclass
class Line:
    """One exercise: how many handed it in, left it alone and solved it; what was said to the others.

    ``tries`` is known of those alone who handed in their progress.
    """

    name: str
    chapter: int
    handed_in: int = 0
    solved: int = 0
    untouched: int = 0
    sentences: Counter[str] = field(default_factory=Counter)
    tries: list[int] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of those who handed in, how many solved it, from 0 to 1."""
        return self.solved / self.handed_in

    @property
    def usual_tries(self) -> str:
        """How often it was checked by the student in the middle, or nothing where that is not known."""
        return f"{median(self.tries):g}" if self.tries else ""

    def add(self, said: str) -> None:
        """Count one answer by what the judge said of it."""
        self.handed_in += 1
        if said == RIGHT:
            self.solved += 1
        elif said.startswith(NOT_ATTEMPTED):
            self.untouched += 1
        else:
            self.sentences[said.removeprefix(NOT_YET)] += 1


def lines_of(gradebook: Path) -> list[Line]:
    """Return a line for each exercise that was graded, in the course's order. The gradebook is only read.

    nbgrader knows no tries; they come from the progress files in what was handed in, beside the gradebook.
    Raises ReportError where there is no gradebook, it cannot be read, or the judge has graded nothing in it.
    """
    known, lines = _known(), dict[str, Line]()
    for cell, said in _sentences(gradebook):
        if cell in known and said:
            lines.setdefault(cell, Line(*known[cell])).add(said)
    if not lines:
        raise ReportError(f"{gradebook}: the judge has graded nothing yet: nbkit class grade")
    by_name = {line.name: line for line in lines.values()}
    for name, count in _all_tries(gradebook.parent / "submitted"):
        if name in by_name:
            by_name[name].tries.append(count)
    return sorted((lines[cell] for cell in known if cell in lines), key=lambda line: line.chapter)


def _known() -> dict[str, tuple[str, int]]:
    """Of each cell that has a sentence beside it, the name and the chapter of what it answers."""
    exercises = {name: (name, exercise.chapter) for name, exercise in load().items()}
    return exercises | {check_name(stage): (stage.name, CHAPTER) for stage in stages().values()}


def _all_tries(submitted: Path) -> Iterator[tuple[str, int]]:
    """Each exercise that a student has tried, with how often: the most that one of their files says."""
    for student in sorted(submitted.glob("*/")):
        most: Counter[str] = Counter()
        for path in student.glob(f"*/{PROGRESS}"):
            with suppress(DataError, OSError):  # a student's file may be anything
                told = read_exported(path, "")
                most |= Counter({name: min(entry.get("tries", 0), MOST) for name, entry in told.items()})
        yield from most.items()


def _sentences(gradebook: Path) -> list[tuple[str, str | None]]:
    if not gradebook.is_file():
        raise ReportError(f"{gradebook} is not there: name the gradebook.db of a course.")
    try:
        with closing(sqlite3.connect(f"{gradebook.resolve().as_uri()}?mode=ro", uri=True)) as base:
            return list(base.execute(QUERY))
    except sqlite3.DatabaseError as error:
        raise ReportError(
            f"{gradebook} is no gradebook of nbgrader 0.9: {error}. "
            "If it is an older one, back it up, then run nbgrader db upgrade."
        ) from None


def as_text(lines: Sequence[Line]) -> str:
    """The report as a table: each exercise, and below it what was said most often."""
    width = max(len(line.name) for line in lines)
    head = f"{'exercise':<{width}}  handed in  solved  untouched  tries"
    return "\n".join([head, *(text for line in lines for text in _texts(line, width))])


def _texts(line: Line, width: int) -> Iterator[str]:
    numbers = f"{line.handed_in:>9}  {line.solved:>6}  {line.untouched:>9}  {line.usual_tries or '-':>5}"
    yield f"{line.name:<{width}}  {numbers}"
    for sentence, count in line.sentences.most_common(SHOWN):
        first, *rest = wrapped(sentence)
        yield f"  {count:>3} x  {first}"
        yield from (f"         {text}" for text in rest)


def as_csv(lines: Sequence[Line]) -> str:
    """The report as CSV: a row for each exercise and each sentence."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["chapter", "exercise", "handed in", "solved", "untouched", "tries", "sentence", "times"])
    for line in lines:
        start = [line.chapter, line.name, line.handed_in, line.solved, line.untouched]
        start.append(line.usual_tries)
        for sentence, count in line.sentences.most_common() or [("", 0)]:
            rows.writerow([*start, sentence, count])
    return out.getvalue()


def as_picture(lines: Sequence[Line]) -> Any:
    """The report as a figure: of each exercise who solved it, who met what is said most often, the rest."""
    from nbkit.view import style

    title = "Who solved what, and what stood in the way"
    fig, ax = style.axes(title, "students", size=(9, 1.4 + 0.62 * len(lines)))
    for row, line in enumerate(lines):
        common = line.sentences.most_common(1)
        often = common[0][1] if common else 0
        parts = [line.solved, often, line.handed_in - line.solved - often - line.untouched, line.untouched]
        left = 0
        for part, (label, colour) in zip(parts, PARTS.items(), strict=True):
            ax.barh(row, part, left=left, color=colour, height=0.5, label=label if not row else None)
            left += part
        if common:
            text = wrapped(common[0][0])[0]
            ax.text(0, row + 0.42, text, fontsize=8.5, color=style.MUTED, va="center")
    ax.set_yticks(range(len(lines)), [line.name.replace("_", " ") for line in lines])
    ax.invert_yaxis()
    ax.locator_params(axis="x", integer=True)  # nobody is half a student
    style.legend_below(fig, style.labelled([ax]))
    return fig


PARTS = {
    "solved": "#009E73",
    "the sentence below it": "#D55E00",
    "another one": "#E69F00",
    "untouched": "#d0d7de",
}
