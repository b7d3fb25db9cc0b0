"""A copy of chapters with each exercise solved, its wrong answers beside it, executed and checked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat

from nbkit.data.files import replaced
from nbkit.gate import RecordError, record
from nbkit.gate.notebook import read_notebook
from nbkit.learn.exercise import Exercise
from nbkit.learn.exercises import find
from nbkit.learn.notebook_cells import exercises_of, in_words_of
from nbkit.learn.questions import question_of
from nbkit.learn.source import answer_source, solution_source
from nbkit.learn.wording import wrapped
from nbkit.publish import PublishError

MARK = {"published": "solutions"}
NOTE = (
    "**For instructors.** Each exercise is solved here, and followed by the wrong answers that people give."
)


def publish(paths: Sequence[Path], out: Path, timeout: float = 600) -> int:
    """Write a solved copy of each chapter into a folder and print a line for each; return how many failed.

    A chapter is executed before it is written, at once. One in which a cell raises or a check does not
    say that its answer is right is not written.

    Raises PublishError where the folder is the chapters' own or holds a notebook that was not published, and
    OSError where it cannot be written to: then nothing is written.
    """
    check_folder(paths, out)
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for path in paths:
        try:
            print(f"{path.stem}: {publish_one(path, out, timeout)} exercises, all right", flush=True)
        except (PublishError, RecordError, LookupError, ValueError) as error:
            failed += 1
            print(f"{path.stem}: not published. {error}", flush=True)
    return failed


def publish_one(path: Path, out: Path, timeout: float = 600) -> int:
    """Fill in, execute, check and write one chapter; return how many exercises it has."""
    with tempfile.TemporaryDirectory(dir=out, prefix=".draft-") as folder:
        draft = Path(folder, path.name)
        nbformat.write(with_solutions(read_notebook(path)), draft)
        record([draft], timeout=timeout)
        checked = list(replies(read_notebook(draft)))
        for name, reply in checked:
            if not reply.startswith("Right: "):
                raise PublishError(f"The check of {name} says: {reply.strip() or 'nothing'}")
        with replaced(out / path.name) as file:
            file.write(draft.read_bytes())
    return len(checked)


def with_solutions(notebook: Any) -> Any:
    """The notebook with a solution in each exercise's cell and its wrong answers after the check."""
    cells = [*notebook.cells[:1], nbformat.v4.new_markdown_cell(NOTE, id="for-instructors")]
    for before, cell in pairwise(notebook.cells):
        cells += [cell, *(wrong_answers_cell(find(name)) for name in exercises_of(before))]
        cells += [model_answer_cell(chapter) for chapter in in_words_of(cell) if cell.id.startswith("mark-")]
    for cell in cells:
        for name in exercises_of(cell):
            cell.source = solution_cell(find(name))
    notebook.cells = cells
    notebook.metadata["nbkit"] = MARK
    return notebook


def solution_cell(exercise: Exercise) -> str:
    """Why, as a comment, and the solution."""
    return f"{comment('Why: ' + exercise.why)}\n{solution_source(exercise)}"


def wrong_answers_cell(exercise: Exercise) -> Any:
    """A markdown cell, folded: each wrong answer below the sentence that it is met with."""
    wrong = exercise.misconceptions
    blocks = [f"{comment('Not yet: ' + m.sentence)}\n{answer_source(exercise, m.answer)}" for m in wrong]
    head = f"<details><summary>{len(wrong)} wrong answers, and what the check says to each</summary>"
    text = "\n\n".join([head, *(f"```python\n{block}\n```" for block in blocks), "</details>"])
    identity = f"wrong-{exercise.name}".replace("_", "-")
    return nbformat.v4.new_markdown_cell(text, id=identity, metadata={"slideshow": {"slide_type": "skip"}})


def model_answer_cell(chapter: int) -> Any:
    """A markdown cell: how the question in words might be answered, and what gives the points."""
    question = question_of(chapter)
    points = "\n".join(f"- 1 point: {line}" for line in question.rubric)
    text = f"**One might write:** {question.answer}\n\n{points}"
    identity = f"model-answer-{chapter:02d}"
    return nbformat.v4.new_markdown_cell(text, id=identity, metadata={"slideshow": {"slide_type": "skip"}})


def comment(text: str) -> str:
    """A sentence as lines of comment."""
    return "\n".join(f"# {line}" for line in wrapped(text))


def replies(notebook: Any) -> Iterator[tuple[str, str]]:
    """For each exercise, what the check in the cell after it printed."""
    for before, cell in pairwise(notebook.cells):
        for name in exercises_of(before):
            yield name, "".join(output.get("text", "") for output in cell.get("outputs", []))


def check_folder(paths: Sequence[Path], out: Path) -> None:
    """Neither the course itself nor anybody's own notebooks are written over."""
    above = [folder for folder in (out.resolve(), *out.resolve().parents) if folder.exists()]
    if any(folder.samefile(path.resolve().parent) for folder in above for path in paths):
        raise PublishError(f"{out} lies in the folder of the chapters themselves: choose another one.")
    own = [path.name for path in paths if (out / path.name).exists() and not was_published(out / path.name)]
    if own:
        raise PublishError(f"{out / own[0]} was not published by this command: choose another folder.")


def was_published(path: Path) -> bool:
    """Was this notebook made here? What cannot be read was not."""
    try:
        return read_notebook(path).metadata.get("nbkit") == MARK
    except Exception:
        return False
