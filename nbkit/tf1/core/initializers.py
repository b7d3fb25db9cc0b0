"""What variables start from: each is called with a shape and makes a tensor."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nbkit.tf1.core import arrays, linear, random
from nbkit.tf1.core.dtypes import as_dtype, float32
from nbkit.tf1.core.tensor import Tensor, constant


class Initializer:
    """Called with a shape, and a dtype where another is wanted, it makes the tensor to start from."""

    dtype: Any = float32

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Make the tensor."""
        return self.make(list(arrays.static(shape)), as_dtype(dtype or self.dtype))

    def make(self, shape: list[int], dtype: Any) -> Tensor:
        """Make the tensor, for a shape and a dtype."""
        raise NotImplementedError


class zeros_initializer(Initializer):
    """All 0."""

    def __init__(self, dtype: Any = float32) -> None:
        self.dtype = dtype

    def make(self, shape: list[int], dtype: Any) -> Tensor:
        return constant(np.zeros(shape, dtype.numpy), name="zeros")


class ones_initializer(zeros_initializer):
    """All 1."""

    def make(self, shape: list[int], dtype: Any) -> Tensor:
        return constant(np.ones(shape, dtype.numpy), name="ones")


class constant_initializer(Initializer):
    """All this number, or these numbers in the shape."""

    def __init__(self, value: Any = 0, dtype: Any = float32, verify_shape: bool = False) -> None:
        self.value, self.dtype = value, dtype

    def make(self, shape: list[int], dtype: Any) -> Tensor:
        array = np.asarray(self.value, dtype.numpy)
        full = np.broadcast_to(array, shape) if array.ndim == 0 else None
        return constant(array, shape=shape) if full is None else constant(np.array(full))


class random_normal_initializer(Initializer):
    """Normal numbers."""

    draw = staticmethod(random.random_normal)

    def __init__(self, mean: Any = 0.0, stddev: Any = 1.0, seed: Any = None, dtype: Any = float32) -> None:
        self.mean, self.stddev, self.seed, self.dtype = mean, stddev, seed, dtype

    def make(self, shape: list[int], dtype: Any) -> Tensor:
        return self.draw(shape, self.mean, self.stddev, dtype, self.seed)


class truncated_normal_initializer(random_normal_initializer):
    """Normal numbers, without those beyond two standard deviations."""

    draw = staticmethod(random.truncated_normal)


class random_uniform_initializer(Initializer):
    """Uniform numbers."""

    def __init__(self, minval: Any = 0, maxval: Any = None, seed: Any = None, dtype: Any = float32) -> None:
        self.minval, self.maxval, self.seed, self.dtype = minval, maxval, seed, dtype

    def make(self, shape: list[int], dtype: Any) -> Tensor:
        return random.random_uniform(shape, self.minval, self.maxval, dtype, self.seed)


class variance_scaling_initializer(Initializer):
    """Numbers so large that values keep their size from layer to layer.

    scale: the variance, over the number of inputs (`fan_in`), of outputs (`fan_out`) or both (`fan_avg`).
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "normal",
        seed: Any = None,
        dtype: Any = float32,
    ) -> None:
        self.scale, self.mode, self.distribution = scale, mode, distribution
        self.seed, self.dtype = seed, dtype

    def make(self, shape: list[int], dtype: Any) -> Tensor:
        fan_in, fan_out = fans(shape)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2.0}[self.mode]
        scale = self.scale / max(1.0, n)
        if self.distribution == "normal":
            return random.truncated_normal(shape, 0.0, math.sqrt(scale), dtype, self.seed)
        limit = math.sqrt(3.0 * scale)
        return random.random_uniform(shape, -limit, limit, dtype, self.seed)


class glorot_uniform_initializer(variance_scaling_initializer):
    """Uniform up to √(6 / (inputs + outputs)): what `get_variable` starts from.

    Source: Glorot and Bengio, *Understanding the difficulty of training deep feedforward networks* (2010).
    """

    def __init__(self, seed: Any = None, dtype: Any = float32) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed, dtype)


class glorot_normal_initializer(variance_scaling_initializer):
    """The same variance, from truncated normal numbers."""

    def __init__(self, seed: Any = None, dtype: Any = float32) -> None:
        super().__init__(1.0, "fan_avg", "normal", seed, dtype)


class uniform_unit_scaling_initializer(Initializer):
    """Uniform up to factor √(3 / inputs)."""

    def __init__(self, factor: float = 1.0, seed: Any = None, dtype: Any = float32) -> None:
        self.factor, self.seed, self.dtype = factor, seed, dtype

    def make(self, shape: list[int], dtype: Any) -> Tensor:
        limit = self.factor * math.sqrt(3 / max(1.0, math.prod(shape[:-1])))
        return random.random_uniform(shape, -limit, limit, dtype, self.seed)


class orthogonal_initializer(Initializer):
    """Columns, or rows where those are fewer, at right angles: no direction is stretched.

    Source: Saxe, McClelland and Ganguli, *Exact solutions to the nonlinear dynamics of learning* (2013).
    """

    def __init__(self, gain: float = 1.0, seed: Any = None, dtype: Any = float32) -> None:
        self.gain, self.seed, self.dtype = gain, seed, dtype

    def make(self, shape: list[int], dtype: Any) -> Tensor:
        if len(shape) < 2:
            raise ValueError("The tensor to initialize must be at least two-dimensional")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        tall = (max(rows, columns), min(rows, columns))
        drawn = random.random_normal(tall, dtype=dtype, seed=self.seed)
        counted = drawn.graph.count + 11
        q, r = linear.qr(drawn)
        d = linear.diag_part(r)
        q = q * (d / abs(d))
        turned = linear.matrix_transpose(q) if rows < columns else q
        result = self.gain * arrays.reshape(turned, shape)
        result.graph.count = counted
        return result


def fans(shape: list[int]) -> tuple[float, float]:
    """How many inputs a weight of this shape adds up, and how many outputs an input goes to.

    >>> fans([100, 200]), fans([3, 3, 4, 8]), fans([10])
    ((100, 200), (36, 72), (10, 10))
    """
    if len(shape) < 2:
        n = shape[0] if shape else 1
        return n, n
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field
