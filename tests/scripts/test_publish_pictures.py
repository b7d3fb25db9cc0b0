"""README's pictures: four slides, two by two; two pages of the site, side by side."""

from __future__ import annotations

import pytest
from PIL import Image

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")
publish_pictures = pytest.importorskip("publish_pictures", reason="it needs playwright")


def test_four_slides_lie_two_by_two() -> None:
    colours = [(200, 0, 0), (0, 200, 0), (0, 0, 200), (0, 0, 0)]
    paper = publish_pictures.sheet([Image.new("RGB", (1280, 720), colour) for colour in colours])
    assert paper.size == (1288, 728)
    corners = [(5, 5), (1280, 5), (5, 720), (1280, 720)]
    assert [paper.getpixel(corner) for corner in corners] == colours


def test_pages_lie_side_by_side_and_are_equally_high() -> None:
    colours = [(200, 0, 0), (0, 200, 0)]
    paper = publish_pictures.row(
        [
            Image.new("RGB", size, colour)
            for size, colour in zip([(1280, 780), (390, 780)], colours, strict=True)
        ]
    )
    assert paper.size == (1288, 598)
    corners = [(5, 5), (5, 590), (1000, 5), (1280, 590)]
    assert [paper.getpixel(corner) for corner in corners] == [colours[0]] * 2 + [colours[1]] * 2


def test_the_pictures_are_there_and_small() -> None:
    expected = {publish_pictures.SLIDES: (1288, 728), publish_pictures.SITE: (1288, 598)}
    for path, size in expected.items():
        with Image.open(path) as picture:
            assert picture.size == size
        assert path.stat().st_size < 300_000
