"""A patch is held by its outline; an arrow and a box by their styles."""

from __future__ import annotations

from typing import Any

import pytest
from figures import axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Shadow

from nbkit.gate.figures.patches import joined_bars, patch


@pytest.mark.parametrize("style", ["-|>", "<|-", "->", "-|>,head_length=1", "fancy", "wedge,tail_width=0.9"])
def test_an_arrow_is_held_by_its_style(style: str) -> None:
    found = [
        patch(axes().add_patch(FancyArrowPatch((0, 0), (1, 1), arrowstyle=each))) for each in (style, "<->")
    ]
    assert found[0]["arrow style"] != found[1]["arrow style"] == "CurveAB"


def test_a_box_is_held_by_its_shape() -> None:
    box = axes().add_patch(FancyBboxPatch((0, 0), 1, 1, boxstyle="round,pad=0.1"))
    assert patch(box)["box"] == "Round(pad=0.1)"


def test_a_shadow_is_held_by_what_throws_it() -> None:
    ax = axes()
    thrown = ax.add_patch(Shadow(Circle((0.5, 0.5), 0.2), 0.1, -0.1))
    before = patch(thrown)
    ax.figure.draw_without_rendering()
    assert patch(thrown) == before
    assert before["shift"] == [0.1, -0.1]


def test_bars_of_one_style_are_one_thing() -> None:
    def bar(place: float, colour: str) -> dict[str, Any]:
        return {"kind": "Rectangle", "colour": colour, "x": [place], "y": [0], "w": [1], "h": [2]}

    joined = joined_bars([bar(0, "red"), bar(1, "red"), bar(2, "blue")])
    assert [entry["x"] for entry in joined] == [[0.0, 1.0], [2.0]]
    assert {entry["kind"] for entry in joined} == {"bars"}
