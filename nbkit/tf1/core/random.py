"""Random tensors, from TensorFlow's own streams: the same seed gives the same numbers as in 1.4.0."""

from __future__ import annotations

from collections.abc import Container
from functools import partial
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1 import philox
from nbkit.tf1.core.arrays import _of_shape, shape, shape_tensor, slice_
from nbkit.tf1.core.dtypes import as_dtype, float32
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.math import add, floormod, multiply, subtract
from nbkit.tf1.core.missing import name_functions
from nbkit.tf1.core.tensor import Tensor, constant, convert, wrap


class Draw(nb.Operation):
    """out = numbers of a stream, from where it stands: a variable, so that no plan takes it for constant.

    `advance` moves the stream on; a session lets it act at the end of each run that draws.
    """

    label = "random"
    is_flat = True
    value_inputs: Container[int] = (1,)
    advance: Advance
    is_seeded = True  # if not, each session begins somewhere else

    @staticmethod
    def forward(skip: Any, what: Any, draw: Any = None, out: Any = None, **options: Any) -> Any:
        return ops.copied(draw(skip.item(), what, **options), out)

    @staticmethod
    def backward(G: Any, out: Any, skip: Any, what: Any, **options: Any) -> tuple[Any, ...]:
        return None, None

    @staticmethod
    def advice(*values: Any) -> str:
        return "look at the arguments of the call"


class Drawn(nb.Operation):
    """out = how many blocks of the stream a draw uses up, by the values that it gave."""

    label = "drawn"
    shape_inputs = (0,)

    @staticmethod
    def forward(values: Any, reserved: Any = None, out: Any = None) -> Any:
        return ops.copied(np.asarray(reserved(values), np.int64), out)

    @staticmethod
    def backward(G: Any, out: Any, values: Any, reserved: Any = None) -> tuple[Any, ...]:
        return (None,)


class Advance(nb.Action):
    """Running it moves the stream of a random node on, past what was drawn."""

    together = False

    def __init__(self, draw: Draw, reserved: Any) -> None:
        super().__init__((Drawn(draw, reserved=reserved),), "Advance")
        skip: Any = draw.input_nodes[0]
        self.groups = ((skip,),)

    def apply(self, variables: list[list[Any]], values: list[Any]) -> None:
        """Count on."""
        variables[0][0][...] += values[0]


def drawn(
    type: str,
    what: Tensor,
    draw: Any,
    dtype: Any,
    name: str | None,
    seed: Any = None,
    nodes: int | None = None,
    **options: Any,
) -> Tensor:
    """A random node, as a tensor."""
    return wrap(type, stream(what.node, draw, seed, nodes, **options), [what], dtype, name)


def stream(
    what: nb.Node, draw: Any, seed: Any = None, nodes: int | None = None, reserved: Any = None, **options: Any
) -> Draw:
    """What draws: its stream has the seed of the graph, and its own place among the nodes.

    nodes: how many there were when TensorFlow read the seed, where it makes others before this one.
    reserved: how many blocks of its stream given values use up, if not so many for each.
    """
    reserved = reserved or {_shuffle: _rows_reserved, _classes: _classes_reserved}.get(draw, _reserved)
    graph = get_default_graph()
    seeds = partial(philox.seeds, graph.seed, seed, graph.count if nodes is None else nodes)
    if graph.loop is None or reserved is not _reserved:
        key, op_seed = seeds()
    else:
        key, op_seed = graph.loop.seeds(seeds)
        draw = partial(_at_step, draw, graph.loop.number)
        reserved = partial(_reserved, times=graph.loop.steps)
    skip = graph.leaf(lambda: nb.Variable(np.int64(0), "drawn", trainable=False))
    node = Draw(skip, what, draw=draw, key=key, op_seed=op_seed, **options)
    node.advance = Advance(node, reserved)
    node.is_seeded = not (graph.seed is None and seed is None)
    return node


def _reserved(values: Any, times: int = 1) -> int:
    return times * philox.reserved(np.size(values))


def _at_step(draw: Any, number: int, skip: int, shape: Any, **options: Any) -> Any:
    """What a step of a loop draws from the one stream of all its steps."""
    return draw(skip + number * philox.reserved(int(np.prod(shape))), shape, **options)


def _rows_reserved(values: Any) -> int:
    return philox.reserved_by_shuffle(len(values))


def _classes_reserved(values: Any) -> int:
    return philox.reserved_by_multinomial(*values.shape)


def _normal(skip: int, shape: Any, key: int, op_seed: int, kind: Any) -> Any:
    return philox.normal(key, op_seed, skip, tuple(shape.tolist()), kind)


def _truncated(skip: int, shape: Any, key: int, op_seed: int, kind: Any) -> Any:
    return philox.truncated_normal(key, op_seed, skip, tuple(shape.tolist()), kind)


def _uniform(skip: int, shape: Any, key: int, op_seed: int, kind: Any) -> Any:
    return philox.uniform(key, op_seed, skip, tuple(shape.tolist()), kind)


def _ints(skip: int, shape: Any, key: int, op_seed: int, kind: Any, low: int, high: int) -> Any:
    return philox.ints(key, op_seed, skip, tuple(shape.tolist()), low, high, kind)


def _shuffle(skip: int, values: Any, key: int, op_seed: int) -> Any:
    return philox.shuffle(key, op_seed, skip, values)


def _bell(type: str, draw: Any, scope_name: str) -> Any:
    def random(
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = float32,
        seed: Any = None,
        name: Any = None,
    ) -> Tensor:
        wanted = as_dtype(dtype)
        with get_default_graph().name_scope(name or scope_name) as scope:
            lengths = shape_tensor(shape, "shape")
            middle, width = convert(mean, wanted, "mean"), convert(stddev, wanted, "stddev")
            noise = _of_shape(drawn(type, lengths, draw, wanted, type, seed, kind=wanted.numpy), lengths)
            return add(multiply(noise, width, name="mul"), middle, name=scope)

    random.__doc__ = f"Numbers of {scope_name.replace('_', ' ')} distribution, drawn anew in each run."
    return random


random_normal = _bell("RandomStandardNormal", _normal, "random_normal")
truncated_normal = _bell("TruncatedNormal", _truncated, "truncated_normal")


def random_uniform(
    shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = float32, seed: Any = None, name: Any = None
) -> Tensor:
    """Numbers from minval up to but not including maxval (1, for floats); whole dtypes give whole ones."""
    wanted = as_dtype(dtype)
    if maxval is None and wanted.is_integer:
        raise ValueError("Must specify maxval for integer dtype " + repr(wanted))
    with get_default_graph().name_scope(name or "random_uniform") as scope:
        lengths = shape_tensor(shape, "shape")
        low, high = convert(minval, wanted, "min"), convert(1 if maxval is None else maxval, wanted, "max")
        if wanted.is_integer:
            ends = {"low": int(low.node.value), "high": int(high.node.value)}
            noise = drawn("RandomUniformInt", lengths, _ints, wanted, scope, seed, kind=wanted.numpy, **ends)
            return _of_shape(noise, lengths)
        noise = drawn("RandomUniform", lengths, _uniform, wanted, "RandomUniform", seed, kind=wanted.numpy)
        return add(
            multiply(_of_shape(noise, lengths), subtract(high, low, name="sub"), name="mul"), low, name=scope
        )


def random_shuffle(value: Any, seed: Any = None, name: str | None = None) -> Tensor:
    """The same rows in another order, drawn anew in each run."""
    nodes = get_default_graph().count
    x = convert(value)
    result = drawn("RandomShuffle", x, _shuffle, x.dtype, name, seed, nodes)
    result._shape = result.graph.shapes[result.node] = x._shape
    return result


def random_crop(value: Any, size: Any, seed: Any = None, name: str | None = None) -> Tensor:
    """A block of this size from anywhere in a tensor, drawn anew in each run."""
    nodes = get_default_graph().count
    x, lengths = convert(value), shape_tensor(size, "size")
    with get_default_graph().name_scope(name or "random_crop"):
        whole, top = shape(x), np.iinfo(np.int32).max
        where = constant(np.array([len(x.shape)], np.int32))
        drawn_at = nodes + 15  # 1.4.0 checks the size before it draws
        options = {"kind": np.int32, "low": 0, "high": int(top)}
        offset = drawn("RandomUniformInt", where, _ints, np.int32, None, seed, drawn_at, **options)
        begin = floormod(offset, whole - lengths + 1)
        result = slice_(x, begin, lengths)
    x.graph.count = nodes + 17 + (not isinstance(size, Tensor))
    return result


def multinomial(logits: Any, num_samples: Any, seed: Any = None, name: str | None = None) -> Tensor:
    """Classes drawn for each row of unnormalised log-probabilities: int64, so many a row."""
    x, n = convert(logits), int(num_samples.node.value if isinstance(num_samples, Tensor) else num_samples)
    result = drawn("Multinomial", x, _classes, np.int64, name, seed, samples=n)
    get_default_graph().count += 1  # num_samples, whose constant comes after the seed
    result._shape = (x.shape[0].value, n)
    return result


def _classes(skip: int, logits: Any, key: int, op_seed: int, samples: int) -> Any:
    return philox.multinomial(key, op_seed, skip, logits, samples)


def uniform_like(x: Tensor, noise_shape: Any, seed: Any) -> Tensor:
    """Uniform noise for dropout, in the shape of x or one that broadcasts to it."""
    if noise_shape is not None:
        return random_uniform(noise_shape, seed=seed, dtype=x.dtype.base_dtype)
    known = x.shape.is_fully_defined()
    lengths = (
        constant(np.array(x.shape.as_list(), np.int32))
        if known
        else wrap("Shape", ops.shape_of(x.node), [x], np.int32)
    )
    return random_uniform(lengths, seed=seed, dtype=x.dtype.base_dtype)


name_functions(globals())
