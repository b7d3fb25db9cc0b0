"""Small graphs that the tests of drawings share, and what is written in a drawing."""

from xml.etree import ElementTree

import numpy as np

import nbkit as nb

SVG = "{http://www.w3.org/2000/svg}"


def graph_z(name="z"):
    """Return z = A x + b and its placeholder, in a graph of their own."""
    with nb.Graph().as_default():
        x = nb.Placeholder("x")
        z = nb.add(nb.multiply(nb.Variable(10, name="A"), x), nb.Variable(1, name="b"), name=name)
    return z, x


def layers(count, names="h{}"):
    """Return a stack of dense layers and its input, in a graph of their own."""
    with nb.Graph().as_default():
        X = h = nb.Placeholder("X")
        for k in range(count):
            product = h @ nb.Variable(np.eye(3), name=f"W{k}")
            h = nb.relu(product + nb.Variable(np.zeros(3), name=f"b{k}"), name=names.format(k))
    return h, X


def texts(drawing):
    return [node.text for node in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")]


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
