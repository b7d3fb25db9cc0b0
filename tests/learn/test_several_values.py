"""Several values have names, and which of them differs is found."""

import numpy as np
import pytest

from nbkit.learn.several_values import in_another_order, names_of_values, value_names, wrong_places


@pytest.mark.parametrize(
    ("stub", "names"),
    [
        ("def f(x):\n    'Return (dX, dW, db).'", ("dX", "dW", "db")),
        ("def f(x):\n    'Return one (n,) array.'", ()),
        ("def f(x): ...", ()),
        ("class F:\n    def forward(X): ...\n    def backward(G): ...", ("forward", "backward")),
        ("x = ...", ()),
    ],
)
def test_the_stub_names_the_values(stub, names):
    assert names_of_values(stub) == names


def test_values_without_names_are_counted():
    assert value_names((1, 2), ("a", "b")) == ("a", "b")
    assert value_names((1, 2, 3), ("a", "b")) == ["the first value", "the second value", "the third value"]
    assert value_names(tuple(range(7)), ()) == value_names([1], ()) == value_names(3, ()) == ()


def test_where_they_differ_and_in_which_order_they_are():
    a, b = np.ones(2), np.zeros(3)
    assert wrong_places((a, b, 1), (a, b + 1, 2), 0, 0) == [1, 2]
    assert in_another_order([((a, b), (b, a)), ((1, 2), (2, 1))], 0, 0)
    assert not in_another_order([((a, b), (b, a)), ((1, 2), (1, 2))], 0, 0)
    assert not in_another_order([((a, b), (a, b))], 0, 0)
