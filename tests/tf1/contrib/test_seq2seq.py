"""The cost of a sequence of classes."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit.tf1 as tf

rng = np.random.default_rng(8)
Z, Y = rng.normal(size=(2, 5, 3)).astype(np.float32), rng.integers(0, 3, size=(2, 5))
W = rng.uniform(size=(2, 5)).astype(np.float32)
COSTS = W * (np.log(np.exp(Z).sum(-1)) - np.take_along_axis(Z, Y[..., None], -1)[..., 0])


@pytest.mark.parametrize(
    ("over_time", "over_batch", "expected"),
    [
        (True, True, COSTS.sum() / W.sum()),
        (True, False, COSTS.sum(1) / W.sum(1)),
        (False, True, COSTS.sum(0) / W.sum(0)),
        (False, False, COSTS),
    ],
)
def test_it_is_a_weighted_mean_over_time_and_examples(
    over_time: bool, over_batch: bool, expected: object
) -> None:
    with tf.Graph().as_default():
        loss = tf.contrib.seq2seq.sequence_loss(
            tf.constant(Z), tf.constant(Y), tf.constant(W), over_time, over_batch
        )
        np.testing.assert_allclose(tf.Session().run(loss), expected, rtol=1e-5)


def test_shapes_that_do_not_fit_are_named() -> None:
    with (
        tf.Graph().as_default(),
        pytest.raises(ValueError, match=r"Targets must be a \[batch_size, sequence"),
    ):
        tf.contrib.seq2seq.sequence_loss(tf.constant(Z), tf.constant(Y[0]), tf.constant(W))
