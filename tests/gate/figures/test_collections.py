"""Collections are held by their places, colours and values, in the plane and in space."""

from __future__ import annotations

import numpy as np
from figures import axes

from nbkit.gate.figures.collections import area, arrows, scatter


def test_edges_of_coloured_points_are_held_where_they_are_chosen() -> None:
    ax = axes()
    assert "edge" not in scatter(ax.scatter([1, 2], [1, 2], c=[1, 2]))
    assert scatter(ax.scatter([1, 2], [1, 2], c=[1, 2], edgecolors="black"))["edge"] == "#000000"


def test_edges_in_space_are_held() -> None:
    ax = axes(projection="3d")
    x, y = np.meshgrid([0.0, 1], [0.0, 1])
    assert area(ax.plot_surface(x, y, x, edgecolor="red"))["edge"] == "#FF0000"
    assert not area(ax.plot_surface(x, y, x, color="blue", shade=False)).get("edge")


def test_arrows_have_the_same_scale_drawn_or_not() -> None:
    ax = axes()
    found, given = ax.quiver([0, 1], [0, 1], [1, 2], [1, 1]), ax.quiver([0], [0], [1], [1], scale=5)
    before = arrows(found)
    ax.figure.draw_without_rendering()
    assert arrows(found) == before
    assert arrows(given)["scale"] == 5.0
