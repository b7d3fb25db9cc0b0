"""The state of widgets that a notebook stores, so that they are seen where no kernel runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from nbkit.gate.mime import WIDGET_STATE, WIDGET_VIEW
from nbkit.gate.outputs.normal import Output

MODEL = re.compile(r'"IPY_MODEL_([^"]+)"')
State = Mapping[str, Any]


def views(outputs: Iterable[Output]) -> set[str]:
    """Return the names of the models that outputs show."""
    shown = [output.get("data", {}).get(WIDGET_VIEW) for output in outputs]
    return {str(view["model_id"]) for view in shown if isinstance(view, dict) and "model_id" in view}


def renewed(widgets: Any, state: State, before: set[str], after: set[str]) -> Any:
    """Return the `widgets` of a notebook's metadata after some of its views were made anew.

    state: of the widgets of the new run. before, after: the models that the notebook showed and shows.
    """
    stored = widgets[WIDGET_STATE]["state"]
    dropped = reached(stored, before - after) - reached(stored, before & after)
    left = {name: model for name, model in stored.items() if name not in dropped}
    added = reached(state, after - before)
    return {
        **widgets,
        WIDGET_STATE: widgets[WIDGET_STATE] | {"state": left | {name: state[name] for name in added}},
    }


def reached(state: State, names: set[str]) -> set[str]:
    """Return models and all those that they are made of: layouts, styles, children.

    >>> sorted(reached({"box": {"children": ["IPY_MODEL_bar"]}, "bar": {}, "other": {}}, {"box"}))
    ['bar', 'box']
    """
    found, waiting = set(), set(names) & set(state)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= (set(MODEL.findall(json.dumps(state[name]))) & set(state)) - found
    return found
