"""Figures, explorers and drawings: what changed is said in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nbkit.gate.figures.compare import compare_figures, compare_json
from nbkit.gate.figures.values import numbers
from nbkit.gate.outputs.tolerance import Drift, Tolerance

EXACT = Tolerance()


def line(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": "line", "label": "train", "colour": "#0072B2", "y": numbers([0.0, 1.0])}
    return {
        "axes": [{"title": "Training helps", "artists": [values | changes, {"kind": "text", "text": "a"}]}]
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": "#D55E00"}, ["axes 0, line 'train': colour #0072B2 -> #D55E00"]),
        ({"y": [0.0, 1.1]}, ["axes 0, line 'train': y[1] 1.0 -> 1.1"]),
        ({"y": [0.5, 1.2]}, ["axes 0, line 'train': y[0] 0.0 -> 0.5 (the largest of 2 changes)"]),
        ({"y": ["nan", 1.0]}, ["axes 0, line 'train': y[0] 0.0 -> nan"]),
        ({"y": [0.0]}, ["axes 0, line 'train': y [0.0, 1.0] -> [0.0]"]),
        ({"marker": "o"}, ["axes 0, line 'train': marker is new: 'o'"]),
        ({"y": [1e-12, 1.000001]}, []),
    ],
)
def test_figures_are_compared_in_words(changes: dict[str, Any], said: list[str]) -> None:
    assert compare_figures(line(), line(**changes), EXACT, Drift()) == said


def test_letters_that_were_made_to_fit_may_be_a_little_larger() -> None:
    def said(size: float) -> list[str]:
        return compare_figures(line(**{"font size": 8.26}), line(**{"font size": size}), EXACT, Drift())

    assert said(8.24) == []
    assert said(8.0) == ["axes 0, line 'train': font size 8.26 -> 8.0"]


def test_a_lost_curve_is_named() -> None:
    lost = line()
    del lost["axes"][0]["artists"][0]
    said = compare_figures(line(), lost, EXACT, Drift())
    assert len(said) == 1
    assert "2 -> 1 entries" in said[0]
    assert "line 'train'" in said[0]


@pytest.mark.parametrize("size", [65, 1000, 100_000])
def test_a_summary_sees_small_changes_of_a_long_array(size: int) -> None:
    values = np.random.default_rng(0).normal(size=size)
    same, one, swapped = values * (1 + 1e-7), values.copy(), values.copy()
    one[size // 2] += 0.05
    swapped[[3, 7]] = swapped[[7, 3]]

    def said(other: np.ndarray) -> list[str]:
        return compare_json({"y": numbers(values)}, {"y": numbers(other)}, EXACT.times(10), Drift())

    assert said(same) == []
    assert said(one)
    assert said(swapped)
    assert "std" in said(values * 1.01)[0]
    assert said(values[::-1]) == [f"y ({size} numbers) the same values in other places"]


def test_a_reshaped_array_is_another_array() -> None:
    stored, new = ({"y": numbers(np.arange(100.0).reshape(shape))} for shape in ((2, 50), (50, 2)))
    assert compare_figures(stored, new, EXACT, Drift()) == ["y: shape [2, 50] -> [50, 2]"]


def test_drawings_are_compared_as_text_with_numbers() -> None:
    stored, new = ({"kind": "svg", "svg": f"<svg>\n<text>{value}</text>\n</svg>"} for value in (0.5, 0.6))
    assert compare_figures(stored, new, EXACT, Drift()) == [
        "svg: line 2: 0.5 -> 0.6 (relative change 1.7e-01, allowed 1e-05)"
    ]
    assert compare_figures(stored, stored, EXACT, Drift()) == []


def test_a_summary_whose_spread_overflows_can_be_told() -> None:
    long = np.linspace(0, 1, 100)
    with np.errstate(over="ignore"):
        stored, new = ({"x": numbers(values)} for values in (long, long * 1e300))
    assert new["x"]["std"] == "inf"
    (said,) = compare_figures(stored, new, Tolerance(), Drift())
    assert "-> inf" in said
