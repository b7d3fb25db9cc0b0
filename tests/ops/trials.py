"""One operation on random values, in a graph of its own, and what it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from cases import Case, Draw
from hypothesis import strategies as st

from nbkit.functions import Array
from nbkit.graph import Constant, Graph, Operation, Placeholder


def make(kind: str, shape: tuple[int, ...], width: int, rng: np.random.Generator) -> Array:
    """Random values away from corners, so that a difference does not straddle one."""
    x = np.asarray(rng.normal(size=shape))
    if kind == "l":
        return np.asarray(rng.integers(0, width, size=shape))
    if kind == "t":
        return np.asarray(x > 0)
    if kind == "d":
        return np.asarray(x / 2 + 3 * np.eye(shape[-1]))
    if kind == "r":
        return np.asarray(np.abs(x) + 0.1) / np.sum(np.abs(x) + 0.1, axis=-1, keepdims=True)
    return np.asarray(np.abs(x) + 0.5 if kind == "p" else x + np.where(x < 0, -0.2, 0.2))


@dataclass
class Trial:
    """One operation in a graph of its own, with its placeholders and values for them."""

    case: Case
    node: Any
    xs: list[Placeholder]
    arrays: list[Array]
    rng: np.random.Generator

    @property
    def feed(self) -> dict[Any, Array]:
        return dict(zip(self.xs, self.arrays, strict=True))

    @property
    def values(self) -> list[Array]:
        """The operation's inputs: what would be fed, and the values of constants."""
        feed = self.feed
        return [np.asarray(n.value) if isinstance(n, Constant) else feed[n] for n in self.node.input_nodes]

    @property
    def is_single(self) -> bool:
        """`stack` is built of several operations: only the tests through a session can see it."""
        return not any(isinstance(n, Operation) for n in self.node.input_nodes)

    def floats(self) -> list[Placeholder]:
        return [x for x, a in zip(self.xs, self.arrays, strict=True) if a.dtype.kind == "f"]

    def forward(self, *values: Array, **out: Array) -> Any:
        return self.node.forward(*values, **self.node.options, **out)


def trial(case: Case, draw: Draw) -> Trial:
    shapes, options = case.inputs(draw)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    width = next((s[-1] for s, k in zip(shapes, case.kind, strict=False) if len(s) == 2 and k == "a"), 3)
    kinds = case.kind.ljust(len(shapes), "a")
    arrays = [make(k, s, width, rng) for s, k in zip(shapes, kinds, strict=False)]
    with Graph().as_default():
        xs = [Placeholder() for _ in arrays]
        return Trial(case, case.build(*xs, **options), xs, arrays, rng)


def differences(f: Callable[[], Any], x: Array, h: float = 1e-5) -> Array:
    """The slope of the number f() along each entry of x, which is nudged in place."""
    slope = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = float(f())
        x[i] = kept - h
        slope[i] = (above - float(f())) / (2 * h)
        x[i] = kept
    return slope


def close(actual: Any, expected: Any, rtol: float, atol: float) -> None:
    """Compare; `atol` counts in units of the largest entry."""
    assert np.shape(actual) == np.shape(expected)
    np.testing.assert_allclose(
        actual, expected, rtol=rtol, atol=atol * max(1, np.abs(expected).max(initial=0))
    )
