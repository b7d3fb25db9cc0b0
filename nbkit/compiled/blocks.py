"""What is done with images goes block by block of the batch, so that a block stays in the cache meanwhile.

Operations in a row that need no more than a block of what they read are a run: all of it is done with the
first block, then with the second. What nothing reads after the run has memory for one block alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import numpy as np

from nbkit import ops
from nbkit.compiled import convolution
from nbkit.compiled.convolution import Steps, Strips, Values, Winners
from nbkit.compiled.draft import Draft, allocate, arguments, block_layout, reads, release
from nbkit.compiled.memory import empty
from nbkit.compiled.plan import Step, spec, view_of
from nbkit.functions import Array
from nbkit.graph import Node, Operation

MOST_IMAGES = 32  # with so many, what a layer of 8 maps of 24×24 makes of a block stays in a cache of 1 MB

# The inputs that hold an example a row, as the output does; and of what adds up over all examples.
_BY_EXAMPLE: dict[type[Operation], tuple[int, ...]] = {
    ops.Conv2D: (0,), ops.ConvSlopeImages: (0, 1), ops.MaxPool: (0,), ops.MaxUnpool: (0, 1, 2),
    ops.AvgPool: (0,), ops.AvgUnpool: (0, 1), ops.Reshape: (0,), ops.ReshapeLike: (0, 1), ops.Flatten: (0,),
}  # fmt: skip
_ADDS_UP: dict[type[Operation], tuple[int, ...]] = {ops.ConvSlopeKernels: (0, 1), ops.SumLike: (0,)}


# ---------------------------------------------------------------- which operations, and in which order


def find(draft: Draft) -> set[Node]:
    """The operations that take a batch of images block by block; none, where nothing is convolved."""
    sizes = {len(draft.values[node]) for node in draft.order if isinstance(node, ops.Conv2D)}
    if len(sizes) != 1 or 0 in sizes:  # batches of two sizes have no blocks in common
        return set()
    return {node for node in draft.order if _is_square(node) and _goes_in_blocks(draft, node, *sizes)}


def _is_square(node: Operation) -> bool:
    """Does a window, if it has one, move as far down as across, and is that of a pool as high as wide?"""
    return not any(isinstance(node.options.get(which), tuple) for which in ("size", "stride"))


def _goes_in_blocks(draft: Draft, node: Operation, n: int) -> bool:
    out, *values = (np.asarray(draft.values[x]) for x in (node, *node.input_nodes))
    batched = [values[i] for i in batched_inputs(draft, node)]
    one_precision = len({value.dtype for value in (out, *values) if value.dtype.kind == "f"}) == 1
    if not batched or not one_precision or not any(value.ndim == 4 for value in (out, *batched)):
        return False
    outputs = [] if adds_up(draft, node) else [out]
    return out.size > 0 and all(value.ndim > 1 and len(value) == n for value in (*batched, *outputs))


def batched_inputs(draft: Draft, node: Operation) -> tuple[int, ...]:
    """The inputs, by position, of which a block of the output needs that block alone."""
    out, *shapes = (np.shape(draft.values[x]) for x in (node, *node.input_nodes))
    if node.by_entry or isinstance(node, ops.Greater):
        return tuple(i for i, s in enumerate(shapes) if len(s) == len(out) == 4 and s[0] == out[0])
    if isinstance(node, ops.SumLike) and not adds_up(draft, node):
        return (0, 1)
    return _BY_EXAMPLE.get(type(node)) or _ADDS_UP.get(type(node), ())


def adds_up(draft: Draft, node: Operation) -> bool:
    """Does the output add up over examples? Then it is that of the blocks, added up."""
    if isinstance(node, ops.SumLike):
        x, like = (np.shape(draft.values[source]) for source in node.input_nodes)
        return len(like) < len(x) or like[:1] != x[:1]
    return type(node) in _ADDS_UP


def sums_early(draft: Draft) -> list[Operation]:
    """The order, with what adds up over a batch right after what it reads: while that is in the cache."""
    position: dict[Node, int] = {node: i for i, node in enumerate(draft.order)}

    def key(node: Operation) -> tuple[int, bool]:
        early = node in draft.in_blocks and adds_up(draft, node)
        last = max((position.get(source, -1) for source in node.input_nodes), default=-1)
        return (last if early else position[node]), early

    return sorted(draft.order, key=key)


def pools_with_notes(draft: Draft) -> dict[Node, Node]:
    """For each way back of a pool that pool, if it can note the winners: then nothing else of it is read."""
    there = draft.in_blocks.intersection(draft.order)
    ways_back = [node for node in draft.order if isinstance(node, ops.MaxUnpool) and node in there]
    found = {node: node.input_nodes[2] for node in ways_back if _has_notes(draft, node)}
    return {node: pool for node, pool in found.items() if pool in there}


def _has_notes(draft: Draft, node: Operation) -> bool:
    _, x, pool = node.input_nodes
    G, pixels = (np.asarray(value) for value in itemgetter(*node.input_nodes[:2])(draft.values))
    its_pool = isinstance(pool, ops.MaxPool) and pool.input_nodes[0] is x and pool.options == node.options
    return its_pool and G.dtype == pixels.dtype and convolution.notes_winners(node, pixels)


def runs(draft: Draft) -> Iterator[tuple[int, list[Operation]]]:
    """The order cut into runs, each with the position of its first operation; most are of one operation.

    What reads as a whole what a run makes block by block comes after that run.
    """
    run: list[Operation] = []
    for i, node in enumerate(draft.order):
        together = bool(run) and {run[0], node} <= draft.in_blocks
        if run and not (together and set(run).isdisjoint(_read_whole(draft, node))):
            yield i - len(run), run
            run = []
        run.append(node)
    if run:
        yield len(draft.order) - len(run), run


def _read_whole(draft: Draft, node: Operation) -> list[Node]:
    """The inputs that an operation reads, but not block by block; and totals, which come after all blocks."""
    blockwise = batched_inputs(draft, node) if node in draft.in_blocks else ()
    in_parts = {i for i in blockwise if not _is_total(draft, node.input_nodes[i])}
    return [x for i, x in enumerate(node.input_nodes) if i not in in_parts and i not in node.shape_inputs]


def _is_total(draft: Draft, node: Any) -> bool:
    return node in draft.in_blocks and adds_up(draft, node)


def block_size(n: int) -> int:
    """How many images to take at once: a part of the batch, if there is one that is neither tiny nor large.

    >>> block_size(64), block_size(50), block_size(61)
    (32, 25, 61)
    """
    return next((size for size in range(MOST_IMAGES, MOST_IMAGES // 4, -1) if n % size == 0), n)


# ---------------------------------------------------------------- the steps of a run


def emit_run(draft: Draft, nodes: list[Operation], first: int) -> None:
    """Give the operations of a run their memory, choose how each is done, and line up steps by block."""
    run = Run(draft, nodes, first)
    for i, node in enumerate(nodes, first):
        run.settle(node, i)
        for base in dict.fromkeys(draft.base[n] for n in (node, *reads(node))):
            if draft.last_use.get(base) == i:
                run.finish(base)
    for k in range(len(run.parts)):
        for node, steps in run.steps.items():
            run.append(node, steps[k])
    for node, last in run.after.items():
        run.append(node, last)
    for node in run.steps:
        shapes = [np.shape(draft.values[x]) for x in (*reads(node), node)]
        draft.trace.append((node, run.ranges[node], run.outs[node], shapes))
    run.free_all()


class Run:
    """A run while its steps are chosen.

    parts: the blocks of the batch. end: the position of the last operation. whole: what must lie as a whole.
    spare: memory for a block that an operation of this run has used, and a later one may use. done: what is
    read for the last time in this run; as long as there are more blocks to come its memory is not free.
    steps: those of each block, by operation; after: those after all blocks. outs, ranges: for the trace.
    """

    def __init__(self, draft: Draft, nodes: list[Operation], first: int) -> None:
        batch = nodes[0].input_nodes[batched_inputs(draft, nodes[0])[0]]
        n = len(draft.values[batch])
        self.draft, self.end, self.size = draft, first + len(nodes) - 1, block_size(n)
        self.parts = [slice(start, start + self.size) for start in range(0, n, self.size)]
        self.whole = {x for node in draft.order for x in _read_whole(draft, node)} | set(draft.wanted)
        self.spare: dict[Any, list[Array]] = {}
        self.done: list[Node] = []
        self.strips: dict[Any, Strips] = {}
        self.steps: dict[Operation, Steps] = {}
        self.after: dict[Operation, list[Step]] = {}
        self.outs: dict[Node, Array] = {}
        self.ranges: dict[Node, list[range]] = {node: [] for node in nodes}

    def append(self, node: Operation, steps: list[Step]) -> None:
        """Add steps to the plan, and note whose they are."""
        if steps:
            count = len(self.draft.steps)
            self.ranges[node].append(range(count, count + len(steps)))
            self.draft.steps += steps

    def settle(self, node: Operation, i: int) -> None:
        """Choose the memory of an operation, and its steps for each block."""
        draft, value = self.draft, np.asarray(self.draft.values[node])
        if draft.base[node] is not node:
            self._share(node)
        elif adds_up(draft, node):
            total = draft.buffers[node] = allocate(draft, node, i)
            of_blocks = empty((len(self.parts), *value.shape), value.dtype)
            self._choose(node, list(of_blocks))
            self.after[node] = [(np.add.reduce, (of_blocks, 0, None, total))]
        elif value.ndim != 4:
            rows = draft.buffers[node] = allocate(draft, node, i)
            self._choose(node, [rows[part] for part in self.parts])
        else:
            draft.blocks[node] = self._memory(node, i)
            self._choose(node, draft.blocks[node])
            if node in self.whole:
                self._copy_whole(node, allocate(draft, node, i))

    def _share(self, node: Operation) -> None:
        """A value that is its input unchanged lies where that lies."""
        draft, base = self.draft, self.draft.base[node]
        if base not in draft.blocks:
            draft.buffers[node] = draft.buffers[base]
        elif node in self.whole:
            value = np.asarray(draft.values[node])
            self.steps[node], self.outs[node] = [[] for _ in self.parts], draft.blocks[base][0]
            self._copy_whole(node, empty(value.shape, value.dtype))

    def _copy_whole(self, node: Operation, whole: Array) -> None:
        self.draft.buffers[node] = whole
        blocks = self.draft.blocks[self.draft.base[node]]
        for steps, part, block in zip(self.steps[node], self.parts, blocks, strict=True):
            steps.append((np.copyto, (whole[part], block)))

    def finish(self, base: Node) -> None:
        """Memory of one block serves the next operation; that of a batch is needed until the last block."""
        blocks = self.draft.blocks.get(base)
        if blocks and blocks[0] is blocks[-1] and base not in self.draft.buffers:
            self.spare.setdefault(self._layout(base), []).append(blocks[0])
        else:
            self.done.append(base)

    def free_all(self) -> None:
        """Let others have the memory that is free after the last block."""
        for base in self.done:
            release(self.draft, base)
        for layout, arrays in self.spare.items():
            self.draft.free.setdefault(layout, []).extend(arrays)

    # ---------------------------------------------------------------- memory for blocks

    def _memory(self, node: Operation, i: int) -> list[Array]:
        """That of an input which is read for the last time, else used, else new; if it can, one for all."""
        kept, layout = self._outlives(node), self._layout(node)
        for source in reads(node) if node.reuses_input else ():
            theirs = self.draft.blocks.get(source, [])
            fits = self.draft.last_use.get(source) == i and self._layout(source) == layout
            if theirs and fits and (not kept or len({*map(id, theirs)}) == len(self.parts)):
                del self.draft.last_use[source]  # its memory lives on, as this node's
                return theirs
        if kept:
            return [_used_or_new(layout, self.draft.free) for _ in self.parts]
        return [_used_or_new(layout, self.spare, self.draft.free)] * len(self.parts)

    def _layout(self, node: Node) -> tuple[Any, ...]:
        value = np.asarray(self.draft.values[node])
        return block_layout((self.size, *value.shape[1:]), value.dtype)

    def _outlives(self, node: Operation) -> bool:
        """Is a value read after the run, or another that is written over it?"""
        last = self.draft.last_use.get(node)
        if last is None or last > self.end:
            return True
        heir = self.draft.order[last]
        takes_over = heir is not node and heir.reuses_input and self._layout(heir) == self._layout(node)
        return takes_over and self._outlives(heir)

    # ---------------------------------------------------------------- arguments and steps for blocks

    def _choose(self, node: Operation, outs: list[Array]) -> None:
        """Take a quick way for images, else that of an operation for which each block is a batch."""
        args = self._arguments(node)
        if isinstance(node, (ops.Reshape, ops.ReshapeLike, ops.Flatten)):
            steps = convolution.relay(args[0], outs)
        else:
            quick = self.draft.choose_blocks(node, args, outs, lambda: self._notes(node, args))
            each = zip(*args, outs, strict=True)
            steps = quick or [self.draft.choose(node, list(block), out) for *block, out in each]
        self.steps[node], self.outs[node] = steps, outs[0]

    def _arguments(self, node: Operation) -> list[Values]:
        """For each input what each block reads: its part of a batch, or all of what has no examples."""
        blockwise = batched_inputs(self.draft, node)
        args: list[Values] = []
        for i, value in enumerate(arguments(self.draft, node)):
            blocks = self.draft.blocks.get(self.draft.base[node.input_nodes[i]])
            if i not in blockwise:
                args.append([value] * len(self.parts))
            elif blocks is not None and i not in node.shape_inputs:
                args.append(list(blocks))
            else:
                args.append([view_of(value, itemgetter(part)) for part in self.parts])
        return args

    def _notes(self, node: Operation, args: list[Values]) -> Any:
        """What an operation shares with its way back."""
        if isinstance(node, (ops.Conv2D, ops.ConvSlopeKernels)):
            return self._strips(node, args)
        pools, known = self.draft.pools, self.draft.notes
        if node in pools.values():
            places = (self.size, *np.shape(self.draft.values[node])[1:])
            known[node] = Winners(node, places, len(self.parts))
        return known.get(pools.get(node, node))

    def _strips(self, node: Operation, args: list[Values]) -> Strips:
        """Those that a convolution of the same images with the same kernels has made, or new ones."""
        key, known = _strips_key(node), self.draft.notes | self.strips
        if key in known:
            return known[key]
        later = self.draft.order[self.end + 1 :]
        kept = any(_strips_key(other) == key for other in later)
        images = args[node.input_nodes.index(key[0])]
        strips = Strips(images, spec(args[-1][0]), kept, **node.options)
        (self.draft.notes if kept else self.strips)[key] = strips
        return strips


def _used_or_new(layout: Any, *pools: dict[Any, list[Array]]) -> Array:
    pool = next((pool[layout] for pool in pools if pool.get(layout)), None)
    return pool.pop() if pool else convolution.images(*layout[1:])


def _strips_key(node: Operation) -> Any:
    """Images and kernels, stride and padding: what the strips of a convolution depend on."""
    if isinstance(node, (ops.Conv2D, ops.ConvSlopeKernels)):
        *_, images, kernels = node.input_nodes
        return images, kernels, *node.options.values()
    return None
