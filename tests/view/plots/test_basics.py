"""The figures: what they show is right, and nothing in them is clipped or written over."""

import subprocess
import sys
from itertools import combinations
from unittest import mock

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.text import Text

from nbkit.view import plots
from nbkit.view.plots import basics
from nbkit.view.style import BLUE, VERMILLION, axes, mix

X = np.array([[0.0, 0.0], [1.0, 3.0], [4.0, 1.0], [5.0, 6.0], [7.0, 5.0]])
Y = np.array([0, 0, 0, 1, 1])
Z = np.linspace(-4, 4, 41)
PATH = [([0.0, 0.0], 0.0, None), ([5.0, 6.0], 1.0, 3), ([1.0, 5.0], 0.0, 2), ([1.0, 1.0], -7.0, 1)]
WEIGHTS = [np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), np.array([[0.1, -0.4], [0.2, 0.5], [-0.3, 0.6]])]
LONG = "A title that states the finding at some length, as the chapters' titles do when they must"

FIGURES = {
    "curves": lambda: plots.curves(Z, {"tanh": np.tanh(Z), "z": Z}, title=LONG),
    "curves that meet": lambda: plots.curves(Z, {"tanh": np.tanh(Z), "step": Z > 0}, title=LONG),
    "loss": lambda: plots.loss_curves({"train": [3, 2, 1.0], "validation": [3, 2.5, 2.4]}, title=LONG),
    "mistakes": lambda: plots.mistakes([4, 2, 0], title=LONG),
    "scatter": lambda: plots.scatter_classes(X, Y, title=LONG),
    "line": lambda: plots.decision_line([1, 1], -7, X, Y, title=LONG),
    "regions": lambda: plots.decision_regions(lambda P: (P[:, 0] > 4).astype(int), X, Y, title=LONG),
    "path": lambda: plots.perceptron_path(PATH, X, Y, title=LONG),
    "truth": lambda: plots.truth_tables(title=LONG),
    "slopes": lambda: plots.activation_and_slope(
        {"tanh": np.tanh, "abs": np.abs}, {"abs": np.sign}, Z, title=LONG
    ),
    "digit": lambda: plots.digit(np.eye(28), title=LONG),
    "digits": lambda: plots.digit_grid(np.ones((12, 9)), list(range(12)), columns=6, title=LONG),
    "bars": lambda: plots.bars([0.018, 0.245, 0.737], ["a", "b", "c"], title=LONG),
    "matrix": lambda: plots.matrix([[0.1, -0.3, 0.5], [0.2, 0.4, -0.6]], name="W", title=LONG),
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


def written(fig: Figure) -> dict[str, tuple[float, float, float, float]]:
    """Return every text that is really drawn, with its corners, as a fraction of the figure."""
    drawn: list[Text] = []
    with mock.patch.object(Text, "draw", lambda text, renderer: drawn.append(text)):
        fig.set_dpi(100)
        FigureCanvasAgg(fig).draw()
    texts = [text for text in drawn if text.get_visible() and text.get_text().strip()]
    to_figure = fig.transFigure.inverted()
    return {
        f"{k}: {text.get_text()}": tuple(text.get_window_extent().transformed(to_figure).extents)
        for k, text in enumerate(texts)
    }


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_is_clipped_and_no_two_texts_overlap(name):
    texts = written(FIGURES[name]())
    for text, (left, bottom, right, top) in texts.items():
        assert min(left, bottom) > -0.001 and max(right, top) < 1.001, f"{text} is clipped"
    for (one, a), (other, b) in combinations(texts.items(), 2):
        across, along = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert across < 1e-3 or along < 1e-3, f"{one!r} is written over {other!r}"


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_stands_left(name):
    fig = FIGURES[name]()
    titles = [fig.get_suptitle(), *(ax.get_title(loc="left") for ax in fig.axes)]
    assert LONG in [title.replace("\n", " ") for title in titles]


def test_curves_differ_in_colour_and_in_style():
    lines = plots.curves(Z, {str(k): Z * k for k in range(4)}).axes[0].lines
    assert (
        len({line.get_color() for line in lines}) == len({str(line.get_linestyle()) for line in lines}) == 4
    )


def test_curves_are_named_at_their_ends_unless_these_meet():
    apart = plots.curves(Z, {"up": Z, "down": -Z}).axes[0]
    assert apart.get_legend() is None
    assert plots.curves(Z, {"a": Z, "b": Z + 0.01}).axes[0].get_legend() is not None


@pytest.mark.parametrize("log", [False, True])
def test_a_curves_name_stands_where_it_ends_whatever_the_axis(log):
    curves = {"paths": [2.0, 32.0, 1024.0], "edges": [2.0, 10.0, 40.0], "nodes": [1.0, 2.0, 3.0]}
    ax = plots.loss_curves(curves, log=log).axes[0]
    assert [t.get_text() for t in ax.texts] == (list(curves) if log else [])  # else they meet
    ax.set_ylim(0.5, 4096)
    for name in ax.texts:
        (line,) = (line for line in ax.lines if line.get_label() == name.get_text())
        at, end = (
            name.get_transform().transform(name.get_position()),
            ax.transData.transform(line.get_xydata()[-1]),
        )
        assert at[1] == pytest.approx(end[1])


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


def test_regions_show_what_predict_answers():
    ax = plots.decision_regions(lambda P: np.where(P[:, 1] > 3, 1, 0), X, Y).axes[0]
    regions = ax.images[0].get_array()
    assert (regions[0] == 0).all() and (regions[-1] == 1).all()
    border = ax.collections[0].get_paths()[0].vertices
    np.testing.assert_allclose(border[:, 1], 3, atol=0.05)


def test_regions_of_one_class_have_no_border():
    assert len(plots.decision_regions(lambda P: np.zeros(len(P)), X, 0 * Y).axes[0].collections) == 1


def test_the_path_rings_the_point_that_caused_the_step():
    fig = plots.perceptron_path(PATH, X, Y)
    ringed = [ax.collections[-1].get_offsets().tolist() for ax in fig.axes]
    assert ringed == [[], [X[3].tolist()], [X[2].tolist()], [X[1].tolist()]]


def test_a_long_path_shows_first_and_last():
    fig = plots.perceptron_path([PATH[1]] * 20, X, Y)
    titles = [ax.get_title(loc="left") for ax in fig.axes]
    assert len(titles) == 6 and titles[0] == "start" and titles[-1] == "step 19"


@pytest.mark.parametrize("name", ["AND", "OR", "NAND"])
def test_the_gates_lines_part_their_points(name):
    outputs, line = basics.TRUTH_TABLES[name]
    points = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    assert ((points @ line[0] + line[1] > 0) == np.array(outputs)).all()


def test_slopes_are_dashed_and_panels_share_their_scale():
    fig = plots.activation_and_slope({"tanh": np.tanh, "z": lambda z: z}, {"z": np.ones_like}, Z)
    styles = {
        line.get_label(): line.get_linestyle() for line in fig.axes[1].lines if line.get_label()[0] != "_"
    }
    assert styles == {"activation": "-", "slope": "--"}
    assert fig.axes[0].get_ylim() == fig.axes[1].get_ylim()


def test_the_highest_bar_stands_out():
    fig = plots.bars([0.1, 0.7, 0.2])
    colours = [to_hex(bar.get_facecolor()).upper() for bar in fig.axes[0].patches]
    assert colours[1] == BLUE and colours[0] == colours[2] != BLUE


def test_signed_numbers_are_centred_on_white():
    picture = plots.matrix([[-1.0, 3.0]]).axes[0].images[0]
    assert picture.get_clim() == (-3, 3)
    assert to_hex(picture.cmap(picture.norm(0.0))) in (
        "#ffffff",
        "#fefefe",
        "#fefeff",
        "#fffefe",
        "#fffefd",
        "#fdfeff",
    )
    assert plots.matrix([[1, 2]]).axes[0].images[0].cmap.name == "cividis"


def test_numbers_in_cells_can_be_read_on_their_colour():
    fig = plots.matrix(np.arange(-6, 6).reshape(3, 4))
    ax = fig.axes[0]
    for text in ax.texts:
        column, row = text.get_position()
        cell = _luminance(
            ax.images[0].cmap(ax.images[0].norm(ax.images[0].get_array()[int(row), int(column)]))
        )
        ink = _luminance(to_rgb(text.get_color()))
        assert (max(cell, ink) + 0.05) / (min(cell, ink) + 0.05) > 3.5


def _luminance(colour) -> float:
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return float(np.dot(channels, [0.2126, 0.7152, 0.0722]))


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


def test_images_that_are_not_square_need_their_shape():
    with pytest.raises(ValueError, match=r"flat squares \(n, h \* h\), got \(2, 20\)"):
        plots.digit_grid(np.zeros((2, 20)))


def test_a_history_brings_its_steps():
    class History(dict):
        steps = [10, 20, 30]

    line = plots.loss_curves(History(loss=[3.0, 2.0, 1.0])).axes[0].lines[0]
    assert line.get_xdata().tolist() == [10, 20, 30]


def test_panels_given_are_drawn_into():
    fig, ax = axes("Mine", "x", "y")
    assert plots.curves(Z, {"z": Z}, ax=ax) is fig and len(ax.lines) == 1


def test_figures_leave_pyplot_alone():
    code = (
        "import sys, nbkit.view.plots as p; p.mistakes([1, 0]); assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", ["curves that meet", "scatter", "line", "regions"])
def test_a_legend_stands_beside_the_plot(name):
    fig = FIGURES[name]()
    fig.draw_without_rendering()
    ax = fig.axes[0]
    assert ax.get_legend().get_window_extent().x0 >= ax.get_window_extent().x1 - 1
