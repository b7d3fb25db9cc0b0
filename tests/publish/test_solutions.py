"""`nbkit publish solutions`: checks that are right, wrong answers beside them, files left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest

from nbkit import cli
from nbkit.cli import chapters
from nbkit.learn import cells
from nbkit.learn.exercises import load
from nbkit.learn.notebook_cells import exercises_of, in_words_of
from nbkit.learn.questions import QUESTIONS
from nbkit.publish import solutions

SMALL = ("04",)


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.glob("*.ipynb")}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small chapter, published as a person does it."""
    folder = tmp_path_factory.mktemp("published") / "new"
    course = chapters.root() / "course"
    before = contents(course)
    assert cli.main(["publish", "solutions", *SMALL, "--out", str(folder)]) == 0
    after = contents(course)
    assert [name for name in before if name[:2] in SMALL and before[name] != after[name]] == []
    return folder


@pytest.fixture(scope="module", params=SMALL)
def book(request: pytest.FixtureRequest, out: Path) -> Any:
    (path,) = out.glob(f"{request.param}_*.ipynb")
    return nbformat.read(path, as_version=4)


def test_only_the_chapters_are_there(out: Path) -> None:
    assert [path.name[:2] for path in sorted(out.iterdir())] == list(SMALL)


def test_each_check_says_that_it_is_right(book: Any) -> None:
    checks = [cell for cell in book.cells if cell.source.startswith("nb.check(")]
    chapter = next(load()[name].chapter for cell in book.cells for name in exercises_of(cell))
    assert len(checks) == sum(exercise.chapter == chapter for exercise in load().values()) > 0
    assert [cell.source for cell in checks if not cell.outputs[0].text.startswith("Right: ")] == []


def test_each_exercise_has_its_reason_and_its_wrong_answers(book: Any) -> None:
    text = " ".join("\n".join(cell.source for cell in book.cells).replace("\n# ", " ").split())
    for name in [name for cell in book.cells for name in exercises_of(cell)]:
        exercise = load()[name]
        sentences = [exercise.why, *(wrong.sentence for wrong in exercise.misconceptions)]
        assert [said for said in sentences if said not in text] == []


def test_the_question_in_words_has_its_model_answer(book: Any) -> None:
    (chapter,) = {number for cell in book.cells for number in in_words_of(cell)}
    (said,) = (cell.source for cell in book.cells if cell.id == f"model-answer-{chapter:02d}")
    assert all(line in said for line in (QUESTIONS[chapter].answer, *QUESTIONS[chapter].rubric))


def test_the_copy_is_a_notebook_for_instructors(book: Any) -> None:
    nbformat.validate(book)
    assert book.cells[1].source == solutions.NOTE
    assert len({cell.id for cell in book.cells}) == len(book.cells)


def notebook(path: Path, *made: dict[str, Any]) -> Path:
    path.parent.mkdir(exist_ok=True)
    title = nbformat.v4.new_markdown_cell("# 1. Mine")
    book = nbformat.v4.new_notebook(cells=[title, *map(nbformat.from_dict, made)])
    nbformat.write(book, path)
    return path


def code(source: str) -> dict[str, Any]:
    return dict(nbformat.v4.new_code_cell(source))


USE = code("import numpy as np\nimport nbkit as nb")


def test_a_check_that_is_not_right_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(solutions, "solution_source", lambda _: "nand = (1, 1, -1.5)")
    mine = notebook(tmp_path / "own" / "mine.ipynb", USE, *cells("nand"))
    assert cli.main(["publish", "solutions", str(mine), "--out", str(tmp_path / "out")]) == 1
    assert "mine: not published. The check of nand says: Not yet: this is AND" in capsys.readouterr().out
    assert list((tmp_path / "out").iterdir()) == []


def test_a_cell_that_raises_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = notebook(tmp_path / "own" / "mine.ipynb", code("1 / 0"))
    assert cli.main(["publish", "solutions", str(mine), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().out
    assert "mine.ipynb, cell" in said and "raised ZeroDivisionError" in said
    assert list((tmp_path / "out").iterdir()) == []


def test_an_exercise_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stub, check = code("nandy = ..."), code("1")
    stub["metadata"] = {"tags": ["exercise:nandy"]}
    mine = notebook(tmp_path / "own" / "mine.ipynb", stub, check)
    assert cli.main(["publish", "solutions", str(mine), "--out", str(tmp_path / "out")]) == 1
    assert "mine: not published. No exercise is named 'nandy'" in capsys.readouterr().out


@pytest.mark.parametrize("place", [".", "deeper/still"])
def test_the_course_itself_is_refused(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = notebook(tmp_path / "course" / "mine.ipynb", code("1"))
    (mine.parent / "deeper").mkdir()
    before = contents(mine.parent)
    assert cli.main(["publish", "solutions", str(mine), "--out", str(mine.parent / place)]) == 1
    assert "choose another one" in capsys.readouterr().err
    assert contents(mine.parent) == before and len(list(mine.parent.rglob("*"))) == 2


def test_a_notebook_of_somebody_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = notebook(tmp_path / "own" / "mine.ipynb", code("1"))
    theirs = notebook(tmp_path / "out" / "mine.ipynb", code("'my own answers'"))
    before = theirs.read_bytes()
    assert cli.main(["publish", "solutions", str(mine), "--out", str(theirs.parent)]) == 1
    assert "was not published by this command" in capsys.readouterr().err
    assert theirs.read_bytes() == before


def test_what_was_published_may_be_published_again(out: Path) -> None:
    course = chapters.find(SMALL)
    solutions.check_folder(course, out)
    assert all(solutions.was_published(out / path.name) for path in course)


def test_an_unknown_chapter_gets_the_list(tmp_path: Path) -> None:
    with pytest.raises(
        SystemExit, match=r"(?s)no chapter 'perceptorn'.*mean perceptron\?.*\n  02_activation"
    ):
        cli.main(["publish", "solutions", "perceptorn", "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_way_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = notebook(tmp_path / "own" / "mine.ipynb", code("1"))
    assert cli.main(["publish", "solutions", str(mine), "--out", str(mine)]) == 1
    assert "mine.ipynb" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C cannot be sent to one process on Windows")
def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    sleeps = code(f"open({str(begun)!r}, 'w').close()\nimport time; time.sleep(60)")
    mine = notebook(tmp_path / "own" / "mine.ipynb", sleeps)
    words = ["publish", "solutions", str(mine), "--out", str(tmp_path / "out")]
    child = subprocess.Popen(
        [sys.executable, "-m", "nbkit.cli", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    for _ in range(600):
        if begun.exists():
            break
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    printed, error = child.communicate(timeout=20)
    assert child.returncode == 130
    assert error.decode().splitlines()[-1] == "Stopped. Nothing was left half-written."
    assert b"Traceback" not in printed + error
    assert list((tmp_path / "out").iterdir()) == []
