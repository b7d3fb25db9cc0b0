"""The adapter: names are free within what a stage asks."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from nbkit.mine.design import Design, WrongName


def module(**names: Any) -> ModuleType:
    made = ModuleType("nn")
    vars(made).update(names)
    return made


def test_usual_names_are_found_and_code_is_translated() -> None:
    design = Design(module(Constant=float, Input=str, sum_=sum, variable=3))
    assert design.roles == ["constant", "placeholder", "sum"]
    assert (
        design.translated('y = sum(constant(2.0) * placeholder("x"))')
        == 'y = sum_(Constant(2.0) * Input("x"))'
    )
    with pytest.raises(WrongName, match="there is no variable yet"):
        design.translated("variable(1.0)")


def test_names_may_be_said() -> None:
    design = Design(module(Slot=str, NAMES={"placeholder": "Slot", "inputs": "parents"}))
    assert design.translated('placeholder("x").inputs') == 'Slot("x").parents'


@pytest.mark.parametrize(
    "names, says",
    [
        ({"placeholders": "Slot"}, "NAMES has 'placeholders', which nothing here asks for"),
        ({"placeholder": "Slod"}, "NAMES says that placeholder is Slod"),
        (["placeholder"], "NAMES is a dict"),
    ],
)
def test_names_that_are_not_so(names: Any, says: str) -> None:
    with pytest.raises(WrongName, match=says):
        Design(module(Slot=str, NAMES=names))
