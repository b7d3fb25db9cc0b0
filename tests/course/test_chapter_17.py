"""What chapter 17 says of our own files, and its stage texts, which are those of the stages."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.learn import progress_store
from nbkit.mine.commands import stage_cell
from nbkit.mine.design import Design, run_file
from nbkit.mine.in_notebook import ASKS, refresh
from nbkit.mine.stages import KEYS
from nbkit.mine.timing import time_mine

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "course" / "17_from_an_empty_file.ipynb"
FOUR = ("closures", "from_the_texts", "graph_of_classes", "tape")
DESIGNS = [ROOT / "tests" / "mine" / "designs" / f"{name}.py" for name in FOUR]
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


@pytest.mark.skipif(not os.environ.get("NBKIT_ALL"), reason="one of them is tried with all cells below")
@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)
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
    exec(code_with("ours = ").partition("history")[0], names)
    assert names["ours"][-1] == 0.941 and "All four end at 0.941" in "\n".join(SOURCES.values())
    np.testing.assert_allclose(read, names["ours"], atol=0.005)  # another processor may err elsewhere


def test_no_cell_rests_once_all_stages_are_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    design = next(path for path in DESIGNS if path.stem == "from_the_texts")
    (tmp_path / "mine" / "nn.py").write_text(design.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBKIT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("NBKIT_RECORD", raising=False)
    for key in KEYS:
        progress_store.update_entry(f"mine.{key}", lambda entry: entry.update(solved="now"))
    monkeypatch.setattr(nb, "time_mine", lambda: time_mine(rounds=1), raising=False)
    names: dict[str, Any] = {}
    asking = ("nb.check_mine(", "nb.review(", "words = ", "nb.mark(")
    for cell in CELLS:
        if cell["cell_type"] == "code" and not SOURCES[cell["id"]].startswith(asking):
            exec(compile(SOURCES[cell["id"]], cell["id"], "exec"), names)
    printed = capsys.readouterr().out
    assert "rests until" not in printed
    for line in ("61 nodes in order", "101.0 and three at once: [ 1. 11. 21.]", "as nbkit: True", "[[10.]"):
        assert line in printed
    found = re.search(r"Accuracy by epoch; it ends at (0\.\d+)", printed)
    assert found and abs(float(found[1]) - 0.941) <= 0.004  # another processor may err elsewhere
