"""A plan binds what is fed, whatever it is, hands out copies, and says when it cannot."""

from __future__ import annotations

import numpy as np
import pytest
from planned import plans

import nbkit as nb
from nbkit.graph import Placeholder, Variable
from nbkit.session import Session


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


def test_values_fetched_earlier_are_not_overwritten_by_later_runs() -> None:
    x = Placeholder("x")
    y, session = nb.exp(x), Session()
    kept = [session.run(y, {x: np.full(3, float(i))}) for i in range(5)]
    for i, value in enumerate(kept):
        np.testing.assert_allclose(value, np.exp(i))


def test_what_is_fetched_belongs_to_the_caller() -> None:
    x, w, c = Placeholder("x"), Variable([1.0, 2.0]), nb.Constant([3.0, 4.0])
    fetches = [x, w, c, nb.reshape(w, (2, 1)), nb.transpose(x), w + 0.0, x * 1.0]
    session, fed = Session(), np.array([5.0, 6.0])
    for _ in range(4):
        values = session.run(fetches, {x: fed})
        expected = [[5, 6], [1, 2], [3, 4], [[1], [2]], [5, 6], [1, 2], [5, 6]]
        for value, wanted in zip(values, expected, strict=True):
            assert value.tolist() == wanted
            value[...] = 99
    assert fed.tolist() == [5.0, 6.0]


def test_shapes_that_take_turns_keep_their_plans() -> None:
    x = Placeholder("x")
    y, session = nb.exp(x), Session()
    for _ in range(4):
        for n in (1, 2, 3):
            np.testing.assert_allclose(session.run(y, {x: np.ones(n)}), np.e * np.ones(n))
    first, second, third = plans(session)
    assert len({id(first), id(second), id(third)}) == 3
    for _ in range(2):
        session.run(y, {x: np.ones(2)})
    assert plans(session) == [first, second, third]
