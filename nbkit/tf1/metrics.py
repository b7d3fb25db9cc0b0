"""tf.metrics: measures that add up over batches, kept in local variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.dtypes import bool_, float32
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
    return _kept((value, update), metrics_collections, updates_collections)


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


mean_absolute_error = _of_pairs(
    "mean_absolute_error", lambda y, p: math.abs(math.to_float(p) - math.to_float(y))
)


def root_mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Sequence[str] | None = None,
    updates_collections: Sequence[str] | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The root of the mean squared error so far, and a tensor whose run takes in that of a batch."""
    found = mean_squared_error(labels, predictions, weights, None, None, name or "root_mean_squared_error")
    found[0].graph.count += 1
    return _kept([math.sqrt(t) for t in found], metrics_collections, updates_collections)


def _kept(pair: Any, *collections: Sequence[str] | None) -> tuple[Tensor, Tensor]:
    """Value and update, entered into the collections of each."""
    for keys, tensor in zip(collections, pair, strict=True):
        for key in keys or ():
            add_to_collection(key, tensor)
    return pair[0], pair[1]


def _tally(kind: str, true: bool, found: bool) -> Any:
    """Count the examples whose label and prediction are these."""

    def metric(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Sequence[str] | None = None,
        updates_collections: Sequence[str] | None = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        y, p = (math.cast(t, bool_) for t in (labels, predictions))
        before = y.graph.count
        y, p = (t if wanted else math.logical_not(t) for t, wanted in ((y, true), (p, found)))
        pair = _counted(math.logical_and(y, p), weights, name or kind)
        y.graph.count = before + 15
        return _kept(pair, metrics_collections, updates_collections)

    metric.__doc__ = f"How many {kind.replace('_', ' ')} there were so far, and what takes in a batch."
    return metric


def _counted(hits: Tensor, weights: Any, name: str) -> tuple[Tensor, Tensor]:
    """How many there were so far, and a tensor whose run takes in those of a batch."""
    with hits.graph.name_scope(name):
        each = math.cast(hits, float32)
        each = each if weights is None else math.multiply(each, math.to_float(weights))
        count = Variable(np.float32(0), False, [GraphKeys.LOCAL_VARIABLES], name="count")
        return arrays.identity(count), assign_add(count, math.reduce_sum(each))


true_positives, false_positives = _tally("true_positives", True, True), _tally("false_positives", False, True)
false_negatives = _tally("false_negatives", True, False)


def _share(kind: str, others: Any) -> Any:
    """The share of true positives among themselves and others."""

    def metric(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Sequence[str] | None = None,
        updates_collections: Sequence[str] | None = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        y, p = (math.cast(t, bool_) for t in (labels, predictions))
        before = y.graph.count
        with y.graph.name_scope(name or kind):
            hits, misses = true_positives(y, p, weights), others(y, p, weights)
            pair = [_part(*both) for both in zip(hits, misses, ("value", "update_op"), strict=True)]
        y.graph.count = before + 44
        return _kept(pair, metrics_collections, updates_collections)

    metric.__doc__ = f"The {kind} so far, and a tensor whose run takes in that of a batch."
    return metric


def _part(hits: Tensor, misses: Tensor, name: str) -> Tensor:
    """hits / (hits + misses), and 0 where there are none."""
    return math.div(hits, math.maximum(hits + misses, 1e-12), name)


precision, recall = _share("precision", false_positives), _share("recall", false_negatives)


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.metrics.{name}"))


name_functions(globals())
