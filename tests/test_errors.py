"""The mistakes that beginners make: each is met with what was expected, what came, and what to do."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import Graph, GraphError, Placeholder, Variable
from nbkit.session import Session


class World:
    """A small model, as a beginner has it before them."""

    def __init__(self) -> None:
        with Graph().as_default():
            self.alien = Placeholder("alien")
        self.X, self.y, self.k = Placeholder("X"), Placeholder("y"), Placeholder("k")
        self.P = Placeholder("P", shape=(None, 3))
        self.W, self.b = Variable(np.ones((3, 2)), name="W"), Variable(np.zeros(2), name="b")
        self.whole = Variable([1, 2], name="whole")
        self.out = nb.sigmoid(self.X @ self.W + self.b)
        self.loss = nb.mean(nb.square(self.out))
        self.step = nb.GradientDescent(0.1).minimize(self.loss)
        self.session = Session()

    def run(self, fetches: Any, **feeds: Any) -> Any:
        return self.session.run(fetches, {getattr(self, name): value for name, value in feeds.items()})

    def closed(self) -> Session:
        session = Session()
        session.close()
        return session

    def diverged(self) -> Any:
        w = Variable(1.0, name="w")
        loss = nb.square(nb.square(w))
        step = nb.GradientDescent(10.0).minimize(loss)
        return [self.session.run([step, loss]) for _ in range(20)]


ONES = np.ones

# What the beginner does, and what the answer has to hold, in this order.
MISTAKES: dict[str, tuple[Callable[[World], Any], list[str]]] = {
    # names and feeds
    "unfed": (lambda m: m.run(m.out), ["'X'", "got nothing", "feed_dict={X: …}", "Made at"]),
    "one of two unfed": (lambda m: m.run(m.X + m.y, X=1), ["'y'", "got X", "feed_dict={y: …}"]),
    "name as fetch": (lambda m: m.run("W"), ["a node", "'W' (str)", "node named 'W'"]),
    "unknown name as fetch": (lambda m: m.run("V"), ["'V' (str)", "no node is named 'V'"]),
    "name as feed key": (lambda m: m.session.run(m.out, {"X": 1}), ["keys of feed_dict", "'X' (str)"]),
    "step as feed key": (lambda m: m.session.run(m.out, {m.step: 1}), ["placeholders", "Update"]),
    "feed is a list": (lambda m: m.session.run(m.out, [m.X]), ["a dict", "(list)", "{x: value}"]),  # type: ignore[arg-type]
    "feed a node": (lambda m: m.run(m.out, X=m.W), ["numbers", "'X'", "got a node", "session.run"]),
    "feed a list of nodes": (lambda m: m.run(m.out, X=[m.W, m.b]), ["numbers", "'X'", "got a node"]),
    "feed None": (lambda m: m.run(m.out, X=None), ["numbers", "'X'", "got None"]),
    "feed a ragged list": (lambda m: m.run(m.out, X=[[1, 2], [3]]), ["'X'", "unequal length", "give"]),
    "feed a wrong shape": (lambda m: m.run(m.P, P=ONES((2, 4))), ["(None, 3)", "'P'", "got (2, 4)"]),
    "feed text labels": (lambda m: m.run(m.y * 1, y=["cat", "dog"]), ["'y'", "'cat'", "nb.one_hot"]),
    "feed an object": (lambda m: m.run(m.out, X=object()), ["numbers", "'X'", "give floats"]),
    # fetches
    "fetch None": (lambda m: m.run(None), ["a node", "got None"]),
    "fetch a list with None": (lambda m: m.run([m.W, None]), ["a node", "got None"]),
    "fetch a number": (lambda m: m.run(3.0), ["a node", "3.0 (float)"]),
    "fetch an array": (lambda m: m.run(ONES(2)), ["a node", "(ndarray)"]),
    "fetch a function": (lambda m: m.run(nb.sigmoid), ["a node", "(function)"]),
    "session closed": (lambda m: m.closed().run(m.W), ["closed", "Session()"]),
    # shapes
    "transposed data": (
        lambda m: m.run(m.out, X=ONES((3, 4))),
        ["<MatMul> cannot combine X (3, 4) and W (3, 2)", "4 columns", "3 rows", "Made at test_errors.py"],
    ),
    "transposed weights": (
        lambda m: m.run(nb.matmul(m.X, m.y), X=ONES((4, 3)), y=ONES((2, 3))),
        ["3 columns", "2 rows", "nb.transpose of the right"],
    ),
    "swapped": (lambda m: m.run(m.W @ m.X, X=ONES((4, 3))), ["W (3, 2) and X (4, 3)", "swapped"]),
    "flat against column": (
        lambda m: m.run(nb.mean_squared_error(m.X, m.y), X=ONES(4), y=ONES((4, 1))),
        ["X (4,) and y (4, 1)", "one shape", "(-1, 1)"],
    ),
    "flat logits against column": (
        lambda m: m.run(nb.sigmoid_cross_entropy(m.X, m.y), X=ONES(4), y=ONES((4, 1))),
        ["X (4,) and y (4, 1)", "one shape", "(-1, 1)"],
    ),
    "add": (lambda m: m.run(m.X + m.y, X=ONES(4), y=ONES(3)), ["<Add", "X (4,) and y (3,)", "equal, or 1"]),
    "matmul with a number": (lambda m: m.run(m.X @ m.y, X=ONES((2, 2)), y=3), ["y ()", "nb.multiply"]),
    "matmul of 3 axes": (lambda m: m.run(m.X @ m.W, X=ONES((2, 3, 3))), ["one or two axes", "nb.reshape"]),
    "reshape": (lambda m: m.run(nb.reshape(m.X, (4, -1)), X=ONES(6)), ["X (6,)", "holds 6 entries"]),
    "concat": (
        lambda m: m.run(nb.concat([m.X, m.y], axis=1), X=ONES((2, 2)), y=ONES((3, 2))),
        ["X (2, 2) and y (3, 2)", "must be equal"],
    ),
    "axis too large": (lambda m: m.run(nb.sum(m.X, axis=2), X=ONES((2, 2))), ["axis 2", "axes 0 to 1"]),
    "transpose axes": (lambda m: m.run(nb.transpose(m.X, (0, 2)), X=ONES((2, 2))), ["2 axes once"]),
    "softmax of a number": (
        lambda m: m.run(nb.softmax(m.X), X=1.0),
        ["<Softmax> cannot take X ()", "row of scores"],
    ),
    "mean of nothing": (
        lambda m: m.run(nb.mean(m.X), X=np.zeros((0, 3))),
        ["X (0, 3)", "at least one example"],
    ),
    # labels
    "one-hot where classes are due": (
        lambda m: m.run(nb.pick(m.X, m.k), X=ONES((2, 3)), k=np.eye(3)[:2]),
        ["k (2, 3)", "whole class numbers of shape (n,)", "argmax"],
    ),
    "classes where one-hot is due": (
        lambda m: m.run(nb.softmax_cross_entropy(m.X, m.y), X=ONES((2, 3)), y=[0, 1]),
        ["y (2,)", "nb.one_hot(labels, 3)"],
    ),
    "class out of range": (lambda m: m.run(nb.pick(m.X, m.k), X=ONES((2, 3)), k=[0, 3]), ["from 0 to 2"]),
    "label out of range": (lambda m: m.run(nb.one_hot(m.k, 3), k=[0, 3]), ["[0, 1, 2]", "got 3"]),
    "one-hot without classes": (lambda m: nb.one_hot(m.k), ["number of classes", "nb.one_hot(k, 10)"]),
    # training
    "loss not scalar": (
        lambda m: m.run(nb.gradients(m.out, [m.W]), X=ONES((2, 3))),
        ["(2, 2)", "single number", "nb.mean"],
    ),
    "whole weights": (
        lambda m: nb.Adam().minimize(nb.sum(m.whole * 2.0)),
        ["'whole'", "whole numbers", "1.0 for 1"],
    ),
    "nothing to train": (lambda m: nb.Adam().minimize(nb.sum(m.X)), ["no trainable variable", "Variables"]),
    "variable not used": (lambda m: nb.Adam().minimize(nb.sum(m.W), [m.b]), ["does not depend on", "'b'"]),
    "train a placeholder": (lambda m: nb.Adam().minimize(nb.sum(m.X), [m.X]), ["'X'", "is fed, not trained"]),
    "minimize a value": (lambda m: nb.Adam().minimize(0.5), ["node", "got float", "not its value"]),  # type: ignore[arg-type]
    "step function": (
        lambda m: nb.Adam().minimize(nb.sum(nb.step(m.X @ m.W))),
        ["no gradient reaches", "'W'", "<Step> has slope 0", "nb.sigmoid", "Made at"],
    ),
    "gradients of one node": (lambda m: nb.gradients(m.loss, m.W), ["a list", "got one node", "[W]"]),  # type: ignore[arg-type]
    "gradients without variables": (lambda m: nb.gradients(m.loss, None), ["a list", "NoneType"]),  # type: ignore[arg-type]
    "gradients of a value": (lambda m: nb.gradients(0.3, [m.W]), ["a loss", "got float"]),  # type: ignore[arg-type]
    "gradients by a value": (lambda m: nb.gradients(m.loss, [ONES(2)]), ["variables", "got ndarray"]),  # type: ignore[list-item]
    "learning rate 0": (lambda m: nb.GradientDescent(0), ["lr > 0", "got 0", "0.01"]),
    "learning rate negative": (lambda m: nb.Adam(-0.1), ["lr > 0", "got -0.1", "0.01"]),
    "learning rate text": (lambda m: nb.Adam("0.1"), ["lr > 0", "got '0.1'"]),  # type: ignore[arg-type]
    "compute with a step": (lambda m: m.step + 1, ["changes variables", "has no value", "on its own"]),
    # NaN
    "NaN in the data": (
        lambda m: m.run(m.loss, X=[[1, np.nan, 2]]),
        ["is NaN", "1 of the 3", "'X'", "clean"],
    ),
    "log of 0": (
        lambda m: m.run(nb.sum(nb.log(m.X) * 0.0), X=[0.0, 1.0]),
        ["is NaN", "<Log>", "infinite", "Made at"],
    ),
    "diverged": (lambda m: m.diverged(), ["'w'", "diverged", "lower the learning rate"]),
    # graphs and nodes
    "two graphs mixed": (lambda m: m.X + m.alien, ["'alien'", "another graph", "'X'", "one graph"]),
    "session of another graph": (
        lambda m: m.run(m.alien),
        ["'alien'", "another graph", "Session(node.graph)"],
    ),
    "feed of another graph": (lambda m: m.run(m.out, alien=1), ["'alien'", "another graph"]),
    "if node": (lambda m: 1 if m.X > 0 else 0, ["true or false", "session.run"]),
    "for x in node": (lambda m: list(m.X), ["'X'", "looped over", "session.run"]),
    "float(node)": (lambda m: float(m.X), ["'X'", "become a number", "session.run"]),
    "int(node)": (lambda m: int(m.X), ["'X'", "become a number", "session.run"]),
    "node[0]": (lambda m: m.X[0], ["'X'", "be indexed", "session.run"]),
    "len(node)": (lambda m: len(m.X), ["'X'", "len", "session.run"]),
    "np.arctan(node)": (lambda m: np.arctan(m.X), ["'X'", "NumPy's arctan", "nbkit's functions"]),
    "np.min(node)": (lambda m: np.min(m.X), ["'X'", "NumPy's", "nbkit's functions"]),
    "np.array(node)": (lambda m: np.array([m.X]), ["'X'", "become an array"]),
    "node + None": (lambda m: m.X + None, ["numbers", "got None"]),
    "node + text": (lambda m: m.X + "a", ["numbers", "'a'"]),
    "Variable(None)": (lambda m: Variable(None), ["numbers for the variable", "got None"]),  # type: ignore[arg-type]
    "Variable of text": (lambda m: Variable("3", name="w"), ["the variable w", "'3'"]),
    "Variable of a node": (lambda m: Variable(m.W), ["numbers for the variable", "got a node"]),  # type: ignore[arg-type]
    "name that is no text": (lambda m: Variable(1.0, 3), ["name in quotes", "got 3", "name='x'"]),  # type: ignore[arg-type]
    "assign another shape": (lambda m: m.session.assign(m.W, [1.0]), ["(3, 2)", "'W'", "got (1,)"]),
    "assign to a placeholder": (lambda m: m.session.assign(m.X, 1), ["a variable", "'X'"]),  # type: ignore[arg-type]
    "assign a fraction": (
        lambda m: m.session.assign(m.whole, [0.5, 1]),
        ["'whole'", "whole numbers", "floats"],
    ),
    "float batch size": (
        lambda m: nb.batches({m.X: ONES(4)}, 2.0, np.random.default_rng(0)),
        ["from 1 to 4", "2.0"],
    ),
    "seed as generator": (
        lambda m: nb.batches({m.X: ONES(4)}, 2, 0),
        ["generator", "got 0", "default_rng(0)"],
    ),  # type: ignore[arg-type]
    "shape as a number": (lambda m: Placeholder(shape=3), ["(None, 3)", "got 3", "(3,)"]),  # type: ignore[arg-type]
    "float number of classes": (lambda m: nb.one_hot([0, 1], 2.0), ["how many classes", "2.0"]),  # type: ignore[arg-type]
    "session in whole numbers": (lambda m: Session(dtype=int), ["a type of floats", "int", "float32"]),
    "session of a name": (lambda m: Session("graph"), ["a Graph", "'graph'", "node.graph"]),  # type: ignore[arg-type]
    "one node to feed": (lambda m: m.session.make_callable(m.out, m.X), ["list of nodes", "[x, y]"]),  # type: ignore[arg-type]
    "fed twice": (lambda m: m.session.make_callable(m.out, [m.X, m.X]), ["each once"]),
    "axes as text": (lambda m: nb.transpose(m.X, "T"), ["axes as whole numbers", "T", "(1, 0)"]),  # type: ignore[arg-type]
    "axis as text": (lambda m: m.run(nb.sum(m.X, axis="rows"), X=ONES(3)), ["whole numbers", "axis='rows'"]),
    "nothing to join": (lambda m: nb.concat([]), ["values to join", "[a, b]"]),
    "restore nothing": (lambda m: m.session.restore("no-such-file"), ["save wrote", "no-such-file.npz"]),
    "whole to a negative power": (lambda m: m.run(m.X**m.y, X=2, y=-1), ["negative integer", "2.0"]),
}


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_a_mistake_is_met_with_help(mistake: str) -> None:
    do, told = MISTAKES[mistake]
    with pytest.raises((GraphError, ValueError)) as caught, np.errstate(all="ignore"):
        do(World())
    message = str(caught.value)
    assert re.search(".*".join(re.escape(part) for part in told), message), message
    assert "\n" not in message
    said = re.sub(r"Made at .*", "", message)
    assert len(said) < 320, message
    assert not re.search(r"gufunc|broadcast together|core dimension|np\.(int|float|str)|0x", said), message


def test_there_are_thirty_and_more() -> None:
    assert len(MISTAKES) >= 30


def test_the_same_help_comes_from_a_compiled_plan() -> None:
    m = World()
    fetch = nb.pick(m.X, m.k)
    for _ in range(3):
        m.run(fetch, X=ONES((2, 3)), k=[0, 1])
    with pytest.raises(GraphError, match=r"<Pick> cannot combine X \(2, 3\) and k \(2,\)"):
        m.run(fetch, X=ONES((2, 3)), k=[0, 3])


@pytest.mark.parametrize("file", ["/tmp/ipykernel_41/1234.py", "<ipython-input-3-abc>", "<stdin>"])
def test_a_node_names_the_line_of_its_cell(file: str) -> None:
    source = "import nbkit as nb\nA = nb.Placeholder('A')\nz = nb.sigmoid(\n    A)\nt = A + 1\n"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names: dict[str, Any] = {}
    try:
        exec(compile(source, file, "exec"), names)
        assert names["A"].where == "cell line 2: A = nb.Placeholder('A')"
        assert names["z"].where == "cell line 3: z = nb.sigmoid("
        assert names["t"].input_nodes[1].where == names["t"].where == "cell line 5: t = A + 1"
    finally:
        del linecache.cache[file]


def test_a_node_names_the_line_of_its_file() -> None:
    node = Placeholder("x") + 1  # this line
    assert re.fullmatch(r"test_errors\.py:\d+: node = Placeholder\(\"x\"\) \+ 1  # this line", node.where)
    loss = nb.square(node)
    (slope,) = nb.gradients(loss, [node])
    assert "nb.gradients(loss, [node])" in slope.where


def test_an_unknown_name_of_the_package() -> None:
    with pytest.raises(AttributeError, match="nbkit has no name 'Sesion'"):
        _ = nb.Sesion
