"""Drawn graphs: nodes apart, edges in the open, equal graphs equal, names harmless."""

from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

import nbkit as nb
from nbkit.view.graphs import layout
from nbkit.view.graphs.draw import connections, draw, folded
from nbkit.view.graphs.layout import Box, layered, rank

SVG = "{http://www.w3.org/2000/svg}"


def graph_z(name="z"):
    """Return z = A x + b and its placeholder, in a graph of their own."""
    with nb.Graph().as_default():
        x = nb.Placeholder("x")
        z = nb.add(nb.multiply(nb.Variable(10, name="A"), x), nb.Variable(1, name="b"), name=name)
    return z, x


def texts(drawing):
    return [node.text for node in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")]


def random_graph(seed, size=40):
    """Return inputs and boxes of a random graph with long edges, shared nodes and nodes used twice."""
    rng = np.random.default_rng(seed)
    inputs = [[] for _ in range(6)]
    inputs += [rng.integers(max(0, i - 12), i, rng.integers(1, 4)).tolist() for i in range(6, size)]
    boxes = [Box(*rng.uniform(12, 30, 2).tolist(), *rng.uniform(20, 90, 2).tolist()) for _ in range(size)]
    return inputs, boxes


def room(places, boxes, i):
    """Return the corners of a node's box: along the flow its body, across it all of it."""
    half, box = boxes[i].body / 2, boxes[i]
    middle, across = places.along[i], places.across[i]
    return middle - half, middle + half + box.tail, across - box.before, across + box.after


@pytest.mark.parametrize("seed", range(6))
def test_boxes_are_disjoint(seed):
    inputs, boxes = random_graph(seed)
    places = layered(inputs, boxes)
    rooms = [room(places, boxes, i) for i in range(len(inputs))]
    for a, b in combinations(rooms, 2):
        assert a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2]


@pytest.mark.parametrize("seed", range(6))
def test_edges_run_from_node_to_node_and_through_none(seed):
    inputs, boxes = random_graph(seed)
    places = layered(inputs, boxes)
    rooms = [room(places, boxes, i) for i in range(len(inputs))]
    for node, sources in enumerate(inputs):
        for source, route in zip(sources, places.routes[node], strict=True):
            assert route[0] == (places.exits[source], places.across[source])
            assert route[-1][1] == places.across[node] and route[-1][0] <= rooms[node][0] + 1e-9
            others = [box for i, box in enumerate(rooms) if i not in (source, node)]
            for (a, p), (b, q) in pairwise(route):
                for share in np.linspace(0, 1, 21):
                    along, across = a + share * (b - a), p + (3 * share**2 - 2 * share**3) * (q - p)
                    assert not any(o[0] + 1e-9 < along < o[1] and o[2] + 1e-9 < across < o[3] for o in others)


def test_the_layout_needs_no_crossing_where_none_is_needed():
    box = Box(10, 10, 20)
    places = layered([[], [], [], [], [0, 2], [1, 3]], [box] * 6)
    first, second = (places.across[4], places.across[5])
    assert (places.across[0] < places.across[1]) == (first < second)
    assert (places.across[2] < places.across[3]) == (first < second)


def test_sweeps_undo_crossings():
    before, after = 0, 0
    for seed in range(4):
        inputs, _ = random_graph(seed)
        slots, links, _ = layout._slots(inputs, rank(inputs))
        first = [
            [i for i in layout._first_order(slots, links) if slots[i] == k] for k in range(max(slots) + 1)
        ]
        before += layout._crossings(first, links)
        after += layout._crossings(layout._order(slots, links), links)
    assert after < 0.8 * before


def test_the_first_input_stands_above_the_second():
    places = layered([[], [], [0, 1], [], [2, 3]], [Box(10, 10, 20)] * 5)
    assert places.across[0] < places.across[1] and places.across[2] < places.across[3]


def test_a_leaf_stands_right_before_its_use():
    assert rank([[], [0], [1], [], [2, 3]]) == [0, 1, 2, 2, 3]


def test_equal_graphs_give_equal_svg():
    first = draw(graph_z()[0]).svg
    graph_z(name="another, in between")
    assert draw(graph_z()[0]).svg == first != draw(graph_z(name="y")[0]).svg


def test_a_shared_node_is_drawn_once_and_used_twice():
    with nb.Graph().as_default():
        a = nb.Placeholder("a")
        drawing = draw(a * a)
    assert texts(drawing).count("a") == 1
    assert drawing.svg.count("Z") >= 3  # two tips into the product, one out of it


def test_values_stand_on_the_edges_after_one_run():
    z, x = graph_z()

    class Counting(nb.Session):
        runs = 0

        def run(self, *args, **kwargs):
            self.runs += 1
            return super().run(*args, **kwargs)

    session = Counting(z.graph)
    drawing = draw(z, session, {x: 10})
    assert session.runs == 1
    assert {"10", "100", "1", "101"} <= set(texts(drawing)) and "101" not in texts(draw(z))
    assert drawing.alt.endswith("The value of z is 101.")


def test_a_feed_without_a_session_is_enough():
    z, x = graph_z()
    assert draw(z, feed_dict={x: 10}).svg == draw(z, nb.Session(z.graph), {x: 10}).svg


def test_an_unfed_placeholder_raises_what_the_session_raises():
    z, _ = graph_z()
    with pytest.raises(nb.GraphError, match="'x'"):
        draw(z, nb.Session(z.graph), {})


def test_gradients_stand_below_the_values():
    with nb.Graph().as_default():
        w, x = nb.Variable(3.0, name="w"), nb.Placeholder("x")
        loss = nb.square(w * x)
        slope = nb.gradients(loss, [w])[0]
        drawing = draw(loss, feed_dict={x: 2.0}, gradients={w: slope, x: 36.0})
    assert {"∂ 24", "∂ 36"} <= set(texts(drawing))


def test_a_gradient_that_is_asked_for_and_missing_is_a_question_mark():
    z, x = graph_z()
    assert "∂ ?" in texts(draw(z, feed_dict={x: 10}, gradients={x: None}))
    assert "∂ ?" not in texts(draw(z, feed_dict={x: 10}))


def layers(count, names="h{}"):
    """Return a stack of dense layers and its input, in a graph of their own."""
    with nb.Graph().as_default():
        X = h = nb.Placeholder("X")
        for k in range(count):
            product = h @ nb.Variable(np.eye(3), name=f"W{k}")
            h = nb.relu(product + nb.Variable(np.zeros(3), name=f"b{k}"), name=names.format(k))
    return h, X


def test_a_folded_layer_is_one_box_with_its_value_and_what_it_learns():
    h, X = layers(2)
    drawing = draw(h, feed_dict={X: np.full((4, 3), 7)}, gradients={h: None}, fold=True)
    words = texts(drawing)
    assert words.count("@ + relu") == 2 and {"h0", "h1", "W0 (3, 3)", "b1 (3,)", "(4, 3)", "∂ ?"} <= set(
        words
    )
    assert words.count("all 7") == 3 and not {"W0", "b0", "@", "relu"} & set(words)
    assert drawing.alt.startswith("Graph of 11 nodes") and "h0 of 5 nodes and h1 of 5 nodes" in drawing.alt


def test_what_a_layer_shares_is_not_folded_away():
    with nb.Graph().as_default():
        X, W = nb.Placeholder("X"), nb.Variable(np.eye(3), name="W")
        first = nb.tanh(X @ W + nb.Variable(np.zeros(3), name="b"))
        out = nb.sum(first @ W + nb.Variable(np.zeros(3), name="c"))
        twice = nb.add(X @ nb.Variable(np.eye(3), name="V"), nb.Variable(np.zeros(3)), name="twice")
        other = nb.sigmoid(twice) * nb.relu(twice)
    assert folded(nb.traverse_postorder(out)) == {}
    (members,) = folded(nb.traverse_postorder(other)).values()
    assert [node.name for node in members] == ["V", "Variable", "MatMul_2", "twice"]


def test_names_that_begin_alike_are_folded():
    h, _ = layers(2, "decoder/h{}")
    with h.graph.as_default():
        loss = nb.mean(nb.square(h, name="decoder/a"), name="decoder/b")
        layer = folded(nb.traverse_postorder(nb.exp(loss)))
    (end,) = layer
    assert end is loss and [node.name for node in layer[end]] == [
        "decoder/h0",
        "W1",
        "MatMul_1",
        "b1",
        "Add_1",
        "decoder/h1",
        "decoder/a",
        "decoder/b",
    ]
    assert "decoder" in texts(draw(loss, fold=True))


def test_a_scope_with_two_ways_out_stays_open():
    with nb.Graph().as_default():
        a = nb.Placeholder("in/a")
        out = nb.exp(a, name="in/b") * nb.sigmoid(a) * nb.tanh(nb.exp(a, name="in/c"))
    assert folded(nb.traverse_postorder(out)) == {}


def test_a_stack_of_layers_is_drawn_straight():
    h, _ = layers(9)
    nodes = nb.traverse_postorder(h)
    inputs = connections(nodes, {})
    places = layered(inputs, [Box(20, 60, 40, 30)] * len(nodes))
    spine = [places.across[i] for i, node in enumerate(nodes) if node.input_nodes]
    assert len(spine) == 27 and max(spine) - min(spine) < 60


def test_drawing_does_not_train():
    with nb.Graph().as_default():
        w = nb.Variable(3.0, name="w")
        train = nb.GradientDescent(0.1).minimize(nb.square(w))
        session = nb.Session()
        draw(train, session, {})
    assert session.run(w) == 3.0


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (0.999997739675702, ["0.999998"]),
        (3.059022269256247e-07, ["3.059e−07"]),
        (-5, ["−5"]),
        (123456, ["123456"]),
        ([1, 2], ["[1, 2]"]),
        ([[101, 201], [301, 401]], ["[[101, 201]", " [301, 401]]"]),
        ([[1.5, -10], [2, 3]], ["[[1.5, −10]", " [  2,   3]]"]),
        (np.arange(50.0), ["0 … 49"]),
        (np.zeros((0, 3)), []),
        (np.zeros(50), ["all 0"]),
        (np.array([-0.0, -1, -2, -3]), ["−3 … 0"]),
    ],
)
def test_values_are_written_short_and_true(value, lines):
    with nb.Graph().as_default():
        x = nb.Placeholder("x")
        found = texts(draw(x, feed_dict={x: value}))
    shape = [str(np.shape(value))] if np.ndim(value) else []
    assert found == ["x", *shape, *lines, "placeholder"]


def test_shapes_are_known_before_a_run():
    with nb.Graph().as_default():
        X = nb.Placeholder("X", shape=(None, 3))
        drawing = draw(X @ nb.Variable(np.zeros((3, 2)), name="W"))
    assert {"(n, 3)", "(3, 2)"} <= set(texts(drawing))


def test_kinds_differ_in_shape_not_only_in_colour():
    with nb.Graph().as_default():
        drawing = draw((nb.Placeholder("x") + nb.Variable(1.0, name="v")) * 2)
    shapes = {}
    for shape in ElementTree.fromstring(drawing.svg).iter():
        shapes.setdefault(
            str(shape.get("class")).removeprefix("nbg-"), (shape.tag.removeprefix(SVG), shape.get("rx"))
        )
    assert shapes["placeholder"] == ("path", None) and shapes["operation"] == ("rect", "20")
    assert shapes["variable"] == ("rect", "9") and shapes["constant"] == ("rect", "0")
    assert ".nbg-constant{stroke-dasharray" in drawing.svg


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a\x00b & c", "<!--"]
)
def test_names_cannot_become_markup(name):
    with nb.Graph().as_default():
        drawing = draw(nb.Placeholder(name))
    tags = {node.tag.removeprefix(SVG) for node in ElementTree.fromstring(drawing.svg).iter()}
    assert tags <= {"svg", "title", "style", "rect", "g", "path", "text"}


def test_a_long_name_is_cut_and_spoken_in_full():
    with nb.Graph().as_default():
        drawing = draw(nb.Placeholder("a_name_that_goes_on_and_on_and_on"))
    assert "a_name_that_goes_on…" in texts(drawing)
    assert drawing.alt == "Graph of 1 node: placeholder a_name_that_goes_on_and_on_and_on."


def test_light_and_dark_and_words():
    root = ElementTree.fromstring(draw(graph_z()[0]).svg)
    assert root.get("role") == "img" and root.find(f"{SVG}title").text == root.get("aria-label")
    assert root.get("aria-label") == "Graph of 5 nodes: Multiply takes A and x; z takes Multiply and b."
    assert "prefers-color-scheme:dark" in root.find(f"{SVG}style").text


def test_everything_lies_inside_the_picture():
    with nb.Graph().as_default():
        h = nb.Placeholder("X")
        for k in range(7):
            h = nb.relu(
                h @ nb.Variable(np.zeros((3, 3)), name=f"W{k}") + nb.Variable(np.zeros(3), name=f"b{k}")
            )
    root = ElementTree.fromstring(draw(h, feed_dict={h.graph.placeholders[0]: np.ones((2, 3))}).svg)
    width, height = float(root.get("width")), float(root.get("height"))
    assert width < height  # too wide for a page from left to right
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x")) < width - 18 and 0 <= float(text.get("y")) < height - 18


def test_classes_built_in_a_chapter_are_drawn_too():
    class Placeholder:
        input_nodes = ()
        name = "x"

    class Twice:
        def __init__(self, node):
            self.input_nodes = [node]

    drawing = draw(Twice(Placeholder()))
    assert 'class="nbg-placeholder"' in drawing.svg and "twice" in texts(drawing)


def test_what_is_no_node_and_what_is_too_large_is_refused():
    with pytest.raises(TypeError, match="expected a node of a graph, got int"):
        draw(101)
    with nb.Graph().as_default():
        h = nb.Placeholder("x")
        for _ in range(200):
            h = nb.exp(h)
    with pytest.raises(ValueError, match="at most 200 nodes, got 201"):
        draw(h)
    draw(h.input_nodes[0])


def test_a_notebook_gets_svg_and_words():
    data, _ = draw(graph_z()[0])._repr_mimebundle_()
    assert data["image/svg+xml"].startswith("<svg") and data["text/plain"].startswith("Graph of 5 nodes")
    assert 'alt="Graph of 5 nodes' in data["text/html"]
