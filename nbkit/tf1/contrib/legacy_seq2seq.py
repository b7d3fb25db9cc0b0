"""tf.contrib.legacy_seq2seq: sequences as lists, a tensor a step; what was tf.nn.seq2seq before 1.0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nbkit.tf1 import nn
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.cells import RNNCell
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.missing import sentence
from nbkit.tf1.core.tensor import Tensor, convert
from nbkit.tf1.core.variables import get_variable_scope, variable_scope


def rnn_decoder(
    decoder_inputs: Sequence[Any],
    initial_state: Any,
    cell: RNNCell,
    loop_function: Callable[[Any, int], Any] | None = None,
    scope: Any = None,
) -> tuple[list[Tensor], Any]:
    """The outputs of all steps and the last state.

    loop_function: makes the input of a step from the output before it and its number; the first is given.
    """
    state, outputs = initial_state, list[Tensor]()
    with variable_scope(scope or "rnn_decoder"):
        for number, x in enumerate(decoder_inputs):
            if loop_function is not None and outputs:
                with variable_scope("loop_function", reuse=True):
                    x = loop_function(outputs[-1], number)
            if number:
                get_variable_scope().reuse_variables()
            output, state = cell(x, state)
            outputs.append(output)
    return outputs, state


def sequence_loss_by_example(
    logits: Sequence[Any],
    targets: Sequence[Any],
    weights: Sequence[Any],
    average_across_timesteps: bool = True,
    softmax_loss_function: Any = None,
    name: str | None = None,
) -> Tensor:
    """The weighted mean over time of -ln softmax(logits) at the targets, a number an example."""
    if not len(targets) == len(logits) == len(weights):
        told = f"{len(logits)}, {len(weights)}, {len(targets)}"
        raise ValueError(f"Lengths of logits, weights, and targets must be the same {told}.")
    cost = softmax_loss_function or nn.sparse_softmax_cross_entropy_with_logits
    with get_default_graph().name_scope(name or "sequence_loss_by_example"):
        costs = []
        for z, y, w in zip(logits, targets, weights, strict=True):
            classes = arrays.reshape(y, [-1]) if softmax_loss_function is None else y
            costs.append(math.multiply(cost(labels=classes, logits=z), w))
        total = math.add_n(costs)
        return total / (math.add_n(weights) + 1e-12) if average_across_timesteps else total


def sequence_loss(
    logits: Sequence[Any],
    targets: Sequence[Any],
    weights: Sequence[Any],
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: Any = None,
    name: str | None = None,
) -> Tensor:
    """The same, added up over the examples and divided by how many there are."""
    with get_default_graph().name_scope(name or "sequence_loss"):
        each = sequence_loss_by_example(
            logits, targets, weights, average_across_timesteps, softmax_loss_function
        )
        total = math.reduce_sum(each)
        examples = arrays.shape(convert(targets[0]))[0]
        return total / math.cast(examples, total.dtype) if average_across_batch else total


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.contrib.legacy_seq2seq.{name}"))
