"""Stage 1: nodes that remember what they are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.mine.probe import Looks, Probe, Raised
from nbkit.mine.stage import Stage

STAGE = Stage(
    key="nodes",
    title="nodes and graph",
    minutes=25,
    roles=("constant", "placeholder", "variable"),
    asks="""\
A node is an object that knows what it is made of. It computes nothing. That is all of this stage,
and everything later leans on it.

Write three makers of nodes. `constant(value)` holds numbers that stay. `placeholder(name)` stands
for numbers that come later. `variable(value)` holds numbers that training will change;
`variable.value` reads them. Values come as a number, a list or an array, and become arrays of
`float64`. Then let Python's own `+` and `*` make nodes: `a + b`, `a * b`. A plain number may stand
on either side: it becomes a constant.

`node.inputs` is the tuple of the nodes that a node is made of, from left to right. For the three
makers it is `()`.

```python
x = placeholder("x")
y = 2 * x + 1
y.inputs             # two nodes: the product, and a constant
y.inputs[0].inputs   # two nodes: a constant, and x itself
x.inputs             # ()
```

**It must survive:** a number on the left, whole or not. The same node twice, as in `x + x`. Whole
numbers, alone or in a list. A node as the key of a dictionary: stage 3 needs that. And two sums of
the same nodes are two nodes. (An array on the left, `np.ones(3) * x`, waits until stage 4.)

A maker may be a function or a class, and the names are yours: `Constant` or `const` will do. For
any other name, put a line like `NAMES = {"placeholder": "slot"}` into the file.
""",
    hints=[
        "A class with one attribute, inputs, is enough to begin with. What else must a constant remember, "
        "and a placeholder?",
        "Python calls a.__add__(b) for a + b, and b.__radd__(a) where a is a number that does not know "
        "what to do. The same holds for __mul__ and __rmul__.",
        "A small function that gives back a node as it is, and wraps all else into a constant, can serve "
        "each operator. Use it on both sides, and keep the order of the inputs.",
    ],
)

AT_ONCE = Looks(
    Raised(AttributeError, r"^'(int|float|(numpy\.)?(float64|ndarray)|list)' object"),
    "that computes at once, and what is left is a number that has forgotten where it came from. Make a node "
    "that keeps both sides, and add nothing up.",
)
NO_INPUTS = Looks(
    Raised(AttributeError, "has no attribute"),
    "a node has no attribute for what it is made of: give it one, a tuple, when the node is made.",
)
A_LIST = Looks(
    lambda got: isinstance(got, list),
    "the inputs are a list, which somebody may change later without asking: a tuple is wanted.",
)
TURNED = "the inputs are in the wrong order: the left one comes first. For - and / that will matter."
NO_OPERATOR = Looks(
    Raised(TypeError, "unsupported operand"),
    "Python does not know what this operator means for nodes: a method of the node's class says so, __add__ "
    "for + and __mul__ for *.",
)
NO_LEFT = Looks(
    Raised(TypeError, "unsupported operand"),
    "a number on the left does not know what to do with a node. Python then asks the node on the right: "
    "write __radd__ for + and __rmul__ for *.",
)
BARE_NUMBER = "the number itself lies among the inputs: make a constant of it, so that all inputs are nodes."
FIRST = "what we begin with is made of no other node: its inputs are the empty tuple, ()."
HASH = Looks(
    Raised(TypeError, "unhashable"),
    "a node cannot be the key of a dictionary. A class that defines __eq__, or a dataclass, loses its hash: "
    "leave == to Python, for which only a node itself is equal to it.",
)


@STAGE.claim("what we begin with is made of no other node")
def _(probe: Probe) -> None:
    probe.given('a, x, w = constant(2.0), placeholder("x"), variable(3.0)')
    for name in "axw":
        probe.nodes(f"{name}.inputs", "()", FIRST, NO_INPUTS, A_LIST)


@STAGE.claim("`a + b` makes a node of a and b, and computes nothing")
def _(probe: Probe) -> None:
    made_of_both(probe, "+")


@STAGE.claim("so does `a * b`")
def _(probe: Probe) -> None:
    made_of_both(probe, "*")


def made_of_both(probe: Probe, sign: str) -> None:
    """The node that an operator makes has both sides as its inputs."""
    probe.given("a, b = constant(2.0), variable(3.0)", NO_OPERATOR)
    probe.given(f"c = a {sign} b", NO_OPERATOR)
    turned = Looks(lambda got: got == (probe.names["b"], probe.names["a"]), TURNED)
    sentence = f"the inputs of a {sign} b are a and b, the very nodes, and nothing else."
    probe.nodes("c.inputs", "(a, b)", sentence, AT_ONCE, NO_INPUTS, A_LIST, turned)


@STAGE.claim("a placeholder can be added without having a value")
def _(probe: Probe) -> None:
    early = Looks(
        Raised(), "the sum asks the placeholder for a value, and it has none: making a node touches no value."
    )
    probe.given('x, a = placeholder("x"), constant(1.0)')
    probe.given("y = x + a", early)
    probe.nodes("y.inputs", "(x, a)", "the inputs of x + a are x and a.", AT_ONCE, NO_INPUTS)


@STAGE.claim("what is made leaves its inputs as they are")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\ny = w * x\nz = y + w')
    spread = "what was made earlier has changed: inputs point down only, to what a node is made of."
    for name, inputs in {"w": "()", "x": "()", "y": "(w, x)"}.items():
        probe.nodes(f"{name}.inputs", inputs, spread)


@STAGE.claim("a number on the right becomes a constant")
def _(probe: Probe) -> None:
    probe.given('x = placeholder("x")')
    for sign in "+*":
        number_becomes_a_node(probe, f"x {sign} 2", "x", 0, NO_OPERATOR)


@STAGE.claim("a number on the left does, too, and comes first")
def _(probe: Probe) -> None:
    probe.given('x = placeholder("x")')
    for sign in "+*":
        number_becomes_a_node(probe, f"2.5 {sign} x", "x", 1, NO_LEFT)


def number_becomes_a_node(probe: Probe, sum_: str, name: str, place: int, *looks: Looks) -> None:
    """Of two inputs one is the node of this name, in its place, and the other is a node without inputs."""
    code = f"({sum_}).inputs"
    got = probe.value(code, *looks, AT_ONCE, NO_INPUTS, expected="two nodes")
    sides = ["a constant", "a constant"]
    sides[place] = name
    expected = f"({', '.join(sides)})"
    if not isinstance(got, tuple) or len(got) != 2:
        probe.refuse("the inputs are two nodes, one for each side.", expected, probe.written(got), code)
    known = probe.names[name]
    parts = [name if side is known else _unnamed(probe, side) for side in got]
    written = f"({', '.join(parts)})"
    if isinstance(got[1 - place], int | float):
        probe.refuse(BARE_NUMBER, expected, written, code)
    if got[1 - place] is probe.names[name]:
        probe.refuse(TURNED, expected, written, code)
    probe.nodes(
        f"{code}[{1 - place}].inputs", "()", "the number becomes a constant, without inputs.", NO_INPUTS
    )


def _unnamed(probe: Probe, side: Any) -> str:
    """What stands where a number was written: the constant that it has become has no name."""
    return "a constant" if hasattr(side, probe.design.names["inputs"]) else probe.written(side)


@STAGE.claim("the same node twice is two inputs")
def _(probe: Probe) -> None:
    once = Looks(
        lambda got: len(got) == 1, "x + x has x on both sides: it is listed twice, for both sides count."
    )
    probe.given('x = placeholder("x")')
    probe.nodes("(x + x).inputs", "(x, x)", "both inputs of x + x are x.", once)


@STAGE.claim("a sum of products remembers each step")
def _(probe: Probe) -> None:
    probe.given('x, w, b = placeholder("x"), variable(3.0), variable(1.0)\nproduct = w * x\ny = product + b')
    flat = Looks(
        lambda got: len(got) > 2, "the sum has taken the product apart: its inputs are the product and b."
    )
    probe.nodes("y.inputs", "(product, b)", "the sum is made of the product and b.", flat)
    probe.nodes("product.inputs", "(w, x)", "and the product still is made of w and x.")


@STAGE.claim("two sums of the same nodes are two nodes, and each can be a key")
def _(probe: Probe) -> None:
    probe.given("a, b = constant(1.0), constant(1.0)\none, two = a + b, a + b\nkept = {one: 1, two: 2}", HASH)
    shared = Looks(
        lambda got: got == 1,
        "two nodes that look alike are taken for one and the same: each + makes a node of its own, and == is "
        "left to Python, for which a node is equal to itself alone.",
    )
    probe.equal("len(kept)", 2, shared)
    probe.equal("len({a: 1, b: 2})", 2, HASH, shared)


@STAGE.claim("values may come as numbers, lists and arrays; `variable.value` reads them")
def _(probe: Probe) -> None:
    whole = "whole numbers become float64: a small step of training would be lost in them."
    for value in ("[[1, 2], [3, 4]]", "3", "np.array([0.5, -1.0])"):
        probe.behind(f"constant({value})")
        probe.begin(f"w = variable({value})")
        as_given = Looks(lambda got: isinstance(got, list), "a list was kept as a list: make an array of it.")
        integers = Looks(lambda got: np.asarray(got).dtype.kind == "i", whole)
        method = Looks(
            callable, "w.value is a function of no arguments: make it an attribute, or a property."
        )
        no_value = Looks(Raised(AttributeError), "a variable has no attribute value, by which it is read.")
        expected = np.array(eval(value, {"np": np}), dtype=float)
        probe.equal("w.value", expected if expected.ndim else 3.0, as_given, no_value, integers, method)
        probe.true("np.asarray(w.value).dtype == np.float64", whole)
