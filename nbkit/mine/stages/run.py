"""Stage 3: values go in, and the graph computes."""

from __future__ import annotations

import numpy as np

from nbkit.mine.probe import Looks, Probe, Raised, is_numbers
from nbkit.mine.stage import Stage
from nbkit.mine.walk import random_graph

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
and `variable.value = ...` sets it, to a number, a list or an array, as `variable(...)` did. What was
fed is forgotten when the run is over.

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
run, also where a list asks for many. A chain of 10,000 nodes. Two placeholders of one name. And
arrays that a caller changes after they were given, set or returned: the graph keeps its own.
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

DEEP = 10_000
NO_DICT = Looks(
    Raised(KeyError),
    "a value is looked up that is not there: for a placeholder that was not fed, raise an error of your own, "
    "with its name in it.",
)
COPIES = "the graph has let go of its own array: np.array(value, dtype=float) makes a copy."
STALE = "that is the value of the run before: what was computed is kept on the nodes, and must be forgotten."
AS_NODE = Looks(
    lambda got: not isinstance(got, BaseException) and not is_numbers(got),
    "run gives back a node, or something that holds one: the value is asked for, a number or an array.",
)
ASKED_TWICE = (
    "each node that was asked for is computed on its own, from the beginning. One order for all of them, and "
    "one dictionary of values, compute each node once."
)
PATHS = (
    "a node that is used twice is computed twice, and in this ladder that doubles with each rung. Keep the "
    "value of each node, and look it up."
)


@STAGE.claim("a constant, a variable and what was fed give their values")
def _(probe: Probe) -> None:
    probe.given('c, x, w = constant(2.0), placeholder("x"), variable([1.0, 3.0])')
    needless = Looks(
        Raised(says=r"fed|\bx\b"),
        "a constant alone needs nothing that is fed: compute only what order says that a node needs.",
    )
    probe.equal("run(c, {})", 2.0, needless, AS_NODE)
    probe.equal("run(w, {})", np.array([1.0, 3.0]), AS_NODE)
    probe.equal("run(x, {x: 5.0})", 5.0, NO_DICT, AS_NODE)


@STAGE.claim("sums and products are computed from their inputs")
def _(probe: Probe) -> None:
    for code, expected, look in (
        ("w + x", 5.0, Looks(6.0, "that multiplies where + stands.")),
        ("w * x", 6.0, Looks(5.0, "that adds where * stands.")),
        ("2 * w * x + 1", 13.0, AS_NODE),
    ):
        probe.begin('x, w = placeholder("x"), variable(3.0)')
        probe.equal(f"run({code}, {{x: 2.0}})", expected, look, AS_NODE)


@STAGE.claim("a variable keeps its value until somebody sets another")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\ny = w * x\nrun(y, {x: 2.0})')
    probe.equal("w.value", 3.0, Looks(6.0, "a run has changed the variable: only who sets it does that."))
    no_setter = Looks(
        Raised(AttributeError), "w.value cannot be set: a plain attribute can, and a property needs a setter."
    )
    probe.given("w.value = 5.0", no_setter)
    probe.equal("w.value", 5.0, Looks(3.0, "the new value is not kept: does w.value read what was set?"))
    old = "that is the value before: run reads w.value anew each time, also after it was set."
    probe.equal("run(y, {x: 4.0})", 20.0, Looks(12.0, old), Looks(6.0, STALE))


@STAGE.claim("arrays go through entry by entry")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable([10.0, 20.0])')
    joined = Looks(
        Raised(),
        "a list was fed, and lists know no arithmetic: make an array of float64 of whatever is fed.",
    )
    probe.equal("run(w * x + 1, {x: np.array([1.0, 2.0])})", np.array([11.0, 41.0]), AS_NODE)
    probe.equal("run(w * x + 1, {x: [1.0, 2.0]})", np.array([11.0, 41.0]), joined, AS_NODE)
    probe.equal("run(x + x, {x: [1.5, 2.0]})", np.array([3.0, 4.0]), joined, glued(), AS_NODE)


def glued() -> Looks:
    """Lists that were added as lists are."""
    return Looks(
        lambda got: len(got) == 4,
        "a list was fed, and + has put one behind the other: make an array of float64 of whatever is fed.",
    )


@STAGE.claim("whole numbers that are fed come out as float64")
def _(probe: Probe) -> None:
    probe.given('x = placeholder("x")')
    whole = Looks(
        lambda got: np.asarray(got).dtype.kind == "i",
        "whole numbers went in and whole numbers come out: a value is float64, also where 1 and 2 are fed.",
    )
    single = Looks(
        lambda got: np.asarray(got).dtype == np.float32, "single precision went through: a value is float64."
    )
    probe.equal("run(x + x, {x: [1, 2]})", np.array([2.0, 4.0]), whole, glued(), AS_NODE)
    probe.equal("run(x + x, {x: np.float32([1, 2])})", np.array([2.0, 4.0]), single, AS_NODE)


@STAGE.claim("a list of nodes gives a list of values, in its order")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\ny = w * x\nz = y + 1')
    turned = Looks(
        lambda got: got != [7.0, 3.0, 6.0] and sorted(got) == [3.0, 6.0, 7.0],
        "the values come in the order in which they were computed: the list asks for another.",
    )
    alone = Looks(
        Raised((TypeError, AttributeError, KeyError)), "a list was taken for a node: run takes either."
    )
    probe.equal("run([z, w, y], {x: 2.0})", [7.0, 3.0, 6.0], turned, alone, AS_NODE)
    probe.equal("run([y], {x: 2.0})", [6.0], Looks(6.0, "a list of one node gives a list of one value."))


@STAGE.claim("a placeholder that was not fed is named")
def _(probe: Probe) -> None:
    probe.given('speed, w = placeholder("speed"), variable(3.0)\ny = w * speed')
    nameless = (
        "the error does not say which placeholder it is. Who has forgotten to feed one wants its name: speed."
    )
    silent = Looks(
        lambda got: not isinstance(got, Exception), "a value comes out of nothing: raise an error."
    )
    for expression in ("run(y, {})", "run(speed, {})", "run([w, y], {})"):
        probe.raises(expression, "speed", nameless, silent, NO_DICT)


@STAGE.claim("what was fed is forgotten when the run is over")
def _(probe: Probe) -> None:
    probe.given('x, w = placeholder("x"), variable(3.0)\ny = w * x\nrun(y, {x: 2.0})')
    probe.equal("run(y, {x: 5.0})", 15.0, Looks(6.0, STALE))
    kept = "it takes the value of an earlier run: what was fed belongs to that run alone. Raise an error."
    probe.raises("run(y, {})", "x", kept, NO_DICT)


@STAGE.claim("what is not needed may stay unfed, and may be fed")
def _(probe: Probe) -> None:
    probe.given('x, z, w = placeholder("x"), placeholder("z"), variable(3.0)\ny = w * x\nother = w * z')
    needless = Looks(
        Raised(), "z is asked for, and y does not need it: compute only what order says that y needs."
    )
    probe.equal("run(y, {x: 2.0})", 6.0, needless)
    fed = Looks(Raised(), "it refuses a value that it does not need: leave it alone.")
    probe.equal("run(y, {x: 2.0, z: 1.0})", 6.0, fed)


@STAGE.claim("the feed is left as it was")
def _(probe: Probe) -> None:
    probe.given('x = placeholder("x")\ny = x + 1\nfeed = {x: 2.0}\nrun(y, feed)')
    written = "values of nodes were written into the dictionary that was fed: begin one of your own."
    probe.true("len(feed) == 1 and feed[x] == 2.0", written)


@STAGE.claim("the graph keeps its own arrays")
def _(probe: Probe) -> None:
    for maker in ("constant", "variable"):
        probe.begin(f"start = np.array([1.0, 2.0])\nw = {maker}(start)\nstart[0] = 99.0")
        probe.equal("run(w, {})", np.array([1.0, 2.0]), Looks(np.array([99.0, 2.0]), COPIES))
    probe.given("result = run(w, {})\nresult[0] = 77.0")
    mine = "who writes into a result writes into the variable: hand out a copy."
    probe.equal("run(w, {})", np.array([1.0, 2.0]), Looks(np.array([77.0, 2.0]), mine))


@STAGE.claim("a ladder of 60 rungs is climbed once", slow=PATHS)
def _(probe: Probe) -> None:
    probe.given('x = placeholder("x")\ny = x\nfor _ in range(60):\n    y = y + y')
    probe.equal("run(y, {x: 1.0})", 2.0**60)


@STAGE.claim("a chain of 10,000 nodes, each asked for, is computed once", slow=ASKED_TWICE)
def _(probe: Probe) -> None:
    recursion = Looks(
        Raised(RecursionError),
        "it calls itself for each input, and Python allows about a thousand calls inside each other: go "
        "through order(node) in a loop.",
    )
    lines = (
        f'x, y, all_of_them = placeholder("x"), constant(0.0), []\nfor _ in range({DEEP:_}):\n    y = y + x'
    )
    probe.given(f"{lines}\n    all_of_them.append(y)")
    probe.equal("run(y, {x: 1.0})", float(DEEP), recursion)
    probe.equal("run(all_of_them, {x: 1.0})[-1]", float(DEEP), recursion)


@STAGE.claim("all of this holds for graphs that nobody has drawn")
def _(probe: Probe) -> None:
    for seed in range(40):
        fresh = Probe(probe.design)
        lines = random_graph(np.random.default_rng(seed), 2 + seed // 3)
        fresh.given("\n".join(lines))
        last = lines[-1].split()[0]
        plain = {"n0": 0.5}
        for line in lines[1:]:
            exec(line, {}, plain)
        fresh.equal(f"run({last}, {{n0: 0.5}})", plain[last])


@STAGE.claim("what is set becomes an array of float64, as what is given at first")
def _(probe: Probe) -> None:
    whole = "whole numbers were set, and stay so: values are float64, or steps of training would be lost."
    listed = Looks(
        lambda got: isinstance(got, list),
        "a list was set, and stays one. What comes by w.value = ... goes through np.array(..., dtype=float), "
        "too: a property with a setter sees it.",
    )
    for first, value, expected in (("3.0", "2", 2.0), ("[0.5, 0.5]", "[1, 2]", np.array([1.0, 2.0]))):
        probe.begin(f"w = variable({first})\nw.value = {value}")
        integers = Looks(lambda got: np.asarray(got).dtype.kind == "i", whole)
        probe.equal("run(w, {})", expected, listed, integers)
        probe.true("np.asarray(run(w, {})).dtype == np.float64", whole)
        probe.equal("w.value", expected, listed, integers)


@STAGE.claim("an array that is set is copied")
def _(probe: Probe) -> None:
    probe.given("w = variable([0.0, 0.0])\nnew = np.array([5.0, 6.0])\nw.value = new\nnew[0] = 9.0")
    shared = (
        "the array that was set was changed afterwards, and the variable with it: copy it where it is set, "
        "as in the maker. A property with a setter does that."
    )
    probe.equal("run(w, {})", np.array([5.0, 6.0]), Looks(np.array([9.0, 6.0]), shared))


@STAGE.claim("two placeholders of one name are two")
def _(probe: Probe) -> None:
    probe.given('a, b = placeholder("x"), placeholder("x")')
    by_name = "values are kept by name, and two nodes may share one: the node itself is the key."
    mixed = [Looks([value, value], by_name) for value in (1.0, 2.0)]
    probe.equal("run([a, b], {a: 1.0, b: 2.0})", [1.0, 2.0], *mixed)
