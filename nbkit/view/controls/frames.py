"""A figure as a frame of an explorer: the same picture as ever, drawn in half the time."""

from __future__ import annotations

import gc
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from nbkit.gate.show import DPI
from nbkit.view.controls.looks import rounded
from nbkit.view.controls.tapes import Tapes

KEPT = 16  # layouts of one explorer
SHARP = 1.5  # pixels drawn for one pixel shown: text stays crisp and a frame takes half the time of 2


class Layout(NamedTuple):
    """Where the panels and the titles of a figure lie."""

    panels: list[Any]
    titles: list[tuple[float, float]]


class Layouts:
    """Where the panels lie in figure after figure.

    Half of a frame's time goes into measuring texts to make room for them. Texts that differ in their digits
    alone are equally wide, so where titles, labels, limits and legends agree but for that, so do the places.
    """

    def __init__(self) -> None:
        self._known: dict[str, Layout] = {}

    @contextmanager
    def of(self, figure: Figure) -> Iterator[None]:
        """Let a figure be drawn inside with the layout of one before, or measure and remember it."""
        words = _words(figure)
        layout = self._known.pop(words, None)
        if layout is not None and figure.get_layout_engine() is not None:
            _place(figure, layout)
        yield
        panels = [ax.get_position(original=True) for ax in figure.axes]
        self._known[words] = Layout(panels, [text.get_position() for text in _titles(figure)])
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]


class Frames:
    """Draws figure after figure as PNG; what stands in a frame as it stood in one before costs little.

    What is left once the panels have their place is drawing axes, numbers and legends that have not changed:
    that is kept in `Tapes`.

    >>> Frames().png(Figure(figsize=(1, 1)))[1:4]
    b'PNG'
    """

    def __init__(self) -> None:
        self._layouts, self._tapes = Layouts(), Tapes()

    def png(self, figure: Figure) -> bytes:
        """Return a figure as PNG, packed fast rather than small: it lives for one frame."""
        figure.set_dpi(SHARP * DPI)
        canvas = _Canvas(figure)
        with self._layouts.of(figure):
            self._tapes.attend(figure)
            canvas.draw()
        return packed_fast(np.asarray(canvas.buffer_rgba()))


def _place(figure: Figure, layout: Layout) -> None:
    """Put panels and titles where they were, in place of measuring all texts."""
    figure.set_layout_engine("none")
    for ax, box in zip(figure.axes, layout.panels, strict=True):
        ax.set_position(box)
        ax._autotitlepos = False  # type: ignore[attr-defined]
    for text, place in zip(_titles(figure), layout.titles, strict=True):
        text.set_position(place)


def packed_fast(pixels: NDArray[np.uint8]) -> bytes:
    """Return pixels (height, width, 4) as a PNG in RGB, each row as it is.

    Pillow tries five filters a row, which takes longer than the packing and gains nothing on flat colours.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)
    rows[:, 1:] = pixels[:, :, :3].reshape(height, 3 * width)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


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
    limits = [(rounded(ax.get_xlim()), rounded(ax.get_ylim())) for ax in figure.axes]
    return re.sub(r"\d", "0", repr(found)) + repr(limits)


def _titles(figure: Figure) -> list[Text]:
    """Return the texts that matplotlib finds a place for: the figure's, and three titles a panel."""
    panels = [(ax.title, ax._left_title, ax._right_title) for ax in figure.axes]  # type: ignore[attr-defined]
    return [*figure.texts, *chain.from_iterable(panels)]


def _lines(title: str) -> str:
    return "\n" * title.count("\n") + "." * bool(title)
