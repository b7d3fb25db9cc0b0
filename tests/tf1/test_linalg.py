"""The shorter names are those of the front door."""

import nbkit.tf1 as tf


def test_they_are_the_same_objects() -> None:
    pairs = {"inv": "matrix_inverse", "det": "matrix_determinant", "diag": "matrix_diag", "norm": "norm"}
    for short, long in pairs.items():
        assert getattr(tf.linalg, short) is getattr(tf, long)
