"""nbkit itself, under the names of chapter 17: what judges a learner's framework judges ours as well."""

import numpy as np

import nbkit as nb
from nbkit.ops import zeros_like

NAMES = {"inputs": "input_nodes"}
session = nb.Session(graph=nb.Graph(), compiled=False)
graph = session.graph


def constant(value):
    with graph.as_default():
        return nb.Constant(np.array(value, dtype=float))


def placeholder(name):
    with graph.as_default():
        return nb.Placeholder(name)


class Variable(nb.Variable):
    """A variable of the one session."""

    def __init__(self, value):
        with graph.as_default():
            super().__init__(np.array(value, dtype=float))

    @property
    def value(self):
        return session.run(self)

    @value.setter
    def value(self, value):
        session.assign(self, np.array(value, dtype=float))


def order(nodes):
    return nb.traverse_postorder(*(nodes if isinstance(nodes, list) else [nodes]))


def run(wanted, feed):
    feed = {node: np.asarray(value, dtype=float) for node, value in feed.items()}
    return session.run(wanted, feed)


exp, log, tanh, sigmoid, relu = nb.exp, nb.log, nb.tanh, nb.sigmoid, nb.relu
sum, mean, transpose = nb.sum, nb.mean, nb.transpose


def slopes(node, G):
    """nbkit says None where no slope is wanted: the shape that a sum is held to, say."""
    found = node.backward(G, node, *node.input_nodes, **node.options)
    return [zeros_like(x) if g is None else g for g, x in zip(found, node.input_nodes, strict=True)]


gradients = nb.gradients
squared_error = nb.mean_squared_error


def sigmoid_cross_entropy(scores, targets):
    return nb.mean(nb.sigmoid_cross_entropy(scores, targets))


def softmax_cross_entropy(scores, one_hot):
    return nb.mean(nb.softmax_cross_entropy(scores, one_hot))


def reached(loss, variables):
    """nbkit refuses variables that the loss does not depend on; chapter 17 lets them stay where they are."""
    needed = set(order(loss))
    return [v for v in variables if v in needed]


def gradient_descent(loss, variables, lr):
    return nb.GradientDescent(lr).minimize(loss, reached(loss, variables))


def momentum(loss, variables, lr, beta):
    return nb.Momentum(lr, beta).minimize(loss, reached(loss, variables))


def adam(loss, variables, lr):
    return nb.Adam(lr).minimize(loss, reached(loss, variables))


def batches(n, size, rng):
    epoch = nb.batches({"row": np.arange(n)}, min(size, n), rng)
    return [next(epoch)["row"] for _ in range(-(-n // size))]


def train(step, feed, epochs, size, rng):
    n = len(next(iter(feed.values())))
    every = nb.batches(feed, min(size, n), rng)
    for _ in range(epochs * -(-n // size)):
        session.run(step, next(every))
