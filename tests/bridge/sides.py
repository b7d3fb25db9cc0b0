"""One operation on our side, for a peer to equal: its value, and its slopes under a random upstream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from cases import CASES, Case, Draw
from hypothesis import strategies as st
from trials import make, trial

import nbkit as nb
from nbkit import ops
from nbkit.bridge.unsaid import UNSAID
from nbkit.functions import Array
from nbkit.graph import Constant, Placeholder


@dataclass
class Side:
    """What a peer must give: `node` and the slopes of `loss` along `floats`, for what is fed."""

    node: Any
    loss: Any
    floats: list[Placeholder]
    feed: dict[Placeholder, Array]

    @property
    def feeds(self) -> dict[str, Array]:
        return {x.name: value for x, value in self.feed.items()}

    def ours(self) -> list[Array]:
        nodes = [self.node, *nb.gradients(self.loss, self.floats)]
        return nb.Session(self.node.graph, compiled=False).run(nodes, self.feed)


SAID = [case for case in CASES if case.operation not in UNSAID]


def side(case: Case, draw: Draw) -> Side:
    """Random inputs, or inputs in halves, of which many are equal."""
    t = trial(case, draw)
    if draw(st.booleans()):
        kinds = case.kind.ljust(len(t.arrays), "a")
        t.arrays = [halves(a) if kind == "a" else a for a, kind in zip(t.arrays, kinds, strict=False)]
    if case.operation in (ops.MaxUnpool, ops.MaxPoolAt):
        t.arrays[2] = nb.max_pool(t.arrays[1], **t.node.options)  # they are defined for that alone
    out = nb.Session(t.node.graph, compiled=False).run(t.node, t.feed)
    with t.node.graph.as_default():
        upstream = Constant(make("a", np.shape(out), 1, t.rng))
    return Side(t.node, nb.sum(t.node * upstream), t.floats(), t.feed)


def halves(x: Array) -> Array:
    """The next half away from 0, which keeps clear of a division by 0."""
    return np.sign(x) * np.ceil(2 * np.abs(x)) / 2


def close(theirs: Any, ours: Any, tolerance: float = 1e-12) -> None:
    """Compare forms and values; the tolerance counts in units of the largest entry."""
    theirs, ours = np.asarray(theirs), np.asarray(ours)
    assert theirs.shape == ours.shape
    assert theirs.dtype.kind == ours.dtype.kind
    scale = max(1.0, float(np.abs(ours).max(initial=0)))
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=tolerance * scale)


def tied() -> Side:
    """Images of zeros and ones alone, so that nearly every maximum is tied: the first of equals gets all."""
    rng = np.random.default_rng(0)
    with nb.Graph().as_default():
        x = Placeholder("x")
        tops = [
            nb.max_pool(x),
            nb.max_pool(x, 3, 2, "same"),
            nb.global_max(x),
            nb.max(x, axis=0),
            nb.max(x),
            nb.maximum(x, 1.0),
            nb.minimum(x, 0.0),
        ]
        at = rng.integers(0, 2, (2, 4, 4, 2)).astype(float)
        sums = [nb.sum(t * rng.normal(size=np.shape(nb.Session(x.graph).run(t, {x: at})))) for t in tops]
        return Side(x * 1.0, nb.sum(nb.stack(sums)), [x], {x: at})
