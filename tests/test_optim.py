"""Optimizers against their formulas, written a second time here, weight by weight."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import GraphError, Placeholder, Variable
from nbkit.session import Session

# For one weight w with slopes g1, g2 ... of a loss, the weight after each step.
Formula = Callable[[float, list[float]], float]


def descent(w: float, g: list[float]) -> float:
    return w - 0.1 * math.fsum(g)


def momentum(w: float, g: list[float]) -> float:
    """The velocity after step t is Σ μ^(t-i) g_i."""
    velocities = [math.fsum(0.8 ** (t - i) * g[i] for i in range(t + 1)) for t in range(len(g))]
    return w - 0.1 * math.fsum(velocities)


def rmsprop(w: float, g: list[float]) -> float:
    for t in range(len(g)):
        size = math.fsum(0.1 * 0.9 ** (t - i) * g[i] ** 2 for i in range(t + 1))
        w -= 0.1 * g[t] / (math.sqrt(size) + 1e-8)
    return w


def adam(w: float, g: list[float]) -> float:
    """With the weights of the two means written out and divided by their sum, as the correction does."""
    for t in range(len(g)):
        first = [0.9 ** (t - i) for i in range(t + 1)]
        second = [0.999 ** (t - i) for i in range(t + 1)]
        mean = math.fsum(a * b for a, b in zip(first, g, strict=False)) / math.fsum(first)
        square = math.fsum(a * b * b for a, b in zip(second, g, strict=False)) / math.fsum(second)
        w -= 0.1 * mean / (math.sqrt(square) + 1e-8)
    return w


RULES: dict[str, tuple[Callable[[], Any], Formula]] = {
    "descent": (lambda: nb.GradientDescent(0.1), descent),
    "momentum": (lambda: nb.Momentum(0.1, momentum=0.8), momentum),
    "rmsprop": (lambda: nb.RMSProp(0.1), rmsprop),
    "adam": (lambda: nb.Adam(0.1), adam),
}


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("rule", list(RULES))
def test_five_steps_follow_the_formula(rule: str, compiled: bool) -> None:
    """The loss Σ g·w, with g fed, has slope g: the formula sees the same slopes as the optimizer."""
    make, formula = RULES[rule]
    rng = np.random.default_rng(0)
    g, start = rng.normal(size=(5, 2, 3)), rng.normal(size=(2, 3))
    fed, w, b = Placeholder("g"), Variable(start, name="w"), Variable(0.5, name="b")
    step = make().minimize(nb.sum(fed * w) + b * nb.sum(fed))
    session = Session(compiled=compiled)
    for t in range(5):
        session.run(step, {fed: g[t]})
        expected = [[formula(start[i, j], list(g[: t + 1, i, j])) for j in range(3)] for i in range(2)]
        np.testing.assert_allclose(session.run(w), expected, rtol=1e-12)
        np.testing.assert_allclose(session.run(b), formula(0.5, list(g[: t + 1].sum((1, 2)))), rtol=1e-12)


@pytest.mark.parametrize("rule", list(RULES))
def test_one_group_or_several_is_the_same(rule: str) -> None:
    """Shared variables cannot lie in two flat arrays; the second optimizer must still be right."""

    def run(compiled: bool, both: bool) -> list[Any]:
        with nb.Graph().as_default() as graph:
            w, v, u = (Variable([1.0, -2.0], name=n) for n in "wvu")
            one = RULES[rule][0]().minimize(nb.sum(nb.square(w) + v * w))
            two = RULES[rule][0]().minimize(nb.sum(nb.square(v - 3.0) + v * u))
        session = Session(graph, compiled=compiled)
        for _ in range(5):
            session.run([one, two] if both else one)
            if not both:
                session.run(two)
        return [session.run(x) for x in graph.variables]

    for both in (True, False):
        for a, b in zip(run(True, both), run(False, both), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-13)


def test_variables_of_two_precisions_train_together() -> None:
    w, v = Variable(np.ones(2, np.float32), name="w"), Variable(np.ones(2), name="v")
    step, session = nb.GradientDescent(0.25).minimize(nb.sum(nb.square(w)) + nb.sum(nb.square(v))), Session()
    for _ in range(4):
        session.run(step)
    a, b = session.run([w, v])
    assert (a.dtype, b.dtype) == (np.float32, np.float64)
    np.testing.assert_allclose([a, b], 1 / 16)


def test_only_what_is_named_is_trained() -> None:
    w, v, u = Variable(1.0), Variable(1.0), Variable(1.0, trainable=False)
    loss = w * w + v * v + u * u
    session = Session()
    some, every = nb.GradientDescent(0.25).minimize(loss, [w]), nb.GradientDescent(0.25).minimize(loss)
    for _ in range(3):
        session.run(some)
    assert session.run([w, v, u]) == [0.125, 1.0, 1.0]
    session.run(every)
    assert session.run([w, v, u]) == [0.0625, 0.5, 1.0]


def test_what_an_optimizer_remembers_is_not_trained() -> None:
    w = Variable(1.0, name="w")
    nb.Adam(0.1).minimize(w * w)
    assert [v.name for v in w.graph.variables] == ["w", "w/mean", "w/mean_square", "steps"]
    assert not any(v.trainable for v in w.graph.variables[1:])


@pytest.mark.parametrize("make", [nb.GradientDescent, nb.Momentum, nb.RMSProp, nb.Adam])
@pytest.mark.parametrize("lr", [0, -0.1, float("nan"), float("inf"), "0.1", None])
def test_a_learning_rate_must_be_above_zero(make: Any, lr: Any) -> None:
    with pytest.raises(ValueError, match=r"expected lr > 0 .* got .*: start with"):
        make(lr)


@pytest.mark.parametrize("make", [lambda: nb.Momentum(0.1, momentum=1), lambda: nb.Adam(beta1=-0.1)])
def test_a_decay_lies_from_0_to_1(make: Any) -> None:
    with pytest.raises(ValueError, match=">= 0 and < 1"):
        make()


def test_a_numpy_learning_rate_serves() -> None:
    assert nb.GradientDescent(np.float32(0.5)).lr == 0.5
    assert nb.GradientDescent(np.float64(0.5)).lr == 0.5


@pytest.mark.parametrize("wall", [nb.step, lambda z: z > 0])
def test_where_no_gradient_arrives_minimize_says_why(wall: Any) -> None:
    X, W, b = Placeholder("X"), Variable([[1.0]], name="W"), Variable(0.0, name="b")
    loss = nb.mean(nb.square(wall(X @ W) * 1.0 - 1.0)) + nb.square(b)
    with pytest.raises(
        GraphError, match=r"no gradient reaches <Variable 'W'>, because <(Step|Greater)> has slope 0"
    ):
        nb.GradientDescent(0.1).minimize(loss)
    nb.GradientDescent(0.1).minimize(loss, [b])
    assert Session().run(nb.gradients(loss, [W])[0], {X: [[1.0]]}) == [[0.0]]


def test_adam_keeps_four_numbers_for_each_weight_beside_its_start() -> None:
    """The weight, its gradient, and two that Adam remembers; that those start at 0 takes no memory."""
    start = np.ones((500, 200))
    tracemalloc.start()
    with nb.Graph().as_default():
        w = nb.Variable(start, name="w")
        step, session = nb.Adam().minimize(nb.mean(nb.square(w))), nb.Session()
    for _ in range(3):
        session.run(step)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    others = 3  # where w starts from, one step's memory, and the spare array of Adam's passes
    assert held < (4 + others) * start.nbytes


@pytest.mark.parametrize("compiled", [True, False])
def test_a_variable_named_twice_takes_one_step(compiled: bool) -> None:
    w = Variable(1.0)
    step, session = nb.GradientDescent(0.1).minimize(w * 1.0, [w, w]), Session(compiled=compiled)
    session.run(step)
    assert session.run(w) == 0.9


@pytest.mark.parametrize("eps", [-1.0, "a", None, float("nan")])
@pytest.mark.parametrize("kind", [nb.RMSProp, nb.Adam])
def test_eps_is_a_number(kind: Any, eps: Any) -> None:
    with pytest.raises(ValueError, match=r"expected eps >= 0.*1e-8 is a usual choice"):
        kind(0.1, eps=eps)
