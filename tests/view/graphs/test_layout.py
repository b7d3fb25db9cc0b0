"""Layouts: nodes apart, edges in the open, few crossings, layers in a straight line."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from small_graphs import layers

import nbkit as nb
from nbkit.view.graphs import layout
from nbkit.view.graphs.fold import connections
from nbkit.view.graphs.layout import Box, layered, rank


def random_graph(seed, size=40):
    """Return inputs and boxes of a random graph with long edges, shared nodes and nodes used twice."""
    rng = np.random.default_rng(seed)
    inputs = [[] for _ in range(6)]
    inputs += [rng.integers(max(0, i - 12), i, rng.integers(1, 4)).tolist() for i in range(6, size)]
    boxes = [Box(*rng.uniform(12, 30, 2).tolist(), *rng.uniform(20, 90, 2).tolist()) for _ in range(size)]
    return inputs, boxes


def room(places, boxes, i):
    """Return the corners of a node's box: along the flow its body, across it all of it."""
    half, box = boxes[i].body / 2, boxes[i]
    middle, across = places.along[i], places.across[i]
    return middle - half, middle + half + box.tail, across - box.before, across + box.after


@pytest.mark.parametrize("seed", range(6))
def test_boxes_are_disjoint(seed):
    inputs, boxes = random_graph(seed)
    places = layered(inputs, boxes)
    rooms = [room(places, boxes, i) for i in range(len(inputs))]
    for a, b in combinations(rooms, 2):
        assert a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2]


@pytest.mark.parametrize("seed", range(6))
def test_edges_run_from_node_to_node_and_through_none(seed):
    inputs, boxes = random_graph(seed)
    places = layered(inputs, boxes)
    rooms = [room(places, boxes, i) for i in range(len(inputs))]
    for node, sources in enumerate(inputs):
        for source, route in zip(sources, places.routes[node], strict=True):
            assert route[0] == (places.exits[source], places.across[source])
            assert route[-1][1] == places.across[node] and route[-1][0] <= rooms[node][0] + 1e-9
            others = [box for i, box in enumerate(rooms) if i not in (source, node)]
            for (a, p), (b, q) in pairwise(route):
                for share in np.linspace(0, 1, 21):
                    along, across = a + share * (b - a), p + (3 * share**2 - 2 * share**3) * (q - p)
                    assert not any(o[0] + 1e-9 < along < o[1] and o[2] + 1e-9 < across < o[3] for o in others)


def test_the_layout_needs_no_crossing_where_none_is_needed():
    box = Box(10, 10, 20)
    places = layered([[], [], [], [], [0, 2], [1, 3]], [box] * 6)
    first, second = (places.across[4], places.across[5])
    assert (places.across[0] < places.across[1]) == (first < second)
    assert (places.across[2] < places.across[3]) == (first < second)


def test_sweeps_undo_crossings():
    before, after = 0, 0
    for seed in range(4):
        inputs, _ = random_graph(seed)
        slots, links, _ = layout._slots(inputs, rank(inputs))
        first = [
            [i for i in layout._first_order(slots, links) if slots[i] == k] for k in range(max(slots) + 1)
        ]
        before += layout._crossings(first, links)
        after += layout._crossings(layout._order(slots, links), links)
    assert after < 0.8 * before


def test_the_first_input_stands_above_the_second():
    places = layered([[], [], [0, 1], [], [2, 3]], [Box(10, 10, 20)] * 5)
    assert places.across[0] < places.across[1] and places.across[2] < places.across[3]


def test_a_leaf_stands_right_before_its_use():
    assert rank([[], [0], [1], [], [2, 3]]) == [0, 1, 2, 2, 3]


def test_a_stack_of_layers_is_drawn_straight():
    h, _ = layers(9)
    nodes = nb.traverse_postorder(h)
    inputs = connections(nodes, {})
    places = layered(inputs, [Box(20, 60, 40, 30)] * len(nodes))
    spine = [places.across[i] for i, node in enumerate(nodes) if node.input_nodes]
    assert len(spine) == 27 and max(spine) - min(spine) < 60
