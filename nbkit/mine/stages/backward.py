"""Stage 5: each operation's own slope, as nodes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from nbkit.mine.held import NO_LIST, NO_VALUE, Wrong, checked_slopes, draw, hold
from nbkit.mine.probe import Looks, Probe
from nbkit.mine.stage import Stage
from nbkit.mine.walk import sweep

STAGE = Stage(
    key="backward",
    title="backward of each",
    minutes=40,
    roles=("slopes",),
    asks="""\
Each operation knows one thing about slopes: if what comes out counts so much, how much does what
goes in count?

Write `slopes(node, G)`. `G` is a node of the shape of `node`: how much each entry of it counts.
Return a list of nodes, one for each input: the slope of `sum(G * node)` with respect to that input,
in the shape of that input. They are nodes, made of your own operations, and nothing is computed
before a run.

```python
a, b, G = placeholder("a"), placeholder("b"), placeholder("G")
to_a, to_b = slopes(a * b, G)                 # G * b and G * a, as nodes
feed = {a: [1.0, 2.0], b: [3.0, 4.0], G: [1.0, 10.0]}
run([to_a, to_b], feed)                       # [[3., 40.], [1., 20.]]
```

All operations of stages 1 and 4 have such a rule; one that is made of several nodes has it when
each of them has. For `@`, two tables are enough. **Begin with the rules that keep the shape**: they
are a line each, and the check tries them first. Then come `sum` and `mean`, and broadcasting last.
We hold yours to numbers: a small step up, a small step down, and the difference, with a `G` that is
different everywhere.

**It must survive:** broadcasting. Where `(3, 1)` was spread out to `(3, 4)`, its slope is added up
again to `(3, 1)`; a number that met a table gets a number. Shapes are known only in a run, so what
undoes the spreading is an operation of its own, which looks at the value of the input. (Helpers
like it get their own rules in stage 6.) `x ** 2` where x is negative, or 0. `sigmoid` and `tanh`
far out, where the slope is 0. `relu` exactly at 0 has a corner: any slope from 0 to 1 is right
there.
""",
    hints=[
        "Begin with what keeps the shape: + hands on G to both, * crosses over, exp uses what came out. "
        "Each rule is a line of your own operators, on nodes. Only relu wants a small operation more, "
        "which gives 1 where x is positive, and 0 elsewhere.",
        "For a matrix product C = A @ B, write the shapes below the letters: which product of G with a "
        "transposed matrix has the shape of A, and which that of B?",
        "For sum, an operation spread_to(G, x, axis) of two inputs repeats G until it has the shape of x: "
        "np.expand_dims gives back the axis that is gone, np.broadcast_to repeats. A mean is a sum divided "
        "by how many there are, which only a run knows: an operation, too, or a sum of ones.",
        "An operation sum_to(G, x) undoes each broadcast, with the lines on arrays from 17.4: it takes the "
        "shape from the value of x. In each rule of an operator it comes last, once for each input.",
        "For the slope of x ** p towards p there is a logarithm. A negative x has none; the slope is "
        "asked for only where x is positive, but the slope towards x must not be spoilt by it.",
    ],
)


@STAGE.claim("`slopes` gives a node for each input, and computes nothing")
def _(probe: Probe) -> None:
    probe.given('a, b, G = placeholder("a"), placeholder("b"), placeholder("G")')
    probe.given("found = slopes(a * b, G)", NO_VALUE, NO_LIST)
    checked_slopes(probe)(probe.plain("a * b"), probe.names["G"])
    probe.given("feed = {a: [1.0, 2.0], b: [3.0, 4.0], G: [1.0, 10.0]}")
    sums = Looks([np.array([1.0, 10.0])] * 2, "that is the slope of a + b: if a grows, a * b grows by b.")
    crossed = Looks(
        [np.array([1.0, 20.0]), np.array([3.0, 40.0])], "the two are swapped: if a grows, a * b grows by b."
    )
    probe.equal(
        "run(list(found), feed)", [np.array([3.0, 40.0]), np.array([1.0, 20.0])], crossed, sums, NO_VALUE
    )


TABLE = {"a": draw(2, 3), "b": draw(2, 3, seed=1)}


@STAGE.claim("`a + b`, `a - b`, `-a`")
def _(probe: Probe) -> None:
    hold(probe, "a + b", TABLE)
    hold(
        probe,
        "a - b",
        TABLE,
        ("b", lambda G, out, a, b: G, "the slope towards b is minus G: a - b falls where b grows."),
    )
    hold(probe, "-a", {"a": TABLE["a"]}, ("a", lambda G, out, a: G, "the minus is lost on the way back."))


@STAGE.claim("`a * b`, also of a node with itself")
def _(probe: Probe) -> None:
    own = lambda G, out, a, b: G * a  # noqa: E731
    hold(probe, "a * b", TABLE, ("a", own, "the two are swapped: if a grows, a * b grows by b."))
    once = "only one of the two ways back counts: x stands on both sides of x * x, and both add up."
    hold(probe, "a * a", {"a": TABLE["a"]}, ("a", lambda G, out, a: G * a, once))


@STAGE.claim("`a / b`")
def _(probe: Probe) -> None:
    upper = "that is G * b: towards a the slope of a / b is G / b."
    sign = "the sign is lost: a / b falls where b grows."
    square = "the slope towards b is -G * a / b ** 2: one more b stands below."
    above = "the slope towards b is -G * a / b ** 2: the a is lost."
    hold(
        probe,
        "a / b",
        TABLE,
        ("a", lambda G, out, a, b: G * b, upper),
        ("a", lambda G, out, a, b: G, "towards a the slope of a / b is G / b: the b is lost."),
        ("b", lambda G, out, a, b: G * a / b**2, sign),
        ("b", lambda G, out, a, b: -G * a / b, square),
        ("b", lambda G, out, a, b: -G / b**2, above),
    )


@STAGE.claim("`x ** 2` and `x ** 3`, also where x is negative or 0")
def _(probe: Probe) -> None:
    spoilt = (
        "a logarithm of negative numbers, which only the slope towards the exponent needs, spoils this one."
    )
    rounded = "that divides by x, and x may be 0: the slope of x ** p is p * x ** (p - 1)."
    nan = lambda G, out, a: np.where(a < 0, np.nan, 2 * a * G)  # noqa: E731
    wrong = [
        ("a", lambda G, out, a: G * a, "the exponent is missing: the slope of x ** 2 is 2 * x."),
        (
            "a",
            lambda G, out, a: 2 * G * a**2,
            "the exponent must go down by one: the slope of x ** 2 is 2 * x.",
        ),
        ("a", lambda G, out, a: 2 * G, "the slope of x ** 2 is 2 * x, not 2."),
        ("a", nan, spoilt),
    ]
    table = np.array([[1.5, -2.0, 0.0], [0.5, 3.0, -1.0]])
    hold(probe, "a ** 2", {"a": table}, ("a", lambda G, out, a: _by_division(G, out, a), rounded), *wrong)
    hold(probe, "a ** 3", {"a": table})


def _by_division(G: np.ndarray, out: np.ndarray, a: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return 2 * G * out / a


@STAGE.claim("`a ** b`, towards both")
def _(probe: Probe) -> None:
    arrays = {"a": draw(2, 3, positive=True), "b": TABLE["b"]}
    bare = "towards the exponent the slope of a ** b is G * a ** b * log(a): the logarithm is missing."
    hold(probe, "a ** b", arrays, ("b", lambda G, out, a, b: G * out, bare))


@STAGE.claim("`a @ b`")
def _(probe: Probe) -> None:
    turned = "a transpose is missing, which a square table hides: "
    hold(
        probe,
        "a @ b",
        {"a": draw(2, 2), "b": draw(2, 2, seed=1)},
        ("a", lambda G, out, a, b: G @ b, turned + "towards a, G is multiplied by b transposed."),
        ("b", lambda G, out, a, b: a @ G, turned + "towards b, a transposed is multiplied by G."),
        ("a", lambda G, out, a, b: b.T @ G, "the order counts: towards a the slope is G @ transpose(b)."),
        ("b", lambda G, out, a, b: G @ a.T, "the order counts: towards b the slope is transpose(a) @ G."),
    )
    hold(probe, "a @ b", {"a": draw(2, 3), "b": draw(3, 4)})


@STAGE.claim("`transpose(x)`")
def _(probe: Probe) -> None:
    untouched = "what comes back is turned as what came out is: turn G back."
    hold(probe, "transpose(a)", {"a": draw(2, 3)}, ("a", lambda G, out, a: G, untouched))


BY_ENTRY: dict[str, list[tuple[Callable[..., Any], str]]] = {
    "exp": [
        (lambda G, out, a: G * a, "that is G * x: the slope of exp is exp itself, what came out."),
        (lambda G, out, a: G * a * np.exp(a - 1), "exp is no power of x: its slope is exp itself."),
    ],
    "log": [
        (lambda G, out, a: G / out, "that divides by what came out: the slope of log(x) is 1 / x."),
        (lambda G, out, a: G * a, "that multiplies by x: the slope of log(x) is 1 / x."),
    ],
    "tanh": [
        (
            lambda G, out, a: G * out * (1 - out),
            "that is the sigmoid's slope: tanh has another one, 1 - out ** 2.",
        ),
        (lambda G, out, a: G * (1 - a**2), "the square is that of what came out, not of what went in."),
        (lambda G, out, a: G * (1 - out), "the square is missing: 1 - out ** 2."),
    ],
    "sigmoid": [
        (lambda G, out, a: G * (1 - out**2), "that is the slope of tanh: the sigmoid's is out * (1 - out)."),
        (lambda G, out, a: G * a * (1 - a), "out * (1 - out) is meant: what came out, not what went in."),
        (lambda G, out, a: G * out, "half of it is missing: out * (1 - out)."),
    ],
    "relu": [
        (lambda G, out, a: G, "G comes back everywhere: below 0 nothing that x does reaches the other side."),
        (lambda G, out, a: G * out, "that multiplies by what came out: above 0 the slope is 1."),
        (lambda G, out, a: G * (a < 0), "it is the wrong side: above 0 the slope is 1, below it 0."),
    ],
}


def by_entry(probe: Probe, name: str) -> None:
    """A function of one node that treats each entry alone."""
    wrong: list[Wrong] = [("a", rule, said) for rule, said in BY_ENTRY[name]]
    hold(probe, f"{name}(a)", {"a": draw(2, 3, positive=name == "log")}, *wrong)
    hold(probe, f"{name}(a)", {"a": draw(2, 3, positive=name == "log") / 10}, *wrong)


for _name in BY_ENTRY:
    STAGE.claim(f"`{_name}(x)`")(partial(by_entry, name=_name))


@STAGE.claim("`relu` at 0 has some slope from 0 to 1")
def _(probe: Probe) -> None:
    probe.given('x, G = placeholder("x"), placeholder("G")\nout = relu(x)\nfeed = {x: [0.0], G: [1.0]}')
    probe.names["slope"] = sweep(probe.names["out"], probe.names["G"], probe.inputs, checked_slopes(probe))[
        id(probe.names["x"])
    ]
    corner = "at the corner any slope from 0 to 1 is right, and nothing else."
    probe.true("bool(0 <= run(slope, feed)[0] <= 1)", corner)


@STAGE.claim("`sigmoid` and `tanh` far out")
def _(probe: Probe) -> None:
    far = {"a": np.array([-1000.0, 0.5, 1000.0])}
    for name in ("sigmoid", "tanh"):
        lost = (
            "far out the slope is 0; exp of a large number was met on the way, and infinities do not go away."
        )
        hold(probe, f"{name}(a)", far, calm=lost)


@STAGE.claim("`sum(x)` and `mean(x)`, of all and over an axis")
def _(probe: Probe) -> None:
    arrays = {"a": draw(2, 3)}
    alone = "that is G as it came, and the input has another shape: each of its entries counts as much."
    for axis in ("", ", 0", ", 1", ", -1"):
        for name in ("sum", "mean"):
            hold(probe, f"{name}(a{axis})", arrays, *_of_sums(name, axis, alone))


def _of_sums(name: str, axis: str, alone: str) -> list[Wrong]:
    number = int(axis[2:]) if axis else None
    along = (lambda G: G) if number is None else (lambda G: np.expand_dims(G, number))
    sums = lambda G, out, a: np.broadcast_to(along(G), a.shape)  # noqa: E731
    wrong: list[Wrong] = [("a", lambda G, out, a: G, alone)]
    if name == "mean":
        divided = "that is the slope of a sum: a mean has divided by a number of entries."
        wrong.append(("a", sums, divided))
        wrong.append(
            (
                "a",
                lambda G, out, a: sums(G, out, a) / a.size,
                "it divides by all entries: only those of the axis were averaged.",
            )
        )
    return wrong


SPREAD: list[tuple[str, tuple[int, ...], tuple[int, ...]]] = [
    ("a number with a table", (2, 3), ()),
    ("a row with a table", (2, 3), (3,)),
    ("a column with a table", (2, 3), (2, 1)),
    ("a column with a row", (2, 1), (3,)),
    ("a table of one row with a table", (1, 3), (2, 3)),
    ("an array of one entry with a row", (1,), (3,)),
    ("a column with a stack of tables", (2, 1), (3, 2, 4)),
]


def spread_out(probe: Probe, left: tuple[int, ...], right: tuple[int, ...]) -> None:
    """Both orders of two shapes that meet, with each operator."""
    for a, b in ((left, right), (right, left)):
        arrays = {"a": draw(*a, positive=True), "b": draw(*b, seed=1, positive=True)}
        for sign in ("+", "-", "*", "/", "**"):
            hold(probe, f"a {sign} b", arrays)


for _said, _left, _right in SPREAD:
    STAGE.claim(f"{_said}: the spreading is undone")(partial(spread_out, left=_left, right=_right))


@STAGE.claim("a layer, whole")
def _(probe: Probe) -> None:
    arrays = {"X": draw(4, 3), "W": draw(3, 2, seed=1), "b": draw(2)}
    hold(probe, "tanh(X @ W + b)", arrays)
    hold(probe, "mean((sigmoid(X @ W + b) - 1) ** 2)", arrays)
