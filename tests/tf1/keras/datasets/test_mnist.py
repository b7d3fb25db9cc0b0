"""The digits of tf.keras, and that nothing else of it is there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import nbkit.tf1 as tf


def test_digits_to_train_and_to_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBKIT_MNIST_DIR", str(tmp_path))
    (X, y), (X_test, y_test) = tf.keras.datasets.mnist.load_data()
    assert X.shape[1:] == (28, 28) and len(X) == len(y) and len(X_test) == len(y_test) == 1000
    assert X.dtype == y.dtype == np.uint8 and X.max() == 255


def test_what_else_keras_has_is_left_out() -> None:
    for name in ("keras.layers", "keras.datasets.cifar10"):
        with pytest.raises(AttributeError, match="belongs to Keras"):
            eval(f"tf.{name}")
