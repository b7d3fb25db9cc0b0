"""Activation functions and their slopes: told apart, on one scale, nothing clipped or written over."""

import numpy as np
import pytest
from fits import LONG, check_it_fits, check_texts_apart

from nbkit.view import plots

Z = np.linspace(-4, 4, 41)

FIGURES = {
    "slopes": lambda: plots.activation_and_slope(
        {"tanh": np.tanh, "abs": np.abs}, {"abs": np.sign}, Z, title=LONG
    ),
    "tangent": lambda: plots.tangent(np.tanh, 0.42, 1.0, title=LONG),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_shown_and_no_text_is_clipped_or_written_over(name):
    fig = FIGURES[name]()
    check_it_fits(fig)
    check_texts_apart(fig)


def test_slopes_are_dashed_and_panels_share_their_scale():
    fig = plots.activation_and_slope({"tanh": np.tanh, "z": lambda z: z}, {"z": np.ones_like}, Z)
    styles = {
        line.get_label(): line.get_linestyle() for line in fig.axes[1].lines if line.get_label()[0] != "_"
    }
    assert styles == {"activation": "-", "slope": "--"}
    assert fig.axes[0].get_ylim() == fig.axes[1].get_ylim()
