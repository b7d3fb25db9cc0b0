"""The pad: what is written becomes a picture, samples lie ready, and `explore` treats it like any control."""

import json
from pathlib import Path

import numpy as np
import pytest

import nbkit as nb
from nbkit.gate.mime import EXPLORER, WIDGET_VIEW
from nbkit.view.controls import pad as home
from nbkit.view.plots import digits as plots_digits

NETWORK = nb.load_mnist_mlp()
STROKE = [[140, 40], [141.5, 240]]


def read(digit):
    return plots_digits.stages(digit, nb.forward(NETWORK, digit.picture))


def said(digit):
    return f"Written, and read as {nb.forward(NETWORK, digit.picture).argmax()}."


@pytest.fixture
def explorer():
    return nb.explore(read, alt=said, digit=nb.pad())


def write(explorer, **news):
    """Change the page as a browser does, and return the words of the picture that follows."""
    widget = explorer.controls["digit"].widget
    widget.set_state({"value": json.loads(json.dumps({**widget.value, **news}))})
    return explorer._image.tooltip


def error(explorer):
    return explorer.widget.children[-1].value


def test_a_stroke_down_is_read_as_1_and_the_sample_is_gone(explorer):
    assert explorer._image.tooltip == "Written, and read as 5."
    assert write(explorer, sample=None, strokes=[STROKE]) == "Written, and read as 1."
    written = explorer.values["digit"]
    np.testing.assert_array_equal(written.ink, nb.ink([STROKE]))
    np.testing.assert_array_equal(written.picture, nb.prepare(nb.ink([STROKE])).picture)


def test_thickness_goes_for_all_strokes(explorer):
    write(explorer, sample=None, strokes=[STROKE], thickness=40)
    np.testing.assert_array_equal(explorer.values["digit"].ink, nb.ink([STROKE], 40))


def test_samples_are_the_test_images_and_arrive_unchanged(explorer):
    X = nb.load_mnist(images=True).X_test
    for k in range(10):
        assert write(explorer, sample=k) == f"Written, and read as {k}."
        np.testing.assert_allclose(explorer.values["digit"].picture, X[k], atol=1e-12)
    sent = np.frombuffer(explorer.controls["digit"].widget.samples, np.uint8)
    np.testing.assert_array_equal(sent.reshape(10, 28, 28), np.round(255 * X[:10]))


def test_an_empty_page_asks_for_a_digit(explorer):
    write(explorer, sample=None, strokes=[])
    figure = read(explorer.values["digit"])
    assert figure.get_suptitle() == "Write a digit" and not figure.axes[1].patches
    assert error(explorer) == ""


def test_driving_loads_each_sample_and_an_empty_page(explorer):
    write(explorer, sample=None, strokes=[STROKE])
    found = explorer.drive()["digit"]
    assert [value["sample"] for value, _ in found] == [*range(10), None]
    titles = [figure["suptitle"] for _, figure in found]
    assert [title[:9] for title in titles] == [*(f"Read as {k}" for k in range(10)), "Write a d"]
    assert "nan" not in json.dumps(found).lower().replace("nanmean", "")
    assert explorer.controls["digit"].widget.value["strokes"] == [STROKE]  # as it was before


def test_reset_brings_the_first_page_back(explorer):
    write(explorer, sample=None, strokes=[STROKE])
    explorer.reset()
    assert explorer.controls["digit"].widget.value == {"sample": 5, "strokes": [], "thickness": 24}


def test_an_error_names_the_page_in_words(explorer):
    write(explorer, sample=None, strokes=[STROKE, [[1, 2, 3]]])
    assert "No picture for digit = 2 strokes.<br>ValueError: expected a stroke as points" in error(explorer)
    write(explorer, strokes=[STROKE])
    assert error(explorer) == ""


def test_a_drawing_that_fails_is_named_when_driven():
    def draw(digit):
        if not digit.ink.any():
            raise ValueError("no ink")
        return read(digit)

    with pytest.raises(RuntimeError, match="cannot draw digit = nothing: ValueError: no ink"):
        nb.explore(draw, alt="A digit.", digit=nb.pad()).drive()


def test_without_a_kernel_the_first_picture_stays(explorer, monkeypatch):
    data, metadata = explorer._repr_mimebundle_()
    assert data["image/png"] and data[WIDGET_VIEW]["model_id"]
    assert metadata["image/png"]["alt"] == "Written, and read as 5."
    monkeypatch.setenv("NBKIT_RECORD", "1")
    again, _ = explorer._repr_mimebundle_()
    assert len(json.loads(json.dumps(again[EXPLORER]))["digit"]) == 11


def test_the_label_is_the_argument_or_the_one_given(explorer):
    assert explorer.controls["digit"].widget.description == "digit"
    other = nb.explore(read, alt=said, digit=nb.pad(None, label="your digit"))
    assert other.controls["digit"].widget.description == "your digit"


def test_the_script_ships_beside_the_module_and_loads_nothing():
    script = (Path(home.__file__).parent / "pad.js").read_text(encoding="utf-8")
    assert "import " not in script and "http" not in script
    assert {"pad.js", "pad.css"} <= {path.name for path in Path(home.__file__).parent.iterdir()}
    widget = nb.pad().widget
    assert widget._esm == script or str(widget._esm) == script
    assert "touch-action: none" in str(widget._css)


@pytest.mark.parametrize("sample, thickness", [(10, 24), (-1, 24), ("5", 24), (5, 7), (5, 60)])
def test_a_pad_that_makes_no_sense_is_refused(sample, thickness):
    with pytest.raises(ValueError, match="expected a sample from 0 to 9 or None"):
        nb.pad(sample, thickness=thickness)
