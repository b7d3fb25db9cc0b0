"""Handles: a Tensor is a node of nbkit with a dtype, a static shape and a name, made by an Operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any, NoReturn

import numpy as np

from nbkit import graph as nb
from nbkit.static_shapes import merged, static_shape
from nbkit.tf1.core.dtypes import DType, as_dtype, float32, float64, string
from nbkit.tf1.core.graph import Graph, checked, get_default_graph
from nbkit.tf1.core.shapes import Dimension, TensorShape, as_shape


class Operation:
    """What makes tensors, or changes variables: `type` and `name` are those of TensorFlow.

    actions: nbkit's actions that its run brings about. counted: how many nodes TensorFlow makes for it.
    """

    def __init__(
        self,
        type: str,
        inputs: Sequence[Tensor] = (),
        name: str | None = None,
        actions: Sequence[nb.Action] = (),
        counted: int = 1,
        writes: Sequence[Any] = (),
    ) -> None:
        graph = inputs[0].graph if inputs else get_default_graph()
        graph.check_open()
        self.graph: Graph = graph
        whole = name is not None and name.endswith("/")  # of a scope that was entered: unique already
        self.name = str(name)[:-1] if whole else graph.unique_name(checked(name or type))
        self.type, self.inputs, self.actions = type, tuple(inputs), tuple(actions)
        self.outputs: list[Tensor] = []
        self.writes = tuple(writes)
        self.acts_beside = False  # its actions change nothing that is computed with it
        self.control_inputs = graph.control_inputs
        graph.count += counted
        graph.handles[self.name] = self

    def run(self, feed_dict: Any = None, session: Any = None) -> None:
        """Run it in the default session, or that one."""
        _session(session, self, "run").run(self, feed_dict)

    def bring_about(self, operations: Iterable[Operation]) -> None:
        """Have its run act as these do, without coming after them."""
        for op in operations:
            self.actions += op.actions
            self.writes += op.writes
        self.acts_beside = True

    @property
    def values(self) -> list[Tensor]:
        """Its tensors."""
        return self.outputs

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"


def _operator(name: str, swap: bool = False) -> Callable[..., Any]:
    """Python's operator on tensors: the other side takes the dtype of this one, arrays too."""

    def build(self: Any, other: Any) -> Any:
        math: Any = import_module("nbkit.tf1.core.math")
        return math.OPERATORS[name](self, other, swap)

    return build


def _unary(name: str) -> Callable[..., Any]:
    def build(self: Any) -> Any:
        return getattr(import_module("nbkit.tf1.core.math"), name)(self)

    return build


class Operators:
    """Python's operators, for tensors and variables. `==` stays the question whether both are one object."""

    __array_ufunc__ = None  # array * tensor is ours
    __array_priority__ = 100

    __add__, __radd__ = _operator("add"), _operator("add", swap=True)
    __sub__, __rsub__ = _operator("sub"), _operator("sub", swap=True)
    __mul__, __rmul__ = _operator("mul"), _operator("mul", swap=True)
    __truediv__, __rtruediv__ = _operator("truediv"), _operator("truediv", swap=True)
    __div__, __rdiv__ = _operator("div"), _operator("div", swap=True)
    __floordiv__, __rfloordiv__ = _operator("floordiv"), _operator("floordiv", swap=True)
    __mod__, __rmod__ = _operator("mod"), _operator("mod", swap=True)
    __pow__, __rpow__ = _operator("pow"), _operator("pow", swap=True)
    __matmul__, __rmatmul__ = _operator("matmul"), _operator("matmul", swap=True)
    __and__, __rand__ = _operator("logical_and"), _operator("logical_and", swap=True)
    __or__, __ror__ = _operator("logical_or"), _operator("logical_or", swap=True)
    __lt__, __le__ = _operator("less"), _operator("less_equal")
    __gt__, __ge__ = _operator("greater"), _operator("greater_equal")
    __neg__, __abs__, __invert__ = _unary("negative"), _unary("abs"), _unary("logical_not")

    def __getitem__(self, key: Any) -> Any:
        return import_module("nbkit.tf1.core.arrays").item(self, key)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "Using a `tf.Tensor` as a Python `bool` is not allowed: it has no value until a session runs it. "
            "Use `if t is not None:`, or tf.cond and tf.where for what depends on a value."
        )

    def __iter__(self) -> NoReturn:
        raise TypeError("'Tensor' object is not iterable: use tf.unstack, or sess.run(tensor) for its values")

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """Compute the value in the default session, or that one."""
        return _session(session, self, "evaluate").run(self, feed_dict)


class Tensor(Operators):
    """A value of the graph: `node` computes it."""

    def __init__(self, op: Operation, node: Any, dtype: DType, shape: Any = None) -> None:
        self.op, self.node, self.dtype = op, node, dtype
        self.graph = op.graph
        self.name = f"{op.name}:{len(op.outputs)}"
        op.outputs.append(self)
        self._shape = shape

    @property
    def shape(self) -> TensorShape:
        """The static shape."""
        return TensorShape(self._shape)

    def get_shape(self) -> TensorShape:
        """The static shape."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Say more about the shape than is known; ValueError where it contradicts."""
        self.shape.assert_is_compatible_with(shape)
        self._shape = merged(self._shape, as_shape(shape))
        if self.node is not None:
            self.graph.shapes[self.node] = self._shape

    @property
    def device(self) -> str:
        """Everything runs on the one processor that is there."""
        return ""

    @property
    def consumers(self) -> Callable[[], list[Operation]]:
        """The operations that read it."""
        return lambda: [o for o in self.graph.get_operations() if self in o.inputs]

    def __repr__(self) -> str:
        return f"<tf.Tensor '{self.name}' shape={self.shape} dtype={self.dtype.name}>"

    def __str__(self) -> str:
        shape = "" if self._shape is None else f", shape={self.shape}"
        return f'Tensor("{self.name}"{shape}, dtype={self.dtype.name})'


def upstream(operations: Iterable[Operation]) -> dict[Operation, None]:
    """These operations and all that they need, by inputs and by control."""
    found: dict[Operation, None] = {}
    stack = list(operations)
    while stack:
        op = stack.pop()
        if op not in found:
            found[op] = None
            stack.extend(op.control_inputs)
            stack.extend(t.op for t in op.inputs)
    return found


def _session(session: Any, what: Any, verb: str) -> Any:
    found = session or import_module("nbkit.tf1.core.session").get_default_session()
    if found is None:
        doing = "execute operation using `run()`" if verb == "run" else "evaluate tensor using `eval()`"
        raise ValueError(
            f"Cannot {doing}: No default session is registered. "
            "Use `with sess.as_default()` or pass an explicit session to it."
        )
    return found


def wrap(
    type: str,
    node: nb.Node,
    inputs: Sequence[Tensor] = (),
    dtype: Any = None,
    name: str | None = None,
    counted: int = 1,
) -> Tensor:
    """Give a node of nbkit its name, dtype and static shape; ValueError where the shapes do not fit."""
    graph = inputs[0].graph if inputs else get_default_graph()
    try:
        shape = static_shape(node, graph.shapes)
    except nb.GraphError as error:
        raise ValueError(f"{error}, for '{name or type}' (op: '{type}'). Made at {node.where}") from None
    op = Operation(type, inputs, name, counted=counted)
    if node.given_name is None:
        node.name = node.given_name = op.name
    return Tensor(op, node, as_dtype(dtype or inputs[0].dtype.base_dtype), shape)


def several(
    type: str,
    nodes: Sequence[nb.Node],
    inputs: Sequence[Tensor],
    dtypes: Sequence[Any] = (),
    name: str | None = None,
    counted: int = 1,
) -> list[Tensor]:
    """The tensors of one operation that has several; dtypes: theirs, if not that of the first input."""
    kinds = dtypes or [inputs[0].dtype.base_dtype] * len(nodes)
    first = wrap(type, nodes[0], inputs, kinds[0], name, counted)
    others = zip(nodes[1:], kinds[1:], strict=True)
    return [
        first,
        *(Tensor(first.op, n, as_dtype(k), static_shape(n, first.graph.shapes)) for n, k in others),
    ]


def shaped(tensor: Tensor, shape: Sequence[int | None] | None) -> Tensor:
    """Note what is known of the shape, where no rule finds it."""
    tensor._shape = tensor.graph.shapes[tensor.node] = None if shape is None else tuple(shape)
    return tensor


# ---------------------------------------------------------------- constants, and what becomes a tensor


class Text(nb.Operation):
    """out = the text that it was made of."""

    label = "text"

    @staticmethod
    def forward(*values: Any, text: Any = None, out: Any = None) -> Any:
        return text


def constant(
    value: Any, dtype: Any = None, shape: Any = None, name: str = "Const", verify_shape: bool = False
) -> Tensor:
    """A tensor whose value never changes. Python's floats become float32, its whole numbers int32.

    shape: with one value, as many of it; with several, the last one is repeated.
    """
    array = as_constant(value, dtype)
    if shape is not None:
        array = _spread(array, tuple(int(n or 0) for n in as_shape(shape) or ()))
    graph = get_default_graph()
    if array.dtype.kind == "O":
        node: nb.Node = graph.leaf(lambda: Text(text=array))
        graph.shapes[node] = array.shape
    else:
        node = graph.leaf(lambda: nb.Constant(array, name="Const"))
        node.given_name = None
    return wrap("Const", node, (), array.dtype, name)


def _spread(array: Any, shape: tuple[int, ...]) -> Any:
    size = int(np.prod(shape))
    if array.size > size:
        raise ValueError(f"Too many elements provided. Needed at most {size}, but received {array.size}")
    flat = np.concatenate([array.ravel(), np.repeat(array.ravel()[-1:], size - array.size)])
    return flat.reshape(shape)


def as_constant(value: Any, dtype: Any = None) -> np.ndarray[Any, Any]:
    """The array that TensorFlow makes of a constant's value.

    >>> as_constant([1, 2.5]).dtype, as_constant(np.zeros(1)).dtype, as_constant(2**40).dtype
    (dtype('float32'), dtype('float64'), dtype('int64'))
    """
    wanted = None if dtype is None else as_dtype(dtype)
    if isinstance(value, (TensorShape, Dimension)):
        value = value.as_list() if isinstance(value, TensorShape) else int(value)
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.array(value)
        if array.dtype.kind in "USO":
            return _texts(array)
        return array.astype(wanted.numpy) if wanted is not None else array
    return _from_python(value, wanted)


def _from_python(value: Any, wanted: DType | None) -> np.ndarray[Any, Any]:
    if value is None:
        raise ValueError("None values not supported.")
    value = _plain(value)
    try:
        array = np.array(value)
    except ValueError:
        raise ValueError("Argument must be a dense tensor: its rows have unequal length") from None
    if array.dtype.kind in "US":
        array = _texts(np.array(value, object))
    if wanted is not None:
        return _checked(array, value, wanted)
    if array.dtype.kind == "f" or array.size == 0:
        return array.astype(np.float32)
    if array.dtype == np.int64 and (array == array.astype(np.int32)).all():
        return array.astype(np.int32)
    if array.dtype.kind not in "fiubO" or (array.dtype.kind == "O" and not _is_text(array)):
        raise TypeError(f"Failed to convert object of type {type(value)} to Tensor. Contents: {value!r}")
    return array


def _plain(value: Any) -> Any:
    """Python lists in place of what else there may be, lengths of axes as numbers."""
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return int(value) if isinstance(value, Dimension) else value


def _is_text(array: Any) -> bool:
    return all(isinstance(v, (bytes, str)) for v in array.ravel())


def _texts(array: Any) -> Any:
    texts = np.empty(array.shape, object)
    for place in np.ndindex(array.shape):
        text = array[place]
        texts[place] = text.encode() if isinstance(text, str) else text
    return texts


def _checked(array: Any, value: Any, wanted: DType) -> Any:
    """Python's values in this type, where nothing is lost: 1.5 is no whole number, and True none either."""
    kinds = {"f": "fiu", "i": "iu", "u": "iu", "b": "b", "O": "O"}[wanted.numpy.kind]
    if array.dtype.kind not in kinds and array.size:
        first = array.ravel()[0].item() if array.dtype.kind != "O" else array.ravel()[0]
        raise TypeError(f"Expected {wanted.name}, got {first!r} of type '{type(first).__name__}' instead.")
    return array.astype(wanted.numpy)


def convert(value: Any, dtype: Any = None, name: str | None = None, preferred_dtype: Any = None) -> Tensor:
    """The tensor that a value stands for: a tensor itself, a variable as it is read, numbers as a constant.

    Raises ValueError for a tensor of another dtype.
    """
    value = value.as_tensor() if hasattr(value, "as_tensor") else value
    if isinstance(value, Operation):
        raise TypeError(f"Can't convert Operation '{value.name}' to Tensor: it has no value")
    if isinstance(value, Tensor):
        if dtype is not None and as_dtype(dtype).base_dtype != value.dtype.base_dtype:
            wanted = as_dtype(dtype).name
            raise ValueError(
                f"Tensor conversion requested dtype {wanted} for Tensor with dtype {value.dtype.name}: "
                f"{str(value)!r}. Try: tf.cast(…, tf.{wanted})"
            )
        return value
    if isinstance(value, (list, tuple)) and _holds_tensors(value):
        return import_module("nbkit.tf1.core.arrays").stack(
            [convert(v, dtype or _dtype_within(value)) for v in value], name=name or "packed"
        )
    return constant(value, dtype, name=name or "Const")


def _holds_tensors(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_holds_tensors, value))
    return isinstance(value, Operators)


def _dtype_within(value: Any) -> DType | None:
    """The dtype of the first tensor in a list."""
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(_dtype_within, value)), None)
    return value.dtype.base_dtype if isinstance(value, Operators) else None  # type: ignore[attr-defined]


def together(type: str, *values: Any, dtype: Any = None) -> list[Tensor]:
    """The arguments of a function as tensors of one dtype, which the first of them has.

    Raises TypeError where a tensor has another one.
    """
    found: list[Tensor] = []
    first = dtype or next((_dtype_within(v) for v in values[:1]), None)
    for place, value in enumerate(values):
        tensor = convert(value) if _dtype_within(value) else convert(value, first)
        if first is not None and tensor.dtype.base_dtype != as_dtype(first):
            letter = "xyz"[min(place, 2)]
            raise TypeError(
                f"Input '{letter}' of '{type}' Op has type {tensor.dtype.base_dtype.name} that does not "
                f"match type {as_dtype(first).name} of argument 'x'. Try: tf.cast one of them"
            )
        first = first or tensor.dtype.base_dtype
        found.append(tensor)
    return found


def floats(type: str, x: Tensor) -> Tensor:
    """The tensor, if it holds floats; TypeError if not."""
    if not x.dtype.base_dtype.is_floating:
        raise TypeError(
            f"Value passed to parameter 'x' has DataType {x.dtype.name} not in list of allowed values: "
            f"{float32.name}, {float64.name}, as '{type}' needs. Try: tf.cast(x, tf.float32)"
        )
    return x


def text_of(value: Any) -> str | None:
    """The text of a constant, or None."""
    return value.decode() if isinstance(value, bytes) else value if isinstance(value, str) else None


def is_text(tensor: Tensor) -> bool:
    """Does it hold text?"""
    return tensor.dtype == string
