"""A plan while it is made: what the passes note down, and where values get their memory."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np

from nbkit.compiled import kernels
from nbkit.compiled.memory import empty, is_narrow, lies_by_columns
from nbkit.compiled.plan import FeedRef, Slot, Step, Trace
from nbkit.evaluate import Job, PlainWay, evaluate, is_python_number
from nbkit.functions import Array
from nbkit.graph import Node, Operation
from nbkit.ops import as_arrays


class Draft:
    """A plan while it is made. Without any pass it is right; each pass makes what follows from it quicker.

    wanted: what is fetched, and what the actions of the jobs need. order: the operations to compute.
    values: the plain way gone once, here, which shows every shape and precision.
    buffers: where each value lies: an array that stays in place, or what stands for a fed one.
    base: in whose memory it lies: the node's own, unless it is a view. viewed: those that views look at.
    reserved: memory in which a node must lie. last_use: after which operation a base is free for others.
    free: memory that is free now, by layout. by_columns: may matrices lie column by column?
    in_blocks: what is computed block by block of the batch. blocks: where each block of such a value lies.
    pools: for the way back of a pool that pool, which notes its winners. notes: those winners, and
    what convolutions read, by images and kernels, where a later run reads it again.
    choose, choose_blocks, act: what gives the steps of an operation, of all its blocks, and what does a job.
    """

    def __init__(self, way: PlainWay, feeds: dict[Node, Array]) -> None:
        self.wanted, self.jobs = way.targets, way.jobs
        self.values = evaluate(self.wanted, feeds, way.value_of, way.cast)
        self.slots = {node: Slot(value) for node, value in feeds.items()}
        leaves = {n: np.asarray(v) for n, v in self.values.items() if not isinstance(n, Operation)}
        self.buffers: dict[Node, Any] = leaves | {node: FeedRef(node, v) for node, v in feeds.items()}
        self.order = [n for n in self.values if isinstance(n, Operation) and n not in feeds]
        self.base = {node: node for node in (*self.values, *feeds)}
        self.viewed, self.in_blocks = set[Node](), set[Node]()
        self.reserved: dict[Node, Array] = {}
        self.last_use: dict[Node, int] = {}
        self.free: dict[Any, list[Array]] = {}
        self.by_columns = False
        self.blocks: dict[Node, list[Array]] = {}
        self.pools: dict[Node, Node] = {}
        self.notes: dict[Any, Any] = {}
        self.choose: Callable[..., list[Step]] = lambda *given: [kernels.definition(*given)]
        self.choose_blocks: Callable[..., list[list[Step]] | None] = lambda *given: None
        self.act: Callable[[Job], Callable[[], None]] = attrgetter("act")
        self.steps: list[Step] = []
        self.trace: list[Trace] = []


def allocate(draft: Draft, node: Operation, i: int) -> Array:
    """Reserved memory, else that of an input which is read for the last time, else used, else new."""
    if node in draft.reserved:
        return draft.reserved[node]
    layout = layout_of(draft, node)
    for source in reads(node) if node.reuses_input and node not in draft.in_blocks else ():
        if draft.last_use.get(source) == i and source in draft.buffers and layout_of(draft, source) == layout:
            del draft.last_use[source]  # its memory lives on, as this node's
            return draft.buffers[source]
    pool = draft.free.get(layout)
    return pool.pop() if pool else empty(*layout)


def release(draft: Draft, base: Node) -> None:
    """Let others have the memory of a value that is not read any more."""
    if base in draft.buffers:
        draft.free.setdefault(layout_of(draft, base), []).append(draft.buffers[base])
    for block in {id(block): block for block in draft.blocks.get(base, [])}.values():
        draft.free.setdefault(block_layout(block.shape, block.dtype), []).append(block)


def block_layout(shape: tuple[int, ...], dtype: Any) -> tuple[Any, ...]:
    """What memory must have to be that of a block of images."""
    return "block", shape, dtype


def layout_of(draft: Draft, node: Node) -> tuple[Any, ...]:
    """Shape, precision, and whether columns come first: what memory must have to be this node's."""
    value = np.asarray(draft.values[node])
    like = [draft.buffers.get(n) for n in node.input_nodes if np.shape(draft.values[n]) == value.shape]
    by_columns = is_narrow(value.shape) or any(lies_by_columns(buffer) for buffer in like)
    return value.shape, value.dtype, draft.by_columns and by_columns and node not in draft.viewed


def reads(node: Any) -> list[Node]:
    """The inputs whose values an operation reads; of the others it needs the shape alone."""
    return [source for i, source in enumerate(node.input_nodes) if i not in node.shape_inputs]


def still_read(draft: Draft, node: Operation) -> list[Node]:
    """Those of the inputs that are read when the plan runs: of a pool that notes its winners, none."""
    return reads(node)[:1] if node in draft.pools else reads(node)


def arguments(draft: Draft, node: Operation) -> list[Any]:
    """Arrays that stay; a stand-in for what will be fed; of a mere shape, or of blocks, an empty shell."""
    args = as_arrays([draft.values[source] for source in node.input_nodes])
    for i, source in enumerate(node.input_nodes):
        if i in node.shape_inputs:
            args[i] = shell(args[i])
        elif not is_python_number(draft.values[source]):
            args[i] = draft.buffers[source] if source in draft.buffers else shell(args[i])
    return args


def shell(value: Any) -> Array:
    """Shape and precision of an array, with nothing in it."""
    return np.broadcast_to(np.zeros((), value.dtype), value.shape)
