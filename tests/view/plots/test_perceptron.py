"""The perceptron: its line where the sum is 0, its mistakes ringed, the gates parted."""

import numpy as np
import pytest
from fits import LONG, check_it_fits, check_texts_apart
from matplotlib.colors import to_hex

from nbkit.view import plots
from nbkit.view.plots import perceptron as plots_perceptron
from nbkit.view.style import VERMILLION, mix

X = np.array([[0.0, 0.0], [1.0, 3.0], [4.0, 1.0], [5.0, 6.0], [7.0, 5.0]])
Y = np.array([0, 0, 0, 1, 1])
PATH = [([0.0, 0.0], 0.0, None), ([5.0, 6.0], 1.0, 3), ([1.0, 5.0], 0.0, 2), ([1.0, 1.0], -7.0, 1)]

FIGURES = {
    "line": lambda: plots.decision_line([1, 1], -7, X, Y, title=LONG),
    "path": lambda: plots.perceptron_path(PATH, X, Y, title=LONG),
    "truth": lambda: plots.truth_tables(title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_no_text_is_clipped_or_written_over(name):
    fig = FIGURES[name]()
    check_it_fits(fig)
    check_texts_apart(fig)


@pytest.mark.parametrize(("w", "b"), [((1, 1), -7), ((-2, 0.5), 3), ((0, 3), -6), ((3, 0), -6)])
def test_the_line_and_its_arrow(w, b):
    ax = plots.decision_line(w, b, X, Y).axes[0]
    x, y = ax.lines[0].get_data()
    np.testing.assert_allclose(w[0] * x + w[1] * y + b, 0, atol=1e-9)
    arrow = next(t for t in ax.texts if t.get_text() == "")
    tip, start = np.array(arrow.xy), np.array(arrow.xyann)
    direction = (tip - start) / np.hypot(*(tip - start))
    np.testing.assert_allclose(direction, np.array(w) / np.hypot(*w), atol=1e-9)
    assert abs(start @ w + b) < 1e-9


def test_only_the_mistaken_points_are_ringed():
    ring = plots.decision_line([1, 1], -4.5, X, Y).axes[0].collections[-1]
    assert ring.get_label() == "mistaken: 1"
    assert ring.get_offsets().tolist() == [[4.0, 1.0]]
    assert plots.decision_line([1, 1], -7, X, Y).axes[0].collections[-1].get_label() == "mistaken: 0"


def test_the_side_of_the_higher_class_has_its_tint():
    shades = plots.decision_line([0, 1], -3, X, Y, window=(0, 1, 0, 6)).axes[0].collections[0]
    low, high = (path.get_extents() for path in shades.get_paths())
    assert (low.y1, high.y0) == (3, 3)
    assert to_hex(shades.get_facecolor()[1]) == mix(VERMILLION, 0.86)


def test_weights_of_zero_have_no_line():
    assert not plots.decision_line([0, 0], 0, X, Y).axes[0].lines


def test_a_right_angle_looks_right():
    fig = plots.decision_line([1, 1], -7, X, Y)
    fig.draw_without_rendering()
    x, y = fig.axes[0].transData.transform([(1, 0), (0, 1)]) - fig.axes[0].transData.transform((0, 0))
    assert np.hypot(*x) == pytest.approx(np.hypot(*y))


def test_the_path_rings_the_point_that_caused_the_step():
    fig = plots.perceptron_path(PATH, X, Y)
    ringed = [ax.collections[-1].get_offsets().tolist() for ax in fig.axes]
    assert ringed == [[], [X[3].tolist()], [X[2].tolist()], [X[1].tolist()]]


def test_the_ringed_point_lies_above_its_neighbours_and_fills_its_ring():
    for ax in plots.perceptron_path(PATH, X, Y).axes[1:]:
        *others, zero, one, ring = ax.collections
        (point,) = (dots for dots in (zero, one) if len(dots.get_offsets()))
        assert point.get_offsets().tolist() == ring.get_offsets().tolist()
        assert point.get_zorder() > max(c.get_zorder() for c in others)
        assert ring.get_sizes()[0] / 4 < point.get_sizes()[0] < ring.get_sizes()[0]


def test_a_long_path_shows_first_and_last():
    fig = plots.perceptron_path([PATH[1]] * 20, X, Y)
    titles = [ax.get_title(loc="left") for ax in fig.axes]
    assert len(titles) == 6 and titles[0] == "start" and titles[-1] == "step 19"


@pytest.mark.parametrize("name", ["AND", "OR", "NAND"])
def test_the_gates_lines_part_their_points(name):
    outputs, line = plots_perceptron.TRUTH_TABLES[name]
    points = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    assert ((points @ line[0] + line[1] > 0) == np.array(outputs)).all()


def test_a_legend_stands_beside_the_plot():
    fig = FIGURES["line"]()
    fig.draw_without_rendering()
    ax = fig.axes[0]
    assert ax.get_legend().get_window_extent().x0 >= ax.get_window_extent().x1 - 1
