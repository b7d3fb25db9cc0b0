"""A course folder for nbgrader: an assignment for each chapter, graded from outside."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat

from nbkit.data.files import replaced
from nbkit.grade.notebook import CHECK
from nbkit.grade.own_file import FILE, check_name
from nbkit.learn.exercise import Exercise
from nbkit.learn.exercises import find
from nbkit.learn.notebook_cells import exercises_of, in_words_of, stub_cell
from nbkit.learn.questions import QUESTIONS, Question
from nbkit.learn.source import solution_source
from nbkit.mine.commands import EMPTY
from nbkit.mine.stages import find as find_stage
from nbkit.publish import PublishError
from nbkit.publish.chapter import read_chapter
from nbkit.publish.student import to_be_filled_in

CONFIG = Path(__file__).with_name("nbgrader_config.py.txt")
SEED = "private_seed"
STAGE_POINTS = 2
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def publish(paths: Sequence[Path], out: Path) -> list[str]:
    """Write a course folder, or bring the assignments of one up to date; return the assignments' names.

    What else is in the folder, its gradebook and what was handed in, stays. Raises PublishError where the
    folder holds something else than such a course, and OSError where nothing can be written.
    """
    if out.exists() and any(out.iterdir()) and not (out / "nbgrader_config.py").is_file():
        raise PublishError(f"{out} is not empty and holds no course for nbgrader: choose another folder.")
    made = {path.stem: assignment(read_chapter(path)) for path in paths}
    books = {name: book for name, book in made.items() if book is not None}
    if not books:
        raise PublishError("None of these chapters has an exercise: there is nothing to hand in.")
    out.mkdir(parents=True, exist_ok=True)
    _write_once(out / "nbgrader_config.py", CONFIG.read_bytes())
    _write_once(out / SEED, secrets.token_hex(32).encode(), 0o600)
    for name, book in books.items():
        _write_source(out / "source" / name, book)
    return list(books)


def _write_source(folder: Path, book: Any) -> None:
    """Write an assignment, and for chapter 17 the empty file that is handed in beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    with replaced(folder / f"{folder.name}.ipynb") as file:
        file.write(nbformat.writes(book).encode())
    if any(stages_of(cell) for cell in book.cells):
        (folder / FILE).parent.mkdir(exist_ok=True)
        _write_once(folder / FILE, EMPTY.encode())


def assignment(notebook: Any) -> Any | None:
    """A chapter as nbgrader's source of an assignment, or None where it asks nothing."""
    answers = {name: cell for cell in notebook.cells for name in exercises_of(cell)}
    asked = {chapter for cell in notebook.cells for chapter in in_words_of(cell)}
    if not answers and not asked and not any(map(stages_of, notebook.cells)):
        return None
    notebook.cells = [cell for cell in notebook.cells if not in_words_of(cell)]  # here a person reads it
    to_be_filled_in(notebook)
    _mark_checks(notebook)
    for name, cell in answers.items():
        cell.source = solved_cell(find(name))
        cell.metadata["nbgrader"] = marks(name, solution=True)
    for chapter in sorted(asked):
        notebook.cells += question_cells(chapter)
    return notebook


def _mark_checks(notebook: Any) -> None:
    """Tell nbgrader which cells give points."""
    for before, cell in pairwise(notebook.cells):
        for name in exercises_of(before):
            cell.metadata["nbgrader"] = graded(find(name))
        for key in stages_of(cell):
            cell.metadata["nbgrader"] = graded_stage(key)


def stages_of(cell: Any) -> list[str]:
    """The stages of a framework of one's own that a cell checks.

    >>> stages_of(nbformat.v4.new_code_cell('nb.check_mine("nodes")'))
    ['nodes']
    """
    return re.findall(r'^nb\.check_mine\("(\w+)"\)', cell.source if cell.cell_type == "code" else "", re.M)


def solved_cell(exercise: Exercise) -> str:
    """The stub, and after it the solution between the marks that nbgrader cuts at."""
    return "\n".join([stub_cell(exercise.name), BEGIN, solution_source(exercise), END])


def graded(exercise: Exercise) -> dict[str, Any]:
    """What nbgrader is to know of the cell of a check: as many points as the exercise has stars."""
    return marks(f"{CHECK}{exercise.name}", grade=True, locked=True, points=exercise.difficulty)


def graded_stage(key: str) -> dict[str, Any]:
    """The same for a stage of a framework of one's own: each gives as many points as the others."""
    return marks(check_name(find_stage(key)), grade=True, locked=True, points=STAGE_POINTS)


def question_cells(chapter: int) -> Iterator[Any]:
    """The question that is answered in words, and the cell for the answer; a person gives the points."""
    question = QUESTIONS[chapter]
    name = f"in-your-own-words-{chapter:02d}"
    text = f"**In your own words.** {question.text} A few sentences do."
    yield nbformat.v4.new_markdown_cell(text, id=f"ask-{name}")
    yield nbformat.v4.new_markdown_cell(
        model_answer(question),
        id=name,
        metadata={"nbgrader": marks(name, grade=True, solution=True, points=3)},
    )


def model_answer(question: Question) -> str:
    """How it might be answered, and what gives the points; nbgrader cuts both out for students."""
    points = "\n".join(f"- 1 point: {line}" for line in question.rubric)
    return f"{BEGIN}\n{question.answer}\n\n{points}\n{END}"


def marks(name: str, **said: Any) -> dict[str, Any]:
    """nbgrader's metadata of one cell."""
    usual = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False}
    return {"grade_id": name, **usual, **said}


def _write_once(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file that the instructor may change afterwards: one that is there stays."""
    if not path.exists():
        with replaced(path) as file:
            path_of_draft = Path(file.name)
            path_of_draft.chmod(mode)
            file.write(content)
