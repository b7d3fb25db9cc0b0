"""Slopes by numbers: nudge the input, watch the output, divide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nbkit.functions import Array, as_floats, shown


def derivative(f: Callable[[Any], Any], x: Any, h: float = 1e-5, method: str = "central") -> Any:
    """Return the slope of f at x by a finite difference.

    central: (f(x+h) - f(x-h)) / 2h, its error shrinks with h²; forward: (f(x+h) - f(x)) / h, with h.
    x: a number, or an array where f works element by element. Returns the same shape, float64.
    Raises ValueError for h that is not a positive number or an unknown method.
    Source: Press et al., *Numerical Recipes*, section 5.7.

    >>> f = lambda x: 0.05 * x**2 + 0.8 * x
    >>> round(derivative(f, 1, h=0.1, method="forward"), 4)
    0.905
    >>> round(derivative(f, 1), 4)
    0.9
    """
    if not (isinstance(h, (int, float, np.number)) and h > 0):
        raise ValueError(f"expected a step h > 0, got {h}: try 1e-5")
    if type(x) not in (int, float):  # in single precision x + h would be rounded off
        x = as_floats(x).astype(np.float64)[()]
    method = method if type(method) is str else shown(method)
    if method == "central":
        return (f(x + h) - f(x - h)) / (2 * h)
    if method == "forward":
        return (f(x + h) - f(x)) / h
    raise ValueError(f"expected method 'central' or 'forward', got {method!r}")


def partial_derivative(
    f: Callable[[Array], Any], x: ArrayLike, index: Any, h: float = 1e-5, method: str = "central"
) -> float:
    """Return the slope of f at x when only the entry x[index] moves: ∂f / ∂x_index.

    x: array of any shape, not changed; index: an int or a tuple. Returns a number.
    Raises IndexError where the index does not belong to one entry.

    >>> f = lambda x: 2 * x[0]**2 + 3 * x[0] * x[1] + 5 * x[1]**2
    >>> round(partial_derivative(f, [2.0, 3.0], 0), 4), round(partial_derivative(f, [2.0, 3.0], 1), 4)
    (17.0, 36.0)
    """
    x = as_floats(x).astype(np.float64)
    if np.size(_entry(x, index)) != 1:
        raise IndexError(
            f"expected the index of one entry of shape {x.shape}, got {shown(index)}: one number an axis"
        )

    def along_one_axis(value: float) -> Any:
        moved = x.copy()
        moved[index] = value
        return f(moved)

    return float(derivative(along_one_axis, x[index], h, method))


def _entry(x: Array, index: Any) -> Any:
    try:
        return x[index]
    except (IndexError, ValueError, TypeError):
        return ()


def gradient(f: Callable[[Array], Any], x: ArrayLike, h: float = 1e-5) -> Array:
    """Return all partial derivatives of a scalar f at x, by central differences.

    x: any shape. Returns the same shape, float64. It calls f twice an entry.

    >>> gradient(lambda x: np.sum(x**2), [1.0, 2.0]).round(6)
    array([2., 4.])
    """
    x = np.array(x, dtype=np.float64)
    slopes = [partial_derivative(f, x, index, h) for index in np.ndindex(x.shape)]
    return np.array(slopes, dtype=np.float64).reshape(x.shape)


def check_gradients(
    f: Callable[..., Any],
    backward: Callable[..., Sequence[Any]],
    *inputs: ArrayLike,
    rng: np.random.Generator | None = None,
    h: float = 1e-5,
) -> float:
    """Compare a backward rule with central differences, under a random upstream gradient.

    For L = Σ G·f(inputs) with random G, backward(G, out, *inputs) must give dL/d(input) for every input.
    A G of ones would let wrong rules pass: softmax's rows sum to 1, so a zero gradient passes there.
    Returns the worst error, relative to the size of the gradient. An input whose rule is None is passed over.
    Raises ValueError where a rule returns another shape than its input's, or not one gradient an input.

    >>> check_gradients(np.sin, lambda G, out, x: [G * np.cos(x)], [0.1, 0.7]) < 1e-8
    True
    """
    if not all(map(callable, (f, backward))):
        got = f"{shown(f)} and {shown(backward)}"
        raise ValueError(f"expected a function and its rule, got {got}: give them without ()")
    arrays = [as_floats(x).astype(np.float64) for x in inputs]
    out = np.asarray(f(*arrays))
    G = np.asarray((np.random.default_rng(0) if rng is None else rng).normal(size=out.shape))
    errors = [0.0]
    for i, analytic in enumerate(_slopes(backward(G, out, *arrays), len(arrays))):
        if analytic is not None:
            errors.append(_worst_error(analytic, _numeric(f, arrays, i, G, h), i))
    return max(errors)


def _slopes(slopes: Any, count: int) -> Sequence[Any]:
    """What a rule returned, or ValueError where that is not one slope an input."""
    if not isinstance(slopes, (list, tuple)) or len(slopes) != count:
        got = f"{len(slopes)} of them" if isinstance(slopes, (list, tuple)) else type(slopes).__name__
        raise ValueError(f"expected a list of {count} gradients, one an input, got {got}: return (…,)")
    return slopes


def _numeric(f: Callable[..., Any], arrays: list[Array], i: int, G: Array, h: float) -> Array:
    return gradient(lambda x: np.sum(G * f(*arrays[:i], x, *arrays[i + 1 :])), arrays[i], h)


def _worst_error(analytic: Any, numeric: Array, i: int) -> float:
    if np.shape(analytic) != numeric.shape:
        raise ValueError(
            f"expected a gradient of shape {numeric.shape} for input {i}, got {np.shape(analytic)}: "
            "a gradient has the shape of what it belongs to"
        )
    scale = max(1.0, float(np.max(np.abs(numeric), initial=0.0)))
    return float(np.max(np.abs(analytic - numeric), initial=0.0)) / scale
