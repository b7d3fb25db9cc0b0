"""The figures about small networks: what is drawn is what was given, and nothing is clipped."""

import numpy as np
import pytest
from fits import LONG, check_it_fits

from nbkit.view.plots import small as plots_small

IMAGES = np.arange(12).reshape(2, 3, 2) % 2
FIGURES = {
    "layers": lambda: plots_small.by_layer(
        {"a": 10.0 ** -np.arange(10), "b": np.ones(10)}, ylabel="size", title=LONG
    ),
    "flips": lambda: plots_small.flip_map(IMAGES, np.zeros((2, 6), int), [0, 1], title=LONG),
    "digit": lambda: plots_small.flipped_digit(IMAGES[0], [0, 3], 2.9, 3, title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_each_layer_has_its_number_and_each_network_its_marker():
    lines = FIGURES["layers"]().axes[0].lines
    assert [line.get_xdata().tolist() for line in lines] == [list(range(1, 11))] * 2
    assert lines[0].get_marker() != lines[1].get_marker()


def test_wrong_answers_stand_on_their_pixels():
    fig = plots_small.flip_map(IMAGES, [[0, 0, 0, 0, 0, 0], [1, 1, 1, 2, 1, 0]], [0, 1])
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["a 0: 6 of 6", "a 1: 4 of 6"]
    assert list(fig.axes[0].texts) == []
    assert [(t.get_position(), t.get_text()) for t in fig.axes[1].texts] == [((1, 1), "2"), ((1, 2), "0")]


def test_a_map_needs_one_answer_a_pixel():
    with pytest.raises(ValueError, match=r"\(2, 6\), one a pixel, got \(2, 5\)"):
        plots_small.flip_map(IMAGES, np.zeros((2, 5)), [0, 1])


@pytest.mark.parametrize(("answer", "marker"), [(2.6, "o"), (2.4, "X")])
def test_the_marker_says_whether_the_answer_rounds_right(answer, marker):
    seen, line = plots_small.flipped_digit(IMAGES[0], [3], answer, 3).axes
    assert line.lines[-1].get_marker() == marker
    assert [ring.get_xydata().tolist() for ring in seen.lines] == [[[1, 1]]]
