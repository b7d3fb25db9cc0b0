"""The shipped autoencoders: better than the mean image and than PCA, and what the script trains."""

import importlib.util
import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

import nbkit as nb

ROOT = Path(__file__).resolve().parents[2]
THREE, TEN = ((1, 5, 6), False), (tuple(range(10)), True)


def script():
    spec = importlib.util.spec_from_file_location("train_autoencoder", ROOT / "scripts/train_autoencoder.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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


@pytest.mark.parametrize("name", ["autoencoder.npz", "autoencoder_ten.npz"])
def test_the_manifest_names_its_arrays(name):
    entries = json.loads((ROOT / "data/MANIFEST.json").read_text("utf-8"))["files"]
    (entry,) = (entry for entry in entries if entry["name"] == name)
    stored = dict(np.load(ROOT / "data" / name))
    assert {key: f"{array.dtype} {array.shape}" for key, array in stored.items()} == entry["arrays"]
    assert sha256(b"".join(a.tobytes() for a in stored.values())).hexdigest() == entry["arrays_sha256"]


def test_the_script_begins_as_the_file_says(monkeypatch):
    training = script()
    monkeypatch.setattr(training, "STEPS", 4)
    monkeypatch.setattr(training, "EVERY", 2)
    arrays, shipped = training.train((1, 5, 6)), nb.load_autoencoder()
    assert arrays["steps"].tolist() == [0, 2, 4]
    assert arrays["held_out"][0] == pytest.approx(shipped.held_out[0], rel=1e-9)
    assert arrays["held_out"][2] < arrays["held_out"][0]
    assert {str(arrays[name].dtype) for name in arrays if "_" in name[:8]} <= {"float16", "float64"}


def test_its_arrays_are_given_anew():
    nb.load_autoencoder().encoder["b1"][:] = 7
    assert nb.load_autoencoder().encoder["b1"].max() < 7
