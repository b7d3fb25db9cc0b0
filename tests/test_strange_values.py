"""Whatever comes to a public function: it is served, or met with a sentence of ours, and not with NumPy's."""

from __future__ import annotations

import linecache
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit import functions, numeric
from nbkit.graph import Graph, Placeholder, Variable
from nbkit.session import Session

Array = np.ndarray[Any, Any]

STRANGE: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "text": lambda: "abc",
    "a list of text": lambda: ["a", "b"],
    "a node": lambda: Placeholder("x"),
    "a list of nodes": lambda: [Placeholder("x"), Placeholder("y")],
    "a function": lambda: lambda *_: 0.0,
    "an object": object,
    "a set": lambda: {1.0, 2.0},
    "a dict": lambda: {"a": 1},
    "rows of unequal length": lambda: [[1, 2], [3]],
    "nothing": list,
    "a hidden entry": lambda: np.ma.array([1.0, 2.0], mask=[True, False]),
    "complex": lambda: np.array([1j, 2.0]),
    "dates": lambda: np.array(["2020-01-01"], "M8[D]"),
    "objects": lambda: np.array([None, 1], object),
    "records": lambda: np.zeros(2, [("a", float)]),
    "NaN": lambda: float("nan"),
    "negative": lambda: -1,
    "zero": lambda: 0,
    "a fraction": lambda: 2.5,
    "huge": lambda: 10**30,
    "true": lambda: True,
    "four axes": lambda: np.ones((2, 1, 1, 2)),
    "bytes": lambda: np.array([1, 2], np.uint8),
}

X, Y, R = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), np.random.default_rng(0)
V = np.array([0.3, 0.2])
IMAGES, KERNELS = R.normal(size=(2, 3, 3, 1)), R.normal(size=(2, 2, 1, 2))


UNARY = ["step", "sigmoid", "tanh", "relu", "softmax", "log_softmax"]
UNARY += ["flatten", "exp", "log", "square", "sqrt", "abs", "negative"]
BINARY = ["add", "subtract", "multiply", "divide", "power", "maximum", "minimum", "greater", "matmul", "dot"]
BINARY += ["sigmoid_cross_entropy", "softmax_cross_entropy", "mean_squared_error"]
PLAIN = ["step", "sigmoid", "tanh", "relu", "softmax", "log_softmax"]
PLAIN += ["sigmoid_slope", "tanh_slope", "relu_slope", "step_slope"]
PLAIN_COSTS = ["mean_squared_error", "binary_cross_entropy", "cross_entropy"]


def square(x: Any) -> Any:
    return np.sum(np.square(x))


class World:
    """A model and a session, new for each trial."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.graph.set_as_default()
        self.x, self.w = Placeholder("x"), Variable([1.0, 2.0], name="w")
        self.loss = nb.mean(nb.square(self.x * self.w))
        self.session = Session()
        self.step = nb.GradientDescent(0.1).minimize(self.loss)
        self.feed = {self.x: V}


def history(steps: Any) -> Any:
    return nb.History() if steps is None else steps


Call = tuple[Callable[..., Any], list[Any]]  # a function, and arguments that it takes


def calls(m: World) -> dict[str, Call]:
    """Every public function and class of the core, with arguments of which one at a time is spoiled."""
    one: dict[str, list[Any]] = {name: [X] for name in UNARY} | {name: [X, Y] for name in BINARY}
    one |= {
        "sum": [X, 0], "mean": [X, 0], "max": [X, 0], "clip": [X, 1.0, 2.0], "global_max": [IMAGES],
        "conv2d": [IMAGES, KERNELS, 1, "valid"], "max_pool": [IMAGES, 2, 1, "same"],
        "avg_pool": [IMAGES, 2, 1, "same"], "dropout": [X, 0.5, Y],
        "transpose": [X, (1, 0)], "reshape": [X, (4, 1)],
        "concat": [[X, Y], 0], "stack": [[X, Y], 0], "pick": [X, [0, 1]], "one_hot": [[0, 1], 2],
    }  # fmt: skip
    found: dict[str, Call] = {f"nb.{name}": (getattr(nb, name), args) for name, args in one.items()}
    on_nodes: dict[str, Call] = {
        f"run {name}": (run(m, getattr(nb, name)), args) for name, args in one.items() if name != "one_hot"
    }
    found |= {f"functions.{name}": (getattr(functions, name), [X]) for name in PLAIN}
    found |= {f"functions.{name}": (getattr(functions, name), [X / 5, Y]) for name in PLAIN_COSTS}
    network = {"W1": X, "b1": V}
    numbers: dict[str, Call] = {
        "functions.one_hot": (functions.one_hot, [[0, 1], 2]),
        "derivative": (lambda x, h, how: numeric.derivative(np.square, x, h, how), [1.0, 1e-5, "central"]),
        "partial_derivative": (
            lambda x, i, h: numeric.partial_derivative(square, x, i, h),
            [X, (0, 1), 1e-5],
        ),
        "check_gradients": (lambda rule, x: numeric.check_gradients(np.square, rule, x), [rule, X]),
        "predict": (nb.predict, [X, V, 0.5]),
        "train_perceptron": (nb.train_perceptron, [X, [0, 1], V, 0.0, 1.0, 3]),
        "forward": (nb.forward, [network, X, nb.sigmoid, nb.softmax]),
        "W1": (lambda W, b: nb.forward({"W1": W, "b1": b}, X), [X, V]),
        "accuracy": (nb.accuracy, [[0, 1], [0, 1]]),
        "batches": (lambda d, size, rng: next(nb.batches(d, size, rng)), [{"X": X}, 2, R]),
        "batches of": (lambda X: next(nb.batches({"X": X}, 1, R)), [X]),
    }
    graph: dict[str, Call] = {
        "Placeholder": (Placeholder, ["x", (None, 2)]),
        "Variable": (Variable, [[1.0], "w"]),
        "Constant": (nb.Constant, [1.0, "c"]),
        "gradients": (nb.gradients, [m.loss, [m.w]]),
        "GradientDescent": (nb.GradientDescent, [0.1]),
        "Momentum": (nb.Momentum, [0.1, 0.9]),
        "RMSProp": (nb.RMSProp, [0.1, 0.9, 1e-8]),
        "Adam": (nb.Adam, [0.1, 0.9, 0.99, 1e-8]),
        "minimize": (nb.Adam().minimize, [m.loss, [m.w]]),
        "Session": (Session, [m.graph, np.float32]),
        "run": (m.session.run, [m.loss, m.feed]),
        "feed": (lambda x: m.session.run(m.loss, {m.x: x}), [V]),
        "make_callable": (lambda f, feeds: m.session.make_callable(f, feeds)(V), [m.loss, [m.x]]),
        "call": (m.session.make_callable(m.loss, [m.x]), [V]),
        "explain": (lambda f, feeds: m.session.explain(f, feeds), [m.loss, m.feed]),
        "assign": (m.session.assign, [m.w, V]),
        "restore": (lambda v: m.session.restore(m.session.save("kept"), v), [[m.w]]),
        "save": (m.session.save, ["folder/kept"]),
        "fit": (
            lambda s, step, feeds, n, watch, every, valid, before: nb.fit(
                s, step, feeds, steps=n, watch=watch, every=every, valid=valid, history=history(before)
            ),
            [m.session, m.step, m.feed, 2, {"loss": m.loss}, 1, m.feed, nb.History()],
        ),
    }  # fmt: skip
    return found | on_nodes | numbers | graph


def rule(G: Any, out: Any, x: Any) -> list[Any]:
    return [G * 2 * x]


def run(m: World, build: Callable[..., Any]) -> Callable[..., Any]:
    """The operation on a node, as it is built, differentiated, and run."""

    def both(first: Any, *others: Any) -> Any:
        x: Any = Placeholder("fed")
        several = isinstance(first, list) and first and build in (nb.concat, nb.stack)
        node = build([x, *first[1:]] if several else x, *others)
        slope = nb.gradients(nb.sum(node), [x])
        return m.session.run([node, *slope], {x: first[0] if several else first})

    return both


def is_ours(error: BaseException) -> bool:
    """Was it raised by a line of nbkit that says `raise`?"""
    trace = error.__traceback__
    assert trace is not None
    while trace.tb_next is not None:
        trace = trace.tb_next
    file = trace.tb_frame.f_code.co_filename
    said = linecache.getline(file, trace.tb_lineno).strip()
    return str(Path(nb.__file__).parent) in file and said.startswith("raise")


@pytest.mark.parametrize("name", list(calls(World())))
def test_what_comes_is_served_or_met_with_a_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    positions = range(len(calls(World())[name][1]))
    raw = [answer for i in positions for what in STRANGE if (answer := spoiled(name, i, what))]
    assert raw == []


def spoiled(name: str, i: int, what: str) -> str:
    """Call with argument i spoiled, and return the error if it is not ours."""
    function, args = calls(World())[name]
    args = [*args[:i], STRANGE[what](), *args[i + 1 :]]
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            function(*args)
    except Exception as error:
        return "" if is_ours(error) else f"argument {i}: {what}: {type(error).__name__}: {error}"
    return ""
