"""Stage 4: the operations that a network is made of."""

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
counts: `1 - x`, `1 / x`, `2 ** x`. Arrays on the left, `np.ones(3) - x`: NumPy would take your node
for a number and make an array of three nodes, unless its class says `__array_ufunc__ = None`. A
negative axis. And mind Python's own `sum`: in your file, from `def sum` on, the name means yours.
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
