"""Take what code prints, displays and raises, each Output widget's apart, in the place of sending it."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import Any

import ipywidgets as ipw

from nbkit.gate.mime import WIDGET_VIEW

Output = dict[str, Any]
EMBEDDED = re.compile(r"base64,[\w+/=\s]{1000,}")
PIXELS = {"image/png", "image/jpeg", "application/pdf"}


class Capture:
    """Holds what was shown since it was last taken."""

    def __init__(self) -> None:
        self.shown: dict[int, list[Output]] = {}
        self.inside: list[int] = [0]  # the Output widgets that are open, innermost last

    def add(self, output: Output) -> None:
        """Take an output to where it is shown; what is printed joins what was printed before."""
        outputs = self.shown.setdefault(self.inside[-1], [])
        if outputs and output["output_type"] == "stream" and outputs[-1].get("name") == output["name"]:
            outputs[-1]["text"] += output["text"]
        else:
            outputs.append(output)

    def clear(self) -> None:
        """Forget what is shown at the place that is open."""
        self.shown.pop(self.inside[-1], None)

    def take(self) -> list[Output]:
        """Return all that was shown, place by place, and begin anew."""
        found = [output for outputs in self.shown.values() for output in outputs]
        self.shown = {}
        return found

    def append(self, widget: Any, text: str, stream_name: str) -> None:
        """Take what is added to an Output widget without opening it."""
        self.enter(widget)
        self.add({"output_type": "stream", "name": stream_name, "text": text})
        self.leave()

    def error(self, kind: type[BaseException], error: BaseException | None, *_: Any) -> None:
        """Take an exception: its name and message."""
        self.add({"output_type": "error", "ename": kind.__name__, "evalue": str(error), "traceback": []})

    def enter(self, widget: Any) -> Any:
        """Open an Output widget."""
        self.inside.append(id(widget))
        return widget

    def leave(self, kind: Any = None, error: Any = None, _: Any = None) -> bool:
        """Close an Output widget, which shows what was raised inside, and raises no more."""
        if kind is not None:
            self.error(kind, error)
        self.inside.pop()
        return kind is not None


class Stream(io.TextIOBase):
    """Stands for stdout or stderr."""

    def __init__(self, name: str, capture: Capture) -> None:
        self.name, self.capture = name, capture

    def write(self, text: str) -> int:
        """Take what is printed."""
        self.capture.add({"output_type": "stream", "name": self.name, "text": str(text)})
        return len(text)

    def flush(self) -> None:
        """Do nothing: all was taken."""


class Publisher:
    """Stands for what sends displays to the front end."""

    def __init__(self, capture: Capture) -> None:
        self.capture = capture

    def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:
        """Take a display, without pixels, which depend on versions."""
        kept = {mime: _short(value) for mime, value in data.items() if mime not in PIXELS | {WIDGET_VIEW}}
        self.capture.add({"output_type": "display_data", "data": kept, "metadata": {}})

    def clear_output(self, wait: bool = False) -> None:
        """Forget what is shown."""
        self.capture.clear()


def _short(value: Any) -> Any:
    """Keep of sounds and pictures inside a page only how long they are."""
    return (
        EMBEDDED.sub(lambda found: f"base64,… ({len(found[0])} characters)", value)
        if isinstance(value, str)
        else value
    )


def capture_all(shell: Any) -> Capture:
    """Let nothing leave this process any more, and return what takes it all. There is no way back."""
    capture = Capture()
    shell.kernel.session.send = lambda *_, **__: None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for name in ("stdout", "stderr"):
        new, old = Stream(name, capture), getattr(sys, name)
        old.write, old.flush = new.write, new.flush  # somebody may have kept it
        setattr(sys, name, new)
    shell.display_pub, shell._showtraceback = (
        Publisher(capture),
        lambda kind, error, *_: capture.error(kind, error),
    )
    ipw.Output.__enter__ = lambda widget: capture.enter(widget)
    ipw.Output.__exit__ = lambda _, *raised: capture.leave(*raised)
    ipw.Output._append_stream_output = lambda widget, text, stream_name: capture.append(
        widget, text, stream_name
    )
    _draw_nothing(shell.display_formatter)
    return capture


def _draw_nothing(formatter: Any) -> None:
    """Make no pictures of figures: what they mean is asked for, and a picture takes longest of all."""
    form = formatter.format

    def format(obj: Any, include: Any = None, exclude: Any = None) -> Any:
        return form(
            obj,
            include=include,
            exclude={*(exclude or ()), *PIXELS, "image/svg+xml"} if _is_figure(obj) else exclude,
        )

    formatter.format = format


def _is_figure(obj: Any) -> bool:
    matplotlib = sys.modules.get("matplotlib.figure")
    return matplotlib is not None and isinstance(obj, matplotlib.Figure)
