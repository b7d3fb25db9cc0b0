"""All operations, each with how it is built and what it is tried on: the one list, for all tests."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nbkit as nb
from nbkit import backprop, ops
from nbkit.graph import Operation
from nbkit.ops.windows import pair

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass
class Case:
    """An operation on nodes: how to build it, and shapes to try it on.

    inputs: draws shapes, and options for `build`. kind: one letter an input: `a`ny number but near 0,
    `p`ositive, `t`ruth values, `l`abels (whole numbers below the last axis), `r`ows that sum to 1,
    `d`ominant diagonals of square matrices.
    twice: may the second derivative be compared? Not where a rule holds for rows that sum to 1 alone.
    stops: does it keep its slope from those behind it, on purpose?
    """

    operation: type[Operation]
    build: Callable[..., Any]
    inputs: Callable[[Draw], tuple[list[tuple[int, ...]], dict[str, Any]]]
    kind: str = "aaa"
    twice: bool = True
    stops: bool = False


def broadcasting(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes = hnp.mutually_broadcastable_shapes(num_shapes=2, min_dims=0, max_dims=3, min_side=0, max_side=3)
    return list(draw(shapes).input_shapes), {}


def one(draw: Draw, least_side: int = 0, least_dims: int = 0) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes = hnp.array_shapes(min_dims=least_dims, max_dims=3, min_side=least_side, max_side=3)
    return [draw(shapes)], {}


def rows(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return one(draw, 1, 1)


def same(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    return [shape, shape], {}


def same_filled(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, 1)
    return [shape, shape], {}


def same_rows(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    n, m = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    shape = draw(st.sampled_from([(m,), (n, m)]))
    return [shape, shape], {}


def product(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    n, d, m = (draw(st.integers(0, 3)) for _ in range(3))
    return [draw(st.sampled_from([(n, d), (d,)])), draw(st.sampled_from([(d, m), (d,)]))], {}


def product_with_numbers(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (a,), _ = one(draw, 0)
    return draw(st.sampled_from([[a, ()], [(), a], [(), ()], product(draw)[0]])), {}


def slope_of_product(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (a, b), _ = product_with_numbers(draw)
    return [np.dot(np.zeros(a), np.zeros(b)).shape, a, b], {}


def reduced(draw: Draw, least_side: int = 0) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, least_side)
    axes = [None, *range(-len(shape), len(shape))]
    if len(shape) > 1:
        axes += [(0, 1), (0, -1)]
    return [shape], {"axis": draw(st.sampled_from(axes)), "keepdims": draw(st.booleans())}


def averaged(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return reduced(draw, 1)


def down(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    """A shape, and one that broadcasts to it."""
    (shape,), _ = one(draw)
    kept = [n if draw(st.booleans()) else 1 for n in shape]
    return [shape, tuple(kept[draw(st.integers(0, len(kept))) :])], {}


def up(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes, _ = down(draw)
    return shapes[::-1], {}


def transposed(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    axes = tuple(draw(st.permutations(range(len(shape)))))
    return [shape], {"axes": draw(st.sampled_from([None, axes, tuple(a - len(axes) for a in axes)]))}


def reshaped(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, 1)
    return [shape], {"shape": draw(st.sampled_from([-1, (1, -1), (*shape, 1), shape[::-1]]))}


def relaid(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    return [shape, draw(st.sampled_from([(math.prod(shape),), shape[::-1], (1, *shape)]))], {}


def expanded(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    return [shape], {"axis": draw(st.integers(-len(shape) - 1, len(shape)))}


def joined(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, 0, 1)
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    shapes = [list(shape) for _ in range(draw(st.integers(1, 3)))]
    for s in shapes:
        s[axis] = draw(st.integers(0, 3))
    return [tuple(s) for s in shapes], {"axis": axis}


def cut(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes, options = joined(draw)
    whole = np.concatenate([np.zeros(s) for s in shapes], options["axis"]).shape
    return [whole, *shapes], options | {"index": draw(st.integers(0, len(shapes) - 1))}


def stacked(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw)
    return [shape] * draw(st.integers(1, 3)), {"axis": draw(st.integers(-len(shape) - 1, len(shape)))}


def picked(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    n, m = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    return [(n, m), (n,)], {}


def unpicked(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (table, labels), _ = picked(draw)
    return [labels, table, labels], {}


def labels_only(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return [(draw(st.integers(0, 3)),)], {}


def images(draw: Draw, least_side: int = 2) -> tuple[int, ...]:
    return tuple(draw(st.integers(*ends)) for ends in [(1, 2), (least_side, 4), (least_side, 4), (1, 2)])


NUMBER = st.integers(1, 3) | st.tuples(st.integers(1, 3), st.integers(1, 3))


def sliding(draw: Draw) -> dict[str, Any]:
    return {"stride": draw(NUMBER), "padding": draw(st.sampled_from(["valid", "same"]))}


def places(shape: tuple[int, ...], size: tuple[int, int], maps: int, stride: Any, padding: str) -> Any:
    seen = ops.windows(np.zeros(shape), size, stride, padding)
    return (*seen.shape[:3], maps)


def convolved(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    x = images(draw)
    return [x, (draw(st.integers(1, 2)), draw(st.integers(1, 2)), x[3], draw(st.integers(1, 2)))], sliding(
        draw
    )


def convolved_back(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (x, w), options = convolved(draw)
    return [places(x, w[:2], w[3], **options), x, w], options


def pooled(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return [images(draw, 3)], {"size": draw(NUMBER)} | sliding(draw)


def unpooled_from(x: tuple[int, ...], options: dict[str, Any]) -> list[tuple[int, ...]]:
    size, *slides = options.values()
    return [x, places(x, pair(size), x[3], *slides)]


def pooled_at(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (x,), options = pooled(draw)
    return [x, *unpooled_from(x, options)], options


def unpooled(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (x,), options = pooled(draw)
    G, *_ = unpooled_from(x, options)[1:]
    return [G, x, G], options


def averaged_back(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes, options = unpooled(draw)
    return shapes[:2], options


def reduced_back(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), options = averaged(draw)
    return [np.sum(np.zeros(shape), **options).shape, shape], options


def reduced_at(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), options = averaged(draw)
    return [shape, shape], options


def dropped(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return up(draw)[0][::-1], {}


def number(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return [draw(st.sampled_from([(), (1,), (1, 1)]))], {}


def truths(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes = hnp.mutually_broadcastable_shapes(num_shapes=3, min_dims=0, max_dims=2, min_side=0, max_side=3)
    return list(draw(shapes).input_shapes), {}


def argued(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, 1, 1)
    return [shape], {"axis": draw(st.integers(-len(shape), len(shape) - 1))}


def running(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    shapes, options = argued(draw)
    return shapes, options | {"exclusive": draw(st.booleans()), "reverse": draw(st.booleans())}


def indexed(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    keys = [(-1,), (0, m - 1), (slice(None, None, -1),), (Ellipsis, None, 0), (slice(1, None), slice(0, 2))]
    return [(n, m)], {"key": draw(st.sampled_from(keys))}


def unindexed(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), options = indexed(draw)
    return [np.zeros(shape)[options["key"]].shape, shape], options


def gathered(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (rows,), _ = one(draw)
    return [draw(st.sampled_from([(3,), (3, 3)])), rows], {}


def ungathered(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (rows,), _ = one(draw)
    return [(*rows, 2), (3, 2), rows], {}


def tiled(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), _ = one(draw, 1)
    return [shape], {"times": [draw(st.integers(1, 2)) for _ in shape]}


def untiled(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), options = tiled(draw)
    return [np.tile(np.zeros(shape), options["times"]).shape, shape], {}


def batches(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    k, n, d, m = (draw(st.integers(1, 3)) for _ in range(4))
    left, right = draw(st.booleans()), draw(st.booleans())
    A, B = (k, d, n) if left else (k, n, d), (k, m, d) if right else (k, d, m)
    return [A, B], {"left": left, "right": right}


def stacks(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    k, n, m = (draw(st.integers(1, 3)) for _ in range(3))
    return [draw(st.sampled_from([(n, m), (k, n, m)]))], {}


def banded(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return stacks(draw)[0], {"below": draw(st.integers(-1, 2)), "above": draw(st.integers(-1, 2))}


def squares(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    k, n = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    return [draw(st.sampled_from([(n, n), (k, n, n)]))], {}


def maybe_turned(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    return squares(draw)[0], {"turn": draw(st.booleans())}


def solved(draw: Draw) -> tuple[list[tuple[int, ...]], dict[str, Any]]:
    (shape,), options = maybe_turned(draw)
    return [shape, (*shape[:-1], draw(st.integers(1, 3)))], options


def repeated(x: Any, times: list[int]) -> Any:
    return ops.tile(x, np.array(times, int))


CASES = [
    Case(ops.Truth, ops.equal, broadcasting),  # what the comparisons share
    Case(ops.Add, nb.add, broadcasting),
    Case(ops.Add, lambda a, b: a + b, broadcasting),
    Case(ops.Subtract, nb.subtract, broadcasting),
    Case(ops.Multiply, nb.multiply, broadcasting),
    Case(ops.Divide, nb.divide, broadcasting),
    Case(ops.LimitProduct, ops.limit_product, broadcasting),
    Case(ops.Counts, ops.counts, broadcasting),
    Case(ops.Power, nb.power, broadcasting, kind="pa"),
    Case(ops.Power, lambda a: a**3, one),
    Case(ops.Power, lambda a: a**-1.0, one),
    Case(ops.Negative, nb.negative, one),
    Case(ops.MatMul, nb.matmul, product),
    Case(ops.Dot, nb.dot, product_with_numbers),
    Case(ops.ProductSlopeLeft, ops.product_slope_left, slope_of_product),
    Case(ops.ProductSlopeRight, ops.product_slope_right, slope_of_product),
    Case(ops.Sum, nb.sum, reduced),
    Case(ops.Mean, nb.mean, averaged),
    Case(ops.Max, nb.max, averaged),
    Case(ops.Max, nb.global_max, lambda draw: ([images(draw)], {})),
    Case(ops.ToGreatest, ops.to_greatest, reduced_back),
    Case(ops.AtGreatest, ops.at_greatest, reduced_at),
    Case(ops.SumLike, ops.sum_like, down),
    Case(ops.BroadcastLike, ops.broadcast_like, up),
    Case(ops.SizeRatio, ops.size_ratio, same_filled),
    Case(ops.LikeZeros, ops.zeros_like, one),
    Case(ops.Exp, nb.exp, one),
    Case(ops.Log, nb.log, one, kind="p"),
    Case(ops.Square, nb.square, one),
    Case(ops.Sqrt, nb.sqrt, one, kind="p"),
    Case(ops.Abs, nb.abs, one),
    Case(ops.Maximum, nb.maximum, broadcasting),
    Case(ops.Minimum, nb.minimum, broadcasting),
    Case(ops.Minimum, lambda x: nb.clip(x, -1.0, 0.5), one),
    Case(ops.Greater, nb.greater, broadcasting),
    Case(ops.Transpose, nb.transpose, transposed),
    Case(ops.Reshape, nb.reshape, reshaped),
    Case(ops.Flatten, nb.flatten, lambda draw: one(draw, 0, 1)),
    Case(ops.ReshapeLike, ops.reshape_like, relaid),
    Case(ops.Expand, ops.expand, expanded),
    Case(ops.Concat, lambda *v, axis: nb.concat(v, axis), joined),
    Case(ops.Concat, lambda *v, axis: nb.stack(v, axis), stacked),
    Case(ops.Part, lambda x, *v, index, axis: ops.part(x, v, index, axis), cut, kind="aaaa"),
    Case(ops.Conv2D, nb.conv2d, convolved),
    Case(ops.ConvSlopeImages, ops.conv_slope_images, convolved_back),
    Case(ops.ConvSlopeKernels, ops.conv_slope_kernels, convolved_back),
    Case(ops.MaxPool, nb.max_pool, pooled),
    Case(ops.MaxUnpool, ops.max_unpool, unpooled),
    Case(ops.MaxPoolAt, ops.max_pool_at, pooled_at),
    Case(ops.AvgPool, nb.avg_pool, pooled),
    Case(ops.AvgUnpool, ops.avg_unpool, averaged_back),
    Case(ops.Dropout, lambda x, noise: nb.dropout(x, 0.75, noise), dropped),
    Case(ops.Pick, nb.pick, picked, kind="al"),
    Case(ops.Unpick, ops.unpick, unpicked, kind="aal"),
    Case(ops.OneHot, lambda labels: nb.one_hot(labels, 3), labels_only, kind="l"),
    Case(ops.Step, nb.step, one),
    Case(ops.Sigmoid, nb.sigmoid, one),
    Case(ops.Tanh, nb.tanh, one),
    Case(ops.Relu, nb.relu, one),
    Case(ops.Softmax, nb.softmax, rows),
    Case(ops.LogSoftmax, nb.log_softmax, rows),
    Case(ops.SigmoidCrossEntropy, nb.sigmoid_cross_entropy, same),
    Case(ops.SoftmaxCrossEntropy, nb.softmax_cross_entropy, same_rows, kind="ar", twice=False),
    Case(ops.Difference, ops.difference, same),
    Case(ops.MeanSquaredError, nb.mean_squared_error, same_filled),
    Case(ops.Equal, ops.equal, broadcasting),
    Case(ops.NotEqual, ops.not_equal, broadcasting),
    Case(ops.GreaterEqual, ops.greater_equal, broadcasting),
    Case(ops.LogicalAnd, ops.logical_and, broadcasting, kind="tt"),
    Case(ops.LogicalOr, ops.logical_or, broadcasting, kind="tt"),
    Case(ops.LogicalNot, ops.logical_not, one, kind="t"),
    Case(ops.All, ops.all, reduced, kind="t"),
    Case(ops.Some, ops.some, reduced, kind="t"),
    Case(ops.Floor, ops.floor, one),
    Case(ops.Round, ops.round, one),
    Case(ops.Sign, ops.sign, one),
    Case(ops.FloorDivide, ops.floor_divide, broadcasting),
    Case(ops.Remainder, ops.remainder, broadcasting),
    Case(ops.Cast, lambda x: ops.cast(x, np.float64), one),
    Case(ops.CastLike, ops.cast_like, same),
    Case(ops.ArgMax, ops.argmax, argued),
    Case(ops.SharedMax, ops.shared_max, averaged),
    Case(ops.Sin, ops.sin, one),
    Case(ops.Cos, ops.cos, one),
    Case(ops.Softplus, ops.softplus, one),
    Case(ops.Elu, ops.elu, one),
    Case(ops.LikeOnes, ops.ones_like, one),
    Case(ops.StopGradient, ops.stop_gradient, one, stops=True),
    Case(ops.Index, ops.index, indexed),
    Case(ops.Unindex, ops.unindex, unindexed),
    Case(ops.Gather, ops.gather, gathered, kind="al"),
    Case(ops.Ungather, ops.ungather, ungathered, kind="aal"),
    Case(ops.Where, ops.where, truths, kind="taa"),
    Case(ops.Tile, repeated, tiled),
    Case(ops.Untile, ops.untile, untiled),
    Case(ops.TileLike, ops.tile_like, lambda draw: (untiled(draw)[0][::-1], {})),
    Case(ops.Fill, lambda x: ops.fill(np.array([2, 3]), x), lambda draw: ([()], {})),
    Case(ops.ReshapeTo, lambda x: ops.reshape_to(x, np.array([-1, 1])), lambda draw: one(draw, 1)),
    Case(ops.ShapeOf, ops.shape_of, one),
    Case(ops.CumSum, ops.cumsum, running),
    Case(ops.BatchMatMul, ops.batch_matmul, batches),
    Case(ops.Turned, ops.turned, stacks),
    Case(ops.Band, ops.band, banded),
    Case(ops.Inverse, ops.inverse, maybe_turned, kind="d"),
    Case(ops.Solve, ops.solve, solved, kind="da"),
    Case(ops.Determinant, ops.determinant, squares, kind="d"),
    Case(ops.Cholesky, lambda x: ops.cholesky(ops.batch_matmul(x, x, right=True)), squares, kind="d"),
    Case(backprop.Seed, lambda x: ops.apply(backprop.Seed, x), number),
]
