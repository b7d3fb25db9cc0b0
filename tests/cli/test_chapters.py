"""A chapter has many names, and an unknown one gets the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_course import write_notebook

from nbkit import cli
from nbkit.cli import chapters


@pytest.mark.parametrize(
    "name", ["1", "01", "01_perceptron", "perceptron", "Perceptron", "01_perceptron.ipynb"]
)
def test_a_chapter_has_many_names(course: Path, name: str) -> None:
    assert chapters.find([name]) == [course / "01_perceptron.ipynb"]


def test_a_topic_may_be_typed_with_spaces_or_hyphens(course: Path) -> None:
    assert (
        chapters.find(["training-on-mnist", "training on mnist"])
        == [course / "12_training_on_mnist.ipynb"] * 2
    )


def test_no_name_means_all_in_order(course: Path) -> None:
    assert [path.name[:2] for path in chapters.find([])] == ["00", "01", "12"]


@pytest.mark.parametrize("name", ["a1", "A1", "a1_history", "history"])
def test_an_appendix_goes_by_its_letter_and_comes_last(course: Path, name: str) -> None:
    appendix = write_notebook(course / "a1_history.ipynb", "1")
    assert chapters.find([name]) == [appendix] == chapters.available()[-1:]


def test_a_notebook_of_ones_own_is_taken_by_path(tmp_path: Path) -> None:
    mine = write_notebook(tmp_path / "mine.ipynb", "1")
    assert chapters.find([str(mine)]) == [mine]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("perceptorn", "perceptron"), ("mnist", "training_on_mnist"), ("strat here", "start_here")],
)
def test_an_unknown_chapter_gets_the_list_and_a_guess(course: Path, name: str, meant: str) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["run", name])
    assert f"Did you mean {meant}?" in str(refused.value)
    assert "\n  00_start_here\n  01_perceptron\n  12_training_on_mnist" in str(refused.value)


def test_a_number_that_is_not_there_gets_no_guess(course: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        chapters.find(["7"])
    assert "Did you mean" not in str(refused.value)


def test_a_package_without_the_course_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chapters.nbkit, "__file__", str(tmp_path / "site-packages" / "nbkit" / "__init__.py"))
    with pytest.raises(SystemExit, match="Clone the repository"):
        chapters.root()
