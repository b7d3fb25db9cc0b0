"""Stage 6: the reverse sweep, which makes nodes."""

from nbkit.mine.stage import Stage

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
the middle. The slope of a slope. A chain of 10,000 nodes, and the ladder of 60 rungs: the work
grows with the number of nodes, not with that of paths.
""",
    hints=[
        "Stage 2 gives an order in which inputs come first. Which order do you need here, so that a node "
        "has heard from all that use it before it hands anything on?",
        "Keep a dictionary from each node to what has reached it so far. It starts with one entry: the "
        "loss, and a 1.",
        "Where something has already reached an input, add a node; do not replace what is there.",
        "A slope of zeros in the shape of a node that nothing reached: 0 * node is one, as long as its "
        "value is finite. What else knows the shape?",
    ],
)
