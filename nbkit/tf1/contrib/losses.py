"""tf.contrib.losses: the losses of before 1.0, which take the predictions first."""

from __future__ import annotations

from typing import Any

from nbkit.tf1 import losses
from nbkit.tf1.core.missing import name_functions, sentence
from nbkit.tf1.core.tensor import Tensor
from nbkit.tf1.losses import add_loss, get_losses, get_regularization_losses, get_total_loss

__all__ = ["add_loss", "get_losses", "get_regularization_losses", "get_total_loss"]


def _of_predictions(loss: Any) -> Any:
    def turned(predictions: Any, labels: Any = None, weights: Any = 1.0, scope: Any = None) -> Tensor:
        return loss(labels, predictions, weights, scope=scope)

    turned.__doc__ = loss.__doc__
    return turned


absolute_difference = _of_predictions(losses.absolute_difference)
mean_squared_error = _of_predictions(losses.mean_squared_error)


def log_loss(
    predictions: Any, labels: Any = None, weights: Any = 1.0, epsilon: float = 1e-7, scope: Any = None
) -> Tensor:
    """The mean of -(y log p + (1 - y) log(1 - p))."""
    return losses.log_loss(labels, predictions, weights, epsilon, scope)


def hinge_loss(logits: Any, labels: Any = None, weights: Any = 1.0, scope: Any = None) -> Tensor:
    """The mean of max(0, 1 - y z), with labels 0 and 1 taken for y = -1 and 1."""
    return losses.hinge_loss(labels, logits, weights, scope)


def sigmoid_cross_entropy(
    logits: Any, multi_class_labels: Any, weights: Any = 1.0, label_smoothing: float = 0, scope: Any = None
) -> Tensor:
    """The mean cross-entropy of entries for themselves."""
    return losses.sigmoid_cross_entropy(multi_class_labels, logits, weights, label_smoothing, scope)


def softmax_cross_entropy(
    logits: Any, onehot_labels: Any, weights: Any = 1.0, label_smoothing: float = 0, scope: Any = None
) -> Tensor:
    """The mean cross-entropy of rows."""
    return losses.softmax_cross_entropy(onehot_labels, logits, weights, label_smoothing, scope)


def sparse_softmax_cross_entropy(logits: Any, labels: Any, weights: Any = 1.0, scope: Any = None) -> Tensor:
    """The mean cross-entropy for class numbers."""
    return losses.sparse_softmax_cross_entropy(labels, logits, weights, scope)


name_functions(globals())


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.contrib.losses.{name}"))
