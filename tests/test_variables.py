"""What variables hold: from where they start, who changes it, and who sees that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit import ops
from nbkit.graph import Action, Graph, Placeholder, Variable
from nbkit.session import Session


def test_variables_start_by_themselves_and_start_again() -> None:
    w = Variable([1.0], name="w")
    session = Session()
    session.assign(w, [5.0])
    assert session.run(w).tolist() == [5.0]
    assert session.run(nb.global_variables_initializer()) is None
    assert session.run(w).tolist() == [1.0]


def test_a_plan_sees_what_was_assigned_between_runs() -> None:
    w = Variable([1.0, 2.0])
    fetches = [w, w * 2.0, nb.transpose(w), nb.sum(nb.exp(w) * 0.0)]
    session = Session()
    for i in range(5):
        session.assign(w, [i, i])
        values = session.run(fetches)
        assert [v.tolist() for v in values] == [[i, i], [2 * i, 2 * i], [i, i], 0.0]


def test_a_table_of_which_rows_are_read_keeps_each_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nbkit.variables.is_tall", lambda shape: True)
    table, weights, session = Variable(np.zeros((9, 2))), Variable(np.zeros((9, 2))), Session()
    session.run([ops.gather(table, np.array([1])), weights * 2.0])
    kept = [session._variables.value_of(v).flags.c_contiguous for v in (table, weights)]
    assert kept == [True, False]


def test_plans_follow_variables_that_an_optimizer_moves() -> None:
    w, v = Variable([1.0, 1.0]), Variable(1.0)
    loss = nb.sum(nb.square(w)) + nb.square(v)
    step, session = nb.GradientDescent(0.25).minimize(loss), Session()
    for _ in range(3):
        assert session.run(loss) == 3.0  # compiled, before the variables are laid side by side
    for i in range(1, 5):
        session.run(step)
        assert session.run(loss) == 3.0 * 0.25**i


def test_two_sessions_are_two_trainings() -> None:
    w = Variable(1.0)
    step = nb.GradientDescent(0.25).minimize(w * w)
    one, two = Session(), Session()
    for _ in range(3):
        one.run(step)
    assert one.run(w) == 0.125
    assert two.run(w) == 1.0
    assert w.initial_value == 1.0


def test_variables_that_a_second_optimizer_moves_are_followed_by_the_first() -> None:
    """Two precisions cannot lie side by side, one of them alone can."""
    w, v = Variable(np.ones(2, np.float32), name="w"), Variable(np.ones(2), name="v")
    loss = nb.sum(nb.square(w)) + nb.sum(nb.square(v))
    one, two = nb.GradientDescent(0.25).minimize(loss), nb.GradientDescent(0.25).minimize(loss, [w])
    sessions = Session(), Session(compiled=False)
    for fetches in ([one], [one, two], [two, one], [one]):
        for session in sessions:
            session.run(fetches)
        for ours, expected in zip(*(s.run([w, v]) for s in sessions), strict=True):
            np.testing.assert_array_equal(ours, expected)


class Apart(Action):
    """An action that does not want its variables side by side, and takes a number beside a value for each."""

    together = False

    def apply(self, variables: list[list[Any]], values: list[Any]) -> None:
        for array, value in zip(variables[0], values, strict=False):
            array += values[-1] * value


def test_an_action_may_leave_variables_where_they_are_and_take_numbers_beside_their_values() -> None:
    with Graph().as_default():
        w, v = Variable([1.0, 2.0]), Variable([3.0])
        rate = Placeholder("rate")
        action = Apart((w * 1.0, v * 1.0, rate), "apart")
        action.groups = ((w, v),)
        session = Session()
        for _ in range(3):
            session.run(action, {rate: 1.0})
        assert session.run([w, v])[0].tolist() == [8, 16]
        assert session._variables.moves == 0
