"""From a graph to a plan: passes over a draft, each of which settles one thing and says what that buys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nbkit.compiled import blocks, convolution, kernels, updates
from nbkit.compiled.draft import Draft, allocate, arguments, reads, release, shell, still_read
from nbkit.compiled.memory import empty, is_tall, lies_by_columns
from nbkit.compiled.plan import FeedRef, Plan, spec
from nbkit.evaluate import Cast, PlainWay
from nbkit.functions import Array
from nbkit.graph import Constant, Node, Operation, traverse_postorder
from nbkit.ops import MatMul

Pass = Callable[[Draft], None]


def compile_plan(way: PlainWay, feeds: dict[Node, Array], passes: Sequence[Pass]) -> Plan:
    """Make a plan for feeds of these shapes: what the plain way gives, but for the rounding of sums."""
    draft = Draft(way, feeds)
    for apply_pass in passes:
        apply_pass(draft)
    for first, nodes in blocks.runs(draft):
        if nodes[0] in draft.in_blocks:
            blocks.emit_run(draft, nodes, first)
        else:
            emit(draft, nodes[0], first)
    copy_gradients(draft)
    if way.refuses_nan:
        watch_gradients(draft)
    results = [place_result(draft, draft.buffers.get(node), way.cast) for node in way.nodes]
    collect_patches(draft)
    actions, acts = [job.action for job in way.jobs], [draft.act(job) for job in way.jobs]
    return Plan(draft.steps, draft.slots, results, way.build, actions, acts, draft.trace, way.refuses_nan)


def is_shaped_by_values(targets: Sequence[Node]) -> bool:
    """Does any shape below these targets depend on what is fed or learned, so that no plan can know it?"""
    fixed: set[Node] = set()
    for node in traverse_postorder(*targets):
        if isinstance(node, Operation):
            if any(i in node.value_inputs and n not in fixed for i, n in enumerate(node.input_nodes)):
                return True
            if fixed.issuperset(reads(node)):
                fixed.add(node)
        elif isinstance(node, Constant):
            fixed.add(node)
    return False


# ---------------------------------------------------------------- the passes, in their order


def fold_constants(draft: Draft) -> None:
    """Compute what never changes between runs of these shapes once, here, and never again."""
    fixed: set[Node] = {n for n in draft.buffers if isinstance(n, Constant) and n not in draft.slots}
    for node in draft.order:
        if fixed.issuperset(reads(node)):
            fixed.add(node)
            draft.buffers[node] = np.asarray(draft.values[node])
    draft.order = [node for node in draft.order if node not in fixed]


def lay_images(draft: Draft) -> None:
    """Take a batch that is convolved block by block: rows, channels, columns, images in memory."""
    draft.in_blocks = blocks.find(draft)
    draft.order = blocks.sums_early(draft) if draft.in_blocks else draft.order


def share_views(draft: Draft) -> None:
    """Let a value that is its input unchanged, or a view of it, share the input's memory.

    A view of a fed array would have to be taken anew each run: that we let be copied instead.
    """
    for node in draft.order:
        if node.is_view and reads(node) == [node.input_nodes[0]]:
            source = node.input_nodes[0]
            value, given, base = draft.values[node], draft.values[source], draft.base[source]
            is_fed = isinstance(draft.buffers.get(base), FeedRef)
            together = not is_fed and draft.in_blocks.isdisjoint((node, source))
            if value is given or (together and np.shares_memory(value, given)):
                draft.base[node] = base
                if value is not given:
                    draft.viewed.add(base)


def compute_in_place(draft: Draft) -> None:
    """Have gradients computed right where the optimizer reads them, side by side."""
    for node, buffer in _due(draft):
        base = draft.base[node]
        value = np.asarray(draft.values[base])
        alike = (value.shape, value.dtype) == (buffer.shape, buffer.dtype)
        if alike and draft.values[node] is draft.values[base] and base not in draft.buffers:
            draft.reserved.setdefault(base, buffer)


def release_large(draft: Draft) -> None:
    """Keep no more than shape and precision of what was large: or all gradients would be held twice."""
    for node in draft.order:
        if np.size(draft.values[node]) > 2**14:
            draft.values[node] = shell(draft.values[node])


def prune(draft: Draft) -> None:
    """Drop what nothing wanted needs, such as the value of a loss of which only the gradient is asked."""
    needed: set[Node] = set()
    stack = list(draft.wanted)
    while stack:
        node = stack.pop()
        if node not in needed and node not in draft.buffers:
            needed.add(node)
            stack.extend(reads(node))
    draft.order = [node for node in draft.order if node in needed]


def lay_by_columns(draft: Draft) -> None:
    """Narrow matrices lie column by column, and so does what is computed from them entry by entry."""
    draft.by_columns = True


def align_feeds(draft: Draft) -> None:
    """Have fed rows start at a multiple of 64 bytes for tall weights: products take a fifth less time."""
    for node in draft.order:
        if isinstance(node, MatMul):
            rows, weights = (draft.buffers.get(source) for source in node.input_nodes)
            tall = lies_by_columns(weights) and is_tall(spec(weights).shape)
            if tall and isinstance(rows, FeedRef) and len(rows.example) >= 16:
                draft.slots[rows.node].home = empty(rows.example.shape, rows.example.dtype)


def use_kernels(draft: Draft) -> None:
    """Compute with less overhead where there is a way for these shapes and layouts."""
    draft.choose, draft.choose_blocks = kernels.choose, convolution.choose
    draft.pools = blocks.pools_with_notes(draft) if draft.in_blocks else {}


def reuse_memory(draft: Draft) -> None:
    """Note after which operation each memory is free: a small working set stays in the cache."""
    for i, node in enumerate(draft.order):
        draft.last_use.update((draft.base[n], i) for n in (node, *still_read(draft, node)))
    for kept in (*draft.wanted, *draft.buffers):
        draft.last_use.pop(draft.base[kept], None)


def use_fast_updates(draft: Draft) -> None:
    """Let optimizers make short passes over blocks that stay in the cache."""
    draft.act = updates.choose


PASSES: tuple[Pass, ...] = (
    fold_constants, lay_images, share_views, compute_in_place, release_large, prune,
    lay_by_columns, align_feeds, use_kernels, reuse_memory, use_fast_updates,
)  # fmt: skip


# ---------------------------------------------------------------- from the draft to steps


def emit(draft: Draft, node: Operation, i: int) -> None:
    """Give an operation its arguments and its memory, and choose how it is done."""
    args = arguments(draft, node)
    if draft.base[node] is not node:
        draft.buffers[node] = args[0] if isinstance(args[0], FeedRef) else node.forward(*args, **node.options)
    else:
        out = draft.buffers[node] = allocate(draft, node, i)
        steps = draft.choose(node, args, out)
        numbers = range(len(draft.steps), len(draft.steps) + len(steps))
        draft.steps += steps
        shapes = [np.shape(draft.values[x]) for x in (*reads(node), node)]
        draft.trace.append((node, [numbers], out, shapes))
    for base in dict.fromkeys(draft.base[n] for n in (node, *reads(node))):
        if draft.last_use.get(base) == i:
            release(draft, base)


def copy_gradients(draft: Draft) -> None:
    """Copy those gradients that could not be computed in place to where their optimizer reads them."""
    for node, buffer in _due(draft):
        if draft.buffers[node] is not buffer:
            numbers = range(len(draft.steps), len(draft.steps) + 1)
            draft.steps.append((np.positive, [draft.buffers[node], buffer]))
            draft.trace.append((node, [numbers], buffer, [buffer.shape] * 2))


def watch_gradients(draft: Draft) -> None:
    """Let a run fail before it spoils variables: the plain way finds out whether strange values were fed.

    What becomes a whole number is neither NaN nor infinite; nothing else finds out so quickly.
    """
    draft.steps += [(sample.__int__, ()) for job in draft.jobs for sample in job.samples]


def place_result(draft: Draft, buffer: Any, cast: Cast | None) -> Array | None:
    """Where a result lies. It is copied there if it is fed, from elsewhere each time, or a Python number."""
    example = None if buffer is None else spec(buffer)
    example = example if cast is None or example is None else cast(example)
    if example is None or example is buffer:
        return buffer
    out = empty(example.shape, example.dtype)
    draft.steps.append((np.copyto, [out, buffer]))
    return out


def collect_patches(draft: Draft) -> None:
    """Note which arguments are fed, so that a run only has to put the arrays there."""
    for number, (function, args) in enumerate(draft.steps):
        fed = [(i, value) for i, value in enumerate(args) if isinstance(value, FeedRef)]
        for i, value in fed:
            draft.slots[value.node].patches.append((args, i, value.view))
        if not fed:
            draft.steps[number] = function, tuple(args)  # which a call takes as it is


def _due(draft: Draft) -> Iterator[tuple[Node, Array]]:
    """The inputs of the actions, and where each is due."""
    for job in draft.jobs:
        yield from zip(job.action.input_nodes, job.buffers, strict=True)
