"""Chapter 17's file in a class: judged stage by stage, behind the fence."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nbkit.grade import own_file
from nbkit.grade.own_file import check_name, imported_from_others, stage_cells, verdicts
from nbkit.mine.stages import find, load

GOOD = (Path(__file__).parents[1] / "mine" / "designs" / "closures.py").read_text(encoding="utf-8")

LIST = """
tuple_constant = constant
def constant(value):
    node = tuple_constant(value)
    node.inputs = []
    return node
"""


def handed_in(folder: Path, source: str) -> Path:
    path = folder / "mine" / "nn.py"
    path.parent.mkdir()
    path.write_text(source, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def two_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stages that cost least."""
    few = {key: load()[key] for key in ("nodes", "run")}
    monkeypatch.setattr("nbkit.grade.own_file.load", lambda: few)


def test_each_stage_counts_for_itself(tmp_path: Path) -> None:
    assert all(said.passed for said in verdicts(handed_in(tmp_path, GOOD)).values())
    (tmp_path / "mine" / "nn.py").write_text(GOOD + LIST)
    said = verdicts(tmp_path / "mine" / "nn.py")
    assert not said["nodes"].passed and said["run"].passed
    assert said["nodes"].sentence.startswith("the inputs are a list")


def test_what_is_missing_empty_or_broken(tmp_path: Path) -> None:
    none = verdicts(tmp_path / "mine" / "nn.py")
    assert [said.attempted for said in none.values()] == [False, False]
    assert none["run"].sentence.endswith("it is not there.")
    path = handed_in(tmp_path, "# nothing yet")
    assert {(said.attempted, said.sentence[-12:]) for said in verdicts(path).values()} == {
        (False, "it is empty.")
    }
    path.write_text("x = 1")
    assert [said.attempted for said in verdicts(path).values()] == [False, False]
    path.write_text("def (:")
    assert all(said.sentence.startswith("Python cannot read nn.py") for said in verdicts(path).values())


@pytest.mark.parametrize("line", ["open('stolen.txt', 'w')", "import subprocess; subprocess.run(['true'])"])
def test_it_is_shut_in(tmp_path: Path, line: str) -> None:
    said = verdicts(handed_in(tmp_path, f"{line}\n{GOOD}"))
    assert all("PermissionError" in one.sentence for one in said.values())
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["nn.py"]


def test_a_loop_is_ended_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    judge = own_file.judge
    monkeypatch.setattr(own_file, "judge", lambda *given, **named: tried.append(1) or judge(*given, **named))
    said = verdicts(handed_in(tmp_path, f"{GOOD}\nwhile True: pass"))
    assert len(tried) == 1
    assert all(one.sentence.startswith("it was stopped after 5 seconds") for one in said.values())


def test_what_it_writes_where_it_should_not_gives_nothing(tmp_path: Path) -> None:
    stray = (
        "import os\nfor number in range(3, 9):\n    try: os.write(number, b'xx')\n    except OSError: pass\n"
    )
    said = verdicts(handed_in(tmp_path, stray + GOOD))
    assert not said["nodes"].passed and "cannot be read" in said["nodes"].sentence


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import nbkit as nb", "nbkit"),
        ("def f():\n    from torch.nn import functional", "torch.nn"),
        ("import math, numpy.linalg\nfrom helpers import g\nfrom .helpers import h", None),
        ("def (:", None),
    ],
)
def test_other_packages_are_not_its_own_work(tmp_path: Path, source: str, name: str | None) -> None:
    path = handed_in(tmp_path, source)
    (path.parent / "helpers.py").write_text("import functools")
    assert imported_from_others(path) == name
    if name:
        assert all(name in said.sentence for said in verdicts(path).values())


def test_its_cells_are_known_by_name() -> None:
    names = [check_name(find("nodes")), "check-perceptron", "check-mine-of_no_stage"]
    cells = [new_code_cell("", metadata={"nbgrader": {"grade_id": name}}) for name in names]
    ((stage, cell),) = stage_cells(new_notebook(cells=cells))
    assert (stage.key, cell) == ("nodes", cells[0])
