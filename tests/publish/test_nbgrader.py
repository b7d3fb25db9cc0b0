"""The course folder for nbgrader: what is released holds no solution, and a course in use is not touched."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from nbkit import cli
from nbkit.learn.exercises import find
from nbkit.learn.notebook_cells import stub_cell
from nbkit.mine.commands import EMPTY
from nbkit.publish import PublishError
from nbkit.publish.nbgrader import BEGIN, END, SEED, publish

CHAPTER = "01_perceptron"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One chapter, published as a person does it."""
    out = tmp_path_factory.mktemp("class") / "new"
    assert cli.main(["publish", "nbgrader", "1", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def cells(course: Path) -> dict[str, nbformat.NotebookNode]:
    """Its cells for nbgrader, by name."""
    book = nbformat.read(course / "source" / CHAPTER / f"{CHAPTER}.ipynb", 4)
    nbformat.validate(book)
    return {cell.metadata.nbgrader.grade_id: cell for cell in book.cells if "nbgrader" in cell.metadata}


def test_each_exercise_has_its_cell_and_its_check(cells: dict[str, nbformat.NotebookNode]) -> None:
    names = ["perceptron", "nand", "perceptron_update", "xor_fails"]
    assert list(cells) == [part for name in names for part in (name, f"check-{name}")] + [
        "in-your-own-words-01"
    ]
    for name in names:
        exercise, check = find(name), cells[f"check-{name}"].metadata.nbgrader
        assert (check.points, check.locked, check.grade, check.solution) == (
            exercise.difficulty,
            True,
            True,
            False,
        )


def test_what_is_left_without_the_solution_is_the_courses_stub(
    cells: dict[str, nbformat.NotebookNode],
) -> None:
    for name in ("perceptron", "nand", "perceptron_update", "xor_fails"):
        before, rest = cells[name].source.split(f"\n{BEGIN}\n")
        assert before == stub_cell(name) and rest.endswith(f"\n{END}")


def test_a_question_is_for_a_person_and_shows_no_answer(cells: dict[str, nbformat.NotebookNode]) -> None:
    cell = cells["in-your-own-words-01"]
    assert cell.cell_type == "markdown" and cell.metadata.nbgrader.points == 3
    assert cell.source.startswith(BEGIN) and cell.source.endswith(END)


def test_a_class_answers_in_words_once_and_gives_itself_no_points(course: Path) -> None:
    book = nbformat.read(course / "source" / CHAPTER / f"{CHAPTER}.ipynb", 4)
    assert sum("own words" in cell.source for cell in book.cells) == 1
    assert not any("nb.mark(" in cell.source or "nb.in_words(" in cell.source for cell in book.cells)


def test_the_seed_is_private_and_stays(course: Path) -> None:
    seed, config = (course / SEED).read_bytes(), course / "nbgrader_config.py"
    assert (course / SEED).stat().st_mode & 0o077 == 0 and len(seed) == 64
    config.write_text("# mine")
    (course / "gradebook.db").write_bytes(b"grades")
    assert cli.main(["publish", "nbgrader", "0", "1", "--out", str(course)]) == 0
    assert (course / SEED).read_bytes() == seed and config.read_text() == "# mine"
    assert (course / "gradebook.db").read_bytes() == b"grades"
    assert sorted(path.name for path in (course / "source").iterdir()) == ["00_start_here", CHAPTER]


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(PublishError, match="not empty and holds no course"):
        publish([], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_chapter_without_exercises_is_no_assignment(tmp_path: Path) -> None:
    assert cli.main(["publish", "nbgrader", "a1", "--out", str(tmp_path / "new")]) == 1
    assert not (tmp_path / "new").exists()


def test_the_capstone_is_handed_in_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "17_from_an_empty_file.ipynb"
    cells = [nbformat.v4.new_markdown_cell("# 17."), nbformat.v4.new_code_cell('nb.check_mine("order")')]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    assert publish([path], tmp_path / "out") == [path.stem]
    folder = tmp_path / "out" / "source" / path.stem
    (check,) = [
        cell.metadata.nbgrader
        for cell in nbformat.read(folder / path.name, 4).cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    ]
    assert (check.grade_id, check.points, check.grade) == ("check-mine-order", 2, True)
    assert (folder / "mine" / "nn.py").read_text() == EMPTY
