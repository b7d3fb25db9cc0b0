"""The digits: those that come with the course, and the full set from files on this machine."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import train_mnist_mlp

import nbkit as nb
from nbkit import data
from nbkit.data import digits

ROOT = Path(__file__).resolve().parents[2]
FULL = ROOT.parent / "shared" / "mnist"
needs_full = pytest.mark.skipif(not FULL.is_dir(), reason="the full MNIST is not in ../shared/mnist")


# ---------------------------------------------------------------- the 5,000


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


@pytest.mark.parametrize(
    "manifest",
    ["", "{", "[]", "{}", '{"files": []}', '{"files": [{"name": "mnist_5k.npz"}]}', "[" * 9000, "x" * 99999],
)
def test_a_damaged_manifest_is_refused(shipped, manifest):
    (shipped / "MANIFEST.json").write_text(manifest)
    with pytest.raises(data.DataError, match=r"MANIFEST\.json"):
        data.load_mnist()


def test_a_manifest_with_a_byte_order_mark_is_read(shipped):
    manifest = shipped / "MANIFEST.json"
    manifest.write_text(manifest.read_text("utf-8"), "utf-8-sig")
    assert len(data.load_mnist().X_test) == 1000


# ---------------------------------------------------------------- the full set


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


@pytest.mark.parametrize(
    "found, wanted",
    [
        ("train-images.idx3-ubyte", "train-images-idx3-ubyte (a dot stands where a dash belongs)"),
        ("train-images.idx3-ubyte.gz", "train-images-idx3-ubyte.gz (a dot stands where a dash belongs)"),
        ("TRAIN-IMAGES-IDX3-UBYTE.GZ", "train-images-idx3-ubyte.gz"),
        ("train_images_idx3_ubyte", "train-images-idx3-ubyte"),
    ],
)
def test_a_file_under_another_name_is_told_the_right_one(monkeypatch, tmp_path, found, wanted):
    (tmp_path / found).touch()
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(tmp_path))
    with pytest.raises(data.DataError) as caught:
        data.load_full_mnist()
    assert f"do:       rename {found} to {wanted}, or run `nbkit fetch mnist`." in str(caught.value)


def test_a_file_in_a_folder_of_its_name_is_told_its_place(monkeypatch, tmp_path):
    (tmp_path / "train-images-idx3-ubyte").mkdir()
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(tmp_path))
    with pytest.raises(data.DataError, match="put the file train-images-idx3-ubyte in place of the folder"):
        data.load_full_mnist()


def test_the_folder_is_the_users_cache_by_default(monkeypatch):
    monkeypatch.setenv("NBKIT_MNIST_DIR", "")
    assert data.mnist_folder().is_absolute() and data.mnist_folder().name == "mnist"
    monkeypatch.setenv("NBKIT_MNIST_DIR", "~/digits")
    assert data.mnist_folder() == Path.home() / "digits"


@needs_full
def test_no_held_out_image_is_learned_from(monkeypatch):
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(FULL))
    full, few = data.load_full_mnist(scaled=False), data.load_mnist(scaled=False)
    rows = train_mnist_mlp.without(full.X_train, few.X_test)
    assert rows.sum() == 59_000
    held_out = {image.tobytes() for image in full.X_train[~rows]}
    assert held_out == {image.tobytes() for image in few.X_test}
    right = np.argmax(nb.forward(data.load_mnist_mlp(), full.X_test / 255), axis=1) == full.y_test
    assert right.mean() == 0.971
    assert (right[:5000].mean(), right[5000:].mean()) == (0.96, 0.982)  # what load_full_mnist says
