"""What Python 2 meant by a name, for tensors and arrays as well."""

from __future__ import annotations

import numpy as np

import nbkit.tf1 as tf
from nbkit.tf1.python2.names import divided


def test_arrays_and_tensors_of_whole_numbers_are_divided_as_such() -> None:
    assert divided(np.array([7, 8]), 2).tolist() == [3, 4]
    assert divided(np.array([7.0]), 2).tolist() == [3.5]
    session = tf.Session()
    assert session.run(divided(tf.constant(7), 2)) == 3
    assert session.run(divided(7, tf.constant(2))) == 3
    assert session.run(divided(tf.constant(7.0), 2)) == 3.5
