"""tf.contrib.rnn: the cells, and the network that is unrolled over a list."""

from __future__ import annotations

from typing import Any

from nbkit.tf1.core.cells import (
    BasicLSTMCell,
    BasicRNNCell,
    DropoutWrapper,
    GRUCell,
    LSTMCell,
    LSTMStateTuple,
    MultiRNNCell,
    OutputProjectionWrapper,
    RNNCell,
)
from nbkit.tf1.core.missing import sentence
from nbkit.tf1.core.recurrent import static_bidirectional_rnn, static_rnn

__all__ = [
    "BasicLSTMCell",
    "BasicRNNCell",
    "DropoutWrapper",
    "GRUCell",
    "LSTMCell",
    "LSTMStateTuple",
    "MultiRNNCell",
    "OutputProjectionWrapper",
    "RNNCell",
    "static_bidirectional_rnn",
    "static_rnn",
]


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.contrib.rnn.{name}"))
