"""A whole lecture, from the perceptron to the autoencoder's plane, runs in one process and one graph."""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf
from nbkit.cli.headless import run_old
from nbkit.tf1.lend import lent

LECTURE = Path(__file__).parent / "lecture.py"
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # np.matrix


@pytest.fixture(scope="module")
def ran() -> Iterator[dict[str, Any]]:
    """What the lecture's names stand for at its end."""
    tf.reset_default_graph()
    with lent():
        yield runpy.run_path(str(LECTURE))
    tf.reset_default_graph()


def test_each_part_learns_what_it_is_for(ran: dict[str, Any]) -> None:
    offset, first, second = ran["line"].ravel()
    assert [round(float(v)) for v in (offset / second, first / second)] == [-3, 1]
    assert ran["record"][-1] < 0.5 * ran["record"][0] and ran["bent_right"] > 0.95
    assert ran["read_right"] > 0.85 and ran["probabilities"].sum() == pytest.approx(1)
    assert ran["error"] < 0.9 * ran["mean_error"]


def test_what_comes_back_is_what_listings_expect(ran: dict[str, Any]) -> None:
    assert type(ran["line"]) is np.ndarray and ran["line"].dtype == np.float32
    assert {type(loss) for loss in ran["record"]} == {np.float32}
    assert set(ran["learned"]) == {"hidden", "output"} and type(ran["folded"]) is np.matrix


def test_the_decoder_shares_its_weights_each_time_that_it_is_called(ran: dict[str, Any]) -> None:
    with_adam = 4 + 2 * 4 + 2, 8 + 2 * 8 + 2  # two slots a variable, and two powers of beta
    assert len(tf.global_variables()) == 1 + 4 + sum(with_adam)
    top_left = ran["sess"].run(ran["drawn"], {ran["place"]: [[-8, 6]]}).reshape(28, 28)
    assert np.array_equal(ran["canvas"][:28, :28], top_left)
    assert ran["fake"].std() > 0.01


@pytest.mark.skipif(sys.platform == "win32", reason="a kernel of its own is tried on the others")
def test_as_a_notebook_it_runs_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = LECTURE.read_text(encoding="utf-8").split("# -----")
    cells = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": f"# {part}"}
        for part in parts[:3]
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 2}
    (tmp_path / "lecture.ipynb").write_text(json.dumps(book), encoding="utf-8")
    assert run_old(tmp_path / "lecture.ipynb", tmp_path / "ran.ipynb") == 0
    assert capsys.readouterr().out.startswith("3 of 3 cells ran")
