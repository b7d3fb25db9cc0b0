"""Slopes by numbers, and the check of gradients: it must see planted faults."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nbkit import functions, numeric


def test_central_differences_are_better_than_forward_ones() -> None:
    errors = {
        m: abs(numeric.derivative(np.exp, 1.0, h=1e-3, method=m) - np.e) for m in ("central", "forward")
    }
    assert errors["central"] < 1e-6 < 1e-4 < errors["forward"]


def test_derivative_works_entry_by_entry() -> None:
    x = np.linspace(-2, 2, 7)
    np.testing.assert_allclose(numeric.derivative(np.sin, x), np.cos(x), atol=1e-9)


def test_partial_derivative_and_gradient_leave_x_alone() -> None:
    x = np.array([[1, 2], [3, 4]])
    assert numeric.partial_derivative(lambda a: a[0, 1] ** 2 * a[1, 0], x, (0, 1)) == pytest.approx(12)
    np.testing.assert_allclose(numeric.gradient(lambda a: np.sum(a**3), x), 3 * x**2)
    assert x.tolist() == [[1, 2], [3, 4]]
    assert numeric.gradient(lambda a: a**2, 3.0) == pytest.approx(6)
    assert numeric.gradient(np.sum, np.zeros((0, 2))).shape == (0, 2)


@pytest.mark.parametrize("h", [0, -1e-5, float("nan")])
def test_a_step_must_be_above_zero(h: float) -> None:
    with pytest.raises(ValueError, match="h > 0"):
        numeric.derivative(np.exp, 1.0, h=h)


def test_an_unknown_method_is_named() -> None:
    with pytest.raises(ValueError, match="'backward'"):
        numeric.derivative(np.exp, 1.0, method="backward")


def softmax_slope(G: Any, out: Any, z: Any) -> list[Any]:
    return [out * (G - np.sum(G * out, axis=-1, keepdims=True))]


Z = np.random.default_rng(3).normal(size=(2, 4))


def test_check_gradients_lets_the_right_rule_pass() -> None:
    assert numeric.check_gradients(functions.softmax, softmax_slope, Z) < 1e-9
    assert numeric.check_gradients(np.multiply, lambda G, out, a, b: [G * b, None], Z, Z + 1) < 1e-8
    assert numeric.check_gradients(np.sin, lambda G, out, x: [G * np.cos(x)], np.zeros(0)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda G, out, z: [np.zeros_like(z)],  # passes where the upstream gradient is all ones
        lambda G, out, z: [G * out * (1 - out)],
        lambda G, out, z: [-softmax_slope(G, out, z)[0]],
        lambda G, out, z: [1.001 * softmax_slope(G, out, z)[0]],
        lambda G, out, z: [out * (G - np.sum(G * out))],
    ],
)
def test_check_gradients_sees_a_wrong_rule(wrong: Any) -> None:
    assert numeric.check_gradients(functions.softmax, wrong, Z) > 1e-5


def test_check_gradients_sees_a_wrong_shape() -> None:
    with pytest.raises(ValueError, match=r"expected a gradient of shape \(2, 4\) for input 0, got \(4,\)"):
        numeric.check_gradients(functions.softmax, lambda G, out, z: [np.zeros(4)], Z)
