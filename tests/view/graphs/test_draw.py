"""Drawn graphs: equal graphs equal, values after one run, words for those who cannot see it."""

from xml.etree import ElementTree

import pytest
from small_graphs import SVG, graph_z, texts

import nbkit as nb
from nbkit.view.graphs.draw import draw


def test_equal_graphs_give_equal_svg():
    first = draw(graph_z()[0]).svg
    graph_z(name="another, in between")
    assert draw(graph_z()[0]).svg == first != draw(graph_z(name="y")[0]).svg


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


def test_drawing_does_not_train():
    with nb.Graph().as_default():
        w = nb.Variable(3.0, name="w")
        train = nb.GradientDescent(0.1).minimize(nb.square(w))
        session = nb.Session()
        draw(train, session, {})
    assert session.run(w) == 3.0


def test_light_and_dark_and_words():
    root = ElementTree.fromstring(draw(graph_z()[0]).svg)
    assert root.get("role") == "img" and root.find(f"{SVG}title").text == root.get("aria-label")
    assert root.get("aria-label") == "Graph of 5 nodes: Multiply takes A and x; z takes Multiply and b."
    assert "prefers-color-scheme:dark" in root.find(f"{SVG}style").text


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
