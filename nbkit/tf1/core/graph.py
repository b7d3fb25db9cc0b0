"""The graph of TensorFlow 1: nbkit's graph, and names, scopes, collections, seeds and a count of nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from nbkit import graph as nb
from nbkit.static_shapes import Shape
from nbkit.tf1.core.graph_def import GraphDef

T = TypeVar("T")


class GraphKeys:
    """The names of the collections."""

    GLOBAL_VARIABLES = "variables"
    VARIABLES = "variables"
    TRAINABLE_VARIABLES = "trainable_variables"
    LOCAL_VARIABLES = "local_variables"
    MODEL_VARIABLES = "model_variables"
    MOVING_AVERAGE_VARIABLES = "moving_average_variables"
    LOSSES = "losses"
    REGULARIZATION_LOSSES = "regularization_losses"
    SUMMARIES = "summaries"
    UPDATE_OPS = "update_ops"
    GLOBAL_STEP = "global_step"
    TRAIN_OP = "train_op"
    INIT_OP = "init_op"
    SAVERS = "savers"
    WEIGHTS = "weights"
    BIASES = "biases"
    ACTIVATIONS = "activations"


class Loop:
    """A loop of TensorFlow's that is unrolled here: all its steps count once, and draw from one stream.

    number: which of the steps is being built.
    """

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.entered: set[Any] = set()
        self._seeds: list[tuple[int, int]] = []
        self.begin(0)

    def begin(self, number: int) -> None:
        """Go on to a step."""
        self.number, self._drawn = number, 0

    def seeds(self, make: Callable[[], tuple[int, int]]) -> tuple[int, int]:
        """The seeds of a draw: made in the first step, and the same in all others."""
        self._drawn += 1
        if self.number == 0:
            self._seeds.append(make())
        return self._seeds[self._drawn - 1]


class Graph(nb.Graph):
    """The nodes of one computation, with what TensorFlow 1 knows about them.

    count: how many nodes TensorFlow 1.4.0 would have made so far, which seeds random operations.
    shapes: the static shapes that are known. handles: operations by name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.seed: int | None = None
        self.shapes: MutableMapping[nb.Node, Shape] = {}
        self.handles: dict[str, Any] = {}
        self.scope = ""
        self.variable_scope: Any = None
        self.variables_by_name: dict[str, Any] = {}  # those of get_variable
        self.variables_by_node: dict[nb.Node, Any] = {}
        self.scopes_opened: dict[str, int] = {}
        self.control_inputs: tuple[Any, ...] = ()
        self.condition: Any = None  # under which a branch of tf.cond writes into variables
        self.loop: Loop | None = None
        self.count_entered: Callable[[], None] = lambda: None  # what has come into the branch being built
        self.finalized = False
        self._used: dict[str, int] = {}
        self._collections: dict[str, list[Any]] = {}

    @contextmanager
    def as_default(self) -> Iterator[Graph]:
        """Make this the default graph inside a `with` block, for nbkit's own nodes too."""
        _stack.append(self)
        try:
            with super().as_default():
                yield self
        finally:
            _stack.pop()

    def leaf(self, make: Callable[[], T]) -> T:
        """Make a node that has no inputs, in this graph."""
        with super().as_default():
            return make()

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """The name within the current scope, with a number where it is taken."""
        name = f"{self.scope}{name}"
        number = self._used.get(name, 0)
        if mark_as_used:
            self._used[name] = number + 1
        unique = name
        while number and unique in self._used:
            unique, number = f"{name}_{number}", number + 1
        if mark_as_used:
            self._used.setdefault(unique, 1)
        return unique

    def as_graph_def(self, from_version: int | None = None, add_shapes: bool = False) -> GraphDef:
        """The operations as text; nothing can be built from it."""
        return GraphDef(self)

    @contextmanager
    def name_scope(self, name: str | None) -> Iterator[str]:
        """Put a name before those of all nodes made inside; one that ends with / is entered again."""
        before = self.scope
        if not name:
            self.scope = ""
        else:
            self.scope = name if name.endswith("/") else f"{self.unique_name(checked(name))}/"
        try:
            yield self.scope
        finally:
            self.scope = before

    def enter(self, *outside: Any) -> None:
        """Count what comes into a loop from outside: each a node of TensorFlow's, the first time."""
        if self.loop is not None:
            self.count += len({*outside} - self.loop.entered)
            self.loop.entered.update(outside)

    def check_open(self) -> None:
        """Raise RuntimeError where the graph was finalized."""
        if self.finalized:
            raise RuntimeError("Graph is finalized and cannot be modified.")

    def finalize(self) -> None:
        """Let no node be added from now on."""
        self.finalized = True

    @contextmanager
    def control_dependencies(self, control_inputs: Sequence[Any] | None) -> Iterator[None]:
        """Have these run whenever what is made inside runs; None: nothing has to, it is outside of loops."""
        before, loop = self.control_inputs, self.loop
        self.loop = None if control_inputs is None else loop
        more = () if control_inputs is None else (*before, *(getattr(o, "op", o) for o in control_inputs))
        self.control_inputs = more
        try:
            yield
        finally:
            self.control_inputs, self.loop = before, loop

    @contextmanager
    def device(self, device_name_or_function: Any) -> Iterator[None]:
        """Everything runs on the one processor that is there."""
        yield

    def add_to_collection(self, name: str, value: Any) -> None:
        """Append to a list that the graph keeps under a name."""
        self._collections.setdefault(name, []).append(value)

    def add_to_collections(self, names: Any, value: Any) -> None:
        """Append to each of these lists."""
        for name in dict.fromkeys([names] if isinstance(names, str) else names):
            self.add_to_collection(name, value)

    def clear_collection(self, name: str) -> None:
        """Empty a list."""
        self._collections.pop(name, None)

    def get_name_scope(self) -> str:
        """The scope that new names stand in; empty outside of all."""
        return self.scope.removesuffix("/")

    def get_collection(self, name: str, scope: str | None = None) -> list[Any]:
        """A copy of a list; scope: only what has a name that begins so."""
        found = self._collections.get(name, [])
        return [v for v in found if scope is None or re.match(scope, getattr(v, "name", ""))]

    def get_collection_ref(self, name: str) -> list[Any]:
        """The list itself."""
        return self._collections.setdefault(name, [])

    @property
    def collections(self) -> list[str]:
        """The names under which something is kept."""
        return self.get_all_collection_keys()

    def get_all_collection_keys(self) -> list[str]:
        """The names under which something is kept."""
        return [name for name, found in self._collections.items() if found]

    def get_operations(self) -> list[Any]:
        """The operations, in the order in which they were made."""
        return list(self.handles.values())

    def get_operation_by_name(self, name: str) -> Any:
        """The operation of this name; KeyError where there is none."""
        if name not in self.handles:
            raise KeyError(f"The name '{name}' refers to an Operation not in the graph.")
        return self.handles[name]

    def get_tensor_by_name(self, name: str) -> Any:
        """The tensor of this name, such as 'add:0'; KeyError where there is none."""
        operation, _, number = name.partition(":")
        if not number.isdigit():
            raise ValueError(f"The name '{name}' looks like an Operation: a Tensor is called '{operation}:0'")
        return self.get_operation_by_name(operation).outputs[int(number)]

    def as_graph_element(self, thing: Any, allow_tensor: bool = True, allow_operation: bool = True) -> Any:
        """The tensor or operation of a name; what is one already, stays."""
        if not isinstance(thing, str):
            return thing
        return self.get_tensor_by_name(thing) if ":" in thing else self.get_operation_by_name(thing)


_VALID = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*")


def checked(name: str) -> str:
    """The name, if TensorFlow allows it for a node; ValueError if not."""
    if not _VALID.fullmatch(name):
        raise ValueError(f"'{name}' is not a valid node name: use letters, digits, and any of . _ / -")
    return name


_stack: list[Graph] = [Graph()]


def get_default_graph() -> Graph:
    """Return the graph that new nodes join."""
    return _stack[-1]


def reset_default_graph() -> None:
    """Begin with an empty default graph, unless one was opened by a `with` block."""
    if len(_stack) > 1:
        raise AssertionError(
            "Do not use tf.reset_default_graph() to clear nested graphs. If you need a cleared graph, "
            "exit the nesting and create a new graph."
        )
    _stack[0] = Graph()


def set_random_seed(seed: int) -> None:
    """Set the seed of the graph, from which each random operation has its own."""
    get_default_graph().seed = int(seed)


@contextmanager
def name_scope(name: str | None = None, default_name: str | None = None, values: Any = None) -> Iterator[str]:
    """Put a name before those of all nodes made inside."""
    with get_default_graph().name_scope(default_name if name is None else name) as scope:
        yield scope


def control_dependencies(control_inputs: Any) -> Any:
    """Have these run whenever what is made inside the `with` block runs."""
    return get_default_graph().control_dependencies(control_inputs)


def device(device_name_or_function: Any) -> Any:
    """Everything runs on the one processor that is there."""
    return get_default_graph().device(device_name_or_function)


def add_to_collection(name: str, value: Any) -> None:
    """Append to a list that the graph keeps under a name."""
    get_default_graph().add_to_collection(name, value)


def get_collection(key: str, scope: str | None = None) -> list[Any]:
    """A copy of a list that the graph keeps under a name."""
    return get_default_graph().get_collection(key, scope)


def get_collection_ref(key: str) -> list[Any]:
    """The list itself that the graph keeps under a name."""
    return get_default_graph().get_collection_ref(key)
