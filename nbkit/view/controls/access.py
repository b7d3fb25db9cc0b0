"""What ipywidgets leaves out: sliders with names to speak, lists that hear arrow keys, a visible focus."""

from __future__ import annotations

from pathlib import Path

import anywidget

HERE = Path(__file__).parent


class Access(anywidget.AnyWidget):
    """An invisible part of an explorer; its script sees to the others. Put it inside `.nbkit-explorer`."""

    _esm = HERE / "access.js"
    _css = HERE / "access.css"

    def __init__(self) -> None:
        super().__init__()
        self.add_class("nbkit-access")
