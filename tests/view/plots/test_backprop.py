"""The figures about going backwards: every call once, repeated ones marked, differences that are true."""

import numpy as np
import pytest
from fits import LONG, check_it_fits

from nbkit.view.plots import backprop as plots_backprop

RUN = np.exp(-np.linspace(0, 3, 200))
FIGURES = {
    "tree": lambda: plots_backprop.call_tree(5, title=LONG),
    "parting": lambda: plots_backprop.parting(RUN, RUN + 1e-12, title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_the_tree_holds_every_call_and_marks_those_asked_before():
    ax = plots_backprop.call_tree(5).axes[0]
    assert sorted(int(text.get_text()) for text in ax.texts) == sorted(
        [5, 4, *[3] * 2, *[2] * 3, *[1] * 5, *[0] * 3]
    )
    first, again = (n for found in ax.collections if (n := len(found.get_offsets())))
    assert (first, again) == (6, 9)
    assert len(ax.lines) == 14
    spots = {text.get_position() for text in ax.texts}
    assert len(spots) == 15


def test_a_tree_that_fits_no_page_is_refused():
    with pytest.raises(ValueError, match="from 0 to 7, got 8"):
        plots_backprop.call_tree(8)


def test_the_lower_panel_holds_the_difference_and_a_gap_where_there_is_none():
    below = plots_backprop.parting([1.0, 0.5, 0.25], [1.0, 0.5, 0.5]).axes[1]
    np.testing.assert_array_equal(below.lines[0].get_ydata(), [np.nan, np.nan, 0.25])
    assert below.lines[0].get_xdata().tolist() == [1, 2, 3]
