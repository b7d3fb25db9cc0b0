"""Chapter 08: backpropagation."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

import nbkit as nb
from nbkit.learn.exercise import Choice, Function, Option, Prediction, WrongKind
from nbkit.learn.own_tests import OwnTest

# ---------------------------------------------------------------- meeting_paths

MEETING_PATHS = Prediction(
    name="meeting_paths",
    chapter=8,
    minutes=5,
    difficulty=1,
    prompt="""
With a pencil: $a = x + y$, then $b = a \\cdot x$, then $L = a + b$, at $x = 4$ and $y = 3$.
What is the slope of $L$ by $x$? The answer is a whole number.
""",
    stub="meeting_paths = ...  # a number",
    hints=[
        "Draw the graph, write the values at the nodes and 1 at L. Both a and b get a share from L.",
        "Who uses a? L does, and b does. Add the two shares.",
        "Who uses x? a does, and b does. Add what comes from both.",
    ],
    mistakes={
        5: "that is what comes to x through a: b uses x as well, so add its share.",
        7: "that is what comes to x from b directly: a uses x as well, so add its share.",
        11: "a lacks a share: L uses it directly too, not through b alone.",
        8: "a lacks a share: b uses it too, not L alone.",
        35: "that is the value of L, or two slopes that meet and were multiplied: where paths meet, add.",
        4: "that is one path, x to a to b to L: there are three paths from x to L.",
        1: "that is one path, x to a to L: there are three paths from x to L.",
        28: "that is the value of b: values flow forward, we ask for a slope.",
        9: "b = a · x passes on the other factor: the share that x gets is a, not x.",
    },
)


@MEETING_PATHS.solution(
    "a gets 1 from L and 4 from b, together 5; x gets 5 from a and the other factor, 7, from b: 12."
)
def meeting_paths():
    return 12


# ---------------------------------------------------------------- graph_depth


class Book(dict):
    """A dictionary that counts how often each of its entries is read."""

    def __init__(self, *entries):
        super().__init__(*entries)
        self.reads = {}

    def __getitem__(self, name):
        self.reads[name] = self.reads.get(name, 0) + 1
        return super().__getitem__(name)

    def get(self, name, default=None):
        return self[name] if name in self else default  # noqa: SIM401 (it is to be counted)


def depth_with_patience(answer, inputs, node):
    """An earlier call, on another graph, must leave nothing behind; and a shared node is not walked anew."""
    if answer(chain("a", 1), "a0") == answer(chain("a", 2), "a0") != answer(chain("b", 2), "b0"):
        raise WrongKind(OUTLIVES)
    found = answer(inputs, node)
    if max(inputs.reads.values(), default=0) > 200:
        return "a walk through the shared nodes again and again"
    return found


def chain(letter, edges):
    """A graph of so many edges, one after the other."""
    return {f"{letter}{k}": [f"{letter}{k + 1}"] if k < edges else [] for k in range(edges + 1)}


OUTLIVES = "the notebook outlives the call: the next graph finds the old names. Make it anew inside."


GRAPH_DEPTH = Function(
    name="graph_depth",
    chapter=8,
    minutes=12,
    difficulty=2,
    prompt="""
Even with as many processors as you like, a node must wait for its inputs. So the number of operations
*one after the other* is the length of the longest path that ends at a node, counted in edges.
Write it. `inputs` is a dictionary: `inputs["L"]` is the list of names that `"L"` needs, and is empty for a
node that needs nothing. Towers of twenty steps must not take a million calls.
""",
    stub='''
def graph_depth(inputs, node):
    """Return the number of edges on the longest path that ends at the node."""
    ...
''',
    hints=[
        "A node without inputs has depth 0. Any other is one edge deeper than its deepest input.",
        "max(values, default=0) is at hand for an empty list.",
        "Write an inner function of one node that calls itself, and a notebook for what it found (or @cache "
        "above that inner function).",
        "Make the notebook inside graph_depth, so that the next graph begins with an empty one.",
    ],
    use=depth_with_patience,
)


@GRAPH_DEPTH.inputs
def draw_graphs(rng):
    yield {"inputs": Book({"L": []}), "node": "L"}
    yield {"inputs": Book({"x": [], "L": ["x"]}), "node": "L"}
    yield {"inputs": Book({"x": [], "b": [], "y": ["x"], "L": ["b", "y"]}), "node": "L"}
    yield {"inputs": Book({"x": [], "b": [], "y": ["x"], "L": ["y", "b"], "M": ["L"]}), "node": "L"}
    yield {"inputs": Book({"x": [], "L": ["x", "x"]}), "node": "L"}
    skip = {"x": [], "a": ["x"], "b": ["a"], "c": ["b", "x"], "L": ["x", "c", "a"]}
    yield {"inputs": Book(skip), "node": "L"}
    random = {f"n{k}": [f"n{i}" for i in rng.choice(k, size=min(k, 2), replace=False)] for k in range(9)}
    yield {"inputs": Book(random), "node": "n8"}
    tower = {f"t{k}": [f"t{k - 1}"] * 2 if k else [] for k in range(13)}
    yield {"inputs": Book(tower), "node": "t12"}


@GRAPH_DEPTH.solution(
    "each node asks its inputs and adds one edge to the deepest answer; the notebook `known` answers "
    "for a shared node the second time, so each edge is passed once."
)
def graph_depth(inputs, node):
    known = {}

    def depth(name):
        if name not in known:
            known[name] = max((1 + depth(needed) for needed in inputs[name]), default=0)
        return known[name]

    return depth(node)


@GRAPH_DEPTH.wrong(
    "right, but the way to it explodes: a shared node is walked each time anew. Write down what you know."
)
def without_a_notebook(inputs, node):
    return max((1 + without_a_notebook(inputs, needed) for needed in inputs[node]), default=0)


@GRAPH_DEPTH.wrong("you counted nodes: a path of two nodes has one edge, so a node without inputs has 0.")
def counts_nodes(inputs, node):
    return 1 + graph_depth(inputs, node)


@GRAPH_DEPTH.wrong("you took the shortest path: a node waits for its slowest input, so take the largest.")
def takes_the_shortest(inputs, node, known=None):
    known = {} if known is None else known
    if node not in known:
        known[node] = min((1 + takes_the_shortest(inputs, n, known) for n in inputs[node]), default=0)
    return known[node]


@GRAPH_DEPTH.wrong("you counted the paths: add nothing up, take the longest of them.")
def counts_the_paths(inputs, node, known=None):
    known = {} if known is None else known
    if node not in known:
        found = [counts_the_paths(inputs, needed, known) for needed in inputs[node]]
        known[node] = sum(found) if found else 1
    return known[node]


@GRAPH_DEPTH.wrong("you followed the first input only: a later one may lie deeper.")
def first_input_only(inputs, node):
    return 1 + first_input_only(inputs, inputs[node][0]) if inputs[node] else 0


@GRAPH_DEPTH.wrong("you followed the last input only: an earlier one may lie deeper.")
def last_input_only(inputs, node):
    return 1 + last_input_only(inputs, inputs[node][-1]) if inputs[node] else 0


@GRAPH_DEPTH.wrong(
    "you write what you find into the caller's dictionary, and the graph is gone afterwards: make a "
    "dictionary of your own."
)
def notes_in_the_graph(inputs, node):
    if isinstance(inputs[node], int):
        return inputs[node]
    inputs[node] = max([1 + notes_in_the_graph(inputs, needed) for needed in inputs[node]], default=0)
    return inputs[node]


@GRAPH_DEPTH.wrong(
    "pop takes the names out of the caller's lists, and the graph is empty afterwards: go through them "
    "with for."
)
def empties_the_lists(inputs, node, known=None):
    known = {} if known is None else known
    if node not in known:
        known[node] = 0
        while inputs[node]:
            known[node] = max(known[node], 1 + empties_the_lists(inputs, inputs[node].pop(), known))
    return known[node]


@GRAPH_DEPTH.wrong(
    "@cache looks its answers up by the arguments, and a dictionary cannot be looked up: put it on an inner "
    "function of the node alone."
)
def cached_by_the_dictionary(inputs, node):
    from functools import cache

    @cache
    def depth(inputs, node):
        return max((1 + depth(inputs, needed) for needed in inputs[node]), default=0)

    return depth(inputs, node)


@GRAPH_DEPTH.wrong("every node comes out as 0: each edge on the way must add 1.")
def adds_nothing(inputs, node):
    return 0


@GRAPH_DEPTH.wrong(OUTLIVES)
def old_notebook(inputs, node, known={}):  # noqa: B006
    if node not in known:
        known[node] = max((1 + old_notebook(inputs, needed) for needed in inputs[node]), default=0)
    return known[node]


@GRAPH_DEPTH.wrong("a node without inputs stops it: max() of nothing is an error, unless you say default=0.")
def stops_at_the_leaves(inputs, node):
    return 1 + max([stops_at_the_leaves(inputs, needed) for needed in inputs[node]])


@GRAPH_DEPTH.wrong("you counted all nodes below: those that don't need each other can go at the same time.")
def counts_all_below(inputs, node):
    seen, waiting = {node}, [node]
    while waiting:
        for needed in inputs[waiting.pop()]:
            if needed not in seen:
                seen.add(needed)
                waiting.append(needed)
    return len(seen) - 1


@GRAPH_DEPTH.wrong("you counted all edges below: the longest path is one way, not all of them together.")
def counts_all_edges(inputs, node):
    seen, waiting, edges = {node}, [node], 0
    while waiting:
        for needed in inputs[waiting.pop()]:
            edges += 1
            if needed not in seen:
                seen.add(needed)
                waiting.append(needed)
    return edges


# ---------------------------------------------------------------- tanh_backward

TANH_BACKWARD = Function(
    name="tanh_backward",
    chapter=8,
    minutes=6,
    difficulty=2,
    prompt="""
Write the `backward` of tanh, from its *output* alone: `out` is $\\tanh(z)$, and $z$ itself was thrown away.
Return what goes on below, of the same shape as `G`: here the array itself, no tuple. (The slope of tanh
stands in chapter 2.)
""",
    stub='''
def tanh_backward(G, out):
    """Return the slope of the loss by z, where out = tanh(z) and G is the slope by out."""
    ...
''',
    hints=[
        "What comes from above, times the local slope. Each output follows its own input only.",
        "The slope of tanh at z is 1 - tanh(z) ** 2.",
        "tanh(z) has been computed already. Under which name was it handed to you?",
    ],
)


@TANH_BACKWARD.inputs
def draw_tanh(rng):
    yield {"G": np.array([2.0]), "out": np.array([0.5])}
    for shape in [(1, 1), (3,), (1, 4), (3, 2)]:
        yield {"G": rng.normal(size=shape).round(1), "out": rng.uniform(-1, 1, size=shape).round(2)}
    yield {"G": np.array([[1e6, -1e-3]]), "out": np.array([[0.3, -0.9]])}
    yield {"G": np.array([3.0, -4.0, 5.5]), "out": np.array([1.0, -1.0, 0.0])}


@TANH_BACKWARD.solution(
    "the slope 1 - tanh(z)² needs tanh(z) only, and that is `out`; applying tanh once more would be "
    "the bug of the 2019 tutorial."
)
def tanh_backward(G, out):
    return G * (1 - out**2)


@TANH_BACKWARD.wrong("tanh is applied twice: out has been through it already, so square out itself.")
def applied_twice(G, out):
    return G * (1 - np.tanh(out) ** 2)


@TANH_BACKWARD.wrong("that is the sigmoid's slope: tanh has another one.")
def slope_of_the_sigmoid(G, out):
    return G * out * (1 - out)


@TANH_BACKWARD.wrong("G is missing: multiply the local slope by what comes from above.")
def without_g(G, out):
    return 1 - out**2


@TANH_BACKWARD.wrong("the square is missing: at out = -1 the slope is 0, and you have 2. Square out.")
def without_the_square(G, out):
    return G * (1 - out)


@TANH_BACKWARD.wrong("the square is around the wrong thing: square out, then subtract it from 1.")
def squares_the_difference(G, out):
    return G * (1 - out) ** 2


@TANH_BACKWARD.wrong("you sent G through tanh: G is multiplied by the local slope, as it stands.")
def sends_g_through(G, out):
    return np.tanh(G) * (1 - out**2)


@TANH_BACKWARD.wrong("you added G: gears multiply, so multiply G by the slope.")
def adds_g(G, out):
    return G + (1 - out**2)


@TANH_BACKWARD.wrong("you multiplied G by the output: multiply it by the slope, how out follows z.")
def times_the_output(G, out):
    return G * out


@TANH_BACKWARD.wrong("you divided by the slope: going back through an operation multiplies by it.")
def divides(G, out):
    with np.errstate(all="ignore"):
        return G / (1 - out**2)


@TANH_BACKWARD.wrong("brackets are missing: G * 1 - out**2 takes out² off G. Write G * (1 - out**2).")
def brackets_missing(G, out):
    return G * 1 - out**2


@TANH_BACKWARD.wrong("you summed the shares up: each entry follows its own input, so the shape of G stays.")
def sums_up(G, out):
    return np.sum(G * (1 - out**2))


@TANH_BACKWARD.wrong("the sign is turned: tanh rises everywhere, its slope is 1 - out², not out² - 1.")
def sign_turned(G, out):
    return G * (out**2 - 1)


# ---------------------------------------------------------------- overwritten_share

OVERWRITTEN_SHARE = Choice(
    name="overwritten_share",
    chapter=8,
    minutes=4,
    difficulty=2,
    prompt="""
Spot the bug. In the loop of the reverse sweep a friend has written

```python
slopes[source] = share
```

where we wrote `slopes[source] = slopes.get(source, 0) + share`. For which graphs are some of her slopes
wrong?
""",
    options={
        "a": Option(
            "For none: a node's share is final when it is written.",
            "a share is final only if nobody else has one to give; what if two operations use the node?",
        ),
        "b": Option(
            "For those in which some value is used more than once.",
            "the last share to arrive replaces the others, so all paths but one are lost. The first "
            "graph of 8.1 comes out right, the second does not: test on graphs where paths meet.",
        ),
        "c": Option(
            "For all that have more than one operation.",
            "the first graph of 8.1 has three operations, and each value in it gets a single share: go "
            "through it with her line.",
        ),
        "d": Option(
            "For all: without get the first look-up of a node is a KeyError.",
            "her line looks nothing up, it only writes; and writing a new key is no error.",
        ),
        "e": Option(
            "For those in which an operation has two inputs.",
            "two inputs are two keys of the dictionary, and each gets a share of its own. It takes "
            "two users of one value.",
        ),
        "f": Option(
            "For those that go round in a circle.",
            "no graph does: a value that needs itself could not be computed. Two ways from a value to"
            " the loss are enough.",
        ),
        "g": Option(
            "For deep ones: her error grows from layer to layer.",
            "along a chain each value gets one share, however long it is, and she is right at each link.",
        ),
    },
    right="b",
    hints=[
        "Which of the three sentences of backpropagation does the + stand for?",
        "Go through both graphs of 8.1 with her line. Which slopes change?",
        "Change the line in our sweep and run it on both graphs.",
    ],
)

# ---------------------------------------------------------------- dense_backward

DENSE_BACKWARD = Function(
    name="dense_backward",
    chapter=8,
    minutes=15,
    difficulty=2,
    prompt="""
PyTorch keeps the weights of a layer the other way round, a *row* for each neuron: `W` is (m, d), and the
layer computes `out = X @ W.T + b` with `X` of shape (n, d) and `b` of shape (m,).
Write its backward. `G` has the shape of `out`, (n, m). Return the three slopes `(dX, dW, db)`, each of the
shape of its own array.
""",
    stub='''
def dense_backward(G, X, W, b):
    """Return (dX, dW, db) for out = X @ W.T + b."""
    ...
''',
    hints=[
        "Write the shapes down: G (n, m), X (n, d), W (m, d). What must come out for dX, and for dW?",
        "There is one product of G and W that has the shape (n, d), and one of G and X that has (m, d).",
        "b is added to each of n rows: n paths meet there.",
        "Measure it: nb.gradient(lambda W: np.sum(G * (X @ W.T + b)), W) should be your dW.",
    ],
)


@DENSE_BACKWARD.inputs
def draw_dense(rng):
    for n, d, m in [(1, 1, 1), (2, 1, 1), (1, 2, 3), (3, 2, 1), (2, 2, 2), (3, 3, 3), (4, 2, 3), (5, 4, 2)]:
        X, W, G = rng.normal(size=(n, d)), rng.normal(size=(m, d)), rng.normal(size=(n, m))
        yield {"G": G.round(1), "X": X.round(1), "W": W.round(1), "b": rng.normal(size=m).round(1)}
    big = np.array([[1e6, -2e6], [3e6, 5e6], [1.0, 2.0]])
    yield {"G": np.ones((3, 1)), "X": big, "W": np.array([[2.0, -3.0]]), "b": np.array([1e-3])}


@DENSE_BACKWARD.solution(
    "each slope is what comes from above times the other factor, and only one order of the two has the "
    "right shape; all n rows share b, so their shares are added."
)
def dense_backward(G, X, W, b):
    return G @ W, G.T @ X, G.sum(axis=0)


@DENSE_BACKWARD.wrong("dW is transposed: here W is (m, d), a row for each neuron, and dW must be so too.")
def dw_transposed(G, X, W, b):
    return G @ W, X.T @ G, G.sum(axis=0)


@DENSE_BACKWARD.wrong("you used the rules for X @ W: here W has been transposed once already.")
def rules_of_the_other_layout(G, X, W, b):
    return G @ W.T, X.T @ G, G.sum(axis=0)


@DENSE_BACKWARD.wrong("dX is wrong: (n, m) times W's (m, d) fits as it stands, without a transpose.")
def dx_transposes(G, X, W, b):
    return G @ W.T, G.T @ X, G.sum(axis=0)


@DENSE_BACKWARD.wrong("db is G itself: all rows use the same b, so add G up over the rows.")
def db_not_summed(G, X, W, b):
    return G @ W, G.T @ X, G


@DENSE_BACKWARD.wrong("db is summed along the rows: one number a neuron is due, so sum over axis 0.")
def db_along_the_rows(G, X, W, b):
    return G @ W, G.T @ X, G.sum(axis=1)


@DENSE_BACKWARD.wrong("db is one number: each neuron has a bias of its own, so sum over axis 0 only.")
def db_one_number(G, X, W, b):
    return G @ W, G.T @ X, G.sum()


@DENSE_BACKWARD.wrong("db is averaged: where paths meet, we add. A mean belongs to the loss, and so to G.")
def db_averaged(G, X, W, b):
    return G @ W, G.T @ X, G.mean(axis=0)


@DENSE_BACKWARD.wrong("db has shape (1, m): b is (m,), so leave keepdims away.")
def db_keeps_dims(G, X, W, b):
    return G @ W, G.T @ X, G.sum(axis=0, keepdims=True)


@DENSE_BACKWARD.wrong("dW and db are divided by n: the mean belongs to the loss, G holds it already.")
def divided_by_n(G, X, W, b):
    return G @ W, G.T @ X / len(X), G.sum(axis=0) / len(X)


@DENSE_BACKWARD.wrong("dX, dW, db is the order asked for: you returned dW first.")
def other_order(G, X, W, b):
    return G.T @ X, G @ W, G.sum(axis=0)


@DENSE_BACKWARD.wrong("the slope of the bias is missing: return three arrays.")
def without_db(G, X, W, b):
    return G @ W, G.T @ X


@DENSE_BACKWARD.wrong(
    "reshape does not turn a table, it fills the new shape in reading order: .T turns, and G.T @ X fits at "
    "once."
)
def dw_reshaped(G, X, W, b):
    return G @ W, (X.T @ G).reshape(W.shape), G.sum(axis=0)


@DENSE_BACKWARD.wrong(
    "the sign of all three is turned: a slope is handed down as it is, the minus is the step's."
)
def sign_turned_in_all(G, X, W, b):
    return -G @ W, -G.T @ X, -G.sum(axis=0)


@DENSE_BACKWARD.wrong("db takes the bias itself into account: adding b passes G on, whatever b is.")
def db_times_b(G, X, W, b):
    return G @ W, G.T @ X, G.sum(axis=0) * b


# ---------------------------------------------------------------- test_backward

TEST_BACKWARD = OwnTest(
    name="test_backward",
    chapter=8,
    minutes=15,
    difficulty=3,
    prompt="""
Write the test that would have caught you. `backward(G, X, W, b)` should return the slopes `(dX, dW, db)` of
the layer `out = X @ W.T + b`, as `dense_backward` above does. Each slope has the shape of its own array.
Nothing that it is given changes, all of it may hold whole numbers, and a second call has forgotten the
first.

Your test is handed three right ones, which must pass, and eight broken ones, which must not. You see none
of them. A measurement is a good judge: `nb.gradient(lambda W: np.sum(G * (X @ W.T + b)), W)`.
""",
    stub='''
def test_backward(backward):
    """Raise an AssertionError where backward does not return the right (dX, dW, db)."""
    ...
''',
    hints=[
        "Draw G, X, W and b at random, and compare each slope with one that nb.gradient measures.",
        "Which G, and which shapes? Remember the zero rule. With one row, neuron or input much looks right.",
        "np.allclose stretches shapes until they fit: (1, m) equals (m,) for it. Compare the shapes as well.",
        "Call it twice, once with a W of whole numbers. Copy all that you hand over, and compare afterwards.",
    ],
)


@TEST_BACKWARD.right("the plainest right one is refused: are the slopes that you expect right?")
def with_three_products(G, X, W, b):
    return G @ W, G.T @ X, G.sum(axis=0)


@TEST_BACKWARD.right(
    "a right one is refused that adds up row by row, and returns a list: its last digit may be another. "
    "Compare with some room, as np.allclose does, and take the three slopes apart."
)
def row_by_row(G, X, W, b):
    dX, dW, db = (np.zeros(np.shape(array)) for array in (X, W, b))
    for row in reversed(range(len(G))):
        dX[row] = sum(G[row, j] * W[j] for j in range(len(W)))
        dW += np.outer(G[row], X[row])
        db += G[row]
    return [dX, dW, db]


@TEST_BACKWARD.right(
    "a right one is refused whose slopes are read-only views, in another order in memory: only their shapes "
    "and values count."
)
def as_views(G, X, W, b):
    n, m, d = len(G), len(W), X.shape[1]
    dX, dW = np.einsum("nm,md->dn", G, W).T, np.einsum("nm,nd->dm", G, X).T
    db = np.broadcast_to(np.ones(n) @ G, (m,))
    assert dX.shape == (n, d)
    dX.flags.writeable = dW.flags.writeable = False
    return dX, dW, db


ONE = np.ones((1, 1))


@TEST_BACKWARD.broken(G=2 * ONE, X=ONE, W=ONE, b=np.zeros(1))
def ones_from_above(G, X, W, b):
    return with_three_products(np.ones(G.shape), X, W, b)


@TEST_BACKWARD.broken(G=np.ones((2, 1)), X=np.ones((2, 1)), W=ONE, b=np.zeros(1))
def divides_by_the_rows(G, X, W, b):
    return G @ W, G.T @ X / len(X), G.sum(axis=0) / len(X)


@TEST_BACKWARD.broken(
    G=np.array([[1.0, 0.0]]), X=np.ones((1, 2)), W=np.array([[0.0, 1.0], [0.0, 0.0]]), b=np.zeros(2)
)
def does_not_turn_w(G, X, W, b):
    return G @ W.T, G.T @ X, G.sum(axis=0)


@TEST_BACKWARD.broken(G=ONE, X=ONE, W=ONE, b=np.zeros(1))
def keeps_an_axis(G, X, W, b):
    return G @ W, G.T @ X, G.sum(axis=0, keepdims=True)


@TEST_BACKWARD.broken(G=np.array([[1.0, 2.0]]), X=np.array([[1.0, 3.0]]), W=np.zeros((2, 2)), b=np.zeros(2))
def reshapes_for_a_turn(G, X, W, b):
    return G @ W, (X.T @ G).reshape(W.shape), G.sum(axis=0)


@TEST_BACKWARD.broken(G=np.ones((2, 1)), X=np.ones((2, 1)), W=ONE, b=np.zeros(1))
def adds_up_in_its_input(G, X, W, b):
    dX, dW, db = G @ W, G.T @ X, G[0]
    for row in G[1:]:
        db += row
    return dX, dW, db


@TEST_BACKWARD.broken(calls=2, G=ONE, X=ONE, W=ONE, b=np.zeros(1))
class AddsToTheCallBefore:
    def __init__(self):
        self.dW = 0.0

    def __call__(self, G, X, W, b):
        if np.shape(self.dW) != np.shape(W):
            self.dW = np.zeros(np.shape(W))
        self.dW = self.dW + G.T @ X
        return G @ W, self.dW, G.sum(axis=0)


@TEST_BACKWARD.broken(G=ONE, X=np.array([[0.5]]), W=np.array([[2]]), b=np.zeros(1))
def in_the_dtype_of_w(G, X, W, b):
    dW = np.zeros_like(W)
    dW[:] = G.T @ X
    return G @ W, dW, G.sum(axis=0)


@TEST_BACKWARD.solution(
    "a random G asks all questions at once, shapes of unequal sides show each turned table, and the second "
    "round brings whole numbers and a second call."
)
def test_backward(backward):
    rng = np.random.default_rng(8)
    for W in (rng.normal(size=(2, 3)), np.array([[1, 2, 0], [-1, 3, 2]])):
        G, X, b = rng.normal(size=(4, 2)), rng.normal(size=(4, 3)), rng.normal(size=2)
        before = [array.copy() for array in (G, X, W, b)]
        for slope, known in zip(backward(G, X, W, b), measured(*before), strict=True):
            assert np.shape(slope) == known.shape
            assert np.allclose(slope, known, atol=1e-6)
        assert all(map(np.array_equal, (G, X, W, b), before))


def measured(G, X, W, b):
    return (
        nb.gradient(lambda X: np.sum(G * (X @ W.T + b)), X),
        nb.gradient(lambda W: np.sum(G * (X @ W.T + b)), W),
        nb.gradient(lambda b: np.sum(G * (X @ W.T + b)), b),
    )


def drawn(n, d, m, **given):
    """G, X, W and b at random, of these shapes, but for those that are given."""
    rng = np.random.default_rng(8)
    shapes = {"G": (n, m), "X": (n, d), "W": (m, d), "b": (m,)}
    return [given.get(name, rng.normal(size=shape)) for name, shape in shapes.items()]


def right_slopes(backward, given, shapes=True, unchanged=True, parts=(0, 1, 2)):
    """Assert that the slopes are right; what is not to be looked at is left out."""
    before = [array.copy() for array in given]
    slopes, known = backward(*given), with_three_products(*before)
    for part in parts:
        assert not shapes or np.shape(slopes[part]) == known[part].shape
        assert np.allclose(slopes[part], known[part], atol=1e-6)
    assert not unchanged or all(map(np.array_equal, given, before))


WHOLE = np.array([[1, 2, 0], [-1, 3, 2]])


@TEST_BACKWARD.wrong(
    "nothing is ever refused: printing or comparing is not enough, and an assert must be able to fail."
)
def compares_and_says_nothing(backward):
    G, X, W, b = drawn(4, 3, 3)
    np.allclose(backward(G, X, W, b)[1], G.T @ X)


@TEST_BACKWARD.wrong(
    "from above come ones and nothing else. That is the question to which the zero rule had the right "
    "answer: draw G at random."
)
def ones_for_g(backward):
    for W in (drawn(4, 3, 2)[2], WHOLE):
        right_slopes(backward, drawn(4, 3, 2, G=np.ones((4, 2)), W=W))


@TEST_BACKWARD.wrong(
    "you hand it a single row. A sum of one is a mean of one: take several rows, and not alike."
)
def of_a_single_row(backward):
    for W in (drawn(1, 3, 2)[2], WHOLE):
        right_slopes(backward, drawn(1, 3, 2, W=W))


@TEST_BACKWARD.wrong(
    "your W is the same when it is turned, as np.eye, np.ones and a 1 by 1 are. Then nobody can tell W from "
    "W.T: draw it, with sides of unequal length."
)
def of_a_w_that_may_be_turned(backward):
    for W in (np.ones((3, 3)) + np.eye(3), np.eye(3, dtype=int)):
        right_slopes(backward, drawn(4, 3, 3, W=W))


@TEST_BACKWARD.wrong(
    "the values alone are compared, and np.allclose stretches shapes until they fit: (1, m) for (m,). Assert "
    "that the shapes are equal too."
)
def without_the_shapes(backward):
    for W in (drawn(4, 3, 2)[2], WHOLE):
        right_slopes(backward, drawn(4, 3, 2, W=W), shapes=False)


@TEST_BACKWARD.wrong(
    "your layer has one neuron or one input. There a reshape and a turn are the same: give it two and three."
)
def of_one_neuron(backward):
    for W in (drawn(4, 3, 1)[2], WHOLE[:1]):
        right_slopes(backward, drawn(4, 3, 1, W=W))
    right_slopes(backward, drawn(4, 1, 3))


@TEST_BACKWARD.wrong(
    "you look at what comes back, and not at what was handed over. Copy G, X, W and b before, compare after."
)
def never_looks_back(backward):
    for W in (drawn(4, 3, 2)[2], WHOLE):
        right_slopes(backward, drawn(4, 3, 2, W=W), unchanged=False)


@TEST_BACKWARD.wrong("you call it once. What it remembers shows in the second call.")
def of_one_call(backward):
    right_slopes(backward, drawn(4, 3, 2, W=WHOLE))


@TEST_BACKWARD.wrong(
    "nothing shows who takes the dtype of W for its slope as well: let W alone hold whole numbers."
)
def of_floats(backward):
    right_slopes(backward, drawn(4, 3, 2))
    right_slopes(backward, drawn(4, 3, 2))


@TEST_BACKWARD.wrong("of the three slopes you compare one, dW. The other two can be whatever they like.")
def of_dw_alone(backward):
    for W in (drawn(4, 3, 3)[2], np.array([[1, 2, 0], [-1, 3, 2], [4, 0, 1]])):
        right_slopes(backward, drawn(4, 3, 3, W=W), unchanged=False, parts=(1,))


@TEST_BACKWARD.wrong(
    "one call with floats, values alone: so most begin. Compare the shapes too, call it twice, once with "
    "whole numbers, and look at G afterwards."
)
def as_most_begin(backward):
    right_slopes(backward, drawn(4, 3, 2), shapes=False, unchanged=False)


@TEST_BACKWARD.wrong(
    "you compare with ==, to the last bit. A sum in another order ends in another digit: leave room, "
    "np.allclose does."
)
def wants_the_same_bits(backward):
    for W in (drawn(4, 3, 2)[2], WHOLE):
        given = drawn(4, 3, 2, W=W)
        before = [array.copy() for array in given]
        for slope, known in zip(backward(*given), with_three_products(*before), strict=True):
            assert np.shape(slope) == known.shape and np.array_equal(slope, known)
        assert all(map(np.array_equal, given, before))


# ---------------------------------------------------------------- unit_rows


def forward_and_back(operation, X, G):
    """What the class makes of X, and what it sends below when G comes from above."""
    out = operation.forward(X)
    kept = np.copy(out)
    slopes = operation.backward(G, out, X)
    return [out, slopes] if np.array_equal(out, kept) else "an output that backward has changed"


UNIT_ROWS = Function(
    name="unit_rows",
    chapter=8,
    minutes=60,
    difficulty=3,
    prompt="""
**An operation of your own. Take an hour.** `UnitRows` divides each row of `X`, of shape (n, d), by its
length, the root of the sum of its squares. So every row comes out with length 1. (No row is all zeros.)
Write its `forward`, derive its `backward` on paper, and write that too. As in 8.4 `backward` gets `G`, the
output and the input, and returns a tuple with one slope.
Check it before you hand it in: `nb.check_gradients(UnitRows.forward, UnitRows.backward, X)` should be tiny
for a random `X`.
""",
    stub="""
class UnitRows:
    @staticmethod
    def forward(X): ...

    @staticmethod
    def backward(G, out, X): ...
""",
    hints=[
        "The lengths: the root of (X**2).sum(axis=1, keepdims=True). They have shape (n, 1).",
        "Two paths lead from x to out = x / r: one directly, and one through the length r. Where paths "
        "meet, add.",
        "Directly: G / r. Through r: the slope of x_j / r by r is -x_j / r², and all entries of a row "
        "share the same r, so their shares are summed. The slope of r by x is x / r.",
        "Write x / r as out wherever it occurs. Then compare with softmax_rule: the shape is alike.",
    ],
    use=forward_and_back,
    rtol=1e-6,
    atol=1e-8,
)


@UNIT_ROWS.inputs
def draw_rows(rng):
    yield {"X": np.array([[3.0, 4.0]]), "G": np.array([[1.0, 0.0]])}
    for shape in [(1, 1), (2, 2), (3, 1), (1, 4), (3, 2), (3, 3), (4, 3)]:
        X, G = rng.uniform(0.5, 2, size=shape) * rng.choice([-1, 1], size=shape), rng.normal(size=shape)
        yield {"X": X.round(1), "G": G.round(1)}
    yield {"X": np.array([[3e6, -4e6], [0.3, 0.4]]), "G": np.array([[1e6, 2e6], [1.0, 1.0]])}


@UNIT_ROWS.solution(
    "growing a row changes nothing, so the part of G along the row is taken away; what is left is "
    "divided by the length, for a longer row turns more slowly."
)
class UnitRows:
    @staticmethod
    def forward(X):
        return X / np.sqrt((X**2).sum(axis=1, keepdims=True))

    @staticmethod
    def backward(G, out, X):
        length = np.sqrt((X**2).sum(axis=1, keepdims=True))
        return ((G - out * (G * out).sum(axis=1, keepdims=True)) / length,)


def lengths(X):
    return np.sqrt((X**2).sum(axis=1, keepdims=True))


def along(G, out):
    return out * (G * out).sum(axis=1, keepdims=True)


@UNIT_ROWS.wrong("the length is taken for a constant: it depends on x too, so there is a second path.")
class LengthIsConstant(UnitRows):
    @staticmethod
    def backward(G, out, X):
        return (G / lengths(X),)


@UNIT_ROWS.wrong("you return the slope itself: a tuple is due, (slope,) with a comma, one entry an input.")
class NoTuple(UnitRows):
    @staticmethod
    def backward(G, out, X):
        return (G - along(G, out)) / lengths(X)


@UNIT_ROWS.wrong("the two paths are added with the wrong sign: a greater length makes out smaller.")
class WrongSign(UnitRows):
    @staticmethod
    def backward(G, out, X):
        return ((G + along(G, out)) / lengths(X),)


@UNIT_ROWS.wrong("the division by the length is missing in backward: a longer row turns more slowly.")
class NoDivision(UnitRows):
    @staticmethod
    def backward(G, out, X):
        return (G - along(G, out),)


@UNIT_ROWS.wrong("the shares are summed over the whole batch: each row has its own length, use axis=1.")
class WholeBatch(UnitRows):
    @staticmethod
    def backward(G, out, X):
        return ((G - out * (G * out).sum()) / lengths(X),)


@UNIT_ROWS.wrong("the shares are not summed: all entries of a row share one length, so sum along the row.")
class NotSummed(UnitRows):
    @staticmethod
    def backward(G, out, X):
        return ((G - out * (G * out)) / lengths(X),)


@UNIT_ROWS.wrong("X stands where out is due: in the second path each x comes divided by the length.")
class InputForOutput(UnitRows):
    @staticmethod
    def backward(G, out, X):
        return ((G - X * (G * X).sum(axis=1, keepdims=True)) / lengths(X),)


@UNIT_ROWS.wrong("that is softmax's rule: there out stands before the bracket, here it does not.")
class SoftmaxRule(UnitRows):
    @staticmethod
    def backward(G, out, X):
        return (out * (G - (G * out).sum(axis=1, keepdims=True)),)


@UNIT_ROWS.wrong("backward ignores G: it is right for a G of ones only, so check with a random G.")
class IgnoresG(UnitRows):
    @staticmethod
    def backward(G, out, X):
        return ((1 - out * out.sum(axis=1, keepdims=True)) / lengths(X),)


@UNIT_ROWS.wrong(
    "backward changes out, which the graph still needs: out *= ... writes into it, out * ... does not."
)
class ChangesOut(UnitRows):
    @staticmethod
    def backward(G, out, X):
        out *= (G * out).sum(axis=1, keepdims=True)
        return ((G - out) / lengths(X),)


@UNIT_ROWS.wrong("forward divides by the sum of the squares: its root is the length.")
class NoRoot(UnitRows):
    @staticmethod
    def forward(X):
        return X / (X**2).sum(axis=1, keepdims=True)


@UNIT_ROWS.wrong("forward divides by the sum of the sizes: the length is the root of the sum of squares.")
class DividesByTheSum(UnitRows):
    @staticmethod
    def forward(X):
        return X / np.abs(X).sum(axis=1, keepdims=True)


@UNIT_ROWS.wrong("forward divides by one length for the whole batch: each row has its own, use axis=1.")
class OneLength(UnitRows):
    @staticmethod
    def forward(X):
        return X / np.sqrt((X**2).sum())


@UNIT_ROWS.wrong("forward works down the columns: axis=1 runs along each row.")
class DownTheColumns(UnitRows):
    @staticmethod
    def forward(X):
        return X / np.sqrt((X**2).sum(axis=0, keepdims=True))


@UNIT_ROWS.wrong("without keepdims=True the lengths line up with the columns: keep them as (n, 1).")
class NoKeepdims(UnitRows):
    @staticmethod
    def forward(X):
        return X / np.sqrt((X**2).sum(axis=1))
