"""A graph as an ONNX file: it is checked, it runs for any batch, its weights go out and in by name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from networks import cnn, mlp

import nbkit as nb
from nbkit import bridge
from nbkit.graph import GraphError

onnx = pytest.importorskip("onnx", reason="onnx is a peer: pip install '.[peers]'")
pytest.importorskip("onnxruntime", reason="onnxruntime is a peer: pip install '.[peers]'")


@pytest.mark.parametrize(
    ("make", "dtype", "tolerance"),
    [(mlp, None, 5e-15), (cnn, None, 1e-12), (mlp, np.float32, 1e-5), (cnn, np.float32, 1e-5)],
)
def test_values_and_gradients_are_ours_for_any_batch(
    make: Any, dtype: Any, tolerance: float, tmp_path: Path
) -> None:
    net = make()
    session = nb.Session(net.loss.graph, dtype=dtype)
    nodes = [net.logits, net.loss, *nb.gradients(net.loss, net.variables)]
    path = bridge.to_onnx(nodes, tmp_path / "net.onnx", session)
    for rows in (20, 1, 7):
        feed = {x: value[:rows] for x, value in net.feed.items()}
        theirs = bridge.run_onnx(path, **{x.name: value for x, value in feed.items()})
        assert list(theirs) == [node.name for node in nodes]
        for got, ours in zip(theirs.values(), session.run(nodes, feed), strict=True):
            assert got.dtype == ours.dtype
            assert np.abs(got - ours).max() <= tolerance * max(1, np.abs(ours).max())


def test_padding_and_its_slopes(tmp_path: Path) -> None:
    net = cnn(rows=3, padding="same")
    nodes = [net.loss, *nb.gradients(net.loss, net.variables)]
    session = nb.Session(net.loss.graph)
    theirs = bridge.run_onnx(bridge.to_onnx(nodes, tmp_path / "net.onnx", session), **net.feeds)
    for got, ours in zip(theirs.values(), session.run(nodes, net.feed), strict=True):
        assert np.abs(got - ours).max() <= 1e-12


def test_the_reference_evaluator_agrees(tmp_path: Path) -> None:
    net = mlp(sizes=(6, 5, 4))
    path = bridge.to_onnx([net.logits, net.loss], tmp_path / "net.onnx")
    evaluator = import_module("onnx.reference").ReferenceEvaluator(str(path))
    logits, loss = evaluator.run(None, {name: value.copy() for name, value in net.feeds.items()})
    ours = nb.Session(net.loss.graph).run([net.logits, net.loss], net.feed)
    assert np.abs(logits - ours[0]).max() < 1e-15
    assert abs(loss - ours[1]) < 1e-15


def test_what_netron_shows(tmp_path: Path) -> None:
    net = mlp(sizes=(6, 5, 4))
    model = onnx.load(bridge.to_onnx({"loss of a batch": net.loss}, tmp_path / "net.onnx", batch="rows"))
    graph = model.graph
    assert [i.name for i in graph.input] == ["X", "y"]
    assert [d.dim_param or d.dim_value for d in graph.input[0].type.tensor_type.shape.dim] == ["rows", 6]
    assert [o.name for o in graph.output] == ["loss of a batch"]
    assert [t.name for t in graph.initializer] == ["W1", "b1", "W2", "b2"]
    assert {"MatMul", "z1", "Relu", "z2", "loss"} <= {n.name for n in graph.node}
    assert "networks.py" in next(n.doc_string for n in graph.node if n.name == "z1")


def test_weights_go_out_and_come_back(tmp_path: Path) -> None:
    net = mlp(sizes=(6, 5, 4))
    session = nb.Session(net.loss.graph)
    path = bridge.to_onnx(net.loss, tmp_path / "net.onnx", session)
    session.assign(net.variables[0], np.ones((6, 5)))
    bridge.put_weights(path, session)
    assert bridge.largest_difference(session, path) == 0
    assert bridge.run_onnx(path, **net.feeds)["loss"] == pytest.approx(session.run(net.loss, net.feed))
    other = nb.Session(net.loss.graph)
    bridge.put_weights(other, str(path))
    assert bridge.largest_difference(session, other) == 0
    with pytest.raises(GraphError, match="missing"):
        bridge.put_weights(path, {"W1": np.ones((6, 5))})
    assert bridge.largest_difference(session, path) == 0


def test_a_file_is_whole_or_is_not(tmp_path: Path) -> None:
    net = mlp(sizes=(6, 5, 4))
    path = bridge.to_onnx(net.loss, tmp_path / "new" / "net.onnx")
    before = path.read_bytes()
    with nb.Graph().as_default():
        bad = nb.exp(nb.Placeholder("x"))
    with pytest.raises(GraphError, match="expected a shape"):
        bridge.to_onnx(bad, path)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["net.onnx"]
    with pytest.raises(GraphError, match="expected a place to write"):
        bridge.to_onnx(net.loss, path / "inside a file.onnx")
    with pytest.raises(GraphError, match="expected a path, got 3"):
        bridge.to_onnx(net.loss, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("feeds", "told"),
    [
        ({"X": np.zeros((2, 6))}, r"\['X', 'y'\] to be fed; \['y'\] missing"),
        ({"X": np.zeros((2, 5)), "y": np.zeros((2, 4))}, r"expected shape \('n', 6\) for 'X', got \(2, 5\)"),
        ({"X": np.zeros(6), "y": np.zeros((2, 4))}, r"expected shape \('n', 6\) for 'X', got \(6,\)"),
    ],
)
def test_other_feeds_are_refused(feeds: Any, told: str, tmp_path: Path) -> None:
    path = bridge.to_onnx(mlp(sizes=(6, 5, 4)).loss, tmp_path / "net.onnx")
    with pytest.raises(GraphError, match=told):
        bridge.run_onnx(path, **feeds)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"expected an ONNX file at .*none\.onnx, got none"):
        bridge.run_onnx(tmp_path / "none.onnx")
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(b"no protobuf at all")
    with pytest.raises(GraphError, match="onnxruntime cannot load"):
        bridge.run_onnx(damaged)
    with pytest.raises(GraphError, match="expected an ONNX file at"):
        bridge.weights_of(damaged)


def test_what_has_no_counterpart_is_named(tmp_path: Path) -> None:
    net = mlp(sizes=(3, 2))
    with pytest.raises(GraphError, match=r"<Update 'Adam'> has no counterpart in onnx.*let onnx take"):
        bridge.to_onnx([nb.Adam().minimize(net.loss)], tmp_path / "net.onnx")
    with nb.Graph().as_default():
        names = nb.one_hot(nb.Placeholder("x", (None,)), ["a", "b"])
        joined = nb.concat([nb.Placeholder("a", (None, 2)), nb.Variable(np.ones((3, 2)), "b")])
        cut = nb.gradients(nb.sum(joined * joined), joined.graph.variables)
    with pytest.raises(GraphError, match="numbers, got"):
        bridge.to_onnx(names, tmp_path / "net.onnx")
    with pytest.raises(
        GraphError, match="<Part 'Part_1'> has no counterpart in onnx: it cuts where the batch ends"
    ):
        bridge.to_onnx(cut, tmp_path / "net.onnx")


def test_outputs_have_names_of_their_own(tmp_path: Path) -> None:
    net = mlp(sizes=(3, 2))
    slopes = nb.gradients(net.loss, net.variables)
    with pytest.raises(GraphError, match="expected a new name for an output, got 'W1'"):
        bridge.to_onnx({"W1": slopes[0]}, tmp_path / "net.onnx")
    outputs = {"slope of W1": slopes[0], "X again": net.loss.graph.placeholders[0]}
    path = bridge.to_onnx(outputs, tmp_path / "net.onnx")
    assert list(bridge.run_onnx(path, X=np.ones((1, 3)), y=np.ones((1, 2)))) == ["slope of W1", "X again"]
