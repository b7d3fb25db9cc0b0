"""Doors to names of ours where listings look for them within TensorFlow: `tensorflow.python.ops.rnn_cell`."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

from nbkit.tf1.core.missing import sentence

# Where names are here: the modules of TensorFlow that have them there.
_ROOMS = {
    "": "python.ops.array_ops python.ops.check_ops python.ops.clip_ops python.ops.control_flow_ops "
    "python.ops.data_flow_ops python.ops.functional_ops python.ops.gradients python.ops.gradients_impl "
    "python.ops.init_ops python.ops.linalg_ops python.ops.logging_ops python.ops.math_ops "
    "python.ops.random_ops python.ops.standard_ops python.ops.state_ops python.ops.tensor_array_ops "
    "python.ops.variable_scope python.ops.variables python.framework.constant_op python.framework.dtypes "
    "python.framework.random_seed python.framework.tensor_shape python.client.session",
    "nn": "python.ops.nn python.ops.nn_impl python.ops.nn_ops python.ops.rnn python.ops.embedding_ops "
    "python.ops.candidate_sampling_ops",
    "contrib.rnn": "python.ops.rnn_cell python.ops.rnn_cell_impl contrib.rnn.python.ops.core_rnn_cell "
    "contrib.rnn.python.ops.core_rnn",
    "losses": "python.ops.losses.losses",
    "metrics": "python.ops.metrics",
    "layers": "python.layers.layers python.layers.core python.layers.convolutional python.layers.pooling "
    "python.layers.normalization",
    "train": "python.training.training python.training.saver python.training.optimizer "
    "python.training.adam python.training.gradient_descent python.training.moving_averages "
    "python.training.learning_rate_decay python.training.training_util",
    "summary": "python.summary.summary",
    "gfile": "python.platform.gfile",
    "app": "python.platform.app",
    "flags": "python.platform.flags",
    "logging": "python.platform.tf_logging",
    "test": "python.platform.test",
    "mnist": "contrib.learn.python.learn.datasets.mnist contrib.learn.datasets.mnist",
    "projector": "contrib.tensorboard.plugins.projector",
}
_OURS = (
    "python",
    "python.framework",
    "contrib",
    "contrib.rnn",
)  # modules that are here under their own names
_ROOM_OF = {door: room for room, doors in _ROOMS.items() for door in doors.split()}


class Door(ModuleType):
    """A module of TensorFlow whose names are in a room of ours; a folder of doors has none of its own."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, f"{name}, of which nbkit.tf1 has what listings use.")
        self._path, self._room = path, _ROOM_OF.get(path)

    def __getattr__(self, name: str) -> Any:
        if name[:2] != "__" and self._room is not None:
            room = import_module(f"nbkit.tf1.{self._room}".removesuffix("."))
            if hasattr(room, name):
                return getattr(room, name)
        raise AttributeError(sentence(f"tf.{self._path}.{name}"))


def door(name: str, path: str) -> Door | None:
    """The door at a path within TensorFlow, or None.

    >>> door("tensorflow.python.ops.rnn_cell", "python.ops.rnn_cell").BasicLSTMCell.__name__
    'BasicLSTMCell'
    """
    leads = path in _ROOM_OF or any(other.startswith(f"{path}.") for other in _ROOM_OF)
    return Door(name, path) if leads and path not in _OURS else None
