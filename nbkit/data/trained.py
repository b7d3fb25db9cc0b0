"""Trained networks that come with the course: some read digits, some squeeze them through two numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from nbkit.data.digits import read_shipped
from nbkit.data.files import Shape
from nbkit.functions import Array


def load_mnist_mlp() -> dict[str, Array]:
    """Return the weights of a network 784-50-100-10 that reads digits; `forward` computes its answers.

    Its two hidden layers are sigmoids, its output is a softmax over the digits 0 to 9, and it wants pixels
    from 0 to 1. scripts/train_mnist_mlp.py trained it on MNIST's training set without the 1,000 images that
    `load_mnist` holds out: on those it has never been.
    The weights are float64, so that what is computed agrees on all machines; stored as float32, to be small.
    Raises DataError where the file is missing, damaged or not the one that data/MANIFEST.json names.

    >>> network = load_mnist_mlp()
    >>> [f"{name} {array.shape}" for name, array in network.items()]
    ['W1 (784, 50)', 'b1 (50,)', 'W2 (50, 100)', 'b2 (100,)', 'W3 (100, 10)', 'b3 (10,)']
    """
    shapes: dict[str, Shape] = {}
    for k, (d, m) in enumerate([(784, 50), (50, 100), (100, 10)], 1):
        shapes |= {f"W{k}": (d, m), f"b{k}": (m,)}
    arrays = read_shipped("mnist_mlp.npz", {name: ("<f4", shape) for name, shape in shapes.items()})
    return {name: array.astype(np.float64) for name, array in arrays.items()}


class Autoencoder(NamedTuple):
    """Both halves of a trained autoencoder, ready for `forward`, and what its training saw.

    encoder: W1 (784, 500), b1, W2 (500, 300), b2, W3 (300, 2), b3; decoder: the same backwards.
    steps (k,): when it was measured; loss (k,) on the batch at hand, held_out (k,) on the test images.
    """

    encoder: dict[str, Array]
    decoder: dict[str, Array]
    steps: Array
    loss: Array
    held_out: Array


def load_autoencoder(*, ten: bool = False) -> Autoencoder:
    """Return a trained autoencoder 784-500-300-2-300-500-784 of handwritten digits.

    Hidden layers are tanh; the two numbers in the middle and the pixels at the end are linear. So
    `forward(encoder, X, np.tanh, None)` gives the two numbers and `forward(decoder, Z, np.tanh, None)` the
    images. scripts/train_autoencoder.py trained it, on what `load_mnist` gives to learn from.
    ten: one that learned from all ten digits, or else from 1, 5 and 6.
    The weights are float64, stored as float16 to be small.
    Raises DataError where the file is missing, damaged or not the one that data/MANIFEST.json names.
    Source: Hinton and Salakhutdinov, *Reducing the dimensionality of data with neural networks*, Science 313
    (2006).

    >>> digits = load_autoencoder()
    >>> digits.encoder["W3"].shape, digits.decoder["W1"].shape, int(digits.steps[-1])
    ((300, 2), (2, 300), 2500)
    """
    sizes = (784, 500, 300, 2, 300, 500, 784)
    expected: dict[str, tuple[str, Shape]] = {}
    for k, (d, m) in enumerate(pairwise(sizes)):
        half, number = ("encoder", k + 1) if k < 3 else ("decoder", k - 2)
        expected |= {f"{half}_W{number}": ("<f2", (d, m)), f"{half}_b{number}": ("<f2", (m,))}
    seen = {"steps": ("<i8", (51,)), "loss": ("<f8", (51,)), "held_out": ("<f8", (51,))}
    arrays = read_shipped("autoencoder_ten.npz" if ten else "autoencoder.npz", {**expected, **seen})
    encoder, decoder = (
        {name[8:]: arrays[name].astype(np.float64) for name in expected if name.startswith(half)}
        for half in ("encoder", "decoder")
    )
    return Autoencoder(encoder, decoder, *(arrays[name].copy() for name in seen))


def _filters(maps: int, wide: int) -> dict[str, Shape]:
    """The shapes of two layers of filters and a dense one."""
    return {"w1": (5, 5, 1, 8), "w2": (5, 5, 8, maps), "b1": (8,), "b2": (maps,), "W": (wide, 10), "b": (10,)}


_SEEING: dict[str, dict[str, Shape]] = {
    "anywhere": _filters(32, 32),
    "seeing_moved": _filters(16, 256),
    "dense_moved": {"W1": (784, 100), "b1": (100,), "W2": (100, 10), "b2": (10,)},
}


def load_seeing(name: str) -> dict[str, Array]:
    """Return the weights of one of chapter 14's networks that take long to train.

    name: "anywhere" keeps the maximum of each map, wherever it is; "seeing_moved" and "dense_moved" have
    learned from images that were moved by up to two pixels, with filters and without.
    scripts/train_seeing.py trained them on what `load_mnist` gives to learn from.
    The weights are float64, stored as float16 to be small.
    Raises ValueError for another name, and DataError where the file is missing, damaged or not the one that
    data/MANIFEST.json names.

    >>> {name: array.shape for name, array in load_seeing("dense_moved").items()}
    {'W1': (784, 100), 'b1': (100,), 'W2': (100, 10), 'b2': (10,)}
    """
    if name not in _SEEING:
        raise ValueError(f"expected one of {', '.join(_SEEING)}, got {name!r}: correct the name")
    expected = {f"{net}_{key}": ("<f2", shape) for net, of in _SEEING.items() for key, shape in of.items()}
    arrays = read_shipped("seeing.npz", expected)
    return {key: arrays[f"{name}_{key}"].astype(np.float64) for key in _SEEING[name]}


_KL_WEIGHTS = (0.25, 1, 4, 8, 30)
_VAE: dict[str, tuple[str, Shape]] = {
    "W1": ("<f2", (2, 200)),
    "b1": ("<f2", (200,)),
    "W2": ("<f2", (200, 784)),
    "b2": ("<f2", (784,)),
    "mean": ("<f2", (1200, 2)),
    "spread": ("<f2", (1200, 2)),
    "trials": ("<f8", (3, 5)),
}
_RINGS = {0.9: "ring_0.9", 0.5: "ring_0.5"}


class VAE(NamedTuple):
    """The decoder of a variational autoencoder, for `forward`, its clouds, and what three seeds came to.

    decoder: W1 (2, 200), b1, W2 (200, 784), b2. mean, spread (1200, 2): the cloud of each training image.
    trials (3, 5), a row a seed, first that of the decoder: the share of images drawn from the bell that
    chapter 11's network is sure of, the entropy of the digits among these, the share of places in holes;
    reconstruction error and KL of the images held out, in nats.
    """

    decoder: dict[str, Array]
    mean: Array
    spread: Array
    trials: Array


def load_vae(kl_weight: float = 1) -> VAE:
    """Return a trained variational autoencoder 784-200-2-200-784 of the digits 1, 5 and 6.

    `forward(decoder, Z, np.tanh, nb.sigmoid)` gives the images. scripts/train_density.py trained it, on what
    `load_mnist` gives to learn from.
    kl_weight: what the KL was multiplied by in its loss: 0.25, 1, 4, 8 or 30.
    Weights and clouds are float64, stored as float16 to be small; trials are stored as they are.
    Raises ValueError for another weight, and DataError where the file is missing, damaged or not the one that
    data/MANIFEST.json names.
    Source: Kingma and Welling, *Auto-encoding variational Bayes* (2013); for weights other than 1 Higgins and
    others, *beta-VAE* (2017).

    >>> vae = load_vae(4)
    >>> vae.decoder["W2"].shape, vae.mean.shape, vae.trials.shape
    ((200, 784), (1200, 2), (3, 5))
    """
    if kl_weight not in _KL_WEIGHTS:
        known = ", ".join(f"{weight:g}" for weight in _KL_WEIGHTS)
        raise ValueError(f"expected a weight of the KL among {known}, got {kl_weight!r}: take one of these")
    arrays = {key: _density()[f"kl_{kl_weight:g}_{key}"].astype(np.float64) for key in _VAE}
    return VAE({key: arrays.pop(key) for key in ("W1", "b1", "W2", "b2")}, **arrays)


def load_ring(beta1: float = 0.9) -> Array:
    """Return what a generator makes of the same 300 places of noise, ever later in its training.

    It is to draw from a ring of eight bells and is trained against an expert, both by Adam;
    scripts/train_density.py did it. beta1: that of Adam, 0.9 or 0.5.
    Returns points (11, 300, 2): after 100, 200, … 1,000 steps, and after 3,000.
    Raises ValueError for another beta1, and DataError where the file is missing, damaged or not the one that
    data/MANIFEST.json names.

    >>> load_ring(0.5).shape
    (11, 300, 2)
    """
    if beta1 not in _RINGS:
        raise ValueError(f"expected a beta1 of 0.9 or 0.5, got {beta1!r}: take one of these")
    return _density()[_RINGS[beta1]].astype(np.float64)


def _density() -> dict[str, Array]:
    """What is in the file of chapter 15."""
    expected: dict[str, tuple[str, Shape]] = dict.fromkeys(_RINGS.values(), ("<f2", (11, 300, 2)))
    for weight in _KL_WEIGHTS:
        expected |= {f"kl_{weight:g}_{key}": kind for key, kind in _VAE.items()}
    return read_shipped("density.npz", expected)
