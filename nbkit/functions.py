"""The functions of a neuron and of its cost, on plain NumPy arrays, safe at any input.

Reference: Goodfellow, Bengio and Courville, *Deep Learning* (2016), chapters 3, 4 and 6.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


def as_floats(x: ArrayLike) -> Array:
    """Return `x` as an array of floats: whole numbers, truth values and lists become float64.

    Floats keep their precision, float16 too: e^12 is infinite there. Subclasses of an array become arrays.
    Raises TypeError where `x` holds anything but numbers, ValueError where it hides entries behind a mask
    or has rows of unequal length.

    >>> as_floats([1, 2])
    array([1., 2.])
    """
    x = as_numbers(x)
    return x if x.dtype.kind == "f" else x.astype(np.float64)


def as_numbers(x: ArrayLike) -> Array:
    """Return `x` as a plain array of numbers in the precision that it has; errors as in `as_floats`.

    >>> as_numbers([True, False])
    array([ True, False])
    """
    array = as_array(x)
    if array.dtype.kind not in "fiub":
        got = describe(x) if array.dtype == object else f"values of type {array.dtype}"
        raise TypeError(f"expected numbers, got {got}: turn them into floats first")
    return array


def as_array(x: Any, wanted: str = "numbers", make: Callable[[Any], Array] = np.asarray) -> Array:
    """Return `x` as a plain array of whatever it holds, or raise ValueError that says why it is none.

    make: np.array for a copy of its own.

    >>> as_array(np.ma.array([1, 2], mask=[False, True]))
    Traceback (most recent call last):
    ...
    ValueError: expected numbers, got a masked array that hides 1 of 2: fill them, or leave those rows out
    """
    if isinstance(x, np.ma.MaskedArray) and np.ma.is_masked(x):
        hidden = f"{np.ma.count_masked(x)} of {np.size(x)}"
        raise ValueError(
            f"expected {wanted}, got a masked array that hides {hidden}: fill them, or leave those rows out"
        )
    try:
        array = make(x)
    except ValueError as error:
        if "inhomogeneous" not in str(error):
            raise
        raise ValueError(f"expected {wanted}, got rows of unequal length: give every row the same") from error
    if array.dtype.names:
        raise ValueError(f"expected {wanted}, got records of {array.dtype.names}: take one of their columns")
    return array


def _buffer(x: Array, out: Array | None) -> Array:
    return np.empty_like(x) if out is None else out


# ---------------------------------------------------------------- activations


def step(z: ArrayLike, out: Array | None = None) -> Array:
    """Fire or stay silent: 1 where z > 0, else 0.

    z: numbers of any shape. Returns whole numbers (int64) of the same shape.
    Source: Rosenblatt, The perceptron (1958).

    >>> step(np.array([-1.0, 1.0, 2.0]))
    array([0, 1, 1])
    """
    fires = np.greater(as_numbers(z), 0)
    if out is None:
        return fires.astype(np.int64)
    np.copyto(out, fires)
    return out


def sigmoid(z: ArrayLike, out: Array | None = None) -> Array:
    """Squash any number into the range from 0 to 1: σ(z) = 1 / (1 + e^-z).

    z: any shape, float32 or float64. Returns the same shape and dtype.
    The exponent is cut off where e^-z would overflow; there σ is smaller than any normal number.

    >>> sigmoid(np.array([-1.0, 1.0, 2.0])).round(8)
    array([0.26894142, 0.73105858, 0.88079708])
    >>> sigmoid(np.array([-1000.0, 1000.0])).round(8)
    array([0., 1.])
    """
    z = as_floats(z)
    out = _buffer(z, out)
    np.negative(z, out=out)
    np.minimum(out, LARGEST_EXPONENT[out.dtype.char], out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    return np.divide(1, out, out=out)


# e^x of these is the reciprocal of the smallest normal number: no overflow, and no slow subnormals after it.
LARGEST_EXPONENT = {
    np.dtype(t).char: np.array(-np.log(np.finfo(t).tiny), dtype=t)
    for t in (np.float16, np.float32, np.float64, np.longdouble)
}


def tanh(z: ArrayLike, out: Array | None = None) -> Array:
    """Squash any number into the range from -1 to 1: tanh(z) = 2 σ(2z) - 1.

    z: any shape, float32 or float64. Returns the same shape and dtype.

    >>> tanh(np.array([-1.0, 0.0, 1.0])).round(8)
    array([-0.76159416,  0.        ,  0.76159416])
    """
    return np.tanh(as_floats(z), out=out)


def relu(z: ArrayLike, out: Array | None = None) -> Array:
    """Let positive numbers pass and stop the others: relu(z) = max(0, z).

    z: any shape. Returns the same shape and dtype.
    Source: Nair and Hinton, Rectified linear units improve restricted Boltzmann machines (2010).

    >>> relu(np.array([-1.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    z = as_numbers(z)
    return np.maximum(z, z.dtype.type(0), out=out)  # NumPy 1 would widen a lone float32 next to a plain 0


def softmax(z: ArrayLike, out: Array | None = None) -> Array:
    """Turn each row of scores into probabilities: p_k = e^z_k / Σ_i e^z_i.

    z: (m,) or (..., m), floats; the last axis holds the classes. Same shape and dtype out, rows sum to 1.
    The largest score of each row is subtracted first. That changes nothing and cannot overflow.
    A score of -inf is masked: its p is 0. A row of nothing else has no probabilities, and gives NaN.

    >>> softmax(np.array([0.3, 2.9, 4.0])).round(8)
    array([0.01821127, 0.24519181, 0.73659691])
    >>> softmax(np.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    z = as_floats(z)
    out = np.subtract(z, _row_max(z), out=_buffer(z, out))
    np.exp(out, out=out)
    return np.divide(out, np.sum(out, axis=-1, keepdims=True), out=out)


def log_softmax(z: ArrayLike, out: Array | None = None) -> Array:
    """Return the logarithms of the softmax: ln p_k = z_k - ln Σ_i e^z_i.

    z: (m,) or (..., m), floats. Returns the same shape and dtype, finite for finite scores;
    -inf for a masked score of -inf, and NaN for a row of nothing else.

    >>> log_softmax(np.array([0.0, 1000.0]))
    array([-1000.,     0.])
    """
    z = as_floats(z)
    out = np.subtract(z, _row_max(z), out=_buffer(z, out))
    return np.subtract(out, np.log(np.sum(np.exp(out), axis=-1, keepdims=True)), out=out)


def _row_max(z: Array) -> Array:
    if z.ndim == 0:
        raise ValueError(
            "softmax expected a row of scores, got a single number: give it an array like [0.3, 2.9]"
        )
    return np.max(z, axis=-1, keepdims=True, initial=-np.inf)


# ---------------------------------------------------------------- their slopes


def sigmoid_slope(z: ArrayLike) -> Array:
    """Return the slope of the sigmoid at z: σ'(z) = σ(z) (1 - σ(z)).

    z: any shape, the input of the sigmoid and not its output. Returns the same shape; at most 1/4.

    >>> sigmoid_slope(np.arange(3)).round(8)
    array([0.25      , 0.19661193, 0.10499359])
    """
    s = sigmoid(z)
    return s * (1 - s)


def tanh_slope(z: ArrayLike) -> Array:
    """Return the slope of tanh at z: 1 - tanh(z)².

    z: any shape. Returns the same shape; at most 1.

    >>> float(tanh_slope(0.0))
    1.0
    """
    return 1 - tanh(z) ** 2


def relu_slope(z: ArrayLike) -> Array:
    """Return the slope of ReLU at z: 1 where z > 0, else 0.

    At z = 0 there is a corner and so no slope; we take 0 there, as every framework does.

    >>> relu_slope(np.array([-1.0, 0.0, 3.0]))
    array([0., 0., 1.])
    """
    z = as_floats(z)
    return np.greater(z, 0).astype(z.dtype)


def step_slope(z: ArrayLike) -> Array:
    """Return the slope of the step function: 0 everywhere, so there is nothing to learn from.

    >>> step_slope(np.array([-1.0, 2.0]))
    array([0., 0.])
    """
    return np.zeros_like(as_floats(z))


# ---------------------------------------------------------------- costs


def mean_squared_error(a: ArrayLike, y: ArrayLike, out: Array | None = None) -> Any:
    """Return the quadratic cost: C = Σ (y - a)² / n over all n entries.

    a: answers, y: targets, of one shape. Returns a number.
    Raises ValueError where the shapes differ: (n,) against (n, 1) would silently give n² differences;
    and where there are no entries.

    >>> float(mean_squared_error([1.0, 2.0], [1.0, 4.0]))
    2.0
    """
    a, y = _some_of_one_shape(a, y, "answers", "targets")
    return np.mean(np.square(a - y), out=out)


def binary_cross_entropy(a: ArrayLike, y: ArrayLike) -> Any:
    """Return the cross-entropy for yes or no: C = -1/n Σ (y ln a + (1 - y) ln(1 - a)).

    a: probabilities from 0 to 1, y: labels 0 or 1, of one shape. Returns a number; inf for sure and wrong.

    >>> float(binary_cross_entropy([0.5, 0.5], [0, 1]).round(4))
    0.6931
    """
    a, y = _some_of_one_shape(a, y, "probabilities", "labels")
    return -np.mean(_xlogy(y, a) + _xlogy(1 - y, 1 - a))


def cross_entropy(q: ArrayLike, p: ArrayLike) -> Any:
    """Return the mean surprise at the truth p under the prediction q: C = -1/n Σ_rows Σ_k p_k ln q_k.

    q: predicted probabilities, p: the true ones (one-hot or not); both (m,) or (n, m). Returns a number.

    >>> float(cross_entropy([0.7, 0.2, 0.1], [1, 0, 0]).round(6))
    0.356675
    """
    q, p = _some_of_one_shape(q, p, "predicted probabilities", "true probabilities")
    if q.ndim == 0:
        raise ValueError(
            "expected a row of probabilities, got a single number: for yes or no use binary_cross_entropy"
        )
    return -np.mean(np.sum(_xlogy(p, q), axis=-1))


def _xlogy(x: Array, y: Array) -> Array:
    """x ln y, with 0 ln 0 = 0, its limit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((x == 0) & ~np.isnan(y), 0.0, x * np.log(y))


def limit_product(w: ArrayLike, x: ArrayLike, out: Array | None = None) -> Array:
    """Multiply entry by entry, with 0 · ∞ = 0: the limit of w ln w, where what has no weight adds nothing.

    w, x: numbers of shapes that broadcast. Returns floats.

    >>> limit_product([0.0, 2.0], [-np.inf, 3.0])
    array([0., 6.])
    """
    w, x = as_floats(w), as_floats(x)
    with np.errstate(invalid="ignore"):
        product = np.where(counts(w, x), w * x, 0)
    if out is None:
        return product
    np.copyto(out, product)
    return out


def counts(w: ArrayLike, x: ArrayLike, out: Array | None = None) -> Array:
    """Say where x adds to w · x: everywhere but where w is 0 and x infinite.

    >>> counts([0.0, 0.0, 1.0], [np.inf, 5.0, np.inf])
    array([False,  True,  True])
    """
    return np.logical_or(np.not_equal(w, 0), ~np.isinf(x), out=out)


def same_shape(a: ArrayLike, b: ArrayLike, a_is: str, b_is: str) -> tuple[Array, Array]:
    """Return both as float arrays, or raise ValueError that names the two shapes.

    >>> same_shape([1], [[1]], "answers", "targets")
    Traceback (most recent call last):
    ...
    ValueError: answers (1,) and targets (1, 1) must have one shape: reshape one of them
    """
    a, b = as_floats(a), as_floats(b)
    if a.shape != b.shape:
        raise ValueError(f"{a_is} {a.shape} and {b_is} {b.shape} must have one shape: reshape one of them")
    return a, b


def _some_of_one_shape(a: ArrayLike, b: ArrayLike, a_is: str, b_is: str) -> tuple[Array, Array]:
    a, b = same_shape(a, b, a_is, b_is)
    if a.size == 0:
        raise ValueError("the mean of no entries is not defined")
    return a, b


# ---------------------------------------------------------------- labels


def one_hot(labels: ArrayLike, classes: int | Sequence[Any] | None = None) -> Array:
    """Give each label a row with a 1 in its class's column and 0 elsewhere.

    labels: (n,) class numbers or names. classes: how many classes, or the names in column order;
    left out, the sorted distinct labels. Returns (n, m), float64; `labels` is not changed.
    Raises ValueError for a label that is no class.

    >>> one_hot(["Tim", "John"])
    array([[0., 1.],
           [1., 0.]])
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    labels = as_array(labels)
    if labels.ndim != 1:
        raise ValueError(
            f"expected one label a row, shape (n,), got shape {labels.shape}: is it one-hot already?"
        )
    columns = _columns(labels, classes)
    hits = labels[:, None] == columns[None, :]
    if not hits.any(axis=1).all():
        stray = labels[~hits.any(axis=1)].tolist()[0]
        raise ValueError(
            f"expected labels among {columns.tolist()}, got {stray!r}: name every class in `classes`"
        )
    return hits.astype(np.float64)


def _columns(labels: Array, classes: int | Sequence[Any] | None) -> Array:
    if classes is None:
        return np.unique(labels)
    if is_whole(classes, 1):
        return np.arange(cast(int, classes))
    names = as_array(classes)
    if names.ndim != 1 or len(set(names.tolist())) < len(names):
        raise ValueError(
            "expected how many classes there are, a whole number, or a list that names each once, "
            f"got {describe(classes)}: for two classes give 2"
        )
    return names


def shown(thing: Any) -> str:
    """Return on one line, and shortly, what came.

    >>> shown(np.ones((2, 2))), shown(len)
    ('array([[1., 1.], [1., 1.]])', 'len')
    """
    return getattr(thing, "__name__", None) or " ".join(f"{thing!r}".split())[:60]


def describe(thing: Any) -> str:
    """Say in a few words what came in place of something else.

    >>> describe(2.5), describe(None)
    ('2.5 (float)', 'None')
    """
    return "None" if thing is None else f"{shown(thing)} ({type(thing).__name__})"


def is_whole(value: Any, least: int) -> bool:
    """Is this a whole number from `least` on that can count, and neither a float nor a truth value?

    >>> is_whole(np.int8(3), 1), is_whole(3.0, 1), is_whole(True, 1)
    (True, False, False)
    """
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    return whole and least <= int(value) <= sys.maxsize
