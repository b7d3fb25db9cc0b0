"""Explorers with too many controls for frames, small enough to be computed in the page by the same rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

TAG = "computed:"  # of the cell, before one of the names below


def two_spaces(figure: Figure) -> dict[str, Any]:
    """Return what `two_spaces.js` needs: the limits of both planes, and the points of each class.

    figure: as `plots.two_spaces` draws it.
    """
    left, right = figure.axes
    classes = [one.get_offsets() for one in left.collections if isinstance(one, PathCollection)]
    return {
        "planes": [{"x": list(ax.get_xlim()), "y": list(ax.get_ylim())} for ax in (left, right)],
        "points": [np.round(np.asarray(places, float), 4).tolist() for places in classes],
    }


RULES: dict[str, Callable[[Figure], dict[str, Any]]] = {"two_spaces": two_spaces}


def rule_of(tags: list[str]) -> str:
    """Return the name of the rule by which an explorer is computed, by the tags of its cell; "" for none.

    >>> rule_of(["explorer", "computed:two_spaces"]), rule_of(["explorer"])
    ('two_spaces', '')
    """
    found = [tag.removeprefix(TAG) for tag in tags if tag.startswith(TAG)]
    return found[0] if found and found[0] in RULES else ""


def script() -> str:
    """Return the rules as JavaScript."""
    return "".join(Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8") for name in RULES)
