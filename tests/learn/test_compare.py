"""The first way in which two values differ has a name."""

import numpy as np
import pytest

from nbkit.learn.compare import difference, is_boolean, is_number

ONES = np.ones(2)


@pytest.mark.parametrize(
    ("got", "expected", "name"),
    [
        (None, None, None),
        (None, ONES, "nothing"),
        (1, None, "nothing"),
        ([1.0, 1.0], ONES, "type"),
        (np.ma.ones(2), ONES, "type"),
        (1.0, ONES, "shape"),
        (np.ones((1, 2)), ONES, "shape"),
        (np.ones(2, np.float32), ONES, "dtype"),
        (np.ones(2, np.int32), np.ones(2, np.int64), None),
        (ONES + 1e-7, ONES, None),
        (ONES + 1e-5, ONES, "values"),
        (ONES * np.nan, ONES, "nan"),
        (ONES * np.nan, ONES * np.nan, None),
        (np.array(["a"]), np.array(["b"]), "values"),
        (1, 1.0, None),
        (True, 1, "type"),
        (np.array(1.0), 1.0, None),
        (1j, 1.0, "type"),
        (np.inf, 1.0, "nan"),
        ((1, 2), [1, 2], None),
        ((1,), (1, 2), "length"),
        ((1, ONES), (1, ONES + 1), "values"),
        ("a", "b", "values"),
        ("a", ("a",), "type"),
        ({1}, {1}, None),
        (2**60 + 1, 2**60, "values"),
    ],
)
def test_difference(got, expected, name):
    assert difference(got, expected) == name


def test_the_tolerance_is_the_callers():
    assert difference(ONES * 1.1, ONES, rtol=0.2) is None
    assert difference((ONES + 1, 3), (ONES, 3), atol=1.5) is None
    assert difference(0.5, 0.4) == "values" and difference(0.5, 0.4, rtol=0, atol=0.2) is None


def test_what_is_a_number_and_what_is_true_or_false():
    assert all(map(is_number, (1, 2.5, True, np.float32(1), np.array(3), np.bool_(True))))
    assert not any(map(is_number, (1j, "1", None, np.ones(1), [1])))
    assert all(map(is_boolean, (True, np.bool_(False), np.array([True]))))
    assert not any(map(is_boolean, (1, np.ones(1), "True")))


@pytest.mark.parametrize(
    ("got", "expected"),
    [(1_000_000.5, 1_000_000), (np.array([10**7 + 1]), np.array([10**7])), ((2, 3.0000000001), (2, 3))],
)
def test_whole_numbers_must_be_met_exactly(got, expected):
    assert difference(got, expected) == "values"
    assert difference(expected, expected) is None


def test_a_list_that_says_otherwise_is_compared_by_what_is_in_it():
    class Agrees(list):
        def __len__(self):
            return 2

        def __iter__(self):
            return iter([1, 2])

        def __eq__(self, other):
            return True

        __hash__ = None

    assert difference(Agrees([1]), [1, 2]) == "length"
    assert difference(Agrees([1, 3]), [1, 2]) == "values"
    assert difference(Agrees([1, 2, 3]), [1, 2, 3]) is None
