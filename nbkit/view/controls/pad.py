"""A pad to write on, with mouse, finger or pen: one more control for `explore`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from nbkit.data.digits import load_mnist
from nbkit.data.strokes import Written, ink, prepare
from nbkit.view.controls.control import Control

HERE = Path(__file__).parent
NOTHING = "nothing"


class Page(dict[str, Any]):
    """What lies on a pad: the number of a sample or None, strokes, and how thick the pen is."""

    def __repr__(self) -> str:
        """Return it in words: an error message with all its points could not be read."""
        if self["sample"] is not None:
            return f"sample {self['sample']}"
        count = len(self["strokes"])
        return f"{count} stroke{'s' * (count != 1)}" if count else NOTHING

    def __hash__(self) -> int:  # type: ignore[override]
        """Return a number for all that lies on it: a page is never changed, another takes its place."""
        return hash(dict.__repr__(self))


def _page(sample: int | None, thickness: float) -> Page:
    return Page(sample=sample, strokes=[], thickness=thickness)


class PadWidget(anywidget.AnyWidget):
    """The canvas and its buttons; the script in pad.js collects strokes, and Python does all the rest."""

    _esm = HERE / "pad.js"
    _css = HERE / "pad.css"
    value = traitlets.Dict().tag(sync=True, from_json=lambda value, widget: Page(value))
    samples = traitlets.Bytes().tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)


class Pad(Control):
    """The control that `pad` makes: `explore` draws with what is written, in its three stages."""

    def meant(self, page: Page) -> Written:
        """Return what is written on a page, made like MNIST."""
        strokes = tuple(tuple(map(tuple, stroke)) for stroke in page["strokes"])
        return _written(page["sample"], strokes, page["thickness"])


def pad(sample: int | None = 5, *, thickness: float = 24, label: str | None = None) -> Pad:
    """Return a pad to write a digit on, for `explore`: it draws with the digit in three stages, a `Written`.

    Undo takes a stroke back, Clear all of them. Samples, ten test images of the course, can be loaded without
    drawing, by keyboard too; a sample is the first image of its digit and gives way to the first stroke.

    sample: the digit that lies on the pad at first; None for an empty one. thickness: of the pen, from 8 to
    48; the canvas is 280 wide. label: left out, the name of the argument.
    Raises ValueError where the sample is no digit, or the pen too thin or too thick.

    The script comes with the package: JupyterLab and Notebook 7 need no network. VS Code and Colab fetch
    anywidget's own part from the internet; without it they show the first picture only.

    >>> from nbkit.view import plots
    >>> from nbkit.view.controls.explorer import explore
    >>> drawn = lambda digit: plots.digit_grid([digit.picture])
    >>> explorer = explore(drawn, alt="What is written.", digit=pad())
    >>> [value for value, figure in explorer.drive()["digit"]][-2:]
    [sample 9, nothing]
    """
    if sample not in (None, *range(10)) or not 8 <= thickness <= 48:
        raise ValueError(
            f"expected a sample from 0 to 9 or None and a thickness from 8 to 48, got {sample!r} and "
            f"{thickness!r}: pad(5, thickness=24)"
        )
    widget = PadWidget(value=_page(sample, thickness), samples=load_mnist(scaled=False).X_test[:10].tobytes())
    return Pad(widget, [_page(k, thickness) for k in (*range(10), None)], label)


@lru_cache(2)  # a frame asks twice, for the picture and for its words
def _written(sample: int | None, strokes: tuple[Any, ...], thickness: float) -> Written:
    if sample is None:
        return prepare(ink(strokes, thickness))
    return prepare(np.kron(_samples()[sample] / 255, np.ones((10, 10))))


@lru_cache(1)
def _samples() -> NDArray[np.uint8]:
    """Return the first test image of each digit, 0 to 9, as (10, 28, 28)."""
    return np.asarray(load_mnist(scaled=False, images=True).X_test[:10])
