"""What a cell shows."""

from __future__ import annotations

import nbformat

import nbkit as nb
from nbkit.publish.film.pack import pack
from nbkit.publish.film.reel import Picture, Reel
from nbkit.publish.film.settings import GRID
from nbkit.publish.slides.columns import ROOM
from nbkit.publish.slides.pictures import CONTROLS, Shown, filmed, stored, text_of

v4 = nbformat.v4
SVG = '<svg xmlns="x" width="352.8" height="195"></svg>'


def test_what_is_printed_is_one_text() -> None:
    outputs = [
        v4.new_output("stream", name="stdout", text="one\ntwo\n"),
        v4.new_output("stream", name="stderr", text="a warning"),
        v4.new_output("execute_result", data={"text/plain": "3"}, execution_count=1),
        v4.new_output("display_data", data={"text/plain": "a curve", "image/png": "", "text/html": ""}),
    ]
    assert text_of(v4.new_code_cell("", outputs=outputs)) == "one\ntwo\n3"


def test_stored_pictures_keep_their_words_and_their_size() -> None:
    png = v4.new_output("display_data", data={"image/png": "QQ==\n", "text/plain": 'A "curve".'})
    png.metadata = {"image/png": {"width": 614, "height": 384}}
    svg = v4.new_output("display_data", data={"image/svg+xml": SVG, "text/plain": "A graph."})
    first, second = stored(v4.new_code_cell("", outputs=[png, svg]))
    assert (first.width, first.height, first.alt) == (614, 384, 'A "curve".')
    assert 'alt="A &quot;curve&quot;."' in first.html and "\n" not in first.html
    assert (second.width, second.height) == (352.8, 195)


def test_a_picture_is_as_large_as_its_letters_need() -> None:
    assert Shown("", 100, 50, 8, "").size == (200, 100)
    assert Shown("", 100, 50, 8, "", is_reel=True).size == (200, 100 + CONTROLS)
    assert Shown("", 100, 50, 0, "").size == (0, 0)


def test_a_film_gives_pictures_and_explorers() -> None:
    picture = Picture("c01-1", SVG, "A curve.", 352.8, 195, 12.0)
    frames = pack([('<svg class="nbg"></svg>', "A graph.")])
    ticked = {"label": "on", "kind": "toggle", "words": ["off"], "start": 0, "play": False}
    reel = Reel("c01-2", [ticked], GRID, [[0]], frames, 352.8, 195, 11.5)
    one, other = filmed([picture, reel])
    assert (one.smallest, one.is_reel, one.size) == (12.0, False, (470.4, 260))
    assert (other.smallest, other.is_reel, other.alt) == (14, True, "A graph.")


def test_a_graph_that_is_too_high_for_a_slide_stands_in_columns() -> None:
    node = x = nb.Placeholder("x")
    for _ in range(12):
        node = nb.relu(node)
    drawing = nb.draw(node, feed_dict={x: 1.0})
    svg = v4.new_output("display_data", data={"image/svg+xml": drawing.svg, "text/plain": drawing.alt})
    (first,) = stored(v4.new_code_cell("", outputs=[svg]))
    (second,) = filmed([Picture("c01-1", drawing.svg, drawing.alt, 256, 1289, 11.5)])
    assert first.alt == second.alt and first[1:3] == second[1:3] == (768, 469.25) < ROOM
    assert second.html.count("<svg") == 4
