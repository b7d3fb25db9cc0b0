"""The trained networks that come with the course: how well they do, and what the manifest says of them."""

import json
import sys
import zlib
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

import nbkit as nb
from nbkit import data
from nbkit.data import files

ROOT = Path(__file__).resolve().parents[2]
THREE, TEN = ((1, 5, 6), False), (tuple(range(10)), True)


# ---------------------------------------------------------------- the network that reads digits


def test_the_shipped_network_reads_digits_it_has_never_seen():
    network, digits = data.load_mnist_mlp(), data.load_mnist()
    assert {array.dtype for array in network.values()} == {np.dtype(np.float64)}
    assert sum(array.size for array in network.values()) == 784 * 50 + 50 + 50 * 100 + 100 + 100 * 10 + 10
    right = np.argmax(nb.forward(network, digits.X_test), axis=1) == digits.y_test
    assert right.mean() == 0.972 >= 0.95
    assert right.reshape(100, 10).mean(axis=0).min() >= 0.9  # each digit, not nine of ten


def test_the_network_is_stored_small_and_given_anew():
    stored = np.load(ROOT / "data/mnist_mlp.npz")
    assert {stored[name].dtype for name in stored} == {np.dtype(np.float32)}
    first = data.load_mnist_mlp()
    assert all(np.array_equal(first[name], stored[name]) for name in stored)
    first["b1"][:] = 7
    assert data.load_mnist_mlp()["b1"].max() < 7


def test_the_manifest_names_the_arrays_of_the_network():
    manifest = json.loads((ROOT / "data/MANIFEST.json").read_text("utf-8"))
    (entry,) = (entry for entry in manifest["files"] if entry["name"] == "mnist_mlp.npz")
    stored = dict(np.load(ROOT / "data/mnist_mlp.npz"))
    assert {name: f"{array.dtype} {array.shape}" for name, array in stored.items()} == entry["arrays"]
    joined = b"".join(array.tobytes() for array in stored.values())
    assert sha256(joined).hexdigest() == entry["arrays_sha256"]
    if zlib.ZLIB_RUNTIME_VERSION.startswith(("1.2.", "1.3")) and sys.platform == "linux":
        assert files.pack_npz(stored) == (ROOT / "data/mnist_mlp.npz").read_bytes()


def test_a_damaged_network_is_refused(shipped):
    path = shipped / "mnist_mlp.npz"
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(data.DataError, match=r"mnist_mlp\.npz\n  expected: SHA-256"):
        data.load_mnist_mlp()


# ---------------------------------------------------------------- the autoencoders


def error(a, b):
    return float(((a - b) ** 2).mean())


@pytest.mark.parametrize(("digits", "ten"), [THREE, TEN])
def test_it_beats_the_mean_image_and_pca_on_images_it_has_never_seen(digits, ten):
    X, _, held_out, _ = nb.load_mnist(digits=digits)
    net = nb.load_autoencoder(ten=ten)
    codes = nb.forward(net.encoder, held_out, np.tanh, None)
    found = error(nb.forward(net.decoder, codes, np.tanh, None), held_out)
    mean = X.mean(axis=0)
    V = np.linalg.svd(X - mean, full_matrices=False)[2][:2]
    straight = error(mean + (held_out - mean) @ V.T @ V, held_out)
    assert codes.shape == (len(held_out), 2)
    assert found < straight < error(mean, held_out)
    assert found == pytest.approx(net.held_out[-1], rel=1e-3)  # float16 took nothing away


def test_the_error_on_all_1500_is_the_one_that_is_expected():
    X = np.vstack(nb.load_mnist(digits=(1, 5, 6))[::2])
    net = nb.load_autoencoder()
    codes = nb.forward(net.encoder, X, np.tanh, None)
    assert error(X.mean(axis=0), X) == pytest.approx(0.0578, abs=5e-5)
    assert error(nb.forward(net.decoder, codes, np.tanh, None), X) == pytest.approx(0.0366, abs=1e-3)


@pytest.mark.parametrize("name", ["autoencoder.npz", "autoencoder_ten.npz", "seeing.npz", "density.npz"])
def test_the_manifest_names_its_arrays(name):
    entries = json.loads((ROOT / "data/MANIFEST.json").read_text("utf-8"))["files"]
    (entry,) = (entry for entry in entries if entry["name"] == name)
    stored = dict(np.load(ROOT / "data" / name))
    assert {key: f"{array.dtype} {array.shape}" for key, array in stored.items()} == entry["arrays"]
    assert sha256(b"".join(a.tobytes() for a in stored.values())).hexdigest() == entry["arrays_sha256"]


def test_its_arrays_are_given_anew():
    nb.load_autoencoder().encoder["b1"][:] = 7
    assert nb.load_autoencoder().encoder["b1"].max() < 7


# ---------------------------------------------------------------- networks for digits that have moved


def test_the_shipped_weights_read_what_the_manifest_says():
    digits, x = nb.load_mnist(), nb.Placeholder("x")
    w = nb.load_seeing("anywhere")
    h = nb.conv2d(nb.reshape(x, (-1, 28, 28, 1)), w["w1"], padding="same") + w["b1"]
    h = nb.relu(nb.conv2d(nb.relu(nb.max_pool(h, 2)), w["w2"], padding="same") + w["b2"])
    Z = nb.Session().run(nb.global_max(h) @ w["W"] + w["b"], {x: digits.X_test})
    assert nb.accuracy(Z, digits.y_test) == pytest.approx(0.96, abs=1e-3)
    w = nb.load_seeing("dense_moved")
    Z = nb.relu(digits.X_test @ w["W1"] + w["b1"]) @ w["W2"] + w["b2"]
    assert nb.accuracy(Z, digits.y_test) == pytest.approx(0.951, abs=1e-3)


def test_a_name_that_is_none_is_refused():
    with pytest.raises(ValueError, match="expected one of anywhere, seeing_moved, dense_moved, got 'dense'"):
        nb.load_seeing("dense")


# ---------------------------------------------------------------- clouds, and generators on their way


@pytest.mark.parametrize("weight", [0.25, 1, 4, 8, 30])
def test_the_shipped_decoder_comes_to_what_its_trials_say(weight):
    vae, reader = nb.load_vae(weight), nb.load_mnist_mlp()
    Z = np.random.default_rng(6).normal(size=(1000, 2))
    p = nb.forward(reader, nb.forward(vae.decoder, Z, np.tanh, nb.sigmoid))
    assert (p.max(axis=1) >= 0.9).mean() == pytest.approx(vae.trials[0, 0], abs=5e-3)  # float16
    assert {array.dtype for array in (*vae.decoder.values(), *vae[1:])} == {np.dtype(np.float64)}


def test_a_cloud_costs_about_what_the_images_held_out_cost():
    for weight in (0.25, 1, 4, 8, 30):
        vae = nb.load_vae(weight)
        prices = (vae.mean**2 + vae.spread**2 - 1 - 2 * np.log(vae.spread)).sum(axis=1) / 2
        assert prices.mean() == pytest.approx(vae.trials[0, 4], rel=0.1, abs=0.1)


def test_one_generator_hops_and_the_other_opens():
    angle = np.arange(8) * np.pi / 4
    ring = 2 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    hops, opens = (np.linalg.norm(nb.load_ring(b)[:, :, None] - ring, axis=3) for b in (0.9, 0.5))
    most = [np.bincount(nearest.argmin(axis=1)).argmax() for nearest in hops[:10]]
    assert (np.diff(most) != 0).all()
    hit = [[np.unique(d.argmin(axis=1)[d.min(axis=1) < 0.25]).size for d in way] for way in (hops, opens)]
    assert max(hit[0][:10]) <= 2 and min(hit[1][:10]) >= 6 and hit[0][10] == hit[1][10] == 8


def test_a_weight_or_momentum_that_was_not_trained_is_refused():
    with pytest.raises(ValueError, match=r"expected a weight of the KL among 0\.25, 1, 4, 8, 30, got 2"):
        nb.load_vae(2)
    with pytest.raises(ValueError, match=r"expected a beta1 of 0\.9 or 0\.5, got 0\.7"):
        nb.load_ring(0.7)
