"""From an empty file, with a tape: every entry gets the next number, and numbers are an order that works."""

import heapq
from functools import partial

import numpy as np

NAMES = {"placeholder": "Slot", "slopes": "pull_back", "gradients": "sweep"}
TAPE = []


def both_ways(rule):
    return lambda a, b: Entry(rule, a, b), lambda a, b: Entry(rule, b, a)


class Entry:
    """One line of the tape: a rule, the entries that it reads, and its settings."""

    __array_ufunc__ = None  # else an array on the left would take us apart

    def __init__(self, rule, *inputs, **settings):
        self.rule, self.settings = rule, settings
        self.inputs = tuple(x if isinstance(x, Entry) else Const(x) for x in inputs)
        self.number = len(TAPE)
        TAPE.append(self)

    __add__, __radd__ = both_ways("add")
    __sub__, __rsub__ = both_ways("subtract")
    __mul__, __rmul__ = both_ways("multiply")
    __truediv__, __rtruediv__ = both_ways("divide")
    __pow__, __rpow__ = both_ways("power")
    __matmul__, __rmatmul__ = both_ways("matmul")

    def __neg__(self):
        return Entry("negative", self)


class Const(Entry):
    def __init__(self, value):
        super().__init__("given")
        self.value = np.array(value, dtype=float)


class Variable(Const):
    """A constant whose value may be set."""

    def __setattr__(self, name, value):  # what is set is copied, as float64
        super().__setattr__(name, np.array(value, dtype=float) if name == "value" else value)


class Slot(Entry):
    def __init__(self, name):
        super().__init__("given")
        self.name = name

    @property
    def value(self):
        raise KeyError(f"nothing was fed for {self.name!r}")


# ---------------------------------------------------------------- order and run


def order(wanted):
    """Take the latest entry that is still wanted, then want what it reads: backwards, by the numbers."""
    latest = [-entry.number for entry in listed(wanted)]
    heapq.heapify(latest)
    found = []
    while latest:
        number = -heapq.heappop(latest)
        if not found or TAPE[number] is not found[-1]:
            found.append(TAPE[number])
            for entry in found[-1].inputs:
                heapq.heappush(latest, -entry.number)
    return found[::-1]


def listed(wanted):
    return list(wanted) if isinstance(wanted, (list, tuple)) else [wanted]


def run(wanted, feed=None):
    if isinstance(wanted, Step):
        return wanted.take(feed)
    values = {entry: np.asarray(value, dtype=float) for entry, value in (feed or {}).items()}
    for entry in order(wanted):
        if entry in values:
            continue
        if entry.inputs:
            forward, _ = RULES[entry.rule]
            values[entry] = forward(*(values[x] for x in entry.inputs), **entry.settings)
        else:
            values[entry] = np.array(entry.value, dtype=float)
    found = [values[entry] for entry in listed(wanted)]
    return found if isinstance(wanted, (list, tuple)) else found[0]


# ---------------------------------------------------------------- rules: a value, and slopes for the inputs


def unbroadcast(G, x):
    """Sum over the axes that x does not have, or along which it has one entry only."""
    G = G.sum(axis=tuple(range(G.ndim - x.ndim)))
    return G.sum(axis=tuple(axis for axis, n in enumerate(x.shape) if n == 1), keepdims=True)


def spread_out(G, x, axis):
    return np.broadcast_to(G if axis is None else np.expand_dims(G, axis), x.shape)


def logistic(x):
    small = np.exp(-np.abs(x))  # never more than 1
    return np.where(x < 0, small, 1) / (1 + small)


RULES = {
    "add": (np.add, lambda G, out, a, b: (fold(G, a), fold(G, b))),
    "subtract": (np.subtract, lambda G, out, a, b: (fold(G, a), fold(-G, b))),
    "multiply": (np.multiply, lambda G, out, a, b: (fold(G * b, a), fold(G * a, b))),
    "divide": (np.divide, lambda G, out, a, b: (fold(G / b, a), fold(-G * out / b, b))),
    "power": (np.power, lambda G, out, a, b: (fold(G * b * a ** (b - 1), a), fold(G * out * log(a), b))),
    "matmul": (np.matmul, lambda G, out, a, b: (G @ transpose(b), transpose(a) @ G)),
    "negative": (np.negative, lambda G, out, x: (-G,)),
    "transpose": (np.transpose, lambda G, out, x: (transpose(G),)),
    "exp": (np.exp, lambda G, out, x: (G * out,)),
    "log": (np.log, lambda G, out, x: (G / x,)),
    "tanh": (np.tanh, lambda G, out, x: (G * (1 - out**2),)),
    "sigmoid": (logistic, lambda G, out, x: (G * out * (1 - out),)),
    "softplus": (lambda x: np.logaddexp(0, x), lambda G, out, x: (G * sigmoid(x),)),
    "relu": (lambda x: np.maximum(x, 0), lambda G, out, x: (G * Entry("sign", out),)),
    "sign": (np.sign, lambda G, out, x: (nothing(x),)),
    "sum": (np.sum, lambda G, out, x, axis: (spread(G, x, axis),)),
    "share": (lambda x, axis: 1 / np.size(x, axis), lambda G, out, x, axis: (nothing(x),)),
    "top": (lambda x: x.max(axis=1), lambda G, out, x: (nothing(x),)),  # only ever taken out again
    "nothing": (np.zeros_like, lambda G, out, x: (nothing(x),)),
    "fold": (unbroadcast, lambda H, out, G, x: (spread(H, G), nothing(x))),
    "spread": (
        spread_out,
        lambda H, out, G, x, axis: (fold(H, G) if axis is None else sum(H, axis), nothing(x)),
    ),
}


exp, log, tanh, sigmoid = (partial(Entry, rule) for rule in ("exp", "log", "tanh", "sigmoid"))
relu, transpose, fold, nothing = (partial(Entry, rule) for rule in ("relu", "transpose", "fold", "nothing"))


def spread(G, x, axis=None):
    return Entry("spread", G, x, axis=axis)


def sum(x, axis=None):
    return Entry("sum", x, axis=axis)


def mean(x, axis=None):
    return sum(x, axis) * Entry("share", x, axis=axis)


# ---------------------------------------------------------------- slopes and gradients


def pull_back(entry, G):
    _, backward = RULES[entry.rule]
    return backward(G, entry, *entry.inputs, **entry.settings)


def sweep(loss, wanted):
    """Read the tape backwards, and add up what arrives at each entry."""
    arrived = {loss: nothing(loss) + 1}
    for entry in reversed(order(loss)):
        if entry.inputs:
            for x, slope in zip(entry.inputs, pull_back(entry, arrived[entry]), strict=True):
                arrived[x] = arrived[x] + slope if x in arrived else slope
    return [arrived.get(entry, nothing(entry)) for entry in wanted]


# ---------------------------------------------------------------- costs


def squared_error(prediction, target):
    return mean((prediction - target) ** 2)


def sigmoid_cross_entropy(scores, targets):
    """-log σ(z) = softplus(-z) where the target says yes, -log(1 - σ(z)) = softplus(z) where it says no."""
    yes, no = Entry("softplus", -scores), Entry("softplus", scores)
    return mean(targets * yes + (1 - targets) * no)


def softmax_cross_entropy(scores, one_hot):
    below = scores - spread(Entry("top", scores), scores, axis=1)
    surprise = spread(log(sum(exp(below), axis=1)), below, axis=1) - below
    return mean(sum(one_hot * surprise, axis=1))


# ---------------------------------------------------------------- optimizers and training


class Step:
    """A step of training: `rule` says how far, from a slope, the number of the step and what it remembers."""

    def __init__(self, loss, variables, rule, remembers=0):
        self.variables, self.slopes, self.rule = variables, sweep(loss, variables), rule
        self.memory = [[0.0] * remembers for _ in variables]
        self.taken = 0

    def take(self, feed):
        self.taken += 1
        for i, slope in enumerate(run(self.slopes, feed)):
            far, *self.memory[i] = self.rule(slope, self.taken, *self.memory[i])
            self.variables[i].value = self.variables[i].value - far


def gradient_descent(loss, variables, lr):
    return Step(loss, variables, lambda g, t: (lr * g,))


def momentum(loss, variables, lr, beta):
    def rule(g, t, velocity):
        velocity = beta * velocity + g
        return lr * velocity, velocity

    return Step(loss, variables, rule, remembers=1)


def adam(loss, variables, lr):
    def rule(g, t, m, s):
        m = 0.9 * m + 0.1 * g
        s = 0.999 * s + 0.001 * g * g
        far = lr * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
        return far, m, s

    return Step(loss, variables, rule, remembers=2)


def batches(n, size, rng):
    shuffled = rng.permutation(n)
    return [shuffled[i : i + size] for i in range(0, n, size)]


def train(step, feed, epochs, size, rng):
    (n,) = {len(rows) for rows in feed.values()}
    for _ in range(epochs):
        for chosen in batches(n, size, rng):
            run(step, {slot: rows[chosen] for slot, rows in feed.items()})
