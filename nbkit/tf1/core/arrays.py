"""Tensors made, cut, joined and looked up in."""

from __future__ import annotations

import builtins
from itertools import accumulate
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.static_shapes import shape_from, static_shape
from nbkit.tf1.core.dtypes import as_dtype, bool_, float32, int32, int64
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.math import cast
from nbkit.tf1.core.shapes import Dimension, TensorShape, as_shape
from nbkit.tf1.core.tensor import (
    Operation,
    Tensor,
    as_constant,
    constant,
    convert,
    several,
    shaped,
    together,
    wrap,
)

# ---------------------------------------------------------------- shapes as arguments


def is_static(shape: Any) -> bool:
    """Is a shape given by numbers, or by a constant?"""
    if isinstance(shape, Tensor):
        return isinstance(shape.node, nb.Constant)
    return not (isinstance(shape, (list, tuple)) and any(isinstance(n, Tensor) for n in shape))


def static(shape: Any) -> tuple[int, ...]:
    """The numbers of a shape that is static."""
    if isinstance(shape, Tensor):
        return tuple(int(n) for n in np.atleast_1d(shape.node.value))
    if isinstance(shape, (TensorShape, Dimension, int, np.integer)):
        shape = as_shape(shape)
    return tuple(int(n) for n in np.atleast_1d(np.asarray([int(n) for n in shape], int)))


def shape_tensor(shape: Any, name: str | None = None) -> Tensor:
    """A shape as a tensor of whole numbers."""
    if isinstance(shape, Tensor):
        return shape
    if is_static(shape):
        return constant(np.array(static(shape), np.int32), name=name or "shape")
    return convert([cast(n, int32) if isinstance(n, Tensor) else int(n) for n in shape], int32)


# ---------------------------------------------------------------- made


def placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> Tensor:
    """A value that is fed; it takes this dtype. None stands for an axis of any length."""
    kept = as_shape(shape)
    node = get_default_graph().leaf(lambda: nb.Placeholder(shape=kept))
    return wrap("Placeholder", node, (), as_dtype(dtype), name)


def placeholder_with_default(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """A value that may be fed, and is this one if it is not."""
    x = convert(input)
    result = wrap("PlaceholderWithDefault", ops.apply(_Passed, x.node), [x], name=name)
    result._shape = as_shape(shape)
    result.graph.shapes[result.node] = result._shape
    return result


class _Passed(nb.Operation):
    """out = x, as a node of its own, which can be fed while x is not."""

    label = "="
    is_view = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return ops.copied(x, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (G,)


def _filled(number: Any, shape: Any, dtype: Any, name: str | None) -> Tensor:
    wanted = as_dtype(dtype)
    if is_static(shape):
        return constant(np.full(static(shape), number, wanted.numpy), name=name or "Const")
    return fill(shape, constant(number, wanted), name=name)


def zeros(shape: Any, dtype: Any = float32, name: str | None = "zeros") -> Tensor:
    """0 in this shape."""
    return _filled(0, shape, dtype, name)


def ones(shape: Any, dtype: Any = float32, name: str | None = "ones") -> Tensor:
    """1 in this shape."""
    return _filled(1, shape, dtype, name)


def fill(dims: Any, value: Any, name: str | None = None) -> Tensor:
    """One number in this shape, which may be computed."""
    shape, number = shape_tensor(dims, "Fill/dims"), convert(value)
    node = ops.fill(shape.node, number.node)
    return _of_shape(wrap("Fill", node, [shape, number], number.dtype, name), shape)


def _of_shape(tensor: Tensor, shape: Tensor) -> Tensor:
    """Note what is known of a shape that is computed."""
    found = shape_from(shape.node, tensor.graph.shapes)
    tensor._shape = None if found is None else tuple(found)
    tensor.graph.shapes[tensor.node] = tensor._shape
    return tensor


def zeros_like(tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """0 in the shape and dtype of a tensor."""
    x = convert(tensor)
    return _like(x, ops.zeros_like(x.node), "ZerosLike", dtype, name or "zeros_like", 1)


def ones_like(tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """1 in the shape and dtype of a tensor."""
    x = convert(tensor)
    return _like(x, ops.ones_like(x.node), "OnesLike", dtype, name or "ones_like", 3)


def _like(x: Tensor, node: Any, type: str, dtype: Any, name: str, counted: int) -> Tensor:
    wanted = as_dtype(dtype or x.dtype.base_dtype)
    node = node if wanted == x.dtype.base_dtype else ops.cast(node, wanted.numpy)
    inputs = [] if x.shape.is_fully_defined() else [x]  # TensorFlow makes a constant of a shape that it knows
    return wrap(type, node, inputs, wanted, name, counted=counted)


def _numbers(*values: Any, dtype: Any = None) -> list[Any]:
    """The numbers that are constants, in the widest of their dtypes."""
    arrays = [np.asarray(v.node.value) if isinstance(v, Tensor) else np.asarray(v) for v in values]
    kind = as_dtype(dtype).numpy if dtype else None
    if kind is None:
        kind = np.dtype(np.float32 if any(a.dtype.kind == "f" for a in arrays) else np.int32)
    return [a.astype(kind) for a in arrays]


def range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str = "range") -> Tensor:
    """start, start + delta, … up to but not including the limit."""
    start, limit = (0, start) if limit is None else (start, limit)
    if all(not isinstance(v, Tensor) or isinstance(v.node, nb.Constant) for v in (start, limit, delta)):
        numbers = _numbers(start, limit, delta, dtype=dtype)
        first, last, step = (n.item() for n in numbers)
        result = constant(np.arange(first, last, step, dtype=numbers[0].dtype), name=name)
        result.graph.count += 3
        return result
    first, last, step = together("Range", *(convert(v, dtype) for v in (start, limit, delta)))
    node = ops.apply(_Range, first.node, last.node, step.node)
    result = wrap("Range", node, [first, last, step], first.dtype, name)
    result._shape = (None,)
    return result


class _Range(nb.Operation):
    """out = the numbers from the first up to the last, by steps."""

    label = "range"
    value_inputs = (0, 1, 2)

    @staticmethod
    def forward(first: Any, last: Any, step: Any, out: Any = None) -> Any:
        return ops.copied(np.arange(first.item(), last.item(), step.item(), dtype=first.dtype), out)

    @staticmethod
    def backward(G: Any, out: Any, *values: Any) -> tuple[Any, ...]:
        return None, None, None


def linspace(start: Any, stop: Any, num: Any, name: str | None = None) -> Tensor:
    """So many numbers at equal distances, the two ends among them."""
    first, last, count = (
        np.asarray(v.node.value if isinstance(v, Tensor) else v) for v in (start, stop, num)
    )
    wide = any(getattr(v, "dtype", None) == np.float64 and not isinstance(v, float) for v in (start, stop))
    kind = np.float64 if wide else np.float32
    result = constant(np.linspace(first, last, int(count)).astype(kind), name=name or "LinSpace")
    result.graph.count += 3
    return result


lin_space = linspace


def eye(
    num_rows: int,
    num_columns: int | None = None,
    batch_shape: Any = None,
    dtype: Any = float32,
    name: Any = None,
) -> Tensor:
    """The identity matrix."""
    result = constant(np.eye(num_rows, num_columns, dtype=as_dtype(dtype).numpy), name=name or "eye")
    result.graph.count += 1
    return result


def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: Any = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """A row with a 1 for each label; zeros alone for one that is out of range."""
    labels = convert(indices)
    on_dtype = on_value.dtype if isinstance(on_value, Tensor) else as_constant(on_value or 0.0).dtype
    given = dtype or on_dtype
    kind = as_dtype(given).numpy
    n = int(depth.node.value) if isinstance(depth, Tensor) else int(depth)
    found = ops.equal(ops.expand(labels.node, -1), np.arange(n, dtype=labels.dtype.numpy))
    on, off = (np.asarray(d if v is None else v, kind) for v, d in ((on_value, 1), (off_value, 0)))
    node = ops.cast(found, kind) if (on, off) == (1, 0) else ops.where(found, on, off)
    if axis not in (None, -1, labels.shape.ndims):
        order = list(np.arange(labels.shape.ndims or 0))
        node = ops.transpose(node, (*order[:axis], len(order), *order[axis:]))
    counted = 3 + (not isinstance(depth, Tensor)) + (on_value is not None) + (off_value is not None)
    return wrap("OneHot", node, [labels], given, name or "one_hot", counted=counted)


# ---------------------------------------------------------------- shapes


def identity(input: Any, name: str | None = None) -> Tensor:
    """The tensor under another name."""
    x = convert(input)
    return _again("Identity", x, name)


def _again(type: str, x: Tensor, name: str | None) -> Tensor:
    """Another handle to the same node."""
    return Tensor(Operation(type, [x], name), x.node, x.dtype.base_dtype, x._shape)


def stop_gradient(input: Any, name: str | None = None) -> Tensor:
    """The tensor, through which no gradient goes."""
    x = convert(input)
    return wrap("StopGradient", ops.stop_gradient(x.node), [x], name=name)


def shape(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """The lengths of the axes, as a tensor."""
    x = convert(input)
    node = ops.shape_of(x.node)
    node = node if as_dtype(out_type) == int32 else ops.cast(node, as_dtype(out_type).numpy)
    return wrap("Shape", node, [x], out_type, name)


def shape_n(input: Any, out_type: Any = int32, name: str | None = None) -> list[Tensor]:
    """The lengths of the axes of several tensors."""
    found = [convert(t) for t in input]
    kind = as_dtype(out_type)
    nodes = [ops.cast(ops.shape_of(t.node), kind.numpy) for t in found]
    return several("ShapeN", nodes, found, [kind] * len(found), name)


def size(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """The number of entries, as a tensor."""
    x = convert(input)
    node = ops.cast(ops.apply(_Size, x.node), as_dtype(out_type).numpy)
    return wrap("Size", node, [x], out_type, name)


class _Size(nb.Operation):
    """out = how many entries x has."""

    label = "n"
    shape_inputs = (0,)
    is_flat = True

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return ops.copied(np.asarray(np.size(x)), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (None,)


def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of axes, as a tensor."""
    ndims = convert(input).shape.ndims
    if ndims is None:
        raise ValueError("expected a tensor with a known number of axes, got one of unknown shape")
    return constant(np.int32(ndims), name=name or "Rank")


def reshape(tensor: Any, shape: Any, name: str | None = None) -> Tensor:
    """The same entries in another shape; -1 stands for what is left."""
    x = convert(tensor)
    if is_static(shape):
        return wrap("Reshape", ops.reshape(x.node, static(shape)), [x], name=name, counted=2)
    wanted = shape_tensor(shape)
    result = wrap("Reshape", ops.reshape_to(x.node, wanted.node), [x, wanted], x.dtype.base_dtype, name)
    result = _of_shape(result, wanted)
    if result._shape is not None and -1 in result._shape:
        result._shape = tuple(None if n == -1 else n for n in result._shape)
    return result


def transpose(a: Any, perm: Any = None, name: str = "transpose") -> Tensor:
    """The axes in another order; reversed, if none is given."""
    x = convert(a)
    axes = None if perm is None else static(perm)
    return wrap("Transpose", ops.transpose(x.node, axes), [x], name=name, counted=8 if perm is None else 2)


def expand_dims(input: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """A new axis of length 1."""
    x = convert(input)
    node = ops.expand(x.node, int(dim if axis is None else axis))
    return wrap("ExpandDims", node, [x], name=name, counted=2)


def squeeze(input: Any, axis: Any = None, name: str | None = None, squeeze_dims: Any = None) -> Tensor:
    """Without the axes of length 1, or without these."""
    x = convert(input)
    given = squeeze_dims if axis is None else axis
    lengths = x.shape.as_list()
    gone = [i for i, n in enumerate(lengths) if n == 1] if given is None else np.atleast_1d(given).tolist()
    gone = [int(i) % len(lengths) for i in gone]
    for i in gone:
        if lengths[i] not in (None, 1):
            raise ValueError(f"Can not squeeze dim[{i}], expected a dimension of 1, got {lengths[i]}")
    key = tuple(0 if i in gone else slice(None) for i in np.arange(len(lengths)).tolist())
    return wrap("Squeeze", ops.index(x.node, key), [x], name=name)


# ---------------------------------------------------------------- joined and cut


def concat(values: Any, axis: Any = None, name: str = "concat", concat_dim: Any = None) -> Tensor:
    """Tensors one after the other along an axis."""
    axis = concat_dim if axis is None else axis
    if isinstance(values, int):
        raise TypeError(
            "Expected int32, got list containing Tensors of type '_Message' instead: "
            "write tf.concat(values, axis), which before 1.0 was the other way round"
        )
    found = together("ConcatV2", *(values if isinstance(values, (list, tuple)) else [values]))
    place = int(axis.node.value) if isinstance(axis, Tensor) else int(axis)
    return wrap("ConcatV2", ops.concat([t.node for t in found], place), found, name=name, counted=2)


def stack(values: Any, axis: int = 0, name: str = "stack") -> Tensor:
    """Tensors of one shape along a new axis."""
    found = together("Pack", *values)
    return wrap("Pack", ops.stack([t.node for t in found], int(axis)), found, name=name)


def unstack(value: Any, num: int | None = None, axis: int = 0, name: str = "unstack") -> list[Tensor]:
    """The tensors along an axis of known length, without that axis."""
    x = convert(value)
    shape = x._shape
    length = num if num is not None else None if shape is None else shape[axis]
    if length is None:
        raise ValueError(f"Cannot infer num from shape {x.shape}: give num=, or feed a known length")
    place = int(axis) % len(shape) if shape is not None else int(axis)
    keys = [(*[slice(None)] * place, i) for i in np.arange(length).tolist()]
    return _parts("Unpack", x, keys, name, 1)


def _parts(type: str, x: Tensor, keys: Any, name: str | None, counted: int) -> list[Tensor]:
    """Several tensors of one operation."""
    nodes = [ops.index(x.node, key) for key in keys]
    first = wrap(type, nodes[0], [x], name=name, counted=counted)
    others = [_output(first.op, node, x) for node in nodes[1:]]
    return [first, *others]


def _output(op: Operation, node: Any, x: Tensor) -> Tensor:
    return Tensor(op, node, x.dtype.base_dtype, static_shape(node, x.graph.shapes))


def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: Any = None, name: str = "split"
) -> list[Tensor]:
    """A tensor cut along an axis: into so many equal parts, or into parts of these sizes."""
    x = convert(value)
    place = int(axis.node.value) if isinstance(axis, Tensor) else int(axis)
    length = x.shape.as_list()[place]
    if isinstance(num_or_size_splits, (int, np.integer)):
        if length is None:
            return _shares(x, int(num_or_size_splits), place % len(x.shape), name)
        if length % num_or_size_splits:
            raise ValueError(
                f"Dimension size must be evenly divisible by {num_or_size_splits} but is {length}"
            )
        sizes = [length // num_or_size_splits] * int(num_or_size_splits)
    else:
        sizes = list(static(num_or_size_splits))
        if -1 in sizes:
            sizes[sizes.index(-1)] = (length or 0) - sum(sizes) - 1
    ends = list(accumulate(sizes))
    before = [slice(None)] * (place % len(x.shape))
    keys = [(*before, slice(end - n, end)) for n, end in zip(sizes, ends, strict=True)]
    return _parts("Split", x, keys, name, 3)


def _shares(x: Tensor, count: int, place: int, name: str) -> list[Tensor]:
    """Equal parts along an axis whose length is not known before a run."""
    lengths = x.shape.as_list()
    before, after = lengths[:place], lengths[place + 1 :]
    if None in before + after:
        raise ValueError(f"expected one unknown length to split {x.shape} along, got more: reshape it before")
    apart = ops.reshape(x.node, (*before, count, -1, *after))
    nodes = [ops.index(apart, (*[slice(None)] * place, part)) for part in np.arange(count).tolist()]
    parts = several("Split", nodes, [x], name=name, counted=3)
    return [shaped(part, lengths) for part in parts]


def item(tensor: Any, key: Any) -> Tensor:
    """tensor[key]: whole numbers, slices, tf.newaxis, ..., and tensors that are numbers."""
    x = convert(tensor)
    numbers: list[Tensor] = []
    found = tuple(_part(p, numbers) for p in (key if isinstance(key, tuple) else (key,)))
    kind = _Cut if any(isinstance(p, slice) and _is_computed(p) for p in found) else ops.Index
    node = ops.apply(kind, x.node, *(n.node for n in numbers), key=found)
    return wrap("StridedSlice", node, [x, *numbers], x.dtype.base_dtype, "strided_slice", _counted(found))


def _counted(key: tuple[Any, ...]) -> int:
    """How many nodes 1.4.0 makes: begin, end and strides are one each, and each number beside a tensor."""
    triples = [(p.start, p.stop, p.step) if isinstance(p, slice) else (p, p, None) for p in key]
    nodes = 1
    for column in zip(*triples, strict=True):
        tensors = sum(isinstance(p, ops.At) for p in column)
        nodes += 1 + (len(column) - tensors if tensors else 0)
    return nodes + 2 * sum(isinstance(p, ops.At) for p in key)


def _part(part: Any, numbers: list[Tensor]) -> Any:
    """One index as nbkit takes it; a tensor is entered into the numbers, and its place stands for it."""
    if isinstance(part, slice):
        return slice(*(_part(p, numbers) for p in (part.start, part.stop, part.step)))
    if isinstance(part, Tensor):
        numbers.append(part)
        return ops.At(len(numbers) - 1)
    if part is None or part is Ellipsis or isinstance(part, (int, np.integer, Dimension)):
        return part if part is None or part is Ellipsis else int(part)
    raise TypeError(
        f"Only integers, slices (`:`), ellipsis (`...`) and tf.newaxis are valid indices, got {part!r}"
    )


def _is_computed(part: slice) -> bool:
    return any(isinstance(p, ops.At) for p in (part.start, part.stop, part.step))


class _Cut(ops.Index):
    """out = x[key], where a computed number decides how long an axis is."""

    value_inputs = np.arange(1, 9).tolist()


def slice_(input_: Any, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """A block of a tensor: from `begin` on, so many along each axis, -1 for all that are left."""
    x = convert(input_)
    counted = 1 + sum(map(_made_for, (begin, size)))
    if is_static(begin) and is_static(size):
        bounds = zip(static(begin), static(size), strict=True)
        key = tuple(slice(b, None if n == -1 else b + n) for b, n in bounds)
        return wrap("Slice", ops.index(x.node, key), [x], name=name, counted=counted)
    begun, (starts, sizes) = x.graph.count, (shape_tensor(begin), shape_tensor(size))
    node = ops.apply(_Block, x.node, starts.node, sizes.node)
    result = wrap("Slice", node, [x, starts, sizes], x.dtype.base_dtype, name)
    x.graph.count = begun + counted
    known = static(size) if is_static(size) else [-1] * len(x.shape)
    return shaped(result, [None if n == -1 else n for n in known])


def _made_for(numbers: Any) -> int:
    """How many nodes 1.4.0 makes for whole numbers that are given as an argument."""
    if isinstance(numbers, Tensor):
        return 0
    if is_static(numbers):
        return 1
    return 1 + sum(not isinstance(n, Tensor) for n in numbers)


class _Block(nb.Operation):
    """out = a block of x, from where on and how large is computed; G goes back to its place."""

    label = "block"
    value_inputs = (2,)

    @staticmethod
    def forward(x: Any, begin: Any, size: Any, out: Any = None) -> Any:
        return ops.copied(x[_block(x, begin, size)], out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, begin: Any, size: Any) -> tuple[Any, ...]:
        return ops.apply(_Unblock, G, x, begin, size), None, None


class _Unblock(nb.Operation):
    """out = 0 in the shape of x, but G in a block of it: the way back of _Block."""

    label = "→block"
    shape_inputs = (1,)

    @staticmethod
    def forward(G: Any, x: Any, begin: Any, size: Any, out: Any = None) -> Any:
        total = np.zeros(np.shape(x), G.dtype)
        total[_block(x, begin, size)] = G
        return ops.copied(total, out)

    @staticmethod
    def backward(H: Any, out: Any, G: Any, x: Any, begin: Any, size: Any) -> tuple[Any, ...]:
        return ops.apply(_Block, H, begin, size), None, None, None


def _block(x: Any, begin: Any, size: Any) -> tuple[slice, ...]:
    """The slices of a block; ValueError where it is not within x."""
    ends = [b + (length - b if n == -1 else n) for b, n, length in zip(begin, size, np.shape(x), strict=True)]
    for axis, (b, end, length) in enumerate(zip(begin, ends, np.shape(x), strict=True)):
        if not 0 <= b <= end <= length:
            raise ValueError(f"Expected begin[{axis}] in [0, {length}], but got {b}, and an end of {end}")
    return tuple(map(slice, begin.tolist(), map(int, ends)))


def strided_slice(
    input_: Any,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """Every so many-th entry from `begin` up to `end`, along each axis.

    In each mask, bit i speaks of part i: from the first entry; up to the last; all axes between (`...`);
    a new axis; the one entry at `begin`, without its axis.
    """
    x = convert(input_)
    starts, ends = static(begin), static(end)
    steps = [1] * len(starts) if strides is None else static(strides)

    def part(i: int) -> Any:
        bit = 1 << i
        if ellipsis_mask & bit:
            return Ellipsis
        if new_axis_mask & bit:
            return None
        if shrink_axis_mask & bit:
            return starts[i]
        first, last = (None if begin_mask & bit else starts[i]), (None if end_mask & bit else ends[i])
        return slice(first, last, steps[i])

    key = tuple(part(i) for i, _ in enumerate(starts))
    counted = 7 if strides is None else 4
    return wrap("StridedSlice", ops.index(x.node, key), [x], name=name, counted=counted)


def tile(input: Any, multiples: Any, name: str | None = None) -> Tensor:
    """The tensor repeated along each axis."""
    x, times = convert(input), shape_tensor(multiples, "Tile/multiples")
    return wrap("Tile", ops.tile(x.node, times.node), [x, times], x.dtype.base_dtype, name)


def pad(
    tensor: Any, paddings: Any, mode: str = "CONSTANT", name: str | None = None, constant_values: Any = 0
) -> Tensor:
    """Zeros before and after, along each axis."""
    x = convert(tensor)
    room = np.asarray(paddings.node.value if isinstance(paddings, Tensor) else paddings).tolist()
    node = x.node
    for axis, (before, after) in enumerate(room):
        for n, first in ((before, True), (after, False)):
            if n:
                zeros = _zeros_beside(node, axis, n)
                node = ops.concat([zeros, node] if first else [node, zeros], axis)
    return wrap("Pad", node, [x], name=name, counted=2)


def _zeros_beside(node: Any, axis: int, n: int) -> Any:
    """So many zeros along an axis, in the shape of the node along the others."""
    one = ops.index(node, (*[slice(None)] * axis, slice(0, 1)))
    return ops.concat([ops.zeros_like(one)] * n, axis)


def reverse(tensor: Any, axis: Any, name: str | None = None) -> Tensor:
    """The entries in the opposite order along these axes."""
    x = convert(tensor)
    rank = len(x.shape)
    turned = {int(a) % rank for a in np.atleast_1d(axis)}
    key = tuple(slice(None, None, -1) if i in turned else slice(None) for i in np.arange(rank).tolist())
    return wrap("ReverseV2", ops.index(x.node, key), [x], name=name, counted=2)


reverse_v2 = reverse


def gather(
    params: Any, indices: Any, validate_indices: Any = None, name: str | None = None, axis: int = 0
) -> Tensor:
    """Rows by their numbers."""
    x, rows = convert(params), convert(indices)
    if not rows.dtype.is_integer:
        raise TypeError(
            f"Value passed to parameter 'indices' has DataType {rows.dtype.name} not in list of allowed "
            "values: int32, int64. Try: tf.cast(indices, tf.int32)"
        )
    if axis:
        order = list(builtins.range(len(x.shape)))
        order[0], order[axis] = axis, 0
        back = ops.gather(ops.transpose(x.node, tuple(order)), rows.node)
        return wrap("GatherV2", ops.transpose(back, tuple(order)), [x, rows], x.dtype.base_dtype, name)
    return wrap("Gather", ops.gather(x.node, rows.node), [x, rows], x.dtype.base_dtype, name)


def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """x where the condition is true, else y; alone, the places where it is true."""
    condition = convert(condition, bool_)
    if x is None and y is None:
        result = wrap("Where", ops.apply(_Places, condition.node), [condition], int64, name)
        result._shape = (None, condition.shape.ndims)
        return result
    x, y = together("Select", x, y)
    chosen = condition.node
    ranks = [t.shape.ndims for t in (condition, x, y)]
    if None not in ranks and (ranks[1] != ranks[2] or ranks[0] not in (ranks[1], 1, 0)):
        shapes = ", ".join(str(t.shape).replace("(", "[").replace(")", "]") for t in (condition, x, y))
        raise ValueError(
            f"Shapes must be equal rank, but are {ranks[1]} and {ranks[2]} for 'Select' (op: 'Select') "
            f"with input shapes: {shapes}. Try: tf.zeros_like or tf.ones_like for the branch that is a number"
        )
    if ranks[0] == 1 and (ranks[1] or 0) > 1:
        chosen = ops.reshape(chosen, (-1, *[1] * (ranks[1] - 1)))
    kept = x.shape.merge_with(y.shape)
    node = ops.where(chosen, x.node, y.node)
    result = wrap("Select", node, [condition, x, y], x.dtype.base_dtype, name)
    return shaped(result, kept._shape if result._shape is None else result._shape)


class _Places(nb.Operation):
    """out = where the condition is true, a row of indices for each."""

    label = "places"
    value_inputs = (0,)

    @staticmethod
    def forward(x: Any, out: Any = None) -> Any:
        return ops.copied(np.argwhere(x), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any) -> tuple[Any, ...]:
        return (None,)


def boolean_mask(tensor: Any, mask: Any, name: str = "boolean_mask") -> Tensor:
    """The rows for which the mask is true."""
    x, places = convert(tensor), where(mask)
    rows = reshape(places, [-1])
    x.graph.count += 17
    return gather(x, rows, name=name)
