"""What runs inside a kernel that the gate has started: a figure shown there says what it means, unasked."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from IPython import get_ipython
from IPython.core.formatters import BaseFormatter
from traitlets import ObjectName, Unicode

from nbkit.gate.mime import EXPLORER, FIGURE


class FigureFormatter(BaseFormatter):  # type: ignore[misc]
    """Gives each matplotlib figure that is shown its fingerprint, beside the picture.

    It recognises figures itself: those registered with `for_type` are removed by `%matplotlib inline`.
    """

    format_type = Unicode(FIGURE)
    print_method = ObjectName("_repr_nbkit_figure_")

    def __call__(self, obj: Any) -> dict[str, Any] | None:
        """Return the fingerprint of a figure; None for anything else, and where it cannot be told."""
        matplotlib = sys.modules.get("matplotlib.figure")
        return meaning(obj) if matplotlib and isinstance(obj, matplotlib.Figure) else None


class Widgets(BaseFormatter):  # type: ignore[misc]
    """Notes each widget that is shown, and drives its controls when the cell has ended.

    A later cell may say what shall follow them: then they are driven again.
    """

    format_type = Unicode(EXPLORER)
    print_method = ObjectName("_repr_nbkit_explorer_")

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.shown: list[Any] = []
        self.now: list[Any] = []  # in this cell
        self.driven: dict[int, int] = {}  # how many followed each widget when it was driven
        self.resting = False

    def __call__(self, obj: Any) -> None:
        """Note a widget."""
        widgets = sys.modules.get("ipywidgets")
        if widgets and isinstance(obj, widgets.Widget):
            self.now.append(obj)

    def drive(self, _: Any = None) -> None:
        """Drive those widgets that are new or have new followers, and send what they have shown."""
        resting, self.resting = self.resting, False
        now, self.now = self.now, []
        self.shown += [widget for widget in now if not any(widget is one for one in self.shown)]
        found = self._found(now, resting) if self.shown else None
        if found is not None:
            get_ipython().display_pub.publish({EXPLORER: found}, {})

    def _found(self, now: list[Any], resting: bool) -> dict[str, Any] | None:
        from nbkit.gate.widgets.controls import followers
        from nbkit.gate.widgets.drive import drive
        from nbkit.gate.widgets.driven import STOPPED

        try:
            counts = {id(widget): followers(widget) for widget in self.shown}
            moved = [widget for widget in self.shown if self.driven.get(id(widget), 0) != counts[id(widget)]]
            self.driven = counts
            return drive([*moved, *now], get_ipython()) if moved and not resting else None
        except Exception as error:  # a notebook must not break over it
            self.shown = []
            return {STOPPED: f"the controls cannot be moved: {error!r}"}


def install() -> None:
    """Let figures say what they mean, and drive widgets. Nothing is imported before the first is shown."""
    shell = get_ipython()
    formatters = shell.display_formatter.formatters
    formatters.setdefault(FIGURE, FigureFormatter())
    if EXPLORER not in formatters:
        formatters[EXPLORER] = Widgets()
        shell.events.register("post_run_cell", formatters[EXPLORER].drive)


def rest() -> None:
    """Let the widgets of the next cell stand."""
    get_ipython().display_formatter.formatters[EXPLORER].resting = True


def meaning(figure: Any) -> dict[str, Any] | None:
    """Return a figure's fingerprint, or None where there is none: a notebook must not break over it."""
    shown, warnings.showwarning = warnings.showwarning, _say_nothing
    try:
        import numpy as np

        from nbkit.gate.figures.fingerprint import fingerprint

        with np.errstate(all="ignore"):
            return fingerprint(figure)
    except Exception:
        return None
    finally:
        warnings.showwarning = shown


def _say_nothing(*_: Any, **__: Any) -> None:
    """Take a warning of ours away: what a cell prints is the notebook's own."""
