"""The stepper: its gradients agree with measured ones, its words and pictures with the numbers."""

import re
from xml.etree import ElementTree

import ipywidgets as ipw
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nbkit as nb
from nbkit.gate.mime import EXPLORER
from nbkit.view.controls.explorer import Explorer
from nbkit.view.controls.stepper import Walk, step_through
from nbkit.view.graphs.heat import heat, sample
from nbkit.view.graphs.steps import sentence, steps

SVG = "{http://www.w3.org/2000/svg}"
UNARY = (nb.sigmoid, nb.tanh, nb.exp, nb.square, nb.negative, nb.abs, nb.relu)
BINARY = (nb.add, nb.subtract, nb.multiply, nb.maximum)


def meeting():
    """Return L = u (u + b) with u = w x: two paths meet at u."""
    with nb.Graph().as_default():
        w, x, b = nb.Variable(3.0, "w"), nb.Placeholder("x"), nb.Variable(-2.0, "b")
        u = nb.multiply(w, x, name="u")
        loss = nb.multiply(u, nb.add(u, b, name="s"), name="L")
    return loss, {x: 2.0}


def network(rows=150):
    """Return the loss of a 4-5-3 network on `rows` examples, with its feed."""
    rng = np.random.default_rng(0)
    with nb.Graph().as_default():
        X, Y = nb.Placeholder("X"), nb.Placeholder("Y")
        W1, b1 = nb.Variable(rng.normal(size=(4, 5)), "W1"), nb.Variable(np.zeros(5), "b1")
        W2, b2 = nb.Variable(rng.normal(size=(5, 3)), "W2"), nb.Variable(np.zeros(3), "b2")
        h = nb.tanh(X @ W1 + b1, name="h")
        loss = nb.mean(nb.softmax_cross_entropy(nb.add(h @ W2, b2, name="z"), Y), name="loss")
    return loss, {X: rng.normal(size=(rows, 4)), Y: np.eye(3)[rng.integers(0, 3, rows)]}


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


def test_what_cannot_be_walked_is_refused_with_what_to_do():
    with nb.Graph().as_default():
        w = nb.Variable([1.0, 2.0], "w")
        long = w
        for _ in range(60):
            long = nb.tanh(long)
        train = nb.GradientDescent(0.1).minimize(nb.sum(w))
    with pytest.raises(ValueError, match=r"one number, got shape \(2,\): take nb.mean or nb.sum of Square"):
        step_through(nb.square(w))
    with pytest.raises(ValueError, match="at most 60 nodes, got 62: pass a part of the graph"):
        step_through(nb.sum(long))
    with pytest.raises(TypeError, match="expected the loss, a node of a graph, got 3"):
        step_through(3)
    with pytest.raises(TypeError, match="expected the loss"):
        step_through(train)
    with pytest.raises(ValueError, match="expected a loss that is computed"):
        step_through(w)
    with pytest.raises(nb.GraphError, match="'x'"):
        step_through(meeting()[0])


@pytest.mark.parametrize("make", [meeting, network])
def test_every_step_has_a_sentence_and_a_sound_picture(make):
    walk = Walk(*make())
    sizes, said = set(), set()
    for place in range(len(walk.steps)):
        picture = walk.picture(place)
        root = ElementTree.fromstring(picture.svg)
        assert root.get("aria-label") == picture.alt == walk.words(place) and picture.alt.endswith(".")
        assert (
            picture.alt.startswith(f"Step {place} of {len(walk.steps) - 1}, ")
            and len(picture.alt.split()) > 6
        )
        assert ("nbg-halo" in picture.html.partition("</style>")[2]) == (place > 0)
        sizes.add((root.get("width"), root.get("height")))
        said.add(picture.alt)
    assert len(sizes) == 1 and len(said) == len(walk.steps)  # nothing jumps, and no two steps say the same


def numbers_on_edges(walk, place, kind):
    inside = ElementTree.fromstring(walk.picture(place).svg).iter(f"{SVG}text")
    return [text.text for text in inside if kind in text.get("class")]


def test_numbers_appear_as_they_become_known():
    walk = Walk(*meeting())
    assert numbers_on_edges(walk, 0, "nbg-val") == ["3", "2", "−2"] and not numbers_on_edges(
        walk, 3, "nbg-grad"
    )
    assert numbers_on_edges(walk, 2, "nbg-val") == ["3", "2", "6", "−2", "4"]
    assert numbers_on_edges(walk, 4, "nbg-grad") == ["∂ ?", "∂ ?", "∂ 4 + ?", "∂ ?", "∂ 6", "∂ 1"]
    assert numbers_on_edges(walk, 6, "nbg-grad") == ["∂ 20", "∂ 30", "∂ 10", "∂ 6", "∂ 6", "∂ 1"]


def test_nothing_moves_between_steps():
    def places(place):
        return re.findall(
            r'class="nbg-(?:operation|variable)" x="([^"]+)" y="([^"]+)"', walk.picture(place).svg
        )

    walk = Walk(*meeting())
    assert places(0) == places(3) == places(6) and len(places(0)) == 5


def test_a_large_graph_is_seen_through_a_window_that_follows():
    with nb.Graph().as_default():
        h = nb.Variable(0.5, "w")
        for k in range(50):
            h = nb.tanh(h, name=f"h{k}")
    walk = Walk(nb.square(h, name="L"))
    tops = [
        float(re.search(r'viewBox="\S+ (\S+) \S+ \S+" class="nbs-', walk.picture(i).svg)[1])
        for i in (1, 25, 51)
    ]
    assert tops[0] < tops[1] < tops[2] and walk.picture(25).html.count("<circle") == 52
    assert "<circle" not in Walk(*meeting()).picture(1).html


def test_long_names_do_not_run_into_each_other():
    with nb.Graph().as_default():
        long = nb.Variable(np.zeros((150, 300)), "a_name_that_goes_on_and_on_and_on")
        walk = Walk(nb.sum(nb.square(long, name="and_so_does_this_one_in_the_end")))
    for place in range(len(walk.steps)):
        for text in ElementTree.fromstring(walk.picture(place).svg).iter(f"{SVG}text"):
            if "nbs-line" in text.get("class") and text.text.endswith("(150, 300)"):
                assert len(text.text) <= 29


def test_names_cannot_become_markup():
    with nb.Graph().as_default():
        loss = nb.square(nb.Variable([[1.0, 2.0]], '<b>&"'), name="</text><script>")
        walk = Walk(nb.sum(loss, name='"><img>'))
    for place in range(len(walk.steps)):
        tags = {node.tag.removeprefix(SVG) for node in ElementTree.fromstring(walk.picture(place).svg).iter()}
        assert not tags & {"script", "img", "b"} and "<script" not in walk.picture(place).html


def control(stepper, kind, words=""):
    def tree(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from tree(child)

    return next(one for one in tree(stepper.widget) if isinstance(one, kind) and words in one.description)


def test_buttons_slider_and_list_agree():
    stepper = step_through(*meeting())
    slider, jump = control(stepper, ipw.IntSlider), control(stepper, ipw.Dropdown)
    for words, place in (("Next", 1), ("Next", 2), ("Back", 1), ("Back", 0), ("Back", 0)):
        control(stepper, ipw.Button, words).click()
        assert (slider.value, jump.value) == (place, place)
    jump.value = 5
    assert slider.value == 5 and "Step 5 of 6, backward through s" in stepper._svg.value
    slider.value = 6
    control(stepper, ipw.Button, "Next").click()
    assert (slider.value, jump.label) == (6, "6 backward: u")
    control(stepper, ipw.Button, "Reset").click()
    assert (slider.value, jump.value) == (0, 0) and "before the walk" in stepper._svg.value


def test_every_control_has_a_label():
    stepper = step_through(*meeting())
    row = stepper.widget.children[0].children
    assert [one.description for one in row] == ["Back", "step", "Next", "go to", "Reset"]
    assert isinstance(stepper, Explorer)


def test_driving_draws_every_step(monkeypatch):
    stepper, drawn = step_through(*meeting()), []
    draw = stepper.walk.picture
    monkeypatch.setattr(stepper.walk, "picture", lambda step: drawn.append(step) or draw(step))
    found = stepper.drive()
    assert set(range(7)) <= set(drawn) and [value for value, _ in found["step"]] == [0, 3, 6]


def test_a_notebook_keeps_a_picture_where_no_kernel_runs(monkeypatch):
    monkeypatch.setenv("NBKIT_RECORD", "1")
    data, _ = step_through(*meeting())._repr_mimebundle_()
    assert data["image/svg+xml"].startswith("<svg") and data["text/plain"].startswith("Step 0 of 6")
    assert len(data[EXPLORER]["step"]) == 3


def test_both_themes_are_in_the_picture():
    html = Walk(*meeting()).picture(1).html
    assert "prefers-color-scheme:dark" in html and "[data-jp-theme-light=false]" in html


# ---------------------------------------------------------------- heat maps


def fills(svg):
    return re.findall(r'fill="(#[0-9a-f]{6})"', svg)


def test_zero_is_white_and_signs_are_two_colours():
    svg, _ = heat([[-2.0, 0.0, 2.0, 1.0, 2.0]], 200)
    below, white, half, above = fills(svg)
    assert (
        white == "#ffffff"
        and int(below[1:3], 16) > int(below[5:], 16)
        and int(above[5:], 16) > int(above[1:3], 16)
    )
    assert int(half[1:3], 16) > int(above[1:3], 16) and "−2 … 2" in svg


def test_small_arrays_show_their_numbers_and_large_ones_their_range():
    assert ">0.5<" in heat([0.5, 2.0], 200)[0] and "…" not in heat([0.5, 2.0], 200)[0]
    values = np.random.default_rng(0).normal(size=(150, 784))
    svg, height = heat(values, 200)
    assert f"{values.max():.4g}" in svg and height < 100 and len(svg) < 12_000
    assert np.isin(sample(values), values).all() and sample(values).shape == (8, 24)


@pytest.mark.parametrize("value", [np.zeros((0, 3)), [np.nan, 1.0], [np.inf, 0, 0, 0, 1], np.ones((2, 3, 4))])
def test_odd_arrays_are_drawn_too(value):
    svg, _ = heat(value, 100)
    ElementTree.fromstring(f"<svg>{svg}</svg>")


def test_a_sentence_is_said_for_arrays_too():
    walk = steps(*network())
    said = [sentence(step, place, len(walk)) for place, step in enumerate(walk)]
    assert said[0].endswith("W1 (4, 5), b1 (5,), W2 (5, 3), b2 = [0, 0, 0], Y (150, 3).")
    assert any("an array of shape (150,), all 0.006667, comes from above" in one for one in said)
