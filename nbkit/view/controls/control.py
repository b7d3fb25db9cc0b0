"""One control of an explorer: a slider, a choice or a toggle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as ipw

from nbkit.gate.widgets.several import Range, among
from nbkit.view.controls.play import Play

WIDE = {"description_width": "initial"}  # a label takes the room that it needs


class Control:
    """One control: its widget, the settings that `drive` tries, and what they mean to `draw`."""

    def __init__(
        self,
        widget: Any,
        tries: Sequence[Any],
        label: str | None,
        meaning: Mapping[str, Any] | None = None,
        inside: Callable[[float], Any] | None = None,
        every: Sequence[Any] | None = None,
    ) -> None:
        self.widget, self.tries, self.label, self.meaning = widget, list(tries), label, meaning
        self.every = list(tries if every is None else every)  # all that it can be put to
        self.start = widget.value
        self.range = Range(self.start, self.tries, inside or among(self.tries))
        self.play: Play | None = None

    @property
    def value(self) -> Any:
        """What `draw` is given."""
        return self.meant(self.setting)

    @property
    def setting(self) -> Any:
        """Where it stands; what sums of steps leave in a float's last digits is dropped."""
        return _rounded(self.widget.value)

    @property
    def places(self) -> list[Any]:
        """All settings that it can be put to, as `setting` gives them."""
        kind = type(self.start)  # of 0.5, 1, 1.5, 2 the whole ones would be shown without their point
        return [_rounded(kind(setting)) for setting in self.every]

    def meant(self, setting: Any) -> Any:
        """Return what `draw` is given at a setting: itself, or the option that its words stand for."""
        return setting if self.meaning is None else self.meaning[setting]

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

    value: where it starts; left out, in the middle. step: left out, 1 for whole numbers, else a hundredth of
    the range. label: left out, the name of the argument. play: should a button beside it walk it to its end?
    Raises ValueError where the ends are in the wrong order, the start lies outside them, or the step is not
    above 0.

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
    widget = kind(value=value, min=low, max=high, step=step, style=WIDE, layout=_room("26em"), **extra)
    inside = _between(low, high, step)
    control = Control(widget, [low, middle, high], label, None, inside, _steps(low, high, step))
    control.play = Play(widget) if play else None
    return control


def choice(
    options: Sequence[Any] | Mapping[str, Any], value: Any = None, label: str | None = None
) -> Control:
    """Return a list to choose from.

    options: values, or a mapping from words to values. value: the one it starts with; left out, the first.
    label: left out, the name of the argument.
    Raises ValueError where there is no option, or the start is not one of them.

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
    widget = ipw.Dropdown(options=list(named), value=start, style=WIDE, layout=_room("18em"))
    return Control(widget, list(named), label, named)


def toggle(value: bool = False, label: str | None = None) -> Control:
    """Return a box to tick.

    >>> toggle(True).value
    True
    """
    return Control(ipw.Checkbox(value=bool(value), indent=False, layout=_room("auto")), [False, True], label)


def _between(low: float, high: float, step: float) -> Callable[[float], float]:
    """Return what steps from one end by a place from 0 to 1."""
    return lambda place: min(low + round(place * (high - low) / step) * step, high)


def _steps(low: float, high: float, step: float) -> list[float]:
    """Return all places of a slider: 0, 0.1, 0.2 and so on."""
    count = round((high - low) / step)
    return [*(round(low + place * step, 10) for place in range(count)), high]


def _rounded(setting: Any) -> Any:
    return round(setting, 9) if isinstance(setting, float) else setting


def _digits(step: float) -> int:
    """Return how many decimals a step needs: 0.25 needs two."""
    return min(6, len(f"{step:.6f}".rstrip("0").partition(".")[2]))


def _room(width: str) -> Any:
    return ipw.Layout(width=width, max_width="100%")
