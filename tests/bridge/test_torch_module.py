"""A graph as a torch module: names, precision, slopes, weights there and back."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from networks import cnn, mlp

import nbkit as nb
from nbkit import bridge
from nbkit.graph import GraphError

torch = pytest.importorskip("torch", reason="torch is a peer: pip install '.[peers]'")


def slopes(module: Any, feeds: dict[str, Any]) -> dict[str, Any]:
    module.zero_grad()
    module(**feeds).backward()
    return {name: p.grad.numpy() for name, p in module.named_parameters()}


@pytest.mark.parametrize(("make", "tolerance"), [(mlp, 5e-15), (cnn, 1e-12)])
def test_loss_and_slopes_are_ours(make: Any, tolerance: float) -> None:
    net = make()
    session = nb.Session(net.loss.graph)
    module = bridge.to_torch(net.loss, session)
    ours = session.run([net.loss, *nb.gradients(net.loss, net.variables)], net.feed)
    assert abs(module(**net.feeds).item() - ours[0]) <= 1e-15 * abs(ours[0])
    theirs = slopes(module, net.feeds)
    for v, slope in zip(net.variables, ours[1:], strict=True):
        assert np.abs(theirs[v.name] - slope).max() <= tolerance * np.abs(slope).max()


def test_single_precision_is_that_of_the_session() -> None:
    net = mlp(sizes=(20, 10))
    session = nb.Session(net.loss.graph, dtype=np.float32)
    module = bridge.to_torch(net.loss, session)
    loss = module(**net.feeds)
    assert loss.dtype == torch.float32
    assert abs(loss.item() - session.run(net.loss, net.feed)) < 1e-6
    assert module.double()(**net.feeds).dtype == torch.float64


def test_parameters_are_the_variables_by_name() -> None:
    with nb.Graph().as_default():
        w, fixed, n = nb.Variable([1.0], "w"), nb.Variable([2.0], "c", trainable=False), nb.Variable(3, "n")
        module = bridge.to_torch(nb.sum(w * fixed * n))
    assert [name for name, _ in module.named_parameters()] == ["w"]
    assert [name for name, _ in module.named_buffers()] == ["c", "n"]
    assert repr(module) == "Net(w (1,), c (1,), n ())"
    assert module().item() == 6


@pytest.mark.parametrize("name", ["type", "a.b"])
def test_a_name_that_torch_keeps_to_itself(name: str) -> None:
    with nb.Graph().as_default():
        w = nb.Variable([1.0], name)
    with pytest.raises(GraphError, match="torch has no room for <Variable"):
        bridge.to_torch(nb.sum(w))


def test_weights_go_there_and_come_back() -> None:
    net = mlp(sizes=(6, 5, 4))
    session = nb.Session(net.loss.graph)
    module = bridge.to_torch(net.loss, session)
    with torch.no_grad():
        for p in module.parameters():
            p += 0.5
    assert bridge.largest_difference(session, module) == pytest.approx(0.5)
    twin = copy.deepcopy(module)
    bridge.put_weights(session, module.state_dict())
    assert bridge.largest_difference(session, module) == 0
    session.assign(net.variables[0], np.zeros((6, 5)))
    bridge.put_weights(module, session)
    assert bridge.largest_difference(session, module) == 0
    assert bridge.largest_difference(twin, module) > 0.1


def test_a_module_refuses_weights_of_another_network() -> None:
    module = bridge.to_torch(mlp(sizes=(6, 5, 4)).loss)
    with pytest.raises(GraphError, match=r"\['W2', 'b2'\] missing"):
        bridge.put_weights(module, nb.Session(mlp(sizes=(6, 5)).loss.graph))
    with pytest.raises(GraphError, match="expected shape"):
        bridge.put_weights(module, nb.Session(mlp(sizes=(6, 5, 3)).loss.graph))


def test_feeds_are_arrays_lists_or_tensors_and_a_read_only_one_stays_as_it_is() -> None:
    with nb.Graph().as_default():
        x = nb.Placeholder("x")
        module = bridge.to_torch({"twice": x * 2, "label": x})
    frozen = np.ones(2)
    frozen.flags.writeable = False
    for value in (frozen, [1.0, 1.0], torch.ones(2)):
        assert module(x=value)["twice"].tolist() == [2.0, 2.0]
    with pytest.raises(GraphError, match=r"\['x'\] to be fed; \['x'\] missing, and \['X'\] extra"):
        module(X=1.0)


def test_corners_have_our_slopes() -> None:
    for function in (nb.relu, nb.abs, lambda x: nb.maximum(x, 0.0), lambda x: nb.clip(x, 0.0, 1.0)):
        with nb.Graph().as_default():
            x = nb.Placeholder("x")
            loss = nb.sum(function(x))
        at = np.array([-1.0, 0.0, 1.0])
        theirs = torch.tensor(at, requires_grad=True)
        bridge.to_torch(loss)(x=theirs).backward()
        np.testing.assert_array_equal(
            theirs.grad, nb.Session(x.graph).run(nb.gradients(loss, [x])[0], {x: at})
        )


def test_masked_scores_add_nothing() -> None:
    with nb.Graph().as_default():
        z, y = nb.Placeholder("z"), nb.Placeholder("y")
        loss = nb.sum(nb.softmax_cross_entropy(z, y))
    feed = {"z": torch.tensor([[1.0, -np.inf]], dtype=torch.float64, requires_grad=True), "y": [[1.0, 0.0]]}
    value = bridge.to_torch(loss)(**feed)
    value.backward()
    assert value.item() == 0
    assert feed["z"].grad.tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize(
    ("build", "value", "told"),
    [
        (nb.mean, np.zeros((0, 3)), "at least one entry"),
        (nb.max, np.zeros(0), "at least one entry"),
        (lambda x: nb.mean_squared_error(x, np.ones((2, 1))), np.ones(2), "of one shape"),
        (lambda x: nb.pick(x, np.array([0.5])), np.ones((1, 2)), "whole class numbers"),
        (lambda x: nb.one_hot(x, 3), np.array([1, 7]), "among the classes"),
        (lambda x: nb.one_hot(x, ["a", "b"]), np.array([1]), "numbers, got"),
    ],
)
def test_what_ours_refuses_is_refused(build: Any, value: Any, told: str) -> None:
    with nb.Graph().as_default():
        module = bridge.to_torch(build(nb.Placeholder("x")))
    with pytest.raises(GraphError, match=told):
        module(x=value)
