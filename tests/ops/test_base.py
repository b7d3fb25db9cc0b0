"""What all operations share: one constructor for nodes and for arrays."""

from __future__ import annotations

import numpy as np

import nbkit as nb
from nbkit.graph import Placeholder
from nbkit.session import Session


def test_each_class_has_a_lower_case_constructor_that_serves_nodes_and_arrays() -> None:
    x = Placeholder("x")
    for name in ("sigmoid", "tanh", "relu", "exp", "square", "negative", "abs", "step"):
        constructor = getattr(nb, name)
        node = constructor(x, name=f"my_{name}")
        assert node.name == f"my_{name}"
        value = np.array([0.5, -0.25])
        np.testing.assert_array_equal(constructor(value), Session().run(node, {x: value}))
