"""forward: other people's weights, of any number and size, and what is said where they do not fit."""

import io
from itertools import pairwise

import numpy as np
import pytest

import nbkit as nb
from nbkit.network import forward


def network_of(*sizes, seed=0):
    rng = np.random.default_rng(seed)
    network = {}
    for k, (d, m) in enumerate(pairwise(sizes), 1):
        network |= {f"W{k}": rng.normal(size=(d, m)), f"b{k}": rng.normal(size=m)}
    return network


NETWORK = network_of(4, 3, 2)
X = np.random.default_rng(1).normal(size=(5, 4))


def test_the_three_layers_of_the_source():
    network = {
        "W1": [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]],
        "b1": [0.1, 0.2, 0.3],
        "W2": [[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]],
        "b2": [0.1, 0.2],
        "W3": [[0.1, 0.3], [0.2, 0.4]],
        "b3": [0.1, 0.2],
    }
    np.testing.assert_allclose(forward(network, [1, 0.5], output=None), [0.31682708, 0.69627909], atol=1e-8)


@pytest.mark.parametrize("sizes", [(4, 2), (4, 3, 2), (4, 7, 1, 6, 5, 2), (1, 1)])
def test_any_number_of_layers_of_any_size(sizes):
    network, rows = network_of(*sizes), np.random.default_rng(2).normal(size=(6, sizes[0]))
    values = rows
    for k in range(1, len(sizes)):
        values = values @ network[f"W{k}"] + network[f"b{k}"]
        values = nb.sigmoid(values) if k < len(sizes) - 1 else nb.softmax(values)
    np.testing.assert_allclose(forward(network, rows), values, rtol=1e-12)


def test_one_example_is_a_row_of_the_batch():
    batch = forward(NETWORK, X)
    assert batch.shape == (5, 2)
    np.testing.assert_allclose(forward(NETWORK, X[3]), batch[3], rtol=1e-12)
    assert forward(NETWORK, X[:0]).shape == (0, 2)


def test_pictures_are_read_row_by_row():
    np.testing.assert_allclose(forward(NETWORK, X.reshape(5, 2, 2)), forward(NETWORK, X))
    np.testing.assert_allclose(forward(NETWORK, X[0].reshape(2, 2)), forward(NETWORK, X[0]))


def test_activation_and_output_are_those_asked_for():
    scores = nb.relu(X @ NETWORK["W1"] + NETWORK["b1"]) @ NETWORK["W2"] + NETWORK["b2"]
    np.testing.assert_allclose(forward(NETWORK, X, activation=nb.relu, output=None), scores)
    np.testing.assert_allclose(forward(NETWORK, X, nb.relu, np.tanh), np.tanh(scores))


def test_pixels_as_bytes_are_floats_before_anything_else():
    pixels = np.array([[255, 0, 200, 3]], np.uint8)
    np.testing.assert_allclose(forward(NETWORK, pixels), forward(NETWORK, pixels.astype(float)))


def test_precision_is_that_of_what_is_given():
    small = {name: array.astype(np.float32) for name, array in NETWORK.items()}
    assert forward(small, np.float32(X)).dtype == np.float32
    assert forward(small, X).dtype == forward(NETWORK, np.float32(X)).dtype == np.float64


def test_huge_numbers_overflow_nowhere():
    answers = forward(NETWORK, 1e6 * X)
    assert np.isfinite(answers).all() and np.allclose(answers.sum(axis=1), 1)


def test_an_npz_file_is_a_network_as_well():
    file = io.BytesIO()
    np.savez(file, **NETWORK)
    file.seek(0)
    np.testing.assert_allclose(forward(np.load(file), X), forward(NETWORK, X))


def test_the_name_is_the_function_whatever_was_imported_before():
    assert nb.forward is forward


def test_nothing_given_is_changed():
    network, rows = {name: array.copy() for name, array in NETWORK.items()}, X.copy()
    forward(network, rows)
    assert np.array_equal(rows, X) and all(np.array_equal(network[name], NETWORK[name]) for name in network)


def changed(**arrays):
    return {name: array for name, array in {**NETWORK, **arrays}.items() if array is not None}


@pytest.mark.parametrize(
    ("network", "error", "message"),
    [
        ([1, 2], TypeError, r"dictionary of W1, b1, W2, …, got list: .*np\.load"),
        ({}, ValueError, "named W1, b1, got none"),
        (changed(b2=None), ValueError, "named W1, b1, W2, b2, got W1, b1, W2: name weights"),
        (changed(W2=None, b2=None, w2=NETWORK["W2"], c2=NETWORK["b2"]), ValueError, "got W1, b1, w2, c2"),
        (changed(steps=3), ValueError, "b3, got W1, b1, W2, b2, steps"),
        (changed(W1=np.zeros(4)), ValueError, r"W1 as a table \(inputs, neurons\), got shape \(4,\)"),
        (changed(W2=NETWORK["W2"].T), ValueError, r"W2 with 3 rows.*layer 1, got shape \(2, 3\).*use W2\.T"),
        (changed(W2=np.zeros((4, 2))), ValueError, r"W2 with 3 rows.*got shape \(4, 2\)$"),
        (changed(W1=NETWORK["W1"].T), ValueError, r"b1 of shape \(4,\).*got \(3,\)"),
        (changed(b2=np.zeros((1, 2))), ValueError, r"b2 of shape \(2,\).*W2 \(3, 2\), got \(1, 2\): reshape"),
        (changed(b1=np.zeros(4)), ValueError, r"b1 of shape \(3,\).*got \(4,\); is W1 transposed\?"),
        (changed(b1=["a", "b", "c"]), TypeError, "b1: expected numbers"),
        (changed(W1=[[1, 2], [3]]), ValueError, "W1: "),
    ],
    ids=lambda value: None,
)
def test_a_network_that_is_none_is_told_what_is_wrong(network, error, message):
    with pytest.raises(error, match=message):
        forward(network, X)


@pytest.mark.parametrize("shape", [(), (3,), (5, 3), (4, 5), (2, 3, 2), (1, 5, 2, 2)])
def test_examples_that_do_not_fit_are_told_their_size(shape):
    with pytest.raises(ValueError, match=r"examples of 4 numbers, shape \(n, 4\) or \(4,\).*got shape"):
        forward(NETWORK, np.zeros(shape))


def test_examples_that_are_no_numbers():
    with pytest.raises(TypeError, match="expected numbers"):
        forward(NETWORK, ["a", "b", "c", "d"])
