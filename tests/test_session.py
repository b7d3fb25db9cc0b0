"""A session: in what order it does things, how long it keeps them, and when it ends."""

from __future__ import annotations

import numpy as np
import pytest
from planned import plans

import nbkit as nb
from nbkit.graph import GraphError, Placeholder, Variable
from nbkit.session import Session


def test_actions_act_last() -> None:
    w = Variable(1.0, name="w")
    loss = w * w
    step, session = nb.GradientDescent(0.25).minimize(loss), Session()
    for i in range(5):
        result = session.run({"before": loss, "step": step, "list": [step, w]})  # listed twice, it acts once
        assert result == {"before": 0.25**i, "step": None, "list": [None, 0.5**i]}
    assert session.run([step, loss, w]) == [None, 0.5**10, 0.5**5]


def test_a_failing_run_changes_nothing_and_the_next_one_works() -> None:
    x, w = Placeholder("x"), Variable([1.0, 2.0])
    loss = nb.sum(nb.square(w * x))
    step, session = nb.GradientDescent(0.1).minimize(loss), Session()
    picked = nb.pick(nb.reshape(x, (1, -1)), Placeholder("k"))
    k = picked.input_nodes[1]
    for _ in range(3):
        session.run([step, picked], {x: np.ones(2), k: [1]})
    before = session.run(w)
    with pytest.raises(GraphError, match="Pick"):
        session.run([step, picked], {x: np.ones(2), k: [7]})  # fails half-way through a compiled plan
    np.testing.assert_array_equal(session.run(w), before)
    session.run([step, picked], {x: np.ones(2), k: [0]})
    np.testing.assert_allclose(session.run(w), before * 0.8)


def test_float32_on_request() -> None:
    x, w = Placeholder("x"), Variable([1.0, 2.0])
    loss = nb.mean(nb.square(w * x + np.ones(2)) * 3.0 + 1)
    step, session = nb.Adam(0.1).minimize(loss), Session(dtype=np.float32)
    for _ in range(3):
        fetched = session.run([loss, w, *nb.gradients(loss, [w]), step], {x: np.ones(2)})
        assert {v.dtype for v in fetched if v is not None} == {np.dtype(np.float32)}


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


def test_more_plans_than_are_kept() -> None:
    x = Placeholder("x")
    y, session = nb.sum(x * 2.0), Session()
    for _ in range(2):
        for n in range(200):
            assert session.run(y, {x: np.ones(n)}) == 2 * n
    assert len(plans(session)) <= 64


def test_a_session_closes() -> None:
    w = Variable(1.0)
    with Session() as session:
        assert session.run(w) == 1.0
    for use in (lambda: session.run(w), lambda: session.assign(w, 1.0), lambda: session.save("x")):
        with pytest.raises(GraphError, match="closed"):
            use()


def test_more_fetches_than_are_kept() -> None:
    x, session = Placeholder("x"), Session()
    nodes = [x + float(i) for i in range(100)]
    for _ in range(3):
        assert [session.run(node, {x: 1.0}) for node in nodes] == [1.0 + i for i in range(100)]
    assert len(session._recipes) <= 64
