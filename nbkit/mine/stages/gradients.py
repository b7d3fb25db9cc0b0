"""Stage 6: the reverse sweep, which makes nodes."""

from typing import Any

import numpy as np

from nbkit.mine.probe import Looks, Probe, Raised
from nbkit.mine.stage import Stage
from nbkit.mine.walk import inputs_first

STAGE = Stage(
    key="gradients",
    title="the reverse sweep",
    minutes=35,
    roles=("gradients",),
    asks="""\
One walk from the end to the beginning gives the slope of a loss towards everything that it was made
of.

Write `gradients(loss, nodes)`. `loss` is a node whose value is one number. Return a list of nodes,
one for each of `nodes`: how the loss moves with it, in its shape. A node that is used in several
places gets the sum of what comes from each of them. A node that the loss does not depend on gets
zeros of its shape.

```python
x, w = placeholder("x"), variable(3.0)
loss = (w * x - 1) ** 2
(slope,) = gradients(loss, [w])
run(slope, {x: 2.0})                   # 20.0
(again,) = gradients(slope, [w])       # a slope is a node: it has a slope, too
run(again, {x: 2.0})                   # 8.0
```

**It must survive:** a node that is used twice, and paths that meet again further down. The loss
itself among `nodes`, whose slope is 1. Nodes that are no variables: a placeholder, or something in
the middle. The slope of a slope, which walks over your helpers of stage 5: they are nodes with
inputs, so `slopes` answers for them, too. A chain of 10,000 nodes, and the ladder of 60 rungs: the
work grows with the number of nodes, not with that of paths.
""",
    hints=[
        "Stage 2 gives an order in which inputs come first. Which order do you need here, so that a node "
        "has heard from all that use it before it hands anything on?",
        "Keep a dictionary from each node to what has reached it so far. It starts with one entry: the "
        "loss, and a 1, which is a node, too.",
        "Where something has already reached an input, add a node; do not replace what is there.",
        "A slope of zeros in the shape of a node that nothing reached: 0 * node is one, as long as its "
        "value is finite. What else knows the shape?",
        "For the slope of a slope your helpers need rules. What is the way back of adding up? And of "
        "spreading out? An input of which only the shape is looked at gets zeros.",
    ],
)

COMPUTED = Looks(
    Raised(AttributeError, r"^'(int|float|(numpy\.)?(float64|ndarray))' object"),
    "these slopes are numbers, computed at once. Then nothing can be fed later, and a slope has no slope "
    "itself: make nodes, as `slopes` does, and let run compute them.",
)
EARLY = Looks(
    Raised(Exception, "x"),
    "making slopes asks the placeholder for a value, and it has none yet: build nodes, and compute nothing.",
)
BEGINS = Looks(
    Raised((AttributeError, TypeError), r"^'?(int|float)'? object"),
    "a plain number lies among the nodes. The 1 with which the walk begins is a node, too: a constant.",
)
NO_RULE = Looks(
    Raised(),
    "that comes from the second gradients, which walks over the nodes that your own rules have made. The "
    "helpers in them are operations, too: a slope of a slope asks each for its rule.",
)
UNANSWERED = (
    "a node that your own rules have made gives fewer slopes than it has inputs, so what comes through it is "
    "lost. Helpers are operations, too: `slopes` answers for them as for any other."
)
NOTHING = Looks(
    Raised(AttributeError, "^'NoneType' object"),
    "a slope is None: where nothing arrives, the slope is a node that gives zeros.",
)
NO_LIST = Looks(
    Raised(TypeError, "subscript|index"), "a list is wanted, with a slope for each node, also for one alone."
)
NOT_FOUND = Looks(
    Raised(KeyError),
    "nothing has reached this node, so your dictionary does not have it. The loss does not move with it: its "
    "slope is zeros, in its shape.",
)
REPLACED = (
    "what arrives by the second path takes the place of what came by the first. Both count: where there is "
    "something already, add."
)
EARLY_HANDED = (
    "the node handed its slope on before all of it had arrived: a node comes after all that use it, so walk "
    "the order of stage 2 from its end."
)
TWICE = "the node handed its slope on each time something arrived, and so counted the first part again."
DEEP = Looks(
    Raised(RecursionError),
    "the walk back calls itself, once for each node, and Python's stack is too small for that. Loop over the "
    "reversed order instead.",
)
FROZEN = "the slope was computed when it was made, and stays. It is a node: each run computes it anew."
WITHOUT_OUTER = (
    "that is the last operation's slope alone. Each slope is multiplied with what came from above."
)


@STAGE.claim("`gradients` makes a node for each that is asked for, and computes nothing")
def _(probe: Probe) -> None:
    probe.given('x, w, b = placeholder("x"), variable(3.0), variable(1.0)\nloss = w * x + b')
    probe.given("found = gradients(loss, [w, b])", EARLY, BEGINS)
    probe.equal("len(found)", 2)
    inputs = probe.design.names["inputs"]
    mixed = Looks(lambda got: any(hasattr(slope, inputs) for slope in probe.names["found"]), BEGINS.sentence)
    probe.value("[slope.inputs for slope in found]", NOTHING, mixed, COMPUTED, expected="two nodes")


@STAGE.claim("the loss moves with itself by 1")
def _(probe: Probe) -> None:
    probe.given("w = variable(3.0)\nloss = w * w")
    zero = Looks(
        0.0,
        "the walk begins with a 1 at the loss; and what has arrived at a node is kept: it may be asked for.",
    )
    values = [
        Looks(value, "the walk begins with the loss's value. It begins with 1.") for value in (9.0, 3.0)
    ]
    for node in ("loss", "w"):
        probe.equal(
            f"run(gradients({node}, [{node}])[0], {{}})", 1.0, zero, *values, NO_LIST, NOT_FOUND, BEGINS
        )


@STAGE.claim("a product hands each side the other, a sum hands on what came")
def _(probe: Probe) -> None:
    probe.given('x, w, b = placeholder("x"), variable(3.0), variable(1.0)\nloss = w * x + b')
    turned = Looks(
        [1.0, 2.0], "the slopes come in another order than the nodes: the first belongs to the first."
    )
    own = Looks([3.0, 1.0], "w got itself, and not the other side: the slope of w * x towards w is x.")
    probe.equal("run(gradients(loss, [w, b]), {x: 2.0})", [2.0, 1.0], turned, own, COMPUTED)


@STAGE.claim("to ask twice gives the same twice")
def _(probe: Probe) -> None:
    probe.given("w = variable(3.0)\nloss = 2 * w\nonce, again = gradients(loss, [w]), gradients(loss, [w])")
    left = "the second call adds to what the first has left behind: what has arrived belongs to one call."
    for name in ("once", "again"):
        probe.equal(f"run({name}[0], {{}})", 2.0, *[Looks(value, left) for value in (4.0, 6.0)])


@STAGE.claim("slopes are multiplied along the way")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\nloss = (w * x - 1) ** 2')
    outer = Looks(
        10.0,
        "what is inside was forgotten: the square's slope goes on through w * x, and is multiplied by x.",
    )
    inner = Looks(2.0, WITHOUT_OUTER)
    probe.equal("run(gradients(loss, [w])[0], {x: 2.0})", 20.0, outer, inner)


@STAGE.claim("what is used twice gets the sum of both")
def _(probe: Probe) -> None:
    probe.given("w = variable(3.0)")
    for loss, slope, single in (("w + w", 2.0, 1.0), ("w * w", 6.0, 3.0)):
        probe.equal(f"run(gradients({loss}, [w])[0], {{}})", slope, Looks(single, REPLACED))


@STAGE.claim("so does what is used in two places")
def _(probe: Probe) -> None:
    probe.given("w = variable(3.0)\nu = 2 * w\nloss = u * u + w")
    replaced = [Looks(value, REPLACED) for value in (1.0, 24.0, 12.0, 13.0)]
    probe.equal("run(gradients(loss, [w])[0], {})", 25.0, *replaced, Looks(49.0, TWICE))


@STAGE.claim("a node hands on once, when all who use it have told it their share")
def _(probe: Probe) -> None:
    probe.given("w = variable(1.0)\nu = 2 * w\nfar = 3 * u\nloss = u + far")
    looks = [Looks(value, EARLY_HANDED) for value in (2.0, 6.0)]
    looks += [Looks(value, TWICE) for value in (10.0, 14.0)]
    probe.equal("run(gradients(loss, [w])[0], {})", 8.0, *looks)
    probe.given("loss = far + u")
    probe.equal("run(gradients(loss, [w])[0], {})", 8.0, *looks)
    probe.given("loss = far * u")
    probe.equal("run(gradients(loss, [w])[0], {})", 24.0, *[Looks(v, EARLY_HANDED) for v in (12.0,)])


@STAGE.claim("it also goes to placeholders, and to what lies in the middle")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\nu = w * x\nloss = u ** 2 + u')
    variables = "something in the middle has a slope as well: keep what arrives at every node."
    looks = [Looks(lambda got: 0.0 in list(got), variables), NOT_FOUND]
    probe.equal("run(gradients(loss, [x, u, w, x]), {x: 2.0})", [39.0, 13.0, 26.0, 39.0], *looks)


@STAGE.claim("what the loss does not depend on gets zeros of its shape")
def _(probe: Probe) -> None:
    probe.given("w, v = variable(3.0), variable([[1.0, 2.0], [3.0, 4.0]])\nu = v * w")
    number = Looks(0.0, "that is one zero. It has the shape of the node: (2, 2) here.")
    looks = (NOTHING, NOT_FOUND, number, Looks(Raised(AttributeError), NOTHING.sentence))
    probe.equal("run(gradients(w * w, [v])[0], {})", np.zeros((2, 2)), *looks)
    probe.equal("run(gradients(w * w, [w, u])[1], {})", np.zeros((2, 2)), *looks)


@STAGE.claim("a slope has the shape of its node, also where a bias met a table")
def _(probe: Probe) -> None:
    probe.given("X = constant([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])")
    probe.given("W, b = variable([[1.0, 0.5], [0.0, -1.0]]), variable([1.0, 2.0])")
    probe.given("loss = mean((X @ W + b) ** 2)")
    X, W = np.array([[1, 2], [3, 4], [5, 7.0]]), np.array([[1.0, 0.5], [0.0, -1.0]])
    errors = 2 * (X @ W + [1.0, 2.0]) / 6
    spread = Looks(
        lambda got: np.shape(got) == (3, 2),
        "b was spread over the rows, and its slope still is: it is added up again, to the shape of b.",
    )
    probe.equal("run(gradients(loss, [b])[0], {})", errors.sum(axis=0), spread)
    probe.equal("run(gradients(loss, [W])[0], {})", X.T @ errors)


@STAGE.claim("a slope follows what is fed, and what a variable holds")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\nslope = gradients((w * x) ** 2, [w])[0]')
    probe.equal("run(slope, {x: 2.0})", 24.0)
    probe.equal("run(slope, {x: 1.0})", 6.0, Looks(24.0, FROZEN))
    probe.given("w.value = 5.0")
    probe.equal("run(slope, {x: 1.0})", 10.0, Looks(6.0, FROZEN))


@STAGE.claim("a slope is a node: it has a slope, and that one too")
def _(probe: Probe) -> None:
    probe.given("w = variable(2.0)\nfirst = gradients(w ** 4, [w])[0]")
    probe.given("second = gradients(first, [w])[0]", COMPUTED, NO_RULE)
    unanswered = Looks(lambda got: _unanswered(probe, "first"), UNANSWERED)
    constant = Looks(
        0.0,
        "the first slope is a number that was put into a constant: its own slope is 0. Build it of nodes.",
    )
    probe.equal("run(second, {})", 48.0, unanswered, constant)
    probe.equal("run(gradients(second, [w])[0], {})", 48.0, unanswered, constant, NO_RULE)
    probe.given("slope = gradients(tanh(w) * exp(w), [w])[0]")
    t, e = np.tanh(2.0), np.exp(2.0)
    expected = e * (t + 2 * (1 - t**2) - 2 * t * (1 - t**2))
    probe.equal("run(gradients(slope, [w])[0], {})", expected, unanswered, constant, NO_RULE)


def _unanswered(probe: Probe, name: str) -> bool:
    """Does a node that this one is made of give fewer slopes than it has inputs?"""
    slopes, walked = probe.names["slopes"], inputs_first([probe.names[name]], probe.inputs)
    return any(len(slopes(node, node)) < len(probe.inputs(node)) for node in walked)


@STAGE.claim("second slopes are right where something is spread out, summed or cut off")
def _(probe: Probe) -> None:
    for code in ("sum((A + b) ** 3)", "sum(transpose(A * b + b) ** 3)", "mean(sum(A * A * b, 1) ** 2)"):
        for towards in "Ab":
            hold_second(probe, code, towards)
    for code in ("sum(relu(A) * b)", "sum(mean(tanh(A * b), 0) ** 2)", "mean(A * b / (1 + A * A))"):
        hold_second(probe, code, "A")


def hold_second(probe: Probe, code: str, towards: str) -> None:
    """Hold the slopes of a slope, each entry of which counts differently, to small steps up and down."""
    probe.lines = []
    probe.given("A, b = variable([[0.5, -1.5, 2.0], [1.0, 0.25, -0.5]]), variable([0.75, -2.0, 1.5])")
    probe.given(f"slope = gradients({code}, [{towards}])[0]")
    weights = "[[1.0, 3.0, -2.0], [0.5, -1.0, 2.0]]" if towards == "A" else "[1.0, 3.0, -2.0]"
    probe.given(f"loss = sum(slope * constant({weights}))")
    probe.given("second = gradients(loss, [A, b])", NO_RULE)
    for place, name in enumerate("Ab"):
        flat = Looks(
            lambda got: not np.any(got), "the first slope moves with this, and its own slope is 0 here."
        )
        shape = Looks(
            lambda got, name=name: np.shape(got) != ((2, 3) if name == "A" else (3,)),
            "a second slope has another shape than its node: what undoes a spreading has a slope, too.",
        )
        expected = _differences(probe, "run(loss, {})", name)
        unanswered = Looks(lambda got: _unanswered(probe, "slope"), UNANSWERED)
        looks = (unanswered, flat, shape) if np.any(expected) else (unanswered, shape)
        probe.equal(f"run(second[{place}], {{}})", expected, *looks, rtol=1e-5, atol=1e-6)


def _differences(probe: Probe, expression: str, name: str) -> Any:
    """How an expression moves with each entry of a variable, from a small step up and a small step down."""
    node, attribute = probe.names[name], probe.design.names["value"]
    here = np.array(getattr(node, attribute))
    slope = np.zeros(here.shape)
    for place in np.ndindex(here.shape):
        for side in (1e-5, -1e-5):
            moved = here.copy()
            moved[place] += side
            setattr(node, attribute, moved)
            slope[place] += float(probe.value(expression)) / (2 * side)
    setattr(node, attribute, here)
    return slope


@STAGE.claim(
    "a chain of 10,000 nodes works",
    slow="what is done for each node must not grow with their number. Is there a search through a list, "
    "where a dictionary would do?",
)
def _(probe: Probe) -> None:
    probe.given("w = variable(1.0)\nloss = w\nfor _ in range(10_000): loss = loss + w")
    probe.given("slope = gradients(loss, [w])[0]", DEEP)
    probe.equal("run(slope, {})", 10_001.0, DEEP, Looks(1.0, REPLACED))


@STAGE.claim(
    "a ladder of 60 rungs takes no time",
    slow="the walk follows each path by itself, and here there are 2 to the 60 of them. A node hands on "
    "once, when all has arrived.",
)
def _(probe: Probe) -> None:
    probe.given("w = variable(1.0)\nloss = w\nfor _ in range(60): loss = loss + loss")
    probe.equal("run(gradients(loss, [w])[0], {})", 2.0**60, Looks(1.0, REPLACED))


@STAGE.claim("one walk serves all: for twice as many nodes, twice the work")
def _(probe: Probe) -> None:
    probe.given(
        "def nodes_of_slopes(n):\n"
        "    many, loss = [variable(1.5) for _ in range(n)], constant(1.0)\n"
        "    for w in many: loss = loss * w\n"
        "    return len(order(gradients(loss, many)))"
    )
    few, many = probe.value("nodes_of_slopes(40)"), probe.value("nodes_of_slopes(80)")
    if many > 3 * few:
        probe.refuse(
            "each node gets a walk of its own. One walk from the loss meets all of them: keep what arrives, "
            "and pick out what is asked for at the end.",
            f"about {2 * few}",
            str(many),
            "nodes_of_slopes(80)",
        )
