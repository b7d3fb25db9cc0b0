"""tf.keras.datasets.mnist: `(x_train, y_train), (x_test, y_test) = load_data()`."""

from nbkit.tf1.mnist import load_data

__all__ = ["load_data"]
