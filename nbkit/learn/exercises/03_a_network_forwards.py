"""Chapter 03: a network, forwards."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

from nbkit.learn.exercise import Function, Prediction

# ---------------------------------------------------------------- forward_shape

FORWARD_SHAPE = Prediction(
    name="forward_shape",
    chapter=3,
    minutes=2,
    difficulty=1,
    prompt="""
A batch `X` of 100 images with 784 pixels each meets a layer of 50 neurons: `W` has shape (784, 50), `b`
has shape (50,).
What is the shape of `X @ W + b`? Answer with a tuple, exact.
""",
    stub="forward_shape = ...  # a tuple",
    hints=[
        "Write the two shapes side by side: (100, 784) (784, 50). Which two numbers must agree?",
        "The inner numbers agree and vanish; the outer ones stay.",
        "b has one number for each neuron and is added to each row: it changes no shape.",
    ],
    mistakes={
        (50, 100): "rows and columns are swapped: rows are examples, so the number of images comes first.",
        (
            100,
            784,
        ): "that is the shape of X: the 784 pixels are summed up, one number for each neuron is left.",
        (784, 50): "that is the shape of W: the 784 are summed up, and each image keeps a row of its own.",
        (784, 784): "the inner numbers vanish and the outer ones stay: you kept the inner ones.",
        (50,): "that is one image: a batch keeps a row for each of its images.",
        (100,): "that is one number an image: the layer has 50 neurons, each gives one.",
        (100, 1): "that is one neuron: the layer has 50.",
        (100, 784, 50): "you lined up all the numbers: the product sums over the 784, so they vanish.",
    },
)


@FORWARD_SHAPE.solution(
    "(100, 784) @ (784, 50) sums over the 784 and leaves (100, 50); b is added to every row."
)
def forward_shape():
    return (100, 50)


# ---------------------------------------------------------------- layer

LAYER = Function(
    name="layer",
    chapter=3,
    minutes=6,
    difficulty=2,
    prompt="""
Write one layer, for many examples at once. `X` has shape (n, d), a row for each example; `W` has shape (d, m)
and `b` shape (m,).
Return sigmoid(X W + b), of shape (n, m). `nb.sigmoid` is at hand, or write it yourself.
""",
    stub='''
def layer(X, W, b):
    """Return sigmoid(X W + b), of shape (n, m)."""
    ...
''',
    hints=[
        "Matrix times matrix is @ in Python; * multiplies entry by entry.",
        "Which order fits: (n, d) @ (d, m), or (d, m) @ (n, d)?",
        "The bias goes into the sum, before the sigmoid: sigmoid(... + b).",
    ],
)


@LAYER.inputs
def draw_layer(rng):
    X, W = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[1.0, 0.0], [0.5, -1.0]])
    yield {"X": X, "W": W, "b": np.array([0.5, -0.5])}
    for n, d, m in [(1, 1, 1), (1, 2, 3), (3, 2, 1), (2, 2, 2), (4, 3, 2), (5, 1, 4)]:
        X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m)
        yield {"X": X.round(1), "W": W.round(1), "b": b.round(1)}
    yield {"X": np.array([[30.0, -30.0]]), "W": np.eye(2), "b": np.zeros(2)}


@LAYER.solution(
    "X @ W weighs every example for every neuron at once; b, one number a neuron, is added to every row."
)
def layer(X, W, b):
    z = X @ W + b
    return 1 / (1 + np.exp(-z))


def squash(z):
    return 1 / (1 + np.exp(-z))


@LAYER.wrong("the bias is outside: it belongs in the sum, sigmoid(X @ W + b).")
def bias_outside(X, W, b):
    return squash(X @ W) + b


@LAYER.wrong("the bias is missing: add b before the sigmoid.")
def no_bias(X, W, b):
    return squash(X @ W)


@LAYER.wrong("the activation is missing: put the sum through the sigmoid.")
def no_activation(X, W, b):
    return X @ W + b


@LAYER.wrong("the factors are swapped: rows are examples, so X comes first, X @ W.")
def factors_swapped(X, W, b):
    return squash(W @ X + b)


@LAYER.wrong("* multiplies entry by entry: the matrix product is X @ W.")
def entry_by_entry(X, W, b):
    return squash(X * W + b)


@LAYER.wrong("W is transposed: its shape (d, m) already fits, X @ W.")
def weights_transposed(X, W, b):
    return squash(X @ W.T + b)


@LAYER.wrong(
    "the bias comes out with a minus: add it to the sum, and the minus of exp(-z) must reach it as well, "
    "exp(-(X @ W + b))."
)
def bias_subtracted(X, W, b):
    return squash(X @ W - b)


@LAYER.wrong("that is another activation: ReLU cuts off below 0, here the sigmoid is asked for.")
def relu_for_sigmoid(X, W, b):
    return np.maximum(X @ W + b, 0)


@LAYER.wrong("that is another activation: the step jumps from 0 to 1, here the smooth sigmoid is asked for.")
def step_for_sigmoid(X, W, b):
    return (X @ W + b > 0).astype(int)


@LAYER.wrong("that is another activation: tanh runs from -1 to 1, here the sigmoid is asked for.")
def tanh_for_sigmoid(X, W, b):
    return np.tanh(X @ W + b)


@LAYER.wrong("the sign in the exponent is missing: the sigmoid is 1 / (1 + exp(-z)).")
def sign_in_exponent(X, W, b):
    return 1 / (1 + np.exp(X @ W + b))


@LAYER.wrong("the sigmoid is taken twice: nb.sigmoid holds the whole of 1 / (1 + exp(-z)), once is enough.")
def sigmoid_twice(X, W, b):
    return squash(squash(X @ W + b))


@LAYER.wrong(
    "that is softmax, in which the neurons share a sum of 1: here each answers on its own, with the sigmoid."
)
def softmax_for_sigmoid(X, W, b):
    E = np.exp(X @ W + b)
    return E / E.sum(axis=1, keepdims=True)


@LAYER.wrong("you took the first example alone: X @ W takes all rows of X at once.")
def first_example(X, W, b):
    return squash(X[0] @ W + b)


# ---------------------------------------------------------------- softmax_rows

SOFTMAX_ROWS = Function(
    name="softmax_rows",
    chapter=3,
    minutes=12,
    difficulty=3,
    prompt="""
Write the softmax of a batch: `X` has shape (n, k), and each row becomes probabilities that sum to 1.
It must hold at entries like 1000 too: subtract from each row its largest entry first, which changes
nothing in the result.
""",
    stub='''
def softmax_rows(X):
    """Return the softmax of each row of X, shape (n, k)."""
    ...
''',
    hints=[
        "For one row x it is exp(x) / sum(exp(x)), with x - max(x) in place of x.",
        "X.max(axis=1) takes the largest of each row; its shape (n,) does not line up with (n, k).",
        "keepdims=True keeps the shape (n, 1), and (n, k) - (n, 1) works row by row.",
        "The same for the sum: divide by the sum over axis=1, with keepdims=True.",
    ],
)


@SOFTMAX_ROWS.inputs
def draw_batch(rng):
    yield {"X": np.array([[0.3, 2.9, 4.0]])}
    for shape in [(1, 1), (2, 2), (2, 3), (3, 1), (4, 2)]:
        yield {"X": rng.normal(size=shape).round(1)}
    yield {"X": np.array([[1000.0, 999.0]])}
    yield {"X": np.array([[1000.0, 1001.0], [-1000.0, -1001.0]])}
    yield {"X": np.array([[0.0, 1000.0]])}
    yield {"X": np.array([[1000.0, -1000.0]])}
    yield {"X": np.array([[-1000.0, -999.0]])}


@SOFTMAX_ROWS.solution(
    "axis=1 works along each row and keepdims=True lets the result line up with it again. "
    "After the largest entry is taken away every exponent is 0 or less, so exp cannot overflow."
)
def softmax_rows(X):
    E = np.exp(X - X.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong("you summed over the whole batch: softmax is per row, use axis=1.")
def whole_batch(X):
    E = np.exp(X - X.max(axis=1, keepdims=True))
    return E / E.sum()


@SOFTMAX_ROWS.wrong(
    "the whole batch shares one sum: softmax is per row, so maximum and sum both need axis=1."
)
def whole_batch_twice(X):
    E = np.exp(X - X.max())
    return E / E.sum()


@SOFTMAX_ROWS.wrong(
    "you worked down the columns: axis=0 runs over the examples, softmax runs along each row, axis=1."
)
def down_the_columns(X):
    E = np.exp(X - X.max(axis=0, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)


@SOFTMAX_ROWS.wrong(
    "you subtracted the largest entry of each column: it changes from place to place in a row, and so the "
    "result. Subtract each row's own, axis=1."
)
def shift_of_the_columns(X):
    E = np.exp(X - X.max(axis=0))
    return E / E.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong("exp(1000) overflows to infinity: subtract each row's largest entry before exp.")
def no_shift(X):
    E = np.exp(X)
    return E / E.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong(
    "you subtracted each row's mean: an entry may still lie far above it, and its exp overflows. Subtract "
    "the largest."
)
def shift_by_the_mean(X):
    E = np.exp(X - X.mean(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong(
    "you subtracted the largest absolute value: in a row of -1000s that is +1000, and the row becomes 0 / 0. "
    "Take the largest entry, without abs."
)
def shift_by_the_largest_size(X):
    E = np.exp(X - np.abs(X).max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong(
    "you clipped the scores: 1000 and 1001 then count the same. Clip nothing, subtract each row's largest."
)
def clipped_scores(X):
    E = np.exp(np.clip(X, -700, 700))
    return E / E.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong(
    "you divided by the largest entry: that changes the result. Subtract: X - X.max(axis=1, keepdims=True)."
)
def divides_before_exp(X):
    E = np.exp(X / X.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong(
    "you divided by the largest entry of the batch: that changes the result. Subtract, and from each row its "
    "own."
)
def divides_by_the_batch(X):
    E = np.exp(X / X.max())
    return E / E.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong(
    "you put 0 where NaN was: such a row no longer sums to 1. Subtract each row's largest first."
)
def zero_for_nan(X):
    return np.nan_to_num(no_shift(X))


@SOFTMAX_ROWS.wrong(
    "you put 0 where NaN was, and turned the warning off: such a row no longer sums to 1. Subtract each "
    "row's largest first."
)
def zero_for_nan_hushed(X):
    with np.errstate(all="ignore"):
        return np.nan_to_num(no_shift(X))


@SOFTMAX_ROWS.wrong(
    "you subtracted the largest entry of the whole batch: a row far below it becomes 0 / 0. Take each "
    "row's own."
)
def shift_of_the_batch(X):
    E = np.exp(X - X.max())
    return E / E.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong(
    "without keepdims=True the row sums have shape (n,) and line up with the columns: keep them as (n, 1)."
)
def no_keepdims(X):
    E = np.exp(X - X.max(axis=1, keepdims=True))
    return E / E.sum(axis=1)


@SOFTMAX_ROWS.wrong(
    "without keepdims=True the largest entries and the sums line up with the columns: keep both as (n, 1)."
)
def no_keepdims_twice(X):
    E = np.exp(X - X.max(axis=1))
    return E / E.sum(axis=1)


@SOFTMAX_ROWS.wrong(
    "you divided the scores themselves by their sum: softmax divides the powers, exp of each."
)
def divides_the_scores(X):
    return X / X.sum(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong(
    "the largest entry of each row comes out as 1: divide by the sum of the row, so that all of it sums to 1."
)
def divides_by_the_largest(X):
    E = np.exp(X - X.max(axis=1, keepdims=True))
    return E / E.max(axis=1, keepdims=True)


@SOFTMAX_ROWS.wrong("that is the logarithm of the softmax: leave the log away.")
def log_of_it(X):
    Z = X - X.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


@SOFTMAX_ROWS.wrong(
    "the exp is missing: entries may be negative, exp makes them positive before they are divided."
)
def no_exp(X):
    Z = X - X.max(axis=1, keepdims=True)
    return Z / Z.sum(axis=1, keepdims=True)


# ---------------------------------------------------------------- relu_by_hand

RELU_BY_HAND = Prediction(
    name="relu_by_hand",
    chapter=3,
    minutes=3,
    difficulty=1,
    prompt="""
Two inputs, two hidden neurons with ReLU, one output without: the input is (2, 3), the first hidden
neuron has the weights (2, 4),
the second (3, -5), the output weighs the two with (2, 7). There is no bias. What comes out? Pen and
paper; the answer must be exact.
""",
    stub="relu_by_hand = ...  # a number",
    hints=[
        "First hidden neuron: 2 times 2 plus 3 times 4.",
        "The second one's sum is negative. What does ReLU make of it?",
        "The output adds 2 times the first and 7 times the second hidden value.",
    ],
    mistakes={
        -31: "ReLU is missing: the second hidden neuron's sum is -9, and ReLU makes it 0.",
        0: "ReLU came too late: it belongs after each hidden sum, the output has none.",
        95: "you dropped the sign of -9: ReLU makes a negative sum 0, not positive.",
        -9: "that is the second hidden neuron's sum: ReLU makes it 0. The output weighs both neurons.",
        16: "that is the first hidden neuron: the output still multiplies it by 2.",
        28: "the two inputs are swapped: the first is 2, the second 3.",
        112: "the two output weights are swapped: the first hidden neuron is weighed with 2.",
        26: "you turned the table of weights: (2, 4) are both of the first hidden neuron, one an input.",
        12: "that is the answer for (1, 1), as in the example above: here the input is (2, 3).",
        7: "you added the hidden sums, 16 and -9: ReLU comes first, then the output weights.",
        -63: "you kept the negative sum and dropped the other: ReLU keeps what is positive.",
    },
)


@RELU_BY_HAND.solution(
    "the hidden sums are 2·2 + 3·4 = 16 and 2·3 - 3·5 = -9; ReLU leaves 16 and 0; 2·16 + 7·0 = 32."
)
def relu_by_hand():
    return 2 * 16 + 7 * 0


# ---------------------------------------------------------------- counting_layer


class Layer:
    """The layer of section 3.7."""

    def __init__(self, W, b):
        self.W = np.array(W)
        self.b = np.array(b)

    def activation(self, z):
        return z

    def forward(self, X):
        z = X @ self.W + self.b
        return self.activation(z)


def count_calls(answer, W, b, X, times):
    """A new object's count, its last answer of several, and what was counted then, here and in another."""
    if not any(base.__name__ == "Layer" for base in answer.__mro__[1:]):
        return "a class that does not extend Layer"
    layer, other = answer(W, b), answer(W, b)
    first = layer.calls
    out = [layer.forward(X) for _ in range(times)][-1]
    return first, out, f"calls after {times}: {layer.calls}, in another object: {other.calls}"


COUNTING_LAYER = Function(
    name="counting_layer",
    chapter=3,
    minutes=8,
    difficulty=2,
    prompt="""
A layer with a meter. `CountingLayer` is a `Layer` of this section, except that it also counts: its `calls` is
0 when it is made, and each `forward` adds 1 to it. Every object has a count of its own.
Write the class. What `Layer` does already, let `Layer` do: extend it, and use `super` in both methods.
""",
    stub='''
class CountingLayer:
    """A Layer with calls: 0 at first, and 1 more after each forward."""

    ...
''',
    hints=[
        "A class that extends another names it in brackets: class CountingLayer(Layer):",
        "__init__(self, W, b) has two things to do: let Layer store W and b, then set self.calls.",
        "forward(self, X) adds 1 to self.calls and returns what super().forward(X) gives.",
    ],
    use=count_calls,
)


def as_the_learner_names_it(answer):
    """An AttributeError names the class: it must read as the learner's does."""
    answer.__name__ = "CountingLayer"
    return answer


@COUNTING_LAYER.inputs
def draw_calls(rng):
    yield {"W": np.array([[1.0], [2.0]]), "b": np.array([0.5]), "X": np.array([[3.0, 4.0]]), "times": 1}
    for n, d, m, times in [(1, 1, 2, 2), (2, 2, 3, 1), (3, 3, 2, 3), (4, 2, 2, 5)]:
        W, b, X = rng.normal(size=(d, m)), rng.normal(size=m), rng.normal(size=(n, d))
        yield {"W": W.round(1), "b": b.round(1), "X": X.round(1), "times": times}


@COUNTING_LAYER.solution(
    "super().__init__ stores W and b, super().forward computes; only the counting is new."
)
class CountingLayer(Layer):
    def __init__(self, W, b):
        super().__init__(W, b)
        self.calls = 0

    def forward(self, X):
        self.calls += 1
        return super().forward(X)


@COUNTING_LAYER.wrong(
    "nobody stores W and b: your __init__ replaces that of Layer, so call it, super().__init__(W, b)."
)
@as_the_learner_names_it
class ForgetsSuper(CountingLayer):
    def __init__(self, W, b):
        self.calls = 0


@COUNTING_LAYER.wrong("super().__init__ is called without W and b: it needs what __init__ of Layer asks for.")
class HandsOnNothing(CountingLayer):
    def __init__(self, W, b):
        super(CountingLayer, self).__init__()
        self.calls = 0


@COUNTING_LAYER.wrong("self is handed on twice: super() passes it by itself, super().__init__(W, b).")
class HandsOnSelf(CountingLayer):
    def __init__(self, W, b):
        super(CountingLayer, self).__init__(self, W, b)
        self.calls = 0


@COUNTING_LAYER.wrong(
    "forward calls itself without end: self.forward is the new one, super().forward the inherited."
)
class CallsItself(CountingLayer):
    def forward(self, X):
        self.calls += 1
        return self.forward(X)


@COUNTING_LAYER.wrong("forward counts and returns nothing: return what super().forward(X) gives.")
class ReturnsNothing(CountingLayer):
    def forward(self, X):
        self.calls += 1
        Layer.forward(self, X)


@COUNTING_LAYER.wrong(
    "all objects share one count: self.calls belongs to the object, a name in the class to all."
)
class SharesTheCount(Layer):
    calls = 0

    def __init__(self, W, b):
        super().__init__(W, b)
        SharesTheCount.calls = 0

    def forward(self, X):
        SharesTheCount.calls += 1
        return super().forward(X)


@COUNTING_LAYER.wrong("the count begins anew at each call: += 1 adds, = 1 sets.")
class SetsTheCount(CountingLayer):
    def forward(self, X):
        self.calls = 1
        return Layer.forward(self, X)


@COUNTING_LAYER.wrong("you count the examples: one call is one, however many rows X has.")
class CountsRows(CountingLayer):
    def forward(self, X):
        self.calls += len(X)
        return Layer.forward(self, X)


@COUNTING_LAYER.wrong(
    "nothing is counted yet: forward must add 1 to self.calls before it lets Layer compute."
)
class NeverCounts(Layer):
    def __init__(self, W, b):
        super().__init__(W, b)
        self.calls = 0


@COUNTING_LAYER.wrong(
    "you wrote the layer anew: it works, but extend Layer, and what is mended there is mended here."
)
class WrittenAnew:
    def __init__(self, W, b):
        self.W, self.b, self.calls = W, b, 0

    def forward(self, X):
        self.calls += 1
        return X @ self.W + self.b


@COUNTING_LAYER.wrong("the count is missing at first: self.calls = 0 belongs into __init__.")
@as_the_learner_names_it
class NoCountAtFirst(Layer):
    def forward(self, X):
        self.calls += 1
        return super().forward(X)


@COUNTING_LAYER.wrong("forward counts twice: once a call is enough, and super().forward counts nothing.")
class CountsTwice(CountingLayer):
    def forward(self, X):
        self.calls += 1
        return super().forward(X)
