"""Graphs and nodes: who belongs where, names, order, and the default graph."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nbkit as nb
from nbkit.graph import Constant, Graph, GraphError, Placeholder, Variable


def test_a_graph_lists_what_was_made(graph: Graph) -> None:
    x, w = Placeholder("x"), Variable(1.0, name="w")
    y = x * w + 1
    assert graph.placeholders == [x]
    assert graph.variables == [w]
    assert [c.name for c in graph.constants] == ["1"]
    assert graph.operations == [y.input_nodes[0], y]
    assert graph.nodes == [x, w, y.input_nodes[0], y.input_nodes[1], y]


def test_edges_go_both_ways() -> None:
    x = Placeholder("x")
    y = x * x
    z = y + x
    assert y.input_nodes == (x, x)
    assert x.output_nodes == [y, z]
    assert y.output_nodes == [z]


def test_names_are_kept_and_made_unique() -> None:
    names = [Placeholder(n).name for n in ("x", "x", "x_1", "x", None, None)]
    assert names == ["x", "x_1", "x_1_1", "x_2", "Placeholder", "Placeholder_1"]
    assert len(set(names)) == len(names)


@given(names=st.lists(st.sampled_from(["a", "a_1", "a_1_1", "a_2", None]), max_size=12))
def test_names_are_always_unique(names: list[str | None]) -> None:
    with Graph().as_default():
        made = [Placeholder(name).name for name in names]
    assert len(set(made)) == len(made)


def test_repr_tells_kind_and_name() -> None:
    assert repr(Placeholder("x")) == "<Placeholder 'x'>"
    assert repr(nb.sigmoid(Placeholder("z"))) == "<Sigmoid>"


def test_default_graphs_nest_and_come_back() -> None:
    outer = nb.get_default_graph()
    with Graph().as_default() as one:
        with Graph().as_default() as two:
            assert Placeholder().graph is two
        assert Placeholder().graph is one
        new = Graph()
        new.set_as_default()
        assert Placeholder().graph is new
    assert nb.get_default_graph() is outer
    with pytest.raises(ZeroDivisionError), Graph().as_default():
        _ = 1 / 0
    assert nb.get_default_graph() is outer


def test_what_meets_a_node_joins_its_graph() -> None:
    with Graph().as_default() as other:
        x = Placeholder("x")
    y = nb.sigmoid(2 * x + np.ones(3))
    assert {n.graph for n in nb.traverse_postorder(y)} == {other}
    assert nb.get_default_graph().nodes == []


def test_initial_values_are_copies_and_cannot_be_changed() -> None:
    start = np.array([1.0, 2.0])
    w, c = Variable(start), Constant(start)
    start[:] = 0
    assert w.initial_value.tolist() == c.value.tolist() == [1, 2]
    for frozen in (w.initial_value, c.value):
        with pytest.raises(ValueError, match="read-only"):
            frozen[0] = 9


# That inputs come first, each node once, in any graph and however deep: tests/mine/test_nbkit_itself.py


def test_postorder_does_not_pass_what_is_given() -> None:
    x = Placeholder("x")
    a = nb.exp(x)
    assert nb.traverse_postorder(a + 1, stop=frozenset({a}))[0] is a


def test_a_new_operation_takes_twenty_lines() -> None:
    """What a learner writes: a subclass with two rules runs, compiles and trains like ours."""

    class Cube(nb.Operation):
        @staticmethod
        def forward(x, out=None):  # type: ignore[no-untyped-def]
            return np.multiply(x * x, x, out=out)

        @staticmethod
        def backward(G, out, x):  # type: ignore[no-untyped-def]
            return (3 * G * x * x,)

    w = Variable(2.0)
    loss, session = Cube(w), nb.Session()
    step = nb.GradientDescent(0.01).minimize(loss)
    for _ in range(3):
        session.run(step)
    w1 = 2 - 0.12
    w2 = w1 - 0.03 * w1**2
    assert session.run(w) == pytest.approx(w2 - 0.03 * w2**2)


def test_an_unfinished_operation_says_what_is_missing() -> None:
    class Nothing(nb.Operation):
        pass

    node = Nothing(Placeholder("x"))
    with pytest.raises(NotImplementedError, match="write forward"):
        nb.Session().run(node, {node.input_nodes[0]: 1.0})
    with pytest.raises(NotImplementedError, match="write backward"):
        nb.gradients(node, [node.input_nodes[0]])


def test_a_step_is_no_input() -> None:
    w = Variable(1.0)
    with pytest.raises(GraphError, match="has no value"):
        nb.exp(nb.GradientDescent(0.1).minimize(w * w))


# ---------------------------------------------------------------- the package's names


@pytest.mark.parametrize("first", ["gradients", "GradientDescent", "Session", "fit", "step", "sum"])
def test_every_name_means_the_same_whichever_is_used_first(first: str) -> None:
    """A module of the name of a function would hide it, once another module has loaded it."""
    code = f"""import nbkit as nb, types
nb.{first}
core = [n for n in nb.__all__ if nb._MODULE_OF[n].split(".")[0] not in ("view", "learn", "data")]
print([n for n in core if isinstance(getattr(nb, n), types.ModuleType) or not callable(getattr(nb, n))])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


# ---------------------------------------------------------------- NumPy's functions on nodes


X: Any = np.array([[1.0, -2.0], [3.0, 4.0]])
NUMPY: dict[str, Callable[[Any], Any]] = {
    "abs": np.abs,
    "absolute": np.absolute,
    "exp": np.exp,
    "log": lambda x: np.log(x * x),
    "square": np.square,
    "sqrt": lambda x: np.sqrt(x * x),
    "tanh": np.tanh,
    "negative": np.negative,
    "add": lambda x: np.add(x, 1),
    "subtract": lambda x: np.subtract(1, x),
    "multiply": lambda x: np.multiply(x, x),
    "divide": lambda x: np.divide(1, x),
    "true_divide": lambda x: np.true_divide(x, 2.0),
    "power": lambda x: np.power(x, 2),
    "matmul": lambda x: np.matmul(x, x),
    "maximum": lambda x: np.maximum(x, 0),
    "greater": lambda x: np.greater(x, 1),
    "less": lambda x: np.less(x, 1),
    "<": lambda x: x < 1,
    "array > node": lambda x: np.ones((2, 2)) > x,
    "sum": np.sum,
    "sum of rows": lambda x: np.sum(x, 0),
    "sum kept": lambda x: np.sum(x, axis=1, keepdims=True),
    "mean": lambda x: np.mean(x, axis=0),
    "max": lambda x: np.max(x, axis=1),
    "minimum": lambda x: np.minimum(x, 2),
    "dot": lambda x: np.dot(x, X),
    "dot of array": lambda x: np.dot(X, x),
    "transpose": np.transpose,
    "transpose by axes": lambda x: np.transpose(x, axes=(1, 0)),
    "reshape": lambda x: np.reshape(x, (1, 4)),
    "concatenate": lambda x: np.concatenate([x, X], axis=1),
    "stack": lambda x: np.stack([x, X], 1),
    "expand_dims": lambda x: np.expand_dims(x, 0),
    "zeros_like": np.zeros_like,
    "x.sum": lambda x: x.sum(axis=1, keepdims=True),
    "x.mean": lambda x: x.mean(),
    "x.max": lambda x: x.max(axis=0, keepdims=True),
    "x.T": lambda x: x.T,
    "x.dot": lambda x: x.dot(X),
    "x.reshape": lambda x: x.reshape(4, 1),
    "x.reshape of a tuple": lambda x: x.reshape((-1,)),
    "x.transpose": lambda x: x.transpose(1, 0),
}


@pytest.mark.parametrize("name", list(NUMPY))
def test_what_has_a_counterpart_of_ours_builds_it(name: str) -> None:
    x = Placeholder("x")
    node = NUMPY[name](x)
    assert isinstance(node, nb.Operation)
    np.testing.assert_array_equal(nb.Session().run(node, {x: X}), NUMPY[name](X))


def test_every_operation_of_a_name_of_numpys_can_be_built_by_numpy() -> None:
    """Those of our names that NumPy has too, and mean the same; NumPy's `step`, `pick`, … do not exist."""
    shared = {name for name in ops_names() if callable(getattr(np, name, None))}
    tried = {"abs", "add", "divide", "dot", "exp", "greater", "log", "matmul", "maximum", "mean", "multiply"}
    tried |= {
        "negative",
        "max",
        "minimum",
        "power",
        "reshape",
        "sqrt",
        "square",
        "stack",
        "subtract",
        "sum",
        "tanh",
        "transpose",
    }
    assert shared <= tried | {"concat", "clip"}
    assert tried <= set(NUMPY)


def ops_names() -> list[str]:
    return [name for name in nb.__all__ if nb._MODULE_OF[name] == "ops"]


NO_COUNTERPART: dict[str, Callable[[Any], Any]] = {
    "arctan": np.arctan,
    "min": np.min,
    "clip": lambda x: np.clip(x, 0, 1),
    "where": lambda x: np.where(x, 1, 2),
    "norm": np.linalg.norm,
    "shape": np.shape,
    "dtype of a sum": lambda x: np.sum(x, dtype=float),
    "third": lambda x: np.sum(x, 0, float),
    "add.reduce": np.add.reduce,
    "outer": lambda x: np.add.outer(x, X),
    "into an array": lambda x: np.add(X, x, out=np.empty((2, 2))),
    "array": np.array,
    "asarray": np.asarray,
    "array of nodes": lambda x: np.array([x, 1.0]),
    "array.dot": lambda x: X.dot(x),
    "where=": lambda x: np.exp(x, where=True),
    "len": len,
    "float": float,
    "round": round,
    "index": lambda x: x[0],
    "in": lambda x: 3 in x,
    "//": lambda x: x // 2,
    "%": lambda x: 5 % x,
    ">=": lambda x: x >= 1,
    "loop": list,
    "truth": bool,
}


@pytest.mark.parametrize("name", list(NO_COUNTERPART))
def test_what_has_none_is_refused_by_a_sentence(name: str) -> None:
    with pytest.raises(
        GraphError, match=r"<Placeholder 'x'> cannot .*no value until a session runs it. Use nbkit's"
    ):
        NO_COUNTERPART[name](Placeholder("x"))


def test_an_array_takes_no_node_in() -> None:
    values = np.ones(2)
    with pytest.raises(GraphError, match="writes into arrays"):
        values += Placeholder("x")


@pytest.mark.parametrize(
    "name", ["shape", "dtype", "size", "ndim", "min", "argmax", "astype", "copy", "tolist"]
)
def test_what_an_array_has_and_a_node_has_not(name: str) -> None:
    with pytest.raises(
        AttributeError, match=rf"has no {name}: a node has no value.*session.run\(node\).{name}"
    ):
        getattr(nb.exp(Placeholder("x")), name)
    with pytest.raises(AttributeError, match="'Exp' object has no attribute 'foo'"):
        getattr(nb.exp(Placeholder("x")), "fo" + "o")


@pytest.mark.parametrize("shape", [3, "3", (2.0,), (-1, 2), (True,), {2}, np.array([2])])
def test_a_shape_is_a_shape(shape: Any) -> None:
    with pytest.raises(
        GraphError, match=r"expected a shape such as \(None, 3\), got .*: for one axis write \(3,\)"
    ):
        Placeholder("x", shape=shape)


def test_a_shape_may_be_a_list() -> None:
    x = Placeholder("x", shape=[None, np.int64(2)])  # type: ignore[arg-type]
    assert nb.Session().run(x * 1, {x: np.ones((3, 2))}).shape == (3, 2)
