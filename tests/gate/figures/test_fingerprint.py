"""A fingerprint holds the meaning of a figure and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from figures import LONG, axes

from nbkit.gate.figures.fingerprint import fingerprint


def plain(change: Callable[[Any], object] = lambda ax: None) -> dict[str, Any]:
    """The fingerprint of a figure with two curves and an image, after a change."""
    ax = axes(title="Two waves", xlabel="time", ylabel="height")
    ax.plot(LONG, np.sin(LONG), label="sine", color="#0072B2")
    ax.plot(LONG, np.cos(LONG), label="cosine", color="#D55E00", marker="^", markevery=50)
    ax.legend()
    change(ax)
    return fingerprint(ax.figure)


CHANGES = [
    lambda ax: ax.set_title("Two saws"),
    lambda ax: ax.set_title("a", loc="left"),
    lambda ax: ax.set_xlabel("s"),
    lambda ax: ax.set_xlim(0, 5),
    lambda ax: ax.invert_yaxis(),
    lambda ax: ax.set_yscale("symlog"),
    lambda ax: ax.set_xticks([0, 3]),
    lambda ax: ax.set_xticks([0, 3], ["start", "end"]),
    lambda ax: ax.set_aspect("equal"),
    lambda ax: ax.set_facecolor("black"),
    lambda ax: ax.axis("off"),
    lambda ax: ax.get_legend().remove(),
    lambda ax: ax.legend(title="waves"),
    lambda ax: ax.figure.suptitle("All"),
    lambda ax: ax.figure.text(0, 0, "note"),
    lambda ax: ax.text(1, 1, "here"),
    lambda ax: ax.lines[0].set_ydata(np.sin(LONG) * 1.01),
    lambda ax: ax.lines[0].set_ydata(np.sin(LONG)[::-1]),
    lambda ax: ax.lines[0].set_ydata(np.where(np.arange(500) == 77, 0.5, np.sin(LONG))),
    lambda ax: ax.lines[0].set_ydata(np.where(np.arange(500) == 77, np.nan, np.sin(LONG))),
    lambda ax: ax.lines[0].set_color("#D55E00"),
    lambda ax: ax.lines[0].set_alpha(0.5),
    lambda ax: ax.lines[0].set_linestyle(":"),
    lambda ax: ax.lines[0].set_linewidth(4),
    lambda ax: ax.lines[0].set_visible(False),
    lambda ax: ax.lines[1].set_marker("o"),
    lambda ax: ax.lines[1].remove(),
    lambda ax: ax.bar([1, 2], [1, 2]),
    lambda ax: ax.fill_between(LONG, 0, np.sin(LONG)),
    lambda ax: ax.axvspan(1, 2),
    lambda ax: ax.inset_axes([0.5, 0.5, 0.4, 0.4]).plot([1, 2]),
    lambda ax: ax.twinx(),
    lambda ax: ax.figure.colorbar(ax.scatter([1, 2], [0, 1], c=[0, 1])),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_meaning_changes_the_fingerprint(change: Callable[[Any], object]) -> None:
    assert plain(change) != plain()


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: ax.figure.draw_without_rendering(),
        lambda ax: ax.figure.set_dpi(300),
        lambda ax: ax.get_xlim(),
    ],
)
def test_drawing_does_not_change_the_fingerprint(change: Callable[[Any], object]) -> None:
    assert plain(change) == plain()


def test_an_svg_is_held_by_its_text() -> None:
    class Drawing:
        svg = "<svg><g>  <text>x =  1</text></g></svg>"

    assert fingerprint(Drawing()) == {"kind": "svg", "svg": "<svg>\n<g>\n<text>x = 1</text>\n</g>\n</svg>"}
    with pytest.raises(TypeError, match="expected a matplotlib Figure or an SVG, got list"):
        fingerprint([1])
