"""Train the weights of data/mnist_mlp.npz: 784-50-100-10, sigmoids, on MNIST less the digits that we test on.

It learns from the full training set, read by `load_full_mnist`, without the 1,000 images that `load_mnist`
holds out; those are found by their pixels. We train in float32, where the last digits depend on the CPU's
matrix kernel: trained again on another machine the network is as good, but not the same to the bit. So the
file in data/ is *the* network, and this script says how it was made. Run it without options to train and
measure, with `--out data/mnist_mlp.npz` to write; then data/MANIFEST.json needs what it prints.
"""

from __future__ import annotations

import argparse
import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nbkit as nb
from nbkit.data.files import pack_npz, replaced
from nbkit.functions import Array

Graph = tuple[nb.Placeholder, nb.Placeholder, nb.Operation]
SIZES = (784, 50, 100, 10)
EPOCHS, BATCH, SEED = 16, 100, 11
RATES = (1e-3, 1e-4)  # the second for the last quarter, to settle


def without(images: Array, others: Array) -> NDArray[np.bool_]:
    """Return which rows of `images` are not among `others`."""
    held_out = {row.tobytes() for row in others}
    return np.array([row.tobytes() not in held_out for row in images])


def model(rng: np.random.Generator) -> tuple[Graph, dict[str, nb.Variable]]:
    """Return (X, Y, loss) and the variables W1, b1, … of an untrained network."""
    X, Y = nb.Placeholder("X"), nb.Placeholder("Y")
    h: Any = X
    weights: dict[str, nb.Variable] = {}
    for k, (d, m) in enumerate(pairwise(SIZES), 1):
        W = nb.Variable(rng.normal(size=(d, m)) / np.sqrt(d), name=f"W{k}")
        b = nb.Variable(np.zeros(m), name=f"b{k}")
        z = h @ W + b
        weights |= {f"W{k}": W, f"b{k}": b}
        h = nb.sigmoid(z)
    return (X, Y, nb.mean(nb.softmax_cross_entropy(z, Y))), weights


def train(X_train: Array, y_train: Array) -> dict[str, Array]:
    """Return the trained weights, float32."""
    rng = np.random.default_rng(SEED)
    (X, Y, loss), weights = model(rng)
    session = nb.Session(dtype=np.float32)
    rows = {X: np.float32(X_train / 255), Y: np.float32(nb.one_hot(y_train, 10))}
    feeds = nb.batches(rows, BATCH, rng)
    steps = EPOCHS * len(X_train) // BATCH
    for rate, share in zip(RATES, (0.75, 0.25), strict=True):
        step = nb.Adam(rate).minimize(loss)
        seen = nb.fit(session, step, feeds, steps=round(share * steps), watch={"loss": loss}, every=2000)
        print("loss", seen["loss"].round(3))
    return {name: np.asarray(value, np.float32) for name, value in session.run(weights).items()}


def report(network: dict[str, Array]) -> None:
    """Print the accuracy on the 1,000 held out and on MNIST's own 10,000."""
    wide = {name: array.astype(np.float64) for name, array in network.items()}
    for name, digits in (("1,000 held out", nb.load_mnist()), ("10,000 test", nb.load_full_mnist())):
        print(f"{name}: {nb.accuracy(nb.forward(wide, digits.X_test), digits.y_test):.4f}")


def main() -> None:
    """Train, measure, write where asked to."""
    parser = argparse.ArgumentParser(description="Train data/mnist_mlp.npz on the full MNIST.")
    parser.add_argument("--out", type=Path, help="where to write it; without it nothing is written")
    options = parser.parse_args()
    full = nb.load_full_mnist(scaled=False)
    rows = without(full.X_train, nb.load_mnist(scaled=False).X_test)
    print(f"{rows.sum():,} of {len(rows):,} images to learn from")
    network = train(full.X_train[rows], full.y_train[rows])
    report(network)
    content = pack_npz(network)
    if options.out:
        with replaced(options.out) as file:
            file.write(content)
    print(f"{len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    print(f"arrays: SHA-256 {hashlib.sha256(b''.join(a.tobytes() for a in network.values())).hexdigest()}")


if __name__ == "__main__":
    main()
