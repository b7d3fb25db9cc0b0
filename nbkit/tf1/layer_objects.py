"""The layers of tf.layers as objects: `tf.layers.Dense(10)` keeps its weights from call to call."""

from __future__ import annotations

from typing import Any

from nbkit.tf1 import layers
from nbkit.tf1.core.missing import sentence
from nbkit.tf1.core.tensor import Tensor
from nbkit.tf1.core.variables import Variable, VariableScope, global_variables


class Layer:
    """A layer that makes its weights at its first call, and takes the same ones at all others."""

    function: Any

    def __init__(self, *arguments: Any, name: str | None = None, **options: Any) -> None:
        self._arguments, self._options, self._name = arguments, options, name
        self._scope: VariableScope | None = None
        self.variables: list[Variable] = []

    def __call__(self, inputs: Any, **more: Any) -> Tensor:
        """Apply the layer; training=True where it behaves otherwise then."""
        function, options = type(self).function, {**self._options, **more}
        if self._scope is not None:
            return function(inputs, *self._arguments, name=self._scope, reuse=True, **options)
        before = set(global_variables())
        result = function(inputs, *self._arguments, name=self._name, **options)
        self.variables = [v for v in global_variables() if v not in before]
        if self.variables:
            name = self.variables[0].op.name.rpartition("/")[0]
            self._scope = VariableScope(True, name, original_name_scope=f"{name}/")
        return result

    apply = __call__

    @property
    def weights(self) -> list[Variable]:
        """All variables that it has made."""
        return self.variables

    @property
    def trainable_variables(self) -> list[Variable]:
        """Those of them that are trained."""
        return [v for v in self.variables if v.trainable]

    trainable_weights = trainable_variables

    @property
    def name(self) -> str:
        """The name of its scope, once it has been called; before, the one that it was given."""
        scope = self._scope.name.rpartition("/")[2] if self._scope is not None else None
        return scope or self._name or type(self).function.__name__

    def __getattr__(self, name: str) -> Any:
        found = [v for v in self.__dict__.get("variables", ()) if v.op.name.endswith(f"/{name}")]
        if not found:
            raise AttributeError(
                f"{type(self).__name__} has no {name}: its weights are made at the first call"
            )
        return found[0]

    def count_params(self) -> int:
        """How many numbers its weights have."""
        return sum(v.shape.num_elements() or 0 for v in self.variables)


def _of(name: str, function: Any) -> type[Layer]:
    about = f"`tf.layers.{function.__name__}` as an object that keeps its weights."
    return type(name, (Layer,), {"function": staticmethod(function), "__doc__": about})


Dense, Conv1D, Conv2D = _of("Dense", layers.dense), _of("Conv1D", layers.conv1d), _of("Conv2D", layers.conv2d)
Conv2DTranspose = _of("Conv2DTranspose", layers.conv2d_transpose)
BatchNormalization = _of("BatchNormalization", layers.batch_normalization)
Dropout, Flatten = _of("Dropout", layers.dropout), _of("Flatten", layers.flatten)
MaxPooling1D, MaxPooling2D = (
    _of("MaxPooling1D", layers.max_pooling1d),
    _of("MaxPooling2D", layers.max_pooling2d),
)
AveragePooling1D = _of("AveragePooling1D", layers.average_pooling1d)
AveragePooling2D = _of("AveragePooling2D", layers.average_pooling2d)


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.layers.{name}"))
