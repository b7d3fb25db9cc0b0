"""tf.while_loop, and what maps, folds and scans along the first axis, for as many steps as a run asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from nbkit import graph as nb
from nbkit import ops
from nbkit.static_shapes import Shape
from nbkit.tf1.core import arrays
from nbkit.tf1.core.cells import flat, mapped
from nbkit.tf1.core.dtypes import bool_
from nbkit.tf1.core.graph import Graph, Loop, get_default_graph
from nbkit.tf1.core.looping import Exit, Moved, Program, While
from nbkit.tf1.core.missing import name_functions
from nbkit.tf1.core.random import Advance, Draw
from nbkit.tf1.core.shapes import as_shape, written
from nbkit.tf1.core.tensor import Operation, Tensor, convert, shaped, wrap
from nbkit.tf1.core.tensor_array import TensorArray

# ---------------------------------------------------------------- building a body


class Body:
    """A loop that is being built: what its steps are given, and which nodes come to be within it.

    starts: the tensors from which the carried values start. sequences: those of which a step takes a row.
    shapes: what stays true of the carried values in all steps, if not the shapes of their starts.
    """

    def __init__(
        self, starts: Sequence[Tensor], sequences: Sequence[Tensor] = (), shapes: Any = None
    ) -> None:
        self.graph: Graph = [*starts, *sequences][0].graph
        self.starts, self.sequences = list(starts), list(sequences)
        self.first_node, self.known = len(self.graph.nodes), set(self.graph.handles)
        self.shapes = [t._shape for t in starts] if shapes is None else list(shapes)
        self.carried = [self._given(t, s) for t, s in zip(starts, self.shapes, strict=True)]
        self.rows = [self._given(t, None if t._shape is None else t._shape[1:]) for t in sequences]
        self.loop = Loop(1)

    def _given(self, like: Tensor, shape: Shape) -> Tensor:
        """What stands for a value of a step."""
        node = self.graph.leaf(lambda: nb.Placeholder(shape=shape))
        op = Operation("Identity", [], "Identity", counted=0)
        return Tensor(op, node, like.dtype.base_dtype, shape)

    @contextmanager
    def within(self) -> Iterator[None]:
        """Build nodes of a step."""
        before, self.graph.loop = self.graph.loop, self.loop
        try:
            yield
        finally:
            self.graph.loop = before

    def entered(self) -> list[Tensor]:
        """The tensors that come from outside."""
        inside = {op for name, op in self.graph.handles.items() if name not in self.known}
        given = {*self.carried, *self.rows}
        used = [t for op in inside for t in op.inputs if op.type not in ("Assign", "VariableV2")]
        return [t for t in dict.fromkeys(used) if t not in given and self._is_outside(t, inside)]

    def _is_outside(self, tensor: Tensor, inside: set[Operation]) -> bool:
        return tensor.op not in inside or isinstance(tensor.node, nb.Variable)

    def count_entered(self) -> None:
        """Count a node of TensorFlow's for each tensor that enters, if that was not done on the way."""
        self.graph.count += len({*map(_key, self.entered())} - {*map(_key, self.loop.entered)})

    def finish(
        self, nexts: Sequence[Tensor], collected: Sequence[Tensor] = (), going: Tensor | None = None
    ) -> list[Tensor]:
        """The last carried values and what was collected, with the loop done; no nodes are counted."""
        self._refuse_writes()
        program = Program(
            [t.node for t in self.carried],
            [t.node for t in self.rows],
            [t.node for t in nexts],
            [t.node for t in collected],
            None if going is None else going.node,
            empty=[(tuple(n or 0 for n in t._shape or ()), t.dtype.numpy) for t in collected],
        )
        program.draws, program.outside = self._parts_of(program)
        streams = [draw.input_nodes[0] for draw in program.draws]
        given = [*(t.node for t in [*self.starts, *self.sequences]), *program.outside, *streams]
        left = ops.apply(While, *given, program=program)
        moved = [_moved(draw, left, i) for i, draw in enumerate(program.draws)]
        nodes = [ops.apply(Exit, left, *moved, number=i) for i in range(len(nexts) + len(collected))]
        return self._results(nodes, [*nexts, *collected])

    def _results(self, nodes: list[Any], made: list[Tensor]) -> list[Tensor]:
        """What the loop leaves, each like what a step makes of it; what was collected has an axis before."""
        inputs = [*self.starts, *self.sequences, *self.entered()]
        lengths = {t._shape[0] for t in self.sequences if t._shape} - {None}
        steps = lengths.pop() if len(lengths) == 1 else None
        of_rows = made[len(self.shapes) :]
        shapes = [*self.shapes, *(None if t._shape is None else (steps, *t._shape) for t in of_rows)]
        return [
            shaped(wrap("Exit", node, inputs, t.dtype.base_dtype, "Exit", counted=0), shape)
            for node, t, shape in zip(nodes, made, shapes, strict=True)
        ]

    def _parts_of(self, program: Program) -> tuple[list[Draw], list[nb.Node]]:
        """The random nodes within the body, and what it uses of the nodes around it."""
        given = frozenset([*program.carried, *program.sequences])
        order = nb.traverse_postorder(*program.targets, stop=given)
        inside = self._within(order, given)
        draws = [n for n in order if isinstance(n, Draw) and n in inside]
        streams = {draw.input_nodes[0] for draw in draws}
        used = [source for n in order if n in inside and n not in given for source in n.input_nodes]
        around = [n for n in dict.fromkeys([*used, *program.targets]) if n not in inside | streams]
        return draws, [n for n in around if not isinstance(n, nb.Constant)]

    def _within(self, order: list[nb.Node], given: frozenset[nb.Node]) -> set[nb.Node]:
        """The nodes that each step computes: those that depend on what it is given, and random ones."""
        made, inside = set(self.graph.nodes[self.first_node :]), set(given)
        for node in order:
            if node in made and (isinstance(node, Draw) or not inside.isdisjoint(node.input_nodes)):
                inside.add(node)
        return inside

    def _refuse_writes(self) -> None:
        for name, op in self.graph.handles.items():
            if name not in self.known and op.type in ("AssignAdd", "AssignSub", "Assign") and op.inputs:
                raise ValueError(
                    f"{op.name} writes into a variable within a loop, which nbkit.tf1 leaves out: carry the "
                    "value as a loop variable and assign what the loop returns"
                )


def _key(entered: Any) -> Any:
    """What is one thing, however it is read: a variable, or a tensor."""
    node = getattr(entered, "node", None)
    return node if isinstance(node, nb.Variable) else entered


def _moved(draw: Draw, left: Any, number: int) -> Moved:
    node = Moved(draw.input_nodes[0], left, number=number)
    node.advance, node.is_seeded = Advance(node, int), draw.is_seeded
    return node


# ---------------------------------------------------------------- while


def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """What the loop variables are when the condition is false: until then the body makes them anew.

    shape_invariants: what stays true of their shapes, where they change from step to step.
    """
    for what, function in (("cond", cond), ("body", body)):
        if not callable(function):
            raise TypeError(f"{what} must be callable.")
    if not flat(loop_vars):
        raise ValueError("No loop variables provided")
    with get_default_graph().name_scope(name or "while"):
        start = mapped(_loop_variable, loop_vars if isinstance(loop_vars, (list, tuple)) else [loop_vars])
        shapes = None if shape_invariants is None else [as_shape(s) for s in flat(shape_invariants)]
        results = _while(cond, body, start, Body([_tensor(v) for v in flat(start)], shapes=shapes))
    return results[0] if len(results) == 1 else results


def _while(cond: Callable[..., Any], body: Callable[..., Any], start: Any, loop: Body) -> Any:
    given, graph, n = like(start, loop.carried), loop.graph, len(loop.carried)
    graph.count += 2 * n
    with loop.within():
        going = _condition(cond(*given))
        graph.count += 1 + 2 * n
        made = mapped(_loop_variable, _as_structure(body(*given), start))
    nexts = [_tensor(v) for v in flat(made)]
    _check_invariants(loop, nexts)
    loop.count_entered()
    graph.count += 2 * n
    return like(made, loop.finish(nexts, going=going))


def _loop_variable(value: Any) -> Any:
    return value if isinstance(value, TensorArray) else convert(value)


def _tensor(value: Any) -> Tensor:
    return value.flow if isinstance(value, TensorArray) else value


def like(structure: Any, tensors: Sequence[Tensor]) -> Any:
    """Tensors nested as a structure is, and as TensorArrays where those are."""
    given = iter(tensors)

    def one(old: Any) -> Any:
        new = next(given)
        return old.again(new) if isinstance(old, TensorArray) else new

    return mapped(one, structure)


def _condition(going: Any) -> Tensor:
    found = convert(going)
    if found.dtype.base_dtype != bool_:
        kind = found.dtype.base_dtype.name
        raise TypeError(
            f"Input 'input' of 'LoopCond' Op has type {kind} that does not match expected type of bool."
        )
    if found.shape.ndims not in (0, None):
        raise ValueError(f"Shape must be rank 0 but is rank {found.shape.ndims} for 'LoopCond'")
    return found


def _as_structure(made: Any, start: Any) -> Any:
    """What a body makes, nested as the loop variables are."""
    made = made if isinstance(made, (list, tuple)) else [made]
    if len(flat(made)) != len(flat(start)) or len(made) != len(start):
        raise ValueError(
            "The two structures don't have the same number of elements. "
            f"First structure ({len(flat(start))} elements): {start}. "
            f"Second structure ({len(flat(made))} elements): {made}"
        )
    return type(start)(*made) if hasattr(start, "_fields") else type(start)(made)


def _check_invariants(loop: Body, nexts: Sequence[Tensor]) -> None:
    """Raise where a step makes another dtype or shape of a value."""
    for given, made, shape in zip(loop.carried, nexts, loop.shapes, strict=True):
        if given.dtype.base_dtype != made.dtype.base_dtype:
            kinds = f"{given.dtype.name} and {made.dtype.base_dtype.name}"
            raise TypeError(f"a loop variable must keep its dtype, got {kinds}: use tf.cast")
        if shape is not None and not _is_within(made._shape, shape):
            raise ValueError(
                f"The shape for {given.name} is not an invariant for the loop. It enters the loop with shape "
                f"{written(shape)}, but has shape {written(made._shape)} after one iteration. Provide shape "
                "invariants using either the `shape_invariants` argument of tf.while_loop or set_shape() on "
                "the loop variables."
            )


def _is_within(made: Shape, invariant: tuple[int | None, ...]) -> bool:
    if made is None or len(made) != len(invariant):
        return False
    return all(wanted in (None, n) for n, wanted in zip(made, invariant, strict=True))


# ---------------------------------------------------------------- along the first axis


def _elements(fn: Any, elems: Any) -> list[Tensor]:
    if not callable(fn):
        raise TypeError("fn must be callable.")
    rows = [convert(t) for t in flat(elems)]
    if any(t.shape.ndims == 0 for t in rows):
        raise ValueError("elements in elems must have an axis to go along, and not be numbers alone")
    return rows


def map_fn(
    fn: Callable[[Any], Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
) -> Any:
    """What a function makes of each row; dtype: those of its results, if they are nested otherwise."""
    rows = _elements(fn, elems)
    graph, k = rows[0].graph, len(rows)
    with graph.name_scope(name or "map"):
        loop = Body([], rows)
        m = len(flat(dtype)) if dtype is not None else k
        graph.count += 31 + 13 * (k - 1) + 5 * (m - 1)
        with loop.within():
            made = mapped(convert, fn(like(_nested(elems), loop.rows)))
        _check_results(made, dtype, elems)
        loop.count_entered()
        graph.count += 13 + 9 * (m - 1)
        return like(made, loop.finish([], flat(made)))


def _nested(elems: Any) -> Any:
    """The structure of the elements alone; a list of numbers is one tensor."""
    return elems if isinstance(elems, (list, tuple)) else None


def _check_results(made: Any, dtype: Any, elems: Any) -> None:
    like = _nested(elems) if dtype is None else dtype
    if isinstance(made, (list, tuple)) != isinstance(like, (list, tuple)):
        raise TypeError(
            "The two structures don't have the same sequence type: say the dtype of each result of fn, "
            f"nested as they are, dtype={dtype!r} is not"
        )


def scan(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
) -> Any:
    """All that a function makes of what it made before, and one row after the other: fn(before, row).

    It starts from the initializer, or from the first row, which is then the first of the results.
    """
    rows = _elements(fn, elems)
    graph = rows[0].graph
    with graph.name_scope(name or "scan"):
        start, rest, begun = _start(rows, elems, initializer)
        n = len(flat(start))
        before = 35 + 13 * (len(rows) - 1) + 10 * (n - 1)
        loop, made = _folded(fn, start, rest, elems, begun + before + 4 * n * (initializer is None))
        graph.count += 15 + 9 * (n - 1) + 2 * (n - 1)
        counted = graph.count
        found = loop.finish(flat(made), flat(made))[n:]
        if initializer is None:
            found = [_after(first, others) for first, others in zip(flat(start), found, strict=True)]
        graph.count = counted
        return like(start, found)


def _start(rows: list[Tensor], elems: Any, initializer: Any) -> tuple[Any, list[Tensor], int]:
    """From what to start, the rows that are left, and the count of nodes before."""
    begun = rows[0].graph.count
    if initializer is not None:
        start = mapped(convert, initializer)
        return start, rows, rows[0].graph.count
    first = [arrays.item(t, 0) for t in rows]
    return like(_nested(elems), first), [arrays.item(t, slice(1, None)) for t in rows], begun


def _after(first: Tensor, others: Tensor) -> Tensor:
    """Rows with another before them."""
    length = None if others._shape is None or others._shape[0] is None else others._shape[0] + 1
    whole = arrays.concat([arrays.expand_dims(first, 0), others], 0)
    return shaped(whole, None if first._shape is None else (length, *first._shape))


def _folded(
    fn: Callable[[Any, Any], Any], start: Any, rows: list[Tensor], elems: Any, counted: int
) -> tuple[Body, Any]:
    """A loop over rows, whose step is built; counted: how many nodes there are before it."""
    loop = Body([t if isinstance(t, Tensor) else convert(t) for t in flat(start)], rows)
    loop.graph.count = counted
    with loop.within():
        made = mapped(convert, fn(like(start, loop.carried), like(_nested(elems), loop.rows)))
    _check_invariants(loop, flat(made))
    loop.count_entered()
    return loop, made


def _fold(kind: str, backwards: bool) -> Any:
    def fold(
        fn: Callable[[Any, Any], Any],
        elems: Any,
        initializer: Any = None,
        parallel_iterations: int = 10,
        back_prop: bool = True,
        swap_memory: bool = False,
        name: str | None = None,
    ) -> Any:
        return _folded_to_one(fn, elems, initializer, name or kind, backwards)

    end = "the last row on" if backwards else "the first row on"
    fold.__doc__ = (
        f"What a function makes at last of what it made before, and one row after the other, from {end}."
    )
    fold.__name__ = fold.__qualname__ = kind
    return fold


def _folded_to_one(fn: Any, elems: Any, initializer: Any, name: str, backwards: bool) -> Any:
    rows = _elements(fn, elems)
    graph, begun = rows[0].graph, rows[0].graph.count
    with graph.name_scope(name):
        turned = [arrays.reverse(t, [0]) for t in rows] if backwards else rows
        graph.count = begun
        start, rest, begun = _start(turned, elems, initializer)
        n = len(flat(start))
        first = n * (initializer is None) * (3 if backwards else 2)
        before = 30 - backwards + 13 * (len(rows) - 1) + 4 * (n - 1) + first
        loop, made = _folded(fn, start, rest, elems, begun + before)
        graph.count += 6 + 2 * (n - 1)
        return like(start, loop.finish(flat(made)))


foldl, foldr = _fold("foldl", False), _fold("foldr", True)


name_functions(globals())
