"""Rows by numbers: grouped, dealt out and put together again, found, counted, and turned around."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.dtypes import as_dtype, bool_, int32, int64
from nbkit.tf1.core.habits import Flat
from nbkit.tf1.core.missing import name_functions
from nbkit.tf1.core.tensor import Tensor, constant, convert, several, shaped, together, wrap

# ---------------------------------------------------------------- groups


class _Groups(Flat):
    """out = how many groups there are, by numbers that do not fall."""

    label = "groups"
    value_inputs = (0,)

    @staticmethod
    def forward(numbers: Any, out: Any = None) -> Any:
        if np.any(np.diff(numbers) < 0):
            raise ValueError("segment ids are not increasing")
        return ops.copied(np.asarray(numbers[-1] + 1 if len(numbers) else 0), out)


class _Joined(nb.Operation):
    """out = the rows of each group, joined into one; empty: what stands for a group without rows.

    G goes back to all rows of a group, or in equal shares to those that are its greatest or least.
    """

    label = "segments"
    value_inputs = (1, 2)

    @staticmethod
    def forward(x: Any, numbers: Any, count: Any, join: Any = np.add, empty: Any = 0, out: Any = None) -> Any:
        wrong = numbers[(numbers < 0) | (numbers >= count)]
        if wrong.size:
            raise ValueError(f"segment_ids = {wrong.flat[0]} is out of range [0, {count})")
        total = np.full((int(count), *x.shape[numbers.ndim :]), _start(join, x.dtype), x.dtype)
        join.at(total, numbers, x)
        total[np.bincount(numbers.ravel(), minlength=int(count)) == 0] = empty
        return ops.copied(total, out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, numbers: Any, count: Any, **options: Any) -> tuple[Any, ...]:
        join = options.get("join", np.add)
        if join is np.multiply:
            raise LookupError("No gradient defined for operation 'SegmentProd' (op type: SegmentProd)")
        if join is np.add:
            return ops.gather(G, numbers), None, None
        won = ops.cast_like(ops.equal(x, ops.gather(out, numbers)), G)
        shares = G / ops.apply(_Joined, won, numbers, count)
        return won * ops.gather(shares, numbers), None, None


def _start(join: Any, dtype: np.dtype[Any]) -> Any:
    """What changes nothing when rows are joined to it."""
    if join in (np.add, np.multiply):
        return int(join is np.multiply)
    if dtype.kind == "f":
        return -np.inf if join is np.maximum else np.inf
    limits = np.iinfo(dtype)
    return limits.min if join is np.maximum else limits.max


def _sorted(type: str, join: Any, empty: int = 0) -> Any:
    def segments(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
        x, numbers = convert(data), convert(segment_ids)
        count = ops.apply(_Groups, numbers.node)
        node = ops.apply(_Joined, x.node, numbers.node, count, join=join, empty=empty)
        return _grouped(type, node, x, numbers, None, name)

    segments.__doc__ = f"TensorFlow's {type}: the rows with one number, joined; the numbers must not fall."
    return segments


def _grouped(type: str, node: Any, x: Tensor, numbers: Tensor, count: int | None, name: str | None) -> Tensor:
    tensor = wrap(type, node, [x, numbers], x.dtype.base_dtype, name)
    within = numbers.shape.ndims or 1
    return shaped(tensor, None if x._shape is None else (count, *x._shape[within:]))


segment_sum, segment_prod = _sorted("SegmentSum", np.add), _sorted("SegmentProd", np.multiply, 1)
segment_max, segment_min = _sorted("SegmentMax", np.maximum), _sorted("SegmentMin", np.minimum)


def segment_mean(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """TensorFlow's SegmentMean: the mean of the rows with one number; the numbers must not fall."""
    x, numbers = convert(data), convert(segment_ids)
    count = ops.apply(_Groups, numbers.node)
    total, rows = (ops.apply(_Joined, node, numbers.node, count) for node in (x.node, ops.ones_like(x.node)))
    return _grouped("SegmentMean", total / ops.maximum(rows, ops.ones_like(rows)), x, numbers, None, name)


def _unsorted(type: str, join: Any) -> Any:
    def segments(data: Any, segment_ids: Any, num_segments: Any, name: str | None = None) -> Tensor:
        x, numbers, count = convert(data), convert(segment_ids), convert(num_segments)
        empty = 0 if join is np.add else x.dtype.min
        node = ops.apply(_Joined, x.node, numbers.node, count.node, join=join, empty=empty)
        known = int(count.node.value) if isinstance(count.node, nb.Constant) else None
        return _grouped(type, node, x, numbers, known, name)

    segments.__doc__ = f"TensorFlow's {type}: the rows with one number, joined, in any order."
    return segments


unsorted_segment_sum = _unsorted("UnsortedSegmentSum", np.add)
unsorted_segment_max = _unsorted("UnsortedSegmentMax", np.maximum)


# ---------------------------------------------------------------- places


class _Taken(nb.Operation):
    """out = the entries, or blocks, of x at places that the rows of a table name."""

    label = "places"

    @staticmethod
    def forward(x: Any, places: Any, out: Any = None) -> Any:
        return ops.copied(x[tuple(np.moveaxis(places, -1, 0))], out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, places: Any) -> tuple[Any, ...]:
        return ops.apply(_Put, places, G, ops.shape_of(x)), None


class _Put(nb.Operation):
    """out = 0 in this shape, with the values added at the places: the way back of _Taken."""

    label = "→places"
    value_inputs = (2,)

    @staticmethod
    def forward(places: Any, values: Any, shape: Any, out: Any = None) -> Any:
        total = np.zeros(tuple(shape.tolist()), values.dtype)
        np.add.at(total, tuple(np.moveaxis(places, -1, 0)), values)
        return ops.copied(total, out)

    @staticmethod
    def backward(H: Any, out: Any, places: Any, values: Any, shape: Any) -> tuple[Any, ...]:
        return None, ops.apply(_Taken, H, places), None


def gather_nd(params: Any, indices: Any, name: str | None = None) -> Tensor:
    """The entries at places that the last axis of a table names, or the blocks at places of fewer axes."""
    x, places = convert(params), convert(indices)
    tensor = wrap("GatherNd", ops.apply(_Taken, x.node, places.node), [x, places], x.dtype.base_dtype, name)
    if x._shape is None or places._shape is None or places._shape[-1] is None:
        return tensor
    return shaped(tensor, (*places._shape[:-1], *x._shape[places._shape[-1] :]))


def scatter_nd(indices: Any, updates: Any, shape: Any, name: str | None = None) -> Tensor:
    """0 in a shape, with values added at places."""
    places, values, lengths = convert(indices), convert(updates), arrays.shape_tensor(shape)
    node = ops.apply(_Put, places.node, values.node, lengths.node)
    tensor = wrap("ScatterNd", node, [places, values, lengths], values.dtype.base_dtype, name)
    return shaped(tensor, arrays.static(lengths) if arrays.is_static(lengths) else None)


class _Dense(Flat):
    """out = a default in this shape, but values at places, which must be in order and different."""

    label = "dense"
    value_inputs = (0, 1)

    @staticmethod
    def forward(
        places: Any, shape: Any, values: Any, default: Any, checks: bool = True, out: Any = None
    ) -> Any:
        lengths = np.atleast_1d(shape)
        places = places.reshape(-1, 1) if places.ndim < 2 else places
        flat = [int(np.ravel_multi_index(place, lengths)) for place in places.tolist()]
        for i, (before, after) in enumerate(pairwise(flat), start=1):
            if checks and after <= before:
                why = "repeated" if after == before else "out of order"
                raise ValueError(f"indices[{i}] = {places[i].tolist()} is {why}")
        total = np.full(int(np.prod(lengths)), default)
        total[flat] = values
        return ops.copied(total.reshape(lengths), out)


def sparse_to_dense(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    default_value: Any = 0,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """A default in a shape, with values at places that are named in order."""
    places, shape, values = convert(sparse_indices), arrays.shape_tensor(output_shape), convert(sparse_values)
    default = convert(default_value, values.dtype.base_dtype)
    nodes = [t.node for t in (places, shape, values, default)]
    node = ops.apply(_Dense, *nodes, checks=bool(validate_indices))
    inputs = [places, shape, values, default]
    tensor = wrap("SparseToDense", node, inputs, values.dtype.base_dtype, name or "SparseToDense")
    return shaped(tensor, arrays.static(shape) if arrays.is_static(shape) else None)


# ---------------------------------------------------------------- dealt out


class _Dealt(nb.Operation):
    """out = the rows that have one number."""

    label = "part"
    value_inputs = (1,)

    @staticmethod
    def forward(x: Any, numbers: Any, number: int = 0, out: Any = None) -> Any:
        return ops.copied(x[numbers == number], out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, numbers: Any, number: int = 0) -> tuple[Any, ...]:
        return ops.apply(_Undealt, G, x, numbers, number=number), None


class _Undealt(nb.Operation):
    """out = 0 in the shape of x, but G in the rows that have one number."""

    label = "→part"
    shape_inputs = (1,)

    @staticmethod
    def forward(G: Any, x: Any, numbers: Any, number: int = 0, out: Any = None) -> Any:
        total = np.zeros(x.shape, G.dtype)
        total[numbers == number] = G
        return ops.copied(total, out)

    @staticmethod
    def backward(H: Any, out: Any, G: Any, x: Any, numbers: Any, number: int = 0) -> tuple[Any, ...]:
        return ops.apply(_Dealt, H, numbers, number=number), None, None


def dynamic_partition(
    data: Any, partitions: Any, num_partitions: int, name: str | None = None
) -> list[Tensor]:
    """The rows dealt out into so many tensors, by the number that each has."""
    x, numbers = convert(data), convert(partitions)
    nodes = [ops.apply(_Dealt, x.node, numbers.node, number=i) for i in range(int(num_partitions))]
    parts = several("DynamicPartition", nodes, [x, numbers], [x.dtype.base_dtype] * len(nodes), name)
    within = numbers.shape.ndims or 1
    return [shaped(part, None if x._shape is None else (None, *x._shape[within:])) for part in parts]


class _Stitched(nb.Operation):
    """out = rows put where their numbers say; where two have one number, the last is kept."""

    label = "stitch"
    value_inputs = tuple(range(64))

    @staticmethod
    def forward(*given: Any, out: Any = None) -> Any:
        numbers, values = given[: len(given) // 2], given[len(given) // 2 :]
        count = max((int(n.max(initial=-1)) for n in numbers), default=-1) + 1
        total = np.zeros((count, *values[0].shape[numbers[0].ndim :]), values[0].dtype)
        for places, rows in zip(numbers, values, strict=True):
            total[places] = rows
        return ops.copied(total, out)

    @staticmethod
    def backward(G: Any, out: Any, *given: Any) -> tuple[Any, ...]:
        numbers = given[: len(given) // 2]
        return (*[None] * len(numbers), *(ops.gather(G, n) for n in numbers))


def dynamic_stitch(indices: Sequence[Any], data: Sequence[Any], name: str | None = None) -> Tensor:
    """Rows of several tensors put into one, where the numbers say."""
    numbers, values = [convert(n) for n in indices], together("DynamicStitch", *data)
    node = ops.apply(_Stitched, *(t.node for t in [*numbers, *values]))
    tensor = wrap("Stitch", node, [*numbers, *values], values[0].dtype.base_dtype, name)
    if not all(isinstance(n.node, nb.Constant) for n in numbers) or values[0]._shape is None:
        return tensor
    count = max(int(n.node.value.max()) for n in numbers) + 1  # type: ignore[attr-defined]
    return shaped(tensor, (count, *values[0]._shape[numbers[0].shape.ndims or 0 :]))


# ---------------------------------------------------------------- found and counted


class _Found(Flat):
    """out = what a function of arrays finds; how much that is depends on their values."""

    label = "found"
    value_inputs = tuple(range(8))

    @staticmethod
    def forward(*values: Any, find: Any = None, out: Any = None) -> Any:
        return ops.copied(find(*values), out)


def _firsts(x: Any) -> Any:
    """Where each value stands first, in the order in which they come."""
    return np.sort(np.unique(x, return_index=True)[1])


def _places_among_firsts(x: Any) -> Any:
    values = x[_firsts(x)]
    order = np.argsort(values)
    return order[np.searchsorted(values, x, sorter=order)].astype(np.int32)


def unique(x: Any, out_idx: Any = int32, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The different values in the order in which they come first, and for each entry which of them it is."""
    x = convert(x)
    nodes = [ops.apply(_Found, x.node, find=f) for f in (lambda x: x[_firsts(x)], _places_among_firsts)]
    y, places = several("Unique", nodes, [x], [x.dtype.base_dtype, as_dtype(out_idx)], name)
    return shaped(y, (None,)), shaped(places, x._shape)


class UniqueWithCounts(NamedTuple):
    """Different values, which of them each entry is, and how often each comes."""

    y: Tensor
    idx: Tensor
    count: Tensor  # type: ignore[assignment]


def unique_with_counts(x: Any, out_idx: Any = int32, name: str | None = None) -> UniqueWithCounts:
    """The different values in the order in which they come first, which one each entry is, and how many."""
    x, kind = convert(x), as_dtype(out_idx)
    finds = (
        lambda x: x[_firsts(x)],
        _places_among_firsts,
        lambda x: np.bincount(_places_among_firsts(x)).astype(kind.numpy),
    )
    nodes = [ops.apply(_Found, x.node, find=find) for find in finds]
    y, places, counts = several("UniqueWithCounts", nodes, [x], [x.dtype.base_dtype, kind, kind], name)
    return UniqueWithCounts(shaped(y, (None,)), shaped(places, x._shape), shaped(counts, (None,)))


def setdiff1d(x: Any, y: Any, index_dtype: Any = int32, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The values that are in x and not in y, and where they stand."""
    x, y = together("ListDiff", x, y)
    finds = (
        lambda x, y: x[~np.isin(x, y)],
        lambda x, y: np.flatnonzero(~np.isin(x, y)).astype(np.int32),
    )
    nodes = [ops.apply(_Found, x.node, y.node, find=find) for find in finds]
    left, places = several("ListDiff", nodes, [x, y], [x.dtype.base_dtype, as_dtype(index_dtype)], name)
    return shaped(left, (None,)), shaped(places, (None,))


def invert_permutation(x: Any, name: str | None = None) -> Tensor:
    """Where each number stands in an order of all of them."""
    x = convert(x)
    node = ops.apply(_Found, x.node, find=_inverted)
    return shaped(wrap("InvertPermutation", node, [x], name=name), x._shape)


def _inverted(order: Any) -> Any:
    if np.any(np.sort(order) != np.arange(len(order))):
        raise ValueError(f"{order.tolist()} is not a permutation of the numbers below {len(order)}")
    return np.argsort(order).astype(order.dtype)


def bincount(
    arr: Any, weights: Any = None, minlength: Any = None, maxlength: Any = None, dtype: Any = int32
) -> Tensor:
    """How often each whole number from 0 on comes, or the sum of its weights."""
    x, kind = convert(arr), as_dtype(dtype)
    inputs = [x] if weights is None else [x, convert(weights)]

    def find(numbers: Any, weight: Any = None) -> Any:
        counts = np.bincount(numbers.ravel(), None if weight is None else weight.ravel(), minlength or 0)
        return counts[:maxlength].astype(kind.numpy if weight is None else weight.dtype)

    node = ops.apply(_Found, *(t.node for t in inputs), find=find)
    tensor = wrap("Bincount", node, inputs, kind if weights is None else inputs[1].dtype, counted=13)
    return shaped(tensor, (None,))


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: Any = None,
    dtype: Any = int32,
    name: str | None = None,
    weights: Any = None,
) -> Tensor:
    """How often each class (a row) was taken for each class (a column)."""
    y, p, kind = convert(labels), convert(predictions), as_dtype(dtype)
    inputs = [y, p] if weights is None else [y, p, convert(weights)]

    def find(y: Any, p: Any, weight: Any = 1) -> Any:
        n = int(num_classes) if num_classes is not None else int(max(y.max(), p.max())) + 1
        counts = np.zeros((n, n), kind.numpy)
        np.add.at(counts, (y, p), np.asarray(weight, kind.numpy))
        return counts

    node = ops.apply(_Found, *(t.node for t in inputs), find=find)
    counted = 70 if num_classes is None else 109
    tensor = wrap("ConfusionMatrix", node, inputs, kind, name or "confusion_matrix", counted=counted)
    return shaped(tensor, (None if num_classes is None else int(num_classes),) * 2)


def count_nonzero(
    input_tensor: Any,
    axis: Any = None,
    keep_dims: bool = False,
    dtype: Any = int64,
    name: str | None = None,
    reduction_indices: Any = None,
) -> Tensor:
    """How many entries are not 0, along axes or in all."""
    x = convert(input_tensor)
    hits = math.to_int64(math.not_equal(x, constant(np.zeros((), x.dtype.numpy))))
    total = math.reduce_sum(hits, axis, keep_dims, reduction_indices=reduction_indices)
    return math.cast(total, dtype, name)


def sequence_mask(lengths: Any, maxlen: Any = None, dtype: Any = bool_, name: str | None = None) -> Tensor:
    """For each length a row that is true so far, and false from there on."""
    n = convert(lengths)
    begun = n.graph.count
    given = math.reduce_max(n) if maxlen is None else convert(maxlen)
    places = arrays.range(0, given, dtype=n.dtype.base_dtype)
    longer = arrays.expand_dims(n, -1)
    mask = math.less(arrays.expand_dims(places, 0) if n.shape.ndims is None else places, longer, name=name)
    known = int(given.node.value) if isinstance(given.node, nb.Constant) else None
    shaped(mask, None if n._shape is None else (*n._shape, known))
    n.graph.count = begun + (9 if maxlen is None else 7 + (not isinstance(maxlen, Tensor)))
    return math.cast(mask, dtype)


class _Turned(nb.Operation):
    """out = x with the first entries of each example along an axis in the opposite order; so is G."""

    label = "turn"

    @staticmethod
    def forward(x: Any, lengths: Any, along: int = 1, batch: int = 0, out: Any = None) -> Any:
        rows = np.moveaxis(x, (batch, along), (0, 1))
        places = np.arange(rows.shape[1])
        n = lengths[:, None]
        order = np.where(places < n, n - 1 - places, places)
        turned = np.take_along_axis(rows, order.reshape(*order.shape, *[1] * (rows.ndim - 2)), 1)
        return ops.copied(np.moveaxis(turned, (0, 1), (batch, along)), out)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, lengths: Any, **options: Any) -> tuple[Any, ...]:
        return ops.apply(_Turned, G, lengths, **options), None


def reverse_sequence(
    input: Any,
    seq_lengths: Any,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
    seq_dim: int | None = None,
    batch_dim: int | None = None,
) -> Tensor:
    """Each sequence backwards, as far as its length says; what comes after stays."""
    x, lengths = convert(input), convert(seq_lengths)
    along, batch = seq_dim if seq_axis is None else seq_axis, batch_dim if batch_axis is None else batch_axis
    if along is None:
        raise ValueError("expected seq_axis, the axis along which the sequences run, got None")
    node = ops.apply(_Turned, x.node, lengths.node, along=int(along), batch=int(batch or 0))
    shape = list(x._shape or ())
    if shape and lengths._shape and lengths._shape[0] is not None:
        shape[batch or 0] = lengths._shape[0]
    tensor = wrap("ReverseSequence", node, [x, lengths], x.dtype.base_dtype, name)
    return shaped(tensor, None if x._shape is None else shape)


name_functions(globals())
