"""A session runs a graph: it owns the values of the variables and computes what is asked of it.

What happens in `run(fetches, feed_dict)`:

    fetches        find their `Recipe`, which is made once and kept
    feeds          are checked, and cast to the precision of the session
    values         shapes that are new: node by node, as `evaluate` says (evaluate.py)
                   shapes that come again, and training steps: a `Plan` does the same in memory
                   that it keeps (compiled/plan.py); that of the last run is tried before all else
    results        are copied out, in the structure of the fetches
    actions        such as a training step, last of all, write into the variables

Reference: Abadi et al., *TensorFlow: a system for large-scale machine learning* (2016), section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nbkit import checkpoint
from nbkit.compiled.compiler import PASSES, Pass, compile_plan, is_shaped_by_values
from nbkit.compiled.explain import table
from nbkit.compiled.plan import MISS, NO_PLAN, Plan
from nbkit.evaluate import PlainWay
from nbkit.fetches import check_feeds, check_home, collect, key_of
from nbkit.functions import Array, describe
from nbkit.graph import Action, Graph, GraphError, Node, Variable, get_default_graph, made_twice
from nbkit.variables import Variables


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
        if graph is not None and not isinstance(graph, Graph):
            raise GraphError(f"expected a Graph, got {describe(graph)}: write Session(node.graph)")
        self.graph = get_default_graph() if graph is None else graph
        self.dtype = None if dtype is None else _float_type(dtype)
        self.compiled = compiled
        self.refuses_nan = True  # in a number that is fetched, and in a training step
        self.passes = PASSES  # what compiling does; left out, each changes no number but for rounding
        self.closed = False
        self._variables = Variables(self.dtype)
        self._recipes: dict[Any, Recipe] = {}

    def run(self, fetches: Any, feed_dict: dict[Any, ArrayLike] | None = None) -> Any:
        """Compute the fetched nodes and return their values, in the shape of `fetches`.

        fetches: a node, or lists, tuples and dicts of nodes, nested at will. feed_dict: {placeholder: value}.
        Values are arrays, or NumPy numbers where there are no axes; they belong to the caller.
        Nodes that change variables, such as a training step, act last and give None:
        everything fetched with them is from before the change.
        Raises GraphError for anything that cannot be computed, and for a fetched number that is NaN.
        """
        recipe = self._recipes.get(fetches if isinstance(fetches, Node) else key_of(fetches))
        return (recipe or self._recipe(fetches)).run(feed_dict)

    def make_callable(self, fetches: Any, feeds: Sequence[Node] = ()) -> Callable[..., Any]:
        """Return a function of the fed values that runs `fetches`: what `run` does, without looking up.

        >>> from nbkit import Placeholder, Variable
        >>> A, x = Variable(10.0), Placeholder("x")
        >>> f = Session().make_callable(A * x, [x])
        >>> print(f(2.0), f(3.0))
        20.0 30.0
        """
        nodes = isinstance(feeds, (list, tuple)) and all(isinstance(node, Node) for node in feeds)
        if not nodes or len(set(feeds)) < len(feeds):
            raise GraphError(
                f"expected a list of nodes to feed, each once, got {describe(feeds)}: write [x, y]"
            )
        feeds, n, key = tuple(feeds), len(feeds), key_of(fetches)

        def call(*values: Any) -> Any:
            if len(values) != n:
                raise GraphError(f"expected {n} values, got {len(values)}: one for each of the feeds")
            return (self._recipes.get(key) or self._recipe(fetches)).call(feeds, values)

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
        recipe = self._make_recipe(fetches, self.passes)
        feeds = check_feeds(feed_dict, self.graph, self._variables.cast)
        plan = compile_plan(recipe.plain, feeds, self.passes)
        plan.bind(feeds)
        print(table(plan, timed))

    def _recipe(self, fetches: Any) -> Recipe:
        recipe = self._make_recipe(fetches, self.passes if self.compiled else None)
        return _keep(self._recipes, key_of(fetches), recipe)

    def _make_recipe(self, fetches: Any, passes: Sequence[Pass] | None) -> Recipe:
        """Find out how these are run. Where that lays variables side by side, older recipes are void."""
        self._check_open()
        moves = self._variables.moves
        recipe = Recipe(fetches, self.graph, self._variables, passes, self.refuses_nan)
        if self._variables.moves > moves:
            self._recipes.clear()
        return recipe

    def assign(self, variable: Variable, value: ArrayLike) -> None:
        """Give a variable another value, of the shape that it has.

        Raises GraphError where the shape differs or whole numbers would lose a fraction.

        >>> from nbkit import Variable
        >>> s, w = Session(), Variable(1.0)
        >>> s.assign(w, 2.5); print(s.run(w))
        2.5
        """
        self._check_open()
        self._check_variable(variable)
        self._variables.assign(variable, value)

    def save(self, path: checkpoint.Place) -> Path:
        """Write the values of all variables of the graph to a `.npz` file and return its path.

        Folders that are missing are made. It is written beside the target and renamed, so that a full or
        pulled disk leaves no half file.
        Whatever the optimizer keeps is a variable too: a restored training goes on as if it had not stopped.
        Raises GraphError where it cannot be written.
        """
        return checkpoint.save(path, self._values(self.graph.variables))

    def restore(self, path: checkpoint.Place, variables: Sequence[Variable | str] | None = None) -> None:
        """Read the values of variables from a file that `save` wrote. On any error nothing is changed.

        variables: those to read, or their names, and the file may hold others; left out, all, and it may not.
        Raises GraphError where the file is missing, damaged, or from another graph.

        >>> import tempfile
        >>> from nbkit import Variable
        >>> w, b = Variable(1.0, name="w"), Variable(2.0, name="b")
        >>> path = Session(w.graph).save(tempfile.mkdtemp() + "/weights")
        >>> session = Session(w.graph)
        >>> session.assign(w, 5.0); session.assign(b, 5.0)
        >>> session.restore(path, [w]); print(*session.run([w, b]))
        1.0 5.0
        """
        chosen = self.graph.variables if variables is None else self._chosen(variables)
        like = {v.name: v for v in chosen}
        why = lambda name: made_twice(like[name]) if name in like else ""  # noqa: E731
        values = checkpoint.restore(path, self._values(chosen), variables is None, why)
        for name, variable in like.items():
            self._variables.assign(variable, values[name])

    def _chosen(self, variables: Any) -> list[Variable]:
        """The variables that these nodes or names stand for."""
        if not isinstance(variables, (list, tuple)):
            raise GraphError(f"expected a list of variables to restore, got {describe(variables)}: write [w]")
        named: dict[Any, Any] = {v.name: v for v in self.graph.variables}
        chosen = [named.get(v, v) if isinstance(v, str) else v for v in variables]
        for v in chosen:
            self._check_variable(v)
        return chosen

    def _check_variable(self, variable: Any) -> None:
        if not isinstance(variable, Variable):
            raise GraphError(f"expected a variable, got {describe(variable)}: only variables keep a value")
        check_home(variable, self.graph)

    def _values(self, variables: Sequence[Variable]) -> dict[str, Array]:
        self._check_open()
        return {v.name: self._variables.value_of(v) for v in variables}

    def close(self) -> None:
        """Let go of all values. The session cannot be used after that."""
        self.closed, self._variables, self._recipes = True, Variables(self.dtype), {}

    def _check_open(self) -> None:
        if self.closed:
            raise GraphError("this session is closed: open another with Session()")

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _float_type(dtype: Any) -> np.dtype[Any]:
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = np.dtype(object)
    if found.kind != "f":
        raise GraphError(f"expected a type of floats, got {describe(dtype)}: give NumPy's float32")
    return found


class Recipe:
    """How one set of fetches is run: `plain` is what it means; plans, one for each set of shapes, hurry.

    passes: what compiling does; None to compute node by node each time, as must be where values shape others.
    """

    def __init__(
        self,
        fetches: Any,
        graph: Graph,
        variables: Variables,
        passes: Sequence[Pass] | None,
        refuses_nan: bool = True,
    ) -> None:
        self.graph, self.cast = graph, variables.cast
        nodes: list[Node] = []
        build = collect(fetches, graph, nodes)
        actions = [node for node in dict.fromkeys(nodes) if isinstance(node, Action)]  # each acts once
        jobs = variables.jobs(actions, together=passes is not None)
        cast = variables.dtype and variables.cast
        self.plain = PlainWay(nodes, build, jobs, variables.value_of, cast, refuses_nan)
        self.passes = None if is_shaped_by_values(self.plain.targets) else passes
        self.ways: dict[Any, Plan | PlainWay] = {}
        self.plan = NO_PLAN  # the plan of the last run, which is tried first; NO_PLAN never fits

    def run(self, feed_dict: Any) -> Any:
        """Bind what is fed and replay, if it looks as last time; else begin with checks."""
        value = self.plan.try_run(feed_dict)
        return self._run_checked(feed_dict) if value is MISS else value

    def call(self, nodes: tuple[Node, ...], values: tuple[Any, ...]) -> Any:
        """The same with values for these nodes, in order."""
        value = self.plan.try_call(nodes, values)
        return self._run_checked(dict(zip(nodes, values, strict=True))) if value is MISS else value

    def _run_checked(self, feed_dict: Any) -> Any:
        """Check and convert what is fed, and find the way for its shapes.

        Where a plan fails or meets NaN, the plain way does the same again, and says what is wrong.
        """
        feeds = check_feeds(feed_dict, self.graph, self.cast)
        way = self._way(feeds)
        self.plan = way if isinstance(way, Plan) else NO_PLAN
        value = way.run(feeds)
        return self.plain.run(feeds) if value is MISS else value

    def _way(self, feeds: dict[Node, Array]) -> Plan | PlainWay:
        """The plain way for shapes that come the first time, a plan for those that come again.

        A training step has a plan at once: so a restored training goes on bit by bit as it was.
        """
        shapes = tuple((node, value.shape, value.dtype) for node, value in feeds.items())
        way = self.ways.get(shapes)
        if self.passes is None or isinstance(way, Plan):
            return way or self.plain
        again = way is not None or self.plain.jobs
        way = compile_plan(self.plain, feeds, self.passes) if again else self.plain
        return _keep(self.ways, shapes, way)


def _keep(cache: dict[Any, Any], key: Any, value: Any) -> Any:
    """Enter a value into a cache and return it; the oldest of 64 makes room."""
    cache[key] = value
    while len(cache) > 64:
        del cache[next(iter(cache))]
    return value
