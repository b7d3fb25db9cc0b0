"""The session of TensorFlow 1 over nbkit's.

What is computed comes from before the actions of a run, variables come from after it, as in 1.4.0.

    fetches      are taken apart once and kept: tensors, operations, what is made of their values
    feeds        are cast to the dtype of what they are fed to
    early        one run of nbkit's session: what is computed, with the actions of the operations
    late         a second one, if there were actions: variables, and what was made to come after
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import session as engine
from nbkit.static_shapes import written
from nbkit.tf1 import errors
from nbkit.tf1.core.graph import Graph, get_default_graph
from nbkit.tf1.core.random import Draw
from nbkit.tf1.core.slices import IndexedSlices, IndexedSlicesValue
from nbkit.tf1.core.tensor import Operation, Operators, Tensor, upstream
from nbkit.tf1.core.variables import Variable

Values = dict[Any, Any]
Give = Callable[[Values], Any]

_sessions: list[Session] = []


def get_default_session() -> Session | None:
    """The session of the innermost `with` block, or the interactive one."""
    return _sessions[-1] if _sessions else None


class Session:
    """Runs a graph and keeps the values of its variables."""

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        self.graph = get_default_graph() if graph is None else graph
        self._engine = engine.Session(self.graph)
        self._engine.refuses_nan = False
        self.started: set[Variable] = set()
        self._begun: set[Draw] = set()
        self._plans: dict[Any, Fetches] = {}
        self._scopes: list[Any] = []
        self.sess_str, self.closed = target, False

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """Compute what is fetched, in its structure; an operation gives None.

        feed_dict: {tensor: value}, of placeholders and of anything else that shall have another value.
        Raises an error of `tf.errors` where a value does not fit, ValueError or TypeError where the question
        makes no sense.
        """
        if self.closed:
            raise RuntimeError(
                "Attempted to use a closed Session. Try: run inside its `with` block, or open another one"
            )
        if not self.graph.handles:
            raise RuntimeError(
                "The Session graph is empty.  Add operations to the graph before calling run()."
            )
        key = _key(fetches)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = Fetches(self, fetches)
        return plan.run(feed_dict)

    def make_callable(self, fetches: Any, feed_list: Sequence[Any] = ()) -> Callable[..., Any]:
        """A function of the fed values that runs the fetches."""
        return lambda *values: self.run(fetches, dict(zip(feed_list, values, strict=True)))

    def load(self, variable: Variable, value: Any) -> None:
        """Write a value into a variable."""
        self._engine.assign(variable.node, np.asarray(value, variable.dtype.numpy))
        self.started.add(variable)

    def begun(self, draw: Draw) -> nb.Action:
        """What moves the stream of a random node on; without a seed it begins anywhere in each session."""
        if not draw.is_seeded and draw not in self._begun:
            self._begun.add(draw)
            skip: Any = draw.input_nodes[0]
            self._engine.assign(skip, np.int64(secrets.randbits(48)))
        return draw.advance

    def close(self) -> None:
        """Let go of all values."""
        self.closed = True
        self._engine.close()
        self._plans.clear()

    @contextmanager
    def as_default(self) -> Iterator[Session]:
        """Be the session of `eval` and `run` inside the `with` block; it stays open after it."""
        _sessions.append(self)
        try:
            yield self
        finally:
            _sessions.remove(self)

    def __enter__(self) -> Session:
        for scope in (self.graph.as_default(), self.as_default()):
            scope.__enter__()
            self._scopes.append(scope)
        return self

    def __exit__(self, *error: Any) -> None:
        for scope in reversed(self._scopes):
            scope.__exit__(None, None, None)
        self._scopes.clear()
        self.close()


class InteractiveSession(Session):
    """A session that is the default one from the start, for work line by line."""

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        super().__init__(target, graph, config)
        _sessions.append(self)

    def close(self) -> None:
        """Let go of all values, and stop being the default."""
        if self in _sessions:
            _sessions.remove(self)
        super().close()


def _pairs(tensors: Any, values: Any) -> Iterator[tuple[Any, Any]]:
    """Each tensor of a nested state with its value; ValueError where they are not nested in the same way."""
    if not isinstance(tensors, (tuple, list)):
        yield tensors, values
        return
    if len(tensors) != len(values):
        raise ValueError(f"cannot feed {len(values)} values for {len(tensors)} tensors that are fed together")
    for tensor, value in zip(tensors, values, strict=True):
        yield from _pairs(tensor, value)


def _key(fetches: Any) -> Any:
    """What stands for fetches in a dictionary."""
    if isinstance(fetches, (Operation, Tensor)):
        return fetches
    if isinstance(fetches, (list, tuple)):
        return (type(fetches), *map(_key, fetches))
    if isinstance(fetches, dict):
        return (dict, *fetches, *map(_key, fetches.values()))
    try:
        hash(fetches)
    except TypeError:
        return id(fetches)
    return fetches


# ---------------------------------------------------------------- what is fetched


class Fetches:
    """One set of fetches: how it is taken apart, and for each set of feeds how it is run."""

    def __init__(self, session: Session, fetches: Any) -> None:
        self.session, self.graph = session, session.graph
        self.tensors: dict[Tensor, None] = {}
        self.operations: dict[Operation, None] = {}
        self.build = self._take_apart(fetches)
        before = upstream([*self.operations, *(t.op for t in self.tensors)])
        self.acting = [op for op in before if op.actions]
        self.calls: dict[Any, Call] = {}

    def run(self, feed_dict: Any) -> Any:
        """Cast what is fed, run, and put the values into the structure of the fetches."""
        if feed_dict is None:
            feed_dict = {}
        elif not isinstance(feed_dict, dict):
            raise TypeError(f"feed_dict must be a dict of tensors to values, got {feed_dict!r}")
        keys = tuple(feed_dict)
        call = self.calls.get(keys)
        if call is None:
            if any(isinstance(key, (tuple, list)) for key in keys):
                return self.run(dict(pair for fed in feed_dict.items() for pair in _pairs(*fed)))
            call = self.calls[keys] = Call(self, keys)
        return self.build(call.run(list(feed_dict.values())))

    def is_late(self, tensor: Tensor) -> bool:
        """Does it come after the actions: a variable, or what was made to wait for one of them?"""
        if not self.acting:
            return False
        return isinstance(tensor.node, nb.Variable) or any(
            op.actions and not op.acts_beside for op in upstream([tensor.op])
        )

    def _take_apart(self, fetches: Any) -> Give:
        """Note what has to be computed; return what makes the result of its values."""
        if isinstance(fetches, (list, tuple)):
            parts = [self._take_apart(f) for f in fetches]
            make: Any = getattr(type(fetches), "_make", type(fetches))
            return lambda values: make([part(values) for part in parts])
        if isinstance(fetches, dict):
            names = {k: self._take_apart(f) for k, f in fetches.items()}
            return lambda values: {k: part(values) for k, part in names.items()}
        if isinstance(fetches, IndexedSlices):
            parts = [
                self._take_apart(f)
                for f in (fetches.values, fetches.indices, fetches.dense_shape)
                if f is not None
            ]
            return lambda values: IndexedSlicesValue(*[part(values) for part in parts])
        return self._take_one(self._element(fetches))

    def _take_one(self, one: Any) -> Give:
        if isinstance(one, Operation):
            self.operations[one] = None
            return lambda values: None
        if one.node is None:  # made of other values, as a summary is
            parts = [self._take_one(part) for part in one.made_of]
            return lambda values: one.make(*(part(values) for part in parts))
        self.tensors[one] = None
        return lambda values: values[one]

    def _element(self, thing: Any) -> Any:
        """The tensor or operation that is meant."""
        try:
            found = self.graph.as_graph_element(thing)
        except KeyError as error:
            told = f"Fetch argument {thing!r} cannot be interpreted as a Tensor. ({error})"
            raise ValueError(told) from None
        found = found._ref if isinstance(found, Variable) else found
        if not isinstance(found, (Tensor, Operation)):
            kind = type(thing)
            raise TypeError(
                f"Fetch argument {thing!r} has invalid type {kind}, must be a string or Tensor. "
                f"(Can not convert a {kind.__name__} into a Tensor or Operation.)"
            )
        if found.graph is not self.graph:
            raise ValueError(
                f"Fetch argument {thing!r} cannot be interpreted as a Tensor. "
                f"(Tensor {found} is not an element of this graph.)"
            )
        return found


class Call:
    """Fetches with a set of feeds: an early stage with the actions, and a late one for what comes after."""

    def __init__(self, fetches: Fetches, keys: Sequence[Any]) -> None:
        self.session, self.graph = fetches.session, fetches.graph
        self.fed = [_fed_tensor(key, fetches.graph) for key in keys]
        self.readers = [_reader(tensor) for tensor in self.fed]
        feeds = [t.node for t in self.fed]
        self.passed = {t: i for i, node in enumerate(feeds) for t in fetches.tensors if t.node is node}
        wanted = [t for t in fetches.tensors if t not in self.passed]
        self.writes = {v for op in fetches.acting for v in op.writes}
        actions = list(dict.fromkeys(a for op in fetches.acting for a in op.actions))
        self.early = Stage(self.session, [t for t in wanted if not fetches.is_late(t)], actions, feeds)
        late = [t for t in wanted if fetches.is_late(t)]
        self.late = Stage(self.session, late, [], feeds, self.early.draws)

    @np.errstate(all="ignore")
    def run(self, given: list[Any]) -> Values:
        """The value of each tensor."""
        fed = [read(value) for read, value in zip(self.readers, given)]  # noqa: B905 - a value a reader
        try:
            values = self.early.run(fed)
            self.session.started |= self.writes
            if self.late.call:
                values.update(self.late.run(fed))
        except nb.GraphError as error:
            raise self._told(error, fed) from error
        for tensor, i in self.passed.items():
            values[tensor] = fed[i] if fed[i] is given[i] else fed[i].copy()
        return values

    def _told(self, error: nb.GraphError, fed: list[Any]) -> Exception:
        """The error of TensorFlow that this mistake is."""
        for tensor, value in zip(self.fed, fed, strict=True):
            if not tensor.shape.is_compatible_with(np.shape(value)):
                return _wrong_shape(tensor, value)
        for node in self.early.order + self.late.order:
            if isinstance(node, nb.Placeholder) and all(node is not t.node for t in self.fed):
                return _unfed(node, self.graph)
        return errors.InvalidArgumentError(None, None, str(error))


class Stage:
    """One run of nbkit's session: tensors and actions, and the random streams that move on with them."""

    def __init__(
        self,
        session: Session,
        tensors: list[Tensor],
        actions: list[nb.Action],
        feeds: list[nb.Node],
        drawn: Iterable[Draw] = (),
    ) -> None:
        self.session, self.tensors = session, tensors
        nodes = [t.node for t in tensors]
        inputs = [n for action in actions for n in action.input_nodes]
        self.order = nb.traverse_postorder(*nodes, *inputs, stop=frozenset(feeds))
        inner = [n for n in self.order if n not in feeds]
        self.draws = [n for n in inner if isinstance(n, Draw) and n not in drawn]
        self.unchecked = self._variables([*inner, *_changed(actions)])
        asked = [*nodes, *actions, *map(session.begun, self.draws)]
        self.call = session._engine.make_callable(asked, feeds) if asked else None

    def _variables(self, nodes: Iterable[nb.Node]) -> list[Variable]:
        """Those of the nodes that the listing knows as variables."""
        known = self.session.graph.variables_by_node
        return [known[n] for n in nodes if n in known]

    def run(self, fed: list[Any]) -> Values:
        """The values of the tensors."""
        if self.call is None:
            return {}
        if self.unchecked:
            self._check_started()
        values = self.call(*fed)
        return dict(zip(self.tensors, values, strict=False)) if self.tensors else {}

    def _check_started(self) -> None:
        """Raise FailedPreconditionError where a variable was not initialized in this session."""
        for variable in self.unchecked:
            if variable not in self.session.started:
                name = variable.op.name
                told = f"Attempting to use uninitialized value {name}: run tf.global_variables_initializer() "
                told += f"in this session first, made after this variable. Made at {variable.node.where}"
                raise errors.FailedPreconditionError(None, variable.op, told)
        self.unchecked = []


def _changed(actions: list[nb.Action]) -> list[nb.Node]:
    """The variables that actions compute with; one that is only written into need not have a value."""
    computing = [a for a in actions if getattr(a, "how", a) is not None]
    return [v for action in computing for group in action.groups for v in group]


def _wrong_shape(tensor: Tensor, value: Any) -> ValueError:
    shape = written(tensor._shape)
    return ValueError(
        f"Cannot feed value of shape {np.shape(value)} for Tensor {tensor.name!r}, which has shape '{shape}'"
    )


def _unfed(node: nb.Placeholder, graph: Graph) -> Exception:
    op = graph.handles[node.name]
    kind = {"float32": "float", "float64": "double"}.get(op.outputs[0].dtype.name, op.outputs[0].dtype.name)
    known = node.shape is not None and None not in node.shape
    shape = f" and shape {list(node.shape or ())}" if known else ""
    told = f"You must feed a value for placeholder tensor '{node.name}' with dtype {kind}{shape}"
    return errors.InvalidArgumentError(None, op, f"{told}. Made at {node.where}")


# ---------------------------------------------------------------- what is fed


def _fed_tensor(key: Any, graph: Graph) -> Tensor:
    tensor = graph.as_graph_element(key) if isinstance(key, str) else key
    tensor = tensor._ref if isinstance(tensor, Variable) else tensor
    if not isinstance(tensor, Tensor):
        raise TypeError(
            f"Cannot interpret feed_dict key as Tensor: Can not convert a {type(key).__name__} into a Tensor."
        )
    if tensor.graph is not graph:
        raise TypeError(
            f"Cannot interpret feed_dict key as Tensor: Tensor {tensor} is not an element of this graph."
        )
    return tensor


def _reader(tensor: Tensor) -> Callable[[Any], Any]:
    """What makes an array of the tensor's dtype of a fed value; batches of one shape share its memory."""
    kind, shape = tensor.dtype.numpy, tensor._shape
    checks = not isinstance(tensor.node, nb.Placeholder) and shape is not None
    kept = np.empty(0, kind)

    def read(value: Any) -> Any:
        nonlocal kept
        if type(value) is np.ndarray and value.dtype == kind:
            array = value
        elif isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
            if value.shape != kept.shape:
                kept = np.empty(value.shape, kind)
            kept[...] = value
            array = kept
        else:
            array = _cast(value, tensor)
        if checks and not tensor.shape.is_compatible_with(array.shape):
            raise _wrong_shape(tensor, array)
        return array

    return read


def _cast(value: Any, tensor: Tensor) -> Any:
    dtype = tensor.dtype
    if isinstance(value, Operators):
        raise TypeError(
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python "
            "scalars, strings, lists and NumPy arrays. Use sess.run(tensor) for its value."
        )
    if isinstance(value, int) and dtype.is_integer and not dtype.min <= value <= dtype.max:
        raise TypeError(
            f"Type of feed value {value} is not compatible with Tensor type {dtype.as_numpy_dtype}. Try "
            "explicitly setting the type of the feed tensor to a larger type (e.g. int64)."
        )
    try:
        return np.asarray(value, dtype=dtype.numpy)
    except (TypeError, ValueError) as error:
        told = f"Cannot feed this value for Tensor {tensor.name!r}, which takes {dtype.name}: {error}".rstrip(
            "."
        )
        raise type(error)(f"{told}. Try: numbers, in rows of one length") from None
