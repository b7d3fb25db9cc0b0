"""Figures of chapter 17: pieces that lean on each other, and a column that is repeated and added up."""

import numpy as np
import pytest
from fits import LONG, check_it_fits
from matplotlib.patches import FancyBboxPatch, Rectangle

from nbkit.view.plots import pieces

LEANS = {"nodes": [], "order": ["nodes"], "run": ["order"], "operations": ["nodes"]}
FIGURES = {
    "leaning": lambda: pieces.leaning(LEANS, title=LONG),
    "spread_and_back": lambda: pieces.spread_and_back([[1], [-2]], [[1, 2, 4], [0, 0.5, 1]], title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_each_piece_is_a_box_three_a_row_and_each_need_an_arrow():
    ax = FIGURES["leaning"]().axes[0]
    boxes = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    assert (
        len(boxes) == 4 and [round(box.get_y(), 6) for box in boxes[:3]] == [round(boxes[0].get_y(), 6)] * 3
    )
    assert boxes[3].get_x() == boxes[0].get_x() and boxes[3].get_y() < boxes[0].get_y()
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == sum(map(len, LEANS.values()))
    within = arrows[0]  # from nodes to order: from the right side of one to the left side of the other
    assert within.xyann[0] == pytest.approx(boxes[0].get_x() + boxes[0].get_width())
    assert within.xy[0] == pytest.approx(boxes[1].get_x())
    below = arrows[2]  # from nodes to operations
    assert below.xyann[1] == pytest.approx(boxes[0].get_y()) and below.xy[0] == below.xyann[0]


def test_a_piece_leans_on_none_that_comes_later():
    with pytest.raises(ValueError, match="order leans on run; expected names that stand before it"):
        pieces.leaning({"order": ["run"], "run": []})


def test_the_rows_are_repeated_and_added_up():
    ax = FIGURES["spread_and_back"]().axes[0]
    numbers = [text.get_text() for text in ax.texts]
    cells = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert len(cells) == 2 * (2 + 6)
    assert [n for n in numbers if n in ("1", "−2")][:8] == ["1", "−2", *3 * ["1"], *3 * ["−2"]]
    there, back = (text for text in ax.texts if getattr(text, "arrow_patch", None))
    assert there.xyann[0] < there.xy[0] and back.xyann[0] > back.xy[0]
    assert numbers[numbers.index("x") + 1 :][:8] == ["7", "1.5", "1", "2", "4", "0", "0.5", "1"]


def test_what_is_no_column_is_refused():
    with pytest.raises(ValueError, match=r"expected x \(n, 1\) and G \(n, m\), got \(3,\) and \(3, 2\)"):
        pieces.spread_and_back(np.ones(3), np.ones((3, 2)))
