"""Diagrams: boxes to scale, edges that show their weights, numbers that can be read."""

import numpy as np
import pytest
from fits import LONG, check_it_fits, check_texts_apart
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Circle

from nbkit.view import plots

WEIGHTS = [np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), np.array([[0.1, -0.4], [0.2, 0.5], [-0.3, 0.6]])]

FIGURES = {
    "shapes": lambda: plots.shapes(("X", (3, 2)), "@", ("W", (2, 4)), "=", ("Z", (3, 4)), title=LONG),
    "shapes of a batch": lambda: plots.shapes(
        ("X", (100, 784)), "@", ("W", (784, 50)), "+", ("b", (50,)), title=LONG
    ),
    "neuron": lambda: plots.neuron_diagram([2, -4.25, 13.75], [3, -1, 0], -2, title=LONG),
    "network": lambda: plots.network_diagram(
        [2, 3, 2], [[1, 0.5], [0.1, 0.2, 0.3], [0.5, 0.5]], WEIGHTS, title=LONG
    ),
    "large network": lambda: plots.network_diagram([784, 50, 100, 10], title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_no_text_is_clipped_or_written_over(name):
    fig = FIGURES[name]()
    check_it_fits(fig)
    check_texts_apart(fig)


@pytest.mark.parametrize(("inner", "said"), [(2, "2 = 2"), (4, "2 ≠ 4")])
def test_a_product_says_whether_its_inner_sizes_agree(inner, said):
    fig = plots.shapes(("X", (3, 2)), "@", ("W", (inner, 4)))
    assert said in [text.get_text() for text in fig.axes[0].texts]


def test_boxes_are_to_scale():
    boxes = plots.shapes(("X", (3, 2)), "@", ("W", (2, 4))).axes[0].patches
    (w1, h1), (w2, h2) = ((box.get_width(), box.get_height()) for box in boxes)
    assert w1 / h1 == pytest.approx(2 / 3) and w2 / w1 == pytest.approx(2) and h2 == pytest.approx(w1)


def test_cells_are_drawn_only_where_they_can_be_seen():
    (row, table) = (plots.shapes(("a", (1, 10)), "@", ("b", (10, k))).axes[0].lines for k in (2, 784))
    assert len(row) == 9 + 9 + 1 and not table


def test_a_neuron_needs_a_weight_an_input():
    with pytest.raises(ValueError, match="3 inputs and 2 weights"):
        plots.neuron_diagram([1, 2, 3], [1, 2], 0)


def test_a_neuron_computes_its_sum_and_output():
    texts = [text.get_text() for text in plots.neuron_diagram([2, 4], [3, -1], -2.5).axes[0].texts]
    assert "−0.5" in texts and texts[-1] == "0" and "− 2.5" in texts


def test_edges_show_sign_by_style_and_size_by_width():
    lines = plots.network_diagram([2, 2], weights=[[[1.0, -2.0], [0.5, 0.0]]]).axes[0].lines
    assert [line.get_linestyle() for line in lines] == ["-", "--", "-", "-"]
    widths = [line.get_linewidth() for line in lines]
    assert widths[1] > widths[0] > widths[2] > widths[3]


def test_no_dash_stands_beside_a_minus_sign():
    ax = plots.network_diagram([2, 2], weights=[[[1, -1], [0.5, -0.25]]]).axes[0]
    canvas = FigureCanvasAgg(ax.figure)
    dashed = [line.get_xydata() for line in ax.lines if line.get_linestyle() == "--"]
    negative = [text for text in ax.texts if text.get_text().startswith("−")]
    assert len(dashed) == len(negative) == 2
    for (inner, _, _, outer, _), text in zip(dashed, negative, strict=True):
        box = text.get_window_extent(canvas.get_renderer()).transformed(ax.transData.inverted())
        wide = box.padded(0.03)
        assert not wide.contains(*inner) and not wide.contains(*outer)


def test_no_stub_of_a_dash_is_left_between_a_number_and_its_neuron():
    ax = plots.network_diagram([2, 3, 1], weights=[np.full((2, 3), -1.0), [[1], [-1], [2]]]).axes[0]
    dashed = [line.get_xydata() for line in ax.lines if line.get_linestyle() == "--"]
    inside = [np.hypot(*(inner - start)) for inner, start, *_ in dashed]
    assert np.isnan(inside).tolist() == [False] * 6 + [True]
    assert np.nanmin(inside) > 0.29 + 0.05


def test_numbers_on_edges_stay_outside_the_neurons():
    ax = FIGURES["network"]().axes[0]
    circles = [patch.center for patch in ax.patches if isinstance(patch, Circle)]
    spots = [text.get_position() for text in ax.texts if text.get_bbox_patch() is not None]
    assert len(spots) == 12
    assert min(np.hypot(*np.subtract(spot, centre)) for spot in spots for centre in circles) > 0.4
