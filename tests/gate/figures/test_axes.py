"""Axes are held by what somebody chose: edges, places, second scales, insets, colour bars, layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from figures import axes
from matplotlib.figure import Figure

from nbkit.gate.figures.axes import axes_fingerprint
from nbkit.gate.figures.fingerprint import fingerprint

CHANGES: list[Callable[[Any], object]] = [
    lambda ax: ax.spines["top"].set_visible(False),
    lambda ax: ax.spines["left"].set_position("center"),
    lambda ax: ax.set_frame_on(False),
    lambda ax: ax.set_title("Growth", fontsize=20),
    lambda ax: ax.set_position([0.1, 0.1, 0.3, 0.3]),
    lambda ax: ax.secondary_xaxis("top", functions=(lambda x: 2 * x, lambda x: x / 2)),
    lambda ax: ax.secondary_xaxis("top", functions=(lambda x: 3 * x, lambda x: x / 3)),
    lambda ax: ax.inset_axes([0.5, 0.5, 0.2, 0.2]),
    lambda ax: ax.inset_axes([0.5, 0.5, 0.3, 0.3]),
    lambda ax: ax.figure.colorbar(ax.images[0]),
    lambda ax: ax.figure.colorbar(ax.images[0], extend="max"),
    lambda ax: ax.figure.colorbar(ax.images[0], location="top"),
]


def plain(change: Callable[[Any], object] = lambda ax: None) -> dict[str, Any]:
    ax = Figure(figsize=(3, 2)).add_subplot()
    ax.plot([0, 1], label="one")
    ax.imshow(np.eye(2), aspect="auto")
    change(ax)
    return fingerprint(ax.figure)


def test_what_somebody_chose_is_seen() -> None:
    found = [repr(plain(change)) for change in (lambda ax: None, *CHANGES)]
    assert [number for number, each in enumerate(found) if found.count(each) > 1] == []


def test_panels_are_held_by_their_place_or_their_share_of_a_layout() -> None:
    def places(**words: Any) -> Any:
        figure = Figure(**words)
        figure.subplot_mosaic("AAB\nAAC")
        return [axes_fingerprint(each).get("place") for each in figure.axes]

    assert places(layout="constrained")[0] == pytest.approx([0, 0, 2 / 3, 1])
    assert places(layout="constrained")[1] == pytest.approx([2 / 3, 0.5, 1, 1])
    assert places()[0] == pytest.approx([0.125, 0.11, 0.50147, 0.77], abs=1e-3)
    assert axes_fingerprint(axes()).get("place") is None


def test_parts_of_a_figure_are_held() -> None:
    figure = Figure()
    left, right = figure.subfigures(1, 2)
    left.suptitle("Left")
    right.add_subplot()
    found = fingerprint(figure)["figures"]
    assert found[0]["suptitle"] == "Left"
    assert len(found[1]["axes"]) == 1


def test_a_3d_box_may_be_equal() -> None:
    ax = axes(projection="3d")
    ax.set_aspect("equal")
    assert axes_fingerprint(ax)["aspect"] == "equal"


def test_what_lies_above_is_seen_where_it_covers_something() -> None:
    def layers(*drawn: str, shift: float = 0.0) -> Any:
        ax = axes()
        draw = {
            "area": lambda: ax.fill_between([0, 1], [1, 1], color="red"),
            "patch": lambda: ax.axvspan(0.2 + shift, 0.8 + shift, color="blue"),
            "line": lambda: ax.plot([0, 1]),
        }
        for name in drawn:
            draw[name]()
        return axes_fingerprint(ax).get("layers")

    assert layers("area", "patch", "line") is None
    assert layers("line", "area", "patch") is None
    assert layers("patch", "area", "line") == ["Rectangle", "area"]
    assert layers("patch", "area", shift=5) is None
