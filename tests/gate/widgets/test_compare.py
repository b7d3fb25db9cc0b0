"""What driven controls have shown is compared setting by setting, and the setting that differs is named."""

from __future__ import annotations

from typing import Any

from nbkit.gate.mime import EXPLORER
from nbkit.gate.outputs.compare import compare_outputs
from nbkit.gate.outputs.tolerance import Drift, rules
from nbkit.gate.widgets.changes import packed
from nbkit.gate.widgets.driven import SEVERAL, START, STOPPED


def line(colour: str = "#0072B2") -> dict[str, Any]:
    return {"kind": "figure", "axes": [{"artists": [{"kind": "line", "label": "train", "colour": colour}]}]}


def text(said: str, **values: Any) -> dict[str, Any]:
    return {"outputs": [{"output_type": "stream", "name": "stdout", "text": said}], "values": values}


def told(stored: Any, new: Any, **metadata: Any) -> list[str]:
    """What the gate says of two records, one line a difference."""
    sides = (
        [{"output_type": "display_data", "data": {EXPLORER: one}, "metadata": {}}] for one in (stored, new)
    )
    return [str(one).replace("\n ", "") for one in compare_outputs(*sides, rules(metadata), Drift())]


def test_controls_and_their_values_are_compared() -> None:
    stored = {"w": [[-1, line()], [1, line()]], "gate": [["AND", line()]], "b": [[0, line()]]}
    bent = {"w": [[-1, line()], [1, line("#D55E00")]], "noise": [[0, line()]], "b": [[1, line()]]}
    assert told(stored, stored) == []
    assert told(stored, bent) == [
        "widget: control 'gate' is missing control 'noise' is new control 'b': values [0] -> [1]",
        "widget: at w = 1: axes 0, line 'train': colour #0072B2 -> #D55E00",
    ]


def test_a_setting_of_several_controls_is_kept_as_a_change() -> None:
    def record(colour: str) -> dict[str, Any]:
        return {"w": [[0, line()]], SEVERAL: [[{"w": 3, "b": 2}, packed(line(), line(colour))]]}

    assert told(record("#D55E00"), record("#D55E00")) == []
    assert told(record("#D55E00"), record("#009E73")) == [
        "widget: at w = 3, b = 2: axes 0, line 'train': colour #D55E00 -> #009E73"
    ]


def test_printed_numbers_have_their_tolerance_and_labels_are_compared() -> None:
    stored = {START: [[None, text("0.5", Label="two")]]}
    assert told(stored, {START: [[None, text("0.5000001", Label="two")]]}) == []
    assert told(stored, {START: [[None, text("0.6", Label="two")]]})[0].startswith(
        "widget: at its start: stdout: line 1: 0.5 -> 0.6"
    )
    assert "Label 'two' -> 'three'" in told(stored, {START: [[None, text("0.5", Label="three")]]})[0]
    assert told(stored, {START: [[None, text("0.6", Label="two")]]}, nbkit={"skip": ["widget"]}) == []


def test_what_was_stopped_by_the_clock_is_compared_as_far_as_it_came() -> None:
    whole = {"k": [[0, text("a")], [1, text("b")]], "m": [[0, text("c")]]}
    part = {"k": [[0, text("a")]], STOPPED: "after 5 s"}
    assert told(whole, part) == told(part, whole) == []
    assert told(whole, part | {"k": [[0, text("x")]]}) != []


def test_what_is_stored_without_is_not_compared() -> None:
    new = [{"output_type": "display_data", "data": {EXPLORER: {"k": []}}, "metadata": {}}]
    assert compare_outputs([], new, rules({}), Drift()) == []
    assert compare_outputs(new, [], rules({}), Drift()) != []


def test_a_long_list_of_settings_is_cut() -> None:
    stored, new = ({"k": [[k, text(said)] for k in range(20)]} for said in ("a", "b"))
    assert len(told(stored, new)) == 7 and told(stored, new)[-1] == "widget: and at 14 settings more"
