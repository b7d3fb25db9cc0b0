"""The figures about training: panels on one scale, weights in signed colours, nothing clipped."""

import numpy as np
import pytest
from fits import LONG, check_it_fits

from nbkit.view.plots import training as plots_training
from nbkit.view.style import SIGNED

RUNS = {
    name: {"epoch": [0, 1, 2], "seen": [3, 2, end], "unseen": [3, 2.5, 2]}
    for name, end in zip("abcd", range(4), strict=True)
}
WEIGHTS = np.array([[0.5, -3.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
FIGURES = {
    "curves": lambda: plots_training.curve_grid(RUNS, xlabel="epoch", title=LONG),
    "weights": lambda: plots_training.weight_images(np.tile(WEIGHTS, 10), range(20), title=LONG),
    "excited": lambda: plots_training.excited_by(WEIGHTS[:, 0], np.eye(8, 4), range(8), title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_nothing_is_clipped(name):
    check_it_fits(FIGURES[name]())


def test_each_training_has_its_panel_on_one_scale():
    panels = FIGURES["curves"]().axes
    assert [ax.get_title(loc="left") for ax in panels] == list("abcd")
    assert len({ax.get_ylim() for ax in panels}) == 1
    assert [line.get_label() for line in panels[2].lines] == ["seen", "unseen"]
    assert panels[2].lines[0].get_xydata().tolist() == [[0, 3], [1, 2], [2, 2]]


def test_weights_share_one_scale_around_zero():
    images = [ax.images[0] for ax in plots_training.weight_images(WEIGHTS).axes[:2]]
    assert [image.get_clim() for image in images] == [(-3, 3)] * 2
    assert all(image.get_cmap() is SIGNED for image in images)
    assert images[1].get_array().tolist() == [[-3, 1], [0, 0]]


def test_the_bar_says_what_the_colours_stand_for():
    assert plots_training.weight_images(WEIGHTS).axes[-1].get_ylabel() == "weight"
    assert plots_training.weight_images(WEIGHTS, scale="change").axes[-1].get_ylabel() == "change"


def test_weights_that_are_no_image_are_refused():
    with pytest.raises(ValueError, match=r"d a square, got \(3, 2\)"):
        plots_training.weight_images(np.zeros((3, 2)))


def test_images_stand_beside_the_weights_in_their_order():
    weights, *panels = FIGURES["excited"]().axes
    assert weights.images[0].get_array().tolist() == [[0.5, 0], [0, 1]]
    assert [ax.get_xlabel() for ax in panels] == [str(k) for k in range(8)]
    assert panels[2].images[0].get_array().tolist() == [[0, 0], [1, 0]]


def test_the_axes_of_a_training_that_goes_on_stand_still():
    def limits(count, **how):
        loss = 2.0 / np.arange(1, count + 1)
        ax = plots_training.growing(np.arange(count), {"loss": loss}, **how).axes[0]
        return *ax.get_xlim(), *ax.get_ylim()

    assert limits(230, goes_on=True) == limits(470, goes_on=True) == (0, 500, 0, 2.1)
    assert limits(230)[1] < limits(470)[1] < 500


@pytest.mark.parametrize("losses", [[0.0], [np.nan], [np.inf, 1.0], [1e300, np.nan]])
def test_a_training_that_goes_wrong_is_drawn_while_it_goes_on(losses):
    assert (
        plots_training.growing(range(len(losses)), {"loss": losses}, goes_on=True).axes[0].get_ylim()[0] == 0
    )
