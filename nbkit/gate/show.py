"""Show a figure with a text for those who cannot see it and a fingerprint for the tests."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable
from html import escape
from typing import Any

from nbkit.gate.figures.fingerprint import fingerprint
from nbkit.gate.mime import FIGURE
from nbkit.gate.widgets.driven import Driven

DPI = 96
BESIDE: dict[str, Callable[[Any], Any]] = {}  # what else is made of each thing that is shown, by mime name


def show(thing: Any, alt: str | None = None) -> None:
    """Display a figure, a drawing or an explorer, with alt text that a screen reader speaks.

    thing: a matplotlib figure, which is closed afterwards; an SVG, as a string or an object with `svg`;
    or an explorer, which brings its own alt text.
    alt: one sentence that says what the figure shows, for those who cannot see it.
    Raises TypeError where alt is missing or the thing is none of these, ValueError where alt is shorter
    than three words.

    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> line, = figure.add_subplot().plot([3, 2, 1])
    >>> show(figure, alt="The loss falls from 3 to 1.")
    The loss falls from 3 to 1.
    """
    if isinstance(thing, Driven):
        _display(thing)
        return
    data, metadata = bundle(thing, alt)
    _close(thing)
    _display(data, metadata)


def bundle(thing: Any, alt: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the mime bundle of a figure or an SVG and its metadata.

    The HTML part is there because JupyterLab and nbconvert's default template ignore the alt
    text of an image part: an `<img alt>` is the one form that both give to screen readers.
    Raises what `show` raises.
    """
    text = _checked(alt)
    size: dict[str, int] = {}
    meaning = fingerprint(thing)
    if meaning["kind"] == "svg":
        svg = getattr(thing, "svg", thing)
        mime, content, image = "image/svg+xml", svg, svg.encode()
    else:
        image, size = png(thing)
        mime, content = "image/png", base64.b64encode(image).decode()
    data = {
        mime: content,
        "text/html": _img(mime, image, text, size),
        "text/plain": text,
        FIGURE: meaning,
        **{mime: make(thing) for mime, make in BESIDE.items()},
    }
    return data, {mime: {"alt": text, **size}}


def png(figure: Any, dpi: int = 2 * DPI) -> tuple[bytes, dict[str, int]]:
    """Return a figure as a small PNG, sharp on a screen of twice the pixels, and its size to show it at.

    >>> from matplotlib.figure import Figure
    >>> png(Figure(figsize=(3, 2), layout="constrained"))[1]
    {'width': 288, 'height': 192}
    """
    from PIL import Image

    buffer, small = io.BytesIO(), io.BytesIO()
    box = None if figure.get_layout_engine() else "tight"
    figure.savefig(
        buffer,
        format="png",
        dpi=dpi,
        bbox_inches=box,
        metadata={"Software": None},
        pil_kwargs={"compress_level": 1},
    )
    picture = Image.open(buffer).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    width, height = picture.size
    return small.getvalue(), {"width": round(width * DPI / dpi), "height": round(height * DPI / dpi)}


def _checked(alt: str | None) -> str:
    if not isinstance(alt, str):
        raise TypeError(
            'expected alt="what the figure shows", got '
            f"{'none' if alt is None else type(alt).__name__}: write the one sentence you would say "
            "to somebody who cannot see the figure"
        )
    if len(alt.split()) < 3:
        raise ValueError(
            f"expected alt text of three words or more, got {alt!r}: "
            "say what the figure shows, not that it is a figure"
        )
    return " ".join(alt.split())


def _img(mime: str, image: bytes, alt: str, size: dict[str, int]) -> str:
    sizes = "".join(f' {name}="{value}"' for name, value in size.items())
    source = f"data:{mime};base64,{base64.b64encode(image).decode()}"
    return f'<img alt="{escape(alt)}"{sizes} src="{source}">'


def _close(thing: Any) -> None:
    """Close a pyplot figure, or the inline backend would show it a second time."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None and not isinstance(thing, str) and not hasattr(thing, "svg"):
        pyplot.close(thing)


def _display(thing: Any, metadata: dict[str, Any] | None = None) -> None:
    """Hand over to IPython; a plain Python prints the text instead."""
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is not None:
        display(thing, raw=metadata is not None, metadata=metadata)
    elif metadata is not None:
        print(thing["text/plain"])
