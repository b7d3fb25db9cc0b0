"""tf.losses: costs as one number, which the graph collects."""

from __future__ import annotations

from typing import Any

from nbkit.tf1 import nn
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.dtypes import float32
from nbkit.tf1.core.graph import GraphKeys, add_to_collection, get_collection, get_default_graph
from nbkit.tf1.core.missing import name_functions
from nbkit.tf1.core.tensor import Tensor, convert


class Reduction:
    """What becomes of the losses of many examples."""

    NONE, SUM, MEAN = "none", "weighted_sum", "weighted_mean"
    SUM_OVER_BATCH_SIZE, SUM_BY_NONZERO_WEIGHTS = (
        "weighted_sum_over_batch_size",
        "weighted_sum_by_nonzero_weights",
    )


def compute_weighted_loss(
    losses: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The mean of losses; with weights, over those whose weight is not 0."""
    with get_default_graph().name_scope(scope or "weighted_loss"):
        losses = math.to_float(losses)
        losses.graph.count += 37
        if isinstance(weights, (int, float)) and reduction == Reduction.SUM_BY_NONZERO_WEIGHTS:
            loss = math.multiply(math.reduce_mean(losses), float(weights), name="value")
        else:
            loss = _reduced(losses, math.to_float(convert(weights, None)), reduction)
    if loss_collection is not None:
        add_to_collection(loss_collection, loss)
    return loss


def _reduced(losses: Tensor, weights: Tensor, reduction: str) -> Tensor:
    weighted = math.multiply(losses, weights)
    if reduction == Reduction.NONE:
        return weighted
    total = math.reduce_sum(weighted)
    if reduction == Reduction.SUM:
        return total
    spread = math.multiply(arrays.ones_like(losses), weights)
    if reduction == Reduction.MEAN:
        return total / math.reduce_sum(spread)
    if reduction == Reduction.SUM_OVER_BATCH_SIZE:
        return total / math.reduce_sum(arrays.ones_like(losses))
    counted = math.reduce_sum(math.cast(math.not_equal(spread, 0.0), float32))
    return total / math.maximum(counted, 1.0)


def _of_pairs(name: str, cost: Any) -> Any:
    """A loss of labels and predictions of one shape."""

    def loss(
        labels: Any,
        predictions: Any,
        weights: Any = 1.0,
        scope: str | None = None,
        loss_collection: str | None = GraphKeys.LOSSES,
        reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
        **options: Any,
    ) -> Tensor:
        y, p = math.to_float(labels), math.to_float(predictions)
        p.shape.assert_is_compatible_with(y.shape)
        return compute_weighted_loss(
            cost(y, p, **options), weights, scope or name, loss_collection, reduction
        )

    loss.__doc__ = f"TensorFlow's {name}, as one number."
    return loss


def _logarithms(y: Tensor, p: Tensor, epsilon: float = 1e-7) -> Tensor:
    return -(y * math.log(p + epsilon)) - (1 - y) * math.log(1 - p + epsilon)


def _huber(y: Tensor, p: Tensor, delta: float = 1.0) -> Tensor:
    far = math.abs(p - y)
    far.graph.count += 1
    near = math.minimum(far, delta)
    return 0.5 * math.square(near) + delta * (far - near)


def log_loss(
    labels: Any, predictions: Any, weights: Any = 1.0, epsilon: float = 1e-7, *more: Any, **options: Any
) -> Tensor:
    """The mean of -(y log p + (1 - y) log(1 - p)), with epsilon so that no logarithm is infinite."""
    return _log_loss(labels, predictions, weights, *more, epsilon=epsilon, **options)


def huber_loss(
    labels: Any, predictions: Any, weights: Any = 1.0, delta: float = 1.0, *more: Any, **options: Any
) -> Tensor:
    """The mean of e²/2, and of delta (|e| - delta/2) where the error e is larger than delta."""
    return _huber_loss(labels, predictions, weights, *more, delta=delta, **options)


mean_squared_error = _of_pairs("mean_squared_error", lambda y, p: math.squared_difference(p, y))
absolute_difference = _of_pairs("absolute_difference", lambda y, p: math.abs(p - y))
_log_loss, _huber_loss = _of_pairs("log_loss", _logarithms), _of_pairs("huber_loss", _huber)


def hinge_loss(
    labels: Any, logits: Any, weights: Any = 1.0, scope: str | None = None, **options: Any
) -> Tensor:
    """The mean of max(0, 1 - y z), with labels 0 and 1 taken for y = -1 and 1."""
    y = 2 * math.to_float(labels) - 1
    y.graph.count += 1
    return compute_weighted_loss(
        nn.relu(1 - y * math.to_float(logits)), weights, scope or "hinge_loss", **options
    )


def softmax_cross_entropy(
    onehot_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The mean cross-entropy of rows; label_smoothing takes so much from the 1 and spreads it."""
    z = convert(logits)
    y = math.cast(onehot_labels, z.dtype)
    if label_smoothing > 0:
        y = y * (1.0 - label_smoothing) + label_smoothing / int(y.shape[-1])
    cost = nn.softmax_cross_entropy_with_logits(labels=y, logits=z)
    name = scope or "softmax_cross_entropy_loss"
    return compute_weighted_loss(cost, weights, name, loss_collection, reduction)


def sparse_softmax_cross_entropy(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The mean cross-entropy for class numbers."""
    y = convert(labels)
    if y.shape.ndims is not None and y.shape.ndims == convert(logits).shape.ndims:
        y = arrays.squeeze(y, [-1])
    cost = nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
    cost.graph.count -= 1  # its weights are looked at less closely
    name = scope or "sparse_softmax_cross_entropy_loss"
    return compute_weighted_loss(cost, weights, name, loss_collection, reduction)


def sigmoid_cross_entropy(
    multi_class_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The mean cross-entropy of entries for themselves."""
    z = convert(logits)
    y = math.cast(multi_class_labels, z.dtype)
    if label_smoothing > 0:
        y = y * (1.0 - label_smoothing) + 0.5 * label_smoothing
    cost = nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z)
    return compute_weighted_loss(
        cost, weights, scope or "sigmoid_cross_entropy_loss", loss_collection, reduction
    )


def add_loss(loss: Any, loss_collection: str = GraphKeys.LOSSES) -> None:
    """Have the graph collect a loss."""
    add_to_collection(loss_collection, loss)


def get_losses(scope: str | None = None, loss_collection: str = GraphKeys.LOSSES) -> list[Tensor]:
    """The losses that were collected."""
    return get_collection(loss_collection, scope)


def get_regularization_losses(scope: str | None = None) -> list[Tensor]:
    """What regularizers ask for."""
    return get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


def get_total_loss(add_regularization_losses: bool = True, name: str = "total_loss") -> Tensor:
    """The sum of all losses that were collected, and of what regularizers ask for."""
    found = get_losses() + (get_regularization_losses() if add_regularization_losses else [])
    return math.add_n(found, name=name)


name_functions(globals())
