"""Stage 5: each operation's own slope, as nodes."""

from nbkit.mine.stage import Stage

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
before a run. For a node without inputs the list is empty.

```python
a, b, G = placeholder("a"), placeholder("b"), placeholder("G")
to_a, to_b = slopes(a * b, G)                 # G * b and G * a, as nodes
feed = {a: [1.0, 2.0], b: [3.0, 4.0], G: [1.0, 10.0]}
run([to_a, to_b], feed)                       # [[3., 40.], [1., 20.]]
```

All operations of stages 1 and 4 have such a rule; one that is made of several nodes has it when
each of them has. For `@`, two tables are enough. We hold yours to numbers: a small step up, a small
step down, and the difference, with a `G` that is different everywhere. A `G` of ones would hide
half of the mistakes.

**It must survive:** broadcasting. Where `(3, 1)` was spread out to `(3, 4)`, its slope is added up
again to `(3, 1)`; a number that met a table gets a number. Shapes are known only in a run, so what
undoes the spreading is an operation of its own, which looks at the value of the input. `x ** 2`
where x is negative, or 0. `sigmoid` and `tanh` far out, where the slope is 0. `relu` exactly at 0
has a corner: any slope from 0 to 1 is right there.
""",
    hints=[
        "Begin with what keeps the shape: + hands on G to both, * crosses over, exp uses what came out. "
        "Each rule is a line of your own operators, on nodes.",
        "For a matrix product C = A @ B, write the shapes below the letters: which product of G with a "
        "transposed matrix has the shape of A, and which that of B?",
        "An operation sum_to(G, x) that adds G up until it has the shape of x undoes each broadcast: "
        "first add over the axes that x does not have, then over those where x has 1. Its partner "
        "spread_to(G, x) serves sum and mean.",
        "For the slope of x ** p towards p there is a logarithm. A negative x has none; the slope is "
        "asked for only where x is positive, but the slope towards x must not be spoilt by it.",
    ],
)
