"""Relevance: each rule against its formula, what is conserved, what is lost, and other libraries."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import nbkit as nb
from nbkit.relevance import alpha_beta, box, epsilon, gamma, plus, relevance, zero

RULES = {
    "zero": zero,
    "epsilon": epsilon(0.01),
    "gamma": gamma(0.25),
    "plus": plus,
    "alpha beta": alpha_beta(2, 1),
    "box": box(0.0, 1.0),
}


def above(w):
    return np.maximum(w, 0)


def below(w):
    return np.minimum(w, 0)


def shared(q, R, z):
    """The formula, as it is printed: q[n, i, j] is what input i brought to output j."""
    return (q / z[:, None, :] * R[:, None, :]).sum(axis=2)


def by_formula(name, x, w, b, R):
    """One layer by the textbook, with all contributions written out."""
    q, up, down = x[:, :, None] * w, x[:, :, None] * above(w), x[:, :, None] * below(w)
    z = x @ w + b
    if name == "zero":
        return shared(q, R, z)
    if name == "epsilon":
        return shared(q, R, z + 0.01 * np.where(z < 0, -1, 1))
    if name == "gamma":
        more = q + 0.25 * up
        return shared(more, R, more.sum(axis=1) + b + 0.25 * above(b))
    if name == "plus":
        return shared(up, R, up.sum(axis=1))
    if name == "alpha beta":
        return 2 * shared(up, R, up.sum(axis=1)) - shared(down, R, down.sum(axis=1))
    q = q - 0.0 * above(w) - 1.0 * below(w)
    return shared(q, R, q.sum(axis=1))


@pytest.fixture
def net():
    """Two layers of ReLU's on pixels; its values, its labels, and the score of each label."""
    rng = np.random.default_rng(14)
    x = nb.Placeholder("x")
    sizes = (12, 40, 4)
    W = [nb.Variable(rng.normal(size=pair)) for pair in pairwise(sizes)]
    b = [nb.Variable(rng.normal(size=n)) for n in sizes[1:]]
    logits = nb.relu(x @ W[0] + b[0]) @ W[1] + b[1]
    labels = rng.integers(0, 4, size=5)
    return nb.Session(), nb.pick(logits, labels), x, rng.uniform(size=(5, 12))


@pytest.mark.parametrize("name", RULES)
def test_a_layer_goes_by_the_formula(name):
    rng = np.random.default_rng(3)
    X, w, b = rng.uniform(size=(6, 5)), rng.normal(size=(5, 4)), rng.normal(size=4)
    x = nb.Placeholder("x")
    found = relevance(nb.Session(), x @ nb.Variable(w) + nb.Variable(b), x, {x: X}, RULES[name])
    np.testing.assert_allclose(found, by_formula(name, X, w, b, X @ w + b), rtol=1e-12, atol=1e-13)


def test_zero_is_the_slope_times_the_input(net):
    session, score, x, X = net
    slope = session.run(nb.gradients(nb.sum(score), [x])[0], {x: X})
    np.testing.assert_allclose(relevance(session, score, x, {x: X}), X * slope, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("rules", [plus, [box(0, 1), plus], [box(0, 1), zero]], ids=["plus", "box", "mixed"])
def test_without_biases_the_answer_is_shared_out_whole(net, rules):
    session, score, x, X = net
    found = relevance(session, score, x, {x: X}, rules, bias=False)
    np.testing.assert_allclose(found.sum(axis=1), session.run(score, {x: X}), rtol=1e-12)


def test_a_bias_that_counts_keeps_its_part(net):
    session, score, x, X = net
    lost = session.run(score, {x: X}) - relevance(session, score, x, {x: X}).sum(axis=1)
    assert abs(lost).max() > 0.1


def test_paper_gets_relevance_by_the_box_alone(net):
    session, score, x, X = net
    X[:, :4] = 0
    for name, rule in RULES.items():
        on_paper = relevance(session, score, x, {x: X}, [rule, zero])[:, :4]
        assert (abs(on_paper).max() > 0) == (name == "box"), name


@pytest.mark.parametrize("rule", [*RULES, "box of bytes"])
def test_whole_pixels_get_what_floats_get(rule):
    x, w = nb.Placeholder("x"), nb.Variable(np.random.default_rng(0).normal(size=(2, 2, 1, 3)))
    score = nb.sum(nb.global_max(nb.conv2d(x, w)), axis=1)
    pixels = np.random.default_rng(1).integers(0, 256, size=(2, 4, 4, 1)).astype(np.uint8)
    chosen = RULES.get(rule, box(0, 255))
    whole, floats = (
        relevance(nb.Session(), score, x, {x: images}, chosen) for images in (pixels, pixels.astype(float))
    )
    np.testing.assert_allclose(whole, floats, rtol=1e-12)


def test_an_activation_hands_on_what_it_gets():
    x = nb.Placeholder("x")
    z = x @ nb.Variable([[1.0, 0.0], [0.0, 1.0]])
    out = nb.sum(nb.sigmoid(z), axis=1)
    values = 1 / (1 + np.exp(-np.array([[1.0, -2.0]])))
    np.testing.assert_allclose(relevance(nb.Session(), out, x, {x: [[1.0, -2.0]]}), values)


def test_what_has_no_weights_shares_in_proportion():
    x = nb.Placeholder("x")
    score = nb.mean(nb.reshape(x, (1, 2, 2)), axis=1)
    found = relevance(nb.Session(), score, x, {x: [[1.0, 2.0, 3.0, 2.0]]})
    np.testing.assert_allclose(found, [[0.5, 1.0, 1.5, 1.0]])


def test_paper_keeps_what_it_gets_behind_a_reshape():
    flat = nb.Placeholder("flat")
    w = nb.Variable(np.array([[1.0], [-2.0], [3.0], [1.0]]))
    score = nb.pick(nb.reshape(flat, (-1, 4)) @ w, np.array([0]))
    found = relevance(
        nb.Session(), score, flat, {flat: np.array([[0.0, 0.0, 0.5, 0.0]])}, box(0, 1), bias=False
    )
    np.testing.assert_allclose(found, [[0.0, 1.5 * 2 / 3.5, 1.5 * 1.5 / 3.5, 0.0]])


def test_two_ways_to_the_same_input_add_up():
    x = nb.Placeholder("x")
    score = x @ nb.Variable([2.0, 1.0]) + x @ nb.Variable([1.0, -3.0])
    np.testing.assert_allclose(relevance(nb.Session(), score, x, {x: [[1.0, 2.0]]}), [[3.0, -4.0]])


def test_what_has_no_slope_hands_nothing_on():
    x = nb.Placeholder("x")
    score = x @ nb.Variable([2.0, 1.0]) + nb.sum(nb.greater(nb.square(x), 1.0), axis=1)
    np.testing.assert_allclose(relevance(nb.Session(), score, x, {x: [[1.0, 2.0]]}), [[2.0, 2.0]])
    flat = nb.sum(nb.greater(nb.square(x), 1.0), axis=1)
    np.testing.assert_allclose(relevance(nb.Session(), flat, x, {x: [[1.0, 2.0]]}), [[0.0, 0.0]])


def test_an_input_that_is_the_answer_has_brought_itself():
    x = nb.Placeholder("x")
    np.testing.assert_allclose(relevance(nb.Session(), x, x, {x: [1.0, 2.0]}), [1.0, 2.0])


def test_weights_may_stand_first():
    x = nb.Placeholder("x")
    score = nb.Variable([[2.0, -1.0]]) @ x + 1.0
    found = relevance(nb.Session(), score, x, {x: [3.0, 4.0]}, plus)
    np.testing.assert_allclose(found, [3.0, 0.0])  # 2·3 - 1·4 + 1 goes to what speaks for it


def test_single_precision_stays_single(net):
    _, score, x, X = net
    session = nb.Session(dtype=np.float32)
    assert {relevance(session, score, x, {x: X}, rule).dtype.name for rule in RULES.values()} == {"float32"}


def test_strange_requests_are_refused(net):
    session, score, x, X = net
    other = nb.Placeholder("other")
    with pytest.raises(nb.GraphError, match="expected an answer that depends on <Placeholder 'other'>"):
        relevance(session, score, other, {x: X})
    with pytest.raises(nb.GraphError, match="expected a rule for each of the 2 layers, got 3"):
        relevance(session, score, x, {x: X}, [zero, zero, zero])
