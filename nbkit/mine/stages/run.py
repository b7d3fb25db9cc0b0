"""Stage 3: values go in, and the graph computes."""

from nbkit.mine.stage import Stage

STAGE = Stage(
    key="run",
    title="run and feed",
    minutes=30,
    roles=("run",),
    asks="""\
Now the graph computes. Write `run(node, feed)`. It returns the value of the node, a number or a
NumPy array of `float64`. `feed` is a dictionary: it gives each placeholder its value, a number, a
list or an array. For a list of nodes, `run` returns a list of their values.

A variable keeps its value from run to run, until somebody changes it: `variable.value` reads it,
and `variable.value = ...` sets it. What was fed is forgotten when the run is over.

```python
x, w = placeholder("x"), variable(3.0)
y = w * x + 1
run(y, {x: 2.0})       # 7.0
run([w, y], {x: 1.0})  # [3.0, 4.0]
w.value = 5.0
run(y, {x: 2.0})       # 11.0
```

**It must survive:** a placeholder that was not fed, and is needed: raise an error that says its
name. One that is not needed may stay unfed. The ladder of 60 rungs: each node is computed once a
run, also where a list asks for many. A chain of 10,000 nodes. And arrays that a caller changes
after they were given or returned: the graph keeps its own.
""",
    hints=[
        "Stage 2 gives the order. Go through it once, and keep each value in a dictionary from node to "
        "value.",
        "Each kind of node knows how its value comes about: from its own number, from the feed, or from "
        "the values of its inputs. Where in your code would that be said once for each kind?",
        "Ask for the order of all wanted nodes together, not one after the other. The dictionary begins "
        "empty with each run.",
        "np.array(value, dtype=float) makes a copy, and np.asarray(value, dtype=float) makes one only "
        "where it must. Where do you need which?",
    ],
)
