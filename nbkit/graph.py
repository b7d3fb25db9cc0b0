"""A computation as a graph that you can hold: nodes, the graph that lists them, and their order.

The shape is TensorFlow 1's: first we build the graph, later a Session runs it.
Reference: Abadi et al., *TensorFlow: a system for large-scale machine learning* (2016).
"""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike

from nbkit.functions import as_array, is_whole, shown

_HERE = str(Path(__file__).parent) + os.sep


class GraphError(ValueError):
    """A mistake in building or running a graph; the message says what was expected, what came, what to do."""


class Graph:
    """A list of the nodes that belong together, in the order in which they were made.

    >>> with Graph().as_default() as g:
    ...     z = Variable(10) * Placeholder("x") + Variable(1)
    >>> len(g.variables), len(g.placeholders), len(g.operations)
    (2, 1, 2)
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._names: dict[str, int] = {}

    def set_as_default(self) -> None:
        """Make this the graph that new nodes join."""
        _default_graphs[-1] = self

    @contextmanager
    def as_default(self) -> Iterator[Graph]:
        """Make this the default graph inside a `with` block and bring the former one back after it."""
        _default_graphs.append(self)
        try:
            yield self
        finally:
            _default_graphs.pop()

    @property
    def placeholders(self) -> list[Placeholder]:
        """The nodes whose value is fed."""
        return [node for node in self.nodes if isinstance(node, Placeholder)]

    @property
    def variables(self) -> list[Variable]:
        """The nodes whose value is learned, or kept between runs."""
        return [node for node in self.nodes if isinstance(node, Variable)]

    @property
    def constants(self) -> list[Constant]:
        """The nodes whose value never changes."""
        return [node for node in self.nodes if isinstance(node, Constant)]

    @property
    def operations(self) -> list[Operation]:
        """The nodes that compute."""
        return [node for node in self.nodes if isinstance(node, Operation)]

    def _add(self, node: Node, name: str) -> str:
        """Enter a node and give back its name, with a number where the name is taken: x, x_1, x_2."""
        self.nodes.append(node)
        unique = name
        while unique in self._names:
            unique = f"{name}_{self._names[name]}"
            self._names[name] += 1
        self._names[unique] = 1
        return unique


_default_graphs: list[Graph] = [Graph()]


def get_default_graph() -> Graph:
    """Return the graph that new nodes join.

    >>> g = Graph()
    >>> with g.as_default():
    ...     get_default_graph() is g
    True
    """
    return _default_graphs[-1]


def _operator(name: str, swap: bool = False) -> Callable[..., Any]:
    """A Python operator or an array's method on nodes: `a + b` builds `add(a, b)`."""

    def build(self: Node, *other: Any, **options: Any) -> Any:
        return _operation(name)(*other, self) if swap else _operation(name)(self, *other, **options)

    return build


def _refusal(wish: str) -> Callable[..., Any]:
    """What Python asks of numbers and arrays, and a node cannot give."""

    def refuse(self: Node, *_: Any, **__: Any) -> NoReturn:
        self._has_no_value(wish)

    return refuse


def _operation(name: str) -> Any:
    """The operation of this name, or None. They build on this module, so they are loaded on first use."""
    return getattr(import_module("nbkit.ops"), name, None)


class Node:
    """One value of a graph: where it comes from (`input_nodes`) and where it goes (`output_nodes`).

    Nodes have no values. A Session computes those.
    """

    label = ""

    graph: Graph

    def __init__(self, input_nodes: tuple[Node, ...], name: str | None) -> None:
        if name is not None and not isinstance(name, str):
            raise GraphError(f"expected a name in quotes, got {shown(name)}: write name='x'")
        self.graph = input_nodes[0].graph if input_nodes else get_default_graph()
        self.input_nodes = input_nodes
        self.output_nodes: list[Node] = []
        self._made_at = _caller()
        for node in input_nodes:
            if node.graph is not self.graph:
                raise GraphError(
                    f"{node} belongs to another graph than {input_nodes[0]}: build both in one graph, "
                    "or call Graph().set_as_default() once, before the first node"
                )
        for node in dict.fromkeys(input_nodes):
            node.output_nodes.append(self)
        self.given_name = name
        self.name = self.graph._add(self, name or type(self).__name__)

    @property
    def where(self) -> str:
        """The line that made this node, such as `cell line 3: z = A * x + b`."""
        file, line = self._made_at
        place = (
            f"cell line {line}"
            if "ipykernel" in file or file.startswith("<")
            else f"{Path(file).name}:{line}"
        )
        code = linecache.getline(file, line).strip()
        return f"{place}: {code}" if code else place

    def __repr__(self) -> str:
        kind = type(self).__name__
        return f"<{kind}>" if self.name == kind else f"<{kind} {self.name!r}>"

    __add__, __radd__ = _operator("add"), _operator("add", swap=True)
    __sub__, __rsub__ = _operator("subtract"), _operator("subtract", swap=True)
    __mul__, __rmul__ = _operator("multiply"), _operator("multiply", swap=True)
    __truediv__, __rtruediv__ = _operator("divide"), _operator("divide", swap=True)
    __matmul__, __rmatmul__ = _operator("matmul"), _operator("matmul", swap=True)
    __pow__, __rpow__ = _operator("power"), _operator("power", swap=True)
    __neg__, __abs__, __gt__ = _operator("negative"), _operator("abs"), _operator("greater")

    __lt__ = _operator("greater", swap=True)

    __bool__, __len__ = _refusal("be true or false"), _refusal("be measured with len")
    __float__ = __int__ = __index__ = __complex__ = __round__ = _refusal("become a number")
    __getitem__, __setitem__, __iter__ = (
        _refusal("be indexed"),
        _refusal("be indexed"),
        _refusal("be looped over"),
    )
    __contains__ = _refusal("be searched with in")
    __ge__ = __le__ = _refusal("be compared with >= or <=")
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refusal("be divided with // or %")
    __array__ = _refusal("become an array")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Let NumPy's `array + node` and `np.exp(node)` build our operation of that name."""
        if method != "__call__" or "out" in options:
            self._has_no_value(f"go through NumPy's {ufunc.__name__}, which writes into arrays")
        return self._build(ufunc, inputs, options)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        """The same for those of NumPy's functions that are no ufuncs, such as `np.sum(node, axis=0)`."""
        return self._build(function, args, options)

    def _build(self, function: Any, args: Sequence[Any], options: Mapping[str, Any]) -> Any:
        name = _NUMPYS_NAMES.get(function.__name__, function.__name__)
        if name == "less":
            name, args = "greater", args[::-1]
        operation = _operation(name)
        if operation is None:
            self._has_no_value(f"go through NumPy's {function.__name__}")
        try:
            if len(args) > 2:  # what comes third has other meanings here and there
                raise TypeError
            signature(operation).bind(*args, **options)
        except TypeError:
            self._has_no_value(f"go through NumPy's {function.__name__} with these options")
        return operation(*args, **options)

    @property
    def T(self) -> Any:
        """The transpose."""
        return _operation("transpose")(self)

    def transpose(self, *axes: Any) -> Any:
        """As an array's: `nb.transpose`."""
        return _operation("transpose")(self, _one_tuple(axes) if axes else None)

    def reshape(self, *shape: Any) -> Any:
        """As an array's: `nb.reshape`."""
        return _operation("reshape")(self, _one_tuple(shape))

    sum, mean, max, dot = _operator("sum"), _operator("mean"), _operator("max"), _operator("dot")

    if not TYPE_CHECKING:  # or mypy would believe that a node has any attribute

        def __getattr__(self, name: str) -> NoReturn:
            if not name.startswith("_") and hasattr(np.ndarray, name):
                raise AttributeError(
                    f"{self} has no {name}: a node has no value until a session runs it. "
                    f"Use nbkit's functions on nodes, or session.run(node).{name}"
                )
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _has_no_value(self, wish: str) -> NoReturn:
        raise GraphError(
            f"{self} cannot {wish}: a node has no value until a session runs it. "
            "Use nbkit's functions on nodes, or session.run(node) for its value"
        )


# NumPy's names for what has another one here.
_NUMPYS_NAMES = {
    "absolute": "abs",
    "amax": "max",
    "true_divide": "divide",
    "concatenate": "concat",
    "expand_dims": "expand",
}


def _one_tuple(numbers: tuple[Any, ...]) -> Any:
    """`reshape(2, 3)` and `reshape((2, 3))` mean the same."""
    return numbers[0] if len(numbers) == 1 else numbers


def _caller() -> tuple[str, int]:
    """File and line of the nearest frame outside this package: the learner's line."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


class Placeholder(Node):
    """A value that is given when the graph is run, through `feed_dict`.

    shape: what may be fed, None for an axis of any length; left out, anything may.
    Raises GraphError for a shape that is none.

    >>> Placeholder("X", shape=(None, 3))
    <Placeholder 'X'>
    """

    def __init__(self, name: str | None = None, shape: tuple[int | None, ...] | None = None) -> None:
        super().__init__((), name)
        self.shape = _checked_shape(shape)


def _checked_shape(shape: Any) -> tuple[int | None, ...] | None:
    axes = isinstance(shape, (list, tuple)) and all(n is None or is_whole(n, 0) for n in shape)
    if shape is not None and not axes:
        raise GraphError(f"expected a shape such as (None, 3), got {shown(shape)}: for one axis write (3,)")
    return None if shape is None else tuple(shape)


class Variable(Node):
    """A value that stays from run to run and can be trained: a weight or a bias.

    initial_value: a number, list or array; each session starts from its own copy.
    Floats are trained in their own precision. Whole numbers stay whole and cannot be trained.
    by_rows: is it a table of which rows are read? Sessions then keep each row in one piece.
    Raises GraphError where it is missing or holds no numbers.

    >>> Variable([1.0, 1.0], name="w")
    <Variable 'w'>
    """

    by_rows = False

    def __init__(self, initial_value: ArrayLike, name: str | None = None, trainable: bool = True) -> None:
        called = f" {name}" if isinstance(name, str) else ""
        self.initial_value = as_value(initial_value, f"the variable{called}")
        self.initial_value.flags.writeable = False
        self.trainable = trainable
        super().__init__((), name)


class Constant(Node):
    """A value that never changes. Numbers and arrays that meet a node become constants by themselves.

    >>> (Placeholder("x") + 1).input_nodes[1]
    <Constant '1'>
    """

    def __init__(self, value: ArrayLike, name: str | None = None) -> None:
        array = as_value(value, "the constant")
        array.flags.writeable = False
        # A Python number has no precision of its own: float32 + 1.0 must stay float32.
        self.value: Any = value if isinstance(value, (int, float)) else array
        super().__init__((), f"{array}" if name is None and array.ndim == 0 else name)


class Operation(Node):
    """A node that computes its value from those of its inputs.

    A subclass says how, with two pure static methods that stand side by side:
    `forward(*values, out=None)` gives the value, and `backward(G, out, *values)` gives dL/d(input) for
    each input, from G = dL/d(out); None stands for an input that has no slope.
    `backward` is written with operators and lower-case operations alone. So it works on arrays,
    where it computes, and on nodes, where it builds the graph of the gradient.
    Options, such as an axis, are keyword arguments of both.
    """

    reuses_input = False  # may `forward` write its output over an input of the same shape?
    is_view = False  # can the output be the first input, or a view of it?
    shape_inputs: Container[int] = ()  # the inputs of which only the shape matters, by position
    value_inputs: Container[int] = ()  # the inputs whose values, not shapes alone, shape the output
    is_flat = False  # is its slope 0 wherever it has one, so that nothing is learned through it?
    by_entry = False  # does each entry of the output depend on that entry of each input alone?
    weighs = False  # does it multiply its input by weights, as a layer begins?
    bends = False  # is it an activation, as a layer ends?
    takes_names = False  # does it take text, or numbers only?
    written = ""  # how a formula writes it, such as "{} + {}"; left out, as label(inputs)

    def __init__(self, *inputs: Any, name: str | None = None, **options: Any) -> None:
        self.options = options
        super().__init__(tuple(as_nodes(inputs)), name)

    @staticmethod
    def forward(*values: Any, **options: Any) -> Any:
        """Compute the output from the inputs' values, into `out` where it is given."""
        raise NotImplementedError("write forward(*values, out=None) for this operation")

    @staticmethod
    def backward(G: Any, out: Any, /, *values: Any, **options: Any) -> tuple[Any, ...]:
        """Return dL/d(input) for each input, given G = dL/d(out)."""
        raise NotImplementedError("write backward(G, out, *values) for this operation")

    @staticmethod
    def advice(*values: Any) -> str:
        """Say what to do when these values do not fit; asked for after `forward` has failed."""
        return "compare the shapes: axes must be equal, or 1, counted from the last"


class Action(Node):
    """A node that changes variables when it is run. Actions come last, after every value has been computed.

    `groups` lists the variables it writes; the variables of a group may be laid side by side in memory.
    It has an input in the shape of each variable of the first group, such as its gradient; what comes after
    those is a single number each, such as a learning rate that changes.
    """

    groups: tuple[tuple[Variable, ...], ...] = ()
    together = True  # may the session lay the variables of a group side by side?

    def apply(self, variables: list[list[Any]], values: list[Any]) -> None:
        """Write new values into the arrays of `variables`, grouped as `groups`, given those of the inputs."""
        raise NotImplementedError("write apply(variables, values) for this action")

    def bound_to(self, variables: list[list[Any]], values: list[Any]) -> Callable[[], None]:
        """What applies the action to these arrays, which stay where they are from run to run."""
        return partial(self.apply, variables, values)


class Initializer(Action):
    """Running it puts every variable of the session back to its initial value."""

    def apply(self, variables: list[list[Any]], values: list[Any]) -> None:
        """Leave it to the session, which alone knows all variables."""


def global_variables_initializer() -> Initializer:
    """Return a node that, when run, puts all variables of the session back to their initial values.

    Variables start from there by themselves on first use; this is for starting again.
    """
    return Initializer((), "initialize")


def as_nodes(inputs: tuple[Any, ...]) -> list[Node]:
    """Return the inputs as nodes of one graph; numbers and arrays become constants of the nodes' graph."""
    for x in inputs:
        if isinstance(x, Action):
            raise GraphError(
                f"{x} changes variables and has no value: run it on its own, do not compute with it"
            )
    nodes = [x for x in inputs if isinstance(x, Node)]
    if len(nodes) == len(inputs):
        return nodes
    with (nodes[0].graph if nodes else get_default_graph()).as_default():
        return [x if isinstance(x, Node) else Constant(x) for x in inputs]


def as_value(value: Any, what: str) -> np.ndarray[Any, Any]:
    """Return a fresh array of numbers, or raise GraphError that says what `what` holds instead."""
    if isinstance(value, Node) or (
        isinstance(value, (list, tuple)) and any(isinstance(v, Node) for v in value)
    ):
        raise GraphError(f"expected numbers for {what}, got a node: give an array, or session.run(node)")
    if value is None:
        raise GraphError(f"expected numbers for {what}, got None: give it a value, such as 0.0")
    try:
        array = as_array(value, f"numbers for {what}", np.array)
    except GraphError:
        raise
    except ValueError as error:
        raise GraphError(str(error)) from error
    if array.dtype.kind in "US":
        first = array.ravel()[:1].tolist()
        raise GraphError(
            f"expected numbers for {what}, got {first}: turn text labels into rows with nb.one_hot"
        )
    if array.dtype.kind not in "fiub":
        raise GraphError(f"expected numbers for {what}, got values of type {array.dtype}: give floats")
    return array


def made_twice(node: Node) -> str:
    """Say what to do where the graph holds two nodes for one, as when a cell is run again; else say nothing.

    >>> with Graph().as_default():
    ...     x = Placeholder("x")
    ...     made_twice(x), made_twice(Placeholder("x"))[:29]
    ('', "there are 2 nodes named 'x', ")
    """
    own = (type(node), node.given_name or node._made_at)
    alike = [n for n in node.graph.nodes if (type(n), n.given_name or n._made_at) == own]
    if len(alike) == 1:
        return ""
    named = f"named {node.given_name!r}" if node.given_name else "made by one line"
    names = " and ".join(n.name for n in alike)
    return (
        f"there are {len(alike)} nodes {named}, {names}, as when a cell is run twice; "
        "run the cells below it again, they still hold the old one"
    )


def traverse_postorder(*targets: Node, stop: frozenset[Node] = frozenset()) -> list[Node]:
    """Return the nodes that the targets need, every input before what uses it, each once.

    It keeps its own stack, so that a chain of 100,000 nodes works, and does not go past the nodes in `stop`.
    Takes time in proportion to nodes and edges.

    >>> with Graph().as_default():
    ...     x = Placeholder("x")
    ...     y = x + x
    >>> traverse_postorder(y * y)
    [<Placeholder 'x'>, <Add>, <Multiply>]
    """
    order: list[Node] = []
    seen: set[Node] = set()
    stack = [(node, False) for node in reversed(targets)]
    while stack:
        node, inputs_done = stack.pop()
        if inputs_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            if node not in stop:
                stack.extend((n, False) for n in reversed(node.input_nodes) if n not in seen)
    return order
