"""A whole class: published, handed in, graded, killed and graded on, as an instructor would."""

from __future__ import annotations

import copy
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import nbformat
import pytest
from answers import IMPORTS, cell_of

from nbkit import cli
from nbkit.grade.many import GradeError, Submission, grade, is_graded, to_be_graded
from nbkit.learn.exercises import find
from nbkit.learn.source import solution_source

nbgrader = pytest.importorskip("nbgrader", reason='nbgrader is not installed: pip install -e ".[class]"')

CHAPTER = "01_perceptron"
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
SIGN_TURNED = find("perceptron_update").misconceptions[0]


def run(course: Path, *words: str) -> str:
    """One of nbgrader's own commands, in the folder of the course."""
    command, env = [sys.executable, "-m", "nbgrader", *words], os.environ | {"PATH": PATH}
    said = subprocess.run(command, cwd=course, env=env, text=True, capture_output=True, check=False)
    assert said.returncode == 0, said.stderr
    return said.stdout + said.stderr


def right(cell: Any) -> None:
    if cell.cell_type == "code":
        cell.source = solution_source(find(cell.metadata.nbgrader.grade_id))


def wrong(cell: Any) -> None:
    right(cell)
    if cell.metadata.nbgrader.grade_id == "perceptron_update":
        cell.source = cell_of(find("perceptron_update"), SIGN_TURNED.answer)


def loops(cell: Any) -> None:
    right(cell)
    if cell.metadata.nbgrader.grade_id == "perceptron":
        cell.source = "def perceptron(x, w, b):\n    while True: pass"


def replaces(cell: Any) -> None:
    if cell.metadata.nbgrader.grade_id == "perceptron":
        cell.source = f"{IMPORTS}\nnb.check = lambda *a: print('Right: it is solved.')\nperceptron = nb.check"


CLASS: dict[str, Callable[[Any], None]] = {
    "right": right,
    "untouched": lambda cell: None,
    "wrong": wrong,
    "loops": loops,
    "replaces": replaces,
    "zo\u00eb": right,
}


def hand_in(course: Path, student: str, book: Any) -> Path:
    folder = course / "submitted" / student / CHAPTER
    folder.mkdir(parents=True)
    nbformat.write(book, folder / f"{CHAPTER}.ipynb")
    return folder / f"{CHAPTER}.ipynb"


def answered(book: Any, answer: Callable[[Any], None]) -> Any:
    book = copy.deepcopy(book)
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            answer(cell)
    return book


def tampered(book: Any) -> Any:
    """Right, with its test cells edited, copied, out of order, and one deleted."""
    book = answered(book, right)
    of_nbgrader = [cell for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    checks = [cell for cell in of_nbgrader if cell.cell_type == "code"]
    book.cells.remove(checks[1])
    checks[0].source = "print('all points, please')"
    book.cells.append(copy.deepcopy(checks[2]))
    book.cells.insert(1, book.cells.pop(book.cells.index(checks[3])))
    return book


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a class of its own, graded once; what was said of it is in a file beside it."""
    course = tmp_path_factory.mktemp("class") / "course"
    assert cli.main(["publish", "nbgrader", "1", "--out", str(course)]) == 0
    run(course, "generate_assignment", CHAPTER)
    book = nbformat.read(course / "release" / CHAPTER / f"{CHAPTER}.ipynb", 4)
    for student, answer in CLASS.items():
        hand_in(course, student, answered(book, answer))
    hand_in(course, "tampered", tampered(book))
    hand_in(course, "merged", book).write_text("<<<<<<< HEAD\n")
    hand_in(course, "other", book).rename(course / "submitted" / "other" / CHAPTER / "poem.ipynb")
    with open(course.parent / "said.txt", "w") as file, redirect_stdout(file):
        assert cli.main(["class", "grade", str(course), "--jobs", "2"]) == 1
    return course


def points(course: Path) -> dict[str, float]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {each.student.id: each.score for each in gradebook.assignment_submissions(CHAPTER)}


def test_everyone_gets_what_the_answers_are_worth(course: Path) -> None:
    assert points(course) == {
        "right": 6, "untouched": 0, "wrong": 4, "loops": 5, "replaces": 0, "zo\u00eb": 6, "tampered": 6,
    }  # fmt: skip


def test_the_students_page_says_what_is_wrong(course: Path) -> None:
    run(course, "generate_feedback", CHAPTER)
    pages = {path.parts[-3]: path.read_text() for path in (course / "feedback").glob("*/*/*.html")}
    first = SIGN_TURNED.sentence.split(",")[0].split("'")[0]
    assert first in pages["wrong"] and first not in pages["right"]
    assert (
        "it was stopped after 5 seconds" in pages["loops"] and "Right: perceptron is solved" in pages["right"]
    )


def test_what_cannot_be_read_is_told_and_stops_nobody(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert grade(course) == 2  # those two again, and nobody else
    said = capsys.readouterr().out
    assert "merged, 01_perceptron: not graded." in said and "\n0 of 2 graded, in " in said
    assert "01_perceptron.ipynb is expected, and poem.ipynb was handed in." in said


def test_each_line_says_how_long_it_took(course: Path) -> None:
    said = (course.parent / "said.txt").read_text()
    took = dict(re.findall(r"^\d of 9: (.+), 01_perceptron, (\d+\.\d) s$", said, re.MULTILINE))
    longest = max(took, key=lambda student: float(took[student]))
    assert set(took) == {*CLASS, "tampered"} and "\n7 of 9 graded, in " in said
    assert f"The longest took {took[longest]} s: {longest}, 01_perceptron." in said


def test_a_new_submission_is_graded_anew(course: Path) -> None:
    path = course / "submitted" / "untouched" / CHAPTER / f"{CHAPTER}.ipynb"
    before = path.read_bytes()
    book = nbformat.read(path, 4)
    nbformat.write(answered(book, right), path)
    assert [each.student for each in to_be_graded(course, [CHAPTER], False)] == [
        "merged",
        "other",
        "untouched",
    ]
    grade(course)
    assert points(course)["untouched"] == 6
    path.write_bytes(before)
    grade(course)
    assert points(course)["untouched"] == 0


def marked(course: Path, each: Submission) -> int:
    """When it was graded."""
    return (course / ".graded" / each.assignment / f"{each.student}.json").stat().st_mtime_ns


def test_a_killed_run_goes_on_where_it_was(course: Path) -> None:
    for mark in (course / ".graded").rglob("*.json"):
        mark.unlink()
    todo = [each for each in to_be_graded(course, [], False) if each.student not in ("merged", "other")]
    command = [sys.executable, "-m", "nbkit.cli", "class", "grade", str(course), "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    while not any(is_graded(course, each) for each in todo):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = {each: marked(course, each) for each in todo if is_graded(course, each)}
    assert 0 < len(done) < len(todo)
    grade(course)
    assert all(is_graded(course, each) for each in todo)
    assert {each: marked(course, each) for each in done} == done  # these were not graded twice
    assert points(course)["right"] == 6 and points(course)["wrong"] == 4


def test_the_report_counts_them(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["class", "report", str(course / "gradebook.db")]) == 0
    assert "perceptron                 7" in capsys.readouterr().out


def test_what_is_no_course_is_refused(tmp_path: Path, course: Path) -> None:
    with pytest.raises(GradeError, match="is no course for nbgrader"):
        grade(tmp_path)
    with pytest.raises(GradeError, match="was never released"):
        grade(course, ["02_activation_functions"])
