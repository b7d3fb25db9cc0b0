"""What `nbkit test` hands to pytest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_course import write_notebook

from nbkit import cli
from nbkit.cli import suite

GATE = ["--nbkit", "--nbkit-changed"]
SPREAD = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


def test_the_whole_suite_and_the_course_in_one_run(course: Path) -> None:
    assert suite.arguments([]) == ["tests", "course", *GATE, *SPREAD]
    assert suite.arguments(["-k", "graph"])[-2:] == ["-k", "graph"]


def test_named_paths_replace_the_whole(course: Path, tmp_path: Path) -> None:
    mine = write_notebook(tmp_path / "mine.ipynb", "1")
    assert suite.arguments([str(mine)]) == [*GATE, *SPREAD, str(mine)]


def test_all_notebooks_are_proved_where_that_is_asked(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(pytest, "main", lambda words: asked.append(words) or 0)
    monkeypatch.setenv("NBKIT_ALL", "0")
    assert cli.main(["test", str(course), "--all"]) == 0
    assert asked == [[*GATE, "--nbkit-all", *SPREAD, str(course)]]
    assert os.environ["NBKIT_ALL"] == "1"  # what the tests ask that try a sample on other days


def test_ci_proves_all_and_remembers_nothing(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert suite.arguments([]) == ["tests", "course", "--nbkit", *SPREAD]


def test_the_help_says_how_to_prove_all(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["test", "--help"])
    assert "--all" in capsys.readouterr().out


def test_the_gate_stays_open_where_there_is_no_notebook(course: Path, tmp_path: Path) -> None:
    # It would take a run that proves no notebook for a mistake.
    one = tmp_path / "test_one.py"
    one.touch()
    assert suite.arguments([f"{one}::test_this"]) == [*SPREAD, f"{one}::test_this"]
    assert "--nbkit" in suite.arguments([str(course)])


def test_accept_has_moved(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["test", "--accept", "1"]) == 2
    assert capsys.readouterr().err == "nbkit test --accept is now: nbkit accept 1\n"


def test_tests_without_their_packages_say_how_to_get_them() -> None:
    with pytest.raises(SystemExit, match=r"(?s)no_such_package.*python3 start\.py test"):
        suite.require(["sys", "no_such_package"])
