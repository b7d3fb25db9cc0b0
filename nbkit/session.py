"""A session runs a graph: it owns the values of the variables and computes what is asked of it.

Reference: Abadi et al., *TensorFlow: a system for large-scale machine learning* (2016), section 3.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nbkit.compiled.explain import table
from nbkit.compiled.kernels import empty, is_tall
from nbkit.compiled.plan import NOT_QUICK, PASSES, Job, Plan, Quick, compile_plan
from nbkit.evaluate import copy_out, evaluate
from nbkit.functions import Array
from nbkit.graph import (
    Action,
    Constant,
    Graph,
    GraphError,
    Initializer,
    Node,
    Placeholder,
    Variable,
    as_value,
    get_default_graph,
)


class Session:
    """Runs nodes of one graph and keeps the values of its variables between runs.

    graph: the default graph, unless another is given. dtype: np.float32 to compute in single precision;
    left out, values keep their own. compiled: False computes node by node each time, for comparison.
    Two sessions are two trainings of one graph: neither sees the other's variables.

    >>> from nbkit import Placeholder, Variable
    >>> A, b, x = Variable(10), Variable(1), Placeholder("x")
    >>> print(Session().run(A * x + b, feed_dict={x: 10}))
    101
    """

    def __init__(
        self, graph: Graph | None = None, dtype: DTypeLike | None = None, compiled: bool = True
    ) -> None:
        self.graph = get_default_graph() if graph is None else graph
        self.dtype = None if dtype is None else np.dtype(dtype)
        self.compiled = compiled
        self.passes = PASSES  # what compiling does; each can be left out, and changes no number
        self.closed = False
        self._memory: dict[Variable, Array] = {}
        self._flat: dict[tuple[Variable, ...], Array] = {}
        self._plans: dict[Any, Plan | None] = {}
        self._quick: dict[Any, Quick] = {}

    # ------------------------------------------------------------ running

    def run(self, fetches: Any, feed_dict: dict[Any, ArrayLike] | None = None) -> Any:
        """Compute the fetched nodes and return their values, in the shape of `fetches`.

        fetches: a node, or lists, tuples and dicts of nodes, nested at will. feed_dict: {placeholder: value}.
        Values are arrays, or NumPy numbers where there are no axes; they belong to the caller.
        Nodes that change variables, such as a training step, act last and give None:
        everything fetched with them is from before the change.
        Raises GraphError for anything that cannot be computed, and for a fetched number that is NaN.
        """
        quick = self._quick.get(fetches if isinstance(fetches, Node) else _key(fetches))
        value = NOT_QUICK if quick is None else quick.run(feed_dict)
        if value is NOT_QUICK:
            return self._run(fetches, {} if feed_dict is None else feed_dict)
        return value

    def make_callable(self, fetches: Any, feeds: Sequence[Node] = ()) -> Callable[..., Any]:
        """Return a function of the fed values that runs `fetches`: what `run` does, without looking up.

        >>> from nbkit import Placeholder, Variable
        >>> A, x = Variable(10.0), Placeholder("x")
        >>> f = Session().make_callable(A * x, [x])
        >>> print(f(2.0), f(3.0))
        20.0 30.0
        """
        feeds, key = tuple(feeds), _key(fetches)

        def call(*values: Any) -> Any:
            quick = self._quick.get(key)
            value = NOT_QUICK if quick is None else quick.run_in_order(feeds, values)
            if value is not NOT_QUICK:
                return value
            if len(values) != len(feeds):
                raise GraphError(
                    f"expected {len(feeds)} values, got {len(values)}: one for each of the feeds"
                )
            return self._run(fetches, dict(zip(feeds, values, strict=True)))

        return call

    def explain(
        self, fetches: Any, feed_dict: dict[Any, ArrayLike] | None = None, timed: bool = False
    ) -> None:
        """Print the plan of a run: step, operation, shapes, NumPy calls, memory, bytes, and µs where asked.

        Nothing is trained by it: what would change variables is listed, and not done.

        >>> from nbkit import Placeholder, Variable, multiply
        >>> A, x = Variable(10.0), Placeholder("x")
        >>> Session().explain(multiply(A, x, name="A x"), {x: 2.0})
        step  operation  shapes      calls     memory  bytes
        1     A x        () () → ()  multiply  #1      8
        """
        self._check_open()
        nodes: list[Node] = []
        self._collect(fetches, nodes)
        feeds = self._feeds({} if feed_dict is None else feed_dict)
        results = [node for node in nodes if not isinstance(node, Action)]
        jobs = [self._job(n, together=True) for n in dict.fromkeys(nodes) if isinstance(n, Action)]
        values = evaluate([*results, *_inputs([job.action for job in jobs])], feeds, self._value_of)
        plan = compile_plan(results, jobs, feeds, values, self.passes)
        plan.run(feeds)
        print(table(plan, timed))

    def _run(self, fetches: Any, feed_dict: Any) -> Any:
        """The careful way: check everything, and convert what is fed."""
        self._check_open()
        nodes: list[Node] = []
        structure = self._collect(fetches, nodes)
        feeds = self._feeds(feed_dict)
        results = [node for node in nodes if not isinstance(node, Action)]
        actions = [node for node in dict.fromkeys(nodes) if isinstance(node, Action)]  # each acts once
        values, acts, plan = self._compute(results, actions, feeds)
        self._refuse_nan(results, values, feeds)
        for act in acts:
            act()
        if any(isinstance(action, Initializer) for action in actions):
            self._reset()
        elif plan is not None:
            self._keep_at_hand(fetches, plan)
        return structure(dict(zip(results, values, strict=True)))

    def _keep_at_hand(self, fetches: Any, plan: Plan) -> None:
        """Have the next run of the same fetches begin with this plan; the key says what `fetches` holds."""
        key = _key(fetches)
        parts = fetches if isinstance(fetches, (list, tuple)) else [fetches]
        if key is not None and plan.stays and all(isinstance(f, Node) for f in parts):
            if len(self._quick) >= _PLANS_KEPT:
                self._quick.clear()
            self._quick[key] = Quick(plan, fetches)

    def _compute(self, results: list[Node], actions: list[Action], feeds: dict[Node, Array]) -> Any:
        """Evaluate node by node the first time; from the second time on, replay a plan."""
        key = (*results, None, *actions, *((n, v.shape, v.dtype) for n, v in feeds.items()))
        plan = self._plans.get(key)
        if plan is not None:
            return self._replay(plan, results, actions, feeds), plan.acts, plan
        # A training step has a plan at once: so a restored training goes on bit by bit as it was.
        compile_now = self.compiled and (key in self._plans or bool(actions))
        jobs = [self._job(action, together=compile_now) for action in actions]
        values = evaluate([*results, *_inputs(actions)], feeds, self._value_of)
        if compile_now:
            plan = compile_plan(results, jobs, feeds, values, self.passes)
            self._remember(key, plan)
            return plan.run(feeds), plan.acts, plan
        self._remember(key)
        for job in jobs:
            for node, place in zip(job.action.input_nodes, job.places, strict=True):
                np.copyto(place, values[node], casting="same_kind")
        return [copy_out(values[node]) for node in results], [job.apply for job in jobs], None

    def _replay(
        self, plan: Plan, results: list[Node], actions: list[Action], feeds: dict[Node, Array]
    ) -> list[Any]:
        try:
            return plan.run(feeds)
        except (ValueError, TypeError, IndexError):
            evaluate([*results, *_inputs(actions)], feeds, self._value_of)  # raises again, and names the node
            raise

    def _remember(self, key: Any, plan: Plan | None = None) -> None:
        """Note that this was run; what is run again gets a plan. The oldest plans make room for new ones."""
        self._plans[key] = plan
        while len(self._plans) > _PLANS_KEPT:
            del self._plans[next(iter(self._plans))]

    def _refuse_nan(self, results: list[Node], values: list[Any], feeds: dict[Node, Array]) -> None:
        for node, value in zip(results, values, strict=True):
            if isinstance(value, np.floating) and value != value:
                raise GraphError(f"{node} is NaN (not a number). {self._origin_of_nan(node, feeds)}")

    def _origin_of_nan(self, target: Node, feeds: dict[Node, Array]) -> str:
        with np.errstate(all="ignore"):
            values = evaluate([target], feeds, self._value_of)
        node, value = next((n, v) for n, v in values.items() if not np.isfinite(v).all())
        what = "NaN" if np.isnan(value).any() else "infinite"
        if node in feeds:
            count = f"{np.sum(~np.isfinite(value))} of the {np.size(value)}"
            return f"{count} values fed to {node} are {what}: clean the data"
        if isinstance(node, Variable):
            return f"{node} holds {what} values: training has diverged, so lower the learning rate"
        return f"{node} is the first to be {what}: keep its inputs where it is defined. Made at {node.where}"

    # ------------------------------------------------------------ what may be asked

    def _collect(self, fetches: Any, nodes: list[Any]) -> Callable[[dict[Node, Any]], Any]:
        """List the nodes in `fetches` and return what puts their values in the same structure."""
        if isinstance(fetches, Node):
            self._check_home(fetches)
            nodes.append(fetches)
            return lambda values: values.get(fetches)
        if isinstance(fetches, (list, tuple)):
            parts = [self._collect(f, nodes) for f in fetches]
            kind = list if isinstance(fetches, list) else tuple
            return lambda values: kind([part(values) for part in parts])
        if isinstance(fetches, dict):
            named = {key: self._collect(f, nodes) for key, f in fetches.items()}
            return lambda values: {key: part(values) for key, part in named.items()}
        raise GraphError(
            f"expected a node to run, got {_describe(fetches)}: give the node itself{self._named(fetches)}"
        )

    def _feeds(self, feed_dict: Any) -> dict[Node, Array]:
        if not isinstance(feed_dict, dict):
            raise GraphError(f"expected a dict to feed, got {_describe(feed_dict)}: write {{x: value}}")
        return {node: self._fed(node, value) for node, value in feed_dict.items()}

    def _fed(self, node: Any, value: Any) -> Array:
        """Return a fed value as an array, after checking that it is one and fits its node."""
        if not isinstance(node, Node) or isinstance(node, Action):
            raise GraphError(
                f"expected placeholders as keys of feed_dict, got {_describe(node)}: "
                f"use the node itself as the key{self._named(node)}"
            )
        self._check_home(node)
        plain = type(value) is np.ndarray and value.dtype.kind in "fiub"
        array = value if plain else as_value(value, f"the value fed to {node}")
        shape = node.shape if isinstance(node, Placeholder) else None
        if shape is not None and not _shape_fits(array.shape, shape):
            raise GraphError(
                f"expected shape {shape} for {node}, got {array.shape}: reshape it, or transpose it"
            )
        return self._cast(array)

    def _cast(self, array: Array) -> Array:
        return (
            array.astype(self.dtype, copy=False)
            if self.dtype is not None and array.dtype.kind == "f"
            else array
        )

    def _check_home(self, node: Node) -> None:
        if node.graph is not self.graph:
            raise GraphError(
                f"{node} belongs to another graph than this session: open the session after building "
                "the graph, or write Session(node.graph)"
            )

    def _named(self, name: Any) -> str:
        """Point to the node that has this name, where text came in place of a node."""
        if not isinstance(name, str):
            return ""
        found = any(node.name == name for node in self.graph.nodes)
        return (
            f", the variable that holds the node named {name!r}" if found else f"; no node is named {name!r}"
        )

    # ------------------------------------------------------------ variables

    def _value_of(self, variable: Variable | Constant) -> Any:
        if isinstance(variable, Constant):
            return self._cast(variable.value) if isinstance(variable.value, np.ndarray) else variable.value
        if variable not in self._memory:
            start = self._cast(variable.initial_value)
            self._memory[variable] = empty(start.shape, start.dtype, is_tall(start.shape))
            self._memory[variable][...] = start
        return self._memory[variable]

    def _job(self, action: Action, together: bool) -> Job:
        """Give an action its memory: flat arrays where its variables can lie side by side, else one each."""
        flat = self._lay_side_by_side(action.groups) if together and action.groups else None
        owners = action.groups[0] if action.input_nodes else ()
        shapes = [self._value_of(v) for v in owners]
        if flat is None:
            values = [np.empty_like(v) for v in shapes]
            return Job(
                action, [[self._value_of(v) for v in group] for group in action.groups], values, values
            )
        gradient = empty(flat[0].shape, flat[0].dtype)
        gradient[...] = 0
        return Job(action, [[array] for array in flat], [gradient], _parts(gradient, shapes))

    def _lay_side_by_side(self, groups: tuple[tuple[Variable, ...], ...]) -> list[Array] | None:
        """Move each group into one array, so that an optimizer's step is a few operations on long vectors.

        Not possible where a variable already lies in another group, or precisions differ.
        """
        todo = [group for group in groups if group not in self._flat]
        moved = {v for group in self._flat for v in group}
        if any(v in moved for group in todo for v in group):
            return None
        if any(len({self._value_of(v).dtype for v in group}) != 1 for group in groups):
            return None
        for group in todo:
            values = [self._value_of(v) for v in group]
            self._flat[group] = empty((sum(v.size for v in values),), values[0].dtype)
            np.concatenate([v.ravel(order="K") for v in values], out=self._flat[group])
            self._memory |= dict(zip(group, _parts(self._flat[group], values), strict=True))
            self._plans, self._quick = dict.fromkeys(self._plans), {}  # plans hold the old arrays
        return [self._flat[group] for group in groups]

    def assign(self, variable: Variable, value: ArrayLike) -> None:
        """Give a variable another value, of the shape that it has.

        Raises GraphError where the shape differs or whole numbers would lose a fraction.

        >>> from nbkit import Variable
        >>> s, w = Session(), Variable(1.0)
        >>> s.assign(w, 2.5); print(s.run(w))
        2.5
        """
        self._check_open()
        if not isinstance(variable, Variable):
            raise GraphError(f"expected a variable, got {_describe(variable)}: only variables keep a value")
        self._check_home(variable)
        memory, array = self._value_of(variable), as_value(value, f"{variable}")
        if array.shape != memory.shape:
            raise GraphError(
                f"expected shape {memory.shape} for {variable}, got {array.shape}: keep its shape"
            )
        if memory.dtype.kind in "iu" and array.dtype.kind == "f":
            raise GraphError(f"{variable} holds whole numbers, got {array.dtype}: create it from floats")
        np.copyto(memory, array, casting="unsafe")

    def _reset(self) -> None:
        for variable in self._memory:
            np.copyto(self._memory[variable], variable.initial_value)

    # ------------------------------------------------------------ keeping

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the values of all variables of the graph to a `.npz` file and return its path.

        It is written beside the target and renamed, so that a full or pulled disk leaves no half file.
        Whatever the optimizer keeps is a variable too: a restored training goes on as if it had not stopped.
        """
        self._check_open()
        target = _npz(path)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                _write_arrays(file, {v.name: self._value_of(v) for v in self.graph.variables})
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return target

    def restore(self, path: str | os.PathLike[str]) -> None:
        """Read the values of all variables from a file that `save` wrote. On any error nothing is changed.

        Raises GraphError where the file is missing, damaged, or from another graph.
        """
        self._check_open()
        source = _npz(path)
        try:
            values = _read_arrays(source)
        except Exception as error:  # a damaged file can fail in any way
            raise GraphError(f"expected a file that save wrote at {source}, got: {error}") from error
        variables = self.graph.variables
        self._check_same_variables(values, {v.name: self._value_of(v) for v in variables}, source)
        for variable in variables:
            self.assign(variable, values[variable.name])

    def _check_same_variables(
        self, found: dict[str, Array], expected: dict[str, Array], source: Path
    ) -> None:
        for name in expected | found:
            want, got = _form(expected.get(name)), _form(found.get(name))
            if want != got:
                raise GraphError(
                    f"{source} is from another graph: for {name!r} expected {want}, got {got}. "
                    "Build the graph as it was when it was saved"
                )

    def _check_open(self) -> None:
        if self.closed:
            raise GraphError("this session is closed: open another with Session()")

    def close(self) -> None:
        """Let go of all values. The session cannot be used after that."""
        self.closed = True
        self._memory, self._flat, self._plans, self._quick = {}, {}, {}, {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_PLANS_KEPT = 64


def _key(fetches: Any) -> Any:
    """What stands for the fetches in a dictionary; None where they are nested, or no nodes."""
    if isinstance(fetches, Node):
        return fetches
    kind = type(fetches)
    flat = kind in (list, tuple) and all(isinstance(f, Node) for f in fetches)
    return (kind, *fetches) if flat else None


def _write_arrays(file: IO[bytes], arrays: dict[str, Array]) -> None:
    """Write what np.savez would; that one cannot name an array `file`."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def _read_arrays(path: Path) -> dict[str, Array]:
    """Read an .npz file of plain arrays; anything else raises."""
    with zipfile.ZipFile(path) as archive:
        return {name.removesuffix(".npy"): _read_array(archive, name) for name in archive.namelist()}


def _read_array(archive: zipfile.ZipFile, name: str) -> Array:
    with archive.open(name) as member:
        return np.asarray(np.lib.format.read_array(member, allow_pickle=False))


def _inputs(actions: list[Action]) -> list[Node]:
    return [node for action in actions for node in action.input_nodes]


def _form(array: Array | None) -> str:
    return (
        "no such variable" if array is None else f"{_KINDS.get(array.dtype.kind, 'no numbers')} {array.shape}"
    )


_KINDS = {"f": "floats", "i": "whole numbers", "u": "whole numbers", "b": "booleans"}


def _parts(flat: Array, like: list[Array]) -> list[Array]:
    """Views of consecutive parts of a flat array, in the shapes of `like`, and by columns where those are."""
    ends = np.cumsum([a.size for a in like]).tolist()
    parts = [flat[end - a.size : end] for a, end in zip(like, ends, strict=True)]
    return [
        p.reshape(a.T.shape).T if a.T.flags.c_contiguous else p.reshape(a.shape)
        for a, p in zip(like, parts, strict=True)
    ]


def _shape_fits(shape: tuple[int, ...], pattern: tuple[int | None, ...]) -> bool:
    return len(shape) == len(pattern) and all(p in (None, n) for n, p in zip(shape, pattern, strict=True))


def _describe(thing: Any) -> str:
    shown = getattr(thing, "__name__", None) or f"{thing!r:.60}"
    return "None" if thing is None else f"{shown} ({type(thing).__name__})"


def _npz(path: str | os.PathLike[str]) -> Path:
    return Path(path) if str(path).endswith(".npz") else Path(f"{path}.npz")
