"""What an axis says: its label, scale and limits, its ticks as far as somebody chose them, its grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.category import StrCategoryLocator
from matplotlib.ticker import (
    FixedLocator,
    IndexLocator,
    MultipleLocator,
    NullFormatter,
    NullLocator,
    ScalarFormatter,
)

from nbkit.gate.figures.texts import heading
from nbkit.gate.figures.values import Json, clean, colour, numbers, unusual

PLAIN = (NullLocator, FixedLocator, StrCategoryLocator, MultipleLocator, IndexLocator)
LOCATOR = (
    ("bins", "_nbins", None),
    ("whole", "_integer", False),
    ("cut", "_prune", None),
    ("base", "_base", None),
    ("parts", "ndivs", None),
    ("every", "interval", None),
)
NUMBERS = (
    ("offset", "_useOffset", True),
    ("powers of ten", "_powerlimits", [-5.0, 6.0]),
    ("as powers", "_scientific", True),
    ("as formulas", "_useMathText", False),
)
LINE = (("width", "linewidth", 0.8), ("alpha", "alpha", None))
TICK = (
    ("length", "_size", 3.5),
    ("width", "_width", 0.8),
    ("pad", "_base_pad", 3.5),
    ("direction", "_tickdir", "out"),
)
LABEL = (("size", "fontsize", 10.0), ("weight", "fontweight", "normal"), ("alpha", "alpha", None))
PANES = (colour((0.95, 0.95, 0.95, 0.5)), colour((0.9, 0.9, 0.9, 0.5)), colour((0.925, 0.925, 0.925, 0.5)))


def axis_fingerprint(axis: Any) -> dict[str, Json]:
    """Describe one axis: label, scale, limits and those ticks that somebody chose."""
    found = {
        "label": axis.label.get_text(),
        "label style": _axis_label(axis) if axis.label.get_text() else None,
        "label pad": None if axis.labelpad == 4 or axis.axes.name == "3d" else numbers(axis.labelpad),
        "label at": None if axis._autolabelpos else numbers(axis.label.get_position()),
        "scale": None if axis.get_scale() == "linear" else axis.get_scale(),
        "limits": numbers(axis.get_view_interval()),
        "hidden": None if axis.get_visible() else True,
        **_bend(axis),
        **_ticks(axis),
        **_marks(axis),
    }
    side = axis.get_label_position()
    usual = ("default", {"x": "bottom", "y": "left"}.get(axis.axis_name))
    return clean(found | {"side": None if side in usual else side})


def _axis_label(axis: Any) -> Json:
    """Describe how a label is set; drawing turns those of a 3-D axis."""
    usual = {"y": 90.0}.get(axis.axis_name, 0.0)
    usual = axis.label.get_rotation() if axis.axes.name == "3d" else usual
    return heading(axis.label, 10.0, turned=usual)


def _bend(axis: Any) -> dict[str, Json]:
    """Hold where the middle of the limits comes to lie on a scale that is not straight, and its base."""
    if axis.get_scale() == "linear":
        return {}
    transform, (low, high) = axis.get_transform(), axis.get_view_interval()
    low, middle, high = np.ravel(transform.transform(np.array([low, (low + high) / 2, high])))
    base = getattr(transform, "base", 10)
    return {
        "middle at": numbers((middle - low) / (high - low)),
        "base": None if base == 10 else numbers(base),
    }


# Ticks


def _ticks(axis: Any) -> dict[str, Json]:
    """Hold the ticks and their labels, as far as somebody chose them."""
    locator, formatter, minor = _locator(axis), axis.get_major_formatter(), axis.get_minor_locator()
    found: dict[str, Json] = {}
    if isinstance(locator, PLAIN):
        ticks = _placed(axis, locator)
        found["ticks"] = numbers(ticks) if len(ticks) else "none"
    else:
        low, high = axis.get_view_interval()
        ticks = np.linspace(low, high, 3)
        found["ticks by"] = None if axis.isDefault_majloc else _rule(locator)
    if not axis.isDefault_minloc and not isinstance(minor, NullLocator):
        found["minor ticks"] = numbers(minor()) if isinstance(minor, PLAIN) else _rule(minor)
    if not axis.isDefault_minfmt and not isinstance(axis.get_minor_formatter(), NullFormatter):
        found["minor labels"] = type(axis.get_minor_formatter()).__name__
    if type(formatter) is ScalarFormatter:
        return found | {"numbers": unusual(formatter, NUMBERS)}
    if isinstance(locator, PLAIN) or not axis.isDefault_majfmt:
        found["tick labels"] = _written(formatter, ticks)
    return found


def _locator(axis: Any) -> Any:
    """Look into the locators that polar axes put around others."""
    locator = axis.get_major_locator()
    inner = getattr(locator, "base", None)
    return locator if inner is None or callable(getattr(type(locator), "base", None)) else inner


def _placed(axis: Any, locator: Any) -> Any:
    ticks = np.asarray(locator())
    if not isinstance(locator, MultipleLocator):
        return ticks
    low, high = sorted(axis.get_view_interval())
    slack = (high - low) * 1e-9
    return ticks[
        (ticks >= low - slack) & (ticks <= high + slack)
    ]  # how many lie beyond depends on the version


def _rule(locator: Any) -> list[Json]:
    """Name a rule that places ticks; where it places them depends on the size of the letters."""
    return [type(locator).__name__, *unusual(locator, LOCATOR).items()]


def _written(formatter: Any, ticks: Any) -> Json:
    """Write a few numbers as an axis would; a function of the notebook may know only its own ticks."""
    try:
        return [str(text) for text in formatter.format_ticks(ticks)]
    except Exception:
        return type(formatter).__name__


def _marks(axis: Any) -> dict[str, Json]:
    """Describe how ticks, their labels and the grid look, where that is not the usual way."""
    if axis.axes.name == "3d":
        pane = colour(axis.pane.get_facecolor())
        shown = {} if pane in PANES and axis.pane.get_visible() else {"pane": pane}
        shown |= unusual(axis, [("ticks on", "ticks_position", "default")])
        return shown | {"tick style": _tick_label(axis.get_major_ticks(1)[0].label1)}
    fixed = isinstance(_locator(axis), FixedLocator | StrCategoryLocator)
    looks = [_tick(axis, tick) for tick in axis.get_major_ticks(None if fixed else 1)]
    same = all(each == looks[0] for each in looks)
    found = {"tick style": looks[0] if same else looks} if looks else {}
    minor = _tick(axis, axis.get_minor_ticks(1)[0]).get("grid")
    return found | {"minor grid": minor if minor != "none" else None}


def _tick(axis: Any, tick: Any) -> dict[str, Json]:
    if not tick.get_visible():
        return {"hidden": True}
    sides = {"marks": (tick.tick1line, tick.tick2line), "labels": (tick.label1, tick.label2)}
    shown = {name: [item.get_visible() for item in pair] for name, pair in sides.items()}
    label = tick.label2 if shown["labels"] == [False, True] else tick.label1
    turned = 0.0 if axis.axes.name == "polar" else numbers(label.get_rotation())
    found = _tick_label(label) | {"turned": turned or None} | unusual(tick, [("pad", "_base_pad", 3.5)])
    if any(shown["marks"]):
        mark = colour(tick.tick1line.get_markeredgecolor())
        found |= unusual(tick, TICK) | {"colour": None if mark == "#000000" else mark}
    found |= {name: _sides(on) for name, on in shown.items() if on != [True, False]}
    return clean(found | {"grid": _grid(axis, tick.gridline)})


def _tick_label(label: Any) -> dict[str, Json]:
    ink = colour(label.get_color())
    return unusual(label, LABEL) | ({} if ink == "#000000" else {"ink": ink})


def _sides(shown: list[bool]) -> str:
    return {(True, True): "both", (False, True): "other", (False, False): "none"}.get(
        (shown[0], shown[1]), "usual"
    )


def _grid(axis: Any, line: Any) -> Json:
    """Describe the lines of a grid; polar axes usually have one, others have none."""
    if not line.get_visible():
        return "none" if axis.axes.name == "polar" else None
    ink = colour(line.get_color())
    found = stroke(line) | ({} if ink == "#B0B0B0" else {"colour": ink})
    return found or (None if axis.axes.name == "polar" else "usual")


def stroke(item: Any) -> dict[str, Json]:
    """Describe a thin line of the frame or the grid, where it is not as usual."""
    style = item.get_linestyle()
    return ({} if style in ("-", "solid") else {"style": str(style)}) | unusual(item, LINE)
