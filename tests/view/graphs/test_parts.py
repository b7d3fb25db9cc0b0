"""What stands at a node: its name, its shape, its gradient, and what a layer's box holds."""

import numpy as np
from small_graphs import graph_z, layers, texts

import nbkit as nb
from nbkit.view.graphs.draw import draw


def test_a_folded_layer_is_one_box_with_its_value_and_what_it_learns():
    h, X = layers(2)
    drawing = draw(h, feed_dict={X: np.full((4, 3), 7)}, gradients={h: None}, fold=True)
    words = texts(drawing)
    assert words.count("@ + relu") == 2 and {"h0", "h1", "W0 (3, 3)", "b1 (3,)", "(4, 3)", "∂ ?"} <= set(
        words
    )
    assert words.count("all 7") == 3 and not {"W0", "b0", "@", "relu"} & set(words)
    assert drawing.alt.startswith("Graph of 11 nodes") and "h0 of 5 nodes and h1 of 5 nodes" in drawing.alt


def test_shapes_are_known_before_a_run():
    with nb.Graph().as_default():
        X = nb.Placeholder("X", shape=(None, 3))
        drawing = draw(X @ nb.Variable(np.zeros((3, 2)), name="W"))
    assert {"(n, 3)", "(3, 2)"} <= set(texts(drawing))


def test_a_gradient_that_is_asked_for_and_missing_is_a_question_mark():
    z, x = graph_z()
    assert "∂ ?" in texts(draw(z, feed_dict={x: 10}, gradients={x: None}))
    assert "∂ ?" not in texts(draw(z, feed_dict={x: 10}))


def test_a_long_name_is_cut_and_spoken_in_full():
    with nb.Graph().as_default():
        drawing = draw(nb.Placeholder("a_name_that_goes_on_and_on_and_on"))
    assert "a_name_that_goes_on…" in texts(drawing)
    assert drawing.alt == "Graph of 1 node: placeholder a_name_that_goes_on_and_on_and_on."


def test_classes_built_in_a_chapter_are_drawn_too():
    class Placeholder:
        input_nodes = ()
        name = "x"

    class Twice:
        def __init__(self, node):
            self.input_nodes = [node]

    drawing = draw(Twice(Placeholder()))
    assert 'class="nbg-placeholder"' in drawing.svg and "twice" in texts(drawing)
