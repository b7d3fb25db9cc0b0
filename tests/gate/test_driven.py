"""What has controls is told by its `drive`."""

from __future__ import annotations

from typing import Any

import pytest

from nbkit.gate.driven import Driven
from nbkit.gate.show import show


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
