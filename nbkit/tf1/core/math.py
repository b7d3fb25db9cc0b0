"""Arithmetic: what is computed entry by entry, and along axes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core import habits
from nbkit.tf1.core.dtypes import DType, as_dtype, bool_, float32, float64, int32, int64
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.missing import name_functions
from nbkit.tf1.core.tensor import Tensor, convert, floats, together, wrap

Build = Callable[..., Any]


def _of(kind: type[Any]) -> Build:
    """The constructor of an operation's class."""
    return lambda *nodes, **options: ops.apply(kind, *nodes, **options)


# ---------------------------------------------------------------- of one tensor


def _unary(type: str, build: Build, only_floats: bool = False, dtype: DType | None = None) -> Any:
    """A function of each entry for itself."""

    def function(x: Any, name: str | None = None) -> Tensor:
        x = convert(x, dtype)
        x = floats(type, x) if only_floats else x
        return wrap(type, build(x.node), [x], name=name)

    function.__doc__ = f"TensorFlow's {type}, of each entry for itself."
    return function


negative, abs, sign, square = (
    _unary("Neg", ops.negative),
    _unary("Abs", ops.abs),
    _unary("Sign", ops.sign),
    _unary("Square", ops.square),
)
exp, log, sqrt = (_unary(n, b, True) for n, b in [("Exp", ops.exp), ("Log", ops.log), ("Sqrt", ops.sqrt)])
sin, cos = _unary("Sin", ops.sin, True), _unary("Cos", ops.cos, True)
tan = _unary("Tan", lambda x: ops.sin(x) / ops.cos(x), True)
tanh, sigmoid = _unary("Tanh", ops.tanh, True), _unary("Sigmoid", ops.sigmoid, True)
floor, rint, _round = _unary("Floor", ops.floor), _unary("Rint", ops.round), _unary("Round", ops.round)
ceil = _unary("Ceil", lambda x: -ops.floor(-x))
logical_not = _unary("LogicalNot", ops.logical_not, dtype=bool_)
reciprocal = _unary("Reciprocal", lambda x: ops.divide(ops.ones_like(x), x), True)
rsqrt = _unary("Rsqrt", lambda x: ops.divide(ops.ones_like(x), ops.sqrt(x)), True)
log1p = _unary("Log1p", lambda x: ops.log(ops.ones_like(x) + x), True)
expm1 = _unary("Expm1", lambda x: ops.exp(x) - ops.ones_like(x), True)


def round(x: Any, name: str | None = None) -> Tensor:
    """The nearest whole number, of two the even one. What is whole stays as it is."""
    x = convert(x)
    return x if x.dtype.base_dtype.is_integer else _round(x, name=name)


# ---------------------------------------------------------------- of two


def _binary(type: str, build: Build, dtype: Any = None) -> Any:
    """A function of two tensors of one dtype, with broadcasting. dtype: that of the result, if another."""

    def function(x: Any, y: Any, name: str | None = None) -> Tensor:
        x, y = together(type, x, y)
        return wrap(type, build(x.node, y.node), [x, y], dtype, name)

    function.__doc__ = f"TensorFlow's {type}, entry by entry, with broadcasting."
    return function


add, subtract, multiply = _binary("Add", ops.add), _binary("Sub", ops.subtract), _binary("Mul", ops.multiply)
maximum, minimum = _binary("Maximum", ops.maximum), _binary("Minimum", ops.minimum)
pow = _binary("Pow", _of(habits.Pow))
floordiv, mod = _binary("FloorDiv", _of(habits.FloorDiv)), _binary("FloorMod", _of(habits.FloorMod))
floormod, floor_div = mod, floordiv
squared_difference = _binary("SquaredDifference", lambda x, y: ops.square(x - y))
equal, not_equal = _binary("Equal", ops.equal, bool_), _binary("NotEqual", ops.not_equal, bool_)
greater, greater_equal = (
    _binary("Greater", ops.greater, bool_),
    _binary("GreaterEqual", ops.greater_equal, bool_),
)
less = _binary("Less", lambda x, y: ops.greater(y, x), bool_)
less_equal = _binary("LessEqual", lambda x, y: ops.greater_equal(y, x), bool_)
logical_and, logical_or = (
    _binary("LogicalAnd", ops.logical_and, bool_),
    _binary("LogicalOr", ops.logical_or, bool_),
)
_xor, realdiv = _binary("LogicalXor", ops.not_equal, bool_), _binary("RealDiv", ops.divide)


def logical_xor(x: Any, y: Any, name: str = "LogicalXor") -> Tensor:
    """Is one of the two true, and not both?"""
    result = _xor(x, y, name=name)
    result.graph.count += 3
    return result


# Whole numbers become floats before they are divided.
_DIVIDED_AS = {"int8": float32, "uint8": float32, "int16": float32, "uint16": float32}
_DIVIDED_AS |= {"int32": float64, "int64": float64}


def truediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y, of whole numbers too: int32 and int64 give float64, smaller ones float32."""
    x, y = together("RealDiv", x, y)
    wide = _DIVIDED_AS.get(x.dtype.base_dtype.name)
    return realdiv(*((cast(v, wide) for v in (x, y)) if wide else (x, y)), name=name or "truediv")


def div(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y, of whole numbers rounded down."""
    x, y = together("Div", x, y)
    return (floordiv if x.dtype.base_dtype.is_integer else realdiv)(x, y, name=name or "div")


divide = truediv


def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of matrices, or of as many matrices on both sides; each may be transposed first."""
    a, b = together("MatMul", convert(a), convert(b))
    left, right = bool(transpose_a or adjoint_a), bool(transpose_b or adjoint_b)
    ranks = {len(t._shape) for t in (a, b) if t._shape is not None}
    if ranks & {0, 1} or (2 in ranks and len(ranks) > 1):
        shapes = f"{a.shape}, {b.shape}".replace("(", "[").replace(")", "]")
        raise ValueError(
            f"Shape must be rank 2 but is rank {min(ranks - {2})} for 'MatMul' (op: 'MatMul') "
            f"with input shapes: {shapes}. Try: tf.reshape, such as to [-1, 1]"
        )
    if max(ranks, default=2) > 2:
        node = ops.batch_matmul(a.node, b.node, left, right)
        return wrap("BatchMatMul", node, [a, b], name=name or "matmul")
    A, B = (ops.transpose(t.node) if turned else t.node for t, turned in ((a, left), (b, right)))
    return wrap("MatMul", ops.matmul(A, B), [a, b], name=name)


def add_n(inputs: Any, name: str | None = None) -> Tensor:
    """The sum of tensors of one shape."""
    found = together("AddN", *inputs)
    if len(found) == 1:
        return found[0] if name is None else wrap("Identity", found[0].node, found, name=name)
    total = found[0].node
    for tensor in found[1:]:
        total = ops.add(total, tensor.node)
    return wrap("AddN", total, found, name=name)


def accumulate_n(inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: str | None = None) -> Tensor:
    """The sum of tensors of one shape."""
    get_default_graph().count += 6
    return add_n(inputs, name=name)


def scalar_mul(scalar: Any, x: Any) -> Tensor:
    """A number times a tensor."""
    return multiply(convert(scalar, convert(x).dtype), x)


def _operate(function: Any, name: str) -> Any:
    """An operator: the other side becomes a tensor of this one's dtype."""

    def build(tensor: Any, other: Any, swap: bool) -> Tensor:
        tensor = convert(tensor)
        if tensor.graph is not get_default_graph():
            with tensor.graph.as_default():
                return build(tensor, other, swap)
        try:
            other = convert(other, tensor.dtype.base_dtype, name=f"{name}/{'x' if swap else 'y'}")
        except TypeError as error:
            kinds = f"'Tensor' and '{type(other).__name__}'"
            raise TypeError(f"unsupported operand type(s) for {_SIGNS[name]}: {kinds}. {error}") from None
        return function(*((other, tensor) if swap else (tensor, other)), name=name)

    return build


_SIGNS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "div": "/", "floordiv": "//", "mod": "%"}
_SIGNS |= {"pow": "**", "matmul": "@", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}
_SIGNS |= {"logical_and": "&", "logical_or": "|"}
_FUNCTIONS = {"add": add, "sub": subtract, "mul": multiply, "truediv": truediv, "div": div, "mod": mod}
_FUNCTIONS |= {"floordiv": floordiv, "pow": pow, "matmul": matmul, "less": less, "less_equal": less_equal}
_FUNCTIONS |= {"greater": greater, "greater_equal": greater_equal}
_FUNCTIONS |= {"logical_and": logical_and, "logical_or": logical_or}
_NAMES = {"less": "Less", "less_equal": "LessEqual", "greater": "Greater", "greater_equal": "GreaterEqual"}
OPERATORS = {name: _operate(function, name) for name, function in _FUNCTIONS.items()}


# ---------------------------------------------------------------- dtypes


def cast(x: Any, dtype: Any, name: str | None = None) -> Tensor:
    """The tensor in another dtype; floats that become whole numbers lose their fraction."""
    x, wanted = convert(x), as_dtype(dtype).base_dtype
    if x.dtype.base_dtype == wanted:
        return x
    return wrap("Cast", ops.cast(x.node, wanted.numpy), [x], wanted, name)


def to_float(x: Any, name: str = "ToFloat") -> Tensor:
    """The tensor as float32."""
    return cast(x, float32, name)


def to_double(x: Any, name: str = "ToDouble") -> Tensor:
    """The tensor as float64."""
    return cast(x, float64, name)


def to_int32(x: Any, name: str = "ToInt32") -> Tensor:
    """The tensor as int32."""
    return cast(x, int32, name)


def to_int64(x: Any, name: str = "ToInt64") -> Tensor:
    """The tensor as int64."""
    return cast(x, int64, name)


# ---------------------------------------------------------------- along axes


def _axes(x: Tensor, axis: Any) -> tuple[int, ...] | None:
    """The axes to reduce, as positive numbers where the rank is known; None for all."""
    if axis is None:
        return None
    if isinstance(axis, Tensor):
        axis = getattr(axis.node, "value", axis)
    axes = [int(a) for a in np.atleast_1d(axis)]
    rank = x.shape.ndims
    for a in axes:
        if rank is not None and not -rank <= a < rank:
            raise ValueError(f"Invalid reduction dimension {a} for input with {rank} dimensions.")
    return tuple(sorted({a % rank if rank else a for a in axes}))


def _allowed(type: str, x: Tensor, kinds: str) -> Tensor:
    if x.dtype.numpy.kind not in kinds:
        raise TypeError(
            f"Value passed to parameter 'input' has DataType {x.dtype.name} not in list of allowed "
            f"values for '{type}'. Try: tf.cast(x, tf.float32)"
        )
    return x


def _reduction(type: str, build: Build, allowed: str = "fiu", dtype: Any = None) -> Any:
    def reduce(
        input_tensor: Any,
        axis: Any = None,
        keep_dims: bool = False,
        name: str | None = None,
        reduction_indices: Any = None,
        keepdims: bool | None = None,
    ) -> Tensor:
        x = _allowed(type, convert(input_tensor), allowed)
        axes = _axes(x, reduction_indices if axis is None else axis)
        node = build(x.node, axis=axes, keepdims=bool(keep_dims if keepdims is None else keepdims))
        if x.dtype.numpy.kind in "iu" and type == "Sum":
            node = ops.cast(node, x.dtype.numpy)
        counted = 5 if axes is None and x._shape is None else 2
        return wrap(type, node, [x], dtype, name, counted=counted)

    reduce.__doc__ = f"TensorFlow's {type} along axes, or of all."
    return reduce


def _least(x: Any, axis: Any, keepdims: bool) -> Any:
    return -ops.apply(habits.Max, -x, axis=axis, keepdims=keepdims)


reduce_sum, reduce_mean = _reduction("Sum", ops.sum), _reduction("Mean", _of(habits.Mean))
reduce_max, reduce_min = _reduction("Max", _of(habits.Max)), _reduction("Min", _least)
reduce_all, reduce_any = (
    _reduction("All", ops.all, "b", bool_),
    _reduction("Any", ops.some, "b", bool_),
)


class _Product(nb.Operation):
    """out = the product along an axis that is empty, or of a length not known before a run."""

    label = "Π"

    @staticmethod
    def forward(x: Any, axis: int = 0, keep: bool = False, out: Any = None) -> Any:
        return x.prod(axis, dtype=x.dtype, keepdims=keep)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: int = 0, keep: bool = False) -> tuple[Any, ...]:
        return ((G if keep else ops.expand(G, axis)) * ops.apply(_Others, x, axis=axis),)


class _Others(nb.Operation):
    """out = for each entry, the product of all others along an axis, also where some are 0."""

    label = "Π others"

    @staticmethod
    def forward(x: Any, axis: int = 0, out: Any = None) -> Any:
        y = np.moveaxis(x, axis, 0)
        ones = np.ones_like(y[:1])
        before = np.cumprod(np.concatenate([ones, y[:-1]]), 0, dtype=x.dtype)
        after = np.cumprod(np.concatenate([ones, y[:0:-1]]), 0, dtype=x.dtype)[::-1]
        return np.moveaxis(before * after, 0, axis)

    @staticmethod
    def backward(G: Any, out: Any, x: Any, axis: int = 0) -> tuple[Any, ...]:
        raise LookupError(
            "the slope of the slope of a product of unknown length is left out: give the length"
        )


def reduce_prod(
    input_tensor: Any,
    axis: Any = None,
    keep_dims: bool = False,
    name: str | None = None,
    reduction_indices: Any = None,
) -> Tensor:
    """The product along axes, or of all entries."""
    x = convert(input_tensor)
    axes = _axes(x, reduction_indices if axis is None else axis)
    shape = x.shape.as_list()
    axes = tuple(range(len(shape))) if axes is None else axes
    node = x.node
    for a in reversed(axes):
        if not shape[a]:
            node = ops.apply(_Product, node, axis=a, keep=bool(keep_dims))
            continue
        parts = [ops.index(node, (*[slice(None)] * a, i)) for i in range(shape[a] or 0)]
        product = parts[0]
        for part in parts[1:]:
            product = ops.multiply(product, part)
        node = ops.expand(product, a) if keep_dims else product
    return wrap("Prod", node, [x], None, name, counted=2)


def reduce_logsumexp(
    input_tensor: Any,
    axis: Any = None,
    keep_dims: bool = False,
    name: Any = None,
    reduction_indices: Any = None,
) -> Tensor:
    """ln Σ e^x along axes, without overflow."""
    x = convert(input_tensor)
    axes = _axes(x, reduction_indices if axis is None else axis)
    peak = ops.stop_gradient(ops.max(x.node, axes, True))
    total = ops.log(ops.sum(ops.exp(x.node - peak), axes, True)) + peak
    gone = ops.sum(total, axes, bool(keep_dims))
    return wrap("Log", gone, [x], None, name or "ReduceLogSumExp", counted=13)


def _arg(type: str, turn: Build) -> Any:
    def argument(
        input: Any,
        axis: Any = None,
        name: str | None = None,
        dimension: Any = None,
        output_type: Any = int64,
    ) -> Tensor:
        x = convert(input)
        place = 0 if axis is None and dimension is None else int(dimension if axis is None else axis)
        node = ops.apply(habits.ArgMax, turn(x.node), axis=place)
        node = node if as_dtype(output_type) == int64 else ops.cast(node, as_dtype(output_type).numpy)
        return wrap(type, node, [x], output_type, name, counted=2)

    argument.__doc__ = f"Where the entry is along an axis (the first, if none is named): {type}."
    return argument


argmax, argmin = _arg("ArgMax", lambda x: x), _arg("ArgMin", ops.negative)


def arg_max(input: Any, dimension: Any, output_type: Any = int64, name: str | None = None) -> Tensor:
    """argmax by its earlier name."""
    return argmax(input, dimension, name, output_type=output_type)


def arg_min(input: Any, dimension: Any, output_type: Any = int64, name: str | None = None) -> Tensor:
    """argmin by its earlier name."""
    return argmin(input, dimension, name, output_type=output_type)


def cumsum(x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False, name: Any = None) -> Tensor:
    """The sum up to each entry along an axis."""
    x = convert(x)
    node = ops.cumsum(x.node, int(axis), bool(exclusive), bool(reverse))
    return wrap("Cumsum", node, [x], name=name, counted=2)


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None) -> Tensor:
    """Lower what is above the one, and raise what is below the other."""
    with get_default_graph().name_scope(name or "clip_by_value") as scope:
        return maximum(minimum(t, clip_value_max), clip_value_min, name=scope)


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Tensor:
    """Shorten to this length what is longer."""
    t = convert(t)
    length = reduce_sum(multiply(t, t), axes, keep_dims=True)
    t.graph.count += 1
    shorter = minimum(rsqrt(length), truediv(1.0, convert(clip_norm, t.dtype)))
    return multiply(multiply(t, clip_norm), shorter, name=name or "clip_by_norm")


def global_norm(t_list: Any, name: str | None = None) -> Tensor:
    """The length of all tensors together; None are left out."""
    halves = [_half_square(convert(getattr(t, "values", t))) for t in t_list if t is not None]
    return sqrt(multiply(reduce_sum(stack(halves)), 2.0), name=name or "global_norm")


def _half_square(t: Tensor) -> Tensor:
    half = np.asarray(0.5, t.dtype.numpy)
    return wrap("L2Loss", ops.multiply(ops.sum(ops.square(t.node)), half), [t])


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list[Any], Tensor]:
    """Shorten tensors together, so that their common length is at most this; and that length as it was."""
    norm = use_norm if use_norm is not None else global_norm(t_list)
    get_default_graph().count += len(t_list)
    scale = multiply(clip_norm, minimum(truediv(1.0, norm), truediv(1.0, convert(clip_norm, norm.dtype))))
    return [None if t is None else _scaled(t, scale) for t in t_list], norm


def _scaled(t: Any, scale: Tensor) -> Any:
    """A tensor, or the rows of a table, times a number."""
    return t.with_values(multiply(t.values, scale)) if hasattr(t, "with_values") else multiply(t, scale)


def stack(values: Any) -> Tensor:
    """Several tensors of one shape as one."""
    arrays: Any = import_module("nbkit.tf1.core.arrays")
    return arrays.stack(values)


def norm(
    tensor: Any, ord: Any = "euclidean", axis: Any = None, keep_dims: bool = False, name: str | None = None
) -> Tensor:
    """The length of vectors, or of all entries as one; ord: 1, 2 or ∞."""
    x = convert(tensor)
    if ord in ("euclidean", "fro", 2):
        x.graph.count += 1
        return sqrt(reduce_sum(square(x), axis, keep_dims=keep_dims), name=name)
    size = abs(x)
    return (reduce_sum if ord == 1 else reduce_max)(size, axis, keep_dims, name=name)


name_functions(globals())
