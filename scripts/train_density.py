"""Train data/density.npz: chapter 15's variational autoencoders 784-200-2-200-784, and a generator that hops.

Each autoencoder learns from the digits 1, 5 and 6 of `load_mnist`, in float64, with the KL weighed by one of
WEIGHTS, from one of three seeds. The weights and clouds of the first seed are stored as float16, to be small,
and what all three came to as it is: the chapter trains one of them again and meets its figures. --choose
prints what the rate and the number of steps were chosen by: 240 of the 1,200 images, not the held-out ones.

Run it without options to train and measure, some minutes; with `--out data` to write. Then
data/MANIFEST.json needs what it prints.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import nbkit as nb
from nbkit.data.files import pack_npz, replaced
from nbkit.functions import Array

WIDE, RATE, BATCH, STEPS, SEEDS = 200, 3e-3, 100, 2000, (15, 16, 17)
WEIGHTS = (0.25, 1, 4, 8, 30)
MOMENTA = (0.9, 0.5)  # Adam's β₁, for the ring
SEEN, POINTS, RING_SEED = (*range(100, 1100, 100), 3000), 300, 16  # when the ring is looked at, and how


class Model(NamedTuple):
    """A graph of a variational autoencoder: what is fed, what comes out, what is made small."""

    x: Any
    noise: Any
    mean: Any
    spread: Any
    z: Any
    images: Any
    reconstruction: Any
    kl: Any
    decoder: list[nb.Variable]


def layer(rng: np.random.Generator, h: Any, d: int, m: int) -> Any:
    """Return d inputs led to m outputs, at random."""
    return h @ nb.Variable(rng.normal(0, d**-0.5, (d, m))) + nb.Variable(np.zeros(m))


def build(rng: np.random.Generator) -> Model:
    """Build the graph in the order of chapter 15, so that the same seed gives the same weights."""
    x, noise = nb.Placeholder("x"), nb.Placeholder("noise")
    h = nb.tanh(layer(rng, x, 784, WIDE))
    mean, log_var = layer(rng, h, WIDE, 2), layer(rng, h, WIDE, 2)
    spread = nb.exp(log_var / 2)
    z = mean + spread * noise
    logits = layer(rng, nb.tanh(layer(rng, z, 2, WIDE)), WIDE, 784)
    error = nb.mean(nb.sum(nb.sigmoid_cross_entropy(logits, x), axis=1))
    kl = nb.mean(nb.sum(nb.square(mean) + nb.square(spread) - 1 - log_var, axis=1)) / 2
    return Model(x, noise, mean, spread, z, nb.sigmoid(logits), error, kl, x.graph.variables[-4:])


def train(weight: float, seed: int, X: Array, rate: float, steps: int) -> tuple[Model, Any]:
    """Return the model and the session that has trained it."""
    rng = np.random.default_rng(seed)
    with nb.Graph().as_default():
        model = build(rng)
        step = nb.Adam(rate).minimize(model.reconstruction + weight * model.kl)
        session = nb.Session()
    feeds = nb.batches({model.x: X}, BATCH, rng)
    for _ in nb.with_bar(range(steps)):
        feed = next(feeds)
        session.run(step, feed | {model.noise: rng.normal(size=(len(feed[model.x]), 2))})
    return model, session


def measured(model: Model, session: Any, X: Array, X_test: Array) -> list[float]:
    """Return what the chapter's table has: sure, entropy, holes, reconstruction error and KL, held out."""
    Z = np.random.default_rng(6).normal(size=(1000, 2))
    codes, held_out = session.run(model.mean, {model.x: X}), session.run(model.mean, {model.x: X_test})
    noise = np.random.default_rng(15).normal(size=(len(X_test), 2))
    lost = session.run([model.reconstruction, model.kl], {model.x: X_test, model.noise: noise})
    hole = distance(Z, codes) > np.quantile(distance(held_out, codes), 0.95)
    return [*judge(session.run(model.images, {model.z: Z})), hole.mean(), *lost]


def distance(Z: Array, codes: Array) -> Array:
    """Return how far each place is from the nearest code."""
    nearest = [np.sqrt(((part[:, None] - codes) ** 2).sum(axis=2).min(axis=1)) for part in np.split(Z, 10)]
    return np.concatenate(nearest)


def judge(images: Array) -> tuple[float, float]:
    """Return the share of images that chapter 11's network is sure of, and the entropy of their digits."""
    p = nb.softmax(nb.forward(nb.load_mnist_mlp(), images, nb.sigmoid, None))
    sure = p.max(axis=1) >= 0.9
    shares = np.bincount(p.argmax(axis=1)[sure], minlength=10) / max(sure.sum(), 1)
    shares = shares[shares > 0]
    return float(sure.mean()), float(-(shares * np.log(shares)).sum())


def one_weight(weight: float, X: Array, X_test: Array) -> dict[str, Array]:
    """Train with all seeds; return the arrays of the first, and what each came to."""
    arrays, trials = {}, []
    for seed in SEEDS:
        model, session = train(weight, seed, X, RATE, STEPS)
        trials.append(measured(model, session, X, X_test))
        print(f"KL weighed {weight:5}, seed {seed}:", *(f"{value:.4f}" for value in trials[-1]))
        if seed == SEEDS[0]:
            values = session.run([*model.decoder, model.mean, model.spread], {model.x: X})
            arrays = {key: np.asarray(v, np.float16) for key, v in zip(KEYS, values, strict=True)}
    return arrays | {"trials": np.array(trials)}


KEYS = ("W1", "b1", "W2", "b2", "mean", "spread")


def choose(X: Array) -> None:
    """Print the loss on the last 240 images, of trainings with the first 960."""
    for rate in (1e-3, 2e-3, 3e-3, 5e-3):
        for steps in (1000, 2000, 3000):
            model, session = train(1, SEEDS[0], X[:960], rate, steps)
            feed = {model.x: X[960:], model.noise: np.random.default_rng(15).normal(size=(240, 2))}
            lost = session.run(model.reconstruction + model.kl, feed)
            print(f"rate {rate}, {steps} steps: {lost:.2f}", flush=True)


# ---------------------------------------------------------------- a ring of eight bells


def ring(rng: np.random.Generator, n: int) -> Array:
    """Return n points about one of eight places on a circle, each."""
    angle = rng.integers(8, size=n) * np.pi / 4
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) * 2 + rng.normal(0, 0.05, (n, 2))


def network(rng: np.random.Generator, *sizes: int) -> tuple[Callable[[Any], Any], list[nb.Variable]]:
    """Return a function from nodes to nodes, and its variables: ReLU between, none at the end."""
    made: list[nb.Variable] = []
    for d, m in pairwise(sizes):
        made += [nb.Variable(rng.normal(0, d**-0.5, (d, m))), nb.Variable(np.zeros(m))]

    def run(h: Any) -> Any:
        for W, b in zip(made[::2], made[1::2], strict=True):
            h = h @ W + b if W is made[0] else nb.relu(h) @ W + b
        return h

    return run, made


def hop(beta1: float) -> Array:
    """Return what the generator makes of the same noise after SEEN steps of a training."""
    rng = np.random.default_rng(RING_SEED)
    with nb.Graph().as_default():
        generator, drawing = network(rng, 2, 64, 64, 2)
        expert, judging = network(rng, 2, 64, 64, 1)
        noise, real = nb.Placeholder("noise"), nb.Placeholder("real")
        drawn = generator(noise)
        errs = nb.mean(softplus(-expert(real))) + nb.mean(softplus(expert(drawn)))
        learn = nb.Adam(1e-3, beta1).minimize(errs, judging)
        fool = nb.Adam(1e-3, beta1).minimize(nb.mean(softplus(-expert(drawn))), drawing)
        session = nb.Session()
    fixed, seen = rng.normal(size=(POINTS, 2)), []
    for step in nb.with_bar(range(1, SEEN[-1] + 1)):
        session.run(learn, {noise: rng.normal(size=(128, 2)), real: ring(rng, 128)})
        session.run(fool, {noise: rng.normal(size=(128, 2))})
        if step in SEEN:
            seen.append(session.run(drawn, {noise: fixed}))
    return np.asarray(seen, np.float16)


def softplus(z: Any) -> Any:
    """Return ln(1 + e^z) of a node: the surprise at a label of 0."""
    return nb.sigmoid_cross_entropy(z, z * 0)


def main() -> None:
    """Train, measure, write where asked to."""
    parser = argparse.ArgumentParser(description="Train what chapter 15 shows and does not train itself.")
    parser.add_argument("--out", type=Path, help="the folder to write into; without it nothing is written")
    parser.add_argument("--choose", action="store_true", help="only show by what rate and steps were chosen")
    options = parser.parse_args()
    X, _, X_test, _ = nb.load_mnist(digits=(1, 5, 6))
    if options.choose:
        return choose(X)
    arrays = {f"ring_{beta1:g}": hop(beta1) for beta1 in MOMENTA}
    for weight in WEIGHTS:
        arrays |= {f"kl_{weight:g}_{key}": value for key, value in one_weight(weight, X, X_test).items()}
    content = pack_npz(arrays)
    if options.out:
        with replaced(options.out / "density.npz") as file:
            file.write(content)
    print(f"density.npz: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    print(f"arrays: SHA-256 {hashlib.sha256(b''.join(a.tobytes() for a in arrays.values())).hexdigest()}")
    return None


if __name__ == "__main__":
    main()
