"""Optimizers: what the table of behaviours does not show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf
from nbkit.compiled import memory

ALL: dict[str, Any] = {
    "descent": lambda: tf.train.GradientDescentOptimizer(0.1),
    "momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9),
    "nesterov": lambda: tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
    "adam": lambda: tf.train.AdamOptimizer(0.1),
    "rmsprop": lambda: tf.train.RMSPropOptimizer(0.1, momentum=0.5, centered=True),
    "adagrad": lambda: tf.train.AdagradOptimizer(0.1),
    "adadelta": lambda: tf.train.AdadeltaOptimizer(1.0),
}


@pytest.mark.parametrize("name", ALL)
def test_variables_side_by_side_move_as_they_do_alone(name: str) -> None:
    ends = []
    for shapes in ([(2, 3), (3,)], [(9,)]):
        with tf.Graph().as_default():
            begin = np.arange(1.0, 10, dtype=np.float32)
            cut = np.split(begin, np.cumsum([int(np.prod(s)) for s in shapes])[:-1])
            variables = [tf.Variable(part.reshape(s)) for part, s in zip(cut, shapes, strict=True)]
            loss = tf.add_n([tf.reduce_sum(tf.square(v) / 7.0) for v in variables])
            step, session = ALL[name]().minimize(loss), tf.Session()
            session.run(tf.global_variables_initializer())
            for _ in range(5):
                session.run(step)
            ends.append(np.concatenate([v.ravel() for v in session.run(variables)]))
    np.testing.assert_array_equal(*ends)


@pytest.mark.parametrize("name", ALL)
def test_weights_move_block_by_block_as_they_do_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = []
    for block in (16, 100):
        monkeypatch.setattr(memory, "BLOCK", block)
        with tf.Graph().as_default():
            v = tf.Variable(np.arange(1.0, 41, dtype=np.float32).reshape(20, 2))
            step, session = ALL[name]().minimize(tf.reduce_sum(tf.square(v) / 7.0)), tf.Session()
            session.run(tf.global_variables_initializer())
            for _ in range(5):
                session.run(step)
            ends.append(session.run(v))
    np.testing.assert_array_equal(*ends)


# Three steps down w³ in double precision, as 1.4.0 prints them: its rates stay in single precision.
DOUBLE = {
    "descent": [0.46125729543674443, 0.4971007906238557, -87.02994708403777],
    "momentum": [-0.1163266892544581, -1.6836351537950514, -124.71244352571227],
    "nesterov": [-0.18581970674402476, -3.148936940366317, -1378.8771134471212],
    "adam": [0.7041548174225166, 1.7014887526648736, -3.3004251108740266],
    "rmsprop": [0.3309343488037451, 1.0029072182770111, -4.264186025858553],
    "adagrad": [0.7900324285948013, 1.7801405206003227, -3.2337216184140787],
    "adadelta": [0.998292150840006, 1.9982914958548241, -3.0017095955436934],
}


@pytest.mark.parametrize("name", DOUBLE)
def test_rates_stay_in_single_precision(name: str) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable(np.array([1.0, 2.0, -3.0]))
        step = ALL[name]().minimize(tf.reduce_sum(w * w * w))
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(step)
        assert session.run(w).tolist() == DOUBLE[name]
        assert all(v.dtype.base_dtype is tf.float32 for v in tf.global_variables() if "power" in v.name)


def test_rates_may_be_fed_and_clipped_gradients_applied() -> None:
    with tf.Graph().as_default():
        w, rate = tf.Variable([3.0, 4.0]), tf.placeholder(tf.float32)
        optimizer = tf.train.GradientDescentOptimizer(rate)
        ((g, v),) = optimizer.compute_gradients(tf.reduce_sum(w * w / 2.0))
        step, session = optimizer.apply_gradients([(tf.clip_by_norm(g, 1.0), v)]), tf.Session()
        session.run(tf.global_variables_initializer())
        session.run(step, {rate: 0.5})
        np.testing.assert_allclose(session.run(w), [2.7, 3.6], rtol=1e-6)


def test_a_nan_is_no_error_and_spoils_the_weights() -> None:
    with tf.Graph().as_default():
        w, x = tf.Variable(1.0), tf.placeholder(tf.float32)
        loss = w * x
        step, session = tf.train.GradientDescentOptimizer(0.1).minimize(loss), tf.Session()
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            assert np.isnan(session.run([loss, step], {x: np.nan})[0])
        assert np.isnan(session.run(w))


def test_slots_are_named() -> None:
    with tf.Graph().as_default():
        w = tf.Variable(1.0, name="w")
        optimizer = tf.train.AdamOptimizer()
        optimizer.minimize(w * w, var_list={"w": w}.values())
        assert optimizer.get_slot_names() == ["m", "v"]
        assert optimizer.get_slot(w, "v").name == "w/Adam_1:0"
        with pytest.raises(ValueError, match="No variables to optimize"):
            optimizer.minimize(w * w, var_list=[])


def test_what_is_remembered_is_named_in_the_scope_of_the_step_as_in_files_of_1_4_0() -> None:
    with tf.Graph().as_default():
        w = tf.Variable(1.0, name="w")
        with tf.name_scope("a"):
            tf.train.AdamOptimizer().minimize(w * w)
        with tf.variable_scope("b"):
            v = tf.get_variable("v", [])
            tf.train.AdamOptimizer().minimize(w * v, var_list=[w, v])
        first = ["w:0", "a/beta1_power:0", "a/beta2_power:0", "w/Adam:0", "w/Adam_1:0"]
        second = ["b/v:0", "b/beta1_power:0", "b/beta2_power:0"]
        slots = ["b/w/Adam:0", "b/w/Adam_1:0", "b/b/v/Adam:0", "b/b/v/Adam_1:0"]
        assert [x.name for x in tf.global_variables()] == first + second + slots


DATA = Path(__file__).parents[1] / "data"
ROWS: dict[str, Any] = json.loads((DATA / "rows_1_4_0.json").read_text(encoding="utf-8"))
HERE = [rule for rule in ROWS if hasattr(tf.train, rule.partition("(")[0])]


@pytest.mark.parametrize("rule", HERE)
def test_rows_that_are_looked_up_move_as_in_1_4_0(rule: str) -> None:
    with tf.Graph().as_default() as graph:
        table = tf.Variable(np.random.RandomState(0).normal(size=(6, 4)).astype(np.float32))
        column, rows = tf.Variable(np.arange(6, dtype=np.float32)), tf.placeholder(tf.int32, [None])
        loss = tf.reduce_sum(tf.square(tf.gather(table, rows)))
        loss += tf.reduce_sum(tf.exp(0.1 * tf.gather(column, rows)))
        nodes = graph.count
        step = eval(f"tf.train.{rule}", {"tf": tf}).minimize(loss)
        assert graph.count - nodes == ROWS[rule]["nodes"]
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        for looked_up in ([0, 2, 2], [1, 2], [0, 5, 0], [3], [2, 2]):
            session.run(step, {rows: looked_up})
        found = session.run([table, column])
    for ours, theirs in zip(found, (ROWS[rule]["table"], ROWS[rule]["column"]), strict=True):
        np.testing.assert_allclose(ours.ravel(), theirs, rtol=4e-6, atol=1e-7)


def test_a_row_that_is_not_there_stops_the_step() -> None:
    with tf.Graph().as_default():
        table, rows = tf.Variable(tf.ones([3, 1])), tf.placeholder(tf.int32, [None])
        step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(tf.gather(table, rows)))
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(step, {rows: [1]})
        before = session.run(table)
        for wrong in ([3], [-1]):
            with pytest.raises(tf.errors.InvalidArgumentError, match=r"is not in \[0, 3\)"):
                session.run(step, {rows: wrong})
        assert (session.run(table) == before).all()


def test_two_sessions_move_their_own_rows() -> None:
    with tf.Graph().as_default():
        table, rows = tf.Variable(tf.zeros([3, 1])), tf.placeholder(tf.int32, [None])
        step = tf.train.GradientDescentOptimizer(1.0).minimize(tf.reduce_sum(tf.gather(table, rows)))
        sessions = tf.Session(), tf.Session()
        for number, session in enumerate(sessions):
            session.run(tf.global_variables_initializer())
            session.run(step, {rows: [number, number]})
        assert [s.run(table).ravel().tolist() for s in sessions] == [[-2, 0, 0], [0, -2, 0]]


def test_a_step_may_move_whole_weights_beside_rows() -> None:
    with tf.Graph().as_default():
        table, w, rate = tf.Variable(tf.ones([3, 1])), tf.Variable([2.0]), tf.placeholder(tf.float32)
        loss = tf.reduce_sum(tf.gather(table, [1, 1]) * w)
        step = tf.train.MomentumOptimizer(rate, 0.5).minimize(loss)
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        session.run(step, {rate: 0.5})
        assert [v.ravel().tolist() for v in session.run([table, w])] == [[1, -1, 1], [1]]
