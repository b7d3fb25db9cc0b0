"""What a cell shows."""

from __future__ import annotations

from types import SimpleNamespace

import nbformat

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
    picture = SimpleNamespace(html=lambda: "<svg>", width=1, height=2, smallest=12.0, alt="A curve.")
    reel = SimpleNamespace(
        html=lambda: '<svg class="nbg">', width=1, height=2, smallest=11.5, controls=[], first=picture
    )
    one, other = filmed([picture, reel])
    assert (one.smallest, one.is_reel) == (12.0, False)
    assert (other.smallest, other.is_reel, other.alt) == (14, True, "A curve.")
