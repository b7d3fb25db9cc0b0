"""A framework from an empty file, written from what the nine stages ask for, and from nothing else."""

import numpy as np


# ------------------------------------------------------------------ 1. nodes and graph
class Node:
    """What it is made of, how its value is computed from theirs, and how a slope goes back."""

    __array_ufunc__ = None  # array + node asks the node, not each entry of the array

    def __init__(self, forward, inputs=(), back=None, name="node"):
        self.forward, self.back, self.name = forward, back, name
        self.inputs = tuple(as_node(x) for x in inputs)


class variable(Node):
    """A node that keeps its value between runs."""

    def __init__(self, value, name="variable"):
        super().__init__(lambda: self.value, name=name)
        self.value = value

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, new):
        self._value = np.array(new, float)


def as_node(x):
    return x if isinstance(x, Node) else constant(x)


def constant(value):
    value = np.array(value, float)
    return Node(lambda: value, name="constant")


def placeholder(name="placeholder"):
    return Node(None, name=name)


# ------------------------------------------------------------------ 2. order without recursion
def order(nodes):
    """All that these nodes need, each once, inputs first."""
    done, waiting = {}, list(nodes) if isinstance(nodes, (list, tuple)) else [nodes]
    while waiting:
        missing = [x for x in waiting[-1].inputs if x not in done]
        if not missing:
            done[waiting.pop()] = True  # a dictionary keeps the order in which we add
        waiting.extend(missing)
    return list(done)


# ------------------------------------------------------------------ 3. run and feed
def run(nodes, feed=None):
    """The values of these nodes, each computed once, from what was fed."""
    if not isinstance(nodes, (list, tuple)):
        return run([nodes], feed)[0]
    values = {node: np.asarray(value, float) for node, value in (feed or {}).items()}
    for node in order(nodes):
        if node not in values and node.forward is None:
            raise ValueError(f"the placeholder {node.name!r} was not fed")
        if node not in values:
            values[node] = node.forward(*[values[x] for x in node.inputs])
    return [np.array(values[node])[()] for node in nodes]  # copies: the graph keeps its own


# ------------------------------------------------------------------ 4. operations, 5. backward of each
# A rule gets nodes: G, the slope of the loss with respect to the output; the output; the inputs. It gives
# one slope an input, or None where nothing goes back.


def operation(name, forward, back):
    return lambda *inputs: Node(forward, inputs, back, name)


add = operation("+", np.add, lambda G, out, a, b: [fit(G, a), fit(G, b)])
subtract = operation("-", np.subtract, lambda G, out, a, b: [fit(G, a), fit(-G, b)])
multiply = operation("*", np.multiply, lambda G, out, a, b: [fit(G * b, a), fit(G * a, b)])
divide = operation("/", np.divide, lambda G, out, a, b: [fit(G / b, a), fit(-G * out / b, b)])
power = operation("**", np.power, lambda G, y, a, b: [fit(G * b * a ** (b - 1), a), fit(G * y * ln(a), b)])
matmul = operation("@", np.matmul, lambda G, out, a, b: [G @ transpose(b), transpose(a) @ G])
transpose = operation("transpose", np.transpose, lambda G, out, x: [transpose(G)])
exp = operation("exp", np.exp, lambda G, out, x: [G * out])
log = operation("log", np.log, lambda G, out, x: [G / x])
ln = operation("log", lambda x: np.log(np.where(x > 0, x, 1)), lambda G, out, x: [G / x])  # or else 0
tanh = operation("tanh", np.tanh, lambda G, out, x: [G * (1 - out * out)])
sigmoid = operation("sigmoid", lambda x: (1 + np.tanh(x / 2)) / 2, lambda G, out, x: [G * out * (1 - out)])
relu = operation("relu", lambda x: np.maximum(x, 0), lambda G, out, x: [G * positive(x)])
positive = operation("positive", lambda x: (x > 0) * 1.0, lambda G, out, x: [None])  # flat on both sides


def give_operators(**functions):
    for name, function in functions.items():
        setattr(Node, f"__{name}__", lambda self, other, function=function: function(self, other))
        setattr(Node, f"__r{name}__", lambda self, other, function=function: function(other, self))


give_operators(add=add, sub=subtract, mul=multiply, truediv=divide, pow=power, matmul=matmul)
Node.__neg__ = lambda self: multiply(-1, self)


def sum(x, axis=None):
    return operation("sum", lambda x: np.sum(x, axis), lambda G, out, x: [spread(G, x, axis)])(x)


def mean(x, axis=None):
    return sum(x, axis) / sum(spread(1, x), axis)


def spread(G, like, axis=None):
    """Repeat G to the shape of `like`: along `axis`, or as broadcasting does."""

    def forward(G, like):
        return np.broadcast_to(G if axis is None else np.expand_dims(G, axis), like.shape)

    def back(H, out, G, like):
        return [fit(H, G) if axis is None else sum(H, axis), None]

    return operation("spread", forward, back)(G, like)


def fit(G, like):
    """Undo broadcasting: add up all that came from the same entry of `like`."""

    def forward(G, like):
        G = np.sum(G, tuple(range(G.ndim - like.ndim)))
        return np.sum(G, tuple(i for i, n in enumerate(like.shape) if n != G.shape[i]), keepdims=True)

    return operation("fit", forward, lambda H, out, G, like: [spread(H, G), None])(G, like)


def slopes(node, G):
    """One node an input: how fast sum(G * node) grows with it."""
    back = node.back(as_node(G), node, *node.inputs) if node.inputs else []
    return [spread(0, x) if slope is None else slope for slope, x in zip(back, node.inputs, strict=True)]


# ------------------------------------------------------------------ 6. the reverse sweep, as nodes
def gradients(loss, nodes):
    """One node for each of `nodes`: the slope of the loss with respect to it."""
    slope = {loss: spread(1, loss)}
    for node in reversed(order(loss)):
        if node not in slope or not node.inputs:
            continue
        for x, more in zip(node.inputs, node.back(slope[node], node, *node.inputs), strict=True):
            if more is not None:
                slope[x] = slope[x] + more if x in slope else more
    return [slope[x] if x in slope else spread(0, x) for x in nodes]


# ------------------------------------------------------------------ 7. costs that do not overflow
def squared_error(prediction, target):
    return mean((prediction - target) ** 2)


def sigmoid_cross_entropy(scores, targets):
    return mean(softplus(scores) - scores * targets)


softplus = operation("softplus", lambda x: np.logaddexp(0, x), lambda G, out, x: [G * sigmoid(x)])


def softmax_cross_entropy(scores, one_hot):
    return mean(log_sum_exp(scores) - sum(scores * one_hot, 1))


def log_sum_exp(x):
    """log(sum(exp(x))) of each row; its slope is the softmax."""

    def forward(x):
        top = np.max(x, 1)
        return top + np.log(np.sum(np.exp(x - top[:, None]), 1))

    def back(G, out, x):
        return [spread(G, x, 1) * exp(x - spread(out, x, 1))]

    return operation("log_sum_exp", forward, back)(x)


# ------------------------------------------------------------------ 8. optimizers
def step(loss, variables, rule):
    """A node that moves all variables when it is run; rule(slope, i) says how far variable i goes down."""

    def forward(*values):
        for i, (one, slope) in enumerate(zip(variables, values[len(variables) :], strict=True)):
            one.value = one.value - rule(slope, i)

    return Node(forward, [*variables, *gradients(loss, variables)], name="step")


def gradient_descent(loss, variables, lr):
    return step(loss, variables, lambda slope, i: lr * slope)


def momentum(loss, variables, lr, beta=0.9):
    speed = [0.0 for _ in variables]

    def rule(slope, i):
        speed[i] = beta * speed[i] + slope
        return lr * speed[i]

    return step(loss, variables, rule)


def adam(loss, variables, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = ([0.0 for _ in variables] for _ in range(3))

    def rule(slope, i):
        t[i] += 1
        m[i] = beta1 * m[i] + (1 - beta1) * slope
        v[i] = beta2 * v[i] + (1 - beta2) * slope**2
        return lr * m[i] / (1 - beta1 ** t[i]) / (np.sqrt(v[i] / (1 - beta2 ** t[i])) + epsilon)

    return step(loss, variables, rule)


# ------------------------------------------------------------------ 9. training in batches
def batches(n, size, rng):
    """The indices of one epoch: each example once, in a new order."""
    new_order = rng.permutation(n)
    return [new_order[start : start + size] for start in range(0, n, size)]


def train(step, feed, epochs, size, rng):
    for _ in range(epochs):
        for rows in batches(len(next(iter(feed.values()))), size, rng):
            run(step, {node: np.asarray(value)[rows] for node, value in feed.items()})
