"""Stage 4: the operations that a network is made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from nbkit.mine.probe import Looks, Probe, Raised, is_numbers
from nbkit.mine.stage import Stage

STAGE = Stage(
    key="operations",
    title="the plain operations",
    minutes=40,
    roles=("exp", "log", "tanh", "sigmoid", "relu", "sum", "mean", "transpose"),
    asks="""\
A network needs little. Add the operators `-`, `/`, `**`, `@` and the minus before one node, beside
`+` and `*`. Numbers and arrays may stand on either side of them. Then add functions that make
nodes: `exp(x)`, `log(x)`, `tanh(x)`, `sigmoid(x)`, `relu(x)`, which work entry by entry, and three
that change the shape: `sum(x)` and `mean(x)` of all entries, or with `sum(x, axis)` over one axis;
and `transpose(x)`, which swaps rows and columns.

Arrays meet as they do in NumPy: `(3, 1)` with `(4,)` gives `(3, 4)`. NumPy does this for you. Stage
5 will ask for it back.

```python
X, w, b = placeholder("X"), variable([[1.0], [-2.0]]), variable([0.5])
p = sigmoid(X @ w + b)
run(p, {X: [[2.0, 1.0]]})            # [[0.62245933]]
run(mean((1 - p) ** 2), {X: [[2.0, 1.0]]})
```

An operation may be one node, or several of yours: `a - b` may well be `a + (-1) * b`. Only what
comes out counts.

**It must survive:** `sigmoid` of ±1000, without a warning. Numbers on the left, where the order
counts: `1 - x`, `1 / x`, `2 ** x`. And `x ** 2` where x is negative, or 0. Arrays on the left,
`np.ones(3) - x`: NumPy would take your node for a number and make an array of three nodes, unless
its class says `__array_ufunc__ = None`. A negative axis. And mind Python's own `sum`: in your file,
from `def sum` on, the name means yours.
""",
    hints=[
        "An operation is a class with a forward rule, or a function that is kept in the node. When one of "
        "them is whole, the next is a line or two.",
        "Python swaps the sides for you: 1 - x calls x.__rsub__(1). Which of the two is then the first "
        "input?",
        "exp of a large number overflows, exp of a small one becomes 0. Which form of the sigmoid uses "
        "exp of a negative number only: for x >= 0, and for x < 0? tanh knows the answer as well.",
        "axis is no node: it is kept in the node beside the inputs. NumPy takes axis=None for all entries.",
    ],
)

A = np.array([[1.5, -2.0, 0.5], [4.0, 3.0, -1.0]])
B = np.array([[2.0, 0.5, -4.0], [1.0, -2.0, 8.0]])
GIVEN = (
    'a, b = placeholder("a"), placeholder("b")\n'
    "feed = {a: [[1.5, -2.0, 0.5], [4.0, 3.0, -1.0]], b: [[2.0, 0.5, -4.0], [1.0, -2.0, 8.0]]}"
)
ONE = 'x = placeholder("x")'
NO_OPERATOR = Looks(
    Raised(TypeError, "unsupported operand|bad operand"),
    "Python does not know what this operator means for nodes. Its method is __sub__ for -, __truediv__ for "
    "/, __pow__ for **, __matmul__ for @, and __neg__ for the minus before a node.",
)
NO_LEFT = Looks(
    Raised(TypeError, "unsupported operand"),
    "a number on the left does not know what to do with a node. The methods for that have an r: __rsub__, "
    "__rtruediv__, __rpow__, __rmatmul__.",
)
EARLY = Looks(
    Raised((TypeError, AttributeError), "ufunc|has no callable|not supported between"),
    "a function of NumPy was handed a node: it computes when it is called, and there is no value yet. Keep "
    "the function in a node, and call it in run.",
)
OBJECTS = Looks(
    lambda got: isinstance(got, np.ndarray) and got.dtype == object,
    "NumPy has taken the node for a number and made an array of nodes: say __array_ufunc__ = None in its "
    "class, and NumPy leaves the operator to you.",
)


def of_both(probe: Probe, sign: str, expected: np.ndarray, *looks: tuple[np.ndarray, str]) -> None:
    """An operator between two tables comes to this."""
    probe.given(GIVEN)
    known = [Looks(value, sentence) for value, sentence in looks]
    probe.equal(f"run(a {sign} b, feed)", expected, NO_OPERATOR, EARLY, *known)


@STAGE.claim("`a - b` and `-a`")
def _(probe: Probe) -> None:
    turned = "the sides are swapped: that is b - a."
    of_both(probe, "-", A - B, (B - A, turned), (A + B, "that adds: the sign of b is lost."))
    probe.equal("run(-a, feed)", -A, NO_OPERATOR, Looks(A, "the minus is lost."))


@STAGE.claim("`a / b`")
def _(probe: Probe) -> None:
    whole = "that is //, which rounds down: a / b keeps what is behind the point."
    of_both(probe, "/", A / B, (B / A, "the sides are swapped: that is b / a."), (A // B, whole))


@STAGE.claim("`a ** b`")
def _(probe: Probe) -> None:
    probe.given('a, b = placeholder("a"), placeholder("b")\nfeed = {a: [1.5, 2.0, 4.0], b: [2.0, 3.0, -0.5]}')
    left, right = np.array([1.5, 2.0, 4.0]), np.array([2.0, 3.0, -0.5])
    product = Looks(left * right, "that multiplies: ** takes a to the power of b.")
    turned = Looks(right**left, "the sides are swapped: that is b ** a.")
    probe.equal("run(a ** b, feed)", left**right, NO_OPERATOR, EARLY, product, turned)


@STAGE.claim("`x ** 2` where x is negative, or 0")
def _(probe: Probe) -> None:
    probe.given(ONE)
    logarithm = (
        "a power is no exp(b * log(a)) where a is negative or 0: there is no such logarithm. np.power."
    )
    lost = Looks(lambda got: not np.isfinite(got).all(), logarithm)
    probe.equal("run(x ** 2, {x: [-3.0, 0.0, 2.0]})", np.array([9.0, 0.0, 4.0]), lost)


@STAGE.claim("`a @ b`, the product of tables, also with a vector")
def _(probe: Probe) -> None:
    probe.given('a, b = placeholder("a"), placeholder("b")')
    probe.given("feed = {a: [[1.0, 2.0], [3.0, 4.0]], b: [[0.0, 1.0], [2.0, 3.0]]}")
    left, right = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 1.0], [2.0, 3.0]])
    entries = Looks(
        left * right, "that multiplies entry by entry, as * does: @ is the product of matrices, np.matmul."
    )
    turned = Looks(right @ left, "the sides are swapped, and for @ their order counts.")
    probe.equal("run(a @ b, feed)", left @ right, NO_OPERATOR, EARLY, entries, turned)
    outer = Looks(
        Raised(ValueError), "a vector on the right is taken as a column: np.matmul does that by itself."
    )
    probe.equal("run(a @ b, {a: [[1.0, 2.0], [3.0, 4.0]], b: [10.0, 1.0]})", np.array([12.0, 34.0]), outer)


@STAGE.claim("numbers stand on the right")
def _(probe: Probe) -> None:
    probe.given(ONE)
    for code, expected in {"x - 1": [1.0, 3.0], "x / 2": [1.0, 2.0], "x ** 2": [4.0, 16.0]}.items():
        probe.equal(f"run({code}, {{x: [2.0, 4.0]}})", np.array(expected), NO_OPERATOR, EARLY)


@STAGE.claim("numbers stand on the left, where the order counts")
def _(probe: Probe) -> None:
    probe.given(ONE)
    turned = "the sides are swapped: the number on the left is the first input, although Python asks x."
    for code, wrong, expected in (
        ("1 - x", [1.0, 3.0], [-1.0, -3.0]),
        ("8 / x", [0.25, 0.5], [4.0, 2.0]),
        ("3 ** x", [8.0, 64.0], [9.0, 81.0]),
    ):
        looks = NO_LEFT, Looks(np.array(wrong), turned)
        probe.equal(f"run({code}, {{x: [2.0, 4.0]}})", np.array(expected), *looks)


@STAGE.claim("so do arrays, and NumPy leaves the operator to the node")
def _(probe: Probe) -> None:
    probe.given(ONE + "\nones = np.ones(3)")
    for code, expected in {
        "ones - x": [-1.0, -3.0, 0.0],
        "x * ones": [2.0, 4.0, 1.0],
        "ones + x": [3, 5, 2],
    }.items():
        probe.given(f"y = {code}", NO_LEFT, EARLY)
        told = OBJECTS.sentence if isinstance(probe.names["y"], np.ndarray) else ""
        if told:
            probe.refuse(told, "a node", "an array of nodes", "y")
        probe.equal("run(y, {x: [2.0, 4.0, 1.0]})", np.array(expected, dtype=float), OBJECTS)


@STAGE.claim("shapes that differ meet as NumPy's do")
def _(probe: Probe) -> None:
    probe.given('column, row = placeholder("column"), placeholder("row")')
    probe.given("feed = {column: [[1.0], [2.0]], row: [10.0, 20.0, 30.0]}")
    column, row = np.array([[1.0], [2.0]]), np.array([10.0, 20.0, 30.0])
    for sign, expected in {"-": column - row, "/": column / row, "*": column * row}.items():
        probe.equal(f"run(column {sign} row, feed)", expected)


Rule = Callable[[np.ndarray], np.ndarray]
BY_ENTRY: dict[str, tuple[Rule, list[tuple[Rule, str]]]] = {
    "exp": (
        np.exp,
        [(lambda x: 2.0**x, "that is 2 ** x: exp is e ** x."), (np.expm1, "that is exp(x) - 1.")],
    ),
    "log": (
        np.log,
        [
            (
                np.log2,
                "that is the logarithm to the base of 2: the one to the base of e is asked for, np.log.",
            ),
            (
                np.log10,
                "that is the logarithm to the base of 10: the one to the base of e is asked for, np.log.",
            ),
            (np.log1p, "that is log(1 + x)."),
        ],
    ),
    "tanh": (np.tanh, [(lambda x: 1 / (1 + np.exp(-x)), "that is the sigmoid: tanh goes from -1 to 1.")]),
    "relu": (
        lambda x: np.maximum(x, 0),
        [
            (np.abs, "that is |x|: below 0 a relu gives 0."),
            (lambda x: np.minimum(x, 0), "it keeps the other side: below 0 a relu gives 0, above it x."),
            (lambda x: (x > 0) * 1.0, "that is a step: above 0 a relu gives x, not 1."),
        ],
    ),
    "sigmoid": (
        lambda x: 1 / (1 + np.exp(-x)),
        [
            (np.tanh, "that is tanh: a sigmoid goes from 0 to 1."),
            (lambda x: 1 / (1 + np.exp(x)), "it falls where it must rise: the sign in the exponent is lost."),
        ],
    ),
}
ONE_NUMBER = Looks(
    Raised((TypeError, ValueError), "only.*(size-1|length-1|0-dimensional)|truth value"),
    "it takes one number, and an array comes: NumPy's functions go over all entries (np.maximum, np.exp).",
)


def by_entry(probe: Probe, name: str) -> None:
    """A function of one node that treats each entry alone."""
    values = [0.5, 2.0, 8.0] if name == "log" else [-2.0, -0.5, 0.0, 0.5, 3.0]
    right, wrong = BY_ENTRY[name]
    x = np.array(values)
    looks = [Looks(function(x), sentence) for function, sentence in wrong]
    probe.given(f"{ONE}\ny = {name}(x)", EARLY, ONE_NUMBER)
    probe.equal(f"run(y, {{x: {values}}})", right(x), ONE_NUMBER, *looks, rtol=1e-9)
    probe.equal(f"run({name}(x * x + 1), {{x: 1.5}})", float(right(np.array(3.25))), ONE_NUMBER, rtol=1e-9)


for _name in BY_ENTRY:
    STAGE.claim(f"`{_name}(x)`")(partial(by_entry, name=_name))

OVERFLOW = (
    "exp of a large number overflows on the way. Of a negative number it never does: write the sigmoid so "
    "that only such are met, for x < 0 in another form than for x >= 0. np.where alone computes both forms "
    "everywhere."
)


@STAGE.claim("`sigmoid` of a thousand and of minus a thousand")
def _(probe: Probe) -> None:
    far = "[-1000.0, -40.0, 40.0, 1000.0]"
    probe.given(f"{ONE}\ny = sigmoid(x)")
    lost = Looks(lambda got: not np.isfinite(got).all(), OVERFLOW)
    probe.equal(f"run(y, {{x: {far}}})", np.array([0.0, np.exp(-40), 1.0, 1.0]), lost, calm=OVERFLOW)


@STAGE.claim("`sum(x)` and `mean(x)` take all entries")
def _(probe: Probe) -> None:
    probe.given(GIVEN)
    only = "that adds up over one axis: without an axis, all entries count."
    rows, columns = Looks(A.sum(axis=0), only), Looks(A.sum(axis=1), only)
    kept = Looks(np.array([[6.0]]), "the axes are kept as axes of one entry: a sum of all is one number.")
    hidden = (
        "inside your file the name sum is yours now. Python's own goes by builtins.sum, NumPy's by np.sum."
    )
    python = Looks(Raised((TypeError, RecursionError), "not iterable|recursion"), hidden)
    node = Looks(lambda got: not is_numbers(got), hidden)
    divided = Looks(1.0, "that is the mean.")
    probe.equal("run(sum(a), feed)", 6.0, rows, columns, kept, python, EARLY, divided, node)
    added = Looks(6.0, "that is the sum: a mean divides by the number of entries.")
    by_rows = Looks(3.0, "it divides by the number of rows: all entries are counted, in both directions.")
    by_columns = Looks(
        2.0, "it divides by the number of columns: all entries are counted, in both directions."
    )
    probe.equal("run(mean(a), feed)", 1.0, added, by_rows, by_columns, EARLY)


@STAGE.claim("`sum(x, axis)` and `mean(x, axis)` take one axis, which is then gone")
def _(probe: Probe) -> None:
    probe.given(GIVEN)
    for name, rule in (("sum", np.sum), ("mean", np.mean)):
        for axis in (0, 1, -1):
            looks = (
                Looks(
                    rule(A, axis=1 - axis % 2),
                    "that goes over the other axis: axis 0 goes down, from row to row.",
                ),
                Looks(rule(A, axis=axis, keepdims=True), "the axis is kept, with one entry: it goes away."),
                Looks(float(rule(A)), "the axis is not looked at: all entries were taken."),
                Looks(
                    np.mean(A) * A.size / A.shape[axis], "the axis is not looked at: all entries were taken."
                ),
                Looks(Raised(TypeError, "argument"), f"{name} takes the axis as its second argument."),
                Looks(
                    np.sum(A, axis=axis), "that is the sum: a mean divides by how many entries the axis has."
                ),
                Looks(np.sum(A, axis=axis) / A.size, "it divides by all entries: those of the axis count."),
            )
            probe.equal(f"run({name}(a, {axis}), feed)", rule(A, axis=axis), *looks, EARLY)


@STAGE.claim("`transpose(x)`")
def _(probe: Probe) -> None:
    probe.given(GIVEN)
    same = Looks(A, "the table comes out as it went in: rows become columns.")
    reshaped = Looks(
        A.reshape(3, 2), "the shape is right, the entries are not: that reshapes, and np.transpose swaps."
    )
    probe.equal("run(transpose(a), feed)", A.T, same, reshaped, EARLY)
    probe.equal("run(transpose(a) @ b, feed)", A.T @ B)


@STAGE.claim("one neuron, whole")
def _(probe: Probe) -> None:
    probe.given(
        'X, w, b = placeholder("X"), variable([[1.0], [-2.0]]), variable([0.5])\np = sigmoid(X @ w + b)'
    )
    X = np.array([[2.0, 1.0], [0.0, 3.0]])
    p = 1 / (1 + np.exp(-(X @ [[1.0], [-2.0]] + 0.5)))
    probe.equal("run(p, {X: [[2.0, 1.0], [0.0, 3.0]]})", p)
    probe.equal("run(mean((1 - p) ** 2), {X: [[2.0, 1.0], [0.0, 3.0]]})", float(np.mean((1 - p) ** 2)))
