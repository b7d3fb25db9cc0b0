"""Train data/autoencoder.npz and data/autoencoder_ten.npz: 784-500-300-2-300-500-784, tanh, for chapter 13.

Both learn from the training part of `load_mnist`: the first from the digits 1, 5 and 6, the second from all
ten. We train in float64, so that the losses on the way agree to 4 decimals on every machine: the chapter runs
the first steps again and meets them. The weights are stored as float16, to be small.

Run it without options to train and measure, a few minutes; with `--out data` to write. Then
data/MANIFEST.json needs what it prints.
"""

from __future__ import annotations

import argparse
import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import nbkit as nb
from nbkit.data.files import pack_npz, replaced
from nbkit.functions import Array

SIZES = (784, 500, 300, 2, 300, 500, 784)
RATE, BATCH, STEPS, EVERY, SEED = 1e-4, 50, 2500, 50, 13
FILES = {"autoencoder.npz": (1, 5, 6), "autoencoder_ten.npz": tuple(range(10))}


def model(rng: np.random.Generator) -> tuple[nb.Placeholder, Any, dict[str, nb.Variable]]:
    """Return the images, the loss, and the variables of both halves."""
    x = nb.Placeholder("x")
    h: Any = x
    weights: dict[str, nb.Variable] = {}
    for k, (d, m) in enumerate(pairwise(SIZES)):
        half, number = ("encoder", k + 1) if k < 3 else ("decoder", k - 2)
        W = weights[f"{half}_W{number}"] = nb.Variable(rng.normal(0, 0.1, (d, m)))
        b = weights[f"{half}_b{number}"] = nb.Variable(rng.normal(0, 0.1, m))
        h = h @ W + b
        h = h if number == 3 else nb.tanh(h)
    return x, nb.mean_squared_error(h, x), weights


def train(digits: tuple[int, ...]) -> dict[str, Array]:
    """Return the trained weights, float16, and the losses on the way."""
    rng, data = np.random.default_rng(SEED), nb.load_mnist(digits=digits)
    with nb.Graph().as_default():
        x, loss, weights = model(rng)
        step, session = nb.Adam(RATE).minimize(loss), nb.Session()
    seen = nb.fit(
        session,
        step,
        nb.batches({x: data.X_train}, BATCH, rng),
        steps=STEPS,
        watch={"loss": loss},
        every=EVERY,
        valid={x: data.X_test},
    )
    arrays = {name: np.asarray(value, np.float16) for name, value in session.run(weights).items()}
    return arrays | {"steps": seen.steps, "loss": seen["loss"], "held_out": seen["valid loss"]}


def main() -> None:
    """Train, measure, write where asked to."""
    parser = argparse.ArgumentParser(description="Train the autoencoders of chapter 13.")
    parser.add_argument("--out", type=Path, help="the folder to write into; without it nothing is written")
    options = parser.parse_args()
    for name, digits in FILES.items():
        arrays = train(digits)
        content = pack_npz(arrays)
        if options.out:
            with replaced(options.out / name) as file:
                file.write(content)
        print(f"{name}: {len(content):,} bytes, held out {arrays['held_out'][-1]:.4f}")
        print(f"SHA-256 {hashlib.sha256(content).hexdigest()}")
        print(f"arrays: SHA-256 {hashlib.sha256(b''.join(a.tobytes() for a in arrays.values())).hexdigest()}")


if __name__ == "__main__":
    main()
