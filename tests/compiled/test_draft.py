"""Memory is used again as soon as nothing reads it, and not before."""

from __future__ import annotations

from typing import Any

import numpy as np

import nbkit as nb
from nbkit.compiled.compiler import reuse_memory
from nbkit.compiled.draft import Draft, allocate, arguments, reads, release, shell
from nbkit.evaluate import PlainWay
from nbkit.fetches import collect
from nbkit.graph import Node, Placeholder


def drafted(fetch: Node, feeds: dict[Node, Any]) -> Draft:
    nodes: list[Node] = []
    build = collect(fetch, fetch.graph, nodes)
    return Draft(PlainWay(nodes, build, [], lambda node: node.value, None), feeds)


def test_an_operation_may_take_over_what_is_read_for_the_last_time() -> None:
    x = Placeholder("x")
    first = nb.exp(x)
    draft = drafted(nb.tanh(nb.square(first) + first), {x: np.ones(3)})
    reuse_memory(draft)
    exp, square, add, _ = draft.order
    for i, node in enumerate((exp, square)):
        draft.buffers[node] = allocate(draft, node, i)
    assert draft.buffers[square] is not draft.buffers[exp]  # which is read once more
    assert allocate(draft, add, 2) is draft.buffers[square]


def test_what_is_released_is_given_to_the_next_of_its_layout() -> None:
    x = Placeholder("x")
    draft = drafted(nb.sum(nb.exp(x)), {x: np.ones(3)})
    exp, total = draft.order
    memory = draft.buffers[exp] = allocate(draft, exp, 0)
    release(draft, exp)
    assert allocate(draft, total, 1) is not memory
    assert allocate(draft, exp, 2) is memory


def test_of_a_mere_shape_there_is_only_a_shell() -> None:
    x = Placeholder("x")
    (slope,) = nb.gradients(nb.mean(x), [x])
    draft = drafted(slope, {x: np.ones((2, 3))})
    node = draft.order[-1]
    assert reads(node) == [node.input_nodes[0]]
    assert arguments(draft, node)[1].strides == shell(np.ones((2, 3))).strides == (0, 0)
