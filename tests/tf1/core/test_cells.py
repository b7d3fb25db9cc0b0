"""One step of a recurrent network, written out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from beside import check, each

import nbkit.tf1 as tf
from nbkit.tf1.core.cells import LSTMStateTuple, flat, mapped

X = np.random.default_rng(3).normal(size=(2, 3)).astype(np.float32)
H, C = (np.random.default_rng(n).normal(size=(2, 4)).astype(np.float32) for n in (4, 5))


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def one_step(cell: Any, state: Any) -> Any:
    """Output, state and weights of a step in a session of its own."""
    step = cell(tf.constant(X), state)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session.run([*step, tf.trainable_variables()])


def test_a_plain_cell_is_tanh_of_one_product() -> None:
    with tf.Graph().as_default():
        output, state, (W, b) = one_step(tf.nn.rnn_cell.BasicRNNCell(4), tf.constant(H))
        np.testing.assert_allclose(output, np.tanh(np.hstack([X, H]) @ W + b), rtol=1e-5)
        np.testing.assert_array_equal(output, state)
        assert np.abs(W).max() < np.sqrt(6 / (7 + 4)) and not b.any()


@pytest.mark.parametrize("forget_bias", [1.0, 0.0])
def test_an_lstm_keeps_a_memory(forget_bias: float) -> None:
    with tf.Graph().as_default():
        cell = tf.contrib.rnn.BasicLSTMCell(4, forget_bias=forget_bias)
        h, state, (W, b) = one_step(cell, (tf.constant(C), tf.constant(H)))
        i, j, f, o = np.split(np.hstack([X, H]) @ W + b, 4, axis=1)
        c = C * sigmoid(f + forget_bias) + sigmoid(i) * np.tanh(j)
        np.testing.assert_allclose(state.c, c, rtol=1e-5)
        np.testing.assert_allclose(h, np.tanh(c) * sigmoid(o), rtol=1e-5)
        assert not b.any()


def test_a_gru_has_two_gates_that_start_with_bias_1() -> None:
    with tf.Graph().as_default():
        output, _, (W, b, V, a) = one_step(tf.nn.rnn_cell.GRUCell(4), tf.constant(H))
        r, u = np.split(sigmoid(np.hstack([X, H]) @ W + b), 2, axis=1)
        np.testing.assert_allclose(
            output, u * H + (1 - u) * np.tanh(np.hstack([X, r * H]) @ V + a), rtol=1e-5
        )
        assert (b == 1).all() and not a.any()
        names = [v.op.name for v in tf.trainable_variables()]
        assert names == [f"gru_cell/{p}/{w}" for p in ("gates", "candidate") for w in ("kernel", "bias")]


def test_a_cell_shares_its_weights_between_calls_and_two_cells_do_not() -> None:
    with tf.Graph().as_default():
        x, h = tf.constant(X), tf.constant(H)
        first, second = tf.nn.rnn_cell.BasicRNNCell(4), tf.nn.rnn_cell.BasicRNNCell(4)
        for cell in (first, first, second):
            cell(x, h)
        kernels = [v.op.name for v in tf.trainable_variables() if "kernel" in v.name]
        assert kernels == ["basic_rnn_cell/kernel", "basic_rnn_cell_1/kernel"]
        again = tf.nn.rnn_cell.BasicRNNCell(4, reuse=True)
        again(x, h)
        assert len(tf.trainable_variables()) == 4


def test_states_of_zeros_are_nested_as_the_cells_are() -> None:
    with tf.Graph().as_default():
        n = tf.placeholder(tf.int32, [])
        cells = [tf.nn.rnn_cell.GRUCell(3), tf.nn.rnn_cell.LSTMCell(2)]
        gru, lstm = tf.Session().run(tf.nn.rnn_cell.MultiRNNCell(cells).zero_state(n, tf.float32), {n: 5})
        assert (gru.shape, lstm.c.shape, lstm.h.shape) == ((5, 3), (5, 2), (5, 2))
        assert not (gru.any() or lstm.c.any() or lstm.h.any())


def test_nested_states() -> None:
    nested = (1, LSTMStateTuple(2, [3]))
    assert flat(nested) == [1, 2, 3]
    assert mapped(lambda n: -n, nested) == (-1, LSTMStateTuple(-2, [-3]))


def test_dropout_leaves_the_memory_whole() -> None:
    with tf.Graph().as_default():
        tf.set_random_seed(0)
        plain = tf.contrib.rnn.BasicLSTMCell(40)
        some = tf.contrib.rnn.DropoutWrapper(plain, state_keep_prob=0.5)
        x, before = tf.constant(X), some.zero_state(2, tf.float32)
        wanted = [plain(x, before)[1], some(x, before)[1]]
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        whole, dropped = session.run(wanted)
        np.testing.assert_array_equal(whole.c, dropped.c)
        kept = dropped.h != 0
        assert 20 < kept.sum() < 60
        np.testing.assert_allclose(dropped.h[kept], 2 * whole.h[kept], rtol=1e-6)


def test_what_is_left_out_or_wrong_says_so() -> None:
    cells = tf.nn.rnn_cell
    with tf.Graph().as_default():
        for left_out in (
            lambda: cells.LSTMCell(2, use_peepholes=True),
            lambda: cells.LSTMCell(2, num_proj=3),
            lambda: cells.DropoutWrapper(cells.GRUCell(2), variational_recurrent=True),
            lambda: cells.MultiRNNCell([cells.GRUCell(2)], state_is_tuple=False),
        ):
            with pytest.raises(AttributeError, match="not here yet"):
                left_out()
        with pytest.raises(ValueError, match="at least one cell"):
            cells.MultiRNNCell([])
        with pytest.raises(TypeError, match="not a RNNCell"):
            cells.DropoutWrapper(None)
        with pytest.raises(ValueError, match="how wide"):
            cells.GRUCell(2)(tf.placeholder(tf.float32, [2, None]), tf.zeros([2, 2]))


@each("core/cells")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)
