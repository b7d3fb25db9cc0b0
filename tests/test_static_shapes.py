"""Static shapes against the shapes that a run has, for every operation of the list."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbkit import ops
from nbkit.graph import Graph, GraphError, Placeholder
from nbkit.session import Session
from nbkit.static_shapes import broadcast, merged, reshaped, static_shape

sys.path.insert(0, str(Path(__file__).parent / "ops"))

from cases import CASES, Case
from trials import trial


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.operation.__name__)
@settings(max_examples=15)
@given(data=st.data())
def test_they_are_the_shapes_of_a_run(case: Case, data: st.DataObject) -> None:
    t = trial(case, data.draw)
    shape = np.shape(Session(t.node.graph).run(t.node, t.feed))
    known = {x: a.shape for x, a in t.feed.items()}
    found = static_shape(t.node, dict(known))
    assert found is None or all(n in (None, m) for n, m in zip(found, shape, strict=True))
    # With an axis that is not known, no more may be said than is true.
    vague = {x: (None,) * len(s) for x, s in known.items()}
    found = static_shape(t.node, dict(vague))
    assert found is None or all(n in (None, m) for n, m in zip(found, shape, strict=True))


def test_what_does_not_fit_is_told() -> None:
    with Graph().as_default():
        x = Placeholder("x", (None, 3))
        with pytest.raises(GraphError, match=r"the columns of \(\?, 3\) meet the rows of \(4, 4\)"):
            static_shape(ops.matmul(x, np.zeros((4, 4))), {})
        with pytest.raises(GraphError, match="has no axis 2"):
            static_shape(ops.sum(x, axis=2), {})
        with pytest.raises(GraphError, match="index 3 is outside an axis of length 3"):
            static_shape(ops.index(x, (0, 3)), {})
    with pytest.raises(GraphError, match="do not fit"):
        broadcast((2,), (3,))
    with pytest.raises(GraphError, match="as many axes"):
        merged((2,), (2, 1))
    with pytest.raises(GraphError, match="do not fill"):
        reshaped((5,), (2, -1))


def test_lengths_that_are_computed_are_followed() -> None:
    with Graph().as_default():
        x = Placeholder("x", (None, 3))
        shape = ops.shape_of(x)
        assert static_shape(ops.tile(x, np.array([2, 2])), {}) == (None, 6)
        assert static_shape(ops.concat([x, np.zeros((2, 3))]), {}) == (None, 3)
        assert static_shape(ops.concat([x, np.zeros((2, 3))], axis=1), {}) == (2, 6)
        assert static_shape(shape, {}) == (2,)
