"""What the kernel says of an explorer: its controls in words, a picture or a sentence for each setting."""

import pytest
from matplotlib.figure import Figure

import nbkit as nb
from nbkit.publish.film.inside import as_svg, described, frame


def plotted(k, **_):
    figure = Figure(figsize=(2, 1))
    figure.text(0.1, 0.1, f"k is {1 / k:g}")
    return figure


@pytest.mark.parametrize(
    ("control", "kind", "words", "start"),
    [
        (nb.slider(-2, 2, 1), "slider", ["−2", "−1", "0", "1", "2"], 3),
        (nb.slider(0.0, 0.3, 0.1, 0.1), "slider", ["0.0", "0.1", "0.2", "0.3"], 1),
        (nb.choice({"a six": 6, "a five": 5}, 5), "choice", ["a six", "a five"], 1),
        (nb.toggle(True), "toggle", ["off", "on"], 1),
        (nb.pad(3), "pad", [*(f"sample {k}" for k in range(10)), "nothing"], 3),
    ],
)
def test_a_control_in_words(control, kind, words, start):
    control.name("any name")
    said = described(control)
    assert (said["kind"], said["words"], said["start"]) == (kind, words, start)
    assert said["label"] == "any name"


def test_a_slider_that_plays():
    assert described(nb.slider(0, 3, play=True))["play"]
    assert not described(nb.slider(0, 3))["play"]


def test_a_frame_is_the_picture_at_its_setting_with_its_words():
    explorer = nb.explore(plotted, alt=lambda k: f"It is {k}\n in all.", k=nb.slider(1, 4))
    with explorer.held():
        found = frame(explorer, (3,))
    assert ">k is 0.25</text>" in found["svg"]
    assert (found["alt"], found["size"][:2]) == ("It is 4 in all.", [192.0, 96.0])


def test_a_frame_that_cannot_be_drawn_is_a_sentence():
    explorer = nb.explore(plotted, alt="A number.", k=nb.slider(-1, 1, 1))
    with explorer.held():
        assert frame(explorer, (1,)) == {"error": "ZeroDivisionError: division by zero"}


def test_a_drawing_is_light_whatever_the_reader_s_system_asks():
    drawing = nb.draw(nb.Variable(2.0, name="w") * 3.0)
    assert "prefers-color-scheme" in drawing.svg
    found = as_svg(drawing)
    assert "prefers-color-scheme" not in found.svg and found.svg.endswith("</svg>")
    assert found.width > 50 and found.smallest == 11.5
