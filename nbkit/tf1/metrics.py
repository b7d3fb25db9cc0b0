"""tf.metrics: measures that add up over batches, kept in local variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.dtypes import float32
from nbkit.tf1.core.graph import GraphKeys, add_to_collection, get_default_graph
from nbkit.tf1.core.missing import name_functions, sentence
from nbkit.tf1.core.tensor import Tensor, convert
from nbkit.tf1.core.variables import Variable, assign_add


def mean(
    values: Any,
    weights: Any = None,
    metrics_collections: Sequence[str] | None = None,
    updates_collections: Sequence[str] | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean of all values so far, and a tensor whose run takes in those of a batch."""
    x = math.cast(values, float32)
    with get_default_graph().name_scope(name or "mean"):
        x.graph.count += 2
        total, count = (Variable(np.float32(0), False, [GraphKeys.LOCAL_VARIABLES], name=n) for n in _KEPT)
        value = math.truediv(total, math.maximum(count, 1e-12), name="value")
        weight = arrays.ones_like(x) if weights is None else math.multiply(arrays.ones_like(x), weights)
        now = assign_add(total, math.reduce_sum(math.multiply(x, weight)))
        update = math.truediv(now, assign_add(count, math.reduce_sum(weight)), name="update_op")
    for key, tensor in [(metrics_collections, value), (updates_collections, update)]:
        for collection in key or ():
            add_to_collection(collection, tensor)
    return value, update


_KEPT = ("total", "count")


def _of_pairs(name: str, measure: Any) -> Any:
    def metric(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Sequence[str] | None = None,
        updates_collections: Sequence[str] | None = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        values = measure(convert(labels), predictions)
        return mean(values, weights, metrics_collections, updates_collections, name or default)

    default = name
    metric.__doc__ = f"The {name} so far, and a tensor whose run takes in that of a batch."
    return metric


accuracy = _of_pairs("accuracy", lambda y, p: math.equal(math.cast(p, y.dtype), y))
mean_squared_error = _of_pairs(
    "mean_squared_error", lambda y, p: math.squared_difference(math.to_float(p), math.to_float(y))
)


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.metrics.{name}"))


name_functions(globals())
