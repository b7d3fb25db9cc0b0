"""A line is held by its data, its stroke and its markers."""

from __future__ import annotations

from figures import axes
from matplotlib.markers import MarkerStyle

from nbkit.gate.figures.lines import line


def test_dashes_without_a_name_are_held() -> None:
    named, own = axes().plot([1, 2], [1, 2], "--", [1, 2], [2, 1])
    own.set_linestyle((0, (5, 1)))
    assert line(named)["dashes"] is None
    assert line(own)["dashes"] == [0.0, 5.0, 1.0]


def test_a_line_without_ends_is_held_by_where_it_goes() -> None:
    ax = axes()
    assert line(ax.axline((0, 1), slope=2))["slope"] == 2.0
    assert line(ax.axline((0, 1), (1, 3)))["through"] == [[0.0, 1.0], [1.0, 3.0]]


def test_markers_have_names_or_corners() -> None:
    ax = axes()
    found = [line(ax.plot([1], marker=marker)[0])["marker"] for marker in ("^", 6, (5, 1), "$x$")]
    assert found == ["^", "6", "(5, 1)", "$x$"]
    turned = MarkerStyle("^").rotated(deg=90)
    assert line(ax.plot([1], marker=turned)[0])["marker"] != "^"
