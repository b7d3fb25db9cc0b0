"""What a learner calls: a new file that never overwrites, and a check that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import BASE

from nbkit.learn import progress_store
from nbkit.mine import commands
from nbkit.mine.commands import borrowed, check_mine, load_mine, new, stage_cell
from nbkit.mine.judge import Report
from nbkit.mine.stages import find


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)


def test_a_new_file_and_never_a_second_time() -> None:
    assert new().startswith("mine/nn.py is made.")
    path = Path("mine/nn.py")
    assert len(path.read_text().splitlines()) == 1
    path.write_text("mine = 1\n")
    assert new() == "mine/nn.py is there already, with 1 line: nothing was changed."
    assert path.read_text() == "mine = 1\n"


def test_a_check_is_kept_as_an_exercise_is(capsys: pytest.CaptureFixture[str]) -> None:
    new()
    check_mine("nodes")
    assert capsys.readouterr().out == 'stage 1 of 9, "nodes": nodes and graph: not begun yet.\n'
    assert progress_store.read() == {}
    check_mine()
    assert "not begun yet.\n\nA node is an object" in capsys.readouterr().out
    Path("mine/nn.py").write_text(BASE.read_text())
    check_mine("nodes")
    assert 'Right: stage 1 of 9, "nodes"' in capsys.readouterr().out
    assert progress_store.read()["mine.nodes"]["tries"] == 1
    assert "solved" in progress_store.read()["mine.nodes"]
    check_mine("nodes")  # what is solved may be checked again, with the stages after it
    assert progress_store.read()["mine.nodes"]["tries"] == 1


def test_a_file_that_imports_nbkit_is_told_and_judged(capsys: pytest.CaptureFixture[str]) -> None:
    new()
    Path("mine/nn.py").write_text(f"import nbkit.ops\n{BASE.read_text()}")
    check_mine("nodes")
    said = capsys.readouterr().out
    assert 'Right: stage 1 of 9, "nodes"' in said and "(mine/nn.py imports nbkit: " in said


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("from nbkit.ops import exp", True),
        ("def f():\n    import numpy, nbkit as nb", True),
        ("import numpy as np\nfrom . import nn\nimport nbkitten  # no nbkit", False),
        ("import nbkit as", False),
    ],
)
def test_what_counts_as_borrowed(source: str, told: bool, tmp_path: Path) -> None:
    path = tmp_path / "nn.py"
    path.write_text(source)
    assert bool(borrowed(path)) == told
    assert borrowed(tmp_path / "missing.py") == []


def test_what_is_recorded_does_not_depend_on_the_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new()
    monkeypatch.setenv("NBKIT_RECORD", "1")
    check_mine("nodes")
    assert capsys.readouterr().out == "Not yet: there is no mine/nn.py. nbkit mine new makes it.\n"
    assert load_mine() is None


def test_the_module_under_our_names() -> None:
    new()
    Path("mine/nn.py").write_text(BASE.read_text())
    mine = load_mine()
    assert mine is not None and mine.placeholder("x").inputs == ()


def test_a_stage_as_a_cell() -> None:
    assert stage_cell("1").startswith("**Stage 1: nodes and graph** (25 minutes)\n\nA node is")


def test_what_is_wrong_for_the_third_time_offers_a_hint(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong, offered in (("a", False), ("b", False), ("b", False), ("b", True), ("", False), ("b", False)):
        report = Report(find("nodes"), right=["one"], wrong=wrong)
        monkeypatch.setattr(commands, "judge", lambda path, stages, report=report: [report])
        check_mine("nodes")
        assert ('Stuck? nb.hint("mine.nodes")' in capsys.readouterr().out) == offered
