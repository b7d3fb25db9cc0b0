"""Figures of chapter 16: who computes when, what machines share, and how far that is off."""

import numpy as np
import pytest
from fits import LONG, check_it_fits
from matplotlib.patches import FancyBboxPatch, Rectangle

from nbkit.view.plots import frameworks

FIGURES = {
    "three_ways": lambda: frameworks.three_ways(title=LONG),
    "two_machines": lambda: frameworks.two_machines([48, 16], title=LONG),
    "against_whole": lambda: frameworks.against_whole([0.1, -0.2], [0.1, 0.3], title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_who_traces_reads_in_the_first_turn_alone():
    ax = FIGURES["three_ways"]().axes[0]
    boxes = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_width() == 0.27]
    rows = sorted({box.get_y() for box in boxes}, reverse=True)
    computing = [[bool(box.get_hatch()) for box in boxes if box.get_y() == y] for y in rows]
    assert computing[0] == 9 * [False, True]
    assert computing[1] == 3 * [False] + 9 * [True]
    assert computing[2] == 3 * [False] + 9 * [True]
    starts = [min(box.get_x() for box in boxes if box.get_y() == y) for y in rows]
    assert starts[0] == starts[1] > starts[2]


def test_rows_are_drawn_to_scale_and_each_machine_is_named():
    ax = FIGURES["two_machines"]().axes[0]
    shares = [p.get_height() + 0.05 for p in ax.patches if isinstance(p, Rectangle)]
    assert shares[0] == pytest.approx(3 * shares[1])
    assert sum(isinstance(p, FancyBboxPatch) for p in ax.patches) == 3
    assert {"48 rows", "16 rows", "machine 1", "machine 2"} <= {text.get_text() for text in ax.texts}


def test_slopes_that_are_right_lie_on_the_line():
    ax = FIGURES["against_whole"]().axes[0]
    np.testing.assert_allclose(ax.collections[0].get_offsets(), [[0.1, 0.1], [-0.2, 0.3]])
    (line,) = ax.lines
    assert line.get_xdata().tolist() == line.get_ydata().tolist()
    assert ax.get_xlim() == ax.get_ylim() and ax.get_xlim()[1] > 0.3
