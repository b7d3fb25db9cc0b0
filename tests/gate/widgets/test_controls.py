"""Each kind of ipywidgets' controls: what is tried, how it is put, what a person reads."""

from __future__ import annotations

from typing import Any

import ipywidgets as ipw
import pytest

from nbkit.gate.widgets.controls import control, controls, followers, names, stands, tree


@pytest.mark.parametrize(
    ("widget", "tries"),
    [
        (ipw.IntSlider(3, min=0, max=9, step=3), [0, 6, 9]),
        (ipw.BoundedIntText(min=1, max=2), [1, 2]),
        (ipw.Play(min=0, max=4), [0, 2, 4]),
        (ipw.FloatSlider(min=0.0, max=1.0, step=0.25), [0.0, 0.5, 1.0]),
        (ipw.FloatLogSlider(base=10, min=0, max=2, step=1), [1, 10, 100]),
        (ipw.IntRangeSlider(min=0, max=4), [(0, 4), (0, 2), (2, 4)]),
        (ipw.FloatText(), [-1, 0, 10]),
        (ipw.Checkbox(), [False, True]),
        (ipw.ToggleButton(), [False, True]),
        (ipw.Dropdown(options=["a", "b"]), [0, 1]),
        (ipw.SelectionSlider(options=[("one", 1), ("two", 2)]), [0, 1]),
        (ipw.SelectMultiple(options="ab"), [(), (0,), (1,), (0, 1)]),
        (ipw.SelectionRangeSlider(options="abc"), [(0, 2), (0, 0), (2, 2)]),
        (ipw.Text("word"), ["", "7"]),
        (ipw.Password(), ["", "7"]),
        (ipw.Combobox(options=["x"]), ["x", "", "7"]),
        (ipw.Button(), ["clicked"]),
    ],
)
def test_what_is_tried_of_each_kind(widget: Any, tries: list[Any]) -> None:
    found = control(widget)
    assert found is not None and found.range.tries == tries
    for value in [*tries, found.range.inside(0.0), found.range.inside(0.7), found.range.inside(0.999)]:
        found.put(value)
        assert found.now() in (value, None)


@pytest.mark.parametrize(
    "widget", [ipw.Label(), ipw.HTML(), ipw.IntProgress(), ipw.Valid(), ipw.FileUpload(), ipw.Output()]
)
def test_what_only_shows_something_is_no_control(widget: Any) -> None:
    assert control(widget) is None


def test_a_long_list_is_tried_at_some_options_with_both_ends() -> None:
    found = control(ipw.Dropdown(options=range(1000)))
    assert found is not None and len(found.range.tries) == 12
    assert [found.told(found.range.tries[place]) for place in (0, -1)] == ["0", "999"]


def test_controls_are_found_in_the_tree_and_named_by_their_labels() -> None:
    first, second, other = ipw.IntSlider(description="k"), ipw.IntSlider(description="k"), ipw.Checkbox()
    off = ipw.IntSlider(description="off", disabled=True)
    widgets = tree([ipw.Tab([ipw.HBox([first, second]), other]), first, off])
    assert list(controls(widgets)) == ["k", "k #2", "Checkbox"]


def test_only_what_others_have_attached_follows_a_control() -> None:
    slider, button = ipw.IntSlider(), ipw.Button()
    box = ipw.VBox([slider, button])
    assert followers(box) == followers(ipw.Output()) == 0
    slider.observe(print, "value")
    button.on_click(print)
    assert followers(box) == 2


def test_what_a_person_reads() -> None:
    slider, label = ipw.IntSlider(3), ipw.Label("three")
    choice, hidden = ipw.Dropdown(options=["a", "b"]), ipw.HTML("x", layout={"visibility": "hidden"})
    widgets = [slider, label, choice, hidden]
    found = stands(widgets, names(widgets), {id(slider): 3, id(choice): "b"})
    assert found == {
        "IntSlider": {"min": 0, "max": 100},
        "Label": {"value": "three"},
        "Dropdown": {"value": "a", "options": ["a", "b"]},
        "HTML": {"value": "x", "hidden": True},
    }
