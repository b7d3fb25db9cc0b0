"""One training step, done by NumPy alone, by nbkit, by a learner's framework, and by PyTorch, in turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from time import process_time
from typing import Any

import numpy as np

import nbkit as nb
from nbkit.mine.commands import load_mine

Weights = list[np.ndarray]
Step = Callable[[], Any]
LR = 0.002
STEPS = 5  # in one turn
BESIDE = "NumPy alone"


class Times(dict[str, float]):
    """Seconds that a step takes, by who does it; shown as a table, beside NumPy alone.

    >>> Times({"NumPy alone": 0.002, "mine": 0.003})
                    a step   beside NumPy
    NumPy alone    2.00 ms           1.00
    mine           3.00 ms           1.50
    """

    def __repr__(self) -> str:
        lines = [f"{'':12}{'a step':>10}{'beside NumPy':>15}"]
        for name, seconds in self.items():
            lines.append(f"{name:12}{1000 * seconds:>7.2f} ms{seconds / self[BESIDE]:>15.2f}")
        return "\n".join(lines)


def time_mine(nn: Any = None, hidden: int = 200, size: int = 100, rounds: int = 40) -> Times:
    """Time a step of Adam on a network 784-hidden-10, fed with `size` images, as each of them does it.

    They take turns, so that a busy moment meets all alike, and the best turn of each counts, in time of the
    processor. All compute with float64, from the same weights and images: all do the same work.
    nn: your framework; left out, that of `mine/nn.py`. PyTorch is there where it is installed, on one thread.
    Raises FileNotFoundError where there is no framework of yours.
    """
    nn = load_mine() if nn is None else nn
    if nn is None:
        raise FileNotFoundError(
            "expected your own framework in mine/nn.py, got none: nbkit mine new makes it"
        )
    steps = contenders(nn, hidden, size)
    best = dict.fromkeys(steps, np.inf)
    with _one_thread():
        for _ in nb.with_bar(range(rounds)):
            for name, step in steps.items():
                best[name] = min(best[name], _seconds(step))
    return Times(best)


def _seconds(step: Step) -> float:
    begun = process_time()
    for _ in range(STEPS):
        step()
    return (process_time() - begun) / STEPS


def contenders(nn: Any, hidden: int, size: int) -> dict[str, Step]:
    """What each of them does in a step; each call gives the loss from before it, or nothing."""
    rng = np.random.default_rng(0)
    images, labels = rng.random((size, 784)), np.eye(10)[rng.integers(0, 10, size)]
    weights = [
        rng.normal(scale=np.sqrt(2 / 784), size=(784, hidden)),
        np.zeros(hidden),
        rng.normal(scale=np.sqrt(2 / hidden), size=(hidden, 10)),
        np.zeros(10),
    ]
    makers: Mapping[str, Callable[..., Step]] = {BESIDE: _numpy, "nbkit": _nbkit, "mine": _of(nn)}
    if find_spec("torch") is not None:
        makers = {**makers, "PyTorch": _torch}
    return {name: make([w.copy() for w in weights], images, labels) for name, make in makers.items()}


def _numpy(weights: Weights, images: Any, labels: Any) -> Step:
    memory = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    t = 0

    def step() -> None:
        nonlocal t
        t += 1
        for w, g, (m, v) in zip(weights, _slopes(weights, images, labels), memory, strict=True):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            w -= LR / (1 - 0.9**t) * m / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)

    return step


def _slopes(weights: Weights, images: Any, labels: Any) -> Weights:
    """The slopes of the cost, worked out by hand."""
    W, b, V, c = weights
    h = np.maximum(images @ W + b, 0)
    z = h @ V + c
    p = np.exp(z - z.max(axis=1, keepdims=True))
    G = (p / p.sum(axis=1, keepdims=True) - labels) / len(images)
    H = (G @ V.T) * (h > 0)
    return [images.T @ H, H.sum(axis=0), h.T @ G, G.sum(axis=0)]


def _nbkit(weights: Weights, images: Any, labels: Any) -> Step:
    with nb.Graph().as_default():
        x, t = nb.Placeholder("x"), nb.Placeholder("t")
        W, b, V, c = (nb.Variable(w) for w in weights)
        loss = nb.mean(nb.softmax_cross_entropy(nb.relu(x @ W + b) @ V + c, t))
        step = nb.Session().make_callable(nb.Adam(LR).minimize(loss), [x, t])
    return lambda: step(images, labels)


def _of(nn: Any) -> Callable[..., Step]:
    def make(weights: Weights, images: Any, labels: Any) -> Step:
        x, t = nn.placeholder("x"), nn.placeholder("t")
        W, b, V, c = variables = [nn.variable(w) for w in weights]
        loss = nn.softmax_cross_entropy(nn.relu(x @ W + b) @ V + c, t)
        step = nn.adam(loss, variables, LR)
        return lambda: nn.run(step, {x: images, t: labels})

    return make


def _torch(weights: Weights, images: Any, labels: Any) -> Step:
    import torch

    W, b, V, c = variables = [torch.tensor(w, requires_grad=True) for w in weights]
    x, t = torch.tensor(images), torch.tensor(labels)
    adam = torch.optim.Adam(variables, LR)

    def step() -> None:
        adam.zero_grad()
        loss = torch.nn.functional.cross_entropy(torch.relu(x @ W + b) @ V + c, t)
        loss.backward()
        adam.step()

    return step


@contextmanager
def _one_thread() -> Any:
    """PyTorch computes on one thread, as NumPy does in this course."""
    if find_spec("torch") is None:
        yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
