"""The learning rule of 1957: what it can learn, and what it cannot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nbkit as nb

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0]}


@pytest.mark.parametrize("gate", list(GATES))
def test_gates_are_learned(gate: str) -> None:
    learned = nb.train_perceptron(INPUTS, GATES[gate])
    assert learned.converged
    assert nb.predict(INPUTS, learned.w, learned.b).tolist() == GATES[gate]
    assert learned.mistakes[-1] == 0
    assert sum(learned.mistakes) == len(learned.path) - 1


def test_xor_is_not() -> None:
    learned = nb.train_perceptron(INPUTS, [0, 1, 1, 0], epochs=50)
    assert not learned.converged
    assert len(learned.mistakes) == 50
    assert nb.predict(INPUTS, learned.w, learned.b).tolist() != [0, 1, 1, 0]


def test_the_path_follows_the_rule() -> None:
    w0 = np.array([0.5, -0.5])
    learned = nb.train_perceptron(INPUTS, GATES["NAND"], w=w0, b=0.25, lr=0.5)
    assert w0.tolist() == [0.5, -0.5]
    assert (learned.path[0].w.tolist(), learned.path[0].b, learned.path[0].example) == (
        [0.5, -0.5],
        0.25,
        None,
    )
    for before, after in zip(learned.path, learned.path[1:], strict=False):
        assert after.example is not None
        x, y = INPUTS[after.example], GATES["NAND"][after.example]
        answer = int(before.w @ x + before.b > 0)
        assert answer != y
        np.testing.assert_allclose(after.w, before.w + 0.5 * (y - answer) * x)
        assert after.b == before.b + 0.5 * (y - answer)


@given(seed=st.integers(0, 999))
def test_what_a_line_separates_is_learned(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, (w1, w2, b) = rng.normal(size=(40, 2)), rng.normal(size=3)
    margin = (X @ [w1, w2] + b) / np.hypot(w1, w2)
    X, y = X[np.abs(margin) > 0.1], (margin > 0).astype(int)[np.abs(margin) > 0.1]
    learned = nb.train_perceptron(X, y, epochs=5000)
    assert learned.converged
    assert nb.predict(X, learned.w, learned.b).tolist() == y.tolist()


def test_one_example_or_many() -> None:
    assert nb.predict([1, 2], [1, 1], -2.5).shape == ()
    assert nb.predict([[1, 2], [0, 0]], [1, 1], -2.5).tolist() == [1, 0]
    assert nb.predict([0.0, 0.0], [1, 1], 0) == 0


@pytest.mark.parametrize(
    ("X", "y", "w", "told"),
    [
        (INPUTS, [-1, 1, 1, 1], None, r"labels 0 and 1.*\(y \+ 1\) // 2"),
        (INPUTS, [0, 1], None, r"labels \(n,\)"),
        (INPUTS[0], [0, 1], None, r"\(n, d\)"),
        (INPUTS, GATES["OR"], [1.0], "one weight a feature"),
    ],
)
def test_what_does_not_fit_is_refused(X: Any, y: Any, w: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        nb.train_perceptron(X, y, w=w)


def test_predict_refuses_other_features() -> None:
    with pytest.raises(ValueError, match="one weight a feature"):
        nb.predict([[1, 2, 3]], [1, 1], 0)
