"""From an empty file, with classes: an operation is a class, forward and backward side by side."""

from functools import reduce
from operator import add

import numpy as np


class Node:
    """A value of the graph, and the nodes that it is made of."""

    __array_priority__ = 1

    def __neg__(self):
        return Multiply(self, -1)


class Constant(Node):
    def __init__(self, value):
        self.inputs, self.value = (), np.array(value, dtype=float)


class Variable(Constant):
    """A constant that training may change."""

    def __setattr__(self, name, value):  # what is set is copied, as float64
        super().__setattr__(name, np.array(value, dtype=float) if name == "value" else value)


class Placeholder(Node):
    def __init__(self, name):
        self.inputs, self.name = (), name


class Operation(Node):
    """`forward(*values)` computes; `backward(G, *inputs)` gives a node for each input."""

    def __init__(self, *inputs, axis=None):
        self.inputs = tuple(one if isinstance(one, Node) else Constant(one) for one in inputs)
        self.axis = axis

    def backward(self, G, *inputs):  # where nothing else is said, the slope is 0
        return [zeros_like(one) for one in inputs]


# ---------------------------------------------------------------- order and run


def order(nodes):
    """Inputs first: a node is in when its last input is, and it waits for each of them by a count."""
    nodes = nodes if isinstance(nodes, (list, tuple)) else [nodes]
    users, waits, found = {}, {}, list(nodes)
    while found:
        node = found.pop()
        if node not in waits:
            waits[node] = len(node.inputs)
            for source in node.inputs:
                users.setdefault(source, []).append(node)
            found.extend(node.inputs)
    ready = [node for node in waits if not node.inputs]
    for node in ready:
        for user in users.get(node, ()):
            waits[user] -= 1
            if not waits[user]:
                ready.append(user)
    return ready


def value_of(node, values):
    if isinstance(node, Operation):
        return node.forward(*(values[source] for source in node.inputs))
    if isinstance(node, Placeholder):
        raise LookupError(f"placeholder {node.name} was not fed")
    return np.array(node.value, dtype=float)


def run(wanted, feed=None):
    if isinstance(wanted, GradientDescent):
        return wanted.move(feed)
    values = {node: np.asarray(value, dtype=float) for node, value in (feed or {}).items()}
    for node in order(wanted):
        if node not in values:
            values[node] = value_of(node, values)
    return [values[node] for node in wanted] if isinstance(wanted, (list, tuple)) else values[wanted]


# ---------------------------------------------------------------- operations


def operation(forward, backward=Operation.backward, sign=None):
    """A class of operations; where it has a sign, Python's operators build it: a + b is Add(a, b)."""
    made = type("Made", (Operation,), {"forward": staticmethod(forward), "backward": backward})
    if sign:
        setattr(Node, f"__{sign}__", lambda a, b: made(a, b))
        setattr(Node, f"__r{sign}__", lambda a, b: made(b, a))
    return made


Add = operation(np.add, lambda out, G, a, b: (SumTo(G, a), SumTo(G, b)), "add")
Subtract = operation(np.subtract, lambda out, G, a, b: (SumTo(G, a), SumTo(-G, b)), "sub")
Multiply = operation(np.multiply, lambda out, G, a, b: (SumTo(G * b, a), SumTo(G * a, b)), "mul")
Divide = operation(np.divide, lambda out, G, a, b: (SumTo(G / b, a), SumTo(-G * out / b, b)), "truediv")
Power = operation(
    np.power, lambda out, G, a, b: (SumTo(G * b * a ** (b - 1), a), SumTo(G * out * log(a), b)), "pow"
)
MatMul = operation(np.matmul, lambda out, G, a, b: (G @ transpose(b), transpose(a) @ G), "matmul")
transpose = operation(np.transpose, lambda out, G, x: [transpose(G)])
exp = operation(np.exp, lambda out, G, x: [G * out])
log = operation(np.log, lambda out, G, x: [G / x])
tanh = operation(np.tanh, lambda out, G, x: [G * (1 - out * out)])
sigmoid = operation(lambda x: np.exp(-np.logaddexp(0, -x)), lambda out, G, x: [G * out * (1 - out)])
softplus = operation(lambda x: np.logaddexp(0, x), lambda out, G, x: [G * sigmoid(x)])
is_positive = operation(lambda x: np.where(x > 0, 1.0, 0.0))
zeros_like = operation(np.zeros_like)


def relu(x):
    return x * is_positive(x)


class Size(Operation):
    """How many entries a sum adds up."""

    def forward(self, x):
        return np.asarray(float(x.size if self.axis is None else x.shape[self.axis]))


class sum(Operation):
    def __init__(self, x, axis=None):
        super().__init__(x, axis=axis)

    def forward(self, x):
        return np.sum(x, axis=self.axis)

    def backward(self, G, x):
        return [zeros_like(x) + Expand(G, axis=self.axis)]


class Expand(Operation):
    """Bring a summed axis back, one entry long."""

    def forward(self, x):
        return x if self.axis is None else np.expand_dims(x, self.axis)

    def backward(self, G, x):
        return [sum(G, self.axis)]


class SumTo(Operation):
    """Sum x to the shape of `like`, from which broadcasting has made the shape of x."""

    def forward(self, x, like):
        lost = x.ndim - like.ndim
        ones = [lost + axis for axis, n in enumerate(like.shape) if n == 1]
        return x.sum(axis=(*range(lost), *ones), keepdims=True).reshape(like.shape)

    def backward(self, G, x, like):
        return zeros_like(x) + G, zeros_like(like)


class LogSoftmax(Operation):
    """Rows of log-probabilities; with the largest score taken away first, no exponential overflows."""

    def forward(self, z):
        z = z - z.max(axis=1, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    def backward(self, G, z):
        return [G - exp(self) * Expand(sum(G, 1), axis=1)]


def mean(x, axis=None):
    return sum(x, axis) / Size(x, axis=axis)


# ---------------------------------------------------------------- slopes, gradients, costs


def slopes(node, G):
    return tuple(node.backward(G, *node.inputs))


def gradients(loss, nodes):
    """From the loss back: a node hands on what it has got, once all who use it have given their share."""
    shares = {loss: [zeros_like(loss) + 1]}
    for node in reversed(order(loss)):
        if node.inputs:
            for source, share in zip(node.inputs, slopes(node, reduce(add, shares[node])), strict=True):
                shares.setdefault(source, []).append(share)
    return [reduce(add, shares[node]) if node in shares else zeros_like(node) for node in nodes]


def squared_error(prediction, target):
    return mean((prediction - target) ** 2)


def sigmoid_cross_entropy(scores, targets):
    """-log σ(z) is softplus(-z): what a yes costs is z less than what a no costs."""
    return mean(softplus(scores) - scores * targets)


def softmax_cross_entropy(scores, one_hot):
    return mean(-sum(one_hot * LogSoftmax(scores), axis=1))


# ---------------------------------------------------------------- optimizers and training


class GradientDescent:
    """A step that can be run. `rule(g, memory)` says which way; each variable has a memory of its own."""

    def __init__(self, loss, variables, lr, beta=0.9):
        self.variables, self.slopes = variables, gradients(loss, variables)
        self.lr, self.beta, self.t = lr, beta, 0
        self.memory = [{} for _ in variables]

    def move(self, feed):
        self.t += 1
        for variable, g, memory in zip(self.variables, run(self.slopes, feed), self.memory, strict=True):
            variable.value = variable.value - self.lr * self.rule(g, memory)

    def rule(self, g, memory):
        return g


class Momentum(GradientDescent):
    def rule(self, g, memory):
        memory["v"] = self.beta * memory.get("v", 0) + g
        return memory["v"]


class Adam(GradientDescent):
    def rule(self, g, memory):
        memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
        memory["s"] = 0.999 * memory.get("s", 0) + 0.001 * g**2
        m, s = memory["m"] / (1 - 0.9**self.t), memory["s"] / (1 - 0.999**self.t)
        return m / (np.sqrt(s) + 1e-8)


def batches(n, size, rng):
    rows = np.arange(n)
    rng.shuffle(rows)
    return np.split(rows, range(size, n, size))


def train(step, feed, epochs, size, rng):
    for _ in range(epochs):
        for rows in batches(len(next(iter(feed.values()))), size, rng):
            run(step, {node: every[rows] for node, every in feed.items()})
