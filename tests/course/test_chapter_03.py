"""Chapter 3 computes what its prose and its exercises say, also where it must not print the answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

import nbkit as nb
from nbkit.learn.exercises import find
from nbkit.learn.judge import judge

CHAPTER = Path(__file__).resolve().parents[2] / "course" / "03_a_network_forwards.ipynb"
CELLS = nbformat.read(CHAPTER, as_version=4).cells


def built(tag: str) -> dict[str, Any]:
    """What the cell with this tag defines."""
    (source,) = (cell.source for cell in CELLS if tag in cell.metadata.get("tags", []))
    names: dict[str, Any] = {"np": np, "nb": nb, "scores": np.array([0.3, 2.9, 4.0])}
    exec(source, names)
    return names


def test_the_network_computed_by_hand_gives_32() -> None:
    answer = built("by-hand")["by_hand"](2, 3)
    assert answer == 32
    assert judge(find("relu_by_hand"), answer).passed


@pytest.mark.parametrize("answer", [r"\b32\b", r"\(100, 50\)"])
def test_answers_of_predictions_are_not_printed(answer: str) -> None:
    shown = [cell.source for cell in CELLS]
    shown += [out.get("text", "") for cell in CELLS for out in cell.get("outputs", [])]
    assert not re.search(answer, "\n".join(shown))


def test_the_softmax_of_one_vector_grows_into_that_of_nbkit() -> None:
    softmax = built("softmax")["softmax"]
    rng = np.random.default_rng(0)
    for scale in (1, 1000):
        scores = scale * rng.normal(size=5)
        np.testing.assert_allclose(softmax(scores), nb.softmax(scores), rtol=1e-12)
