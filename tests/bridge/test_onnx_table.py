"""Each operation in ONNX: onnxruntime gives equal values, and equal slopes from our gradient nodes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from cases import Case
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sides import SAID, close, side, tied

import nbkit as nb
from nbkit import bridge

for name in ("onnx", "onnxruntime"):
    pytest.importorskip(name, reason=f"{name} is a peer: pip install '.[peers]'")
EACH = pytest.mark.parametrize("case", SAID, ids=lambda case: case.operation.__name__)


@EACH
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=lambda dtype: dtype.__name__)
@settings(max_examples=6, phases=[Phase.generate], deadline=None)
@given(data=st.data())
def test_values_and_slopes_are_ours(case: Case, dtype: type, data: st.DataObject, tmp_path: Path) -> None:
    s = side(case, data.draw)
    if not all(value.size for value in s.feeds.values()):
        return  # a 0 in a shape means "as it was" to ONNX
    nodes = {f"out{i}": node for i, node in enumerate([s.node, *nb.gradients(s.loss, s.floats)])}
    shapes = {name: value.shape for name, value in s.feeds.items()}
    session = nb.Session(s.node.graph, dtype=dtype)
    path = bridge.to_onnx(nodes, tmp_path / "one.onnx", session, shapes=shapes)
    theirs = bridge.run_onnx(path, **s.feeds)
    for name, expected in zip(nodes, s.ours(), strict=True):
        close(theirs[name], expected, 1e-12 if dtype is np.float64 else 2e-5)


def test_the_first_of_equals_gets_all(tmp_path: Path) -> None:
    s = tied()
    nodes = {"slope": nb.gradients(s.loss, s.floats)[0]}
    path = bridge.to_onnx(nodes, tmp_path / "tied.onnx", shapes={"x": (2, 4, 4, 2)})
    close(bridge.run_onnx(path, **s.feeds)["slope"], s.ours()[1])


def test_a_transposed_matrix_meets_a_vector(tmp_path: Path) -> None:
    """The default optimizations of onnxruntime 1.32 make other numbers of a Transpose and a MatMul."""
    with nb.Graph().as_default():
        A, v = nb.Placeholder("A", (3, 2)), nb.Placeholder("v", (3,))
        product = nb.matmul(nb.transpose(A), v, name="product")
    path = bridge.to_onnx(product, tmp_path / "product.onnx", nb.Session(A.graph, dtype=np.float32))
    found = bridge.run_onnx(path, A=np.arange(6).reshape(3, 2), v=[1, 10, 100])["product"]
    assert found.tolist() == [420, 531]


def test_onnxruntime_loses_a_nan_in_a_maximum(tmp_path: Path) -> None:
    """What its table of operations says of onnxruntime 1.32; ours lets NaN through, or says so."""
    with nb.Graph().as_default():
        x = nb.Placeholder("x", (1, 2, 2, 1))
        nodes = {"top": nb.max(x), "pooled": nb.max_pool(x, 2), "total": nb.sum(x)}
    path = bridge.to_onnx(nodes, tmp_path / "one.onnx", nb.Session(x.graph))
    image = np.array([1.0, np.nan, 3.0, 2.0]).reshape(1, 2, 2, 1)
    theirs = bridge.run_onnx(path, x=image)
    assert [theirs[name].item() for name in ("top", "pooled")] == [3, 3] and np.isnan(theirs["total"])
    ours = nb.Session(x.graph)
    assert np.isnan(ours.run(nodes["pooled"], {x: image})).all()
    with pytest.raises(nb.GraphError, match="is NaN"):
        ours.run(nodes["top"], {x: image})
