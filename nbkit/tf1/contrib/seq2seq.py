"""tf.contrib.seq2seq: the cost of a sequence of classes."""

from __future__ import annotations

from typing import Any

from nbkit.tf1 import nn
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.missing import sentence
from nbkit.tf1.core.tensor import Tensor, convert


def sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: Any = None,
    name: str | None = None,
) -> Tensor:
    """The mean of -ln softmax(logits) at the targets, weighted: logits (n, time, classes), targets (n, time).

    A mean over one axis only leaves the other; without any, each place of each sequence keeps its cost.
    """
    z, y, w = convert(logits), convert(targets), convert(weights)
    for what, tensor, rank in (("Logits", z, 3), ("Targets", y, 2), ("Weights", w, 2)):
        if tensor.shape.ndims != rank:
            wanted = ", ".join(["batch_size", "sequence_length", "logits"][:rank])
            raise ValueError(f"{what} must be a [{wanted}] tensor, got the shape {tensor.shape}")
    axes = [i for i, mean in enumerate((average_across_batch, average_across_timesteps)) if mean]
    begun = z.graph.count
    with get_default_graph().name_scope(name or "sequence_loss"):
        rows, classes = arrays.reshape(z, [-1, int(z.shape[-1])]), arrays.reshape(y, [-1])
        cost = softmax_loss_function or nn.sparse_softmax_cross_entropy_with_logits
        costs = cost(labels=classes, logits=rows) * arrays.reshape(w, [-1])
        if len(axes) == 2:
            result = math.reduce_sum(costs) / (math.reduce_sum(w) + 1e-12)
        else:
            result = arrays.reshape(costs, arrays.shape(z)[:2])
        if len(axes) == 1:
            result = math.reduce_sum(result, axes) / (math.reduce_sum(w, axes) + 1e-12)
    if softmax_loss_function is None:
        z.graph.count = begun + {0: 27, 1: 34, 2: 22}[len(axes)]
    return result


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.contrib.seq2seq.{name}"))
