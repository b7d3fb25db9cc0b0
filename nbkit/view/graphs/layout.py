"""Where the nodes of a graph stand: layers from inputs to results, few crossings, no edge through a node.

The method is that of Sugiyama, Tagawa and Toda, *Methods for visual understanding of hierarchical system
structures* (1981): rank the nodes, order each layer by barycentres, then place them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

Link = tuple[int, int, float]  # from slot, to slot, port on the target from -0.5 to 0.5
Near = list[tuple[int, float]]  # neighbours, and what a straight edge to each is worth
SWEEPS = 12
LANE = 9.0  # half the room of an edge that passes a layer
SPINE = 50.0  # how much an edge between operations wants to be straight, where one from a leaf counts 1


@dataclass(frozen=True)
class Box:
    """The room a node takes: across the flow on both sides of its centre; along it, body and tail."""

    before: float
    after: float
    body: float
    tail: float = 0.0


@dataclass(frozen=True)
class Layout:
    """Places, with `along` in the direction of the flow and `across` at right angles to it.

    `routes[node][port]` lists the points of the edge that ends at this port: out of its source, in and out of
    each lane, in at its target's layer.
    """

    along: list[float]
    across: list[float]
    exits: list[float]
    routes: list[list[list[tuple[float, float]]]]
    length: float
    breadth: float


def layered(inputs: Sequence[Sequence[int]], boxes: Sequence[Box], space: float = 16.0) -> Layout:
    """Place nodes in layers so that no two boxes overlap and edges cross layers only in lanes of their own.

    inputs: the inputs of each node, as indices; every input stands before what uses it.
    boxes: the room that each node takes. space: the least distance between neighbours in a layer.

    >>> box = Box(10, 10, 20)
    >>> places = layered([[], [], [0, 1]], [box] * 3)
    >>> places.along[0] == places.along[1] < places.along[2], places.across[0] < places.across[1]
    (True, True)
    """
    ranks = rank(inputs)
    slots, links, chains = _slots(inputs, ranks)
    all_boxes = [*boxes, *[Box(LANE, LANE, 0.0)] * (len(slots) - len(boxes))]
    layers = _order(slots, links)
    across = _place(layers, links, all_boxes, space)
    starts, bodies, ends = _columns(layers, links, all_boxes, across)

    def route(source: int, node: int) -> list[tuple[float, float]]:
        lanes = [*((r, chains[source, r]) for r in range(ranks[source], ranks[node])), (ranks[node], node)]
        return [(x, across[slot]) for r, slot in lanes for x in (starts[r], ends[r])][1:-1]

    routes = [[route(source, node) for source in sources] for node, sources in enumerate(inputs)]
    along, exits = [starts[r] + bodies[r] / 2 for r in ranks], [ends[r] for r in ranks]
    length = ends[-1] if ends else 0.0
    breadth = max((place + box.after for place, box in zip(across, all_boxes, strict=True)), default=0.0)
    return Layout(along, across[: len(inputs)], exits, routes, length, breadth)


def rank(inputs: Sequence[Sequence[int]]) -> list[int]:
    """Return the layer of each node: one after its last input, and a leaf right before its first use.

    >>> rank([[], [], [0, 1], [], [2, 3]])
    [0, 0, 1, 1, 2]
    """
    ranks: list[int] = []
    for sources in inputs:
        ranks.append(1 + max((ranks[i] for i in sources), default=-1))
    for leaf in (i for i, sources in enumerate(inputs) if not sources):
        uses = [ranks[user] for user, sources in enumerate(inputs) if leaf in sources]
        ranks[leaf] = min(uses, default=1) - 1
    return ranks


def _slots(
    inputs: Sequence[Sequence[int]], ranks: list[int]
) -> tuple[list[int], list[Link], dict[tuple[int, int], int]]:
    """Return the rank of each slot, a node or the lane of a long edge, and the links between neighbours.

    All long edges of one node share a lane until the layer before they end.
    """
    slots, links = list(ranks), []
    chains = {(node, r): node for node, r in enumerate(ranks)}
    for node, sources in enumerate(inputs):
        for port, source in enumerate(sources):
            for r in range(ranks[source] + 1, ranks[node]):
                if (source, r) not in chains:
                    chains[source, r] = len(slots)
                    slots.append(r)
                    links.append((chains[source, r - 1], chains[source, r], 0.0))
            spread = (port + 0.5) / len(sources) - 0.5
            links.append((chains[source, ranks[node] - 1], node, spread))
    return slots, links, chains


def _order(slots: list[int], links: list[Link]) -> list[list[int]]:
    """Return the layers, ordered by barycentres in sweeps to and fro; the fewest crossings win."""
    layers: list[list[int]] = [[] for _ in range(max(slots, default=-1) + 1)]
    for slot in _first_order(slots, links):
        layers[slots[slot]].append(slot)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, links)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 1
        for layer in layers if forward else reversed(layers):
            where = {slot: float(i) for one in layers for i, slot in enumerate(one)}
            layer.sort(key=partial(_barycentre, links=links, where=where, forward=forward))
        count = _crossings(layers, links)
        if count < fewest:
            best, fewest = [list(layer) for layer in layers], count
    return best


def _first_order(slots: list[int], links: list[Link]) -> list[int]:
    """Return the slots as a walk from the results back meets them, first inputs first."""
    back: dict[int, list[int]] = {}
    for source, target, _ in links:
        back.setdefault(target, []).append(source)
    sinks = sorted(set(range(len(slots))) - {source for source, _, _ in links}, reverse=True)
    order: dict[int, None] = {}
    while sinks:
        slot = sinks.pop()
        if slot not in order:
            order[slot] = None
            sinks.extend(reversed(back.get(slot, [])))
    return list(order)


def _barycentre(slot: int, links: list[Link], where: dict[int, float], forward: bool) -> float:
    if forward:
        near = [where[source] for source, target, _ in links if target == slot]
    else:
        near = [where[target] + 0.8 * port for source, target, port in links if source == slot]
    return sum(near) / len(near) if near else where[slot]


def _crossings(layers: list[list[int]], links: list[Link]) -> int:
    where = {slot: float(i) for layer in layers for i, slot in enumerate(layer)}
    level = {slot: k for k, layer in enumerate(layers) for slot in layer}
    count = 0
    for i, (a, b, p) in enumerate(links):
        for c, d, q in links[:i]:
            if level[a] == level[c] and (where[a] - where[c]) * (where[b] + 0.8 * p - where[d] - 0.8 * q) < 0:
                count += 1
    return count


def _place(layers: list[list[int]], links: list[Link], boxes: list[Box], space: float) -> list[float]:
    """Return the place of each slot across the flow: near its neighbours, never over its layer's others."""
    across = [0.0] * len(boxes)
    sources, targets = _neighbours(links, boxes)
    for sweep in range(2 * SWEEPS):
        forward = sweep % 2 == 0
        sides = [sources, targets] if sweep >= SWEEPS else [sources if forward else targets]
        for layer in layers if forward else reversed(layers):
            wishes = [_wish(slot, across, [near for side in sides for near in side[slot]]) for slot in layer]
            for slot, place in zip(layer, _apart(layer, wishes, boxes, space), strict=True):
                across[slot] = place
    least = min((across[i] - box.before for i, box in enumerate(boxes)), default=0.0)
    return [place - least for place in across]


def _neighbours(links: list[Link], boxes: list[Box]) -> tuple[list[Near], list[Near]]:
    """Return what stands before and after each slot, and how much a straight edge there matters.

    Long edges matter most, then those between operations: so a chain of layers is a straight line,
    and its weights and biases stand beside it.
    """
    inner = {target for _, target, _ in links}
    sources: list[Near] = [[] for _ in boxes]
    targets: list[Near] = [[] for _ in boxes]
    for source, target, _ in links:
        lanes = (boxes[source].body == 0.0) + (boxes[target].body == 0.0)
        weight = SPINE if lanes == 0 and source in inner else (1.0, 2.0, 8.0)[lanes]
        sources[target].append((source, weight))
        targets[source].append((target, weight))
    return sources, targets


def _wish(slot: int, across: list[float], near: Near) -> tuple[float, float]:
    """Return where a slot would stand alone, and how much that matters."""
    total = sum(weight for _, weight in near)
    return (sum(across[i] * weight for i, weight in near) / total, total) if near else (across[slot], 0.1)


def _apart(
    layer: list[int], wishes: list[tuple[float, float]], boxes: list[Box], space: float
) -> list[float]:
    """Return the places nearest to the wishes, in squares, that keep order and distance.

    Without the distances this is isotonic regression, solved by pooling neighbours that violate the order.
    """
    offsets = [0.0]
    for left, right in pairwise(layer):
        offsets.append(offsets[-1] + boxes[left].after + space + boxes[right].before)
    pools: list[tuple[float, float, int]] = []
    for (wish, weight), offset in zip(wishes, offsets, strict=True):
        pool = (wish - offset, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, mass, count = pools.pop()
            joint = (mean * mass + pool[0] * pool[1]) / (mass + pool[1])
            pool = (joint, mass + pool[1], count + pool[2])
        pools.append(pool)
    flat = [mean for mean, _, count in pools for _ in range(count)]
    return [place + offset for place, offset in zip(flat, offsets, strict=True)]


def _columns(
    layers: list[list[int]], links: list[Link], boxes: list[Box], across: list[float]
) -> tuple[list[float], list[float], list[float]]:
    """Return where each layer starts, how long its bodies are, where it ends; steep edges get room."""
    starts, bodies, ends = [], [], []
    place = 0.0
    for layer in layers:
        body = max(boxes[slot].body for slot in layer)
        tail = max(boxes[slot].tail for slot in layer)
        starts.append(place)
        bodies.append(body)
        ends.append(place + body + tail)
        steep = max((abs(across[a] - across[b]) for a, b, _ in links if a in layer), default=0.0)
        place = ends[-1] + min(90.0, 32.0 + 0.24 * steep)
    return starts, bodies, ends
