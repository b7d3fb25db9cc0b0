"""The figures about hidden layers: points where the neurons put them, lines where they answer ½."""

import numpy as np
import pytest
from fits import LONG, check_it_fits

from nbkit.functions import sigmoid
from nbkit.view.plots import hidden as plots_hidden

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([0, 1, 1, 0])
BY_HAND = (
    np.full((2, 2), 20.0),
    np.array([-10.0, -30.0]),
    np.array([[-1.0, 1], [1, -1]]),
    np.array([0.5, -0.5]),
)
WINDOW = (-1, 2, -1, 2)


def random_weights(hidden):
    rng = np.random.default_rng(hidden)
    return [rng.normal(size=shape) for shape in ((2, hidden), (hidden,), (hidden, 2), (2,))]


FIGURES = {
    "two": lambda: plots_hidden.two_spaces(XOR, Y, BY_HAND, names=["00", "01", "10", "11"], title=LONG),
    "film": lambda: plots_hidden.bending({f"step {k}": BY_HAND for k in range(5)}, XOR, Y, title=LONG),
    "panels": lambda: plots_hidden.boundary_panels(
        {str(m): random_weights(m) for m in (1, 2, 16)}, XOR, Y, title=LONG
    ),
    "maps": lambda: plots_hidden.unit_maps(random_weights(4), window=WINDOW, title=LONG),
    "relu": lambda: plots_hidden.relu_sums({"one": [-1, 2], "two": [-30, -9]}, title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def points(ax):
    """Where the points of class 0 and 1 are drawn."""
    found = {c.get_label(): np.asarray(c.get_offsets()) for c in ax.collections}
    return found["class 0"], found["class 1"]


def test_points_lie_where_the_hidden_neurons_put_them():
    left, right = FIGURES["two"]().axes
    hidden = sigmoid(XOR @ BY_HAND[0] + BY_HAND[1])
    for drawn, place in ((points(left), XOR), (points(right), hidden)):
        for value in (0, 1):
            np.testing.assert_allclose(drawn[value], place[value == Y])


def test_points_that_fell_together_share_one_name():
    left, right = FIGURES["two"]().axes
    assert [text.get_text() for text in left.texts] == ["00", "01", "10", "11"]
    assert [text.get_text() for text in right.texts] == ["00", "01\n10", "11"]


def test_a_neuron_answers_a_half_on_its_line():
    weights = random_weights(3)
    ax = plots_hidden.boundary_panels({"": weights}, XOR, Y).axes[0]
    lines = {line.get_label(): line.get_xydata() for line in ax.lines}
    for j, name in enumerate(("h₁ = ½", "h₂ = ½", "h₃ = ½")):
        sums = lines[name] @ weights[0][:, j] + weights[1][j]
        np.testing.assert_allclose(sigmoid(sums), 0.5)


def border(ax):
    """The vertices of the black line between the classes."""
    found = [c for c in ax.collections if len(getattr(c, "levels", ())) == 1]
    return np.concatenate([path.vertices for path in found[0].get_paths()])


def test_the_output_is_undecided_on_its_border():
    left, right = FIGURES["two"]().axes
    h1, h2 = border(right).T
    np.testing.assert_allclose(h1 - h2, 0.5, atol=1e-6)
    places = border(left)
    h1, h2 = sigmoid(places @ BY_HAND[0] + BY_HAND[1]).T
    assert np.abs(h1 - h2 - 0.5).max() < 0.06  # the contour runs straight from one grid line to the next


def test_the_grid_is_straight_on_the_left_and_bent_on_the_right():
    left, right = plots_hidden.two_spaces(XOR, Y, random_weights(2)).axes

    def bends(ax):
        (grid,) = (c for c in ax.collections if type(c).__name__ == "LineCollection")
        return max(np.abs(np.diff(line, n=2, axis=0)).max() for line in grid.get_segments())

    assert bends(left) < 1e-9 < 1e-6 < bends(right)


def test_a_network_that_never_changes_its_mind_has_no_border():
    weights = [np.zeros((2, 2)), np.zeros(2), np.zeros((2, 2)), np.array([0.0, 1.0])]
    left, _ = plots_hidden.two_spaces(XOR, Y, weights).axes
    assert not [c for c in left.collections if len(getattr(c, "levels", ())) == 1]
    assert all(np.isnan(line.get_xydata()).all() for line in left.lines if "½" in str(line.get_label()))


def test_a_map_says_how_much_its_neuron_counts():
    weights = [np.eye(2), np.zeros(2), np.array([[1.0, 3.5], [2.0, 0.0]]), np.zeros(2)]
    ax, second = plots_hidden.unit_maps(weights, window=WINDOW).axes[:2]
    assert [a.get_title(loc="left") for a in (ax, second)] == ["h₁ counts +2.5", "h₂ counts −2.0"]
    picture = np.asarray(ax.images[0].get_array())
    np.testing.assert_allclose(picture[0, [0, -1]], sigmoid(np.array([-1.0, 2.0])))


def test_sums_lie_on_the_relu():
    ax = FIGURES["relu"]().axes[0]
    np.testing.assert_allclose(ax.collections[0].get_offsets(), [[-1, 0], [2, 2]])
    assert ax.texts[0].get_text() == "50% of the examples on the slope"


def test_other_shapes_are_refused_in_words():
    with pytest.raises(ValueError, match=r"expected weights of shapes \(2, 2\)"):
        plots_hidden.two_spaces(XOR, Y, random_weights(3))
