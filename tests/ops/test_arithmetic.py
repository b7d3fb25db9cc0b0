"""Arithmetic: Python's operators, the precision of plain numbers, one node used twice."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from planned import plans

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


EXPONENTS = [
    0,
    1,
    2,
    3,
    4,
    5,
    0.0,
    2.0,
    3.0,
    True,
    np.int8(3),
    np.uint8(0),
    np.uint8(2),
    np.float32(2),
    np.int64(4),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("p", EXPONENTS, ids=lambda p: f"{p!r}")
@pytest.mark.parametrize("fixed", [True, False])
def test_whole_powers_have_all_their_slopes_everywhere(p: Any, fixed: bool) -> None:
    a = np.array([0.0, -2.0, -0.5, 3.0])
    x, fed = Placeholder(), Placeholder()
    node, feed = x ** (p if fixed else fed), {x: a} if fixed else {x: a, fed: np.asarray(p, float)}
    for n in range(7):
        falling = math.prod(float(p) - k for k in range(n))
        expected = falling * a ** (float(p) - n) if falling else np.zeros(4)
        for session in (Session(), Session(compiled=False)):
            with np.errstate(divide="raise" if fixed else "ignore"):
                values = [session.run(node, feed) for _ in range(3)]
            np.testing.assert_allclose(values, [expected] * 3, rtol=1e-12)
        (node,) = nb.gradients(nb.sum(node), [x])


@pytest.mark.filterwarnings("error")
def test_an_array_of_exponents_may_hold_zeros() -> None:
    for p in (np.array([0, 1, 2, 3]), np.array([0, 1, 2, 3], np.uint8), np.array([0.0, 1.0, 2.0, 3.0])):
        x = Placeholder()
        node = x**p
        for expected in ([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 6], [0, 0, 0, 0]):
            assert Session().run(node, {x: np.zeros(4)}).tolist() == expected
            (node,) = nb.gradients(nb.sum(node), [x])


@pytest.mark.parametrize(("n", "at_zero"), [(1, 0.0), (2, -2.0), (3, 0.0), (4, 12.0), (5, 0.0), (6, -120.0)])
@pytest.mark.parametrize("p", [2, 2.0, np.int8(2), None])
def test_a_bell_has_the_slopes_of_its_series(n: int, at_zero: float, p: Any) -> None:
    x, fed = Placeholder(), Placeholder()
    node = nb.exp(-(x ** (fed if p is None else p)))
    for _ in range(n):
        (node,) = nb.gradients(node, [x])
    with np.errstate(divide="ignore"):
        for _ in range(3):
            assert Session().run(node, {x: 0.0, fed: 2.0}) == pytest.approx(at_zero)


def test_a_square_takes_as_many_steps_as_ever() -> None:
    x = Placeholder()
    session, (slope,) = Session(), nb.gradients(nb.sum(x**2), [x])
    for _ in range(3):
        session.run(slope, {x: np.ones(4)})
    (plan,) = plans(session)
    assert [node.label for node, *_ in plan.trace] == ["xᵖ", "×"]


def test_powers_of_whole_numbers_and_of_an_exponent_that_varies() -> None:
    a, p = Placeholder(), Placeholder()
    to_a, to_p = nb.gradients(nb.sum(a**p), [a, p])
    with np.errstate(divide="ignore"):
        assert Session().run(to_p, {a: 0.0, p: 2.0}) == 0.0  # G out ln a: 0 · ln 0
        assert Session().run(to_a, {a: np.array([0, 3]), p: np.array([0, 0])}).tolist() == [0.0, 0.0]
    assert Session().run(to_p, {a: 2.0, p: 3.0}) == pytest.approx(8 * math.log(2))
    assert Session().run(to_a, {a: np.array([3]), p: np.array([2])}).tolist() == [6.0]
    whole = nb.gradients(nb.sum(a ** np.array([0, 1, 2])), [a])
    assert Session().run(whole, {a: np.array([0, 0, 3])})[0].tolist() == [0, 1, 6]
