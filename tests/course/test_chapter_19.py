"""Chapter 19 runs from its first cell to its last on other people's data, if one line is changed."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
import nbformat
import numpy as np
import pytest

import nbkit as nb

PATH = Path(__file__).resolve().parents[2] / "course/19_your_own_data.ipynb"
LINE = 'PATH, ABOUT = nb.shipped("leaves.csv"), LEAVES'


def run(line: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    """Run all cells of code with this line in place of the chapter's; return what they print."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NBKIT_RECORD", "1")
    shown: list[Any] = []
    monkeypatch.setattr(nb, "show", lambda figure, alt: shown.append((figure, alt)))
    cells = [cell.source for cell in nbformat.read(PATH, 4).cells if cell.cell_type == "code"]
    assert sum(LINE in source for source in cells) == 1
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as out, matplotlib.rc_context({"backend": "agg"}):
        for source in cells:
            exec(compile(source.replace(LINE, line), str(PATH), "exec"), names)
            if source.rstrip().endswith("\nmine"):
                print(names["mine"])
    for figure, alt in shown:
        assert alt and figure.axes
    return out.getvalue()


def test_a_folder_of_images(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    line = r'PATH, ABOUT = nb.shipped("leaf_images"), {"group": r"T\d+"}'
    said = run(line, monkeypatch, tmp_path)
    assert "column   " not in said and "rows that stand there twice: 0" in said
    assert "leaf_images: 180 examples" in said and "the test set of leaf_images: opened once" in said


def test_a_table_with_other_classes_and_without_groups(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    kinds = np.repeat(["ash", "birch", "cherry"], [60, 30, 15])
    rows = ["size;weight;kind"]
    for k, kind in enumerate(kinds):
        size, weight = rng.normal(size=2) + np.array([2 * (kind == "birch"), 3 * (kind == "cherry")])
        rows.append(f"{size:.2f};{'' if k == 7 else f'{weight:.2f}'};{kind}".replace(".", ","))
    (tmp_path / "trees.csv").write_text("\n".join(rows), encoding="cp1252")
    said = run('PATH, ABOUT = "trees.csv", {}', monkeypatch, tmp_path)
    assert "trees.csv: 105 examples (60 ash, 30 birch, 15 cherry)" in said
    assert "commas in numbers were read as decimal points" in said
    score = float(said.split("the test set of trees.csv: opened once, ")[1].split()[0])
    assert score > 0.6


def cell(number: int) -> str:
    """The source of one cell."""
    cells = nbformat.read(PATH, 4).cells
    return next(cell.source for cell in cells if cell.get("id") == f"c19-{number}")


def test_the_words_about_the_leaves_are_not_said_of_other_data() -> None:
    def about(name: str) -> dict[str, Any]:
        mine = SimpleNamespace(name=name)
        names: dict[str, Any] = {"mine": mine, "A": np.ones((1, 2)), "hidden": 8, "classes": 2, "epochs": 3}
        exec(cell(69), names)
        return names["about"]

    assert "August" in about("leaves.csv")["question"]
    assert about("birds.csv")["question"] == "..." and about("birds.csv")["not_tried"] == ["..."]


def test_a_test_without_a_mistake_has_a_range() -> None:
    """Of 16 groups without a mistake Wilson says 0.81 at the least; three in seventeen are much the same."""
    names: dict[str, Any] = {"np": np}
    exec(cell(53), names)

    def ends(y: Any, answers: Any, groups: Any) -> Any:
        return names["ends"](y, answers, groups, np.random.default_rng(0))

    y, groups = np.zeros(32, dtype=int), np.arange(32) // 2
    assert ends(y, y, groups) == pytest.approx([1 - 3 / 17, 1], abs=1e-12)
    assert ends(y, 1 - y, groups) == pytest.approx([0, 3 / 17], abs=1e-12)
    two = np.repeat([0, 1], 16)
    low, high = ends(two, two, groups)
    assert 0.6 < low < 0.85 and high == 1
    one_wrong = np.where(np.arange(32) == 0, 1, two)
    assert ends(two, one_wrong, groups)[0] < 0.85
