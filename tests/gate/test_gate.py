"""`pytest --nbkit`: what it refuses, what it says when a kernel is lost, what the options do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from books import edit, judge, make, printed

from nbkit.gate.plugin import pytest_configure


def run(path: Path, texts: dict[int, str] | None = None, **metadata: Any) -> Path:
    """Store outputs by hand, as if the notebook had been run."""

    def store(number: int, cell: Any) -> None:
        cell.execution_count = number
        cell.metadata.update(metadata.get(f"cell_{number}", {}))
        cell.outputs = printed(texts[number]) if texts and number in texts else []

    edit(path, store)
    return path


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str], str]:
    """What the gate says of a folder in which each notebook has one fault."""
    folder = tmp_path_factory.mktemp("gate")
    make(folder / "unrun.ipynb", ["1", "# a comment alone", "2"])
    run(make(folder / "dies.ipynb", ["import os", "os._exit(3)", "'not reached'"]))
    run(make(folder / "slow.ipynb", ["import time; time.sleep(60)", "'never'"]))
    rules = {"cell_1": {"nbkit": {"rtol": 0.1}}, "cell_2": {"nbkit": {"tolerance": 1}}}
    run(make(folder / "rules.ipynb", ["print(1.05)", "print(2)"]), {1: "1.0\n", 2: "2\n"}, **rules)
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    one = run(make(folder / "one.ipynb", ["x = 5", "1 / 0", "print(x)"]), {3: "5\n"})
    others = sorted(path for path in folder.glob("*.ipynb") if path != one)
    return judge(
        *others, f"{one}::Cell 3", "--nbkit-timeout", "1", "--continue-on-collection-errors", folder=folder
    )


def test_a_notebook_that_was_never_run_is_one_failure(verdict: tuple[int, dict[str, str], str]) -> None:
    assert (
        "unrun.ipynb: 3 of 3 code cells were never run (the first is cell 2)"
        in verdict[1]["execution counts"]
    )


def test_a_kernel_that_dies_is_named_once(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "dies.ipynb, cell 2 (number 3 with the text cells): the kernel died" in verdict[2]
    assert "the cell ran for more than 1 s: make it shorter, or allow more with --nbkit-timeout" in verdict[2]
    assert "2 skipped" in verdict[2]


def test_rules_are_read_from_the_cell(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "expected rtol, atol or skip in the cell's nbkit metadata, got tolerance" in verdict[2]
    assert "worst drift 4.8e-02 (1 -> 1.05) in rules.ipynb, cell 1" in verdict[2]


def test_a_broken_file_is_named(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "expected a Jupyter notebook, got broken.ipynb" in verdict[2]


def test_what_failed_is_counted(verdict: tuple[int, dict[str, str], str]) -> None:
    assert verdict[0] == 1
    assert "4 failed, 3 passed, 2 skipped, 1 error" in verdict[2]


def test_one_cell_can_be_selected(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "one.ipynb" not in verdict[2]


def test_no_cell_at_all_is_an_error(tmp_path: Path) -> None:
    make(tmp_path / "prose.ipynb", [])
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n", encoding="utf-8")
    code, _, said = judge(tmp_path, folder=tmp_path)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "no notebook cell was run: give the folder of the notebooks" in said
    assert "1 passed" in said


def configured(**options: Any) -> Any:
    """What pytest's configuration is after our plugin saw it."""
    usual = {"nbkit": True, "nbval": False, "nbval_lax": False, "dist": "no"}
    config = SimpleNamespace(option=SimpleNamespace(**usual | options), workerinput={})
    pytest_configure(config)  # type: ignore[arg-type]
    return config


def test_options_that_cannot_be_met_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(pytest.UsageError, match="expected --nbkit or --nbval, got both"):
        configured(nbval=True)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(pytest.UsageError, match="--nbkit needs nbval"):
        configured()
    assert configured(nbkit=False)


@pytest.mark.parametrize(
    ("asked", "got"),
    [("load", "loadfile"), ("worksteal", "loadfile"), ("loadscope", "loadscope"), ("no", "no")],
)
def test_a_notebook_stays_on_one_worker(asked: str, got: str) -> None:
    assert configured(dist=asked).option.dist == got


def test_the_plugin_rests_where_it_is_not_asked_for() -> None:
    code = "import sys; sys.modules['nbval'] = None; import nbkit.gate.plugin; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "'nbkit.gate.plugin'" in loaded
    assert not [name for name in ("numpy", "nbformat", "nbclient", "matplotlib") if f"'{name}'" in loaded]
