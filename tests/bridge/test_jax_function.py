"""A graph as a pure function: jax.grad, jit and vmap take it, in float64 where jax computes in that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from networks import cnn, mlp

import nbkit as nb
from nbkit import bridge
from nbkit.graph import GraphError

jax = pytest.importorskip("jax", reason="jax is a peer: pip install '.[peers]'")


@pytest.fixture(params=[True])
def float64(request: pytest.FixtureRequest) -> Iterator[None]:
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", request.param)
    yield
    jax.config.update("jax_enable_x64", before)


@pytest.mark.parametrize(("make", "tolerance"), [(mlp, 5e-15), (cnn, 1e-12)])
def test_loss_and_slopes_are_ours(make: Any, tolerance: float, float64: None) -> None:
    net = make()
    session = nb.Session(net.loss.graph)
    f, weights = bridge.to_jax(net.loss), bridge.weights_of(session, net.loss)
    ours = session.run([net.loss, *nb.gradients(net.loss, net.variables)], net.feed)
    loss, theirs = jax.jit(jax.value_and_grad(f))(weights, net.feeds)
    assert abs(loss - ours[0]) <= 2e-15 * abs(ours[0])
    for v, slope in zip(net.variables, ours[1:], strict=True):
        assert np.abs(theirs[v.name] - slope).max() <= tolerance * np.abs(slope).max()


def test_one_loss_an_example(float64: None) -> None:
    net = mlp(rows=4, sizes=(3, 2))
    f, weights = bridge.to_jax(net.loss), bridge.weights_of(nb.Session(net.loss.graph), net.loss)
    each = jax.vmap(lambda x, y: f(weights, {"X": x[None], "y": y[None]}))(*net.feeds.values())
    assert each.shape == (4,)
    assert abs(each.mean() - f(weights, net.feeds)) < 1e-14


@pytest.mark.parametrize("float64", [False], indirect=True)
def test_float64_is_not_rounded_in_silence(float64: None) -> None:
    net = mlp(sizes=(3, 2))
    f = bridge.to_jax(net.loss)
    with pytest.raises(GraphError, match=r"expected float32 weights, got float64.*jax_enable_x64"):
        f(bridge.weights_of(nb.Session(net.loss.graph)), net.feeds)
    session = nb.Session(net.loss.graph, dtype=np.float32)
    loss = f(bridge.weights_of(session), net.feeds)
    assert loss.dtype == np.float32
    assert abs(loss - session.run(net.loss, net.feed)) < 1e-6


def test_names_are_those_of_the_graph(float64: None) -> None:
    net = mlp(sizes=(3, 2))
    f, weights = bridge.to_jax(net.loss), bridge.weights_of(nb.Session(net.loss.graph))
    with pytest.raises(GraphError, match=r"the weights \['W1', 'b1'\] to be given; \['b1'\] missing"):
        f({"W1": weights["W1"]}, net.feeds)
    with pytest.raises(GraphError, match=r"\['X', 'y'\] to be fed; \['y'\] missing"):
        f(weights, {"X": net.feeds["X"]})


def test_trained_weights_come_back(float64: None) -> None:
    net = mlp(sizes=(3, 2))
    session = nb.Session(net.loss.graph)
    f, weights = bridge.to_jax(net.loss), bridge.weights_of(session)
    slopes = jax.grad(f)(weights, net.feeds)
    trained = jax.tree.map(lambda w, g: w - 0.1 * g, weights, slopes)
    nb_step = nb.GradientDescent(0.1).minimize(net.loss)
    session.run(nb_step, net.feed)
    assert bridge.largest_difference(session, trained) < 1e-15
    bridge.put_weights(session, trained)
    assert bridge.largest_difference(session, trained) == 0


def test_corners_have_our_slopes(float64: None) -> None:
    at = np.array([-1.0, 0.0, 1.0])
    for function in (nb.relu, nb.abs, lambda x: nb.maximum(x, 0.0), lambda x: nb.clip(x, 0.0, 1.0)):
        with nb.Graph().as_default():
            x = nb.Placeholder("x")
            loss = nb.sum(function(x))
        f = bridge.to_jax(loss)
        theirs = jax.grad(lambda value, f=f: f({}, {"x": value}))(at)
        np.testing.assert_array_equal(theirs, nb.Session(x.graph).run(nb.gradients(loss, [x])[0], {x: at}))


def test_sigmoid_cross_entropy_has_its_slope_at_a_score_of_0(float64: None) -> None:
    with nb.Graph().as_default():
        f = bridge.to_jax(nb.sum(nb.sigmoid_cross_entropy(nb.Placeholder("z"), np.array([0.0, 1.0]))))
    assert jax.grad(lambda z: f({}, {"z": z}))(np.zeros(2)).tolist() == [0.5, -0.5]
