"""The figures about digits: counts in their places, shares that are true, nothing clipped."""

import numpy as np
import pytest
from fits import LONG, check_it_fits, check_texts_apart

from nbkit.view.plots import digits as plots_digits

rng = np.random.default_rng(0)
LABELS, READ = np.arange(200) % 10, rng.integers(0, 10, 200)
SURE = rng.uniform(0.1, 1, 200)
P = rng.dirichlet(np.ones(10))
WRITTEN = [rng.random((n, n)) for n in (280, 20, 28)]

FIGURES = {
    "digits": lambda: plots_digits.digit_grid(np.ones((12, 9)), list(range(12)), columns=6, title=LONG),
    "reading": lambda: plots_digits.reading(rng.random(784), P, label=3, title=LONG),
    "confusion": lambda: plots_digits.confusion_matrix(LABELS, READ, title=LONG),
    "reliability": lambda: plots_digits.reliability(SURE, LABELS == READ, title=LONG),
    "stages": lambda: plots_digits.stages(WRITTEN, P, title=LONG),
    "histograms": lambda: plots_digits.value_histograms({"one": P, "two": SURE}, title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_labels_stand_apart():
    check_texts_apart(FIGURES["digits"]())


def test_images_that_are_not_square_need_their_shape():
    with pytest.raises(ValueError, match=r"flat squares \(n, h \* h\), got \(2, 20\)"):
        plots_digits.digit_grid(np.zeros((2, 20)))


def test_a_reading_has_the_picture_the_bars_and_the_mark():
    picture, bars = plots_digits.reading(np.arange(4), [0.3, 0.7, 0.0], label=2).axes
    assert picture.images[0].get_array().tolist() == [[0, 1], [2, 3]]
    assert [bar.get_height() for bar in bars.patches] == [0.3, 0.7, 0.0]
    assert [text.get_text() for text in bars.get_xticklabels()] == ["0", "1", "2\nlabel"]


def test_stages_are_three_pictures_the_centre_of_mass_and_the_bars():
    written = [np.zeros((n, n)) for n in (280, 20, 28)]
    written[0][9, 9], written[1][4, 4], written[2][6, 20] = 1, 1, 1
    fig = plots_digits.stages(written, [0.3, 0.7, 0.0])
    above, below = fig.axes
    assert fig.get_suptitle() == "Read as 1: 70% sure"
    assert [image.get_array().shape for image in above.images] == [(280, 280), (20, 20), (28, 28)]
    (cross,) = above.lines
    np.testing.assert_allclose(cross.get_xydata(), [[2.2 + 20.5 / 28, 1 - 6.5 / 28]])
    assert [bar.get_height() for bar in below.patches] == [0.3, 0.7, 0.0]


def test_without_ink_there_are_no_bars_and_no_cross():
    fig = plots_digits.stages([np.zeros((n, n)) for n in (280, 20, 28)], P)
    assert fig.get_suptitle() == "Write a digit"
    assert not fig.axes[0].lines and not fig.axes[1].patches


def test_confusions_stand_at_label_and_answer():
    ax = plots_digits.confusion_matrix([0, 0, 0, 2, 2], [0, 0, 2, 2, 1]).axes[0]
    found = {tuple(map(int, text.get_position())): text.get_text() for text in ax.texts}
    assert found == {(0, 0): "2", (2, 0): "1", (2, 2): "1", (1, 2): "1"}  # (column, row)
    colours = ax.images[0].get_array()
    assert colours[0, 0] > colours[2, 2] > 0 > colours[0, 2] == colours[2, 1] and colours[1, 0] == 0


def test_answers_without_a_label_are_refused():
    with pytest.raises(ValueError, match=r"labels \(3,\) and predicted \(3, 10\).*argmax"):
        plots_digits.confusion_matrix([1, 2, 3], np.zeros((3, 10)))


def test_reliability_groups_by_confidence():
    sure, right = [0.5, 0.55, 0.59, 0.59, 0.9, 1.0], [1, 0, 1, 0, 1, 1]
    above, below = plots_digits.reliability(sure, right).axes
    np.testing.assert_allclose(above.lines[1].get_xydata(), [[0.5575, 0.5], [0.95, 1.0]])
    assert [bar.get_height() for bar in below.patches] == [4, 2]
    np.testing.assert_allclose([bar.get_x() for bar in below.patches], [0.5, 0.9])
    (low, high), _ = (segment[:, 1] for segment in above.collections[0].get_segments())
    np.testing.assert_allclose([low, high], [0.15, 0.85], atol=0.005)  # Wilson's interval of 2 in 4


def test_histograms_are_shares_on_one_scale():
    one, two = plots_digits.value_histograms({"one": [0.0, 0.5, 0.5, 1.0], "two": [[0.3], [0.3]]}).axes
    assert sum(bar.get_height() for bar in one.patches) == sum(bar.get_height() for bar in two.patches) == 1
    assert [bar.get_height() for bar in one.patches if bar.get_height()] == [0.25, 0.5, 0.25]
    assert one.get_ylim() == two.get_ylim()
