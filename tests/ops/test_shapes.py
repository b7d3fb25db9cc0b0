"""Shapes are those that NumPy gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit import ops
from nbkit.graph import Placeholder
from nbkit.session import Session

X = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (nb.transpose, X.T),
        (lambda x: nb.transpose(x, (1, 2, 0)), X.transpose(1, 2, 0)),
        (lambda x: nb.reshape(x, (4, -1)), X.reshape(4, 6)),
        (lambda x: ops.reshape_like(x, np.zeros((6, 4))), X.reshape(6, 4)),
        (lambda x: ops.expand(x, -1), X[..., None]),
        (lambda x: nb.concat([x, x, x], axis=1), np.concatenate([X, X, X], axis=1)),
        (lambda x: nb.stack([x, x], axis=2), np.stack([X, X], axis=2)),
        (lambda x: ops.part(x, [X[:, :, :1], X[:, :, 1:]], 1, axis=2), X[:, :, 1:]),
        (ops.zeros_like, np.zeros_like(X)),
    ],
)
def test_nodes_and_arrays_give_what_numpy_gives(build: Any, expected: Any) -> None:
    x = Placeholder()
    np.testing.assert_array_equal(build(X), expected)
    np.testing.assert_array_equal(Session().run(build(x), {x: X}), expected)
