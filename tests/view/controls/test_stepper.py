"""The stepper: buttons, slider and list agree, and every step is drawn when it is driven."""

import ipywidgets as ipw
import pytest
from small_graphs import meeting
from widget_tree import tree

import nbkit as nb
from nbkit.gate.mime import EXPLORER
from nbkit.view.controls.explorer import Explorer
from nbkit.view.controls.stepper import step_through


def test_what_cannot_be_walked_is_refused_with_what_to_do():
    with nb.Graph().as_default():
        w = nb.Variable([1.0, 2.0], "w")
        long = w
        for _ in range(60):
            long = nb.tanh(long)
        train = nb.GradientDescent(0.1).minimize(nb.sum(w))
    with pytest.raises(ValueError, match=r"one number, got shape \(2,\): take nb.mean or nb.sum of Square"):
        step_through(nb.square(w))
    with pytest.raises(ValueError, match="at most 60 nodes, got 62: pass a part of the graph"):
        step_through(nb.sum(long))
    with pytest.raises(TypeError, match="expected the loss, a node of a graph, got 3"):
        step_through(3)
    with pytest.raises(TypeError, match="expected the loss"):
        step_through(train)
    with pytest.raises(ValueError, match="expected a loss that is computed"):
        step_through(w)
    with pytest.raises(nb.GraphError, match="'x'"):
        step_through(meeting()[0])


def control(stepper, kind, words=""):
    return next(one for one in tree(stepper.widget) if isinstance(one, kind) and words in one.description)


def test_buttons_slider_and_list_agree():
    stepper = step_through(*meeting())
    slider, jump = control(stepper, ipw.IntSlider), control(stepper, ipw.Dropdown)
    for words, place in (("Next", 1), ("Next", 2), ("Back", 1), ("Back", 0), ("Back", 0)):
        control(stepper, ipw.Button, words).click()
        assert (slider.value, jump.value) == (place, place)
    jump.value = 5
    assert slider.value == 5 and "Step 5 of 6, backward through s" in stepper._svg.value
    slider.value = 6
    control(stepper, ipw.Button, "Next").click()
    assert (slider.value, jump.label) == (6, "6 backward: u")
    control(stepper, ipw.Button, "Reset").click()
    assert (slider.value, jump.value) == (0, 0) and "before the walk" in stepper._svg.value


def test_every_control_has_a_label():
    stepper = step_through(*meeting())
    row = stepper.widget.children[0].children
    assert [one.description for one in row] == ["Back", "step", "Next", "go to", "Reset"]
    assert isinstance(stepper, Explorer)


def test_driving_draws_every_step(monkeypatch):
    stepper, drawn = step_through(*meeting()), []
    draw = stepper.tour.picture
    monkeypatch.setattr(stepper.tour, "picture", lambda step: drawn.append(step) or draw(step))
    found = stepper.drive()
    assert set(range(7)) <= set(drawn) and [value for value, _ in found["step"]] == [*range(7)]


def test_a_notebook_keeps_a_picture_where_no_kernel_runs(monkeypatch):
    monkeypatch.setenv("NBKIT_RECORD", "1")
    data, _ = step_through(*meeting())._repr_mimebundle_()
    assert data["image/svg+xml"].startswith("<svg") and data["text/plain"].startswith("Step 0 of 6")
    assert len(data[EXPLORER]["step"]) == 7
