"""Layers as objects keep their weights from call to call, as in TensorFlow 1.4.0."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf

X = np.arange(12, dtype=np.float32).reshape(4, 3)


@pytest.fixture(autouse=True)
def _graph() -> Any:
    with tf.Graph().as_default():
        yield


def test_a_dense_layer_shares_its_weights_and_counts_their_nodes_once() -> None:
    x, graph = tf.constant(X), tf.get_default_graph()
    layer = tf.layers.Dense(2, kernel_initializer=tf.ones_initializer(), name="top")
    assert layer.name == "top"
    counts = [graph.count]
    found = []
    for given in (x, x):
        found.append(layer(given))
        counts.append(graph.count)
    assert np.diff(counts).tolist() == [10, 2]
    assert [v.name for v in tf.global_variables()] == ["top/kernel:0", "top/bias:0"]
    assert layer.trainable_variables == layer.weights == [layer.kernel, layer.bias]
    assert layer.count_params() == 8
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        first, second = session.run(found)
    assert first.tolist() == second.tolist() == [[3, 3], [12, 12], [21, 21], [30, 30]]


def test_names_go_on_and_scopes_stay() -> None:
    with tf.variable_scope("net"):
        layers = [tf.layers.Dense(2), tf.layers.Dense(2)]
        for layer in layers:
            layer(tf.constant(X))
    layers[0](tf.constant(X))
    assert [layer.kernel.name for layer in layers] == ["net/dense/kernel:0", "net/dense_1/kernel:0"]
    assert [layer.name for layer in layers] == ["dense", "dense_1"]
    assert len(tf.trainable_variables()) == 4


def test_layers_without_weights_and_with_a_mode() -> None:
    images = tf.constant(np.arange(32, dtype=np.float32).reshape(1, 4, 4, 2))
    norm = tf.layers.BatchNormalization()
    norm(images, training=True)
    with tf.Session() as session:
        assert session.run(tf.layers.MaxPooling2D(2, 2)(images)).ravel().tolist() == [
            10,
            11,
            14,
            15,
            26,
            27,
            30,
            31,
        ]
        assert session.run(tf.layers.Flatten()(images)).shape == (1, 32)
        dropped = session.run(tf.layers.Dropout(0.5)(images, training=True))
        assert 0 < (dropped == 0).sum() < 32
    assert len(norm.variables) == 4 and len(norm.trainable_variables) == 2


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(AttributeError, match="weights are made at the first call"):
        _ = tf.layers.Dense(2).kernel
    with pytest.raises(AttributeError, match=r"tf\.layers\.Conv9D"):
        _ = tf.layers.Conv9D
