"""SVG: no name becomes markup, and every picture is spoken once."""

from xml.etree import ElementTree

import pytest
from small_graphs import SVG

import nbkit as nb
from nbkit.view.graphs.draw import draw
from nbkit.view.graphs.svg import page


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a\x00b & c", "<!--"]
)
def test_names_cannot_become_markup(name):
    with nb.Graph().as_default():
        drawing = draw(nb.Placeholder(name))
    tags = {node.tag.removeprefix(SVG) for node in ElementTree.fromstring(drawing.svg).iter()}
    assert tags <= {"svg", "title", "style", "rect", "g", "path", "text"}


def test_a_page_is_spoken_or_left_to_what_holds_it():
    spoken, silent = (ElementTree.fromstring(page("", 10, 10, "", alt)) for alt in ("A <graph>.", ""))
    assert spoken.get("role") == "img" and spoken.find(f"{SVG}title").text == "A <graph>."
    assert silent.get("aria-hidden") == "true" and silent.find(f"{SVG}title") is None
