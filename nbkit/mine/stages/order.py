"""Stage 2: the order in which nodes can be computed, found without recursion."""

from nbkit.mine.stage import Stage

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
