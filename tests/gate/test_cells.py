"""The cells of a notebook: what is collected, what is refused, what a failure says."""

from __future__ import annotations

import subprocess
import sys

import pytest
from books import judge, make, stored


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str], str]:
    """What the gate says of a folder in which each notebook has one fault."""
    folder = tmp_path_factory.mktemp("gate")
    make(folder / "unrun.ipynb", ["1", "# a comment alone", "2"])
    rules = {"cell_1": {"nbkit": {"rtol": 0.1}}, "cell_2": {"nbkit": {"tolerance": 1}}}
    sources, tags = ["print(1.05)", "print(2)", "'may raise, and never did';"], {3: ["raises-exception"]}
    stored(make(folder / "rules.ipynb", sources, tags), {1: "1.0\n", 2: "2\n"}, **rules)
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    one = stored(make(folder / "one.ipynb", ["x = 5", "1 / 0", "print(x)"]), {3: "5\n"})
    others = sorted(path for path in folder.glob("*.ipynb") if path != one)
    return judge(*others, f"{one}::Cell 3", folder=folder)


def test_a_notebook_that_was_never_run_is_one_failure(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "unrun.ipynb: none of its 3 code cells was ever run: run all and save, or" in verdict[2]


def test_rules_are_read_from_the_cell(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "expected rtol, atol or skip in the cell's nbkit metadata, got tolerance" in verdict[2]
    assert "worst drift 4.8e-02 (1 -> 1.05) in rules.ipynb, cell 1" in verdict[2]


def test_a_broken_file_is_named(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "expected a Jupyter notebook, got broken.ipynb" in verdict[2]


def test_what_failed_is_counted(verdict: tuple[int, dict[str, str], str]) -> None:
    assert verdict[0] == 1
    assert "3 failed, 3 passed" in verdict[2]


def test_one_cell_can_be_selected(verdict: tuple[int, dict[str, str], str]) -> None:
    assert "one.ipynb" not in verdict[2]


def test_the_process_that_compares_loads_nothing_that_draws_or_computes() -> None:
    heavy = "['IPython', 'matplotlib', 'numpy', 'PIL', 'ipywidgets']"
    code = f"import sys, nbkit.gate.cells; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
