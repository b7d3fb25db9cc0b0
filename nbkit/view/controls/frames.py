"""A figure as a frame of an explorer: the same picture as ever, drawn in half the time."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from PIL import Image

from nbkit.gate.show import DPI

SHARP = 1.5  # pixels drawn for one pixel shown: text stays crisp and a frame takes half the time of 2


class Frames:
    """Draws figure after figure as PNG and lays a figure out like the one before where their words agree.

    Half of a frame's time goes into measuring texts to make room for them. Texts that differ in their digits
    alone are equally wide, so where titles, labels, limits and legends agree but for that, so do the places.

    >>> Frames().png(Figure(figsize=(1, 1)))[1:4]
    b'PNG'
    """

    def __init__(self) -> None:
        self._words = ""
        self._panels: list[Any] = []
        self._texts: list[Any] = []

    def png(self, figure: Figure) -> bytes:
        """Return a figure as PNG, packed fast rather than small: it lives for one frame."""
        figure.set_dpi(SHARP * DPI)
        words = _words(figure)
        if words == self._words:
            self._place(figure)
        canvas = _Canvas(figure)
        canvas.draw()
        self._words = words
        self._panels = [ax.get_position(original=True) for ax in figure.axes]
        self._texts = [text.get_position() for text in figure.texts]
        buffer = BytesIO()
        Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").save(buffer, "png", compress_level=1)
        return buffer.getvalue()

    def _place(self, figure: Figure) -> None:
        """Put panels and headline where they were in the frame before."""
        engine = figure.get_layout_engine()
        if engine is None:
            return
        figure.set_layout_engine("none")
        for ax, box in zip(figure.axes, self._panels, strict=True):
            ax.set_position(box)
        for text, place in zip(figure.texts, self._texts, strict=True):
            text.set_position(place)


@contextmanager
def swept_afterwards() -> Iterator[None]:
    """Collect what a frame leaves once it is shown: left to itself Python stops for 90 ms now and then.

    A figure is full of cycles. Swept while young it costs 3 ms; later all that the kernel holds is searched.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.collect(0)
            gc.enable()


@lru_cache(4)
def _renderer(width: float, height: float, dpi: float) -> RendererAgg:
    return RendererAgg(width, height, dpi)


class _Canvas(FigureCanvasAgg):
    """A canvas that shares its renderer with the frames before, for that remembers how wide each text is."""

    def get_renderer(self) -> RendererAgg:
        return _renderer(*self.figure.bbox.size, self.figure.dpi)


def _words(figure: Figure) -> str:
    """Return all that the places of the panels depend on.

    A title starts at the left and is broken into lines to fit: only how many lines it has makes a difference.
    """
    found: list[Any] = [figure.get_size_inches(), [_lines(text.get_text()) for text in figure.texts]]
    for legend in filter(None, [*figure.legends, *(ax.get_legend() for ax in figure.axes)]):
        found.append([text.get_text() for text in legend.get_texts()])
    for ax in figure.axes:
        found.append([_lines(ax.get_title(loc="left")), ax.get_xlabel(), ax.get_ylabel(), len(ax.texts)])
    limits = [(ax.get_xlim(), ax.get_ylim()) for ax in figure.axes]
    return re.sub(r"\d", "0", repr(found)) + repr(limits)


def _lines(title: str) -> str:
    return "\n" * title.count("\n") + "." * bool(title)
