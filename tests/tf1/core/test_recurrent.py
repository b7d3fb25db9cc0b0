"""Cells along a time, beside what a real TensorFlow 1.4.0 computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from beside import check, each

import nbkit.tf1 as tf
from nbkit.tf1.core.cells import flat

REFERENCE = json.loads((Path(__file__).parents[1] / "data" / "rnn_1_4_0.json").read_text())
X = np.linspace(-1, 1, 24).reshape(2, 4, 3).astype(np.float32)


@pytest.fixture(autouse=True)
def graph() -> Any:
    with tf.Graph().as_default() as graph:
        yield graph


def started() -> Any:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


@pytest.mark.parametrize("name", REFERENCE["networks"])
def test_outputs_states_and_gradients_are_those_of_1_4_0(name: str) -> None:
    row = REFERENCE["networks"][name]
    tf.set_random_seed(5)
    x = tf.placeholder(tf.float32, [None, 4, 3])
    made: dict[str, Any] = {"tf": tf, "R": tf.contrib.rnn, "x": x}
    exec(row["code"], made)
    outputs = made["outputs"] if isinstance(made["outputs"], tf.Tensor) else tf.stack(made["outputs"], 1)
    G = np.cos(np.arange(4 * int(outputs.shape[-1]))).reshape(4, -1).astype(np.float32)
    variables = tf.trainable_variables()
    assert [v.name for v in variables] == row["variables"]
    wanted = [outputs, *flat(made["state"]), *tf.gradients(tf.reduce_sum(outputs * G), [*variables, x])]
    session = started()
    session.run(wanted, {x: X})  # 1.4.0's numbers are those of a second run: dropout goes on
    told = [row["outputs"], *row["state"], *row["gradients"]]
    for found, value in zip(session.run(wanted, {x: X}), told, strict=True):
        np.testing.assert_allclose(found, value, rtol=0, atol=1e-6)


def test_dropout_draws_the_numbers_of_1_4_0_one_stream_for_all_steps() -> None:
    """1.4.0 draws for all steps before the first runs, in any order: one thread begins at the end."""
    tf.set_random_seed(5)
    x = tf.placeholder(tf.float32, [None, 4, 3])
    cell = tf.contrib.rnn.DropoutWrapper(tf.contrib.rnn.BasicRNNCell(2), output_keep_prob=0.5)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    session = started()
    for masks in REFERENCE["dropout"]:
        found = (session.run(outputs, {x: X}) != 0).astype(int)
        np.testing.assert_array_equal(found[:, ::-1].ravel(), masks)


def test_a_weight_in_a_loop_starts_the_same_each_time_it_is_started() -> None:
    """Its first value is drawn outside of the loop: its stream moves by one draw, not by one a step."""
    tf.set_random_seed(1)
    tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(2), tf.zeros([1, 3, 2]), dtype=tf.float32)
    (loop,) = tf.trainable_variables()[:1]
    session = started()
    session.run(loop.initializer)
    second = session.run(loop)
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        tf.get_default_graph().count = 58  # the nodes that 1.4.0 makes before it
        alone = tf.get_variable("kernel", [4, 2])
        again = started()
        again.run(alone.initializer)
        np.testing.assert_array_equal(again.run(alone), second)


def test_the_last_state_is_that_of_each_sequence_s_own_end() -> None:
    x = tf.constant(X)
    cell = tf.nn.rnn_cell.GRUCell(5)
    network = tf.nn.dynamic_rnn(cell, x, [2, 4], dtype=tf.float32)
    outputs, state = started().run(network)
    assert not outputs[0, 2:].any() and outputs[1].all()
    np.testing.assert_array_equal(state, outputs[[0, 1], [1, 3]])


def test_as_many_steps_as_are_fed_give_what_a_known_number_gives() -> None:
    found = []
    for steps in (None, 4):
        with tf.Graph().as_default():
            tf.set_random_seed(1)
            x = tf.placeholder(tf.float32, [None, steps, 3])
            cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(5), output_keep_prob=0.5)
            network = tf.nn.dynamic_rnn(cell, x, [2, 4], dtype=tf.float32)
            slopes = tf.gradients(network[0], [x, *tf.trainable_variables()])
            session = started()
            runs = [session.run([*network, *slopes], {x: X}) for _ in range(2)]
            found.append([value for run in runs for value in run])
            if steps is None:
                assert network[0].shape.as_list() == [None, None, 5]
                assert session.run(network[0], {x: np.zeros((2, 7, 3))}).shape == (2, 7, 5)
    for looped, unrolled in zip(*found, strict=True):
        np.testing.assert_allclose(looped, unrolled, rtol=1e-5, atol=1e-6)


def test_wrong_arguments_are_met_with_the_errors_of_1_4_0() -> None:
    cell, x = tf.nn.rnn_cell.GRUCell(5), tf.zeros([2, 4, 3])
    with pytest.raises(ValueError, match="must give a dtype"):
        tf.nn.dynamic_rnn(cell, x)
    with pytest.raises(TypeError, match="instance of RNNCell"):
        tf.nn.dynamic_rnn(None, x, dtype=tf.float32)
    with pytest.raises(ValueError, match="three axes"):
        tf.nn.dynamic_rnn(cell, x[0], dtype=tf.float32)
    with pytest.raises(TypeError, match="must be a sequence"):
        tf.nn.static_rnn(cell, x, dtype=tf.float32)
    with pytest.raises(ValueError, match="must not be empty"):
        tf.nn.static_rnn(cell, [], dtype=tf.float32)


def test_one_s_own_cell_shares_what_it_gets_by_name() -> None:
    class Sum(tf.nn.rnn_cell.RNNCell):  # type: ignore[misc]
        state_size = output_size = 3

        def call(self, inputs: Any, state: Any) -> Any:
            total = state + inputs * tf.get_variable("scale", [], initializer=tf.ones_initializer())
            return total, total

    cell = Sum()
    outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(X), dtype=tf.float32)
    cell(tf.constant(X[0]), tf.zeros([4, 3]))
    assert [v.name for v in tf.global_variables()] == ["rnn/sum/scale:0"]
    np.testing.assert_allclose(started().run(outputs), np.cumsum(X, 1), rtol=1e-5, atol=1e-6)


@each("core/recurrent")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)
