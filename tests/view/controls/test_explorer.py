"""Explorers: the picture follows the controls, errors are seen, every control is driven over its range."""

import ast
import json
import re
from pathlib import Path

import ipywidgets as ipw
import numpy as np
import pytest
from widget_tree import tree

import nbkit as nb
from nbkit.gate.mime import EXPLORER, WIDGET_VIEW
from nbkit.gate.widgets.changes import unpacked
from nbkit.gate.widgets.driven import SEVERAL
from nbkit.view import plots
from nbkit.view.controls.cells import forget_all
from nbkit.view.controls.control import choice, slider, toggle
from nbkit.view.controls.explorer import explore

ALT = "A line through the origin."


def picture(k=1, name="a", wide=False):
    return plots.curves(
        [0, 1, 2], {name: [0, k, 2 * k]}, title=f"{name} with slope {k}", ylabel="wide" if wide else "y"
    )


def make(draw=picture, alt=ALT):
    return explore(draw, alt=alt, k=slider(-3, 3, 1), name=choice(["a", "b"]), wide=toggle(label="wide axis"))


def image(explorer):
    return next(widget for widget in tree(explorer.widget) if isinstance(widget, ipw.Image))


def said(explorer):
    """Return the error that is shown, without its tags."""
    box = explorer.widget.children[-1]
    return re.sub("<[^>]*>", " ", box.value) if box.layout.display == "block" else ""


def test_the_picture_follows_every_control():
    explorer = make()
    seen = {bytes(image(explorer).value)}
    for name, value in (("k", 2), ("name", "b"), ("wide", True)):
        explorer.controls[name].widget.value = value
        seen.add(bytes(image(explorer).value))
    assert len(seen) == 4 and explorer.values == {"k": 2, "name": "b", "wide": True}
    assert all(png.startswith(b"\x89PNG") for png in seen)


def test_every_control_has_a_label():
    controls = make().controls.values()
    assert [control.widget.description for control in controls] == ["k", "name", "wide axis"]


def test_no_output_widget_is_used():
    assert not any(isinstance(widget, ipw.Output) for widget in tree(make().widget))


def test_reset_restores_all_and_draws_once():
    calls = []

    def draw(**values):
        calls.append(values)
        return picture(**values)

    explorer = make(draw)
    first = image(explorer).value
    for name, value in (("k", 3), ("name", "b"), ("wide", True)):
        explorer.controls[name].widget.value = value
    calls.clear()
    next(widget for widget in tree(explorer.widget) if isinstance(widget, ipw.Button)).click()
    assert calls == [{"k": 1, "name": "a", "wide": False}] and image(explorer).value == first


def test_a_picture_overtaken_by_a_newer_value_is_not_shown():
    shown, drawn = [], []

    def draw(k):
        drawn.append(k)
        if k == 2:
            explorer.controls["k"].widget.value = 3  # the learner moves on while we draw
        return picture(k)

    explorer = explore(draw, alt=ALT, k=slider(-3, 3, 1))
    image(explorer).observe(lambda change: shown.append(change["new"]), names="value")
    explorer.controls["k"].widget.value = 2
    assert drawn == [1, 2, 3] and len(shown) == 1
    assert image(explorer).value == image(explore(picture, alt=ALT, k=slider(-3, 3, 3))).value


def test_an_error_stands_in_place_of_the_picture_and_goes_away():
    def draw(k):
        if k > 2:
            raise ValueError("<b>too steep</b>")
        return picture(k)

    explorer = explore(draw, alt=ALT, k=slider(-3, 3, 1))
    explorer.controls["k"].widget.value = 3
    assert not any(isinstance(widget, ipw.Image) for widget in tree(explorer.widget))
    assert "No picture for k = 3. ValueError: &lt;b&gt;too steep" in re.sub(r"\s+", " ", said(explorer))
    explorer.controls["k"].widget.value = 2
    assert image(explorer) and said(explorer) == ""


def test_an_error_in_the_first_picture_is_raised():
    with pytest.raises(ZeroDivisionError):
        explore(lambda k: picture(1 / k), alt=ALT, k=slider(-1, 1, 0))


def test_driving_goes_to_ends_and_middle_and_to_every_option():
    explorer = make()
    explorer.controls["k"].widget.value = 2
    found = explorer.drive()
    alone = {name: [value for value, _ in steps] for name, steps in found.items() if name != SEVERAL}
    assert alone == {
        "k": [-3, 0, 3],
        "name": ["a", "b"],
        "wide": [False, True],
    }
    assert found["k"][2][1]["axes"][0]["title left"] == "a with slope 3"
    assert found["name"][1][1]["axes"][0]["title left"] == "b with slope 1"  # the others stand at their start
    settings, line = found[SEVERAL][0]
    where = {name: control.start for name, control in explorer.controls.items()} | settings
    title = unpacked(found["k"][0][1], line)["axes"][0]["title left"]
    assert len(settings) == 2 and title == f"{where['name']} with slope {where['k']}"
    assert explorer.values["k"] == 2 and json.dumps(found)


@pytest.mark.parametrize("bad", [3, -3, 0])
def test_driving_names_control_and_value_that_cannot_be_drawn(bad):
    def draw(k, wide):
        if k == bad:
            raise ValueError("out of range")
        return picture(k)

    explorer = explore(draw, alt=ALT, k=slider(-3, 3, 1), wide=toggle())
    with pytest.raises(RuntimeError, match=rf"cannot draw k = {bad}: ValueError: out of range"):
        explorer.drive()


def test_without_a_kernel_the_first_picture_and_its_words_stay():
    data, metadata = make()._repr_mimebundle_()
    assert data[WIDGET_VIEW]["model_id"]
    assert data["image/png"] and f'alt="{ALT}"' in data["text/html"] and data["text/plain"] == ALT
    assert metadata["image/png"]["alt"] == ALT and EXPLORER not in data


def test_a_recording_kernel_gets_what_driving_finds(monkeypatch):
    monkeypatch.setenv("NBKIT_RECORD", "1")
    explorer = make()
    data, _ = explorer._repr_mimebundle_()
    assert data[EXPLORER] == explorer.drive()


def test_words_follow_the_values():
    explorer = explore(picture, alt=lambda k: f"A line of slope {k}.", k=slider(-3, 3, 1))
    explorer.controls["k"].widget.value = 2
    assert image(explorer).tooltip == "A line of slope 2."


def test_words_are_required():
    with pytest.raises((TypeError, ValueError), match="alt"):
        explore(picture, alt="", k=slider(-3, 3, 1))._repr_mimebundle_()


def test_a_drawn_graph_can_be_explored():
    with nb.Graph().as_default():
        x = nb.Placeholder("x")
        z = nb.add(nb.Variable(10, name="A") * x, 1, name="z")
    explorer = explore(
        lambda value: nb.draw(z, feed_dict={x: value}), alt="z = 10 x + 1", value=slider(0, 10, 10)
    )
    explorer.controls["value"].widget.value = 2
    shown = next(w for w in tree(explorer.widget) if isinstance(w, ipw.HTML) and "<svg" in w.value)
    assert ">21</text>" in shown.value and not any(isinstance(w, ipw.Image) for w in tree(explorer.widget))
    assert "<svg" in explorer._repr_mimebundle_()[0]["image/svg+xml"]


def test_options_may_be_arrays_with_words():
    weights = {"small": np.zeros(3), "large": np.ones(3)}
    explorer = explore(lambda w: picture(float(w.sum())), alt=ALT, w=choice(weights))
    explorer.controls["w"].widget.value = "large"
    assert explorer.values["w"] is weights["large"]
    assert [value for value, _ in explorer.drive()["w"]] == ["small", "large"]


def test_controls_that_make_no_sense_are_refused():
    with pytest.raises(TypeError, match="at least one control"):
        explore(picture, alt=ALT)
    with pytest.raises(
        TypeError, match=r"slider\(\.\.\.\), choice\(\.\.\.\) or toggle\(\.\.\.\) for k, got 3"
    ):
        explore(picture, alt=ALT, k=3)


def test_the_explorer_of_contributing_can_be_driven():
    text = (Path(__file__).parents[3] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    code = text.partition("## Add an explorer")[2].partition("```python\n")[2].partition("```")[0]
    *definitions, last = ast.parse(code).body
    space = {}
    exec(compile(ast.Module(definitions, []), "CONTRIBUTING.md", "exec"), space)
    found = eval(compile(ast.Expression(last.value), "CONTRIBUTING.md", "eval"), space).drive()
    counts = {"height": 3, "count": 3, "shape": 2, SEVERAL: 9}
    assert {name: len(steps) for name, steps in found.items()} == counts


def counted(draw=picture):
    """Return an explorer of slopes, and the list of those that were drawn."""
    drawn = []

    def drawing(k):
        drawn.append(k)
        return draw(k)

    return explore(drawing, alt=lambda k: f"slope {k}", k=slider(-3, 3, 0)), drawn


def move(explorer, *slopes):
    """Go to slopes, and return the last picture."""
    for k in slopes:
        explorer.controls["k"].widget.value = k
    return image(explorer).value


def test_what_was_seen_comes_from_memory_pixel_for_pixel():
    explorer, drawn = counted()
    seen = [move(explorer, k) for k in (1, 2, 3, 1)]
    assert drawn == [0, 1, 2, 3, 1]  # the last one proves that 1 is 1
    assert [move(explorer, k) for k in (2, 3, 1)] == [seen[1], seen[2], seen[0]]
    assert drawn == [0, 1, 2, 3, 1] and image(explorer).tooltip == "slope 1"


def test_a_changed_function_is_seen_once_a_cell_ran():
    factor = [1]
    explorer, _ = counted(lambda k: picture(factor[0] * k))
    before = move(explorer, 1, 2, 1, 2)
    factor[0] = 3
    forget_all()
    assert move(explorer, 1, 2) != before


def test_a_picture_of_random_numbers_is_drawn_each_time():
    rng = np.random.default_rng(0)
    explorer, drawn = counted(lambda k: picture(k + rng.normal()))
    assert len({move(explorer, k) for k in (1, 2) * 3}) == 6 and len(drawn) == 7
