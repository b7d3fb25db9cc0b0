"""Stage 2: the order in which nodes can be computed, found without recursion."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from nbkit.mine.probe import Looks, Probe, Raised
from nbkit.mine.stage import Stage
from nbkit.mine.walk import inputs_first, random_graph

STAGE = Stage(
    key="order",
    title="order without recursion",
    minutes=25,
    roles=("order",),
    asks="""\
Who wants to compute a node must compute its inputs first, and theirs before. In which order?

Write `order(node)`. It returns a list of all nodes that this node needs, itself included: each of
them once, and each after its inputs. Where several orders do this, any of them is right. `order`
takes a list of nodes, too, and then gives one order for all of them together.

```python
x = placeholder("x")
double = x + x
y = double * x
order(y)             # [x, double, y]
order([double, y])   # the same three: each once
```

**It must survive:** a chain of 100,000 nodes, on which a function that calls itself dies. Python's
recursion limit stays as it is. A ladder, in which each node uses the one before twice: 60 rungs
have 2 to the 60 paths, and still only 61 nodes. Nodes that nobody asked for do not belong into the
answer.
""",
    hints=[
        "Keep a list of nodes that are still to be looked at, and take from its end. That is what "
        "recursion does for you, but your list has no limit.",
        "A node may go into the answer when all its inputs are in. So you meet each node twice: once on "
        "the way down, and once when its inputs are done. How will you know which time it is?",
        "Put pairs on the list: a node, and whether its inputs were already put there. Take one; if they "
        "were, the node goes into the answer; if not, put it back with a yes, and its inputs above it.",
        "A set of the nodes that you have gone into makes the ladder quick: a node that is in it is skipped.",
    ],
)

DEEP = 100_000
USUAL_LIMIT = 3000  # Python's own is 1000, IPython's 3000
RECURSION = Looks(
    Raised(RecursionError),
    "it calls itself for each input, and Python allows about a thousand calls inside each other. Keep a list "
    "of what is still to be looked at instead.",
)
LIST_SEARCHED = (
    "is something looked for in a list, or taken from its front? That takes longer the longer the list is. A "
    "set answers at once, and a list gives up its last entry at once."
)
PATHS = (
    "it goes down each path, and there are 2 to the 60 of them: a node that was entered once needs no second "
    "visit."
)
REMEMBERS = (
    "it remembers what an earlier call has seen: a mark on the nodes, or a list that was made only once, "
    "with the function (def order(node, seen=[]) makes one for all calls)."
)


@STAGE.claim("a node that is made of nothing is its own order")
def _(probe: Probe) -> None:
    probe.given('x = placeholder("x")')
    in_order(probe, "order(x)", "x")


@STAGE.claim("inputs come before what is made of them")
def _(probe: Probe) -> None:
    probe.given('x, w, b = placeholder("x"), variable(3.0), variable(1.0)\nproduct = w * x\ny = product + b')
    in_order(probe, "order(y)", "y")


@STAGE.claim("a node that is used twice comes once")
def _(probe: Probe) -> None:
    probe.given('x = placeholder("x")\ndouble = x + x')
    in_order(probe, "order(double)", "double")


@STAGE.claim("where paths meet again, the last to be ready comes last")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\na = x * w\nb = a + w\nc = b * a')
    in_order(probe, "order(c)", "c")


@STAGE.claim("also where a short path and a long one do")
def _(probe: Probe) -> None:
    probe.given('x = placeholder("x")\na = x + x\nb = a * x\nc = a + b\nd = a * c\ne = d + b')
    in_order(probe, "order(e)", "e")


@STAGE.claim("what nobody asked for is left out")
def _(probe: Probe) -> None:
    probe.given('x, w, other = placeholder("x"), variable(3.0), variable(1.0)\ny = w * x\nlater = y + other')
    in_order(probe, "order(y)", "y")


@STAGE.claim("asked a second time, it answers the same")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\ny = w * x\norder(y)')
    in_order(probe, "order(y)", "y", always=REMEMBERS)
    probe.given("z = y + w")
    in_order(probe, "order(z)", "z", always=REMEMBERS)


@STAGE.claim("a list of nodes has one order, for all of them")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\na = x + w\nb = a * w\nc = a + a')
    single = Looks(Raised(AttributeError), "a list was taken for a node: order takes either.")
    for asked in ("b, c", "a, b", "b, a", "c, c"):
        in_order(probe, f"order([{asked}])", *asked.split(", "), looks=(single,))


@STAGE.claim("Python's recursion limit is as it was")
def _(probe: Probe) -> None:
    limit = sys.getrecursionlimit()
    if limit > USUAL_LIMIT:
        probe.refuse(
            "the recursion limit was raised: on another machine, or in a deeper graph, Python then ends "
            "without a word. Without recursion it may stay as it is.",
            f"sys.getrecursionlimit() = {USUAL_LIMIT}",
            str(limit),
        )


@STAGE.claim("all of this holds for graphs that nobody has drawn", slow=PATHS)
def _(probe: Probe) -> None:
    for seed in range(40):
        fresh = Probe(probe.design)
        lines = random_graph(np.random.default_rng(seed), 2 + seed // 3)
        fresh.given("\n".join(lines))
        in_order(fresh, f"order({lines[-1].split()[0]})", lines[-1].split()[0])


@STAGE.claim("a ladder of 60 rungs has 61 nodes", slow=PATHS)
def _(probe: Probe) -> None:
    probe.given('x = placeholder("x")\ny = x\nfor _ in range(60):\n    y = y + y')
    in_order(probe, "order(y)", "y")


@STAGE.claim("a chain of 100,000 nodes is no deeper than one of ten", slow=LIST_SEARCHED)
def _(probe: Probe) -> None:
    probe.given(f"a, b = constant(1.0), constant(0.0)\ny = a\nfor _ in range({DEEP:_}):\n    y = y + b")
    in_order(probe, "order(y)", "y", looks=(RECURSION,))


def in_order(probe: Probe, asked: str, *names: str, looks: tuple[Looks, ...] = (), always: str = "") -> None:
    """Hold what comes to be an order of all that the named nodes need; `always` is said whatever is wrong."""
    got = probe.value(asked, *looks, expected="a list of nodes")
    wanted = [probe.names[name] for name in names]
    needed = inputs_first(wanted, probe.inputs)
    if not isinstance(got, list | tuple):
        told = "a list of nodes is asked for: make one of it, list(...)."
        probe.refuse(told, probe.written(needed), probe.written(got), asked)
    told = wrong_order(probe, list(got), needed, wanted)
    if told:
        probe.refuse(always or told, f"such as {probe.written(needed)}", probe.written(got), asked)


def wrong_order(probe: Probe, got: list[Any], needed: list[Any], wanted: list[Any]) -> str:
    """What is wrong with an order, or nothing."""
    place = {id(node): k for k, node in enumerate(got)}
    if len(place) < len(got):
        return "a node is listed more than once: it would be computed more than once."
    if any(id(node) not in place for node in wanted):
        return "the node that was asked for is not in its own order: it comes last, after its inputs."
    if any(id(node) not in place for node in needed):
        return "a node that is needed is missing: the inputs of inputs count, too."
    if len(got) > len(needed):
        return "there are nodes in it that nobody needs: begin at the node that is asked for, and go down."
    return wrong_way_round(probe, got, place)


def wrong_way_round(probe: Probe, got: list[Any], place: dict[int, int]) -> str:
    """Which node comes before an input, or that all of them do."""
    pairs = [(node, x) for node in got for x in probe.inputs(node)]
    early = [(node, x) for node, x in pairs if place[id(x)] > place[id(node)]]
    if not early:
        return ""
    if early == pairs:
        return "it is the wrong way round: each node comes before its inputs."
    node, x = (probe.written(one) for one in early[0])
    return f"{node} comes before its input {x}: it is ready only when all of its inputs are."
