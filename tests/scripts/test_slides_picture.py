"""README's picture of slides: four of them, two by two."""

from __future__ import annotations

import pytest
from PIL import Image

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")
slides_picture = pytest.importorskip("slides_picture", reason="it needs playwright")


def test_four_slides_lie_two_by_two() -> None:
    colours = [(200, 0, 0), (0, 200, 0), (0, 0, 200), (0, 0, 0)]
    paper = slides_picture.sheet([Image.new("RGB", (1280, 720), colour) for colour in colours])
    assert paper.size == (1288, 728)
    corners = [(5, 5), (1280, 5), (5, 720), (1280, 720)]
    assert [paper.getpixel(corner) for corner in corners] == colours


def test_the_picture_is_there_and_small() -> None:
    with Image.open(slides_picture.PICTURE) as picture:
        assert picture.size == (1288, 728)
    assert slides_picture.PICTURE.stat().st_size < 300_000
