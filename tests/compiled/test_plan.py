"""A plan is never wrong: random graphs, run plainly, compiled and replayed, against a naive evaluator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nbkit as nb
from nbkit import ops
from nbkit.compiled import kernels, memory
from nbkit.compiled.compiler import PASSES, align_feeds, lay_by_columns, use_kernels
from nbkit.compiled.plan import Plan
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


def plans(session: Session) -> list[Any]:
    """All that a session has compiled and keeps."""
    ways = [way for recipe in session._recipes.values() for way in recipe.ways.values()]
    return [way for way in ways if isinstance(way, Plan)]


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


def test_more_plans_than_are_kept() -> None:
    x = Placeholder("x")
    y, session = nb.sum(x * 2.0), Session()
    for _ in range(2):
        for n in range(200):
            assert session.run(y, {x: np.ones(n)}) == 2 * n
    assert len(plans(session)) <= 64


def network(
    n: int, m: int, dtype: Any = np.float64
) -> tuple[Any, Any, list[Any], Callable[[], dict[Any, Any]]]:
    """A network of two layers, its step and variables, and what makes random feeds of n rows for it."""
    rng = np.random.default_rng(n + m)
    X, Y = Placeholder("X"), Placeholder("Y")
    W1, b1 = Variable(rng.normal(size=(m, m)), name="W1"), Variable(np.zeros(m), name="b1")
    W2, b2 = Variable(rng.normal(size=(m, 2)), name="W2"), Variable(np.zeros(2), name="b2")
    loss = nb.mean(nb.softmax_cross_entropy(nb.relu(nb.sigmoid(X @ W1 + b1)) @ W2 + b2, Y))

    def feed() -> dict[Any, Any]:
        labels = np.eye(2, dtype=dtype)[rng.integers(0, 2, n)]
        return {X: rng.normal(size=(n, m)).astype(dtype), Y: labels}

    return loss, nb.Adam(0.05).minimize(loss), [W1, b1, W2, b2], feed


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


@pytest.mark.parametrize(
    ("blas", "found", "quick"),
    [
        ("scipy-openblas", ["AVX2", "AVX512_SKX"], True),
        ("openblas", ["X86_V3", "X86_V4"], True),
        ("scipy-openblas", ["X86_V3"], False),
        ("accelerate", ["NEON"], False),
        ("mkl", ["AVX512_SKX"], False),
        (None, [], False),
    ],
)
def test_quick_products_are_where_numpy_says_so(
    blas: str | None, found: list[str], quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"Build Dependencies": {"blas": {"name": blas}}, "SIMD Extensions": {"found": found}}
    monkeypatch.setattr(np, "show_config", lambda mode: config if blas else {})
    assert memory.has_quick_products.__wrapped__() == quick


@pytest.fixture(params=[True, False], ids=["AVX-512", "other machines"])
def quick_products(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    for module in (kernels, memory):
        monkeypatch.setattr(module, "has_quick_products", lambda: request.param)
    return bool(request.param)


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


@settings(max_examples=60)
@given(n=st.integers(1, 70), d=st.sampled_from([3, 96, 400, 416]), m=st.integers(1, 90), data=st.data())
def test_products_in_blocks(n: int, d: int, m: int, data: st.DataObject) -> None:
    """Every layout of the two factors and of the result."""
    rng = np.random.default_rng(n * m)
    orders = [data.draw(st.sampled_from("CF")) for _ in range(3)]
    A, B = (np.asarray(rng.normal(size=s), order=o) for s, o in zip([(n, d), (d, m)], orders, strict=False))
    out = np.full((n, m), np.nan, order=orders[2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "has_quick_products", lambda: True)
        steps = kernels.product(A, B, out)
    for function, args in steps:
        function(*args)
    np.testing.assert_allclose(out, np.einsum("ij,jk->ik", A, B), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("optimizer", [nb.GradientDescent(0.1), nb.Momentum(0.1), nb.RMSProp(), nb.Adam()])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_passes_do_what_the_rule_says(optimizer: Any, dtype: Any) -> None:
    """Over more than one block, and bit by bit."""
    rng = np.random.default_rng(0)
    w = Variable(rng.normal(size=70_000).astype(dtype), name="w")
    step = optimizer.minimize(nb.sum(nb.square(w * rng.normal(size=70_000).astype(dtype))))
    sessions = Session(), Session(compiled=False)
    for _ in range(3):
        ours, expected = ([s.run(step), s.run(w)][1] for s in sessions)
        assert ours.dtype == dtype
        np.testing.assert_array_equal(ours, expected)


def test_a_changed_rule_is_followed() -> None:
    class Backwards(nb.GradientDescent):
        def rule(self, w: Any, g: Any, *memory: Any, t: int) -> None:
            w += self.lr * g

    w = Variable(3.0, name="w")
    step, session = Backwards(0.5).minimize(w * w), Session()
    for _ in range(3):
        session.run(step)
    assert session.run(w) == 24.0


def test_a_learning_rate_that_changes_is_followed() -> None:
    w, optimizer = Variable(1.0, name="w"), nb.GradientDescent(0.25)
    step, session = optimizer.minimize(w), Session()
    for optimizer.lr in (0.25, 0.5, 1.0):
        session.run(step)
    assert session.run(w) == 1 - 0.25 - 0.5 - 1


def test_what_is_fed_may_change_in_every_way_between_quick_runs() -> None:
    x, w = Placeholder("x"), Variable(2.0, name="w")
    y, session = nb.sum(x * w), Session()
    base = np.arange(12.0).reshape(3, 4)
    arrays = [base, base, base, base.T, base[::2], base.astype(np.float32), base.astype(int), base[:, ::-1]]
    numbers = [3.0, 4.0, 4, 5, True, 2**70, np.float64(7.0), np.float32(0.5)]
    feeds = [*arrays, *numbers, [1.0, 2.0], np.zeros((0, 4)), base]
    for _ in range(3):
        for value in feeds:
            for _ in range(2):
                try:
                    got = session.run(y, {x: value})
                except nb.GraphError:
                    assert value == 2**70
                    continue
                assert got == np.sum(np.asarray(value) * 2.0), value
    base += 1.0  # changed in place: the same object with other values
    assert session.run(y, {x: base}) == base.sum() * 2
    base.resize((4, 3), refcheck=False)
    assert session.run(y, {x: base}) == base.sum() * 2


def test_lists_and_tuples_of_the_same_nodes_keep_their_kind() -> None:
    x = Placeholder("x")
    y, session = x * 2.0, Session()
    for _ in range(4):
        assert session.run([x * 1.0, y][1:], {x: 1.0}) == [2.0]
        assert session.run((y,), {x: 1.0}) == (2.0,)
        assert session.run(y, {x: 1.0}) == 2.0


def test_a_step_that_fails_changes_nothing_and_names_the_node() -> None:
    x, c, w = Placeholder("x"), Placeholder("c"), Variable(np.ones((2, 3)), name="w")
    loss = nb.sum(nb.pick(x @ w, c))
    step, session = nb.GradientDescent(0.1).minimize(loss), Session()
    good = {x: np.ones((4, 2)), c: np.array([0, 1, 2, 0])}
    for _ in range(3):
        session.run([loss, step], good)
    before = session.run(w)
    for _ in range(2):
        with pytest.raises(nb.GraphError, match="Pick"):
            session.run([loss, step], good | {c: np.array([0, 1, 2, 9])})
        np.testing.assert_array_equal(session.run(w), before)
    with pytest.raises(nb.GraphError, match="NaN"):
        session.run([loss, step], good | {x: np.full((4, 2), np.nan)})
    np.testing.assert_array_equal(session.run(w), before)
    session.run([loss, step], good)
    assert not np.array_equal(session.run(w), before)


def test_a_callable_is_a_run() -> None:
    x, y, w = Placeholder("x"), Placeholder("y"), Variable(2.0, name="w")
    session = Session()
    f, g = session.make_callable([x * w - y, w], [x, y]), session.make_callable(x * w - y, [y, x])
    for value in (1.0, 2.0, np.ones(2), np.ones(2), 3):
        assert np.array_equal(f(value, 1.0)[0], np.asarray(value) * session.run(w) - 1.0)
        assert np.array_equal(g(1.0, value), f(value, 1.0)[0])
        session.assign(w, session.run(w) + 1.0)
    with pytest.raises(nb.GraphError, match="expected 2 values"):
        f(1.0)
    session.close()
    with pytest.raises(nb.GraphError, match="closed"):
        f(1.0, 1.0)


def test_a_plan_explains_itself_and_trains_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    loss, step, (w, *_), feed = network(40, 3)
    session = Session()
    before = session.run(w)
    session.explain([loss, step], feed(), timed=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["step", "operation", "shapes", "calls", "memory", "bytes", "µs"]
    assert any("MatMul" in line and "(40, 3) (3, 2) → (40, 2)" in line for line in lines)
    assert lines[-1].split()[0] == "Adam"
    np.testing.assert_array_equal(session.run(w), before)
