"""Steps: their gradients agree with measured ones, their words with the numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_graphs import meeting, network

import nbkit as nb
from nbkit.view.graphs.steps import sentence, steps

UNARY = (nb.sigmoid, nb.tanh, nb.exp, nb.square, nb.negative, nb.abs, nb.relu)


BINARY = (nb.add, nb.subtract, nb.multiply, nb.maximum)


def grown(choices, size):
    """Return a random graph that ends in one number, and its variables: values shared, scalars and tables."""
    rng = np.random.default_rng(size)
    with nb.Graph().as_default():
        leaves = [
            nb.Variable(rng.uniform(-0.9, 0.9, shape), f"v{i}") for i, shape in enumerate(((), 3, (2, 3)))
        ]
        nodes = [*leaves, nb.Constant(0.5)]
        for one, first, second in choices:
            a, b = nodes[first % len(nodes)], nodes[second % len(nodes)]
            nodes.append(UNARY[one](a) if one < len(UNARY) else BINARY[one - len(UNARY)](a, b))
            nodes[-1] = nb.multiply(nb.tanh(nodes[-1]), 0.7)  # numbers stay small, and away from corners
        return nb.sum(nb.add(nodes[-1], nodes[-2])), leaves


GRAPHS = st.lists(
    st.tuples(st.integers(0, len(UNARY) + len(BINARY) - 1), st.integers(0, 99), st.integers(0, 99)),
    min_size=2,
    max_size=8,
)


@given(GRAPHS, st.integers(0, 5))
def test_the_walk_ends_with_the_gradients_of_the_package(choices, size):
    loss, leaves = grown(choices, size)
    last = steps(loss)[-1]
    expected = nb.Session(loss.graph).run(nb.gradients(loss, leaves))
    for leaf, slope in zip(leaves, expected, strict=True):
        np.testing.assert_allclose(last.gradients.get(leaf, np.zeros_like(slope)), slope, atol=1e-12)
    assert set(last.gradients) <= last.complete


@given(GRAPHS, st.integers(0, 5))
def test_the_walk_agrees_with_finite_differences(choices, size):
    loss, leaves = grown(choices, size)
    last, session, h = steps(loss)[-1], nb.Session(loss.graph), 1e-6
    for leaf in leaves:
        for place in np.ndindex(leaf.initial_value.shape):
            ends = []
            for sign in (1, -1):
                moved = leaf.initial_value.copy()
                moved[place] += sign * h
                session.assign(leaf, moved)
                ends.append(session.run(loss))
            session.assign(leaf, leaf.initial_value)
            slope = last.gradients[leaf][place] if leaf in last.gradients else 0.0
            assert abs((ends[0] - ends[1]) / (2 * h) - slope) < 1e-5 * max(1.0, abs(slope))


def test_each_operation_is_passed_once_forward_and_once_backward():
    walk = steps(*meeting())
    names = [(step.kind, step.node.name) for step in walk]
    assert names[1:4] == [("forward", "u"), ("forward", "s"), ("forward", "L")]
    assert names[4:] == [("backward", "L"), ("backward", "s"), ("backward", "u")] and walk[0].kind == "start"


def test_numbers_are_put_into_the_formula():
    walk = steps(*meeting())
    assert [step.formula for step in walk[:4]] == [
        "w = 3, x = 2, b = −2",
        "u = w × x = 3 × 2 = 6",
        "s = u + b = 6 + (−2) = 4",
        "L = u × s = 6 × 4 = 24",
    ]
    assert (
        walk[3].inputs == (6.0, 4.0)
        and walk[3].output == 24.0
        and [float(s) for s in walk[3].slopes] == [4, 6]
    )


def test_where_paths_meet_the_step_says_what_came_from_whom():
    walk = steps(*meeting())
    assert walk[4].formula == "to u: 1 × 4 = 4; more is to come\nto s: 1 × 6 = 6"
    assert walk[5].formula.splitlines()[:2] == [
        "to u: 6 × 1 = 6",
        "   paths meet at u: 4 from L + 6 = 10 in all",
    ]
    u = walk[5].node.input_nodes[0]
    assert walk[4].gradients[u] == 4 and u not in walk[4].complete
    assert walk[5].gradients[u] == 10 and u in walk[5].complete and walk[6].upstream == 10


def test_one_operation_that_uses_a_value_twice():
    with nb.Graph().as_default():
        a = nb.Variable(3.0, "a")
        last = steps(nb.multiply(a, a, name="L"))[-1]
    assert [float(share.value) for share in last.passed] == [3, 3] and last.gradients[a] == 6
    assert last.formula.endswith("paths meet at a: 3 from L + 3 = 6 in all")


def test_constants_and_flat_steps_get_nothing():
    with nb.Graph().as_default():
        w = nb.Variable(3.0, "w")
        fixed = nb.exp(nb.Constant(0.0))
        walk = steps(nb.multiply(nb.step(w, name="s"), 5.0, name="L"))
        assert fixed not in steps(nb.multiply(w, fixed))[-1].gradients
    assert walk[3].formula == "to s: 1 × 5 = 5"
    assert walk[4].formula == "to w: nothing, the slope is 0 or none" and w not in walk[4].gradients


def test_arrays_are_said_by_shape_and_rule():
    walk = steps(*network())
    assert walk[1].formula == "MatMul = X @ W1: (150, 4) @ (4, 5) → (150, 5)" and walk[1].slopes == (
        None,
        None,
    )
    tanh = walk[3]
    np.testing.assert_allclose(tanh.slopes[0], 1 - tanh.output**2)
    assert "to W2: by the rule → (5, 3)" in [line for step in walk for line in step.formula.splitlines()]


def test_variables_come_from_the_session_where_one_is_given():
    loss, feed = meeting()
    session = nb.Session(loss.graph)
    session.assign(loss.graph.variables[0], 5.0)
    assert steps(loss, feed, session)[1].formula == "u = w × x = 5 × 2 = 10"


def test_a_sentence_is_said_for_arrays_too():
    walk = steps(*network())
    said = [sentence(step, place, len(walk)) for place, step in enumerate(walk)]
    assert said[0].endswith("W1 (4, 5), b1 (5,), W2 (5, 3), b2 = [0, 0, 0], Y (150, 3).")
    assert any("an array of shape (150,), all 0.006667, comes from above" in one for one in said)
