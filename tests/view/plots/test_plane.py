"""The plane: windows, grids, lines and free room by hand, and what is drawn where."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from nbkit.view.plots import plane
from nbkit.view.style import BLUE, VERMILLION, axes, mix

SQUARE = (-1.0, 1.0, -1.0, 1.0)


@pytest.mark.parametrize(
    ("points", "how", "window"),
    [
        ([[0, 0], [2, 4]], {}, (0, 2, 0, 4)),
        ([[0, 0], [2, 4]], {"margin": 0.25}, (-0.5, 2.5, -1, 5)),
        ([[0, 0], [2, 4]], {"ratio": 1.25}, (-1.5, 3.5, 0, 4)),  # widened to 5 by 4
        ([[0, 0], [10, 4]], {"ratio": 1.25}, (0, 10, -2, 6)),  # heightened to 10 by 8
        ([[0, 0], [10, 4]], {"margin": 0.1, "ratio": 1.25}, (-1, 11, -2.8, 6.8)),
        (np.empty((0, 2)), {"margin": 0.5}, SQUARE),
    ],
)
def test_a_window_holds_all_points_and_its_margin(points, how, window):
    assert plane.window_of(np.array(points, dtype=float), **how) == pytest.approx(window)


def test_a_window_of_one_point_still_has_sides():
    left, right, bottom, top = plane.window_of(np.array([[3.0, 5.0]]), 0.12, 1.25)
    assert left < 3 < right and bottom < 5 < top


def test_axes_look_at_a_window_and_stay_there():
    _, ax = axes()
    plane.look_at(ax, (0, 2, 0, 5))
    ax.plot([-9, 9], [-9, 9])
    assert (*ax.get_xlim(), *ax.get_ylim()) == (0, 2, 0, 5)
    assert ax.get_aspect() == 1


def test_a_grid_goes_along_the_rows_from_the_bottom():
    points = plane.grid((0, 2, 10, 11), 3, 2)
    assert points.tolist() == [[[0, 10], [1, 10], [2, 10]], [[0, 11], [1, 11], [2, 11]]]


def test_a_function_is_sampled_where_its_points_are():
    x, y, values = plane.sampled(lambda P: P[:, 0] + 10 * P[:, 1], (0, 2, 0, 1), 3, 2)
    assert x.tolist() == [[0, 1, 2], [0, 1, 2]] and y.tolist() == [[0, 0, 0], [1, 1, 1]]
    assert values.tolist() == [[0, 1, 2], [10, 11, 12]]


def test_the_heights_of_a_map_are_denser_at_the_bottom():
    x, y, height, levels = plane.height_map(lambda P: 2 + P[:, 0], (0, 16, 0, 1), (17, 2), 4)
    assert x.shape == y.shape == height.shape == (2, 17)
    assert levels.tolist() == [2, 3, 6, 11, 18]


def test_each_side_has_the_tint_of_its_class():
    _, ax = axes()
    x, y, score = plane.two_sides(ax, lambda P: P[:, 1] - 3, (0, 1, 0, 6), 2, pale=0.5)
    assert score.tolist() == [[-3, -3], [3, 3]] and x.shape == y.shape == (2, 2)
    (shades,) = ax.collections
    low, high = (path.get_extents() for path in shades.get_paths())
    assert (low.y0, low.y1, high.y0, high.y1) == (0, 3, 3, 6)
    assert [to_hex(colour) for colour in shades.get_facecolor()] == [mix(BLUE, 0.5), mix(VERMILLION, 0.5)]


@pytest.mark.parametrize(
    ("w", "b", "ends"),
    [
        ((0, 2), -2, [(7, 1), (-3, 1)]),  # across a window of 4 by 3: 5 to each side of its middle
        ((3, 0), -6, [(2, -3.5), (2, 6.5)]),
        ((3, 4), -12, [(6, -1.5), (-2, 4.5)]),
    ],
)
def test_a_line_crosses_the_window_and_ends_outside(w, b, ends):
    found = plane.line_across(np.array(w, dtype=float), b, (0, 4, 0, 3))
    np.testing.assert_allclose(found, ends)
    along = found[1] - found[0]
    assert along[1] * w[0] - along[0] * w[1] > 0  # w points to the right of the way


def test_no_weights_no_line():
    assert np.isnan(plane.line_across(np.zeros(2), 1.0, SQUARE)).all()


def test_room_is_the_way_to_the_nearest_point_or_to_the_frame():
    spots = np.array([[5.0, 5.0], [1.0, 5.0], [5.0, 9.5], [12.0, 5.0]])
    taken = np.array([[8.0, 9.0], [5.0, 2.0]])
    assert plane.room(spots, taken, (0, 10, 0, 10)).tolist() == [3, 1, 0.5, -2]
    assert plane.room(spots, np.empty((0, 2)), (0, 10, 0, 10)).tolist() == [5, 1, 0.5, -2]


def test_points_are_given_back_as_numbers():
    X, y = plane.as_points([[1, 2], [3, 4]], ["a", "b"])
    assert X.dtype == np.float64 and X.tolist() == [[1, 2], [3, 4]] and y.tolist() == ["a", "b"]


def test_a_class_keeps_its_look_where_it_has_no_point():
    _, ax = axes()
    plane.scatter(ax, np.array([[1.0, 2.0]]), np.array([1]), ["no", "yes"], (0, 1), s=9, lw=0)
    none, one = ax.collections
    assert [none.get_label(), one.get_label()] == ["no", "yes"]
    assert none.get_offsets().shape == (0, 2) and one.get_offsets().tolist() == [[1, 2]]
    assert to_hex(one.get_facecolor()[0]) == VERMILLION.lower()
    assert one.get_sizes().tolist() == [9] and one.get_linewidth() == [0]


def test_classes_that_are_not_named_are_called_by_their_number():
    _, ax = axes()
    plane.scatter(ax, np.eye(2), np.array([7, 3]))
    assert [dots.get_label() for dots in ax.collections] == ["class 3", "class 7"]
    assert [dots.get_offsets().tolist() for dots in ax.collections] == [[[0, 1]], [[1, 0]]]
