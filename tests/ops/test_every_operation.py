"""Every operation against central differences, under a random upstream gradient, twice over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from cases import CASES, Case
from hypothesis import given, settings
from hypothesis import strategies as st
from trials import Trial, close, differences, make, trial

import nbkit as nb
from nbkit import ops
from nbkit.functions import Array
from nbkit.graph import Operation, Placeholder
from nbkit.session import Session
from nbkit.view.graphs.draw import draw
from nbkit.view.graphs.steps import steps

EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.operation.__name__)
SLOPED = [case for case in CASES if not case.stops]
EACH_SLOPE = pytest.mark.parametrize("case", SLOPED, ids=lambda case: case.operation.__name__)


def operations(kind: type[Operation] = Operation) -> Iterator[type[Operation]]:
    """The classes of nbkit that build on this one; those of nbkit.tf1 and nbkit.mine have their own tests."""
    for sub in kind.__subclasses__():
        elsewhere = sub.__module__.startswith(("nbkit.tf1.", "nbkit.mine."))
        ours = sub.__module__.startswith("nbkit.") and not elsewhere
        yield from [sub] if ours else []
        yield from operations(sub)


def test_every_operation_has_a_case() -> None:
    ours = {operation.__name__ for operation in operations()}
    assert len(ours) > 30
    assert ours - {case.operation.__name__ for case in CASES} == set(), "give it a Case in tests/ops/cases.py"


@EACH_SLOPE
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


@EACH_SLOPE
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


def test_labels_are_there_for_drawing() -> None:
    assert all(case.operation.label for case in CASES)


@EACH
@settings(max_examples=5)
@given(data=st.data())
def test_what_a_class_says_about_itself_is_true(case: Case, data: st.DataObject) -> None:
    t = trial(case, data.draw)
    if not t.is_single:
        return
    values = t.values
    out = np.array(t.forward(*values))
    assert case.operation.written.count("{}") in (0, len(values))
    for i, value in enumerate(values):
        if i in t.node.shape_inputs:
            others = [*values[:i], np.zeros_like(value), *values[i + 1 :]]
            np.testing.assert_array_equal(t.forward(*others), out)
        if t.node.by_entry and value.shape == out.shape and value.size:
            check_by_entry(t, values, i, out)
    if t.node.is_flat:
        assert set(t.node.backward(np.ones_like(out), out, *values, **t.node.options)) == {None}


def check_by_entry(t: Trial, values: list[Array], i: int, out: Array) -> None:
    """Where `by_entry` says so, a nudge of one entry moves no other entry of the output."""
    nudged = [value.copy() for value in values]
    entry = t.rng.integers(out.size)
    nudged[i].flat[entry] += 0.1
    moved = np.asarray(t.forward(*nudged) != out)
    moved.flat[entry] = False
    assert not moved.any()


@EACH
@settings(max_examples=5)
@given(data=st.data())
def test_it_can_be_drawn_and_walked_through(case: Case, data: st.DataObject) -> None:
    t = trial(case, data.draw)
    loss = nb.sum(t.node)
    slopes = Session(loss.graph).run(nb.gradients(loss, t.floats()), t.feed)
    last = steps(loss, t.feed)[-1]
    for x, slope in zip(t.floats(), slopes, strict=True):
        close(last.gradients.get(x, np.zeros_like(slope)), slope, rtol=1e-12, atol=1e-12)
    assert f"takes {t.node.name}" in draw(loss, feed_dict=t.feed).alt


@pytest.mark.parametrize(
    ("build", "values", "formula"),
    [
        (nb.subtract, [1.0, -2.0], "L = a − b = 1 − (−2) = 3"),
        (nb.negative, [-2.0], "L = −a = −(−2) = 2"),
        (nb.abs, [-2.0], "L = |a| = |−2| = 2"),
        (nb.exp, [0.0], "L = exp(a) = exp(0) = 1"),
        (nb.maximum, [-2.0, 3.0], "L = max(a, b) = max(−2, 3) = 3"),
        (nb.sum, [np.ones((4, 4))], "L = Σ(a): (4, 4) → 16"),
        (nb.matmul, [np.ones(4), np.ones(4)], "L = a @ b: (4,) @ (4,) → 4"),
    ],
)
def test_a_formula_is_written_as_its_class_says(build: Any, values: list[Any], formula: str) -> None:
    with nb.Graph().as_default():
        inputs = [nb.Variable(value, name) for value, name in zip(values, "ab", strict=False)]
        assert steps(build(*inputs, name="L"))[1].formula == formula


# ---------------------------------------------------------------- whole numbers, and one precision


OF_FLOATS = [nb.exp, nb.log, nb.sqrt, nb.sigmoid, nb.tanh, nb.softmax, nb.log_softmax, nb.mean]
OF_TWO = [nb.divide, nb.sigmoid_cross_entropy, nb.softmax_cross_entropy, nb.mean_squared_error]
WHOLE = [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64, np.bool_]


@pytest.mark.parametrize("dtype", WHOLE)
@pytest.mark.parametrize("function", [*OF_FLOATS, *OF_TWO], ids=lambda f: f.__name__)
def test_functions_of_floats_take_whole_numbers_as_float64(function: Any, dtype: Any) -> None:
    value = np.array([1, 1, 1] if dtype == np.bool_ else [12, 1, 100]).astype(dtype)
    other = np.array([1, 1, 1]).astype(dtype)
    count = 1 if function in OF_FLOATS else 2
    given, exact = [value, other][:count], [value.astype(float), other.astype(float)][:count]
    expected = function(*exact)
    assert function(*given).dtype == np.float64
    np.testing.assert_array_equal(function(*given), expected)
    xs = [Placeholder() for _ in given]
    loss = nb.sum(function(*xs))
    fetches = [function(*xs), *nb.gradients(loss, xs)]
    for compiled in (False, True):
        session = Session(compiled=compiled)
        wanted = Session().run(fetches, dict(zip(xs, exact, strict=True)))
        for _ in range(3):
            for a, b in zip(session.run(fetches, dict(zip(xs, given, strict=True))), wanted, strict=True):
                assert a.dtype == np.float64
                np.testing.assert_array_equal(a, b)


def test_known_values_of_whole_numbers() -> None:
    assert nb.exp(np.uint8(12)) == 162754.79141900392
    assert nb.exp(np.array([12], np.uint8)).tolist() == [162754.79141900392]
    assert nb.sqrt(np.array([True])).dtype == np.float64
    with np.errstate(over="ignore"):
        assert np.isinf(nb.exp(np.float16(12)))  # floats keep the precision that they have


@EACH
@settings(max_examples=10)
@given(data=st.data())
def test_a_session_of_one_precision_takes_whole_numbers_in_and_gives_that_precision_out(
    case: Case, data: st.DataObject
) -> None:
    t = trial(case, data.draw)
    feed = {
        x: np.where(np.ceil(a) == 0, 1, np.ceil(a)).astype(np.int64) if a.dtype.kind == "f" else a
        for x, a in t.feed.items()
    }
    feed = {x: whole if data.draw(st.booleans()) else t.feed[x] for x, whole in feed.items()}
    with t.node.graph.as_default():
        loss = nb.sum(t.node * np.float64(0.5))
    fetches = [t.node, loss, *nb.gradients(loss, t.floats())]
    plain, fast = (Session(t.node.graph, np.float32, compiled) for compiled in (False, True))
    exact = Session(t.node.graph).run(fetches, feed)
    for session in (plain, fast, fast, fast):
        with np.errstate(all="ignore"):
            found = session.run(fetches, feed)
        for a, b in zip(found, exact, strict=True):
            assert a.dtype == (np.float32 if b.dtype.kind == "f" else b.dtype)
            close(a, b, rtol=5e-4, atol=5e-5)


def test_numbers_of_python_come_out_in_the_precision_of_the_session() -> None:
    x, c = Placeholder(), nb.Constant(0.5)
    fetches = [c, c * 3.0, c * x, x, nb.one_hot(x, 3), nb.mean(x)]
    for session in (Session(dtype=np.float32, compiled=False), Session(dtype=np.float32)):
        for _ in range(3):
            values = session.run(fetches, {x: np.array([0, 2])})
            assert [v.dtype.name for v in values] == ["float32"] * 3 + ["int64"] + ["float32"] * 2
            assert (values[0], values[1], values[5]) == (0.5, 1.5, 1.0)


SUBCLASSES = [
    np.asmatrix,
    lambda x: x.view(np.recarray),
    lambda x: np.ma.array(x, mask=False),
    lambda x: x.view(type("Own", (np.ndarray,), {})),
]


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("make", SUBCLASSES)
@pytest.mark.parametrize(
    "function", [*OF_FLOATS, *OF_TWO, nb.relu, nb.step, nb.add, nb.matmul, nb.dot, nb.transpose]
)
def test_no_subclass_of_an_array_comes_out(function: Any, make: Any) -> None:
    value: Array = np.array([[1.0, 2.0], [3.0, 4.0]])
    two = function in [*OF_TWO, nb.add, nb.matmul, nb.dot]
    out = function(*[make(value)] * (2 if two else 1))
    assert type(out) is np.ndarray or isinstance(out, np.floating)
    np.testing.assert_array_equal(out, function(*[value] * (2 if two else 1)))
