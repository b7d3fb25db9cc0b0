"""Which optimizers take the same steps as ours, and which never can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from networks import Network, mlp

import nbkit as nb
from nbkit import bridge
from nbkit.bridge.torch_optimizers import SAYS
from nbkit.graph import GraphError
from nbkit.optim import Optimizer

STEPS = 100
OURS = {
    "descent": lambda: nb.GradientDescent(0.1),
    "momentum": lambda: nb.Momentum(0.1, 0.9),
    "rmsprop": lambda: nb.RMSProp(0.001),
    "adam": lambda: nb.Adam(0.001),
}
TORCH = "torch is a peer: pip install '.[peers]'"
JAX = "jax is a peer: pip install '.[peers]'"


def batches(net: Network) -> Any:
    rng = np.random.default_rng(1)
    X, y = net.feed.values()
    for _ in range(STEPS):
        rows = rng.choice(len(X), 20, replace=False)
        yield X[rows], y[rows]


def trained_here(optimizer: Optimizer) -> tuple[Network, nb.Session]:
    net = mlp(rows=100, sizes=(30, 20, 10))
    session = nb.Session(net.loss.graph)
    step = optimizer.minimize(net.loss)
    for X, y in batches(net):
        session.run(step, dict(zip(net.feed, (X, y), strict=True)))
    return net, session


def apart_from_torch(ours: Optimizer, make: Callable[[Any], Any]) -> float:
    """The largest difference between our weights and those of a torch optimizer after 100 steps."""
    net, session = trained_here(ours)
    module = bridge.to_torch(net.loss)
    theirs = make(module)
    for X, y in batches(net):
        theirs.zero_grad()
        module(X=X, y=y).backward()
        theirs.step()
    return bridge.largest_difference(session, module)


@pytest.mark.parametrize("name", OURS)
def test_torch_takes_our_steps(name: str) -> None:
    pytest.importorskip("torch", reason=TORCH)
    ours = OURS[name]()
    assert apart_from_torch(ours, lambda module: bridge.torch_optimizer(ours, module)) < 1e-12


@pytest.mark.parametrize(
    ("name", "theirs", "options"),
    [
        ("adam", "AdamW", {"lr": 0.001}),
        ("adam", "Adam", {"lr": 0.001, "amsgrad": True}),
        ("momentum", "SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.9}),
        ("rmsprop", "RMSprop", {"lr": 0.001}),
    ],
)
def test_what_sounds_the_same_in_torch_is_not(name: str, theirs: str, options: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch", reason=TORCH)
    make = getattr(torch.optim, theirs)
    assert apart_from_torch(OURS[name](), lambda module: make(module.parameters(), **options)) > 1e-5


@pytest.mark.parametrize(
    ("name", "theirs", "options", "agrees"),
    [
        ("descent", "sgd", (0.1,), True),
        ("momentum", "momentum", (0.1, 0.9), True),
        ("adam", "adam", (0.001,), True),
        ("rmsprop", "rmsprop", (0.001, 0.9), False),  # its ε stands inside the root
    ],
)
def test_the_steps_of_jax(name: str, theirs: str, options: tuple[float, ...], agrees: bool) -> None:
    jax = pytest.importorskip("jax", reason=JAX)
    from jax.example_libraries import optimizers

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    net, session = trained_here(OURS[name]())
    start, update, weights_in = getattr(optimizers, theirs)(*options)
    slopes, update = jax.jit(jax.grad(bridge.to_jax(net.loss))), jax.jit(update)
    state = start(bridge.weights_of(nb.Session(net.loss.graph), net.loss))
    for i, (X, y) in enumerate(batches(net)):
        state = update(i, slopes(weights_in(state), {"X": X, "y": y}), state)
    apart = bridge.largest_difference(session, weights_in(state))
    jax.config.update("jax_enable_x64", before)
    assert apart < 1e-12 if agrees else apart > 1e-5


def test_each_of_ours_is_said() -> None:
    assert {kind.__name__ for kind in SAYS} == {kind.__name__ for kind in Optimizer.__subclasses__()}


def test_an_optimizer_of_ones_own_is_refused() -> None:
    pytest.importorskip("torch", reason=TORCH)

    class Own(nb.Adam):
        pass

    with pytest.raises(GraphError, match="expected one of GradientDescent, Momentum, RMSProp, Adam, got"):
        bridge.torch_optimizer(Own(), None)
