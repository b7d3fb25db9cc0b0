"""Outputs are paired, then compared part by part, without kernels."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
from books import display, stream
from PIL import Image

from nbkit.gate.mime import FIGURE
from nbkit.gate.outputs.compare import compare_outputs
from nbkit.gate.outputs.tolerance import Drift, Rules


def picture(values: Any) -> dict[str, Any]:
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(values, dtype=np.uint8)).save(buffer, "png")
    return display(**{"image/png": base64.b64encode(buffer.getvalue()).decode()})


def test_outputs_are_paired_before_they_are_compared() -> None:
    figure = display(**{FIGURE: {"title": "a"}})
    found = compare_outputs([stream("a"), figure], [figure], Rules(), Drift())
    assert [str(item) for item in found] == ["stdout:\n  is missing, it was 'a'"]
    found = compare_outputs([figure, stream("a")], [stream("a"), figure], Rules(), Drift())
    assert "another type: figure -> stdout" in str(found[0])


def test_another_exception_is_another_exception() -> None:
    stored, new = (
        {"output_type": "error", "ename": name, "evalue": "no", "traceback": []} for name in ("A", "B")
    )
    found = compare_outputs([stored], [new], Rules(), Drift())
    assert found[0].changes == ("another exception was raised: A: no -> B: no",)


def test_pictures_without_meaning_are_compared_by_their_pixels() -> None:
    white, grey = np.full((4, 5), 255), np.full((4, 5), 255)
    grey[1, 2] = 100
    assert compare_outputs([picture(white)], [picture(white - 1)], Rules(), Drift()) == []
    assert "1 of 20 pixels differ, by up to 155" in str(
        compare_outputs([picture(white)], [picture(grey)], Rules(), Drift())[0]
    )
    assert "size (5, 4) -> (4, 5)" in str(
        compare_outputs([picture(white)], [picture(white.T)], Rules(), Drift())[0]
    )
    broken = display(**{"image/png": "AAAA"})
    assert "the stored picture is broken" in str(
        compare_outputs([broken], [picture(white)], Rules(), Drift())[0]
    )


def test_the_picture_of_a_figure_is_not_compared_but_its_meaning_and_alt_text_are() -> None:
    meaning = {FIGURE: {"kind": "figure"}}
    old, new = (
        display(**{"image/png": "a", "text/html": "<b>"}, **meaning),
        display(**{"image/png": "c"}, **meaning),
    )
    assert compare_outputs([old], [new], Rules(), Drift()) == []
    new["data"]["text/plain"] = "It is another thing."
    assert compare_outputs([old], [new], Rules(), Drift())[0].part == "text"


def test_a_meaning_that_only_one_side_knows_is_left_out() -> None:
    plain = {"text/plain": "<Figure size 640x480 with 1 Axes>"}
    white, grey = picture(np.full((4, 5), 255)), picture(np.full((4, 5), 100))
    known = display(**{**white["data"], FIGURE: {"kind": "figure"}})
    for stored, new in ((white, known), (known, white)):
        assert compare_outputs([stored], [new], Rules(), Drift()) == []
        assert compare_outputs([stored, stream("a")], [stream("a"), new, white], Rules(), Drift())
    (found,) = compare_outputs([grey], [known], Rules(), Drift())
    assert "20 of 20 pixels differ" in str(found)
    assert "nbkit accept" in str(found)
    other = plain | {"text/plain": "<Figure size 288x216 with 1 Axes>"}
    sizes = [display(**known["data"] | text) for text in (plain, other)]
    assert compare_outputs(sizes[:1], sizes[1:], Rules(), Drift()) == []


def test_pictures_are_compared_without_pillow_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nbkit.gate.outputs.compare.find_spec", lambda name: None)
    stored, new = (display(**{"image/png": content}) for content in ("aaaa", "bbbb"))
    assert compare_outputs([stored], [stored], Rules(), Drift()) == []
    (found,) = compare_outputs([stored], [new], Rules(), Drift())
    assert "pip install pillow" in found.changes[0]


def test_a_formula_is_compared_by_its_latex() -> None:
    stored, new = (picture(np.full((2, 2), level)) for level in (0, 90))
    for output in (stored, new):
        output["data"]["text/latex"] = "$x^2$"
    assert compare_outputs([stored], [new], Rules(), Drift()) == []
    new["data"]["text/latex"] = "$x^3$"
    assert [item.part for item in compare_outputs([stored], [new], Rules(), Drift())] == ["text/latex"]
