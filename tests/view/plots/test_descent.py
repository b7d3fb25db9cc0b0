"""The figures about going downhill: paths where they were walked, lines where they lie, nothing clipped."""

import numpy as np
import pytest
from fits import LONG, check_it_fits
from matplotlib.colors import to_rgb
from matplotlib.quiver import Quiver

from nbkit.view.plots import descent as plots_descent

WINDOW = (-6, 6, -3, 3)
X = np.array([[0.0, -4.0], [8.0, 3.0], [2.0, 1.0], [5.0, -2.0]])
STEPS, LOSSES = [0, 250, 500], [0.7, 0.4, 0.3]
WEIGHTS = [[0, 0, 0], [-2, 1, 1], [-3, 0.8, 1]]


def bowl(points):
    return 0.5 * points[:, 0] ** 2 + 2 * points[:, 1] ** 2


def step(**how):
    return plots_descent.one_step(bowl, [-4, 2], [-4, 8], 0.2, window=WINDOW, **how)


def lines(**how):
    return plots_descent.learned_lines(X, [0, 1, 1, 0], STEPS, WEIGHTS, LOSSES, **how)


PATHS = {name: [[-4, 2], [-3, 0.5], [20, 30]] for name in ("one", "two", "three", "four")}
FIGURES = {
    "step": lambda: step(title=LONG),
    "paths": lambda: plots_descent.descent_paths(bowl, PATHS, window=WINDOW, title=LONG),
    "one path": lambda: plots_descent.descent_paths(bowl, {"one": PATHS["one"]}, window=WINDOW, title=LONG),
    "lines": lambda: lines(true=[-3, 0.8, 1], title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_the_step_goes_against_the_gradient_and_has_its_true_length():
    up, down = (item for item in step().axes[0].collections if isinstance(item, Quiver))
    np.testing.assert_allclose([down.U, down.V], [[0.8], [-1.6]])
    assert pytest.approx(-2) == up.V / up.U and up.V > 0


def test_a_path_keeps_its_points_even_outside_and_the_window_holds():
    for ax in FIGURES["paths"]().axes:
        walked = {line.get_label(): line.get_xydata().tolist() for line in ax.lines}
        assert walked["path"] == PATHS["one"]
        assert walked["start"] == [[-4, 2]] and walked["bottom"] == [[0, 0]]
        assert (*ax.get_xlim(), *ax.get_ylim()) == WINDOW


def test_each_column_has_its_numbers_below_also_where_the_last_row_is_not_full():
    paths = {name: [[1, 1], [0, 0]] for name in "abc"}
    fig = plots_descent.descent_paths(lambda P: (P**2).sum(axis=1), paths, window=(-2, 2, -2, 2))
    fig.canvas.draw()
    shown = [
        any(label.get_visible() and label.get_text() for label in ax.get_xticklabels()) for ax in fig.axes
    ]
    assert shown == [False, True, True]


def test_a_map_may_have_two_bottoms():
    fig = plots_descent.descent_paths(bowl, {"one": PATHS["one"]}, window=WINDOW, bottom=[[0, -2], [0, 2]])
    walked = {line.get_label(): line.get_xydata().tolist() for line in fig.axes[0].lines}
    assert walked["bottom"] == [[0, -2], [0, 2]]
    fig = plots_descent.descent_paths(bowl, {"one": PATHS["one"]}, window=WINDOW, bottom=None)
    assert [line.get_label() for line in fig.axes[0].lines] == ["path", "start"]


@pytest.mark.parametrize(("least", "named"), [(0.0, False), (-5.0, True)])
def test_lines_below_zero_are_dashed_and_the_legend_says_so(least, named):
    fig = plots_descent.descent_paths(lambda P: bowl(P) + least, {"one": PATHS["one"]}, window=WINDOW)
    levels = fig.axes[0].collections[1]
    dashed = [style != (0.0, None) for style in levels.get_linestyle()]
    assert dashed == (levels.levels < 0).tolist()
    assert ("height below 0" in [text.get_text() for text in fig.legends[0].get_texts()]) == named


def test_the_map_is_darkest_at_the_bottom():
    bands = step().axes[0].collections[0]
    brightness = np.array([sum(to_rgb(colour)) for colour in bands.get_facecolor()])
    assert (np.diff(brightness) > 0).all()


def test_each_line_lies_where_the_sum_is_zero_and_zero_weights_have_none():
    drawn = [line.get_xydata() for line in lines().axes[0].lines]
    assert len(drawn) == 2
    for ends, (b, w1, w2) in zip(drawn, WEIGHTS[1:], strict=True):
        np.testing.assert_allclose(b + ends @ [w1, w2], 0, atol=1e-12)


def test_an_upright_line_is_drawn_too():
    fig = plots_descent.learned_lines(X, [0, 1, 1, 0], [0], [[-2, 1, 0]], [0.5])
    assert fig.axes[0].lines[0].get_xdata().tolist() == [2, 2]


def test_a_moment_has_one_colour_on_both_sides():
    left, right = lines().axes
    (dots,) = right.collections
    for line, colour in zip(left.lines, dots.get_facecolor()[1:], strict=True):
        np.testing.assert_allclose(line.get_color(), colour)
