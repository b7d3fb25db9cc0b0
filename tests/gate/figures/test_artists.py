"""Each kind of artist is held by what it shows, drawn or not."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from figures import LONG, axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from nbkit.gate.figures.fingerprint import fingerprint


@pytest.mark.parametrize(
    ("method", "arguments", "others"),
    [
        ("scatter", ([1, 2], [3, 4]), ([1, 2], [4, 3])),
        ("bar", (["a", "b"], [1, 2]), (["a", "c"], [1, 2])),
        ("hist", (LONG,), (LONG**2,)),
        ("imshow", (np.arange(400).reshape(20, 20),), (np.arange(400).reshape(20, 20).T,)),
        ("imshow", (np.arange(6).reshape(2, 3),), (np.arange(6).reshape(2, 3)[::-1],)),
        ("imshow", (np.zeros((4, 4, 3)),), (np.full((4, 4, 3), 0.01),)),
        ("pcolormesh", (np.eye(3),), (np.eye(3)[::-1],)),
        ("contour", (np.outer(LONG[:20], LONG[:20]),), (np.outer(LONG[:20], LONG[:20] ** 2),)),
        ("contourf", (np.outer(LONG[:20], LONG[:20]),), (np.outer(LONG[:20], LONG[:20] ** 2),)),
        ("quiver", ([1, 2], [3, 4], [1, 1], [0, 1]), ([1, 2], [3, 4], [1, 1], [0, -1])),
        ("errorbar", ([1, 2], [3, 4], [1, 1]), ([1, 2], [3, 4], [1, 2])),
        ("step", ([1, 2], [3, 4]), ([1, 2], [3, 5])),
        ("stem", ([1, 2], [3, 4]), ([1, 2], [3, 5])),
        ("fill_between", (LONG, np.sin(LONG)), (LONG, np.sin(LONG) * 1.01)),
        ("annotate", ("a", (0, 0)), ("a", (0, 1))),
        ("annotate", ("a", (datetime(2008, 3, 12), 0)), ("a", (datetime(2008, 3, 13), 0))),
        ("table", ([["1"]],), ([["2"]],)),
        ("arrow", (0, 0, 1, 1), (0, 0, 1, 2)),
    ],
)
def test_each_kind_of_artist_is_held(
    method: str, arguments: tuple[Any, ...], others: tuple[Any, ...]
) -> None:
    first, second, third = axes(), axes(), axes()
    for ax, given in ((first, arguments), (second, arguments), (third, others)):
        getattr(ax, method)(*given)
        ax.set(xlim=(0, 9), ylim=(0, 9))
    second.figure.draw_without_rendering()
    found = fingerprint(first.figure)
    assert found["axes"][0]["artists"]
    assert found == fingerprint(second.figure) == json.loads(json.dumps(found))
    assert found != fingerprint(third.figure)


def test_colours_that_drawing_scales_are_known_before() -> None:
    ax = axes()
    ax.add_collection(LineCollection([[(0, 0), (1, 1)], [(1, 1), (2, 0)]], array=[0, 5]))
    before = fingerprint(ax.figure)
    assert before["axes"][0]["artists"][0]["range"] == [0.0, 5.0]
    ax.figure.draw_without_rendering()
    assert fingerprint(ax.figure) == before


def test_three_dimensions() -> None:
    def drawn(height: float) -> Any:
        ax = axes(projection="3d")
        ax.plot([0, 1], [0, 1], [0, height])
        ax.scatter([0, 1], [0, 1], [0, 1])
        ax.plot_surface(*np.meshgrid([0.0, 1], [0.0, 1]), np.eye(2))
        return ax.figure

    figure = drawn(1)
    before = fingerprint(figure)
    figure.draw_without_rendering()
    assert fingerprint(figure) == before != fingerprint(drawn(2))


def test_where_a_path_is_closed_nothing_is_drawn() -> None:
    def hatched(end: float) -> Any:
        codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * 2
        corners = [[0, 0], [1, 0], [1, 1], [end, end], [2, 2], [3, 2], [3, 3], [end, -end]]
        ax = axes()
        ax.add_collection(PathCollection([Path(corners, codes)]))
        ax.add_patch(PathPatch(Path(corners, codes)))
        return fingerprint(ax.figure)

    assert hatched(0.0) == hatched(1e9)
