"""An axis is held by what somebody chose: its label, its ticks, its grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from figures import axes
from matplotlib.ticker import FormatStrFormatter, FuncFormatter, MultipleLocator

from nbkit.gate.figures.axis import axis_fingerprint

CHANGES: list[Callable[[Any], object]] = [
    lambda ax: ax.grid(),
    lambda ax: ax.grid(color="red"),
    lambda ax: ax.xaxis.set_visible(False),
    lambda ax: ax.xaxis.tick_top(),
    lambda ax: ax.tick_params(labelbottom=False),
    lambda ax: ax.tick_params(axis="x", rotation=45),
    lambda ax: ax.tick_params(length=9),
    lambda ax: ax.xaxis.set_major_locator(MultipleLocator(0.2)),
    lambda ax: ax.xaxis.set_major_formatter(FormatStrFormatter("%.3f")),
    lambda ax: ax.xaxis.set_major_formatter(FuncFormatter(lambda value, place: {}[value])),
    lambda ax: ax.ticklabel_format(style="plain"),
    lambda ax: ax.minorticks_on(),
    lambda ax: ax.set_xlabel("time", color="red"),
]


def held(change: Callable[[Any], object] = lambda ax: None) -> str:
    ax = axes()
    change(ax)
    return repr(axis_fingerprint(ax.xaxis))


def test_what_somebody_chose_is_seen() -> None:
    found = [held(), *map(held, CHANGES)]
    assert [number for number, each in enumerate(found) if found.count(each) > 1] == []


def test_ticks_that_nobody_chose_are_left_out() -> None:
    ax = axes()
    ax.plot([0, 1])
    before = axis_fingerprint(ax.xaxis)
    ax.figure.draw_without_rendering()
    assert axis_fingerprint(ax.xaxis) == before
    assert set(before) == {"limits"}
