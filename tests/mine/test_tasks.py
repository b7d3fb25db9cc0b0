"""Hints and progress of stages, beside those of exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

import nbkit as nb
from nbkit.learn import commands, progress_store
from nbkit.mine.stages import find


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)
    commands._hints_given.clear()


def test_hints_of_a_stage_climb_and_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    count = len(find("nodes").hints)
    for number in (*range(1, count + 1), count):
        nb.hint("mine.nodes")
        assert capsys.readouterr().out.startswith(f"Hint {number} of {count}: ")
    assert progress_store.read()["mine.nodes"]["hints"] == count


def test_another_process_goes_on_from_there(capsys: pytest.CaptureFixture[str]) -> None:
    nb.hint("mine.nodes")
    commands._hints_given.clear()  # as a new process has none
    nb.hint("mine.nodes")
    assert "Hint 2 of" in capsys.readouterr().out


def test_exercises_have_theirs_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    nb.hint("nand")
    assert capsys.readouterr().out.startswith("Hint 1 of ")
    with pytest.raises(LookupError, match="No exercise is named"):
        nb.hint("nodes")


def test_stages_count_as_chapter_17(capsys: pytest.CaptureFixture[str]) -> None:
    progress_store.update_entry("mine.nodes", lambda entry: entry.update(solved=progress_store.now()))
    nb.progress()
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("chapter 17"))
    assert "#........" in line and line.endswith("1 of 9 solved")
