"""What chapter 17 says of our own files, and its stage texts, which are those of the stages."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.mine.commands import stage_cell
from nbkit.mine.design import Design, run_file
from nbkit.mine.in_notebook import ASKS, refresh
from nbkit.mine.stages import KEYS

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "course" / "17_from_an_empty_file.ipynb"
FOUR = ("closures", "from_the_texts", "graph_of_classes", "tape")
DESIGNS = [ROOT / "tests" / "mine" / "designs" / f"{name}.py" for name in FOUR]
SAMPLE = [path for path in DESIGNS if path.stem == "from_the_texts" or os.environ.get("NBKIT_ALL")]
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
SOURCES = {cell["id"]: "".join(cell["source"]) for cell in CELLS}


def code_with(*beginnings: str) -> str:
    """The cells of code that begin so, one below the other."""
    return "\n".join(source for source in SOURCES.values() if source.startswith(beginnings))


def test_each_stage_is_asked_in_its_own_words_and_checked() -> None:
    asked = [id_ for id_ in SOURCES if id_.startswith(ASKS)]
    assert asked == [f"{ASKS}{key}" for key in KEYS]
    for key in KEYS:
        assert SOURCES[f"{ASKS}{key}"] == stage_cell(key), (
            "run nbkit.mine.in_notebook.refresh on the notebook"
        )
        assert SOURCES[f"check-mine-{key}"] == f'nb.check_mine("{key}")'


def test_a_text_of_old_is_brought_up_to_date(tmp_path: Path) -> None:
    old = tmp_path / "17.ipynb"
    old.write_text(NOTEBOOK.read_text(encoding="utf-8").replace("**It must survive:**", "**Once:**"), "utf-8")
    refresh(old)
    assert json.loads(old.read_text(encoding="utf-8"))["cells"] == CELLS


def test_our_files_have_about_250_lines() -> None:
    counts = {path.stem: len(path.read_text(encoding="utf-8").splitlines()) for path in DESIGNS}
    assert "Ours have about 250 each" in "\n".join(SOURCES.values())
    assert all(225 <= count <= 265 for count in counts.values()), counts
    assert counts["from_the_texts"] < 250


def test_adam_goes_through_as_many_numbers_as_the_chapter_says() -> None:
    assert f"{784 * 200 + 200 + 200 * 10 + 10:,} numbers" in "\n".join(SOURCES.values())


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_each_of_our_files_reads_as_the_chapter_says(path: Path) -> None:
    X_train, y_train, X_test, y_test = nb.load_mnist()
    names: dict[str, Any] = {
        "np": np,
        "nb": nb,
        "SimpleNamespace": SimpleNamespace,
        "X_train": X_train,
        "y_train": y_train,
    }
    names |= {"X_test": X_test, "y_test": y_test}
    defining = code_with("def network", "def reader", "def learn_to_read")
    exec(defining.replace("nb.with_bar", ""), names)
    design = Design(run_file(path))
    nn = SimpleNamespace(**{role: getattr(design.module, design.names[role]) for role in design.roles})
    read = names["learn_to_read"](nn)
    assert "All four end at 0.941" in "\n".join(SOURCES.values())
    assert len(read) == 15 and abs(read[-1] - 0.941) <= 0.004  # another processor may err elsewhere
