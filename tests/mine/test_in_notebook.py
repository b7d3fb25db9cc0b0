"""A cell with the learner's own framework: it rests, it runs, and what it returns is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from planted import BASE

from nbkit.learn import progress_store
from nbkit.mine import check_mine, with_mine
from nbkit.mine.commands import new

RESTS = 'This cell rests until stage 1 is right: nb.check_mine("nodes")\n'


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)


def inputs_of_a_placeholder(nn: Any) -> None:
    print("inputs:", nn.placeholder("x").inputs)


def test_without_a_file_and_before_the_check_it_rests(capsys: pytest.CaptureFixture[str]) -> None:
    with_mine("nodes")(inputs_of_a_placeholder)
    new()
    Path("mine/nn.py").write_text(BASE.read_text())
    with_mine("nodes")(inputs_of_a_placeholder)
    assert capsys.readouterr().out == 2 * RESTS


def test_after_the_check_it_runs(capsys: pytest.CaptureFixture[str]) -> None:
    new()
    Path("mine/nn.py").write_text(BASE.read_text())
    check_mine("nodes")
    capsys.readouterr()
    with_mine("nodes")(inputs_of_a_placeholder)
    assert capsys.readouterr().out == "inputs: ()\n"


def test_what_it_returns_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    new()
    Path("mine/nn.py").write_text(BASE.read_text())
    check_mine("nodes")
    capsys.readouterr()
    with_mine("nodes")(lambda nn: 42)
    assert capsys.readouterr().out == "42\n"


def test_a_stage_before_it_is_named_first(capsys: pytest.CaptureFixture[str]) -> None:
    new()
    Path("mine/nn.py").write_text(BASE.read_text())
    progress_store.update_entry("mine.run", lambda entry: entry.update(solved="yes"))
    with_mine("run")(inputs_of_a_placeholder)
    assert capsys.readouterr().out == RESTS


def test_a_file_that_was_emptied_rests_again(capsys: pytest.CaptureFixture[str]) -> None:
    new()
    progress_store.update_entry("mine.nodes", lambda entry: entry.update(solved="yes"))
    with_mine("nodes")(inputs_of_a_placeholder)
    assert capsys.readouterr().out == RESTS


def test_what_is_recorded_always_rests(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new()
    Path("mine/nn.py").write_text(BASE.read_text())
    check_mine("nodes")
    capsys.readouterr()
    monkeypatch.setenv("NBKIT_RECORD", "1")
    with_mine("nodes")(inputs_of_a_placeholder)
    with_mine("run")(inputs_of_a_placeholder)  # what is stored names the stage above the cell
    assert capsys.readouterr().out == RESTS + RESTS.replace("1", "3").replace("nodes", "run")


def test_a_stage_that_there_is_not() -> None:
    with pytest.raises(LookupError, match="No stage is named"):
        with_mine("loops")
