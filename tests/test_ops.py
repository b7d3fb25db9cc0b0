"""Every operation against central differences, under a random upstream gradient, twice over."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nbkit as nb
from nbkit import backprop, ops
from nbkit.graph import Constant, Graph, Operation, Placeholder
from nbkit.session import Session

Array = np.ndarray[Any, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass
class Case:
    """An operation on nodes: how to build it, and shapes to try it on.

    inputs: draws shapes, and options for `build`. kind: one letter an input: `a`ny number
    but near 0, `p`ositive, `l`abels (whole numbers below the last axis), `r`ows that sum to 1.
    twice: may the second derivative be compared? Not where a rule holds for rows that sum to 1 alone.
    """

    operation: type[Operation]
    build: Callable[..., Any]
    inputs: Callable[[Draw], tuple[list[tuple[int, ...]], dict[str, Any]]]
    kind: str = "aaa"
    twice: bool = True


def broadcasting(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes = hnp.mutually_broadcastable_shapes(num_shapes=2, min_dims=0, max_dims=3, min_side=0, max_side=3)
    return list(draw(shapes).input_shapes), {}


def one(draw: Draw, least_side: int = 0, least_dims: int = 0) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes = hnp.array_shapes(min_dims=least_dims, max_dims=3, min_side=least_side, max_side=3)
    return [draw(shapes)], {}


def rows(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return one(draw, 1, 1)


def same(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    return [shape, shape], {}


def same_filled(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, 1)
    return [shape, shape], {}


def same_rows(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    n, m = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    shape = draw(st.sampled_from([(m,), (n, m)]))
    return [shape, shape], {}


def product(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    n, d, m = (draw(st.integers(0, 3)) for _ in range(3))
    return [draw(st.sampled_from([(n, d), (d,)])), draw(st.sampled_from([(d, m), (d,)]))], {}


def product_with_numbers(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (a,), _ = one(draw, 0)
    return draw(st.sampled_from([[a, ()], [(), a], [(), ()], product(draw)[0]])), {}


def slope_of_product(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (a, b), _ = product_with_numbers(draw)
    return [np.dot(np.zeros(a), np.zeros(b)).shape, a, b], {}


def reduced(draw: Draw, least_side: int = 0) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, least_side)
    axes = [None, *range(-len(shape), len(shape))]
    if len(shape) > 1:
        axes += [(0, 1), (0, -1)]
    return [shape], {"axis": draw(st.sampled_from(axes)), "keepdims": draw(st.booleans())}


def averaged(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return reduced(draw, 1)


def down(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    """A shape, and one that broadcasts to it."""
    (shape,), _ = one(draw)
    kept = [n if draw(st.booleans()) else 1 for n in shape]
    return [shape, tuple(kept[draw(st.integers(0, len(kept))) :])], {}


def up(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes, _ = down(draw)
    return shapes[::-1], {}


def transposed(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    axes = tuple(draw(st.permutations(range(len(shape)))))
    return [shape], {"axes": draw(st.sampled_from([None, axes, tuple(a - len(axes) for a in axes)]))}


def reshaped(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, 1)
    return [shape], {"shape": draw(st.sampled_from([-1, (1, -1), (*shape, 1), shape[::-1]]))}


def relaid(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    return [shape, draw(st.sampled_from([(math.prod(shape),), shape[::-1], (1, *shape)]))], {}


def expanded(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    return [shape], {"axis": draw(st.integers(-len(shape) - 1, len(shape)))}


def joined(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, 0, 1)
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    shapes = [list(shape) for _ in range(draw(st.integers(1, 3)))]
    for s in shapes:
        s[axis] = draw(st.integers(0, 3))
    return [tuple(s) for s in shapes], {"axis": axis}


def cut(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes, options = joined(draw)
    whole = np.concatenate([np.zeros(s) for s in shapes], options["axis"]).shape
    return [whole, *shapes], options | {"index": draw(st.integers(0, len(shapes) - 1))}


def stacked(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    return [shape] * draw(st.integers(1, 3)), {"axis": draw(st.integers(-len(shape) - 1, len(shape)))}


def picked(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    n, m = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    return [(n, m), (n,)], {}


def unpicked(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (table, labels), _ = picked(draw)
    return [labels, table, labels], {}


def labels_only(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return [(draw(st.integers(0, 3)),)], {}


def number(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return [draw(st.sampled_from([(), (1,), (1, 1)]))], {}


CASES = [
    Case(ops.Add, nb.add, broadcasting),
    Case(ops.Add, lambda a, b: a + b, broadcasting),
    Case(ops.Subtract, nb.subtract, broadcasting),
    Case(ops.Multiply, nb.multiply, broadcasting),
    Case(ops.Divide, nb.divide, broadcasting),
    Case(ops.Power, nb.power, broadcasting, kind="pa"),
    Case(ops.Power, lambda a: a**3, one),
    Case(ops.Power, lambda a: a**-1.0, one),
    Case(ops.Negative, nb.negative, one),
    Case(ops.MatMul, nb.matmul, product),
    Case(ops.Dot, nb.dot, product_with_numbers),
    Case(ops.ProductSlopeLeft, ops.product_slope_left, slope_of_product),
    Case(ops.ProductSlopeRight, ops.product_slope_right, slope_of_product),
    Case(ops.Sum, nb.sum, reduced),
    Case(ops.Mean, nb.mean, averaged),
    Case(ops.SumLike, ops.sum_like, down),
    Case(ops.BroadcastLike, ops.broadcast_like, up),
    Case(ops.SizeRatio, ops.size_ratio, same_filled),
    Case(ops.LikeZeros, ops.zeros_like, one),
    Case(ops.Exp, nb.exp, one),
    Case(ops.Log, nb.log, one, kind="p"),
    Case(ops.Square, nb.square, one),
    Case(ops.Sqrt, nb.sqrt, one, kind="p"),
    Case(ops.Abs, nb.abs, one),
    Case(ops.Maximum, nb.maximum, broadcasting),
    Case(ops.Greater, nb.greater, broadcasting),
    Case(ops.Transpose, nb.transpose, transposed),
    Case(ops.Reshape, nb.reshape, reshaped),
    Case(ops.ReshapeLike, ops.reshape_like, relaid),
    Case(ops.Expand, ops.expand, expanded),
    Case(ops.Concat, lambda *v, axis: nb.concat(v, axis), joined),
    Case(ops.Concat, lambda *v, axis: nb.stack(v, axis), stacked),
    Case(ops.Part, lambda x, *v, index, axis: ops.part(x, v, index, axis), cut, kind="aaaa"),
    Case(ops.Pick, nb.pick, picked, kind="al"),
    Case(ops.Unpick, ops.unpick, unpicked, kind="aal"),
    Case(ops.OneHot, lambda labels: nb.one_hot(labels, 3), labels_only, kind="l"),
    Case(ops.Step, nb.step, one),
    Case(ops.Sigmoid, nb.sigmoid, one),
    Case(ops.Tanh, nb.tanh, one),
    Case(ops.Relu, nb.relu, one),
    Case(ops.Softmax, nb.softmax, rows),
    Case(ops.LogSoftmax, nb.log_softmax, rows),
    Case(ops.SigmoidCrossEntropy, nb.sigmoid_cross_entropy, same),
    Case(ops.SoftmaxCrossEntropy, nb.softmax_cross_entropy, same_rows, kind="ar", twice=False),
    Case(ops.MeanSquaredError, nb.mean_squared_error, same_filled),
    Case(backprop.Seed, lambda x: ops.apply(backprop.Seed, x), number),
]
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.operation.__name__)
SEEDS = st.integers(0, 2**32 - 1)


def subclasses(kind: type) -> Iterator[type]:
    for sub in kind.__subclasses__():
        yield sub
        yield from subclasses(sub)


def test_every_operation_has_a_case() -> None:
    ours = {sub for sub in subclasses(Operation) if sub.__module__ in (ops.__name__, backprop.__name__)}
    assert len(ours) > 30
    assert ours - {case.operation for case in CASES} == set()


def make(kind: str, shape: tuple[int, ...], width: int, rng: np.random.Generator) -> Array:
    """Random values away from corners, so that a difference does not straddle one."""
    x = np.asarray(rng.normal(size=shape))
    if kind == "l":
        return np.asarray(rng.integers(0, width, size=shape))
    if kind == "r":
        return np.asarray(np.abs(x) + 0.1) / np.sum(np.abs(x) + 0.1, axis=-1, keepdims=True)
    return np.asarray(np.abs(x) + 0.5 if kind == "p" else x + np.where(x < 0, -0.2, 0.2))


@dataclass
class Trial:
    """One operation in a graph of its own, with its placeholders and values for them."""

    case: Case
    node: Any
    xs: list[Placeholder]
    arrays: list[Array]
    rng: np.random.Generator

    @property
    def feed(self) -> dict[Any, Array]:
        return dict(zip(self.xs, self.arrays, strict=True))

    @property
    def values(self) -> list[Array]:
        """The operation's inputs: what would be fed, and the values of constants."""
        feed = self.feed
        return [np.asarray(n.value) if isinstance(n, Constant) else feed[n] for n in self.node.input_nodes]

    @property
    def is_single(self) -> bool:
        """`stack` is built of several operations: only the tests through a session can see it."""
        return not any(isinstance(n, Operation) for n in self.node.input_nodes)

    def floats(self) -> list[Placeholder]:
        return [x for x, a in zip(self.xs, self.arrays, strict=True) if a.dtype.kind == "f"]

    def forward(self, *values: Array, **out: Array) -> Any:
        return self.node.forward(*values, **self.node.options, **out)


def trial(case: Case, draw: Draw) -> Trial:
    shapes, options = case.inputs(draw)
    rng = np.random.default_rng(draw(SEEDS))
    width = next((s[-1] for s, k in zip(shapes, case.kind, strict=False) if len(s) == 2 and k == "a"), 3)
    kinds = case.kind.ljust(len(shapes), "a")
    arrays = [make(k, s, width, rng) for s, k in zip(shapes, kinds, strict=False)]
    with Graph().as_default():
        xs = [Placeholder() for _ in arrays]
        return Trial(case, case.build(*xs, **options), xs, arrays, rng)


def differences(f: Callable[[], Any], x: Array, h: float = 1e-5) -> Array:
    """The slope of the number f() along each entry of x, which is nudged in place."""
    slope = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = float(f())
        x[i] = kept - h
        slope[i] = (above - float(f())) / (2 * h)
        x[i] = kept
    return slope


def close(actual: Any, expected: Any, rtol: float, atol: float) -> None:
    """Compare; `atol` counts in units of the largest entry."""
    assert np.shape(actual) == np.shape(expected)
    np.testing.assert_allclose(
        actual, expected, rtol=rtol, atol=atol * max(1, np.abs(expected).max(initial=0))
    )


@EACH
@settings(max_examples=30)
@given(data=st.data())
def test_slope_is_that_of_central_differences(case: Case, data: st.DataObject) -> None:
    t = trial(case, data.draw)
    if not t.is_single:
        return
    values = t.values
    out = t.forward(*values)
    G = np.asarray(t.rng.normal(size=np.shape(out)))
    with np.errstate(invalid="ignore"):  # the slope along an exponent that nobody asked for
        slopes = t.node.backward(G, out, *values, **t.node.options)
    assert len(slopes) == len(values)
    for x, source, slope in zip(values, t.node.input_nodes, slopes, strict=True):
        if x.dtype.kind == "f" and source in t.xs:
            numeric = differences(lambda: np.sum(G * t.forward(*values)), x)
            close(np.zeros_like(x) if slope is None else slope, numeric, rtol=2e-6, atol=2e-8)


@EACH
@settings(max_examples=10)
@given(data=st.data())
def test_single_precision_stays_and_agrees(case: Case, data: st.DataObject) -> None:
    t = trial(case, data.draw)
    out = Session(t.node.graph).run(t.node, t.feed)
    loss = nb.sum(t.node * make("a", np.shape(out), 1, t.rng))
    fetches = [t.node, *nb.gradients(loss, t.floats())]
    single = {x: a.astype(np.float32) if a.dtype.kind == "f" else a for x, a in t.feed.items()}
    exact = Session(t.node.graph).run(fetches, t.feed)
    rough = Session(t.node.graph, dtype=np.float32).run(fetches, single)
    for a, b in zip(exact, rough, strict=True):
        if a.dtype.kind == "f" and case.operation is not ops.OneHot:
            assert b.dtype == np.float32
        close(b, a, rtol=2e-4, atol=2e-5)


@EACH
@settings(max_examples=6)
@given(data=st.data())
def test_gradients_can_be_differentiated_again(case: Case, data: st.DataObject) -> None:
    t = trial(case, data.draw)
    session, feed = Session(t.node.graph), t.feed
    with t.node.graph.as_default():
        upstream = Placeholder("upstream")  # fed too: the slope of a slope has a path through it
    feed[upstream] = make("a", np.shape(session.run(t.node, feed)), 1, t.rng)
    targets = [*(t.floats() if case.twice else t.xs[:1]), upstream]
    firsts = nb.gradients(nb.sum(t.node * upstream), targets)
    scalar = weighted(firsts, [feed[target] for target in targets], t.rng)
    for target, slope in zip(targets, session.run(nb.gradients(scalar, targets), feed), strict=True):
        close(slope, differences(lambda: session.run(scalar, feed), feed[target]), rtol=1e-5, atol=1e-7)


def weighted(nodes: list[Any], like: list[Array], rng: np.random.Generator) -> Any:
    total: Any = 0.0
    for node, array in zip(nodes, like, strict=True):
        total = total + nb.sum(node * make("a", array.shape, 1, rng))
    return total


@EACH
@settings(max_examples=10)
@given(data=st.data())
def test_out_is_filled_and_gives_the_same(case: Case, data: st.DataObject) -> None:
    t = trial(case, data.draw)
    if not t.is_single:
        return
    values = t.values
    before = [v.copy() for v in values]
    plain = np.array(t.forward(*values))
    buffer = np.full(plain.shape, 7).astype(plain.dtype)
    t.forward(*values, out=buffer)
    np.testing.assert_array_equal(buffer, plain)
    for a, b in zip(before, values, strict=True):
        np.testing.assert_array_equal(a, b, err_msg="an input was changed")
    check_in_place(t, values, plain)


def check_in_place(t: Trial, values: list[Array], plain: Array) -> None:
    """Where `reuses_input` says so, the output may be written over an input."""
    for i, v in enumerate(values):
        if t.node.reuses_input and v.shape == plain.shape and v.dtype == plain.dtype:
            copies = [x.copy() for x in values]
            t.forward(*copies, out=copies[i])
            np.testing.assert_array_equal(copies[i], plain)


# ---------------------------------------------------------------- what the rules alone do not say


def test_each_class_has_a_lower_case_constructor_that_serves_nodes_and_arrays() -> None:
    x = Placeholder("x")
    for name in ("sigmoid", "tanh", "relu", "exp", "square", "negative", "abs", "step"):
        constructor = getattr(nb, name)
        node = constructor(x, name=f"my_{name}")
        assert node.name == f"my_{name}"
        value = np.array([0.5, -0.25])
        np.testing.assert_array_equal(constructor(value), Session().run(node, {x: value}))


def test_labels_are_there_for_drawing() -> None:
    assert all(case.operation.label for case in CASES)


@pytest.mark.parametrize("build", [nb.add, nb.subtract, nb.multiply, nb.divide, nb.maximum, nb.power])
def test_plain_numbers_take_the_precision_of_what_they_meet(build: Callable[..., Any]) -> None:
    single = np.array([1.5, 2.5], np.float32)
    x = Placeholder()
    assert build(single, 2.0).dtype == np.float32
    assert build(2, single).dtype == np.float32
    for node in (build(x, 2.0), build(2, x), build(build(Constant(2.0), Constant(1)), x)):
        session = Session()
        for _ in range(3):
            assert session.run(node, {x: single}).dtype == np.float32
        assert session.run(node, {x: single[0]}).dtype == np.float32


def test_whole_numbers_stay_whole() -> None:
    x = Placeholder("x")
    z = nb.Variable(10) * x + nb.Variable(1)
    assert str(Session().run(z, {x: 10})) == "101"
    assert nb.dot(np.array([[10, 20], [30, 40]]), 10).dtype.kind == "i"


def test_operators_build_their_operations() -> None:
    x, y = Placeholder("x"), Placeholder("y")
    pairs = [
        (x + y, 7.0), (x - y, -1.0), (x * y, 12.0), (x / y, 0.75), (x**y, 81.0), (-x, -3.0), (abs(-x), 3.0),
        (x > y, False), (1 + x, 4.0), (1 - x, -2.0), (2 * x, 6.0), (6 / x, 2.0), (2**x, 8.0), (y < x, False),
        (np.float64(2) * x, 6.0), (np.exp(x - 3), 1.0), (np.array(5.0) - x, 2.0),
    ]  # fmt: skip
    for node, expected in pairs:
        assert isinstance(node, Operation)
        assert Session().run(node, {x: 3.0, y: 4.0}) == expected


def test_array_and_node_make_one_node_not_an_array_of_nodes() -> None:
    x = Placeholder("x")
    for node in (np.ones(3) + x, np.ones((2, 3)) @ x, np.arange(3) * x):
        assert isinstance(node, Operation)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("z", [1000.0, -1000.0, 0.0])
def test_sigmoid_and_its_cost_are_safe_at_a_thousand(z: float, dtype: Any) -> None:
    with np.errstate(all="raise", under="ignore"):
        for y in (0.0, 1.0):
            node, feed = Placeholder(), np.array([z], dtype)
            loss = nb.sum(nb.sigmoid_cross_entropy(node, np.array([y], dtype)))
            cost, slope, s = Session().run(
                [loss, *nb.gradients(loss, [node]), nb.sigmoid(node)], {node: feed}
            )
            p = 1.0 if z > 0 else (0.5 if z == 0 else 0.0)
            np.testing.assert_allclose(slope, [p - y], atol=1e-30)
            np.testing.assert_allclose(s, [p], atol=1e-30)
            np.testing.assert_allclose(cost, max(z, 0) - z * y + (math.log(2) if z == 0 else 0), rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_softmax_and_its_cost_are_safe_at_a_thousand(dtype: Any) -> None:
    z, y = np.array([[1000, -1000, 0], [-1000, -1000, -1000]], dtype), np.array([[0, 1, 0], [0, 0, 1]], dtype)
    p = np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]])
    with np.errstate(all="raise", under="ignore"):
        node = Placeholder()
        cost = nb.softmax_cross_entropy(node, y)
        fetches = [nb.softmax(node), nb.log_softmax(node), cost, *nb.gradients(nb.sum(cost), [node])]
        soft, logs, costs, slope = Session().run(fetches, {node: z})
    np.testing.assert_allclose(soft, p, atol=1e-7)
    np.testing.assert_allclose(logs, [[0, -2000, -1000], [-np.log(3)] * 3], rtol=1e-6)
    np.testing.assert_allclose(costs, [2000, np.log(3)], rtol=1e-6)
    np.testing.assert_allclose(slope, p - y, atol=1e-7)


@pytest.mark.parametrize("build", [nb.sigmoid, nb.softmax, nb.log_softmax, nb.tanh])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_slopes_at_a_thousand_are_numbers(build: Callable[..., Any], dtype: Any) -> None:
    x = Placeholder()
    loss = nb.sum(build(x) * np.array([1.0, 2.0, 3.0], dtype))
    with np.errstate(all="raise", under="ignore"):
        slope = Session().run(nb.gradients(loss, [x])[0], {x: np.array([-1000, 0, 1000], dtype)})
    assert np.isfinite(slope).all()


def test_corners_have_the_slopes_that_the_text_says() -> None:
    x = Placeholder()
    for build, expected in [(nb.relu, 0.0), (nb.abs, 0.0)]:
        assert Session().run(nb.gradients(build(x), [x])[0], {x: 0.0}) == expected
    a, b = Placeholder(), Placeholder()
    assert Session().run(nb.gradients(nb.maximum(a, b), [a, b]), {a: 2.0, b: 2.0}) == [0.0, 1.0]


def test_one_node_used_twice_by_one_operation() -> None:
    x = Placeholder()
    for node, slope in [(x + x, 2.0), (x * x, 6.0), (x - x, 0.0), (x / x, 0.0), (x**x, 27 * (1 + np.log(3)))]:
        np.testing.assert_allclose(Session().run(nb.gradients(node, [x])[0], {x: 3.0}), slope, atol=1e-15)
    m = np.array([[1.0, 2.0], [3.0, 4.0]])
    for node in (x @ x, nb.sum(nb.concat([x, x, x])), nb.maximum(x, x)):
        loss = nb.sum(node)
        slope = Session().run(nb.gradients(loss, [x])[0], {x: m.copy()})
        at = m.copy()
        np.testing.assert_allclose(slope, differences(lambda: Session().run(loss, {x: at}), at), rtol=1e-6)  # noqa: B023
