"""The digits in TensorFlow's parts and batches: those of 1.4.0, whatever lies on the disk."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nbkit.data import DataError, digits
from nbkit.tf1 import mnist

FULL = Path(__file__).resolve().parents[3] / "shared" / "mnist"
CASES: dict[str, Any] = json.loads((Path(__file__).parent / "data/batches_1_4_0.json").read_text())["cases"]


@pytest.fixture(autouse=True)
def numpys_generator() -> Iterator[None]:
    """The global generator goes on for other tests where it was."""
    state = np.random.get_state()  # noqa: NPY002
    yield
    np.random.set_state(state)  # noqa: NPY002


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No MNIST but what a test puts there."""
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(tmp_path / "nowhere"))
    return tmp_path


def ten(seed: int | None = None) -> mnist.DataSet:
    images = np.arange(10, dtype=np.uint8).reshape(10, 1, 1, 1)
    return mnist.DataSet(images, np.arange(10), dtype=np.uint8, seed=seed)


# ---------------------------------------------------------------- batches


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith(("seed", "graph"))])
def test_batches_are_those_of_tensorflow(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    options, sizes = case.split(": ")
    graph = int(options.split()[2].strip(",")) if options.startswith("graph") else None
    monkeypatch.setattr(mnist, "default_seed", lambda: graph)
    data = ten(int(options.partition("seed=")[2].partition(",")[0]) if "seed=" in options else None)
    batches, epochs, order = CASES[case]
    shuffle = "no shuffle" not in options
    got = [data.next_batch(int(size), shuffle=shuffle) for size in sizes.split()]
    assert [labels.tolist() for _, labels in got] == batches
    assert [images.ravel().tolist() for images, _ in got] == batches
    assert (data.epochs_completed, data.images.ravel().tolist()) == (epochs, order)


def test_each_epoch_hands_out_all() -> None:
    data = ten()
    drawn = np.concatenate([data.next_batch(4)[1] for _ in range(5)])
    assert sorted(drawn[:10]) == sorted(drawn[10:]) == list(range(10))
    assert (data.num_examples, data.epochs_completed) == (10, 1)


def test_making_a_data_set_seeds_numpy() -> None:
    ten(seed=3)
    first = np.random.rand()  # noqa: NPY002
    ten(seed=3)
    assert np.random.rand() == first  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    ten()
    assert np.random.rand() != np.random.RandomState(0).rand()  # noqa: NPY002


def test_images_become_rows_of_floats_or_stay() -> None:
    images = np.array([0, 51, 255, 7], np.uint8).reshape(2, 2, 1, 1)
    rows = mnist.DataSet(images, np.zeros(2)).images
    assert rows.dtype == np.float32 and rows.shape == (2, 2)
    assert rows.tolist() == [
        [0.0, np.float32(51) * np.float32(1 / 255)],
        [1.0, np.float32(7) * np.float32(1 / 255)],
    ]
    assert mnist.DataSet(images, np.zeros(2), reshape=False, dtype=np.uint8).images.shape == (2, 2, 1, 1)


def test_a_dtype_of_tensorflow_counts_and_others_do_not() -> None:
    class Kind:
        as_numpy_dtype = np.uint8

    images = np.zeros((2, 1, 1, 1), np.uint8)
    assert mnist.DataSet(images, np.zeros(2), dtype=Kind()).images.dtype == np.uint8
    with pytest.raises(TypeError, match=r"Invalid image dtype .*, expected uint8 or float32"):
        mnist.DataSet(images, np.zeros(2), dtype=np.float64)
    with pytest.raises(AssertionError, match="a label for each image, got 3 for 2"):
        mnist.DataSet(images, np.zeros(3))


def test_fake_data_is_that_of_tensorflow() -> None:
    fake = mnist.read_data_sets("x", fake_data=True, one_hot=True).train
    assert [fake.num_examples, [len(fake.next_batch(3, True)[0]), fake.next_batch(2, True)[1]]] == CASES[
        "fake"
    ]


# ---------------------------------------------------------------- reading


def idx(magic: int, array: np.ndarray) -> bytes:
    return np.array([magic, *array.shape], ">u4").tobytes() + array.astype(np.uint8).tobytes()


def four_files(folder: Path, end: str = ".gz") -> Path:
    """A small MNIST: 8 images of 2 x 3 to train, 2 to test."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    for file, size in zip(digits.MNIST_FILES, (8, 8, 2, 2), strict=True):
        shape = (size, 2, 3) if "images" in file.name else (size,)
        content = idx(2051 if len(shape) == 3 else 2049, rng.integers(0, 10, shape))
        (folder / f"{file.name}{end}").write_bytes(gzip.compress(content) if end else content)
    return folder


@pytest.mark.parametrize("end", [".gz", ""])
def test_reads_any_set_under_the_names_of_mnist(
    tmp_path: Path, end: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = four_files(tmp_path / "fashion", end)
    data = mnist.read_data_sets(f"{folder}/", validation_size=3)
    assert [part.images.shape for part in data] == [(5, 6), (3, 6), (2, 6)]
    assert data.train.labels.dtype == np.uint8 and data.train.labels.flags.writeable
    printed = capsys.readouterr().out.splitlines()
    assert printed == [f"Extracting {folder}/{file.name}{end}" for file in digits.MNIST_FILES]


def test_validates_by_the_first_of_those_for_training(tmp_path: Path) -> None:
    folder = four_files(tmp_path / "set")
    whole = mnist.read_data_sets(folder, validation_size=0, dtype=np.uint8, one_hot=True)
    parts = mnist.read_data_sets(folder, validation_size=3, dtype=np.uint8, one_hot=True, reshape=False)
    assert parts.validation.images.shape == (3, 2, 3, 1)
    assert np.array_equal(parts.validation.images.reshape(3, 6), whole.train.images[:3])
    assert np.array_equal(parts.train.labels, whole.train.labels[3:])
    assert whole.train.labels.dtype == np.float64 and (whole.train.labels.sum(axis=1) == 1).all()
    with pytest.raises(ValueError, match=r"^Validation size should be between 0 and 8. Received: 9.$"):
        mnist.read_data_sets(folder, validation_size=9)


def test_looks_where_nbkit_puts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(four_files(tmp_path / "cache")))
    assert mnist.read_data_sets("MNIST_data", validation_size=0).train.num_examples == 8


@pytest.mark.parametrize(
    ("name", "content", "error", "told"),
    [
        (
            "train-images-idx3-ubyte",
            idx(2049, np.zeros(3)),
            ValueError,
            "magic number 2049 in MNIST image file",
        ),
        ("train-labels-idx1-ubyte", b"", ValueError, "Invalid magic number  in MNIST label"),
        ("train-images-idx3-ubyte", idx(2051, np.zeros((8, 2, 3)))[:-1], DataError, r"\(8, 2, 3\) has"),
        ("train-images-idx3-ubyte", idx(2051, np.zeros(5)), DataError, "as many bytes as its shape"),
        ("train-labels-idx1-ubyte", idx(2049, np.zeros(0))[:4] + b"\xff" * 4, DataError, "4294967295"),
    ],
)
def test_what_is_no_such_file_is_refused(
    tmp_path: Path, name: str, content: bytes, error: type[Exception], told: str
) -> None:
    folder = four_files(tmp_path / "set")
    (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    with pytest.raises(error, match=told):
        mnist.read_data_sets(folder, validation_size=0)


def test_a_damaged_file_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = four_files(tmp_path / "set")
    path = folder / f"{digits.MNIST_FILES[2].name}.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(DataError, match="a whole gzip file"):
        mnist.read_data_sets(folder, validation_size=0)
    path.write_bytes(gzip.compress(bytes(2000)))
    monkeypatch.setattr(mnist, "_LARGEST", 1000)
    with pytest.raises(DataError, match="1,000 bytes at most once unzipped"):
        mnist.read_data_sets(folder, validation_size=0)


def test_without_files_the_digits_of_the_course_stand_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mnist, "_told", [])
    data = mnist.read_data_sets("MNIST_data/", one_hot=True)
    assert [part.num_examples for part in data] == [3667, 333, 1000]
    assert data.train.images.shape == (3667, 784) and data.train.labels.shape == (3667, 10)
    assert "the 5,000 digits of the course" in capsys.readouterr().out
    mnist.read_data_sets("MNIST_data/")
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(not FULL.is_dir(), reason="the full MNIST is not in ../shared/mnist")
def test_mnist_is_that_of_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """1,200 batches of 100, more than two epochs: the SHA-256 of all their bytes."""
    monkeypatch.setattr(mnist, "default_seed", lambda: 1)
    data = mnist.read_data_sets(FULL, one_hot=True)
    wanted = CASES["mnist graph seed 1, one_hot, 1200 batches of 100"]
    validation = data.validation.images.tobytes() + data.validation.labels.tobytes()
    assert hashlib.sha256(validation).hexdigest() == wanted["validation"]
    assert hashlib.sha256(data.test.images.tobytes()).hexdigest() == wanted["test"]
    drawn = hashlib.sha256()
    for _ in range(1200):
        for array in data.train.next_batch(100):
            drawn.update(array.tobytes())
    assert drawn.hexdigest() == wanted["sha256"]
