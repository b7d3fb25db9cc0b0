"""A figure is shown with alt text, closed, small and sharp."""

from __future__ import annotations

import io
from typing import Any

import matplotlib.pyplot as plt
import pytest
from figures import axes
from PIL import Image

from nbkit.gate.mime import FIGURE
from nbkit.gate.show import bundle, png, show


def test_the_picture_is_sharp_and_small() -> None:
    figure = axes().figure
    content, size = png(figure)
    picture = Image.open(io.BytesIO(content))
    assert size == {"width": 288, "height": 192}
    assert picture.size == (576, 384)
    assert len(content) < 12_000
    assert png(figure)[0] == content


def test_alt_text_stands_where_screen_readers_find_it() -> None:
    data, metadata = bundle(axes().figure, 'A "line" & <b>\n more')
    words = 'A "line" & <b> more'
    assert data["text/plain"] == words
    assert metadata["image/png"] == {"alt": words, "width": 288, "height": 192}
    assert (
        'alt="A &quot;line&quot; &amp; &lt;b&gt; more" width="288" height="192" src="data:'
        in data["text/html"]
    )
    assert data[FIGURE]["kind"] == "figure"


@pytest.mark.parametrize("alt", [None, 3, "", "   ", "figure", "a plot"])
def test_alt_text_is_required(alt: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="expected alt"):
        show(axes().figure, alt=alt)


def test_what_is_shown_is_closed(capsys: pytest.CaptureFixture[str]) -> None:
    figure, _ = plt.subplots()
    show(figure, alt="Nothing at all.")
    assert not plt.fignum_exists(figure.number)  # type: ignore[union-attr]
    assert capsys.readouterr().out == "Nothing at all.\n"


def test_an_svg_is_shown_as_an_image_with_alt_text(capsys: pytest.CaptureFixture[str]) -> None:
    data, metadata = bundle("<svg/>", "A graph of two nodes.")
    assert data["image/svg+xml"] == "<svg/>"
    assert data["text/html"].startswith('<img alt="A graph of two nodes." src="data:image/svg+xml;base64,')
    assert metadata["image/svg+xml"]["alt"] == "A graph of two nodes."
    show("<svg/>", alt="A graph of two nodes.")
    assert capsys.readouterr().out == "A graph of two nodes.\n"
