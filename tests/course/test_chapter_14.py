"""Chapter 14: what it prints lies where the same experiments lay before, with five seeds and in PyTorch.

A thousand images make one network of one seed half a point better or worse than the next: hence the ranges.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

Array = np.ndarray[Any, Any]
CHAPTER = Path(__file__).resolve().parents[2] / "course" / "14_convolution.ipynb"
CELLS = nbformat.read(CHAPTER, as_version=4).cells
OUTPUTS = [(cell.source, output) for cell in CELLS for output in cell.get("outputs", [])]
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def text(code: str) -> str:
    """What the one cell with this code prints."""
    (found,) = [out.text for source, out in OUTPUTS if code in source and out.output_type == "stream"]
    return str(found)


def printed(code: str, line: str = "") -> list[float]:
    """The numbers of that, in the lines that begin so."""
    lines = [found[len(line) :] for found in text(code).splitlines() if found.startswith(line)]
    return [float(number.replace(",", "")) for found in lines for number in NUMBER.findall(found)]


def drawn(title: str) -> dict[str, Array]:
    """The curves of the figure with this title, by name."""
    figures = [out.data.get("application/vnd.nbkit.figure+json", {}) for _, out in OUTPUTS if "data" in out]
    (axes,) = [axes for f in figures for axes in f.get("axes", []) if axes.get("title left") == title]
    return {a["label"]: np.array(a["y"]) for a in axes["artists"] if a["kind"] == "line"}


@pytest.mark.parametrize(
    ("code", "line", "which", "least", "most"),
    [
        ("flat = train(", "right", -1, 0.924, 0.943),
        ("session = train(x, logits", "right", -1, 0.948, 0.968),
        ("hand = train(", "right", -1, 0.957, 0.976),
        ("run1 = train(", "seeing", -1, 0.875, 0.905),
        ("run1 = train(", "dense", -1, 0.925, 0.942),
        ("from math import comb", "only the seeing", 0, 33, 46),
        ("from math import comb", "only the seeing", 1, 8, 13),
        ("kept = [np.corrcoef", "correlation", 3, 0.90, 0.97),  # the median of eight, sorted
        ("apart = np.median", "LRP-0 ", 0, 0.008, 0.06),  # what the biases keep
        ("apart = np.median", "mixed rules", -1, 0.28, 0.41),  # on paper
        ("answer, other =", "LRP-0 ", -1, 0.0, 0.05),  # one map for two digits?
        ("answer, other =", "mixed rules", -1, 0.15, 0.30),
        ("answer, other =", "z⁺ everywhere", -1, 0.94, 0.98),
        ("hans_run = train(", "no stamp", -1, 0.835, 0.855),
        ("others = hans(", "other digits, stamped, read as 3:", -1, 0.80, 0.86),
        ("others = hans(", "of what speaks for 3", -1, 0.72, 0.76),
        ("others = hans(", "test images of the same office", -1, 0.924, 0.955),
        ("z_best[:, None]", "LRP-0: all pixels", -1, 1.0, 1.0),
        ("z_best[:, None]", "slope times input", -1, 0.15, 0.27),
    ],
)
def test_a_figure_lies_where_others_lay(code: str, line: str, which: int, least: float, most: float) -> None:
    assert least <= printed(code, line)[which] <= most


def test_counts_are_exact() -> None:
    assert printed("dense_numbers = ", "dense") == [3_617_280, 208]
    assert printed("dense_numbers = ", "as many") == [17_391]
    assert printed("for variable in x.graph", "numbers in all") == [5_994]
    assert printed("x3, scores3 = ", "numbers in all") == [6_970]


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("[when_moved(dense, pixels)", [0.932, 0.867, 0.618, 0.333, 0.182]),
        ("[when_moved(seeing, pixels)", [0.961, 0.938, 0.834, 0.626, 0.408]),
        ("[when_moved(anywhere, pixels)", [0.949, 0.951, 0.949, 0.941, 0.932]),
    ],
)
def test_moved_digits_are_read_as_before(code: str, before: list[float]) -> None:
    np.testing.assert_allclose(printed(code, "moved by")[1::2], before, atol=0.025)


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("dense, moved images", [0.965, 0.963, 0.951, 0.900, 0.710]),
        ("seeing, moved images", [0.967, 0.964, 0.955, 0.917, 0.817]),
    ],
)
def test_moved_images_lift_both_networks(name: str, before: list[float]) -> None:
    np.testing.assert_allclose(drawn("Who reads a digit that has moved?")[name], before, atol=0.02)


def test_the_popular_way_back_pays_more_than_there_is() -> None:
    back, numeric = printed("print(\"a digit's map", "a digit")
    assert numeric == 144 < back


def test_lrp_0_is_slope_times_input_and_the_others_conserve() -> None:
    assert "< 1e-7" in text("change = np.abs(R0 - v * slope)")
    assert text("apart = np.median").count("apart by < 1e-7") == 2
    assert printed("apart = np.median", "LRP-0 ")[-1] == 0  # paper gets nothing


def test_erasing_ranks_the_maps_as_before() -> None:
    left = {name: curve.mean() for name, curve in drawn("Whose pixels mattered?").items()}
    ranking = ["LRP-0", "mixed rules", "z⁺ everywhere", "ink", "size of the slope", "chance"]
    assert sorted(left, key=left.__getitem__) == ranking
    assert left["chance"] > 0.95


def test_with_sigmoids_what_adds_up_is_wrong_and_what_does_not_is_right() -> None:
    zero, slope = printed("z_best[:, None]", "    agrees with taking pixels away")
    assert zero < 0.2
    assert slope > 0.98
    assert printed("z_best[:, None]", "LRP-0, one pixel / score") == [445]


def test_a_network_that_learned_a_stamp_reads_no_three() -> None:
    assert printed("hans_run = train(", "threes") == [0.0]
