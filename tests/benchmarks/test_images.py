"""W7: a step of a network that convolves, beside textbook NumPy, PyTorch and TensorFlow: time and memory.

28×28 pixels, 8 maps of 5×5, pooled, 16 maps of 5×5, pooled, 10 classes, a batch of 64, Adam: 5,994 numbers.
"""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from test_growth import show
from test_speed import SLACK, Array, Run, line, timed, times

import nbkit as nb
from nbkit import ops

RATE = 2e-3
PRECISIONS = ["float32", "float64"]
Net = tuple[Run, Callable[[], list[Array]]]


def data(dtype: str, n: int = 64) -> tuple[Array, Array, list[Array]]:
    """Images, of which half is paper, one-hot rows, and the weights to start from."""
    rng = np.random.default_rng(0)
    images, classes = np.maximum(rng.normal(size=(n, 28, 28, 1)), 0), np.eye(10)[rng.integers(0, 10, n)]
    weights = []
    for *inputs, maps in [(5, 5, 1, 8), (5, 5, 8, 16), (256, 10)]:
        weights += [rng.normal(size=(*inputs, maps)) * np.sqrt(2 / np.prod(inputs)), np.zeros(maps)]
    return images.astype(dtype), classes.astype(dtype), [w.astype(dtype) for w in weights]


def ours(dtype: str) -> Net:
    """The session. A bias may come after the pooling: the same numbers, and a quarter as many additions."""
    x, y, start = data(dtype)
    with nb.Graph().as_default() as graph:
        X, Y, w = nb.Placeholder("X"), nb.Placeholder("Y"), [nb.Variable(a) for a in start]
        h: Any = X
        for kernels, bias in [w[:2], w[2:4]]:
            h = nb.relu(nb.max_pool(nb.conv2d(h, kernels)) + bias)
        loss = nb.mean(nb.softmax_cross_entropy(nb.flatten(h) @ w[4] + w[5], Y))
        step, session = nb.Adam(RATE).minimize(loss), nb.Session(graph, dtype=dtype)
    return lambda: session.run(step, {X: x, Y: y}), lambda: list(session.run(w))


def textbook(dtype: str) -> Net:
    """Each rule on arrays, one after the other: windows copied into rows, and one large product a layer."""
    x, y, w = data(dtype)
    m, v, t = [np.zeros_like(a) for a in w], [np.zeros_like(a) for a in w], [0]

    def slopes() -> list[Array]:
        kept, h = [], x
        for kernels, bias in [w[:2], w[2:4]]:
            maps = ops.conv2d(h, kernels)
            pooled = ops.max_pool(maps)
            after = ops.relu(pooled + bias)
            kept.append((h, kernels, maps, pooled, after))
            h = after
        rows = ops.flatten(h)
        G = (ops.softmax(rows @ w[4] + w[5]) - y) / len(x)
        found = [G.sum(axis=0), rows.T @ G]
        G = (G @ w[4].T).reshape(h.shape)
        for before, kernels, maps, pooled, after in reversed(kept):
            G = G * (after > 0)
            found.append(G.sum(axis=(0, 1, 2)))
            G = ops.max_unpool(G, maps, pooled)
            found.append(ops.conv_slope_kernels(G, before, kernels))
            G = ops.conv_slope_images(G, before, kernels) if before is not x else G
        return found[::-1]

    def run() -> None:
        t[0] += 1
        c1, c2 = 1 - 0.9 ** t[0], 1 - 0.999 ** t[0]
        for a, g, first, second in zip(w, slopes(), m, v, strict=True):
            first[...] = 0.9 * first + 0.1 * g
            second[...] = 0.999 * second + 0.001 * g * g
            a -= RATE * (first / c1) / (np.sqrt(second / c2) + 1e-8)

    return run, lambda: w


def torch_eager(dtype: str) -> Net:
    """PyTorch as its tutorials write it: images by channels, rows, columns."""
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(1)
    x, y, start = data(dtype)
    turned = [np.transpose(a, (3, 2, 0, 1)) if a.ndim == 4 else a for a in start]
    w = [torch.from_numpy(a.copy(order="C")).requires_grad_() for a in turned]
    X, Y = torch.from_numpy(x.reshape(len(x), 1, 28, 28).copy()), torch.from_numpy(y)
    optimizer = torch.optim.Adam(w, lr=RATE)

    def run() -> None:
        optimizer.zero_grad()
        h = torch.relu(F.max_pool2d(F.conv2d(X, w[0], w[1]), 2))
        h = torch.relu(F.max_pool2d(F.conv2d(h, w[2], w[3]), 2))
        rows = h.permute(0, 2, 3, 1).flatten(1)  # as ours lie, or the last weights would be others
        F.cross_entropy(torch.addmm(w[5], rows, w[4]), Y).backward()
        optimizer.step()

    def now() -> list[Array]:
        return [a.detach().numpy().transpose(2, 3, 1, 0) if a.ndim == 4 else a.detach().numpy() for a in w]

    return run, now


def tensorflow_function(dtype: str) -> Net:
    """TensorFlow with a whole step as one `tf.function`, and Adam by its formula."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    x, y, start = data(dtype)
    X, Y, w = tf.constant(x), tf.constant(y), [tf.Variable(a) for a in start]
    m, v = ([tf.Variable(np.zeros_like(a)) for a in start] for _ in range(2))
    t = tf.Variable(np.zeros((), dtype))

    @tf.function
    def run() -> None:
        with tf.GradientTape() as tape:
            h = X
            for kernels, bias in [w[:2], w[2:4]]:
                maps = tf.nn.bias_add(tf.nn.conv2d(h, kernels, 1, "VALID"), bias)
                h = tf.nn.relu(tf.nn.max_pool2d(maps, 2, 2, "VALID"))
            logits = tf.reshape(h, (len(x), -1)) @ w[4] + w[5]
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(Y, logits))
        t.assign_add(1)
        c1, c2 = 1 - 0.9**t, 1 - 0.999**t
        for a, g, first, second in zip(w, tape.gradient(loss, w), m, v, strict=True):
            first.assign(0.9 * first + 0.1 * g)
            second.assign(0.999 * second + 0.001 * g * g)
            a.assign_sub(RATE * (first / c1) / (tf.sqrt(second / c2) + 1e-8))

    return run, lambda: [a.numpy() for a in w]


PEERS: dict[str, Callable[[str], Net]] = {
    "nbkit": ours, "textbook": textbook, "torch": torch_eager, "tensorflow": tensorflow_function,
}  # fmt: skip


@pytest.mark.parametrize("peer", ["textbook", "torch", "tensorflow"])
def test_a_peer_does_the_same_work(peer: str) -> None:
    if peer != "textbook":
        pytest.importorskip(
            peer, reason=f"a peer to measure against where it is installed: pip install {peer}"
        )
    (run, now), (peer_run, peer_now) = ours("float64"), PEERS[peer]("float64")
    for _ in range(5):
        run()
        peer_run()
    for a, b in zip(now(), peer_now(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_memory(dtype: str, capsys: Any) -> None:
    """All that graph and session hold, the batch included; but not the modules, which are loaded before."""
    ours(dtype)[0]()
    tracemalloc.start()
    run, _ = ours(dtype)
    for _ in range(3):
        run()
    held = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    assert held <= 10.5  # of which half a megabyte is data
    if "NBKIT_BENCH" in os.environ:
        show(capsys, f"W7 {dtype}", {"MB held": held})


@timed
@pytest.mark.parametrize("dtype", PRECISIONS)
def test_a_session_is_no_slower_than_textbook_numpy(dtype: str, benchmark: Any, capsys: Any) -> None:
    there = [name for name in PEERS if name in ("nbkit", "textbook") or find_spec(name)]
    runs = {name: PEERS[name](dtype)[0] for name in there}
    found = times(runs)
    with capsys.disabled():
        print("\n" + line(f"W7 convolution {dtype}", found), end="")
    benchmark.extra_info["ratios"] = {p: min(found["nbkit"]) / min(found[p]) for p in found}
    benchmark.pedantic(runs["nbkit"], rounds=10, iterations=3)
    assert min(found["nbkit"]) <= min(found["textbook"]) * SLACK
