"""A picture with controls: `explore` redraws it whenever a slider, a choice or a toggle moves.

Every control has a label and goes by keyboard. An error that is raised stands in the place of the picture.
An explorer is a function of its controls: what it has drawn is remembered until a cell runs, and on Linux a
copy of the kernel draws what may be asked for next. A picture that is another each time is drawn each time.
Without a kernel the course as we store it shows the first picture; what you saved from `nbkit lab` shows the
last. JupyterLab and Notebook 7 started otherwise show "model not found" there until the cell is run again,
unless "Save Widget State Automatically" is on. VS Code and Colab: run the cell; we have not tried them.
CONTRIBUTING.md has a whole explorer.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as ipw
from traitlets import Unicode

from nbkit.gate.figures.fingerprint import fingerprint
from nbkit.gate.mime import EXPLORER, WIDGET_VIEW
from nbkit.gate.mode import recording
from nbkit.gate.show import DPI, bundle
from nbkit.gate.widgets.changes import packed
from nbkit.gate.widgets.driven import SEVERAL, first_of
from nbkit.gate.widgets.several import several
from nbkit.view.controls.access import Access
from nbkit.view.controls.ahead import Ahead
from nbkit.view.controls.coming import Settings
from nbkit.view.controls.control import Control
from nbkit.view.controls.frames import Frames, swept_afterwards
from nbkit.view.controls.memory import Frame, Memory
from nbkit.view.controls.turn import in_turn

Alt = str | Callable[..., str]


class _Image(ipw.Image):
    """An image whose tooltip becomes its title, which screen readers speak.

    ipywidgets 8 has no alt text, and its front end fails on a tooltip without a description to look at.
    """

    description = Unicode("").tag(sync=True)


class Explorer:
    """A picture that follows its controls; make one with `explore`."""

    def __init__(self, draw: Callable[..., Any], alt: Alt, controls: dict[str, Control]) -> None:
        self.draw, self.alt, self.controls = draw, alt, controls
        self._busy = self._stale = False  # is it drawing, and has a control moved since?
        self._first, self._frames = self._picture(), Frames()
        self._ahead = Ahead(controls, self._drawn, Memory())
        self._image = _Image(format="png", layout=ipw.Layout(max_width="100%", height="auto"))
        self._svg, self._stage = ipw.HTML(), ipw.VBox()
        self._error = ipw.HTML(layout=ipw.Layout(border_left="4px solid #D55E00", padding="6px 10px"))
        self._put(self._framed(self._first, self._words(self.values)))
        self.widget = self._arranged()
        for name, control in controls.items():
            control.name(name)
            control.widget.observe(self._moved, names="value")

    @property
    def values(self) -> dict[str, Any]:
        """Where the controls stand."""
        return {name: control.value for name, control in self.controls.items()}

    def reset(self) -> None:
        """Put every control back to where it started, and draw once."""
        with self._hold():
            for control in self.controls.values():
                control.reset()

    def drive(self) -> dict[str, list[list[Any]]]:
        """Move each control over its range, the others at their start, and return the fingerprints.

        Sliders go to both ends and the middle, choices to every option, toggles to both sides. Then pairs of
        controls are moved, and all to a few points inside: those pictures are kept by what changed from the
        first of all. Raises RuntimeError, with the control and its value, where drawing raised.
        """
        found: dict[str, list[list[Any]]] = {}
        with self.held():
            for name, control in self.controls.items():
                found[name] = [[value, self._tried({name: value})] for value in control.tries]
            first = first_of(found)
            for settings in several({name: control.range for name, control in self.controls.items()}):
                found.setdefault(SEVERAL, []).append([settings, packed(first, self._tried(settings))])
        return found

    @contextmanager
    def held(self) -> Iterator[None]:
        """Show nothing while the controls are moved by somebody else, and put them back in the end."""
        before = [control.widget.value for control in self.controls.values()]
        self.reset()
        with self._hold():
            yield
            for control, value in zip(self.controls.values(), before, strict=True):
                control.widget.value = value

    def picture_at(self, settings: dict[str, Any]) -> tuple[Any, str]:
        """Return the picture and its words at some settings, the other controls at their start; while `held`.

        Raises what drawing raises.
        """
        for name, control in self.controls.items():
            control.widget.value = settings.get(name, control.start)
        return self._picture(), self._words(self.values)

    def _tried(self, settings: dict[str, Any]) -> Any:
        """Return the fingerprint at some settings, the other controls at their start."""
        try:
            return fingerprint(self.picture_at(settings)[0])
        except Exception as error:
            place = ", ".join(f"{name} = {value!r}" for name, value in settings.items())
            raise RuntimeError(f"the explorer cannot draw {place}: {_sentence(error)}") from error

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Return the live widget, and the first picture for where no kernel runs."""
        data, metadata = bundle(self._first, self._words(self.values))
        data[WIDGET_VIEW] = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        if recording():
            data[EXPLORER] = self.drive()
        return data, metadata

    def _picture(self) -> Any:
        return self.draw(**self.values)

    def _words(self, values: dict[str, Any]) -> str:
        return self.alt(**values) if callable(self.alt) else self.alt

    @contextmanager
    def _hold(self) -> Iterator[None]:
        """Draw nothing while several controls are moved, then once."""
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before
        self._moved()

    def _moved(self, change: Any = None) -> None:
        self._stale = True
        in_turn(self._redraw)

    def _redraw(self) -> None:
        """Draw what the controls say now; a picture overtaken by a newer value is dropped, not shown."""
        if self._busy:
            return
        self._busy = True
        try:
            while self._stale:
                self._stale = False
                with swept_afterwards():
                    self._draw_once()
        finally:
            self._busy = False
        self._ahead.follow(self._settings())

    def _draw_once(self) -> None:
        error = ""
        try:
            frame = self._frame()
        except Exception as problem:
            frame, error = None, self._failure(problem)
        if not self._stale:
            self._put(frame, error)

    def _frame(self) -> Frame:
        """Return what is shown where the controls stand."""
        return self._ahead.frame_at(self._settings())

    def _settings(self) -> Settings:
        return {name: control.setting for name, control in self.controls.items()}

    def _drawn(self, settings: Settings) -> Frame:
        values = {name: self.controls[name].meant(setting) for name, setting in settings.items()}
        return self._framed(self.draw(**values), self._words(values))

    def _framed(self, picture: Any, words: str) -> Frame:
        markup = picture if isinstance(picture, str) else getattr(picture, "svg", "")
        markup = getattr(picture, "html", markup)  # what a live page can show better
        if markup:
            return Frame(words, markup=markup)
        return Frame(words, self._frames.png(picture), round(picture.get_size_inches()[0] * DPI))

    def _put(self, frame: Frame | None, error: str = "") -> None:
        """Show a frame, or after an error none: an old one would be taken for the new."""
        if frame is not None and frame.markup:
            self._svg.value = f'<div role="img" aria-label="{escape(frame.words)}">{frame.markup}</div>'
        elif frame is not None:
            with self._image.hold_sync():  # picture and words arrive together
                self._image.width, self._image.tooltip = str(frame.width), frame.words
                self._image.value = frame.png
        shown = () if frame is None else (self._svg if frame.markup else self._image,)
        if self._stage.children != shown:
            self._stage.children = shown
        self._error.value = error
        self._error.layout.display = "block" if error else "none"

    def _failure(self, error: Exception) -> str:
        """Return an error as HTML: the values, what was raised, and the line that raised it."""
        where = traceback.extract_tb(error.__traceback__)[-1]
        line = f"{Path(where.filename).name}, line {where.lineno}: {where.line or ''}".removesuffix(": ")
        settings = ", ".join(
            f"{control.label} = {control.widget.value}" for control in self.controls.values()
        )
        lines = (f"No picture for {settings}.", _sentence(error), line)
        return f'<div role="alert">{"<br>".join(escape(text) for text in lines)}</div>'

    def _arranged(self) -> Any:
        button = ipw.Button(description="Reset", icon="undo", tooltip="Put every control back to its start")
        button.layout = ipw.Layout(width="7em")
        button.on_click(lambda _: in_turn(self.reset))
        boxes = [box for control in self.controls.values() for box in control.boxes]
        row = ipw.Layout(display="flex", flex_flow="row wrap", align_items="center", grid_gap="4px 18px")
        whole = ipw.VBox([ipw.Box([*boxes, button], layout=row), Access(), self._stage, self._error])
        whole.add_class("nbkit-explorer")
        return whole


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def explore(draw: Callable[..., Any], *, alt: Alt, **controls: Control) -> Explorer:
    """Return a picture with controls: every move calls `draw` with the values of all of them.

    draw: takes one keyword argument a control, returns a matplotlib Figure, a Drawing or an SVG.
    alt: what the picture shows, for those who cannot see it; or what returns that, from the same arguments.
    controls: made by `slider`, `choice`, `toggle` or `pad`.
    Raises TypeError where a control was not made by one of these, or there is none.

    >>> from nbkit.view import plots
    >>> from nbkit.view.controls.control import slider
    >>> def picture(k):
    ...     return plots.curves([0, 1], {"kx": [0, k]}, title=f"k is {k}")
    >>> explorer = explore(picture, alt="A line of slope k", k=slider(-3, 3, 1, label="slope k"))
    >>> [value for value, figure in explorer.drive()["k"]]
    [-3, 0, 3]
    """
    if not controls:
        raise TypeError("expected at least one control, got none: explore(draw, alt=..., k=slider(0, 10))")
    for name, control in controls.items():
        if not isinstance(control, Control):
            raise TypeError(f"expected slider(...), choice(...) or toggle(...) for {name}, got {control!r}")
    return Explorer(draw, alt, controls)
