"""What has controls is told by its `drive`."""

from __future__ import annotations

from typing import Any

import pytest

from nbkit.gate.mime import EXPLORER, WIDGET_VIEW
from nbkit.gate.show import show
from nbkit.gate.widgets.driven import Driven, beside_view


class Knob:
    """The smallest thing with a control."""

    def drive(self) -> dict[str, list[list[Any]]]:
        return {"k": [[0, {}], [1, {}]]}


def test_what_has_controls_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(Knob(), Driven) and not isinstance("<svg/>", Driven)
    show(Knob())  # asks for no alt text: an explorer brings its own
    with pytest.raises(TypeError, match="expected alt"):
        show("<svg/>")
    assert capsys.readouterr().out == ""


def test_a_record_moves_to_the_last_view() -> None:
    def output(**data: Any) -> dict[str, Any]:
        return {"output_type": "display_data", "data": data, "metadata": {}}

    view, record = {WIDGET_VIEW: {"model_id": "1"}}, {EXPLORER: {"k": []}}
    text = {"output_type": "stream", "name": "stdout", "text": "it"}
    assert beside_view([output(**view), output(**view), text, output(**record)]) == [
        output(**view),
        output(**view, **record),
        text,
    ]
    for outputs in ([], [text], [text, output(**record)], [output(**view, **record)]):
        assert beside_view(list(outputs)) == outputs
