"""A trained network forwards: any number of layers, weights from a dictionary or an .npz file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from numpy.typing import ArrayLike

from nbkit.functions import Array, as_floats, shown, sigmoid, softmax

Function = Callable[[Array], Array]


def forward(
    network: Mapping[str, ArrayLike],
    X: ArrayLike,
    activation: Function = sigmoid,
    output: Function | None = softmax,
) -> Array:
    """Return what a network of dense layers answers: h ← activation(h W + b), layer by layer, then output(z).

    network: W1 (d, m), b1 (m,), W2 (m, k), b2 (k,), …: a dictionary, or what `np.load` gives for an .npz
    file; any number of layers, any sizes that chain up.
    X: examples, one a row (n, d), or a single one (d,); also pictures (n, h, w) or (h, w) with h · w = d.
    Whole numbers, such as pixels from 0 to 255, are computed as float64 and not scaled.
    activation: of all layers but the last. output: of the last one; None gives its scores as they are.
    Returns (n, m), or (m,) for a single example; float64, unless both the weights and X are float32.
    Raises TypeError where the network is no mapping, or something in it or X holds no numbers, and ValueError
    where a name is missing or unknown, or a shape does not fit; the message names it.

    >>> import numpy as np
    >>> network = {"W1": [[2, 4], [4, -5]], "b1": [0, 0], "W2": [[2], [7]], "b2": [0]}
    >>> forward(network, [[1, 1], [3, 1]], activation=lambda z: np.maximum(z, 0), output=None)
    array([[12.],
           [69.]])
    >>> forward({"W1": np.eye(3), "b1": np.zeros(3)}, [0.3, 2.9, 4.0]).round(4)
    array([0.0182, 0.2452, 0.7366])
    """
    layers = _layers(network)
    if not all(map(callable, (activation, softmax if output is None else output))):
        got = f"{shown(activation)} and {shown(output)}"
        raise TypeError(f"expected functions, got {got}: write activation=nb.sigmoid")
    h = _rows(as_floats(X), layers[0][0].shape[0])
    for W, b in layers[:-1]:
        h = activation(h @ W + b)
    W, b = layers[-1]
    z = h @ W + b
    return z if output is None else output(z)


def _layers(network: Mapping[str, ArrayLike]) -> list[tuple[Array, Array]]:
    """Return (W, b) of each layer, checked: names, numbers, shapes."""
    if not isinstance(network, Mapping):
        raise TypeError(
            f"expected a network as a dictionary of W1, b1, W2, …, got {type(network).__name__}: "
            "name its arrays, or read them with np.load('weights.npz')"
        )
    names = _names(network)
    layers = [
        (_numbers(network, W), _numbers(network, b)) for W, b in zip(names[::2], names[1::2], strict=True)
    ]
    width = None
    for k, (W, b) in enumerate(layers, 1):
        _check_shapes(k, W, b, width)
        width = W.shape[1]
    return layers


def _names(network: Mapping[str, Any]) -> list[str]:
    """Return W1, b1, W2, b2, … where the network holds these and nothing else."""
    count = max(1, (len(network) + 1) // 2)
    names = [f"{letter}{k}" for k in range(1, count + 1) for letter in "Wb"]
    if set(network) != set(names):
        raise ValueError(
            f"expected arrays named {', '.join(names)}, got {', '.join(map(str, network)) or 'none'}: "
            "name weights W1, W2, … and biases b1, b2, …, one of each for every layer"
        )
    return names


def _numbers(network: Mapping[str, ArrayLike], name: str) -> Array:
    try:
        return as_floats(network[name])
    except (TypeError, ValueError) as fault:
        raise type(fault)(f"{name}: {fault}") from None


def _check_shapes(k: int, W: Array, b: Array, width: int | None) -> None:
    """Raise where layer k is no table with a bias for each column, or does not join the layer before it."""
    if W.ndim != 2:
        raise ValueError(f"expected W{k} as a table (inputs, neurons), got shape {W.shape}: reshape it")
    if width is not None and W.shape[0] != width:
        turned = f"; its transpose would fit: use W{k}.T" if W.shape[1] == width else ""
        raise ValueError(
            f"expected W{k} with {width} rows, one for each neuron of layer {k - 1}, "
            f"got shape {W.shape}{turned}"
        )
    if b.shape != W.shape[1:]:
        turned = f"; is W{k} transposed?" if b.shape == W.shape[:1] else ": reshape it"
        raise ValueError(
            f"expected b{k} of shape ({W.shape[1]},), one bias for each column of W{k} {W.shape}, "
            f"got {b.shape}{turned}"
        )


def _rows(X: Array, d: int) -> Array:
    """Return examples (n, d), or a single one (d,), from those or from pictures of d pixels."""
    if X.ndim in (1, 2) and X.shape[-1] == d:
        return X
    if X.ndim in (2, 3) and X.shape[-2] * X.shape[-1] == d:
        return X.reshape(*X.shape[:-2], d)
    raise ValueError(
        f"expected examples of {d} numbers, shape (n, {d}) or ({d},), as W1 has {d} rows; got shape {X.shape}"
    )
