"""The state of widgets follows the views that are shown."""

from __future__ import annotations

from nbkit.gate.mime import WIDGET_STATE, WIDGET_VIEW
from nbkit.gate.storing.widget_state import renewed, views


def test_views_are_found() -> None:
    outputs = [
        {"data": {WIDGET_VIEW: {"model_id": "a"}}},
        {"output_type": "stream"},
        {"data": {WIDGET_VIEW: None}},
    ]
    assert views(outputs) == {"a"}


def test_what_a_view_that_stays_is_made_of_stays() -> None:
    shared, own = (
        {"state": {"layout": "IPY_MODEL_shared"}},
        {"state": {"x": ["IPY_MODEL_shared", "IPY_MODEL_own"]}},
    )
    stored = {"a": shared, "b": own, "shared": {}, "own": {}, "unseen": {}}
    widgets = {WIDGET_STATE: {"state": stored, "version_major": 2}, "other": 1}
    new = {"c": {"state": {"layout": "IPY_MODEL_new"}}, "new": {}, "not shown": {}}
    found = renewed(widgets, new, {"a", "b"}, {"a", "c"})
    assert set(found[WIDGET_STATE]["state"]) == {"a", "shared", "unseen", "c", "new"}
    assert found["other"] == 1 and found[WIDGET_STATE]["version_major"] == 2
