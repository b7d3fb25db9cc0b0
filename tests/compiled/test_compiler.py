"""A plan is never wrong: random graphs, run plainly, compiled and replayed, against a naive evaluator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planned import network, plans

import nbkit as nb
from nbkit import ops
from nbkit.compiled.compiler import PASSES, align_feeds, lay_by_columns, use_kernels
from nbkit.graph import Constant, Graph, Node, Operation, Placeholder, Variable
from nbkit.session import Session

Array = np.ndarray[Any, Any]


SHAPES: list[tuple[int, ...]] = [(), (3,), (1, 3), (2, 3), (3, 3), (3, 2), (2, 1)]


UNARY: list[Callable[[Any], Any]] = [
    nb.negative,
    nb.tanh,
    nb.sigmoid,
    nb.relu,
    nb.abs,
    nb.square,
    nb.step,
    nb.sum,
    nb.mean,
    nb.transpose,
    ops.zeros_like,
    lambda x: nb.exp(nb.negative(nb.abs(x))),
    lambda x: nb.log(nb.square(x) + 1.0),
    lambda x: nb.sqrt(nb.abs(x) + 0.5),
    lambda x: nb.reshape(x, (-1,)),
    lambda x: nb.sum(nb.reshape(x, (-1, 1)), axis=0),
    lambda x: nb.mean(nb.reshape(x, (1, -1)), axis=-1, keepdims=True),
    lambda x: nb.sum(nb.transpose(x), axis=-1),
    lambda x: nb.softmax(nb.reshape(x, (1, -1))),
    lambda x: nb.log_softmax(nb.reshape(x, (-1,))),
    lambda x: ops.expand(x, 0),
    lambda x: 2 * x + 1,
    lambda x: x + x,
    lambda x: x * 1.0,
    lambda x: ops.sum_like(x, x),
    lambda x: ops.broadcast_like(x, x),
    lambda x: nb.concat([nb.reshape(x, (-1,))] * 2),
    lambda x: ops.part(nb.reshape(x, (-1,)), [nb.reshape(x, (-1,))], 0),
]


BINARY: list[Callable[[Any, Any], Any]] = [
    nb.add,
    nb.subtract,
    nb.multiply,
    nb.maximum,
    nb.greater,
    nb.dot,
    lambda a, b: a / (nb.square(b) + 1.0),
    lambda a, b: nb.concat([nb.reshape(a, (-1,)), nb.reshape(b, (-1,))]),
    lambda a, b: ops.size_ratio(a, b) * a,
    nb.mean_squared_error,
    nb.softmax_cross_entropy,
    lambda a, b: ops.sum_like(a + b, b),
    lambda a, b: ops.broadcast_like(a, a + b),
]


def naive(node: Node, given: dict[Node, Any]) -> Any:
    """The value of a node by recursion, everything computed anew: slow, and too short to be wrong."""
    if node in given:
        return given[node]
    if isinstance(node, Variable):
        return node.initial_value
    if isinstance(node, Constant):
        return node.value
    assert isinstance(node, Operation)
    inputs = [np.array(naive(n, given)) for n in node.input_nodes]
    return node.forward(*inputs, **node.options)


def random_graph(draw: Any) -> tuple[list[Node], list[Placeholder], dict[Node, tuple[int, ...]]]:
    """Some leaves, then operations on earlier nodes; those whose shapes do not fit are left out."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shapes = [draw(st.sampled_from(SHAPES)) for _ in range(3)]
    xs = [Placeholder() for _ in shapes]
    nodes: list[Any] = [
        *xs,
        Variable(rng.normal(size=draw(st.sampled_from(SHAPES)))),
        Constant(rng.normal(size=3)),
    ]
    given: dict[Node, Any] = {x: rng.normal(size=s) for x, s in zip(xs, shapes, strict=True)}
    values = {n: np.asarray(naive(n, given)) for n in nodes}
    for _ in range(draw(st.integers(3, 15))):
        a, b = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        unary = draw(st.booleans())
        node = draw(st.sampled_from(UNARY))(a) if unary else draw(st.sampled_from(BINARY))(a, b)
        try:
            value = np.asarray(naive(node, values | given))
        except ValueError:
            continue
        if value.size and value.size < 50 and value.ndim < 3 and value.dtype.kind == "f":
            nodes.append(node)
            values[node] = value
    return nodes, xs, dict(zip(xs, shapes, strict=True))


def check_all_ways(fetches: Any, feeds: list[dict[Node, Any]], passes: tuple[Any, ...] = PASSES) -> None:
    session = Session()
    session.passes = passes
    for feed in feeds:
        before = {n: np.array(v) for n, v in feed.items()}
        values = session.run(fetches, feed)
        plain = Session(compiled=False).run(fetches, feed)
        for node, value, other in zip(fetches, values, plain, strict=True):
            expected = naive(node, feed)
            assert value.dtype == other.dtype
            assert np.shape(value) == np.shape(expected)
            np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-9)
            np.testing.assert_allclose(other, expected, rtol=1e-9, atol=1e-9)
        for n, v in before.items():
            np.testing.assert_array_equal(feed[n], v, err_msg="a feed was changed")
        for value in values:
            if isinstance(value, np.ndarray):
                value[...] = np.nan  # it is the caller's: this must not be seen by the next run


@settings(max_examples=250)
@given(data=st.data())
def test_random_graphs(data: st.DataObject) -> None:
    with Graph().as_default():
        nodes, _, shapes = random_graph(data.draw)
        fetches = data.draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=4))
        rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
        fed: dict[Node, tuple[int, ...]] = dict(shapes)
        feeds: list[dict[Node, Any]] = [{n: rng.normal(size=s) for n, s in fed.items()} for _ in range(4)]
        check_all_ways(fetches, feeds)
        some = data.draw(st.sets(st.sampled_from(PASSES)))
        check_all_ways(fetches, feeds, tuple(one for one in PASSES if one in some))


@settings(max_examples=120)
@given(data=st.data())
def test_gradients_of_random_graphs(data: st.DataObject) -> None:
    with Graph().as_default():
        nodes, xs, shapes = random_graph(data.draw)
        loss = nb.sum(nb.square(nodes[-1])) + nb.sum(nodes[len(nodes) // 2])
        targets = [*xs, nodes[3], nodes[len(nodes) // 2]]
        fetches = [loss, *nb.gradients(loss, targets)]
        rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
        check_all_ways(fetches, [{n: rng.normal(size=s) for n, s in shapes.items()} for _ in range(3)])


@settings(max_examples=80)
@given(data=st.data())
def test_feeding_an_intermediate_node(data: st.DataObject) -> None:
    with Graph().as_default():
        nodes, _, shapes = random_graph(data.draw)
        rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
        given: dict[Node, Any] = {n: rng.normal(size=s) for n, s in shapes.items()}
        middle = data.draw(st.sampled_from(nodes[3:]))
        shape = np.shape(naive(middle, given))
        check_all_ways([nodes[-1], middle], [given | {middle: rng.normal(size=shape)} for _ in range(3)])


@pytest.mark.parametrize("size", [1, 5, 5, 5, 2, 5])
def test_training_step_by_step_is_the_same_compiled_and_not(size: int) -> None:
    rng = np.random.default_rng(size)
    X, y = Placeholder("X"), Placeholder("y")
    W1, b1 = Variable(rng.normal(size=(3, 4)), name="W1"), Variable(np.zeros(4), name="b1")
    W2 = Variable(rng.normal(size=(4, 2)), name="W2")
    loss = nb.mean(nb.softmax_cross_entropy(nb.tanh(X @ W1 + b1) @ W2, y))
    step = nb.Adam(0.1).minimize(loss)
    sessions = Session(), Session(compiled=False)
    for n in (size, size, 3, size, 3, 3, size):
        feed = {X: rng.normal(size=(n, 3)), y: np.eye(2)[rng.integers(0, 2, n)]}
        compiled, plain = (s.run([loss, step, W1, b1, W2], feed) for s in sessions)
        for a, b in zip(compiled, plain, strict=True):
            if a is not None:
                np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


def all_but(*passes: Any) -> tuple[Any, ...]:
    return tuple(one for one in PASSES if one not in passes)


def names(passes: tuple[Any, ...]) -> str:
    return " ".join(one.__name__ for one in passes) if passes != PASSES else "all"


def test_a_plan_reuses_memory() -> None:
    x = y = Placeholder("x")
    for _ in range(50):
        y = nb.tanh(y) + 1.0
    session, feed = Session(), {x: np.ones(1000)}
    for _ in range(3):
        session.run(y, feed)
    (plan,) = plans(session)
    assert len({id(out) for _, _, out, _ in plan.trace}) == 1


def test_a_plan_leaves_out_what_nobody_asks_for() -> None:
    """The slope of a mean needs the shape of the mean alone, and not its value."""
    x, w, k = Placeholder("x"), Variable(2.0), Placeholder("k")
    (slope,) = nb.gradients(nb.mean(nb.square(w * x)) * k, [w])
    session = Session()
    for _ in range(3):
        assert session.run(slope, {x: np.ones(3), k: 1.0}) == 4.0
    (plan,) = plans(session)
    assert {type(node) for node, *_ in plan.trace} & {ops.Mean, ops.SizeRatio, ops.Square} == set()


def test_views_of_fed_arrays_follow_the_feed() -> None:
    x, others = Placeholder("x"), [Placeholder(), Placeholder()]
    fetches = [
        nb.transpose(x),
        nb.reshape(x, (-1,)),
        ops.part(x, others, 1),
        nb.transpose(nb.transpose(x)),
        ops.sum_like(x, x) + x,
    ]
    session, rng = Session(), np.random.default_rng(0)
    for _ in range(4):
        a = rng.normal(size=(3, 2))
        feed = {x: a, others[0]: np.zeros((1, 2)), others[1]: np.zeros((2, 2))}
        for value, expected in zip(
            session.run(fetches, feed), [a.T, a.ravel(), a[1:], a, a + a], strict=True
        ):
            np.testing.assert_array_equal(value, expected)


@pytest.mark.parametrize(("n", "m"), [(1, 3), (40, 3), (40, 16), (200, 5), (50, 200), (300, 150)])
@pytest.mark.parametrize("without", [(), *((one,) for one in PASSES), PASSES], ids=names)
def test_each_pass_can_be_left_out(n: int, m: int, without: tuple[Any, ...]) -> None:
    """Narrow matrices, products in blocks, and shapes that are neither."""
    loss, step, variables, feed = network(n, m)
    session, plain = Session(), Session(compiled=False)
    session.passes = all_but(*without)
    for _ in range(4):
        fed = feed()
        ours, expected = (s.run([loss, step, *variables], fed) for s in (session, plain))
        for a, b in zip(ours, expected, strict=True):
            if b is not None:
                np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


def laid(array: Array, how: str) -> Array:
    """The same numbers at another place in memory: at a multiple of 64 bytes, beside it, or strided."""
    if how == "columns":
        return np.asfortranarray(array)
    if how == "strided":
        return np.repeat(array, 2, axis=1)[:, ::2]
    raw = np.empty(array.nbytes + 128, np.uint8)
    start = -raw.ctypes.data % 64 + {"aligned": 0, "beside": 16}[how]
    there = raw[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    there[...] = array
    return there


@pytest.mark.parametrize(
    "without", [(), (align_feeds,), (lay_by_columns,), (use_kernels,), PASSES], ids=names
)
@pytest.mark.parametrize("n", [1, 15, 17, 20, 50])
def test_tall_weights_are_the_same_network(quick_products: bool, n: int, without: tuple[Any, ...]) -> None:
    """784 or 416 inputs, batches with and without blocks, fed wherever they lie, and changed in place."""
    rng = np.random.default_rng(n)
    X, Y = Placeholder("X"), Placeholder("Y")
    W1, W2 = (
        Variable(rng.normal(size=(784, 416)) / 28, name="W1"),
        Variable(rng.normal(size=(416, 7)), name="W2"),
    )
    loss = nb.mean_squared_error(nb.tanh(X @ W1) @ W2, Y) + 0.01 * nb.sum(nb.square(W1))
    fetches = [loss, nb.GradientDescent(0.01).minimize(loss), *nb.gradients(loss, [X, W1]), X, W1]
    session, plain = Session(), Session(compiled=False)
    session.passes = all_but(*without)
    x = np.empty((n, 784))
    for how in ("beside", "aligned", "same", "columns", "beside", "strided", "same", "same"):
        x = x if how == "same" else laid(x, how)
        x[...] = rng.normal(size=x.shape)
        feed = {X: x, Y: rng.normal(size=(n, 7))}
        for ours, expected in zip(session.run(fetches, feed), plain.run(fetches, feed), strict=True):
            if expected is not None:
                np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-11)
    assert session._variables.value_of(W1).flags.f_contiguous == quick_products


def test_a_gradient_that_is_a_view_of_another_leaves_that_as_it_is() -> None:
    """The slope of a square matrix that the loss sees transposed: both are fetched, of the same shape."""
    rng = np.random.default_rng(0)
    x, w = Placeholder("x"), Variable(rng.normal(size=(3, 3)), name="w")
    step = nb.GradientDescent(0.1).minimize(nb.mean(nb.square(x @ nb.transpose(w))))
    (slope,) = step.input_nodes
    (of_the_transposed,) = slope.input_nodes
    sessions, feed = (Session(), Session(compiled=False)), {x: rng.normal(size=(5, 3))}
    for _ in range(3):
        ours, expected = (s.run([of_the_transposed, slope, step, w], feed) for s in sessions)
        for a, b in zip(ours, expected, strict=True):
            if b is not None:
                np.testing.assert_allclose(a, b, rtol=1e-12)


@settings(max_examples=60)
@given(
    names=st.lists(st.integers(0, 3), min_size=1, max_size=7),
    seed=st.integers(0, 9999),
    optimizer=st.sampled_from([nb.GradientDescent(0.1), nb.Momentum(0.1), nb.RMSProp(0.05), nb.Adam(0.1)]),
)
def test_who_is_named_twice_moves_once(names: list[int], seed: int, optimizer: Any) -> None:
    rng = np.random.default_rng(seed)
    with Graph().as_default():
        weights = [Variable(rng.normal(size=SHAPES[i])) for i in (0, 1, 3, 5)]
        x = Placeholder("x")
        loss = nb.sum(nb.square(nb.tanh(weights[0] * x + 1) * weights[1])) + nb.sum(
            weights[2] @ weights[3] * x
        )
        named, once = [weights[i] for i in names], [weights[i] for i in dict.fromkeys(names)]
        slopes = nb.gradients(loss, named)
        steps = [optimizer.minimize(loss, chosen) for chosen in (named, once)]
        ways = [(Session(compiled=c, graph=loss.graph), step) for c in (False, True) for step in steps]
        feed = {x: 0.5}
        for session, step in ways:
            for _ in range(3):
                session.run([step, step, *named, *slopes], feed)
        first, *others = [session.run([*weights, *slopes], feed) for session, _ in ways]
        for other in others:
            for a, b in zip(first, other, strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)
