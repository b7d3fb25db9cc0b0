"""Values survive the way out of an answer's process; what is no value becomes nothing that acts."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbkit.grade.values import BrokenValue, read, write
from nbkit.learn.exercise import Run

simple = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.complex_numbers()
nested = st.recursive(
    simple,
    lambda inside: st.lists(inside) | st.tuples(inside, inside) | st.dictionaries(st.text(), inside),
    max_leaves=20,
)


@given(nested)
def test_plain_values_come_back(value: Any) -> None:
    assert repr(read(write(value))) == repr(value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.zeros((0, 3), np.float32),
        np.array([[True], [False]]),
        np.array(["a", "bcd"]),
        np.array(3 + 2j),
        np.arange(10, dtype=np.int8)[::3],
        np.array([np.nan, np.inf, -0.0]),
    ],
)
def test_arrays_come_back_with_shape_and_dtype(array: Any) -> None:
    back = read(write([array]))[0]
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(back, array)


def test_a_number_of_numpy_stays_one() -> None:
    assert [type(one) for one in read(write((np.float64(1), np.int32(2), np.bool_(True), 1.0)))] == [
        *(np.float64, np.int32, np.bool_, float),
    ]


def test_a_run_comes_back() -> None:
    assert read(write(Run("reached", "well"))) == Run("reached", "well")


def test_what_is_made_from_plain_types_becomes_plain() -> None:
    class Yes(float):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    class Own(np.ndarray):
        pass

    number, array = read(write((Yes(2.5), np.arange(3).view(Own))))
    assert (type(number), type(array)) == (float, np.ndarray)


def test_what_is_no_value_keeps_its_types_name_alone() -> None:
    class Thing:
        name = "called so"

    found = read(write((Thing(), (n for n in range(3)), np.array([None]))))
    assert [type(one).__name__ for one in found] == ["Thing", "generator", "ndarray"]
    assert found[0].name == "called so" and found[0] != found[0].name


def test_what_can_be_called_is_kept_where_it_is() -> None:
    kept: list[Any] = []

    def keep(function: Any) -> int:
        kept.append(function)
        return len(kept) - 1

    assert read(write((abs, 2), keep), lambda number: ("call", number)) == (("call", 0), 2)
    assert kept == [abs]


def test_a_list_that_holds_itself_ends() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert b"other" in write(endless)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no",
        b'{"array": "", "dtype": "O", "shape": [], "scalar": false}',
        b'{"array": "AAAA", "dtype": "<f8", "shape": [7], "scalar": false}',
        b'{"array": "AAAA", "dtype": "<f8,<f8", "shape": [1], "scalar": false}',
        b'{"dict": [[[], 1]]}',
        b"{}",
        json.dumps({"complex": ["a", "b"]}).encode(),
        b'{"list": {"a": 1}}',
        b'{"list": [' * 50 + b"]}" * 50,
    ],
)
def test_what_was_not_written_here_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenValue, match="expected a value"):
        read(data)
