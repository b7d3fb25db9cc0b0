"""The plain functions: right, safe at any input, and deaf to nothing that is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nbkit import functions as f
from nbkit import numeric

ACTIVATIONS: list[Callable[..., Any]] = [f.sigmoid, f.tanh, f.relu, f.softmax, f.log_softmax]
NUMBERS = hnp.arrays(np.float64, hnp.array_shapes(min_dims=1, max_dims=3), elements=st.floats(-1e3, 1e3))


@given(z=NUMBERS)
def test_activations_against_the_textbook(z: np.ndarray[Any, Any]) -> None:
    """Python's own numbers, entry by entry and row by row, by the formulas that every book has."""
    for value, s, t, r in zip(
        z.ravel(), f.sigmoid(z).ravel(), f.tanh(z).ravel(), f.relu(z).ravel(), strict=True
    ):
        naive = 1 / (1 + math.exp(-value)) if value > -700 else 0.0
        assert math.isclose(s, naive, rel_tol=1e-14, abs_tol=1e-300)
        assert math.isclose(t, math.tanh(value), rel_tol=1e-14)
        assert r == max(0.0, value)
    for row, p, lp in zip(
        *(a.reshape(-1, z.shape[-1]) for a in (z, f.softmax(z), f.log_softmax(z))), strict=True
    ):
        powers = [math.exp(v - max(row)) for v in row]
        np.testing.assert_allclose(p, [v / math.fsum(powers) for v in powers], rtol=1e-13, atol=1e-300)
        np.testing.assert_allclose(lp, row - max(row) - math.log(math.fsum(powers)), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("function", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_precision_and_shape_stay_and_nothing_overflows(function: Any, dtype: Any) -> None:
    with np.errstate(all="raise", under="ignore"):
        for shape in [(1,), (3, 2), (0, 2), (2, 1, 3)]:
            for scale in (1, 1000, 60000):
                z = (np.linspace(-1, 1, math.prod(shape)).reshape(shape) * scale).astype(dtype)
                kept, out = z.copy(), function(z)
                assert (out.shape, out.dtype) == (z.shape, z.dtype)
                assert np.isfinite(out).all()
                np.testing.assert_array_equal(z, kept)


@pytest.mark.parametrize("function", [f.step, f.sigmoid, f.tanh, f.relu])
def test_numbers_lists_and_whole_numbers_serve(function: Any) -> None:
    for z in (0.5, [1, -2], np.array([[3]]), True):
        assert np.shape(function(z)) == np.shape(z)


def test_infinite_input_has_the_limit() -> None:
    z = np.array([-np.inf, np.inf])
    np.testing.assert_allclose(f.sigmoid(z), [0, 1], atol=1e-300)
    assert f.tanh(z).tolist() == [-1, 1]
    assert f.step(z).tolist() == [0, 1]


def test_at_zero() -> None:
    assert f.step(0) == 0
    assert f.step(-0.0) == 0
    assert f.sigmoid(0.0) == 0.5
    assert f.relu_slope(0.0) == 0


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (f.sigmoid, f.sigmoid_slope),
        (f.tanh, f.tanh_slope),
        (f.relu, f.relu_slope),
        (f.step, f.step_slope),
    ],
)
def test_slopes_are_those_of_their_functions(function: Any, slope: Any) -> None:
    z = np.array([[-3.0, -0.5, 0.2], [1.0, 2.0, 7.0]])
    np.testing.assert_allclose(slope(z), numeric.derivative(function, z), atol=1e-9)


def test_costs_by_hand() -> None:
    assert f.mean_squared_error([1, 2, 3], [1, 0, 0]) == pytest.approx(13 / 3)
    expected = -(math.log(0.9) + math.log(0.8)) / 2
    assert f.binary_cross_entropy([0.9, 0.2], [1, 0]) == pytest.approx(expected)
    rows = f.cross_entropy([[0.7, 0.2, 0.1], [0.5, 0.25, 0.25]], [[1, 0, 0], [0, 0.5, 0.5]])
    assert rows == pytest.approx(-(math.log(0.7) + math.log(0.25)) / 2)


def test_costs_at_the_edges() -> None:
    with np.errstate(all="raise"):
        assert f.binary_cross_entropy([0.0, 1.0], [0, 1]) == 0
        assert f.binary_cross_entropy([0.0], [1]) == np.inf
        assert f.cross_entropy([0.0, 1.0], [0, 1]) == 0
        assert f.cross_entropy([0.0, 1.0], [1, 0]) == np.inf


@pytest.mark.parametrize("cost", [f.mean_squared_error, f.binary_cross_entropy, f.cross_entropy])
def test_a_flat_list_against_a_column_is_refused(cost: Any) -> None:
    with pytest.raises(ValueError, match=r"\(3,\).*\(3, 1\).*reshape"):
        cost(np.full(3, 0.5), np.full((3, 1), 0.5))


def test_the_mean_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no entries"):
        f.mean_squared_error([], [])


@pytest.mark.parametrize("function", [f.sigmoid, f.tanh, f.softmax, f.log_softmax])
def test_text_is_refused(function: Any) -> None:
    with pytest.raises(TypeError, match="expected numbers"):
        function(["a", "b"])


@pytest.mark.parametrize("function", [f.softmax, f.log_softmax])
def test_softmax_of_a_number_is_refused(function: Any) -> None:
    with pytest.raises(ValueError, match="expected a row of scores"):
        function(3.0)


@given(labels=st.lists(st.integers(0, 5), max_size=20))
def test_one_hot_rows_say_what_the_labels_said(labels: list[int]) -> None:
    rows = f.one_hot(np.array(labels, int), 6)
    assert rows.shape == (len(labels), 6)
    assert rows.sum(axis=1).tolist() == [1.0] * len(labels)
    assert rows.argmax(axis=1).tolist() == labels


def test_one_hot_by_name() -> None:
    assert f.one_hot(["b", "a"], ["b", "c", "a"]).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert f.one_hot(["b", "a", "b"]).tolist() == [[0, 1], [1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("labels", "classes", "told"),
    [
        ([0, 3], 3, r"among \[0, 1, 2\], got 3"),
        ([0, -1], 3, "got -1"),
        (["x"], ["a", "b"], "got 'x'"),
        ([[1, 0]], 2, r"shape \(n,\), got shape \(1, 2\): is it one-hot already"),
    ],
)
def test_one_hot_refuses(labels: Any, classes: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        f.one_hot(labels, classes)


# ---------------------------------------------------------------- what comes in, and what goes out


EVERY = [f.step, f.sigmoid, f.tanh, f.relu, f.softmax, f.log_softmax]
EVERY += [f.sigmoid_slope, f.tanh_slope, f.relu_slope, f.step_slope]


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("function", EVERY)
def test_a_matrix_goes_in_and_an_array_comes_out(function: Any) -> None:
    value: Any = np.array([[1.0, -2.0], [0.0, 4.0]])
    own = value.view(type("Own", (np.ndarray,), {}))
    for z in (np.asmatrix(value), own, np.ma.array(value), value.view(np.recarray)):
        assert type(function(z)) is np.ndarray
        np.testing.assert_array_equal(function(z), function(value))


@pytest.mark.parametrize("function", [*EVERY, f.one_hot])
def test_a_hidden_entry_is_not_uncovered(function: Any) -> None:
    with pytest.raises(ValueError, match=r"masked array that hides 1 of 2: fill them"):
        function(np.ma.array([1, 0], mask=[True, False]))


@pytest.mark.parametrize("function", [g for g in EVERY if g not in (f.step, f.relu)])
@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, np.bool_])
def test_whole_numbers_are_floats_of_double_precision(function: Any, dtype: Any) -> None:
    value = np.array([0, 1]).astype(dtype)
    assert function(value).dtype == np.float64
    np.testing.assert_array_equal(function(value), function(value.astype(float)))


def test_precision_of_a_slope_that_is_zero() -> None:
    assert [f.step_slope(np.zeros(2, t)).dtype for t in (np.float32, np.int8)] == [np.float32, np.float64]


def test_nan_counts_where_its_weight_is_zero() -> None:
    assert np.isnan(f.cross_entropy([np.nan, 1.0], [0, 1]))
    assert np.isnan(f.binary_cross_entropy([np.nan], [0]))


@pytest.mark.parametrize("cost", [f.mean_squared_error, f.binary_cross_entropy, f.cross_entropy])
def test_no_cost_is_the_mean_of_nothing(cost: Any) -> None:
    with pytest.raises(ValueError, match="no entries"):
        cost([], [])


@pytest.mark.parametrize("classes", [2.0, True, 0, -1, "ab", [[0, 1]], [0, 0, 1], 10**30, None])
def test_classes_are_counted_or_named(classes: Any) -> None:
    if classes is None:
        assert f.one_hot([5, 7], classes).shape == (2, 2)
        return
    with pytest.raises(ValueError, match=r"expected how many classes there are.*or a list"):
        f.one_hot([0, 1], classes)
