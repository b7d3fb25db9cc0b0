"""Recurrent networks: a cell called for one step after the other, along time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from nbkit.graph import Variable
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.cells import RNNCell, flat, mapped
from nbkit.tf1.core.dtypes import int32
from nbkit.tf1.core.graph import Graph, Loop
from nbkit.tf1.core.loops import Body, like
from nbkit.tf1.core.segments import reverse_sequence
from nbkit.tf1.core.tensor import Tensor, constant, convert, shaped
from nbkit.tf1.core.variables import VariableScope, variable_scope


def dynamic_rnn(
    cell: RNNCell,
    inputs: Any,
    sequence_length: Any = None,
    initial_state: Any = None,
    dtype: Any = None,
    parallel_iterations: Any = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[Tensor, Any]:
    """The outputs of all steps, (n, time, m) or with time_major (time, n, m), and the last state.

    Past an example's sequence_length its outputs are 0 and its state stays. TensorFlow makes a loop of it;
    so do we where the number of steps is not known. Where it is, each step has nodes of its own.
    """
    _check(cell, initial_state, dtype)
    x, axis = convert(inputs), 0 if time_major else 1
    steps = _steps(x, axis)
    lengths = _lengths(sequence_length)
    begun, graph = x.graph.count, x.graph
    with variable_scope(scope or "rnn") as own:
        parts = _by_steps(x, axis, steps)
        graph.count = begun
        state = _begin(cell, parts[0], initial_state, dtype)
        graph.count += _before_loop(x, axis, state, lengths)
        outputs: Any
        if steps is None:
            outputs, state = _looped(cell, parts[1], state, lengths)
        else:
            outputs, state = _unrolled(cell, parts, state, lengths, own, Loop(steps))
        counted = graph.count + _after_loop(x, axis, state, lengths)
        result = _by_examples(outputs, axis, steps)
        graph.count = counted
    return result, state


def _by_steps(x: Tensor, axis: int, steps: int | None) -> list[Tensor]:
    """The inputs of each step; where their number is not known, those of the first, and all, time first."""
    if steps is not None:
        return arrays.unstack(x, steps, axis)
    return [x[0] if axis == 0 else x[:, 0], _other_way(x) if axis else x]


def _other_way(x: Tensor) -> Tensor:
    """With the first two axes swapped."""
    return arrays.transpose(x, [1, 0, *range(2, len(x.shape))])


def _by_examples(outputs: Any, axis: int, steps: int | None) -> Tensor:
    """The outputs of all steps as one tensor, time along this axis."""
    if steps is not None:
        return arrays.stack(outputs, axis)
    return _other_way(outputs) if axis else outputs


def _looped(cell: RNNCell, x: Tensor, state: Any, lengths: Any) -> tuple[Tensor, Any]:
    """The outputs of all steps, time first, and the last state: as many as a run has inputs for."""
    begun = x.graph.count
    number = constant(0, int32)
    loop = Body([number, *flat(state)], [x])
    x.graph.count = begun
    before = like(state, loop.carried[1:])
    with loop.within():
        output, after = cell(loop.rows[0], before)
        begun = x.graph.count
        if lengths is not None:
            output, after = _until(lengths, loop.carried[0], output, after, before)
            shaped(output, (loop.rows[0].shape[0].value, *output.shape.as_list()[1:]))
        last = loop.finish([loop.carried[0] + 1, *flat(after)], [output])
    x.graph.count = begun
    return last[-1], like(state, last[1:-1])


def static_rnn(
    cell: RNNCell,
    inputs: Sequence[Any],
    initial_state: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Tensor], Any]:
    """The outputs of all steps in a list, one for each of the inputs (n, m), and the last state."""
    _check(cell, initial_state, dtype)
    if not isinstance(inputs, (list, tuple)):
        raise TypeError("inputs must be a sequence: tf.unstack(x, axis=1) makes one of a tensor")
    if not inputs:
        raise ValueError("inputs must not be empty")
    lengths = _lengths(sequence_length)
    with variable_scope(scope or "rnn") as own:
        parts = [convert(x) for x in inputs]
        state = _begin(cell, parts[0], initial_state, dtype)
        return _unrolled(cell, parts, state, lengths, own)


def static_bidirectional_rnn(
    cell_fw: RNNCell,
    cell_bw: RNNCell,
    inputs: Sequence[Any],
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Tensor], Any, Any]:
    """One network through the list and one back: their outputs side by side, and both last states."""
    with variable_scope(scope or "bidirectional_rnn"):
        there, state_fw = static_rnn(cell_fw, inputs, initial_state_fw, dtype, sequence_length, scope="fw")
        turned = _turned(inputs, sequence_length)
        back, state_bw = static_rnn(cell_bw, turned, initial_state_bw, dtype, sequence_length, scope="bw")
    both = zip(there, _turned(back, sequence_length), strict=True)
    return [arrays.concat(pair, 1) for pair in both], state_fw, state_bw


def _turned(steps: Sequence[Any], sequence_length: Any) -> Sequence[Any]:
    """The steps backwards; of each example as far as it lasts."""
    if sequence_length is None:
        return list(reversed(steps))
    return arrays.unstack(reverse_sequence(arrays.stack(steps), sequence_length, 0, 1))


def bidirectional_dynamic_rnn(
    cell_fw: RNNCell,
    cell_bw: RNNCell,
    inputs: Any,
    sequence_length: Any = None,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    parallel_iterations: Any = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[tuple[Tensor, Tensor], tuple[Any, Any]]:
    """One network through time and one back: a pair of outputs, and a pair of last states.

    The way back begins at each example's own end.
    """
    x, along = convert(inputs), 0 if time_major else 1
    lengths = _lengths(sequence_length)

    def turned(sequences: Tensor) -> Tensor:
        if lengths is None:
            return arrays.reverse(sequences, [along])
        return reverse_sequence(sequences, lengths, along, 1 - along)

    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as fw:
            there, state_fw = dynamic_rnn(
                cell_fw, x, lengths, initial_state_fw, dtype, time_major=time_major, scope=fw
            )
        with variable_scope("bw") as bw:
            back, state_bw = dynamic_rnn(
                cell_bw, turned(x), lengths, initial_state_bw, dtype, time_major=time_major, scope=bw
            )
        return (there, turned(back)), (state_fw, state_bw)


def _lengths(sequence_length: Any) -> Tensor | None:
    """How long each example lasts, if that is said."""
    return (
        None if sequence_length is None else math.to_int32(convert(sequence_length, name="sequence_length"))
    )


def _check(cell: Any, initial_state: Any, dtype: Any) -> None:
    if not isinstance(cell, RNNCell):
        raise TypeError(f"cell must be an instance of RNNCell, got {cell!r}")
    if initial_state is None and dtype is None:
        raise ValueError("If there is no initial_state, you must give a dtype.")


def _steps(x: Tensor, axis: int) -> int | None:
    """How many steps there are, if that is known."""
    if x.shape.ndims is None or x.shape.ndims < 3:
        raise ValueError(f"inputs must have three axes or more, (n, time, m), got the shape {x.shape}")
    return x.shape[axis].value


def _begin(cell: RNNCell, x: Tensor, initial_state: Any, dtype: Any) -> Any:
    """The state before the first step, whose inputs are x."""
    examples: Any = x.shape[0].value
    if examples is None:
        counted = x.graph.count + 5
        examples = arrays.shape(x)[0]
        x.graph.count = counted
    if initial_state is not None:
        return mapped(convert, initial_state)
    return cell.zero_state(examples, dtype)


def _before_loop(x: Tensor, axis: int, state: Any, lengths: Any) -> int:
    """How many nodes TensorFlow 1.4.0 makes before the first step, beside the state."""
    unknown = x.shape[1 - axis].value is None
    return 8 * axis + 29 + 6 * unknown + 4 * (2 + len(flat(state))) + 16 * (lengths is not None)


def _after_loop(x: Tensor, axis: int, state: Any, lengths: Any) -> int:
    """How many it makes after it."""
    unknown, n = None in x.shape.as_list()[:2], len(flat(state))
    return 8 * axis + 11 - unknown + 2 * (2 + n) + (4 + 2 * n) * (lengths is not None)


def _unrolled(
    cell: RNNCell,
    parts: list[Tensor],
    state: Any,
    lengths: Any,
    scope: VariableScope,
    loop: Loop | None = None,
) -> tuple[list[Tensor], Any]:
    """The outputs of all steps and the last state; in a loop of TensorFlow's, only the first step counts."""
    outputs, graph, counted = [], parts[0].graph, 0
    branches = loop is None and lengths is not None
    graph.count += 12 * branches
    for number, x in enumerate(parts):
        if number:
            scope.reuse_variables()
        n = len(flat(state))
        graph.count += (7 + n) * branches
        with _step(graph, loop, number), _branch(graph) if branches else nullcontext():
            output, after = cell(x, state)
        made = graph.count + (8 * n + 16) * branches
        counted = counted or made
        if lengths is not None:
            output, after = _until(lengths, number, output, after, state)
        graph.count = made
        outputs.append(output)
        state = after
    graph.count = graph.count if loop is None else counted
    return outputs, state


@contextmanager
def _branch(graph: Graph) -> Iterator[None]:
    """Build a step as a branch of 1.4.0's: what comes into it from outside is counted before each weight."""
    known, counted = set(graph.handles), 0

    def count() -> None:
        nonlocal counted
        entering = _entering(graph, known)
        graph.count, counted = graph.count + entering - counted, entering

    before, graph.count_entered = graph.count_entered, count
    try:
        yield
        count()
    finally:
        graph.count_entered = before


def _entering(graph: Graph, known: set[str]) -> int:
    """How many tensors the operations use that were made since then: each enters 1.4.0's branch by a node."""
    inside = {op for name, op in graph.handles.items() if name not in known and op.type != "Assign"}
    used = {t for op in inside for t in op.inputs if op.type != "VariableV2"}
    return len({t.node for t in used if t.op not in inside or isinstance(t.node, Variable)})


@contextmanager
def _step(graph: Graph, loop: Loop | None, number: int) -> Iterator[None]:
    """Build a step of a loop, if it is one."""
    before, graph.loop = graph.loop, loop
    if loop is not None:
        loop.begin(number)
    try:
        yield
    finally:
        graph.loop = before


def _until(lengths: Tensor, number: Any, output: Tensor, after: Any, before: Any) -> tuple[Tensor, Any]:
    """Output and state of a step, for the examples that last so long; else 0, and the state before it."""
    lasts = math.greater(lengths, number)
    state = mapped(lambda new, old: arrays.where(lasts, new, old), after, before)
    return arrays.where(lasts, output, arrays.zeros_like(output)), state
