"""Train data/seeing.npz: the three networks of chapter 14 that take long, for digits that have moved.

All learn from the training part of `load_mnist`, in float64, and are stored as float16, to be small.
`anywhere` keeps the maximum of each map; the other two learn from images that are moved at random by up to
two pixels. --choose prints what each reads of 800 training images at three rates: they are half a point apart
at most.

Run it without options to train and measure, a minute; with `--out data` to write. Then data/MANIFEST.json
needs what it prints.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import nbkit as nb
from nbkit.data.files import pack_npz, replaced
from nbkit.functions import Array

BATCH, MOST, SEED = 50, 2, 14


class Plan(NamedTuple):
    """How a network is trained: its rate, how often it sees each image, and whether that is moved."""

    rate: float
    epochs: int
    moved: bool


PLANS = {
    "anywhere": Plan(3e-3, 12, moved=False),
    "seeing_moved": Plan(2e-3, 24, moved=True),
    "dense_moved": Plan(1e-3, 60, moved=True),
}


def normal(rng: np.random.Generator, *shape: int, scale: float) -> nb.Variable:
    """Return random weights."""
    return nb.Variable(rng.normal(0, scale, shape))


def zeros(m: int) -> nb.Variable:
    """Return biases."""
    return nb.Variable(np.zeros(m))


def build(name: str, rng: np.random.Generator) -> tuple[nb.Placeholder, Any]:
    """Return the images and the scores of a network; it makes its variables in the order of KEYS."""
    x = nb.Placeholder("x", (None, 784))
    if name == "dense_moved":
        h = nb.relu(x @ normal(rng, 784, 100, scale=(2 / 784) ** 0.5) + zeros(100))
        return x, h @ normal(rng, 100, 10, scale=0.1) + zeros(10)
    maps, border = (32, "same") if name == "anywhere" else (16, "valid")
    w1 = normal(rng, 5, 5, 1, 8, scale=(2 / 25) ** 0.5)
    w2 = normal(rng, 5, 5, 8, maps, scale=(2 / 200) ** 0.5)
    h = nb.conv2d(nb.reshape(x, (-1, 28, 28, 1)), w1, padding=border) + zeros(8)
    h = nb.conv2d(nb.relu(nb.max_pool(h, 2)), w2, padding=border) + zeros(maps)
    if name == "anywhere":
        return x, nb.global_max(nb.relu(h)) @ normal(rng, maps, 10, scale=maps**-0.5) + zeros(10)
    return x, nb.flatten(nb.relu(nb.max_pool(h, 2))) @ normal(rng, 256, 10, scale=1 / 16) + zeros(10)


def moved(X: Array, rng: np.random.Generator) -> Array:
    """Return each image moved by up to MOST pixels, with paper where it came from."""
    room = np.pad(X.reshape(-1, 28, 28), ((0, 0), (MOST, MOST), (MOST, MOST)))
    corners = rng.integers(0, 2 * MOST + 1, (len(X), 2))
    cut = [
        one[row : row + 28, column : column + 28] for one, (row, column) in zip(room, corners, strict=True)
    ]
    return np.stack(cut).reshape(-1, 784)


def train(name: str, plan: Plan, X: Array, y: Array) -> tuple[list[Array], Any]:
    """Return the trained weights, and the function from images to scores."""
    rng = np.random.default_rng(SEED)
    with nb.Graph().as_default() as graph:
        x, logits = build(name, rng)
        weights, labels = list(graph.variables), nb.Placeholder("y", (None, 10))
        step = nb.Adam(plan.rate).minimize(nb.mean(nb.softmax_cross_entropy(logits, labels)))
    session = nb.Session(graph)
    for feed in batches({x: X, labels: nb.one_hot(y, 10)}, plan.epochs, rng):
        if plan.moved:
            feed[x] = moved(feed[x], rng)
        session.run(step, feed)
    return session.run(weights), session.make_callable(logits, [x])


def batches(rows: dict[Any, Array], epochs: int, rng: np.random.Generator) -> Iterator[dict[Any, Array]]:
    """Give so many epochs of batches, with a bar."""
    steps = epochs * -(-len(next(iter(rows.values()))) // BATCH)
    feeds = nb.batches(rows, BATCH, rng)
    return (next(feeds) for _ in nb.with_bar(range(steps)))


def choose(data: Any) -> None:
    """Print what each reads of the last 800 training images, at three rates."""
    for name, plan in PLANS.items():
        for rate in (1e-3, 2e-3, 3e-3):
            _, scores = train(name, plan._replace(rate=rate), data.X_train[:3200], data.y_train[:3200])
            print(f"{name:13} {rate}: {nb.accuracy(scores(data.X_train[3200:]), data.y_train[3200:]):.4f}")


def main() -> None:
    """Train, measure, write where asked to."""
    parser = argparse.ArgumentParser(description="Train the networks of chapter 14 that take long.")
    parser.add_argument("--out", type=Path, help="the folder to write into; without it nothing is written")
    parser.add_argument("--choose", action="store_true", help="only show what three rates read of 800 images")
    options = parser.parse_args()
    data, arrays = nb.load_mnist(), {}
    if options.choose:
        return choose(data)
    for name, plan in PLANS.items():
        weights, scores = train(name, plan, data.X_train, data.y_train)
        print(f"{name}: right {nb.accuracy(scores(data.X_test), data.y_test):.4f} of the test images")
        for key, value in zip(KEYS[name], weights, strict=True):
            arrays[f"{name}_{key}"] = np.asarray(value, np.float16)
    content = pack_npz(arrays)
    if options.out:
        with replaced(options.out / "seeing.npz") as file:
            file.write(content)
    print(f"seeing.npz: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    print(f"arrays: SHA-256 {hashlib.sha256(b''.join(a.tobytes() for a in arrays.values())).hexdigest()}")
    return None


KEYS = {
    "anywhere": ("w1", "w2", "b1", "b2", "W", "b"),
    "seeing_moved": ("w1", "w2", "b1", "b2", "W", "b"),
    "dense_moved": ("W1", "b1", "W2", "b2"),
}

if __name__ == "__main__":
    main()
