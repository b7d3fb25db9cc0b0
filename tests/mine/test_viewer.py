"""A learner's graph is drawn and walked by our viewer: their names, their values, their slopes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from planted import DESIGNS

import nbkit as nb
from nbkit.mine.design import Design, run_file
from nbkit.mine.viewer import as_graph, draw_mine, step_through_mine

OURS = DESIGNS / "nbkit_itself.py"  # its nodes are drawn by nb.draw
ALL = sorted({*DESIGNS.glob("*.py")} - {OURS})


@pytest.fixture(params=ALL, ids=lambda path: path.stem)
def nn(request: pytest.FixtureRequest) -> SimpleNamespace:
    path: Path = request.param
    design = Design(run_file(path))
    return SimpleNamespace(**{role: getattr(design.module, design.names[role]) for role in design.roles})


def test_nodes_are_called_as_in_the_code_and_carry_their_values(nn: SimpleNamespace) -> None:
    x, w = nn.placeholder("height"), nn.variable(3.0)
    u = w * x
    loss = u + 1
    drawn = draw_mine(loss, {x: 2.0})
    assert drawn.alt == "Graph of 5 nodes: u takes w and x; loss takes u and 1. The value of loss is 7."
    assert ">×<" in drawn.svg and ">+<" in drawn.svg


def test_kinds_are_told_apart(nn: SimpleNamespace) -> None:
    x, w = nn.placeholder("height"), nn.variable([3.0])
    shown, fed = as_graph(w * x + 2.0)
    assert not fed
    kept = "placeholder" if nn.placeholder.__module__ == "closures" else "height"  # a closure tells nobody
    assert [node.name for node in shown.graph.placeholders] == [kept]
    assert [node.name for node in shown.graph.variables] == ["variable"]
    assert [node.name for node in shown.graph.constants] == ["2"]


def test_without_a_feed_there_are_no_values(nn: SimpleNamespace) -> None:
    x, w = nn.placeholder("height"), nn.variable(3.0)
    assert draw_mine(w * x).alt.endswith("takes w and x.")


def test_operations_are_known_by_what_they_do(nn: SimpleNamespace) -> None:
    a, b = nn.constant([[0.5, 2.0], [1.0, 3.0]]), nn.constant([[1.5, 0.25], [2.0, 1.0]])
    made = {"@": a @ b, "×": a * b, "exp": nn.exp(a), "tanh": nn.tanh(a), "log": nn.log(a), "Σ": nn.sum(a)}
    for sign, node in made.items():
        names = [one.name for one in as_graph(node)[0].graph.operations]
        assert sign in names, names


def test_a_step_hands_back_what_their_own_slopes_do(nn: SimpleNamespace) -> None:
    x, w = nn.placeholder("x"), nn.variable(3.0)
    u = w * x
    loss = u * u
    steps = step_through_mine(loss, {x: 2.0}).tour.steps
    assert steps[0].formula in ("w = 3, x = 2", "x = 2, w = 3")
    assert "paths meet at u: 6 from loss + 6 = 12 in all" in steps[-2].formula
    assert steps[-1].formula == "to w: 12 × 2 = 24\nto x: 12 × 3 = 36"


def test_a_whole_network_is_walked(nn: SimpleNamespace) -> None:
    x, t, W, b = nn.placeholder("x"), nn.placeholder("t"), nn.variable(np.eye(3)), nn.variable(np.zeros(3))
    cost = nn.softmax_cross_entropy(nn.relu(x @ W + b), t)
    walk = step_through_mine(cost, {x: [[1.0, 2.0, 0.5]], t: [[0.0, 1.0, 0.0]]})
    got = {node.name: G for node, G in walk.tour.steps[-1].gradients.items()}
    p = nb.softmax(np.array([1.0, 2.0, 0.5]))
    assert np.allclose(got["b"], p - [0, 1, 0])


def test_a_wrong_slope_is_shown_as_it_is() -> None:
    source = (DESIGNS / "tape.py").read_text(encoding="utf-8")
    wrong = source.replace("(fold(G * b, a), fold(G * a, b))", "(fold(G * a, a), fold(G * a, b))")
    assert wrong != source
    namespace = run_source(wrong)
    x, w = namespace.Slot("x"), namespace.Variable(3.0)
    loss = w * x
    assert "to w: 1 × 3 = 3" in step_through_mine(loss, {x: 2.0}).tour.steps[-1].formula


def run_source(source: str) -> SimpleNamespace:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faulty.py"
        path.write_text(source, encoding="utf-8")
        return SimpleNamespace(**vars(run_file(path)))


def test_what_is_no_node_is_refused() -> None:
    for wrong in (3.0, nb.Placeholder("x")):
        with pytest.raises(TypeError, match="of your own framework"):
            draw_mine(wrong)


@pytest.mark.parametrize(
    "kept, shown", [("self.value = value", "2"), ("self.told = lambda: value", "constant")]
)
def test_it_draws_what_has_no_run_yet(tmp_path: Path, kept: str, shown: str) -> None:
    file = tmp_path / "nn.py"
    file.write_text(
        "class Node:\n"
        "    def __init__(self, *inputs): self.inputs = inputs\n"
        "    def __mul__(self, other): return Node(self, constant(other))\n"
        "class constant(Node):\n"
        f"    def __init__(self, value): self.inputs = (); {kept}\n"
        "class placeholder(Node):\n"
        "    def __init__(self, name): self.inputs, self.name = (), name\n"
        "class variable(constant): pass\n"
    )
    nn = run_file(file)
    y = nn.placeholder("x") * 2
    assert draw_mine(y).alt == f"Graph of 3 nodes: y takes x and {shown}."
