"""The data as a whole: no loader touches the network, importing needs NumPy alone, the manifest is right."""

import json
import socket
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import make_leaves
import pytest

from nbkit import data

ROOT = Path(__file__).resolve().parents[2]


def test_loaders_never_use_the_network(monkeypatch, tmp_path):
    def refuse(*args, **kwargs):
        raise AssertionError("a loader used the network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(tmp_path))
    (
        data.load_blobs(),
        data.load_iris(),
        data.load_mnist(),
        data.load_mnist_mlp(),
        data.load_autoencoder(),
        data.load_digits_4x5(),
        data.load_boundary("line"),
        data.load_own(data.shipped("leaves.csv"), group="tree"),
        data.load_own(data.shipped("leaf_images")),
    )
    with pytest.raises(data.DataError):
        data.load_full_mnist()


def test_import_needs_numpy_alone():
    heavy = [
        "sklearn",
        "pooch",
        "platformdirs",
        "requests",
        "urllib3",
        "tqdm",
        "matplotlib",
        "socket",
        "ipywidgets",
        "scipy",
        "PIL",
    ]
    code = f"import sys, nbkit.data; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]", result.stdout


def described(path):
    """The SHA-256 and size of a file, or of the files in a folder together."""
    if path.is_file():
        return sha256(path.read_bytes()).hexdigest(), path.stat().st_size
    files = {file.relative_to(ROOT / "data").as_posix(): file.read_bytes() for file in path.rglob("*.png")}
    return make_leaves.digest(files), sum(map(len, files.values()))


def test_manifest_describes_each_shipped_file():
    entries = {e["name"]: e for e in json.loads((ROOT / "data/MANIFEST.json").read_text("utf-8"))["files"]}
    shipped = {path.name for path in (ROOT / "data").iterdir()} - {"MANIFEST.json", "README.md"}
    assert shipped == set(entries)
    for name, entry in entries.items():
        assert described(ROOT / "data" / name) == (entry["sha256"], entry["bytes"])
        assert entry["source"] and entry["licence"]
        assert name in (ROOT / "data/README.md").read_text("utf-8")
    assert entries["mnist_5k.npz"]["licence"] == "CC BY-SA 3.0"
