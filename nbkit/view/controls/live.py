"""A training that draws itself: the curves grow while `fit` runs, and stay as an ordinary figure."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from nbkit.gate.mode import recording
from nbkit.gate.show import bundle, show
from nbkit.view.controls.frames import Frames
from nbkit.view.plots.training import growing
from nbkit.view.style import number

PAUSE = 0.2  # seconds between two frames: the training gets most of the time


class Live:
    """Draws a history as it grows; make one with `live`."""

    def __init__(self) -> None:
        self._frames, self._shown, self._next = Frames(), False, 0.0

    def __call__(self, history: Any, last: bool = False) -> None:
        """Draw the history so far, unless a frame was drawn a moment ago; the last is always drawn.

        While notebooks are recorded only the last is: how many come before it depends on the machine.
        """
        if last:
            self._finish(*_figure_and_words(history))
        elif not recording() and perf_counter() >= self._next:
            figure, words = _figure_and_words(history, goes_on=True)
            image = base64.b64encode(self._frames.png(figure)).decode()
            size = {"width": round(96 * figure.get_figwidth())}
            self._put({"image/png": image, "text/plain": words}, {"image/png": {"alt": words, **size}})
            self._next = perf_counter() + PAUSE

    def _finish(self, figure: Figure, words: str) -> None:
        """Put the last figure in the place of the frames, as `show` would, so that it is stored."""
        if self._shown:
            self._put(*bundle(figure, words))
        else:
            show(figure, alt=words)
        self._shown, self._next = False, 0.0

    def _put(self, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            place = {"display_id": f"nbkit-live-{id(self)}", "update": self._shown}
            display(data, raw=True, metadata=metadata, **place)
            self._shown = True


def live() -> Live:
    """Return what draws a training while it runs: ``fit(…, show=live())``.

    One panel for each watched name, with its curve on unseen data beside it. About five frames a second.
    No widget is used, so the figure stays in the notebook, in whichever program it is opened.

    >>> live()({"loss": np.array([2.0, 1.0])}, last=True)
    loss after 1 step: 1.
    """
    return Live()


def _figure_and_words(history: Mapping[str, Any], goes_on: bool = False) -> tuple[Figure, str]:
    steps = np.asarray(getattr(history, "steps", range(len(next(iter(history.values()))))))
    count = f"{steps[-1]} step{'' if steps[-1] == 1 else 's'}"
    ends = ", ".join(f"{name} {number(float(values[-1]))}" for name, values in history.items())
    words = ", ".join(f"{name} after {count}: {number(float(v[-1]))}" for name, v in history.items())
    return growing(steps, history, title=f"After {count}: {ends}", goes_on=goes_on), f"{words}."
