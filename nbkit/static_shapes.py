"""What shape a value will have, as far as the graph tells before a run: None for an unknown length."""

from __future__ import annotations

import math
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

import numpy as np

from nbkit import ops
from nbkit.graph import Constant, GraphError, Node, Operation, Placeholder, Variable, traverse_postorder
from nbkit.ops.windows import pair

Shape = tuple[int | None, ...] | None  # None: not even the number of axes is known
Rule = Callable[..., Shape]


def static_shape(node: Node, known: MutableMapping[Node, Shape]) -> Shape:
    """Return the shape of a node; what is found on the way is entered into `known`.

    Raises GraphError where shapes that are known do not fit.

    >>> X = Placeholder("X", shape=(None, 3))
    >>> static_shape(ops.matmul(X, np.zeros((3, 5))), {})
    (None, 5)
    """
    for each in traverse_postorder(node, stop=frozenset(known)):
        if each not in known:
            known[each] = _shape(each, known)
    return known[node]


def _shape(node: Node, known: MutableMapping[Node, Shape]) -> Shape:
    if isinstance(node, Operation):
        rule = next((_RULES[kind] for kind in type(node).__mro__ if kind in _RULES), None)
        shapes = [known[source] for source in node.input_nodes]
        if rule is None:
            return broadcast(*shapes) if node.by_entry else None
        return rule(node, *shapes)
    if isinstance(node, Placeholder):
        return node.shape
    if isinstance(node, Variable):
        return node.initial_value.shape
    return np.shape(node.value) if isinstance(node, Constant) else ()


# ---------------------------------------------------------------- rules


def broadcast(*shapes: Shape) -> Shape:
    """The shape of what is computed entry by entry. A longer axis wins over one of unknown length.

    >>> broadcast((None, 3), (5, 1)), broadcast((None, 3), (3,))
    ((5, 3), (None, 3))
    """
    if any(shape is None for shape in shapes):
        return None
    axes = max(len(shape) for shape in shapes if shape is not None)
    padded = [(1,) * (axes - len(shape)) + shape for shape in shapes if shape is not None]
    return tuple(_common(lengths, shapes) for lengths in zip(*padded, strict=True))


def _common(lengths: Sequence[int | None], shapes: Sequence[Shape]) -> int | None:
    longer = {n for n in lengths if n not in (None, 1)}
    if len(longer) > 1:
        told = " and ".join(map(written, shapes))
        raise GraphError(f"shapes {told} do not fit: axes must be equal, or 1, counted from the last")
    return longer.pop() if longer else None if None in lengths else 1


def written(shape: Shape) -> str:
    """A shape as it is told: `?` for what is unknown.

    >>> written((None, 3)), written(None)
    ('(?, 3)', '<unknown>')
    """
    if shape is None:
        return "<unknown>"
    return str(tuple(shape)).replace("None", "?")


def same_length(a: int | None, b: int | None, what: str) -> int | None:
    """The length of an axis that two values share."""
    if None not in (a, b) and a != b:
        raise GraphError(f"{what}: expected equal lengths, got {a} and {b}")
    return b if a is None else a


def merged(a: Shape, b: Shape) -> Shape:
    """The shape of a value of which both are true.

    >>> merged((None, 3), (5, None))
    (5, 3)
    """
    if a is None or b is None:
        return b if a is None else a
    if len(a) != len(b):
        raise GraphError(f"shapes {written(a)} and {written(b)} must have as many axes")
    told = f"shapes {written(a)} and {written(b)}"
    return tuple(same_length(n, m, told) for n, m in zip(a, b, strict=True))


def _product(node: Operation, a: Shape, b: Shape) -> Shape:
    if a is None or b is None:
        return None
    if not a or not b:
        return a or b
    inner = b[0] if len(b) == 1 else b[-2]
    same_length(a[-1], inner, f"the columns of {written(a)} meet the rows of {written(b)}")
    return (*a[:-1], *b[:-2], *b[-1:]) if len(b) > 1 else a[:-1]


def _batches(node: Operation, a: Shape, b: Shape) -> Shape:
    if a is None or b is None:
        return None
    left = (*a[:-2], a[-1], a[-2]) if node.options.get("left") else a
    right = (*b[:-2], b[-1], b[-2]) if node.options.get("right") else b
    same_length(left[-1], right[-2], f"the columns of {written(left)} meet the rows of {written(right)}")
    return (*(merged(left[:-2], right[:-2]) or ()), left[-2], right[-1])


def reduced(node: Operation, x: Shape) -> Shape:
    """What is left where axes are added up, or taken the mean or the greatest of."""
    axis, keepdims = node.options.get("axis"), node.options.get("keepdims", False)
    if axis is None and not keepdims:
        return ()
    if x is None:
        return None
    gone = set(range(len(x))) if axis is None else {_axis(a, x) for a in np.atleast_1d(axis).tolist()}
    kept = [1 if i in gone else n for i, n in enumerate(x) if keepdims or i not in gone]
    return tuple(kept)


def _axis(axis: int, x: Sequence[Any]) -> int:
    if not -len(x) <= axis < len(x):
        raise GraphError(f"a value of shape {written(tuple(x))} has no axis {axis}")
    return axis % len(x)


def _transposed(node: Operation, x: Shape) -> Shape:
    axes = node.options.get("axes")
    if x is None:
        return None
    if axes is not None and sorted(int(a) % max(len(x), 1) for a in axes) != list(range(len(x))):
        raise GraphError(f"axes {tuple(axes)} do not name each axis of {written(x)} once")
    return x[::-1] if axes is None else tuple(x[a] for a in axes)


def reshaped(x: Shape, wanted: Sequence[int | None]) -> Shape:
    """The shape after `reshape`: -1 stands for what is left, None for what is not known.

    >>> reshaped((None, 4), (-1, 2, 2)), reshaped((6,), (2, -1))
    ((None, 2, 2), (2, 3))
    """
    given = [n for n in wanted if n not in (None, -1)]
    if x is None or None in x or None in wanted:
        return tuple(None if n == -1 else n for n in wanted)
    size, rest = _entries(x), _entries(given)
    found = tuple((size // rest if rest else 0) if n == -1 else n for n in wanted)
    if _entries(found) != size:
        raise GraphError(f"{size} entries of shape {written(x)} do not fill shape {tuple(wanted)}")
    return found


def _entries(lengths: Sequence[int | None]) -> int:
    """How many entries a shape has that is known."""
    return math.prod(n for n in lengths if n is not None)


def _expanded(node: Operation, x: Shape) -> Shape:
    if x is None:
        return None
    axes = np.atleast_1d(node.options["axis"]).tolist()
    new = {_axis(axis, range(len(x) + len(axes))) for axis in axes}
    old = iter(x)
    return tuple(1 if i in new else next(old) for i in range(len(x) + len(axes)))


def _joined(node: Operation, *shapes: Shape) -> Shape:
    first = next((shape for shape in shapes if shape is not None), None)
    if first is None:
        return None
    at = _axis(node.options["axis"], first)
    rest: Shape = _without(first, at)
    for shape in shapes:
        rest = merged(rest, shape and _without(shape, at))
    lengths = [None if shape is None else shape[at] for shape in shapes]
    total = None if None in lengths else sum(n for n in lengths if n is not None)
    return tuple(total if i == at else n for i, n in enumerate(rest or ()))


def _without(shape: Sequence[int | None], at: int) -> Shape:
    """A shape with one axis of unknown length."""
    return tuple(None if i == at else n for i, n in enumerate(shape))


def _indexed(node: Operation, x: Shape, *numbers: Shape) -> Shape:
    key = node.options["key"]
    if x is None:
        return None
    given = sum(1 for part in key if part is not None and part is not Ellipsis)
    spread = [p for part in key for p in ([slice(None)] * (len(x) - given) if part is Ellipsis else [part])]
    lengths, shape = list(x), list[int | None]()
    for part in spread:
        if part is None:
            shape.append(1)
        elif isinstance(part, slice):
            shape.append(_cut(part, lengths.pop(0)))
        else:
            _check_index(part, lengths.pop(0), x)
    return (*shape, *lengths)


def _cut(part: slice, length: int | None) -> int | None:
    if part == slice(None):
        return length
    if length is None or any(isinstance(p, ops.At) for p in (part.start, part.stop, part.step)):
        return None
    return len(range(*part.indices(length)))


def _check_index(part: Any, length: int | None, x: Shape) -> None:
    if isinstance(part, int) and length is not None and not -length <= part < length:
        raise GraphError(f"index {part} is outside an axis of length {length}, of shape {written(x)}")


def value(node: Node, known: MutableMapping[Node, Shape]) -> list[int | None] | None:
    """The whole numbers of a vector that describes a shape, as far as they are known; None where nothing is.

    >>> X = Placeholder("X", shape=(None, 3))
    >>> value(ops.shape_of(X), {X: X.shape})
    [None, 3]
    """
    if isinstance(node, Constant):
        return [int(n) for n in np.ravel(node.value)]
    if isinstance(node, ops.ShapeOf):
        shape = static_shape(node.input_nodes[0], known)
        return None if shape is None else list(shape)
    if isinstance(node, ops.Concat):
        return _one_after_another([shape_from(source, known) for source in node.input_nodes])
    if isinstance(node, ops.Cast):
        return value(node.input_nodes[0], known)
    if isinstance(node, ops.Expand):  # a number that became a vector of one
        return value(node.input_nodes[0], known) or [None]
    if isinstance(node, ops.Index):
        return _item(value(node.input_nodes[0], known), node.options["key"])
    return None


def _one_after_another(parts: list[list[int | None] | None]) -> list[int | None] | None:
    return None if None in parts else [n for part in parts if part is not None for n in part]


def _item(whole: list[int | None] | None, key: tuple[Any, ...]) -> list[int | None] | None:
    if whole is None or len(key) != 1 or not isinstance(key[0], (int, slice)):
        return None
    found = whole[key[0]]
    return found if isinstance(found, list) else [found]


def shape_from(node: Node, known: MutableMapping[Node, Shape]) -> list[int | None] | None:
    """The shape that a vector of lengths stands for; None an axis where only their number is known."""
    shape, found = static_shape(node, known), value(node, known)
    if found is not None or shape is None or None in shape:
        return found
    return [None] * math.prod(n for n in shape if n is not None)


def _tiled(node: Operation, x: Shape, times: Shape, known: Any = None) -> Shape:
    found = value(node.input_nodes[1], {})
    if x is None or found is None:
        return None if x is None else (None,) * len(x)
    return tuple(None if n is None or t is None else n * t for n, t in zip(x, found, strict=True))


def _entries_of(node: Operation, *shapes: Shape) -> Shape:
    return broadcast(*shapes)


def _last(node: Operation, *shapes: Shape) -> Shape:
    return shapes[-1]


def _first(node: Operation, x: Shape, *others: Shape) -> Shape:
    return x


def _second(node: Operation, x: Shape, like: Shape, *others: Shape) -> Shape:
    return like


def _rows(node: Operation, z: Shape, y: Shape) -> Shape:
    both = merged(z, y)
    return both and both[:-1]


def _argmax(node: Operation, x: Shape) -> Shape:
    axis = node.options["axis"]
    if axis is None:
        return ()
    return x if x is None else tuple(n for i, n in enumerate(x) if i != _axis(axis, x))


def _gathered(node: Operation, x: Shape, rows: Shape) -> Shape:
    return None if x is None or rows is None else (*rows, *x[1:])


def _flattened(node: Operation, x: Shape) -> Shape:
    if x is None:
        return (None, None)
    rest = x[1:]
    return (x[0], None if None in rest else math.prod(n for n in rest if n is not None))


def _turned(node: Operation, x: Shape) -> Shape:
    return x if x is None else (*x[:-2], x[-1], x[-2])


def _square(node: Operation, x: Shape) -> Shape:
    if x is None:
        return None
    n = same_length(x[-1], x[-2], "a square matrix has as many rows as columns")
    return (*x[:-2], n, n)


def _determinants(node: Operation, x: Shape) -> Shape:
    square = _square(node, x)
    return square and square[:-2]


def _lengths(node: Operation, x: Shape) -> Shape:
    return (None,) if x is None else (len(x),)


def _spatial(node: Operation, x: Shape, window: tuple[int | None, ...], maps: int | None) -> Shape:
    if x is None:
        return None
    stride, padding = node.options["stride"], node.options["padding"]
    each = zip(x[1:3], window, pair(stride), strict=True)
    places = [_places(n, w, s, padding) for n, w, s in each]
    return (x[0], *places, maps)


def _places(n: int | None, w: int | None, s: int, padding: str) -> int | None:
    if n is None or w is None:
        return None
    return -(-n // s) if padding == "same" else -(-(n - w + 1) // s)


def _convolved(node: Operation, x: Shape, W: Shape) -> Shape:
    return None if W is None else _spatial(node, x, W[:2], W[3])


def _pooled(node: Operation, x: Shape) -> Shape:
    return _spatial(node, x, pair(node.options["size"]), None if x is None else x[3])


_RULES: dict[type[Operation], Rule] = {
    ops.MatMul: _product,
    ops.BatchMatMul: _batches,
    ops.Sum: reduced,
    ops.Mean: reduced,
    ops.Max: reduced,
    ops.All: reduced,
    ops.Some: reduced,
    **dict.fromkeys([ops.Truth, ops.Greater, ops.Counts, ops.Step, ops.Where], _entries_of),
    **dict.fromkeys([ops.Floor, ops.Round, ops.FloorDivide], _entries_of),
    **dict.fromkeys([ops.Inverse, ops.Cholesky], _square),
    ops.Determinant: _determinants,
    ops.Turned: _turned,
    ops.Solve: _last,
    ops.ArgMax: _argmax,
    ops.Transpose: _transposed,
    ops.Reshape: lambda node, x: reshaped(x, np.atleast_1d(node.options["shape"]).tolist()),
    ops.Flatten: _flattened,
    ops.Expand: _expanded,
    ops.Concat: _joined,
    ops.Index: _indexed,
    ops.Gather: _gathered,
    ops.Tile: _tiled,
    ops.ShapeOf: _lengths,
    ops.Conv2D: _convolved,
    ops.MaxPool: _pooled,
    ops.AvgPool: _pooled,
    ops.SoftmaxCrossEntropy: _rows,
    ops.SigmoidCrossEntropy: lambda node, z, y: merged(z, y),
    ops.Pick: lambda node, x, classes: classes,
    **dict.fromkeys([ops.ReshapeLike, ops.BroadcastLike, ops.SumLike, ops.Unindex], _second),
    **dict.fromkeys([ops.Ungather, ops.Unpick, ops.Untile, ops.TileLike], _second),
    ops.ProductSlopeLeft: _second,
    ops.ProductSlopeRight: _last,
    **dict.fromkeys([ops.Softmax, ops.LogSoftmax, ops.Band, ops.Cast, ops.CastLike, ops.LikeZeros], _first),
    **dict.fromkeys([ops.LikeOnes, ops.CumSum, ops.StopGradient, ops.Dropout], _first),
}
