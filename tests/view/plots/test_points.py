"""Points of several classes: each where it is, on the class that was predicted there."""

import numpy as np
import pytest
from fits import LONG, check_it_fits, check_texts_apart
from matplotlib.colors import to_hex

from nbkit.view import plots

X = np.array([[0.0, 0.0], [1.0, 3.0], [4.0, 1.0], [5.0, 6.0], [7.0, 5.0]])
Y = np.array([0, 0, 0, 1, 1])
POINTS = np.array([[-1.0, 0.0], [1.0, 0.0], [0.5, 1.0]])

FIGURES = {
    "scatter": lambda: plots.scatter_classes(X, Y, title=LONG),
    "regions": lambda: plots.decision_regions(lambda P: (P[:, 0] > 4).astype(int), X, Y, title=LONG),
    "side by side": lambda: plots.regions(
        {"up": lambda P: P[:, 1] > 0, "right": lambda P: P[:, 0] > 0}, POINTS, [0, 1, 1], title=LONG
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_no_text_is_clipped_or_written_over(name):
    fig = FIGURES[name]()
    check_it_fits(fig)
    check_texts_apart(fig)


def test_classes_differ_in_colour_and_in_marker():
    groups = plots.scatter_classes(X, [0, 1, 2, 0, 1]).axes[0].collections
    assert len({to_hex(group.get_facecolor()[0]) for group in groups}) == 3
    assert len({group.get_paths()[0].vertices.tobytes() for group in groups}) == 3
    assert [len(group.get_offsets()) for group in groups] == [2, 2, 1]


def test_points_of_a_wrong_shape_are_refused():
    with pytest.raises(ValueError, match=r"expected points X of shape \(n, 2\), got \(5, 3\)"):
        plots.scatter_classes(np.zeros((5, 3)), np.zeros(5))
    with pytest.raises(ValueError, match="one class a point"):
        plots.scatter_classes(X, np.zeros(4))


def test_regions_show_what_predict_answers():
    ax = plots.decision_regions(lambda P: np.where(P[:, 1] > 3, 1, 0), X, Y).axes[0]
    regions = ax.images[0].get_array()
    assert (regions[0] == 0).all() and (regions[-1] == 1).all()
    border = ax.collections[0].get_paths()[0].vertices
    np.testing.assert_allclose(border[:, 1], 3, atol=0.05)


def test_regions_of_one_class_have_no_border():
    assert len(plots.decision_regions(lambda P: np.zeros(len(P)), X, 0 * Y).axes[0].collections) == 1


@pytest.mark.parametrize("name", ["scatter", "regions"])
def test_a_legend_stands_beside_the_plot(name):
    fig = FIGURES[name]()
    fig.draw_without_rendering()
    ax = fig.axes[0]
    assert ax.get_legend().get_window_extent().x0 >= ax.get_window_extent().x1 - 1


def test_the_true_curve_does_not_widen_the_window():
    plain, curved = (
        plots.regions({"up": lambda P: P[:, 1] > 0}, POINTS, [0, 1, 1], true=true).axes[0]
        for true in (None, [[-99, 99], [-99, 99]])
    )
    assert curved.get_xlim() == plain.get_xlim() and curved.get_ylim() == plain.get_ylim()
    assert "the truth" in curved.get_legend_handles_labels()[1]
