"""A graph on its canvas: each node once, each kind with its shape, everything inside the picture."""

from xml.etree import ElementTree

import numpy as np
from small_graphs import SVG, texts

import nbkit as nb
from nbkit.view.graphs.draw import draw


def test_a_shared_node_is_drawn_once_and_used_twice():
    with nb.Graph().as_default():
        a = nb.Placeholder("a")
        drawing = draw(a * a)
    assert texts(drawing).count("a") == 1
    assert drawing.svg.count("Z") >= 3  # two tips into the product, one out of it


def test_kinds_differ_in_shape_not_only_in_colour():
    with nb.Graph().as_default():
        drawing = draw((nb.Placeholder("x") + nb.Variable(1.0, name="v")) * 2)
    shapes = {}
    for shape in ElementTree.fromstring(drawing.svg).iter():
        shapes.setdefault(
            str(shape.get("class")).removeprefix("nbg-"), (shape.tag.removeprefix(SVG), shape.get("rx"))
        )
    assert shapes["placeholder"] == ("path", None) and shapes["operation"] == ("rect", "20")
    assert shapes["variable"] == ("rect", "9") and shapes["constant"] == ("rect", "0")
    assert ".nbg-constant{stroke-dasharray" in drawing.svg


def test_everything_lies_inside_the_picture():
    with nb.Graph().as_default():
        h = nb.Placeholder("X")
        for k in range(7):
            h = nb.relu(
                h @ nb.Variable(np.zeros((3, 3)), name=f"W{k}") + nb.Variable(np.zeros(3), name=f"b{k}")
            )
    root = ElementTree.fromstring(draw(h, feed_dict={h.graph.placeholders[0]: np.ones((2, 3))}).svg)
    width, height = float(root.get("width")), float(root.get("height"))
    assert width < height  # too wide for a page from left to right
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x")) < width - 18 and 0 <= float(text.get("y")) < height - 18
