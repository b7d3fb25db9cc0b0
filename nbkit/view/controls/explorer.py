"""A picture with controls: `explore` redraws it whenever a slider, a choice or a toggle moves.

A whole explorer: what is drawn, what it shows in words, and what can be moved.

    import numpy as np
    import nbkit as nb
    from nbkit.view import plots

    def wave(height, count, shape):
        x = np.linspace(0, 2 * np.pi, 400)
        y = height * shape(count * x)
        return plots.curves(x, {"wave": y}, title=f"{count} waves, {height:.1f} high")

    nb.explore(
        wave,
        alt=lambda height, count, shape: f"{count} waves that are {height:.1f} high.",
        height=nb.slider(0.5, 2.0, 1.0, 0.1),
        count=nb.slider(1, 9, 3, label="waves", play=True),
        shape=nb.choice({"sine": np.sin, "cosine": np.cos}),
    )

Every control has a label and goes by keyboard. An error that is raised stands in the place of the picture.
Without a kernel the course as we store it shows the first picture; what you saved from `nbkit lab` shows the
last. JupyterLab and Notebook 7 started otherwise show "model not found" there until the cell is run again,
unless "Save Widget State Automatically" is on. VS Code and Colab: run the cell; we have not tried them.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as ipw
from traitlets import Unicode

from nbkit.gate.fingerprint import fingerprint
from nbkit.gate.mime import EXPLORER, WIDGET_VIEW
from nbkit.gate.mode import recording
from nbkit.gate.show import DPI, bundle
from nbkit.view.controls.access import Access
from nbkit.view.controls.frames import Frames, swept_afterwards
from nbkit.view.controls.play import Play

Alt = str | Callable[..., str]


class Control:
    """One control: its widget, the settings that `drive` tries, and what they mean to `draw`."""

    def __init__(
        self, widget: Any, tries: Sequence[Any], label: str | None, meaning: Mapping[str, Any] | None = None
    ) -> None:
        self.widget, self.tries, self.label, self.meaning = widget, list(tries), label, meaning
        self.start = widget.value
        self.play: Play | None = None

    @property
    def value(self) -> Any:
        """What `draw` is given: the setting, or the option that its words stand for."""
        return self.widget.value if self.meaning is None else self.meaning[self.widget.value]

    def name(self, key: str) -> None:
        """Write the label: the one given, or the argument's name with its underscores as spaces."""
        self.label = self.label or key.replace("_", " ")
        self.widget.description = self.label
        if self.play is not None:
            self.play.name(self.label)

    @property
    def boxes(self) -> list[Any]:
        """What is shown of it: the control, and the button that plays it."""
        return [self.widget] if self.play is None else [self.widget, self.play.widget]

    def reset(self) -> None:
        """Put it back to where it started; what plays stops."""
        if self.play is not None:
            self.play.stop()
        self.widget.value = self.start


def slider(
    low: float,
    high: float,
    value: float | None = None,
    step: float | None = None,
    label: str | None = None,
    play: bool = False,
) -> Control:
    """Return a slider from `low` to `high`; it counts in whole numbers where all the numbers given are whole.

    Parameters
    ----------
    low, high : float
        The ends, low < high.
    value : float, optional
        Where it starts; by default the middle.
    step : float, optional
        By default 1 for whole numbers, else a hundredth of the range.
    label : str, optional
        By default the name of the argument.
    play : bool
        Whether a button beside it walks it to its end.

    Raises
    ------
    ValueError
        The ends are in the wrong order, the start lies outside them, or the step is not above 0.

    Examples
    --------
    >>> slider(0, 10, 3).value, slider(0.0, 1.0).value
    (3, 0.5)
    """
    whole = all(isinstance(n, int) for n in (low, high, 0 if value is None else value, step or 1))
    step = step or (1 if whole else (high - low) / 100)
    if not low < high or step <= 0:
        raise ValueError(
            f"expected low < high and a step above 0, got {low}, {high} and {step}: slider(0, 10)"
        )
    middle = low + round((high - low) / 2 / step) * step
    value = middle if value is None else value
    if not low <= value <= high:
        raise ValueError(
            f"expected a start from {low} to {high}, got {value}: start the slider inside its range"
        )
    kind = ipw.IntSlider if whole else ipw.FloatSlider
    extra = {} if whole else {"readout_format": f".{_digits(step)}f"}
    widget = kind(value=value, min=low, max=high, step=step, style=_wide(), layout=_room("26em"), **extra)
    control = Control(widget, [low, middle, high], label)
    control.play = Play(widget) if play else None
    return control


def choice(
    options: Sequence[Any] | Mapping[str, Any], value: Any = None, label: str | None = None
) -> Control:
    """Return a list to choose from.

    Parameters
    ----------
    options : sequence of values, or mapping of words to values
    value : optional
        The value it starts with; by default the first.
    label : str, optional
        By default the name of the argument.

    Raises
    ------
    ValueError
        There is no option, or the start is not one of them.

    Examples
    --------
    >>> choice(["AND", "OR"]).value
    'AND'
    """
    named = options if isinstance(options, Mapping) else {str(one): one for one in options}
    if not named or len(named) < len(options):
        raise ValueError(f"expected options with words of their own, got {options!r}: choice(['AND', 'OR'])")
    words = [text for text, one in named.items() if one is value or str(one) == str(value)]
    if value is not None and not words:
        raise ValueError(f"expected a start among {list(named)}, got {value!r}")
    start = words[0] if value is not None else next(iter(named))
    widget = ipw.Dropdown(options=list(named), value=start, style=_wide(), layout=_room("18em"))
    return Control(widget, list(named), label, named)


def toggle(value: bool = False, label: str | None = None) -> Control:
    """Return a box to tick.

    Examples
    --------
    >>> toggle(True).value
    True
    """
    return Control(ipw.Checkbox(value=bool(value), indent=False, layout=_room("auto")), [False, True], label)


class _Image(ipw.Image):
    """An image whose tooltip becomes its title, which screen readers speak.

    ipywidgets 8 has no alt text, and its front end fails on a tooltip without a description to look at.
    """

    description = Unicode("").tag(sync=True)


class Explorer:
    """A picture that follows its controls; make one with `explore`."""

    def __init__(self, draw: Callable[..., Any], alt: Alt, controls: dict[str, Control]) -> None:
        self.draw, self.alt, self.controls = draw, alt, controls
        self._wanted, self._shown, self._busy, self._held = 1, 0, False, False
        self._first, self._frames = self._picture(), Frames()
        self._image = _Image(format="png", layout=ipw.Layout(max_width="100%", height="auto"))
        self._svg, self._stage = ipw.HTML(), ipw.VBox()
        self._error = ipw.HTML(layout=ipw.Layout(display="none"))
        self._put(self._first, self._words())
        self.widget = self._arranged()
        for name, control in controls.items():
            control.name(name)
            control.widget.observe(self._moved, names="value")

    @property
    def values(self) -> dict[str, Any]:
        """Where the controls stand."""
        return {name: control.value for name, control in self.controls.items()}

    def _settings(self) -> dict[str, Any]:
        return {str(control.label): control.widget.value for control in self.controls.values()}

    def reset(self) -> None:
        """Put every control back to where it started, and draw once."""
        with self._hold():
            for control in self.controls.values():
                control.reset()
        self._moved()

    def drive(self) -> dict[str, list[list[Any]]]:
        """Move each control over its range, the others at their start, and return the fingerprints.

        Sliders go to both ends and the middle, choices to every option, toggles to both sides.

        Raises
        ------
        RuntimeError
            Drawing raised; the message names the control and its value.
        """
        before = [control.widget.value for control in self.controls.values()]
        found: dict[str, list[list[Any]]] = {}
        self.reset()
        with self._hold():
            for name, control in self.controls.items():
                found[name] = [self._tried(name, control, value) for value in control.tries]
                control.widget.value = control.start
            for control, value in zip(self.controls.values(), before, strict=True):
                control.widget.value = value
        self._moved()
        return found

    def _tried(self, name: str, control: Control, value: Any) -> list[Any]:
        control.widget.value = value
        try:
            return [value, fingerprint(self._picture())]
        except Exception as error:
            raise RuntimeError(f"the explorer cannot draw {name} = {value!r}: {_sentence(error)}") from error

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Return the live widget, and the first picture for where no kernel runs."""
        data, metadata = bundle(self._first, self._words())
        data[WIDGET_VIEW] = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        if recording():
            data[EXPLORER] = self.drive()
        return data, metadata

    def _picture(self) -> Any:
        return self.draw(**self.values)

    def _words(self) -> str:
        return self.alt(**self.values) if callable(self.alt) else self.alt

    @contextmanager
    def _hold(self) -> Any:
        """Draw nothing while several controls are moved."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def _moved(self, change: Any = None) -> None:
        """Draw what the controls say now; a picture overtaken by a newer value is dropped, not shown."""
        self._wanted += 1
        if self._busy or self._held:
            return
        self._busy = True
        try:
            while self._shown != self._wanted:
                with swept_afterwards():
                    self._draw_once(self._wanted)
        finally:
            self._busy = False

    def _draw_once(self, wanted: int) -> None:
        try:
            picture, words, error = self._picture(), self._words(), ""
        except Exception as problem:
            picture, words, error = None, "", _failure(problem, self._settings())
        self._shown = wanted
        if wanted == self._wanted:
            self._put(picture, words)
            self._error.value = error
            self._error.layout.display = "block" if error else "none"

    def _put(self, picture: Any, words: str) -> None:
        """Show a picture, or none after an error: an old one would be taken for the new."""
        svg = getattr(picture, "svg", picture if isinstance(picture, str) else None)
        view = self._image if svg is None else self._svg
        if svg is not None:
            self._svg.value = f'<div role="img" aria-label="{escape(words)}">{svg}</div>'
        elif picture is not None:
            with self._image.hold_sync():  # picture and words arrive together
                self._image.width = str(round(picture.get_size_inches()[0] * DPI))
                self._image.tooltip = words
                self._image.value = self._frames.png(picture)
        shown = () if picture is None else (view,)
        if self._stage.children != shown:
            self._stage.children = shown

    def _arranged(self) -> Any:
        button = ipw.Button(description="Reset", icon="undo", tooltip="Put every control back to its start")
        button.layout = _room("7em")
        button.on_click(lambda _: self.reset())
        boxes = [box for control in self.controls.values() for box in control.boxes]
        row = ipw.Layout(display="flex", flex_flow="row wrap", align_items="center", grid_gap="4px 18px")
        whole = ipw.VBox([ipw.Box([*boxes, button], layout=row), Access(), self._stage, self._error])
        whole.add_class("nbkit-explorer")
        return whole


def explore(draw: Callable[..., Any], *, alt: Alt, **controls: Control) -> Explorer:
    """Return a picture with controls: every move calls `draw` with the values of all of them.

    Parameters
    ----------
    draw : callable
        Takes one keyword argument a control, returns a matplotlib Figure, a Drawing or an SVG.
    alt : str, or callable of the same arguments that returns one
        What the picture shows, for those who cannot see it.
    controls : made by `slider`, `choice` or `toggle`

    Raises
    ------
    TypeError
        A control was not made by one of the three, or there is none.

    Examples
    --------
    >>> from nbkit.view import plots
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


def _digits(step: float) -> int:
    """Return how many decimals a step needs: 0.25 needs two."""
    return min(6, len(f"{step:.6f}".rstrip("0").partition(".")[2]))


def _wide() -> dict[str, str]:
    return {"description_width": "initial"}


def _room(width: str) -> Any:
    return ipw.Layout(width=width, max_width="100%")


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def _failure(error: Exception, values: Mapping[str, Any]) -> str:
    """Return an error as HTML: the values, what was raised, and the line that raised it."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    line = f"{Path(where.filename).name}, line {where.lineno}: {where.line or ''}".removesuffix(": ")
    settings = ", ".join(f"{name} = {value}" for name, value in values.items())
    lines = (f"No picture for {settings}.", _sentence(error), line)
    body = "<br>".join(escape(text) for text in lines)
    return f'<div role="alert" style="border-left:4px solid #D55E00;padding:6px 10px">{body}</div>'
