"""From an empty file, with closures: a node holds one function that computes, and one that gives slopes."""

import numpy as np


class Node:
    """A value to be computed: from which nodes, how, and how slopes go back to them."""

    __array_ufunc__ = None  # an array on the left leaves the operator to us

    def __init__(self, inputs, compute, slopes=None):
        self.inputs, self.compute = inputs, compute
        self.slopes = slopes or (lambda G: tuple(zeros_like(source) for source in self.inputs))

    def __neg__(self):
        return multiply(self, constant(-1))


# ---------------------------------------------------------------- nodes that are made of no others


def constant(value):
    value = np.array(value, dtype=float)
    return Node((), value.copy)


def placeholder(name):
    def missing():
        raise ValueError(f"{name!r} was not fed: run(…, {{{name}: its value}})")

    return Node((), missing)


class variable(Node):
    def __init__(self, value):
        super().__init__((), lambda: self.value.copy())
        self.value = value

    def __setattr__(self, name, value):  # what is set is copied, as float64
        super().__setattr__(name, np.array(value, dtype=float) if name == "value" else value)


# ---------------------------------------------------------------- order and run


def order(wanted):
    """All nodes that are needed, each once, inputs first. The stack stands for the recursion."""
    done, stack = {}, list(wanted) if isinstance(wanted, (list, tuple)) else [wanted]
    while stack:
        waiting = [source for source in stack[-1].inputs if source not in done]
        stack.extend(waiting)
        if not waiting:
            done[stack.pop()] = True
    return list(done)


def run(wanted, feed=None):
    values = {one: np.asarray(value, dtype=float) for one, value in (feed or {}).items()}
    for one in order(wanted):
        if one not in values:
            values[one] = one.compute(*(values[source] for source in one.inputs))
    return [values[one] for one in wanted] if isinstance(wanted, (list, tuple)) else values[wanted]


# ---------------------------------------------------------------- operations


def add(a, b):
    return Node((a, b), np.add, lambda G: (sum_to(G, a), sum_to(G, b)))


def multiply(a, b):
    return Node((a, b), np.multiply, lambda G: (sum_to(G * b, a), sum_to(G * a, b)))


def divide(a, b):
    return multiply(a, power(b, constant(-1)))


def power(a, b):
    def slopes(G):
        return sum_to(G * b * a ** (b - 1), a), sum_to(G * out * log(a), b)

    out = Node((a, b), np.power, slopes)
    return out


def matmul(a, b):
    return Node((a, b), np.matmul, lambda G: (G @ transpose(b), transpose(a) @ G))


def node(value):
    return value if isinstance(value, Node) else constant(value)


binary = {"add": add, "mul": multiply, "truediv": divide, "pow": power, "matmul": matmul}
for name, build in (binary | {"sub": lambda a, b: add(a, -b)}).items():  # a + b, and 1 + b
    setattr(Node, f"__{name}__", lambda a, b, build=build: build(a, node(b)))
    setattr(Node, f"__r{name}__", lambda a, b, build=build: build(node(b), a))


def transpose(x):
    return Node((x,), np.transpose, lambda G: (transpose(G),))


def by_entry(compute, slope):
    """An operation that treats each entry alone; its slope is told by the input and the output."""

    def build(x):
        out = Node((x,), compute, lambda G: (G * slope(x, out),))
        return out

    return build


exp = by_entry(np.exp, lambda x, out: out)
log = by_entry(np.log, lambda x, out: 1 / x)
tanh = by_entry(np.tanh, lambda x, out: 1 - out * out)
is_positive = by_entry(lambda x: np.where(x > 0, 1.0, 0.0), lambda x, out: 0)
relu = by_entry(lambda x: np.maximum(x, 0), lambda x, out: is_positive(x))
softplus = by_entry(lambda x: np.logaddexp(0, x), lambda x, out: sigmoid(x))


def sigmoid(x):
    return (1 + tanh(x / 2)) / 2


def sum(x, axis=None):
    return Node((x,), lambda x: np.sum(x, axis), lambda G: (zeros_like(x) + along(G, axis),))


def mean(x, axis=None):
    return sum(x, axis) / Node((x,), lambda x: np.array(float(x.size if axis is None else x.shape[axis])))


def along(x, axis):
    """Put the axis back that a sum has taken away, with length 1."""
    if axis is None:
        return x
    return Node((x,), lambda x: np.expand_dims(x, axis), lambda G: (sum(G, axis),))


def zeros_like(x):
    return Node((x,), np.zeros_like)


def sum_to(x, like):
    """Undo a broadcast: sum over what `like` does not have, or has only once."""

    def compute(x, like):
        x = x.sum(axis=tuple(range(x.ndim - like.ndim)))
        return x.sum(axis=tuple(i for i, n in enumerate(like.shape) if n != x.shape[i]), keepdims=True)

    return Node((x, like), compute, lambda G: (zeros_like(x) + G, zeros_like(like)))


# ---------------------------------------------------------------- slopes, gradients, costs


def slopes(of, G):
    return of.slopes(G)


def gradients(loss, nodes):
    """One sweep from the loss back to the inputs; where paths meet, their slopes add up."""
    total = {loss: zeros_like(loss) + 1}
    for one in reversed(order(loss)):
        for source, slope in zip(one.inputs, slopes(one, total[one]), strict=True):
            total[source] = total[source] + slope if source in total else slope
    return [total[one] if one in total else zeros_like(one) for one in nodes]


def squared_error(prediction, target):
    return mean((prediction - target) ** 2)


def sigmoid_cross_entropy(scores, targets):
    return mean(softplus(scores) - scores * targets)


def softmax_cross_entropy(scores, one_hot):
    return mean(sum(one_hot * (along(log_sum_exp(scores), 1) - scores), axis=1))


def log_sum_exp(x):
    """Of each row, with the largest score taken out: nothing overflows."""

    def compute(x):
        top = x.max(axis=1)
        return top + np.log(np.exp(x - top[:, None]).sum(axis=1))

    out = Node((x,), compute, lambda G: (along(G, 1) * exp(x - along(out, 1)),))
    return out


# ---------------------------------------------------------------- optimizers and training


def step(loss, variables, changes):
    """A node that moves each variable by its change: all slopes are known before the first one moves."""

    def move(*slopes):
        for one, change, slope in zip(variables, changes, slopes, strict=True):
            one.value = one.value - change(slope)

    return Node(tuple(gradients(loss, variables)), move)


def gradient_descent(loss, variables, lr):
    return step(loss, variables, [lambda g: lr * g for _ in variables])


def momentum(loss, variables, lr, beta):
    def rolling(velocity=0.0):
        def change(g):
            nonlocal velocity
            velocity = beta * velocity + g
            return lr * velocity

        return change

    return step(loss, variables, [rolling() for _ in variables])


def adam(loss, variables, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    def adapting(m=0.0, s=0.0, t=0):
        def change(g):
            nonlocal m, s, t
            t += 1
            m = beta1 * m + (1 - beta1) * g
            s = beta2 * s + (1 - beta2) * g**2
            return lr * (m / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + epsilon)

        return change

    return step(loss, variables, [adapting() for _ in variables])


def batches(n, size, rng):
    """The rows of one epoch, a batch at a time, in an order of its own; the last may be short."""
    rows = rng.permutation(n)
    for start in range(0, n, size):
        yield rows[start : start + size]


def train(step, feed, epochs, size, rng):
    for _ in range(epochs):
        for rows in batches(len(next(iter(feed.values()))), size, rng):
            run(step, {one: value[rows] for one, value in feed.items()})
