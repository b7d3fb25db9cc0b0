"""Costs that look at a few classes: a small word2vec trains as it does in 1.4.0."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf

DATA = Path(__file__).parents[1] / "data"
TRAININGS: dict[str, Any] = json.loads((DATA / "sampled_1_4_0.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("training", TRAININGS)
def test_a_training_is_that_of_1_4_0(training: str) -> None:
    cost, rule = training.split()
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        x, y = tf.placeholder(tf.int32, [16]), tf.placeholder(tf.int32, [16, 1])
        table = tf.Variable(tf.random_uniform([40, 6], -1.0, 1.0))
        w = tf.Variable(tf.truncated_normal([40, 6], stddev=1 / math.sqrt(6)))
        b = tf.Variable(tf.zeros([40]))
        rows = tf.nn.embedding_lookup(table, x)
        options = {"weights": w, "biases": b, "labels": y, "inputs": rows, "num_sampled": 5}
        loss = tf.reduce_mean(getattr(tf.nn, cost)(num_classes=40, **options))
        step = eval(f"tf.train.{rule}", {"tf": tf}).minimize(loss)
        after = tf.random_normal([2])
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        batches = np.random.RandomState(0).randint(40, size=(12, 16))
        losses = [session.run([loss, step], {x: i, y: (i[:, None] * 7 + 3) % 40})[0] for i in batches]
        np.testing.assert_allclose(losses, TRAININGS[training]["losses"], rtol=1e-6)
        # The seed of what is drawn after it says that all nodes were counted.
        np.testing.assert_array_equal(session.run(after), np.float32(TRAININGS[training]["after"]))


def test_a_candidate_that_is_the_true_class_does_not_count() -> None:
    with tf.Graph().as_default():
        w, b, x = tf.ones([4, 1]), tf.zeros([4]), tf.ones([2, 1])
        drawn = (tf.constant([2, 3], tf.int64), tf.ones([2, 1]), tf.ones([2]))
        losses = tf.nn.sampled_softmax_loss(w, b, [[2], [0]], x, 2, 4, sampled_values=drawn)
        found = tf.Session().run(losses)
    np.testing.assert_allclose(found, [math.log(2), math.log(3)], rtol=1e-6)


def test_what_was_learned_is_drawn_more_often_and_each_session_learns_alone() -> None:
    with tf.Graph().as_default():
        true = tf.constant([[5]] * 50, tf.int64)
        drawn = tf.nn.learned_unigram_candidate_sampler(true, 1, 20, False, 6, seed=1)
        session = tf.Session()
        shares = [np.mean(session.run(drawn.sampled_candidates) == 5) for _ in range(3)]
        assert shares[0] < 0.6 < shares[1] and shares[2] > 0.7
        assert np.mean(tf.Session().run(drawn)[0] == 5) == shares[0]


def test_what_cannot_be_sampled() -> None:
    with tf.Graph().as_default():
        true = tf.constant([[1]], tf.int64)
        with pytest.raises(
            ValueError, match=r"Shape must be rank 2 but is rank 1.*tf.reshape\(labels, \[-1, 1\]"
        ):
            tf.nn.nce_loss(tf.ones([5, 3]), tf.zeros([5]), [1, 2], tf.ones([2, 3]), 2, 5)
        with pytest.raises(TypeError, match="'true_classes' of 'UniformCandidateSampler' Op has type int32"):
            tf.nn.uniform_candidate_sampler(tf.constant([[1]]), 1, 2, True, 5)
        with pytest.raises(ValueError, match=r"expected 5 weights.* got 1 reserved ids and 2 unigrams"):
            tf.nn.fixed_unigram_candidate_sampler(true, 1, 2, True, 5, unigrams=[1, 2], num_reserved_ids=1)
        with pytest.raises(NotImplementedError, match=r"as unigrams=\[…\], got a file"):
            tf.nn.fixed_unigram_candidate_sampler(true, 1, 2, True, 5, vocab_file="words.txt")
        drawn = tf.nn.uniform_candidate_sampler(true, 1, 6, True, 5)
        with pytest.raises(tf.errors.InvalidArgumentError, match="range is too small: 6 different ones of 5"):
            tf.Session().run(drawn)
