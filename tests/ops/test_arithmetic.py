"""Arithmetic: Python's operators, the precision of plain numbers, one node used twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import Constant, Operation, Placeholder
from nbkit.session import Session


@pytest.mark.parametrize("build", [nb.add, nb.subtract, nb.multiply, nb.divide, nb.maximum, nb.power])
def test_plain_numbers_take_the_precision_of_what_they_meet(build: Callable[..., Any]) -> None:
    single = np.array([1.5, 2.5], np.float32)
    x = Placeholder()
    assert build(single, 2.0).dtype == np.float32
    assert build(2, single).dtype == np.float32
    for node in (build(x, 2.0), build(2, x), build(build(Constant(2.0), Constant(1)), x)):
        session = Session()
        for _ in range(3):
            assert session.run(node, {x: single}).dtype == np.float32
        assert session.run(node, {x: single[0]}).dtype == np.float32


def test_whole_numbers_stay_whole() -> None:
    x = Placeholder("x")
    z = nb.Variable(10) * x + nb.Variable(1)
    assert str(Session().run(z, {x: 10})) == "101"


def test_operators_build_their_operations() -> None:
    x, y = Placeholder("x"), Placeholder("y")
    pairs = [
        (x + y, 7.0), (x - y, -1.0), (x * y, 12.0), (x / y, 0.75), (x**y, 81.0), (-x, -3.0), (abs(-x), 3.0),
        (x > y, False), (1 + x, 4.0), (1 - x, -2.0), (2 * x, 6.0), (6 / x, 2.0), (2**x, 8.0), (y < x, False),
        (np.float64(2) * x, 6.0), (np.exp(x - 3), 1.0), (np.array(5.0) - x, 2.0),
    ]  # fmt: skip
    for node, expected in pairs:
        assert isinstance(node, Operation)
        assert Session().run(node, {x: 3.0, y: 4.0}) == expected


def test_array_and_node_make_one_node_not_an_array_of_nodes() -> None:
    x = Placeholder("x")
    for node in (np.ones(3) + x, np.ones((2, 3)) @ x, np.arange(3) * x):
        assert isinstance(node, Operation)


def test_one_node_used_twice_by_one_operation() -> None:
    x = Placeholder()
    for node, slope in [(x + x, 2.0), (x * x, 6.0), (x - x, 0.0), (x / x, 0.0), (x**x, 27 * (1 + np.log(3)))]:
        np.testing.assert_allclose(Session().run(nb.gradients(node, [x])[0], {x: 3.0}), slope, atol=1e-15)
