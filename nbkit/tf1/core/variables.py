"""Variables that start from nodes, what writes into them, and the scopes by which they are shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core.dtypes import DType, as_dtype, float32
from nbkit.tf1.core.graph import Graph, GraphKeys, get_default_graph
from nbkit.tf1.core.missing import name_functions
from nbkit.tf1.core.shapes import TensorShape, as_shape
from nbkit.tf1.core.tensor import Operation, Operators, Tensor, convert, upstream, wrap


class Write(nb.Action):
    """Running it writes a value into a variable, or adds it to what is there."""

    together = False

    def __init__(self, variable: nb.Variable, value: nb.Node, how: np.ufunc | None = None) -> None:
        super().__init__((value,), "Write")
        self.groups, self.how = ((variable,),), how

    def apply(self, variables: list[list[Any]], values: list[Any]) -> None:
        """Write, or compute in place."""
        ((array,),) = variables
        if self.how is None:
            np.copyto(array, values[0])
        else:
            self.how(array, values[0], out=array)


class Variable(Operators):
    """A value that stays from run to run; each session starts it when its initializer is run.

    initial_value: numbers, a tensor, or a function that makes one. dtype: theirs, unless another is given.
    """

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool = True,
        collections: Sequence[str] | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        expected_shape: Any = None,
        import_scope: Any = None,
    ) -> None:
        if initial_value is None:
            raise ValueError("initial_value must be specified.")
        self.graph: Graph = get_default_graph()
        with self.graph.control_dependencies(None), self.graph.name_scope(name or "Variable") as scope:
            self._initial = self._start(initial_value, dtype)
            self.node = self._make_node(self._initial)
            self.dtype: DType = self._initial.dtype.base_dtype.ref
            self.op = Operation("VariableV2", (), scope)
            self.node.name = self.node.given_name = self.op.name
            self._ref = Tensor(self.op, self.node, self.dtype, self._initial._shape)
            self.initializer = self._make_initializer()
            self.graph.count += _guards(self._initial)
            self._read = Tensor(
                Operation("Identity", [self._ref], "read"),
                self.node,
                self.dtype.base_dtype,
                self._initial._shape,
            )
        self.trainable = trainable
        keys = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(collections)
        for key in dict.fromkeys(keys + [GraphKeys.TRAINABLE_VARIABLES] * bool(trainable)):
            self.graph.add_to_collection(key, self)

    def _start(self, value: Any, dtype: Any) -> Tensor:
        if callable(value) and not isinstance(value, (Operators, type)):
            with self.graph.name_scope("Initializer"):
                value = value()
        start = convert(value, dtype, name="initial_value")
        if not start.shape.is_fully_defined():
            raise ValueError(f"initial_value must have a shape specified: {start}")
        return start

    def _make_node(self, start: Tensor) -> nb.Variable:
        """A variable of nbkit in the form of the start value; one 0 stands for all at first."""
        shape = tuple(int(n or 0) for n in start.shape.as_list())
        node = self.graph.leaf(lambda: nb.Variable(np.zeros((), start.dtype.numpy), "Variable"))
        node.initial_value = np.broadcast_to(node.initial_value, shape)
        self.graph.shapes[node] = shape
        return node

    def _make_initializer(self) -> Operation:
        starts = {v.node: v.start for v in self.graph.variables_by_node.values()}
        self.start = _replaced(self._initial.node, starts)
        self.graph.variables_by_node[self.node] = self
        return Operation("Assign", (), "Assign", [Write(self.node, self.start)], writes=[self])

    def as_tensor(self) -> Tensor:
        """The tensor that reads it."""
        return self._read

    name = property(lambda self: f"{self.op.name}:0")
    shape = property(lambda self: self._ref.shape)
    initial_value = property(lambda self: self._initial)
    device = ""

    def get_shape(self) -> TensorShape:
        """The static shape."""
        return self._ref.shape

    def value(self) -> Tensor:
        """The tensor that reads it."""
        return self._read

    def read_value(self) -> Tensor:
        """A tensor that reads it, after what it was made under `control_dependencies`."""
        return wrap("Identity", self.node, [self._ref], self.dtype.base_dtype, "read")

    def initialized_value(self) -> Tensor:
        """The value that it starts from, for the start of another variable."""
        op = Operation("Initialized", [self._ref], "cond/Merge", counted=9)
        return Tensor(op, self.start, self.dtype.base_dtype, self._ref._shape)

    def assign(self, value: Any, use_locking: bool = False) -> Tensor:
        """Write a value; the tensor that comes back is the new one."""
        return assign(self, value)

    def assign_add(self, delta: Any, use_locking: bool = False) -> Tensor:
        """Add to it; the tensor that comes back is the new value."""
        return assign_add(self, delta)

    def assign_sub(self, delta: Any, use_locking: bool = False) -> Tensor:
        """Subtract from it; the tensor that comes back is the new value."""
        return assign_sub(self, delta)

    def scatter_sub(self, sparse_delta: Any, use_locking: bool = False) -> Tensor:
        """Subtract from the rows that these IndexedSlices name; what comes back is the new value."""
        return scatter_sub(self, sparse_delta.indices, sparse_delta.values, use_locking)

    def load(self, value: Any, session: Any = None) -> None:
        """Write a value now, in this session or the default one."""
        sessions: Any = import_module("nbkit.tf1.core.session")
        (session or sessions.get_default_session()).load(self, value)

    def set_shape(self, shape: Any) -> None:
        """Say more about the shape than is known."""
        self._ref.set_shape(shape)

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}>"


def _guards(start: Tensor) -> int:
    """How many nodes 1.4.0 makes so that variables below a start value are started before it."""
    below = upstream([start.op])
    depends = {op for op in below if op.type == "VariableV2"}
    for op in start.graph.get_operations() if depends else ():
        if op in below and any(t.op in depends for t in op.inputs):
            depends.add(op)
    return sum(9 if op.type == "VariableV2" else 3 if op.type == "Initialized" else 1 for op in depends)


def _replaced(node: nb.Node, starts: dict[nb.Node, nb.Node]) -> nb.Node:
    """What a node would be if each variable below it were what it starts from."""
    now: dict[nb.Node, nb.Node] = dict(starts)
    order: list[Any] = list(nb.traverse_postorder(node))
    for each in order:
        inputs = [now.get(n, n) for n in each.input_nodes]
        if inputs != list(each.input_nodes):
            now[each] = type(each)(*inputs, **each.options)
    return now.get(node, node)


# ---------------------------------------------------------------- writing


def _writer(type: str, how: np.ufunc | None) -> Callable[..., Tensor]:
    def write(ref: Any, value: Any, use_locking: Any = None, name: Any = None) -> Tensor:
        if not isinstance(ref, Variable):
            raise ValueError(f"expected a tf.Variable to write into, got {ref}: tensors have no memory")
        new = convert(value, ref.dtype.base_dtype)
        if not new.shape.is_compatible_with(ref.shape):
            shapes = f"{ref.shape}, {new.shape}".replace("(", "[").replace(")", "]")
            raise ValueError(
                f"Dimension 0 in both shapes must be equal, or the ranks differ, for '{type}' (op: '{type}') "
                f"with input shapes: {shapes}."
            )
        written = _in_branch(ref, new.node, how)
        op = Operation(
            type, [new], name, [Write(ref.node, written, how)], writes=[ref] if how is None else []
        )
        return Tensor(op, ref.node, ref.dtype, ref._ref._shape)

    write.__doc__ = f"TensorFlow's {type}: the tensor that comes back is the variable's new value."
    return write


def _in_branch(ref: Variable, value: Any, how: np.ufunc | None) -> Any:
    """The value; where a branch of tf.cond is not taken, what leaves the variable as it is."""
    condition = ref.graph.condition
    if condition is None:
        return value
    return ops.where(condition, value, ref.node if how is None else ops.zeros_like(value))


_assign = _writer("Assign", None)
assign_add, assign_sub = _writer("AssignAdd", np.add), _writer("AssignSub", np.subtract)


def assign(
    ref: Any, value: Any, validate_shape: bool = True, use_locking: Any = None, name: Any = None
) -> Tensor:
    """TensorFlow's Assign: the tensor that comes back is the variable's new value."""
    return _assign(ref, value, use_locking, name)


class Rows(nb.Operation):
    """out = a variable with some of its rows replaced, or with something added to them; each in its turn."""

    label = "rows"

    @staticmethod
    def forward(x: Any, rows: Any, values: Any, how: Any = None, out: Any = None) -> Any:
        new = np.array(x)
        if np.any((rows < 0) | (rows >= len(new))):
            raise ValueError(f"indices = {np.ravel(rows).tolist()} is not in [0, {len(new)})")
        if how is None:
            new[rows] = values
        else:
            how.at(new, rows, values)
        return ops.copied(new, out)

    @staticmethod
    def backward(G: Any, out: Any, *given: Any, how: Any = None) -> tuple[Any, ...]:
        return None, None, None


def _scatter(type: str, how: np.ufunc | None) -> Callable[..., Tensor]:
    def scatter(
        ref: Any, indices: Any, updates: Any, use_locking: Any = True, name: str | None = None
    ) -> Tensor:
        if not isinstance(ref, Variable):
            raise ValueError(f"expected a tf.Variable to write into, got {ref}: tensors have no memory")
        rows, values = convert(indices), convert(updates, ref.dtype.base_dtype)
        new = ops.apply(Rows, ref.node, rows.node, values.node, how=how)
        write = Write(ref.node, _in_branch(ref, new, None))
        op = Operation(type, [rows, values], name, [write])
        return Tensor(op, ref.node, ref.dtype, ref._ref._shape)

    scatter.__doc__ = f"TensorFlow's {type}: rows of a variable change; what comes back is its new value."
    return scatter


scatter_update, scatter_add, scatter_sub = (
    _scatter("ScatterUpdate", None),
    _scatter("ScatterAdd", np.add),
    _scatter("ScatterSub", np.subtract),
)


def group(*inputs: Any, name: str | None = None, **options: Any) -> Operation:
    """An operation whose run brings about that of all of these."""
    made = [getattr(i, "op", i) for i in inputs]
    op = Operation("NoOp", (), name or "group_deps")
    op.control_inputs = (*op.control_inputs, *made)
    return op


def no_op(name: str | None = None) -> Operation:
    """An operation that does nothing, or what it depends on."""
    return Operation("NoOp", (), name or "NoOp")


def tuple_(tensors: Any, name: str | None = None, control_inputs: Any = None) -> list[Any]:
    """The tensors, computed together."""
    get_default_graph().count += 1
    return [t if t is None else wrap("Identity", convert(t).node, [convert(t)]) for t in tensors]


# ---------------------------------------------------------------- which there are


def global_variables(scope: str | None = None) -> list[Variable]:
    """All variables of the default graph; scope: those whose names begin so."""
    return get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES, scope)


all_variables = global_variables


def trainable_variables(scope: str | None = None) -> list[Variable]:
    """Those that an optimizer trains, in the order in which they were made."""
    return get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES, scope)


def local_variables(scope: str | None = None) -> list[Variable]:
    """Those that only metrics keep."""
    return get_default_graph().get_collection(GraphKeys.LOCAL_VARIABLES, scope)


def variables_initializer(var_list: Sequence[Variable], name: str = "init") -> Operation:
    """An operation that puts these variables to their initial values, random ones drawn anew."""
    return group(*(v.initializer for v in var_list), name=name)


def global_variables_initializer() -> Operation:
    """An operation that puts all variables that there are so far to their initial values."""
    return variables_initializer(global_variables())


def local_variables_initializer() -> Operation:
    """The same for what metrics keep."""
    return variables_initializer(local_variables())


initialize_all_variables, initialize_variables = global_variables_initializer, variables_initializer
initialize_local_variables = local_variables_initializer


# ---------------------------------------------------------------- shared by name


class Reuse:
    """`tf.AUTO_REUSE`: take the variable of a name if there is one, else make it."""

    def __repr__(self) -> str:
        return "tf.AUTO_REUSE"


AUTO_REUSE = Reuse()


class VariableScope:
    """What `get_variable` does in a scope: the prefix, whether it shares, what variables start from."""

    def __init__(
        self,
        reuse: Any,
        name: str = "",
        initializer: Any = None,
        regularizer: Any = None,
        original_name_scope: str = "",
    ) -> None:
        self.reuse, self.name = reuse, name
        self.initializer, self.regularizer = initializer, regularizer
        self.original_name_scope = original_name_scope

    def reuse_variables(self) -> None:
        """From now on, take what is there."""
        self.reuse = True

    def set_initializer(self, initializer: Any) -> None:
        """Start from this where nothing else is said."""
        self.initializer = initializer

    def set_regularizer(self, regularizer: Any) -> None:
        """Have this punish weights where nothing else is said."""
        self.regularizer = regularizer

    def global_variables(self) -> list[Variable]:
        """The variables whose names begin with this scope's."""
        return get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES, f"{self.name}/")

    def trainable_variables(self) -> list[Variable]:
        """Those of them that are trained."""
        return get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES, f"{self.name}/")


def get_variable_scope() -> VariableScope:
    """The current scope."""
    graph = get_default_graph()
    if graph.variable_scope is None:
        graph.variable_scope = VariableScope(False)
    return graph.variable_scope


@contextmanager
def variable_scope(
    name_or_scope: Any = None,
    default_name: str | None = None,
    values: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    reuse: Any = None,
    dtype: Any = None,
    use_resource: Any = None,
) -> Iterator[VariableScope]:
    """A prefix for the names of variables; with reuse=True, `get_variable` takes what is there."""
    graph, outer = get_default_graph(), get_variable_scope()
    if name_or_scope is None and default_name is None:
        raise TypeError("If default_name is None then name_or_scope is required")
    again = isinstance(name_or_scope, VariableScope)
    full = name_or_scope.name if again else _full_name(graph, outer, name_or_scope, default_name)
    like = name_or_scope if again else outer
    with graph.name_scope(full.rpartition("/")[2] or None) as own:
        scope = VariableScope(
            reuse or like.reuse or outer.reuse,
            full,
            initializer or like.initializer,
            regularizer or like.regularizer,
            like.original_name_scope if again else own,
        )
        with _entered(graph, scope, outer):
            yield scope


@contextmanager
def _entered(graph: Graph, scope: VariableScope, outer: VariableScope) -> Iterator[None]:
    """Be in a scope; after it, the scopes within can have their first names again."""
    graph.variable_scope = scope
    try:
        yield
    finally:
        graph.variable_scope = outer
        for name in graph.scopes_opened:
            graph.scopes_opened[name] *= not name.startswith(f"{scope.name}/")


def _full_name(graph: Graph, outer: VariableScope, name: str | None, default: str | None) -> str:
    prefix = f"{outer.name}/" if outer.name else ""
    full = f"{prefix}{name if name is not None else default}"
    if name is None:
        first, number = full, 1
        while graph.scopes_opened.get(full, 0):
            full, number = f"{first}_{number}", number + 1
    graph.scopes_opened[full] = graph.scopes_opened.get(full, 0) + 1
    return full


def variable_op_scope(
    values: Any, name_or_scope: Any = None, default_name: str | None = None, *more: Any, **options: Any
) -> Any:
    """`variable_scope` as it was before version 1, with the values first."""
    return variable_scope(name_or_scope, default_name, values, *more, **options)


def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: Any = None,
    custom_getter: Any = None,
) -> Variable:
    """The variable of this name in the current scope: made now, or shared where the scope says so.

    Raises ValueError where it is there and may not be, or should be there and is not.
    """
    graph, scope = get_default_graph(), get_variable_scope()
    full = f"{scope.name}/{name}" if scope.name else name
    found = graph.variables_by_name.get(full)
    if found is not None:
        return _shared(found, full, scope, shape)
    if scope.reuse is True:
        raise ValueError(
            f"Variable {full} does not exist, or was not created with tf.get_variable(). "
            "Did you mean to set reuse=tf.AUTO_REUSE in VarScope?"
        )
    given = scope.initializer if initializer is None else initializer
    start = _start_of(full, shape, as_dtype(dtype or float32), given)
    with graph.name_scope(None):
        variable = Variable(start, trainable, collections, name=full)
    graph.variables_by_name[full] = variable
    _regularize(variable, regularizer or scope.regularizer)
    return variable


def _shared(found: Variable, full: str, scope: VariableScope, shape: Any) -> Variable:
    if not scope.reuse:
        raise ValueError(
            f"Variable {full} already exists, disallowed. Did you mean to set reuse=True or "
            f"reuse=tf.AUTO_REUSE in VarScope? Originally defined at: {found.node.where}"
        )
    if shape is not None and not found.shape.is_compatible_with(shape):
        raise ValueError(
            f"Trying to share variable {full}, but specified shape {TensorShape(shape)} "
            f"and found shape {found.shape}."
        )
    return found


def _start_of(full: str, shape: Any, dtype: DType, initializer: Any) -> Any:
    """What a variable starts from: a function that makes the tensor, or the constant that was given."""
    initializers: Any = import_module("nbkit.tf1.core.initializers")
    if initializer is None:
        default = (
            initializers.glorot_uniform_initializer if dtype.is_floating else initializers.zeros_initializer
        )
        initializer = default()
    initializer = initializer() if isinstance(initializer, type) else initializer
    if not callable(initializer) or isinstance(initializer, Operators):
        if shape is not None:
            raise ValueError("If initializer is a constant, do not specify shape.")
        return initializer
    lengths = as_shape(shape)
    if shape is None or lengths is None or None in lengths:
        raise ValueError(
            f"Shape of a new variable ({full}) must be fully defined, but instead was {TensorShape(shape)}."
        )
    return lambda: _called(initializer, lengths, dtype)


def _called(initializer: Any, shape: Any, dtype: DType) -> Any:
    """What an initializer makes; a plain function may not take a dtype."""
    try:
        return initializer(list(shape), dtype=dtype)
    except TypeError as error:
        if "dtype" not in str(error):
            raise
        return initializer(list(shape))


def _regularize(variable: Variable, regularizer: Any) -> None:
    if regularizer is not None:
        with variable.graph.name_scope(f"{variable.op.name}/Regularizer/"):
            loss = regularizer(variable)
        if loss is not None:
            variable.graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)


name_functions(globals())
