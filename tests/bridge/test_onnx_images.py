"""Which words a convolution takes in ONNX; its values are compared in test_onnx_table and test_onnx_file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from networks import cnn

import nbkit as nb
from nbkit import bridge

onnx = pytest.importorskip("onnx", reason="onnx is a peer: pip install '.[peers]'")


@pytest.mark.parametrize(("dtype", "convolutions"), [(np.float32, 2), (np.float64, 0)])
def test_a_convolution_is_one_where_onnxruntime_has_it(
    dtype: type, convolutions: int, tmp_path: Path
) -> None:
    net = cnn(rows=2)
    session = nb.Session(net.loss.graph, dtype=dtype)
    nodes = onnx.load(bridge.to_onnx(net.logits, tmp_path / "net.onnx", session)).graph.node
    kinds = [node.op_type for node in nodes]
    assert kinds.count("Conv") == convolutions
    assert kinds.count("Gather") == 2 - convolutions
    assert kinds.count("MaxPool") == 2
