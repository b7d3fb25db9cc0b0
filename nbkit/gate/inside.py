"""What runs inside a kernel that the gate has started: a figure shown there says what it means, unasked."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from IPython import get_ipython
from IPython.core.formatters import BaseFormatter
from traitlets import ObjectName, Unicode

from nbkit.gate.mime import FIGURE


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


def install() -> None:
    """Give this kernel's figures their fingerprints. Nothing is imported before the first figure is shown."""
    formatters = get_ipython().display_formatter.formatters
    formatters.setdefault(FIGURE, FigureFormatter())


def meaning(figure: Any) -> dict[str, Any] | None:
    """Return a figure's fingerprint, or None where there is none: a notebook must not break over it."""
    shown, warnings.showwarning = warnings.showwarning, _say_nothing
    try:
        import numpy as np

        from nbkit.gate.fingerprint import fingerprint

        with np.errstate(all="ignore"):
            return fingerprint(figure)
    except Exception:
        return None
    finally:
        warnings.showwarning = shown


def _say_nothing(*_: Any, **__: Any) -> None:
    """Take a warning of ours away: what a cell prints is the notebook's own."""
