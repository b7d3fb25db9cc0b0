"""The controls among ipywidgets: what each can be set to, how it is set, and what stands on the others."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as ipw
from traitlets import EventHandler

from nbkit.gate.widgets.several import Range, among

OPTIONS = 12  # of a list that are tried
CLICKED = "clicked"
WORDS = ["", "7"]  # a text that may be a number
DAYS = [datetime.date(2000, 1, 1), datetime.date(2024, 2, 29)]

WHOLE = (ipw.IntSlider, ipw.BoundedIntText, ipw.Play)
REAL = (ipw.FloatSlider, ipw.BoundedFloatText)
PAIRS = (ipw.IntRangeSlider, ipw.FloatRangeSlider)
SELECTIONS = (ipw.Dropdown, ipw.RadioButtons, ipw.Select, ipw.SelectionSlider, ipw.ToggleButtons)
MULTIPLE = (ipw.SelectMultiple, ipw.SelectionRangeSlider)

Values = tuple[list[Any], Callable[[float], Any] | None]  # what is tried, and what lies between


@dataclass(frozen=True)
class Control:
    """A widget that a person can set: the values that are tried, how one is put, and how it is told."""

    widget: Any
    range: Range
    put: Callable[[Any], None]
    now: Callable[[], Any]
    told: Callable[[Any], Any] = lambda value: value


def tree(roots: Iterable[Any]) -> list[Any]:
    """List widgets and all that they hold, each once, in the order in which they are seen."""
    found: dict[int, Any] = {}
    waiting = list(roots)[::-1]
    while waiting:
        widget = waiting.pop()
        if id(widget) not in found and isinstance(widget, ipw.Widget):
            found[id(widget)] = widget
            waiting += list(getattr(widget, "children", ()))[::-1]
    return list(found.values())


def names(widgets: Sequence[Any]) -> dict[int, str]:
    """Return a name for each widget, by its id: its label or else its kind, numbered from the second on."""
    found: dict[int, str] = {}
    for widget in widgets:
        plain = str(getattr(widget, "description", "") or type(widget).__name__)
        count = sum(name == plain or name.startswith(f"{plain} #") for name in found.values())
        found[id(widget)] = f"{plain} #{count + 1}" if count else plain
    return found


def controls(widgets: Sequence[Any]) -> dict[str, Control]:
    """Return those widgets that a person could set, by their names."""
    named = names(widgets)
    found = {
        named[id(widget)]: control(widget) for widget in widgets if not getattr(widget, "disabled", False)
    }
    return {name: one for name, one in found.items() if one is not None}


def control(widget: Any) -> Control | None:
    """Return the control that a widget is; None where it only shows something, or takes a file."""
    if isinstance(widget, ipw.Button):
        return Control(
            widget, Range(None, [CLICKED], among([CLICKED])), lambda _: widget.click(), lambda: None
        )
    return next((_valued(widget, values) for kinds, values in KINDS if isinstance(widget, kinds)), None)


def _valued(widget: Any, values: Callable[[Any], Values]) -> Control:
    chooses = isinstance(widget, (*SELECTIONS, *MULTIPLE))
    trait = "index" if chooses else "value"
    tries, inside = values(widget)
    return Control(
        widget,
        Range(getattr(widget, trait), _unique(tries), inside or among(tries)),
        lambda value: setattr(widget, trait, value),
        lambda: getattr(widget, trait),
        (lambda value: labels(widget, value)) if chooses else lambda value: value,
    )


def followers(root: Any) -> int:
    """Count what follows the controls of a widget: functions that are called when one moves or is clicked."""
    widgets = tree([root])
    calls = [
        call
        for widget in widgets
        for kinds in widget._trait_notifiers.values()
        for calls in kinds.values()
        for call in calls
        if not isinstance(call, EventHandler)  # the widget's own
    ]
    clicks = [
        call
        for widget in widgets
        if isinstance(widget, ipw.Button)
        for call in widget._click_handlers.callbacks
    ]
    return len(calls) + len(clicks) if controls(widgets) else 0


def labels(widget: Any, index: Any) -> Any:
    """Return the words of one option or of several."""
    words = widget._options_labels
    if index is None or isinstance(index, int):
        return None if index is None else words[index]
    return [words[place] for place in index]


def _unique(values: Sequence[Any]) -> list[Any]:
    return [value for place, value in enumerate(values) if value not in values[:place]]


def _whole(widget: Any) -> Values:
    inside = _between(widget.min, widget.max, widget.step or 1)
    return [widget.min, inside(0.5), widget.max], inside


def _real(widget: Any) -> Values:
    inside = _between(widget.min, widget.max, widget.step or (widget.max - widget.min) / 100)
    return [widget.min, inside(0.5), widget.max], inside


def _power(widget: Any) -> Values:
    inside = _between(widget.min, widget.max, widget.step or 0.1)
    return [
        widget.base**place for place in (widget.min, inside(0.5), widget.max)
    ], lambda place: widget.base ** inside(place)


def _between(low: Any, high: Any, step: Any) -> Callable[[float], Any]:
    """Return what steps from one end by a place from 0 to 1."""
    count = int((high - low) / step + 1e-9) if step else 0
    return lambda place: low + int(place * count + 0.5) * step


def _pair(widget: Any) -> Values:
    inside = _between(widget.min, widget.max, widget.step or 1)
    low, middle, high = widget.min, inside(0.5), widget.max
    return [(low, high), (low, middle), (middle, high)], lambda place: (low, inside(place))


def _selection(widget: Any) -> Values:
    return _spread(len(widget._options_labels)), None


def _multiple(widget: Any) -> Values:
    places = _spread(len(widget._options_labels))
    if isinstance(widget, ipw.SelectionRangeSlider):
        return [(places[0], places[-1]), (places[0], places[0]), (places[-1], places[-1])], None
    return [(), *((place,) for place in places[:OPTIONS]), tuple(places)], None


def _spread(count: int) -> list[int]:
    """Return some of many places, both ends among them.

    >>> _spread(3), len(_spread(1000)), _spread(1000)[-1]
    ([0, 1, 2], 12, 999)
    """
    if count <= OPTIONS:
        return list(range(count))
    return [round(place * (count - 1) / (OPTIONS - 1)) for place in range(OPTIONS)]


def _options(widget: Any) -> Values:
    return [*widget.options[:OPTIONS], *WORDS], None


KINDS: list[tuple[Any, Callable[[Any], Values]]] = [
    (ipw.FloatLogSlider, _power),
    (PAIRS, _pair),
    (WHOLE, _whole),
    (REAL, _real),
    ((ipw.IntText, ipw.FloatText), lambda _: ([-1, 0, 10], None)),
    (SELECTIONS, _selection),
    (MULTIPLE, _multiple),
    ((ipw.Checkbox, ipw.ToggleButton), lambda _: ([False, True], None)),
    (ipw.Combobox, _options),
    ((ipw.Text, ipw.Textarea), lambda _: (WORDS, None)),
    (ipw.DatePicker, lambda _: (DAYS, None)),
    (ipw.ColorPicker, lambda _: (["#000000", "#D55E00"], None)),
]


def stands(widgets: Sequence[Any], named: dict[int, str], set_to: dict[int, Any]) -> dict[str, Any]:
    """Return what a person reads on widgets, but for the values of controls that were set to them."""
    found = {}
    for widget in widgets:
        shown = dict(_looks(widget))
        if id(widget) in set_to and "value" in shown and shown["value"] == set_to[id(widget)]:
            del shown["value"]
        if shown:
            found[named[id(widget)]] = shown
    return found


def _looks(widget: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(widget, (*SELECTIONS, *MULTIPLE)):
        yield "value", labels(widget, widget.index)
        yield "options", list(widget._options_labels[: 2 * OPTIONS])
    elif isinstance(getattr(widget, "value", None), str | int | float | tuple | datetime.date):
        yield "value", widget.value
    for end in ("min", "max"):
        if isinstance(getattr(widget, end, None), int | float):
            yield end, getattr(widget, end)
    if isinstance(widget, ipw.Button | ipw.ToggleButton):
        yield "description", widget.description
    if getattr(widget, "disabled", False):
        yield "disabled", True
    layout = getattr(widget, "layout", None)
    if getattr(layout, "display", None) == "none" or getattr(layout, "visibility", None) == "hidden":
        yield "hidden", True
