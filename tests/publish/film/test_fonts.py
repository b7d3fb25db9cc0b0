"""The fonts of a page: they hold the letters of the pictures, and their licence."""

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from nbkit.publish.film.fonts import FACES, HOME, LETTERS, cut, faces


@pytest.fixture(scope="module")
def css():
    return faces()


def test_each_face_holds_its_letters(css):
    found = re.findall(r"base64,([^)]+)\)", css)
    assert len(found) == len(FACES)
    for data, name in zip(found, FACES, strict=True):
        held = set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
        assert held >= LETTERS & set(TTFont(HOME / f"{name}.ttf").getBestCmap())
        assert {ord(letter) for letter in "aZ09−₁²·α∂Σ→×≈é"} <= held


def test_letters_keep_their_width(css):
    path = HOME / "DejaVuSans.ttf"
    before, after = TTFont(path), TTFont(io.BytesIO(cut(path)))
    for letter in "iM−α":
        assert [font["hmtx"][font.getBestCmap()[ord(letter)]][0] for font in (before, after)] == [
            before["hmtx"][before.getBestCmap()[ord(letter)]][0]
        ] * 2


def test_the_licence_is_there_and_the_page_is_small(css):
    assert "Bitstream" in css and "Permission is hereby granted" in css
    assert len(css) < 300_000
