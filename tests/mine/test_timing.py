"""A step is timed as four do it, and all four do the same."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from planted import DESIGNS

from nbkit.mine import timing
from nbkit.mine.design import Design, run_file
from nbkit.mine.timing import Times, contenders, time_mine


def framework(name: str) -> SimpleNamespace:
    """A design under the course's names, as a cell is given it."""
    design = Design(run_file(DESIGNS / f"{name}.py"))
    return SimpleNamespace(**{role: getattr(design.module, design.names[role]) for role in design.roles})


def test_a_table_has_a_line_for_each_who_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "find_spec", lambda name: None)
    times = time_mine(framework("tape"), hidden=3, size=2, rounds=1)
    assert list(times) == ["NumPy alone", "nbkit", "mine"] and min(times.values()) > 0
    assert repr(times).splitlines()[1].endswith("1.00")


@pytest.mark.parametrize("name", ["closures", "tape", "graph_of_classes"])
def test_all_take_the_same_steps(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[str, Any] = {}

    def kept(who: str, make: Any) -> Any:
        def wrapped(weights: Any, *given: Any) -> Any:
            taken[who] = weights
            return make(weights, *given)

        return wrapped

    monkeypatch.setattr(timing, "find_spec", lambda name: None)
    monkeypatch.setattr(timing, "_numpy", kept("numpy", timing._numpy))
    nn, made = framework(name), []
    variable = nn.variable
    nn.variable = lambda value: made.append(variable(value)) or made[-1]
    steps = contenders(nn, hidden=4, size=6)
    for _ in range(3):
        steps["NumPy alone"]()
        steps["mine"]()
    for mine, plain in zip(made, taken["numpy"], strict=True):
        assert np.allclose(mine.value, plain, rtol=1e-9, atol=1e-12)


def test_pytorch_takes_its_turn_where_it_is() -> None:
    pytest.importorskip("torch", reason="PyTorch is timed where it is installed")
    assert "PyTorch" in time_mine(framework("tape"), hidden=3, size=2, rounds=1)


def test_without_a_framework_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "load_mine", lambda: None)
    with pytest.raises(FileNotFoundError, match="nbkit mine new"):
        time_mine()


def test_ratios_are_beside_numpy() -> None:
    assert "2.00 ms           0.50" in repr(Times({"NumPy alone": 0.004, "nbkit": 0.002}))
