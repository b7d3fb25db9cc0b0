"""Names are found where listings look for them within TensorFlow."""

from __future__ import annotations

from importlib import import_module

import pytest

import nbkit.tf1 as tf
from nbkit.tf1.lend import lent

IMPORTS = """
from tensorflow.python.ops import rnn, rnn_cell, array_ops, variable_scope
from tensorflow.python.ops.math_ops import matmul
import tensorflow.python.ops.init_ops as starts
from tensorflow.python.framework import ops, dtypes
from tensorflow.python.platform import gfile, tf_logging, app, flags
from tensorflow.python.client import session
from tensorflow.python.training import saver
from tensorflow.python.layers.core import dense
from tensorflow.contrib.learn.python.learn.datasets.mnist import read_data_sets
from tensorflow.contrib.tensorboard.plugins import projector
from tensorflow.contrib.rnn.python.ops import core_rnn_cell
"""


def test_names_are_the_ones_of_the_front_door() -> None:
    found: dict[str, object] = {}
    with lent():
        exec(IMPORTS, found)
    pairs = {
        "rnn.dynamic_rnn": tf.nn.dynamic_rnn,
        "rnn_cell.BasicLSTMCell": tf.contrib.rnn.BasicLSTMCell,
        "core_rnn_cell.GRUCell": tf.contrib.rnn.GRUCell,
        "array_ops.concat": tf.concat,
        "variable_scope.variable_scope": tf.variable_scope,
        "matmul": tf.matmul,
        "starts.zeros_initializer": tf.zeros_initializer,
        "ops.reset_default_graph": tf.reset_default_graph,
        "dtypes.float32": tf.float32,
        "gfile.Exists": tf.gfile.Exists,
        "tf_logging.info": tf.logging.info,
        "app.run": tf.app.run,
        "flags.FLAGS": tf.app.flags.FLAGS,
        "session.Session": tf.Session,
        "saver.Saver": tf.train.Saver,
        "dense": tf.layers.dense,
        "read_data_sets": import_module("nbkit.tf1.mnist").read_data_sets,
        "projector.ProjectorConfig": import_module("nbkit.tf1.projector").ProjectorConfig,
    }
    assert {name: eval(name, found) for name in pairs} == pairs
    assert callable(tf.variable_scope)  # the door of that name did not take its place


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("from tensorflow.python.ops import nothing", "tf.python.ops.nothing is not here"),
        ("from tensorflow.python.ops import rnn; rnn.rnn", "tf.python.ops.rnn.rnn is not here"),
        ("from tensorflow.contrib.learn import DNNClassifier", "belongs to the estimators"),
        ("from tensorflow.python.client import timeline", "leave it away"),
        ("from tensorflow.models.rnn.ptb import reader", "beside the listing"),
    ],
)
def test_what_is_behind_no_door_is_named(line: str, told: str) -> None:
    with lent(), pytest.raises((ImportError, AttributeError), match=told):
        exec(line, {})
