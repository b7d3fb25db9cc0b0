"""A legend is held by its entries, how each is marked, and the place that somebody chose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from figures import axes

from nbkit.gate.figures.legend import legend_fingerprint

CHANGES: list[Callable[[Any], object]] = [
    lambda ax: ax.legend(),
    lambda ax: ax.legend(loc="upper left"),
    lambda ax: ax.legend(bbox_to_anchor=(1, 1)),
    lambda ax: ax.legend(frameon=False),
    lambda ax: ax.legend(title="waves"),
    lambda ax: ax.legend().get_lines()[0].set_color("red"),
]


def held(change: Callable[[Any], object]) -> Any:
    ax = axes()
    ax.plot([0, 1], "o--", label="one")
    change(ax)
    ax.figure.draw_without_rendering()
    return legend_fingerprint(ax.get_legend())


def test_what_somebody_chose_is_seen() -> None:
    found = [repr(held(change)) for change in CHANGES]
    assert [number for number, each in enumerate(found) if found.count(each) > 1] == []


def test_an_entry_shows_how_its_line_is_drawn() -> None:
    found = held(CHANGES[0])
    assert found["entries"] == ["one"]
    assert (found["shows"][0]["style"], found["shows"][0]["marker"]) == ("--", "o")
    assert "at" not in found
