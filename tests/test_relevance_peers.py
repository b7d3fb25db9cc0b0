"""Relevance beside zennit and captum, on the seeing network that moved images taught: rule by rule.

Both have PyTorch walk back, with hooks; ours has nothing in common with them but the formulas.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.functions import Array
from nbkit.relevance import Layer, Rule, alpha_beta, box, epsilon, gamma, plus, relevance, zero

torch = pytest.importorskip("torch", reason="zennit and captum, peers to compare with, need it")

TINY = 1e-12  # what zennit adds to a z that may be 0; its default of 1e-6 would be seen
WEIGHTS = nb.load_seeing("seeing_moved")
X = nb.load_mnist().X_test[:100]  # ten of each digit


def z_plus_with_bias(layer: Layer, R: Array) -> Array:
    """z⁺, with a bias above 0 counted among those who spoke for z: it keeps its part."""
    b = np.maximum(layer.z - layer.forward(layer.x, layer.w), 0)
    w = np.maximum(layer.w, 0)
    return zero(replace(layer, w=w, z=layer.forward(layer.x, w) + b), R)


def ours(rules: Rule | Sequence[Rule], bias: bool = True) -> Array:
    """Relevance of the best score, a row an image."""
    w = {name: nb.Variable(value.astype(float)) for name, value in WEIGHTS.items()}
    x, best = nb.Placeholder("x"), nb.Placeholder("best")
    h = nb.reshape(x, (-1, 28, 28, 1))
    for kernels, biases in (("w1", "b1"), ("w2", "b2")):
        h = nb.relu(nb.max_pool(nb.conv2d(h, w[kernels]) + w[biases]))
    logits, session = nb.flatten(h) @ w["W"] + w["b"], nb.Session()
    labels = session.run(logits, {x: X}).argmax(axis=1)
    return relevance(session, nb.pick(logits, best), x, {x: X, best: labels}, rules, bias)


class Seeing(torch.nn.Module):
    """The same network in PyTorch; rows lie in the order of ours, or the last weights would be others."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(
            [torch.nn.Conv2d(1, 8, 5), torch.nn.Conv2d(8, 16, 5), torch.nn.Linear(256, 10)]
        )
        self.pools = torch.nn.ModuleList([torch.nn.MaxPool2d(2), torch.nn.MaxPool2d(2)])
        self.relus = torch.nn.ModuleList([torch.nn.ReLU(), torch.nn.ReLU()])
        for layer, (w, b) in zip(self.layers, [("w1", "b1"), ("w2", "b2"), ("W", "b")], strict=True):
            value = WEIGHTS[w].transpose(3, 2, 0, 1) if WEIGHTS[w].ndim == 4 else WEIGHTS[w].T
            layer.weight.data = torch.from_numpy(value.astype(float))
            layer.bias.data = torch.from_numpy(WEIGHTS[b].astype(float))

    def forward(self, x: Any) -> Any:
        for layer, pool, relu in zip(self.layers, self.pools, self.relus, strict=False):
            x = relu(pool(layer(x)))
        return self.layers[2](x.permute(0, 2, 3, 1).flatten(1))


def images() -> Any:
    return torch.from_numpy(X.reshape(-1, 1, 28, 28)).requires_grad_()


def apart(A: Array, B: Any) -> Array:
    """How far each map is from the other, as a share of its largest entry."""
    B = B.detach().numpy().reshape(A.shape)
    return np.asarray(np.abs(A - B).max(axis=1) / np.abs(A).max(axis=1))


# ---------------------------------------------------------------- zennit


@pytest.fixture
def zennit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """zennit.rules. It asks for two classes of torchvision, which we do not use: without it, shells do."""
    for name in ("torchvision", "torchvision.models", "torchvision.models.resnet"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    shells = sys.modules["torchvision.models.resnet"]
    monkeypatch.setattr(shells, "Bottleneck", type("Bottleneck", (), {}), raising=False)
    monkeypatch.setattr(shells, "BasicBlock", type("BasicBlock", (), {}), raising=False)
    yield pytest.importorskip("zennit.rules", reason="a peer to compare with: pip install --no-deps zennit")


def by_zennit(rules: Sequence[Any]) -> Any:
    """Relevance by a rule for each layer with weights; a ReLU hands on what it gets, as ours does."""
    from zennit.rules import Pass

    net, x = Seeing(), images()
    for layer, rule in zip(net.layers, rules, strict=True):
        rule.copy().register(layer)
    for layer in net.relus:
        Pass().register(layer)
    best = net(x)
    best = torch.where(best == best.max(dim=1, keepdim=True).values, best, 0.0).detach()
    (found,) = torch.autograd.grad(net(x), x, best)
    return found


RULES: dict[str, tuple[Rule | Sequence[Rule], bool, Callable[[Any], list[Any]], float]] = {
    "LRP-0": (zero, True, lambda z: [z.Epsilon(0.0)] * 3, 1e-14),
    "epsilon": (epsilon(0.1), True, lambda z: [z.Epsilon(0.1)] * 3, 1e-12),
    "gamma": (gamma(0.25), True, lambda z: [z.Gamma(0.25, TINY)] * 3, 1e-10),
    "z+": (plus, False, lambda z: [z.ZPlus(TINY, "bias")] * 3, 1e-9),
    "z+ with biases": (z_plus_with_bias, True, lambda z: [z.ZPlus(TINY)] * 3, 1e-10),
    "alpha beta": (alpha_beta(2, 1), False, lambda z: [z.AlphaBeta(2.0, 1.0, TINY, "bias")] * 3, 1e-7),
    "three rules": (
        [box(0, 1), plus, epsilon(0.01)],
        False,
        lambda z: [z.ZBox(0.0, 1.0, TINY, "bias"), z.ZPlus(TINY, "bias"), z.Epsilon(0.01, "bias")],
        1e-10,
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_zennit_finds_the_same(zennit: Any, name: str) -> None:
    rules, bias, peers, bound = RULES[name]
    assert apart(ours(rules, bias), by_zennit(peers(zennit))).max() < bound


def test_with_its_own_stabilizer_zennit_is_a_little_apart(zennit: Any) -> None:
    difference = apart(ours(gamma(0.25)), by_zennit([zennit.Gamma(0.25)] * 3))
    assert 1e-8 < np.median(difference) < 1e-5


def test_zennit_counts_biases_in_z_plus_unless_told(zennit: Any) -> None:
    """Our `plus` is the rule of the books, and of the exercise of chapter 14: no bias."""
    difference = apart(ours(plus, bias=False), by_zennit([zennit.ZPlus()] * 3))
    assert 0.01 < np.median(difference) < 0.1


# ---------------------------------------------------------------- captum


@pytest.fixture
def captum() -> Any:
    """Its rules: the module that its own documentation imports."""
    return pytest.importorskip(
        "captum.attr._utils.lrp_rules", reason="a peer to compare with: pip install captum"
    )


def by_captum(method: str, rule: Any = None) -> Any:
    """Relevance by one rule for all layers with weights."""
    import captum.attr

    net, x = Seeing(), images()
    for layer in net.layers:
        layer.rule = deepcopy(rule)
    return getattr(captum.attr, method)(net).attribute(x, target=net(x).argmax(dim=1))


def test_slope_times_input_of_captum_is_our_zero(captum: Any) -> None:
    assert apart(ours(zero), by_captum("InputXGradient")).max() < 1e-14


def test_captum_finds_the_same(captum: Any) -> None:
    """To 1e-9 of z, which it adds in pools and activations too."""
    assert apart(ours(epsilon(0.1)), by_captum("LRP", captum.EpsilonRule(0.1))).max() < 1e-6
    assert apart(ours(epsilon(1e-9)), by_captum("LRP", captum.EpsilonRule(1e-9))).max() < 1e-4
    without = captum.Alpha1_Beta0_Rule(set_bias_to_zero=True)
    assert apart(ours(plus, bias=False), by_captum("LRP", without)).max() < 1e-6


def test_captum_lets_biases_below_zero_count_in_its_z_plus(captum: Any) -> None:
    difference = apart(ours(z_plus_with_bias), by_captum("LRP", captum.Alpha1_Beta0_Rule()))
    assert 0.01 < np.median(difference) < 0.1
