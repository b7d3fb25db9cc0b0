"""Controls: whole numbers stay whole, and what makes no sense is refused with what to do."""

import ipywidgets as ipw
import pytest

from nbkit.view.controls.control import choice, slider


def test_whole_numbers_stay_whole():
    assert isinstance(slider(0, 10).widget, ipw.IntSlider) and slider(0, 10).value == 5
    assert isinstance(slider(0, 1.0).widget, ipw.FloatSlider)
    assert slider(0.0, 1.0, 0.25, 0.25).widget.readout_format == ".2f"


@pytest.mark.parametrize("wrong", [(3, 3), (5, 1), (0, 10, 11), (0.0, 1.0, 0.5, -0.1)])
def test_a_slider_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="expected"):
        slider(*wrong)


def test_choices_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="a start among"):
        choice(["a", "b"], "c")
    with pytest.raises(ValueError, match="words of their own"):
        choice([])
    with pytest.raises(ValueError, match="words of their own"):
        choice([1, "1"])
