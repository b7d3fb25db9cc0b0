"""The digits as TensorFlow 1's tutorials read them: the same parts, and the same batches under a seed."""

from __future__ import annotations

import gzip
import io
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nbkit.data.digits import MNIST_FILES, load_mnist, mnist_folder
from nbkit.data.files import data_error, read_bytes
from nbkit.functions import Array, as_array
from nbkit.tf1 import philox

Place = str | os.PathLike[str]

_LARGEST = 1 << 28  # bytes of an unzipped file: five times as many as the largest of MNIST
_DO = "get the file again, or run `nbkit fetch mnist` and name no folder of your own"

default_seed: Callable[[], int | None] = lambda: None  # noqa: E731 - the graph's seed, once there is a graph


# ---------------------------------------------------------------- batches


class DataSet:
    """Examples that come in batches, shuffled anew in each epoch.

    The order is drawn from NumPy's global generator, which making a DataSet seeds: with `seed`, else with the
    graph's, else freshly.
    images (n, rows, columns, 1), uint8. reshape: make each a row. dtype: uint8, or float32 from 0 to 1.
    """

    def __init__(
        self,
        images: Any,
        labels: Any,
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = np.float32,
        reshape: bool = True,
        seed: int | None = None,
    ) -> None:
        _seed_numpy(seed)
        self._fake = fake_data
        self._one_hot = one_hot
        kind = _image_dtype(dtype)
        self._images = images if fake_data else _prepared(images, kind, reshape)
        self._labels = labels
        self._examples = 10_000 if fake_data else len(self._images)
        if not fake_data and len(labels) != self._examples:
            raise AssertionError(f"expected a label for each image, got {len(labels)} for {self._examples}")
        self._epochs = 0
        self._next = 0

    @property
    def images(self) -> Array:
        """All images, in the order of the present epoch."""
        return self._images

    @property
    def labels(self) -> Array:
        """All labels, in the order of the images."""
        return self._labels

    @property
    def num_examples(self) -> int:
        """How many there are."""
        return self._examples

    @property
    def epochs_completed(self) -> int:
        """How many times all of them were handed out."""
        return self._epochs

    def next_batch(self, batch_size: int, fake_data: bool = False, shuffle: bool = True) -> Any:
        """Return the next images and their labels; at the end of an epoch, its rest and the next one's start.

        A batch larger than the set comes back short: the rest of one epoch and all of the next.
        """
        if fake_data:
            label: Any = [1] + [0] * 9 if self._one_hot else 0
            return [[1] * 784 for _ in range(batch_size)], [label for _ in range(batch_size)]
        if shuffle and self._epochs == 0 and self._next == 0:
            self._shuffle()
        start, end = self._next, self._next + batch_size
        parts = [(self._images[start:end], self._labels[start:end])]
        if end > self._examples:
            self._epochs += 1
            end -= self._examples
            if shuffle:
                self._shuffle()
            parts.append((self._images[:end], self._labels[:end]))
        self._next = end
        images, labels = zip(*parts, strict=True)
        return (np.concatenate(images), np.concatenate(labels)) if len(parts) > 1 else parts[0]

    def _shuffle(self) -> None:
        order = np.arange(self._examples)
        np.random.shuffle(order)  # noqa: NPY002 - TensorFlow's tutorials draw from the global generator
        self._images, self._labels = self._images[order], self._labels[order]


def _seed_numpy(seed: int | None) -> None:
    """Seed NumPy's global generator with the seed of the call, or else that of the graph, or else freshly."""
    graph_seed = default_seed()
    if seed is None and graph_seed is None:
        np.random.seed(None)  # noqa: NPY002
    else:
        pair = philox.seeds(graph_seed, seed, nodes=0)
        np.random.seed(pair[0] if seed is None else pair[1])  # noqa: NPY002


def _image_dtype(dtype: Any) -> np.dtype[Any]:
    kind = np.dtype(getattr(dtype, "as_numpy_dtype", dtype))
    if kind not in (np.uint8, np.float32):
        raise TypeError(f"Invalid image dtype {dtype!r}, expected uint8 or float32")
    return kind


def _prepared(images: Array, dtype: np.dtype[Any], reshape: bool) -> Array:
    """Return the images as rows, if asked for, and as floats from 0 to 1, if asked for."""
    images = as_array(images)
    if reshape:
        images = images.reshape(len(images), math.prod(images.shape[1:]))
    return images.astype(dtype) * dtype.type(1 / 255) if dtype == np.float32 else images


# ---------------------------------------------------------------- reading


class Datasets(NamedTuple):
    """The three parts: to train, to choose by, to test."""

    train: DataSet
    validation: DataSet
    test: DataSet


def read_data_sets(
    train_dir: Place,
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = np.float32,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: int | None = None,
    source_url: str | None = None,
) -> Datasets:
    """Read MNIST, or what lies under its names; the first `validation_size` are not for training.

    The four files lie in `train_dir`, or where `nbkit fetch mnist` puts them, gzipped or not. Without them we
    take the course's 5,000 digits, and as large a share to validate. Nothing is ever downloaded.
    one_hot: labels as rows of float64 with a single 1, or else as numbers, uint8.
    dtype, reshape, seed: as for a DataSet. source_url is not asked.
    Raises ValueError where a file is no file of images or labels, or for another validation size.

    >>> read_data_sets("MNIST_data/", one_hot=True).train.num_examples  # doctest: +SKIP
    55000
    """
    options = {"dtype": dtype, "seed": seed}
    if fake_data:
        fakes = (DataSet([], [], fake_data=True, one_hot=one_hot, **options) for _ in range(3))
        return Datasets(*fakes)
    folder = _folder_of_four(os.fspath(train_dir), os.fspath(mnist_folder()))
    arrays = _shipped() if folder is None else [_read(folder, file.name) for file in MNIST_FILES]
    train, labels, test, test_labels = arrays
    first = validation_size if folder else validation_size * len(train) // 60_000
    if not 0 <= first <= len(train):
        told = f"Validation size should be between 0 and {len(train)}. Received: {validation_size}."
        raise ValueError(told)
    parts = [(train[first:], labels[first:]), (train[:first], labels[:first]), (test, test_labels)]
    chosen = [(images, dense_to_one_hot(y, 10) if one_hot else y) for images, y in parts]
    return Datasets(*(DataSet(images, y, reshape=reshape, **options) for images, y in chosen))


def load_data(path: str = "mnist.npz") -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return images (n, 28, 28) and labels, uint8, to train and to test: as tf.keras.datasets.mnist does.

    They come from where `nbkit fetch mnist` puts the four files, or else are the course's 5,000 digits.
    Nothing is ever downloaded; the path is not asked.
    """
    train, labels, test, test_labels = _four_arrays(os.fspath(mnist_folder()))
    return (train[..., 0], labels), (test[..., 0], test_labels)


def _four_arrays(*folders: str) -> list[Array]:
    """Images and labels, to train and to test, from the first folder that has them, or the course's."""
    folder = _folder_of_four(*folders)
    return _shipped() if folder is None else [_read(folder, file.name) for file in MNIST_FILES]


def dense_to_one_hot(labels_dense: Array, num_classes: int) -> Array:
    """Return a row for each label, float64, with a 1 at its place.

    >>> dense_to_one_hot(np.array([2, 0]), 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    return np.eye(num_classes)[labels_dense]


def _folder_of_four(*folders: str) -> str | None:
    """Return the first folder in which all four files are."""
    whole = (folder for folder in folders if all(_file(folder, file.name).is_file() for file in MNIST_FILES))
    return next(whole, None)


def _file(folder: str, name: str) -> Path:
    """Return the path of a file: gzipped, if it is there, or else not."""
    gzipped = Path(folder, f"{name}.gz")
    return gzipped if gzipped.is_file() else Path(folder, name)


def _read(folder: str, name: str) -> Array:
    """Read a file of images (n, rows, columns, 1) or labels (n,), whose header says no more than there is."""
    path = _file(folder, name)
    print("Extracting", os.path.join(folder, path.name))
    content = _unzipped(path)
    magic, axes, kind = (2051, 3, "image") if "images" in name else (2049, 1, "label")
    numbers = np.frombuffer(content, ">u4", count=min(axes + 1, len(content) // 4)).tolist()
    if numbers[:1] != [magic]:
        raise ValueError(f"Invalid magic number {numbers[0] if numbers else ''} in MNIST {kind} file: {path}")
    data = np.frombuffer(content, np.uint8, offset=4 * len(numbers))
    shape = tuple(numbers[1:])
    if len(shape) != axes or math.prod(shape) != len(data):
        raise data_error(path, f"as many bytes as its shape {shape} has", f"{len(data):,}", _DO)
    return data.reshape(*shape, 1).copy() if axes == 3 else data.copy()


def _unzipped(path: Path) -> bytes:
    """Return what a file holds, unzipped if it is gzipped, and not more than it may."""
    content = read_bytes(path, _LARGEST, _DO)
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            unzipped = file.read(_LARGEST + 1)
    except (EOFError, OSError, ValueError) as fault:
        raise data_error(path, "a whole gzip file", str(fault), _DO) from fault
    if len(unzipped) > _LARGEST:
        raise data_error(path, f"{_LARGEST:,} bytes at most once unzipped", "more", _DO)
    return unzipped


_told: list[bool] = []


def _shipped() -> list[Array]:
    """Return the digits of the course, and say once that they are not MNIST whole."""
    if not _told:
        _told.append(True)
        print("No MNIST on this machine: these are the 5,000 digits of the course. All: `nbkit fetch mnist`.")
    split = load_mnist(scaled=False, images=True)
    images = [part[..., None] for part in (split.X_train, split.X_test)]
    labels = [part.astype(np.uint8) for part in (split.y_train, split.y_test)]
    return [images[0], labels[0], images[1], labels[1]]
