"""A frame is the picture that a figure gives on its own, whatever stood before it."""

import gc

import numpy as np
import pytest
from latency import COURSE, explorers_of

from nbkit.gate.widgets.several import several
from nbkit.view import plots
from nbkit.view.controls.frames import Frames, swept_afterwards


def figure(k=1, title="slope"):
    return plots.curves([0, 1, 2], {"a": [0, k, 2 * k]}, title=title, ylabel="y")


@pytest.mark.parametrize(
    "before",
    [
        figure(),
        figure(1, "slope 10"),
        figure(1, "a title of many words " * 9),
        figure(1000),
        plots.digit_grid([[0] * 784]),
    ],
    ids=["same", "another number", "more lines", "wider ticks", "another kind"],
)
def test_a_frame_is_the_same_after_another(before):
    frames = Frames()
    first = frames.png(before)
    assert frames.png(figure()) == Frames().png(figure()) and first.startswith(b"\x89PNG")


def test_panels_stand_still_whatever_the_height_of_bars():
    def read(p):
        return plots.reading(np.eye(28), [p, *[(1 - p) / 9] * 9], label=0, title="read")

    frames = Frames()
    frames.png(read(0.1))
    assert frames.png(read(1.0)) == Frames().png(read(1.0))


def test_a_figure_like_the_one_before_is_not_laid_out_again():
    frames, again = Frames(), figure(1, "slope 2")
    frames.png(figure())
    frames.png(again)
    assert type(again.get_layout_engine()).__name__ == "PlaceHolderLayoutEngine"


def test_what_a_frame_leaves_is_swept_and_collecting_goes_on():
    class Loop:
        pass

    with swept_afterwards():
        assert not gc.isenabled()
        loop = Loop()
        loop.me = loop
        del loop
    assert gc.isenabled() and not any(type(one) is Loop for one in gc.get_objects())


@pytest.mark.parametrize("chapter", ["00_start_here", "02_activation_functions"])
def test_all_that_is_driven_has_the_pixels_of_figures_drawn_alone(chapter):
    (explorer,) = explorers_of(COURSE / f"{chapter}.ipynb").values()
    settings = [{name: value} for name, control in explorer.controls.items() for value in control.tries]
    settings += several({name: control.range for name, control in explorer.controls.items()})
    frames = Frames()
    with explorer.held():
        for one in settings:
            alone = Frames().png(explorer.picture_at(one)[0])
            assert frames.png(explorer.picture_at(one)[0]) == alone, one
    assert len(settings) > 10
