"""The digits by the tutorials' import line: their seed is that of the graph."""

from __future__ import annotations

from importlib import import_module

import nbkit.tf1 as tf
from nbkit.tf1 import mnist
from nbkit.tf1.lend import lent


def test_the_line_of_the_tutorials_finds_it() -> None:
    with lent():
        input_data = import_module("tensorflow.examples.tutorials.mnist").input_data
    assert input_data.read_data_sets is mnist.read_data_sets
    with tf.Graph().as_default():
        assert mnist.default_seed() is None
        tf.set_random_seed(3)
        assert mnist.default_seed() == 3
