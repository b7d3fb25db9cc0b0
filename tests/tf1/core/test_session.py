"""Runs of a session: stages, feeds, errors."""

from __future__ import annotations

from collections import namedtuple

import numpy as np
import pytest

import nbkit.tf1 as tf


def test_fetches_keep_their_structure() -> None:
    Pair = namedtuple("Pair", "a b")
    with tf.Graph().as_default():
        c = tf.constant(1.0, name="c")
        value = tf.Session().run({"x": Pair(c, [c, "c:0"]), "y": (c, c.op)})
    assert value == {"x": Pair(1, [1, 1]), "y": (1, None)}


def test_a_variable_is_fetched_from_after_a_step_and_a_loss_from_before() -> None:
    with tf.Graph().as_default():
        w, x = tf.Variable(1.0), tf.placeholder(tf.float32)
        loss = tf.square(w * x)
        step = tf.train.GradientDescentOptimizer(0.125).minimize(loss)
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        for before, after in ((1.0, 0.75), (0.5625, 0.5625), (0.31640625, 0.421875)):
            assert session.run([loss, step, w, tf.identity(w)], {x: 1}) == [before, None, after, after]


def test_random_numbers_move_on_in_plans_as_in_first_runs() -> None:
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        noise = tf.random_uniform([2])
        y, one = noise * 1.0, tf.random_uniform([12], seed=None)
        assert one.node is not None
        session, again = tf.Session(), tf.Session()
        found = [session.run(y) for _ in range(6)]
        np.testing.assert_array_equal(found, [again.run(noise) for _ in range(6)])
        assert len({tuple(row) for row in np.array(found)}) == 6


def test_errors_have_our_sentences_and_their_classes() -> None:
    with tf.Graph().as_default():
        w, x = tf.Variable(1.0, name="w"), tf.placeholder(tf.float32, [2], name="x")
        session = tf.Session()
        with pytest.raises(tf.errors.FailedPreconditionError, match=r"uninitialized value w: run tf\.global"):
            session.run(w)
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=r"'x' with dtype float and shape \[2\]\. Made"
        ):
            session.run(x * 2.0)
        with pytest.raises(ValueError, match=r"shape \(3,\) for Tensor 'x:0', which has shape '\(2,\)'"):
            session.run(x * 2.0, {x: [1, 2, 3]})
        with pytest.raises(ValueError, match="cannot be interpreted"):
            session.run("nothing:0")
        with pytest.raises(TypeError, match="feed_dict must be a dict"):
            session.run(x, [1])
        for wrong in ("one", [[1, 2], [1]]):
            with pytest.raises(ValueError, match=r"for Tensor 'x:0', which takes float32: .*[^.]\. Try: num"):
                session.run(x, {x: wrong})
        session.close()
        with pytest.raises(RuntimeError, match=r"closed Session\. Try: run inside"):
            session.run(x, {x: [1, 2]})


def test_a_graph_grows_between_runs() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(1.0)
        for expected in (2, 3, 4):
            x = x + 1.0
            assert x.eval() == expected
        assert session.graph is tf.get_default_graph()


def test_a_nested_state_is_fed_as_it_was_fetched() -> None:
    with tf.Graph().as_default():
        c, h = tf.nn.rnn_cell.BasicLSTMCell(2).zero_state(1, tf.float32)
        state = tf.nn.rnn_cell.LSTMStateTuple(c, h)
        session, total = tf.Session(), tf.reduce_sum(c) + 10 * tf.reduce_sum(h)
        fed = session.run(state)
        assert session.run(total, {state: fed}) == 0
        assert session.run(total, {state: (np.ones((1, 2)), np.full((1, 2), 3))}) == 62
        with pytest.raises(ValueError, match="3 values for 2 tensors"):
            session.run(total, {state: (1, 2, 3)})


def test_batches_that_are_cast_share_memory_and_nobody_sees_it() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 2])
        fetches, session = [x, 2.0 * x, tf.identity(x)], tf.Session()
        batches = [np.full((3, 2), float(i)) for i in range(5)] + [np.asmatrix(np.full((3, 2), 5))]
        batches += [np.full((1, 2), True), np.asmatrix(np.full((3, 2), 7, np.float32))]
        found = [session.run(fetches, {x: batch}) for batch in batches]
    for i, (given, product, same) in enumerate(found):
        value = 1 if i == 6 else i
        assert (given == value).all() and (product == 2 * value).all() and (same == value).all()
        assert (batches[i] == value).all()
