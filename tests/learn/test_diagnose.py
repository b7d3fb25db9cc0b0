"""What a learner's run over the chapters 05-10 found: wrong answers, and the line that each is met with."""

import functools
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from odd_answers import general_sentence, last_only

import nbkit as nb
from nbkit.learn.exercises import find
from nbkit.learn.judge import judge

Row = tuple[str, Callable[..., Any], str]
ROWS: list[Row] = []


def met_with(name: str, sentence: str) -> Callable[..., Any]:
    """Mark a function as an answer that must be refused with this sentence (how it begins)."""

    def keep(answer: Callable[..., Any]) -> Callable[..., Any]:
        ROWS.append((name, answer, sentence))
        return answer

    return keep


# Chapter 01


@met_with("perceptron", "you decide before all inputs are added")
def fires_on_the_way(x, w, b):
    total = b
    for i in range(len(x)):
        total += w[i] * x[i]
        if total > 0:
            return 1
    return 0


@met_with("perceptron", "only the first input counts")
def returns_at_once(x, w, b):
    total = 0
    for i in range(len(x)):
        total += w[i] * x[i]
        return 1 if total + b > 0 else 0
    return None


@met_with("perceptron", "here it returns nothing (None), though it prints")
def prints(x, w, b):
    print(1 if w @ x + b > 0 else 0)


met_with("nand", "three numbers in one pair of brackets are asked for")(([-1, -1], 1.5))
met_with("nand", "three numbers in one pair of brackets are asked for")((-1, -1))
met_with("nand", "w1 is no number")(([-1], -1, 1.5))
met_with("nand", "b is no number")((-1, -1, "1.5"))

# Chapters 02 and 03


met_with("step_array", "np.sign gives -1 for negative entries")(np.sign)


@met_with("stable_sigmoid", "you turned the warning off")
def hushed(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


@met_with("stable_sigmoid", "you turned the warning off")
def hushed_by_warnings(x):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return 1 / (1 + np.exp(-x))


@met_with("stable_sigmoid", "you turned the warning off")
def hushed_in_both_forms(x):
    with np.errstate(all="ignore"):
        return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


@met_with("stable_sigmoid", "you turned the warning off")
@np.errstate(over="ignore")
def hushed_from_outside(x):
    return 1 / (1 + np.exp(-x))


def hushed_without_need(x):
    with np.errstate(all="ignore"):
        return find("stable_sigmoid").reference()(x)


for bound in (10, 100, 400, 600, 690):
    met_with("stable_sigmoid", f"you clipped x at {bound}: sigmoid(-{bound + 10}) is not sigmoid(-{bound})")(
        lambda x, bound=bound: 1 / (1 + np.exp(np.minimum(-x, bound)))
    )


@met_with("stable_sigmoid", "a whole array stands where one True or False is due at `if entry >= 0:`")
def row_by_row(x):
    rows = []
    for entry in x:
        if entry >= 0:
            rows.append(1 / (1 + np.exp(-entry)))
        else:
            rows.append(np.exp(entry) / (1 + np.exp(entry)))
    return np.array(rows)


@met_with("stable_sigmoid", "one number is due at `return 1 / (1 + math.exp(-x))`, and an array comes")
def with_math(x):
    if x.size == 1:  # of one entry an older NumPy makes a number
        return find("stable_sigmoid").reference()(x)
    return 1 / (1 + math.exp(-x))


@met_with("relu_slope", "a whole row is put where one number is due at `slope[i] = np.where")
def place_by_place(x):
    if x.shape[-1] == 1:
        return find("relu_slope").reference()(x)
    slope = np.zeros(len(x))
    for i in range(len(x)):
        slope[i] = np.where(x[i] > 0, 1.0, 0.0)
    return slope


met_with("stable_sigmoid", "one side of the fraction is not multiplied")(
    lambda x: np.where(x >= 0, 1 / (1 + np.exp(-abs(x))), np.exp(-abs(x)) / (1 + 1 / np.exp(-abs(x))))
)
met_with("relu_slope", "you measured the slope: at the corner that gives 0.5")(
    lambda x: (nb.relu(x + 1e-4) - nb.relu(x - 1e-4)) / 2e-4
)
met_with("softmax_rows", "you subtracted the largest absolute value")(
    lambda X: (E := np.exp(X - abs(X).max(axis=1, keepdims=True))) / E.sum(axis=1, keepdims=True)
)


def softmax_of(X):
    return (E := np.exp(X)) / E.sum(axis=1, keepdims=True)


def hushed_nan(X):
    with np.errstate(all="ignore"):
        return np.nan_to_num(softmax_of(X))


met_with("softmax_rows", "you divided by the largest entry of the batch")(lambda X: softmax_of(X / X.max()))
met_with("softmax_rows", "you put 0 where NaN was")(lambda X: np.nan_to_num(softmax_of(X)))
met_with("softmax_rows", "you put 0 where NaN was")(hushed_nan)
met_with("layer", "the sigmoid is taken twice")(lambda X, W, b: nb.sigmoid(nb.sigmoid(X @ W + b)))
met_with("layer", "that is softmax")(lambda X, W, b: nb.softmax(X @ W + b))
met_with("layer", "you took the first example alone")(lambda X, W, b: nb.sigmoid(X[0] @ W + b))
met_with("relu_by_hand", "that is the second hidden neuron's sum")(-9)


def test_a_wrong_value_is_told_before_a_warning():
    def one_side(x):
        z = np.exp(-np.abs(x))
        return np.where(x >= 0, 1 / (1 + z), z / (1 + 1 / z))

    assert "warns" not in general_sentence("stable_sigmoid", one_side)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("step_array", nb.step),
        ("stable_sigmoid", nb.sigmoid),
        ("stable_sigmoid", hushed_without_need),
        ("stable_sigmoid", lambda x: 1 / (1 + np.exp(-np.clip(x, -709, 709)))),
        ("stable_sigmoid", lambda x: 1 / (1 + np.exp(np.minimum(-x, 700)))),
        ("relu_slope", nb.relu_slope),
        ("softmax_rows", nb.softmax),
        ("layer", lambda X, W, b: nb.sigmoid(X @ W + b)),
        ("postorder", nb.traverse_postorder),
    ],
)
def test_the_packages_own_functions_pass(name, answer):
    """The notebook sends its readers to them."""
    verdict = judge(find(name), answer)
    assert verdict.passed, verdict.text


# Chapter 04


def unfed(placeholder):
    return ValueError(f"{placeholder.name} was not fed")


@met_with("fed_value", "what was fed is refused: the keys of feed_dict are the placeholders")
def looks_among_the_values(placeholder, feed_dict):
    if placeholder in feed_dict.values():
        return feed_dict[placeholder]
    raise unfed(placeholder)


@met_with("fed_value", "the two ways are swapped")
def looks_up_what_is_not_there(placeholder, feed_dict):
    if placeholder not in feed_dict:
        return feed_dict[placeholder]
    raise ValueError(placeholder.name)


@met_with("fed_value", "what was fed to another placeholder is returned")
def the_first_of_a_list(placeholder, feed_dict):
    if feed_dict:
        return next(iter(feed_dict.values()))
    raise unfed(placeholder)


@met_with("fed_value", "nothing was fed for pixels here, and it returns 7: raise")
def seven(placeholder, feed_dict):
    return feed_dict.get(placeholder, 7)


@met_with("fed_value", "nothing was fed for pixels here, and a KeyError comes")
def a_key_error_of_its_own(placeholder, feed_dict):
    if placeholder in feed_dict and feed_dict[placeholder] is not None:
        return feed_dict[placeholder] * 1
    raise KeyError(f"{placeholder.name} is missing") if not feed_dict else unfed(placeholder)


@met_with("fed_value", "nothing was fed for pixels here, and an AssertionError comes")
def asserts(placeholder, feed_dict):
    assert placeholder in feed_dict, f"{placeholder.name} was not fed"
    return feed_dict[placeholder]


@met_with("fed_value", "nothing was fed for pixels here, and an Exception comes")
def raises_any(placeholder, feed_dict):
    if placeholder not in feed_dict:
        raise Exception(f"{placeholder.name} was not fed")
    return feed_dict[placeholder]


@met_with("fed_value", "raise needs an error at `raise f")
def raises_a_text(placeholder, feed_dict):
    if placeholder not in feed_dict:
        raise f"{placeholder.name} was not fed"
    return feed_dict[placeholder]


@met_with("fed_value", "the raise stands inside the loop")
def raises_in_the_loop(placeholder, feed_dict):
    for key in feed_dict:
        if key is placeholder:
            return feed_dict[key]
        raise unfed(placeholder)
    return None


@met_with("fed_value", "a value was fed, and it raises an error as if none were")
def knows_no_arrays(placeholder, feed_dict):
    if isinstance(feed_dict.get(placeholder), int):
        return feed_dict[placeholder]
    raise unfed(placeholder)


met_with("postorder", "the same graph, made twice, comes in two orders: a set has none")(
    lambda node: list(set(nb.traverse_postorder(node)))
)
met_with("postorder", "the list stays empty")(lambda node: [])


@met_with("postorder", "you went level by level, from the end")
def by_levels(node):
    order = [node]
    for one in order:
        order += [needed for needed in dict.fromkeys(one.input_nodes) if needed not in order]
    return order


@met_with("postorder", "a shared node still comes twice")
def half_a_cure(node):
    order = []
    for needed in node.input_nodes:
        if needed not in order:
            order = order + half_a_cure(needed)
    order.append(node)
    return order


@met_with("postorder", "you turned the pre-order round")
def turned_round(node):
    order = []

    def visit(node):
        if node not in order:
            order.append(node)
            for needed in node.input_nodes:
                visit(needed)

    visit(node)
    return order[::-1]


@met_with("postorder", "a shared node stands where it is needed last")
def moved_to_the_end(node):
    order = []

    def visit(node):
        if node in order:
            order.remove(node)
        for needed in node.input_nodes:
            visit(needed)
        order.append(node)

    visit(node)
    return order


@met_with("postorder", "the list stays empty")
def never_appends(node):
    order = []
    for needed in node.input_nodes:
        if needed not in order:
            order += never_appends(needed)
    return order


@met_with("postorder", "output_nodes are those that use the node")
def the_other_way(node):
    return [one for user in node.output_nodes for one in the_other_way(user)] + [node]


visited = set()


@met_with("postorder", "a call remembers the one before")
def a_set_outside(node):
    if node in visited:
        return []
    visited.add(node)
    return [one for needed in node.input_nodes for one in a_set_outside(needed)] + [node]


# Chapters 12 and 13


@met_with(
    "own_reader",
    "it is wrong even on images that it learned from: it has not done learning. Try more steps, a larger "
    "rate or more neurons; among neighbours, one in place of several. If you have made images: are they "
    "still the same digits?",
)
def mirrored(X_train, y_train, X_new):
    images = X_train.reshape(-1, 28, 28)
    X = np.vstack([X_train, images[:, :, ::-1].reshape(X_train.shape)])
    means = np.array([X[np.tile(y_train, 2) == digit].mean(axis=0) for digit in range(10)])
    return ((X_new[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)


@met_with("own_plane", "the digits lie apart, well done")
def apart_and_drawn_as_by_pca(X):
    """One third of the way back from the nearest of all images to what PCA draws."""
    encode, decode = find("own_plane").misconceptions[-1].answer(X)
    return encode, lambda Z: decode(Z) + 0.001


# Chapter 05


@met_with("second_derivative", "one division by h is missing: each piece's slope is rise over h")
def only_the_last_division(f, x, h):
    a = f(x + h) - f(x)
    b = f(x) - f(x - h)
    return (a - b) / h


@met_with("second_derivative", "brackets are missing: a - b / h divides b alone")
def no_brackets_in_the_pieces(f, x, h):
    a = f(x + h) - f(x) / h
    b = f(x) - f(x - h) / h
    return (a - b) / h


def downhill_unless(level):
    def downhill(f, v):
        g = nb.gradient(f, v)
        return np.zeros_like(g) if level(g) else -g / np.sqrt((g**2).sum())

    return downhill


met_with("downhill", "one slope is 0 here, not all")(downhill_unless(lambda g: (g == 0).any()))
met_with("downhill", "one slope is 0 here, not all")(downhill_unless(lambda g: not g.all()))
met_with("downhill", "the value differs")(downhill_unless(lambda g: g.ravel()[0] == 0))
met_with("downhill", "the slopes cancel in the sum")(downhill_unless(lambda g: g.sum() == 0))
met_with("downhill", "a gentle slope is a slope")(downhill_unless(lambda g: np.sqrt((g**2).sum()) < 0.1))
met_with("downhill", "a gentle slope is a slope")(downhill_unless(lambda g: np.sqrt((g**2).sum()) < 1e-3))


@met_with("downhill", "a gentle slope is a slope")
def rounded_gradient(f, v):
    g = nb.gradient(f, v).round(2)
    return g if not g.any() else -g / np.sqrt((g**2).sum())


@met_with("slope_of_dial", "the value differs")
def rounded_slope(f, v, i):
    return round(find("slope_of_dial").reference()(f, v, i), 3)


# Chapter 06

met_with("untrained_cost", "that has the logarithm to the base 10")(1.41)
met_with("untrained_cost", "that is rounded to one decimal")(3.3)
met_with("untrained_cost", "that is 1/26, rounded")(0.04)
met_with("untrained_cost", "3.25 is too small")(3.25)
met_with("untrained_cost", "3.27 is too large")(3.27)


@met_with("cost_from_scores", "nb.one_hot(labels) counts the classes of this batch")
def classes_of_the_batch(z, labels):
    return nb.softmax_cross_entropy(z, nb.one_hot(labels)).mean()


@met_with("cost_from_scores", "you went down the columns")
def columns(z, labels):
    z = z - z.max(axis=0, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=0)) - z[np.arange(len(z)), labels])


@met_with("cost_from_scores", "you took 1 off the labels")
def labels_from_1(z, labels):
    z = z - z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels - 1])


# Chapter 07

met_with("rate_that_arrives", "this is a string: write the number without quotes")("0.5")
met_with("rate_that_arrives", "one number is asked for")([0.5])


@met_with("classifier_gradient", "X has its column of ones already")
def bias_once_more(X, y, w):
    X1 = np.hstack([np.ones((len(X), 1)), X])
    return X1.T @ (nb.sigmoid(X1 @ w) - y) / len(y)


@met_with("classifier_gradient", "// drops what stands after the point")
def whole_division(X, y, w):
    return X.T @ (nb.sigmoid(X @ w) - y) // len(y)


@met_with("adagrad_step", "1e-8 is added to the weights")
def brackets_of_the_root_missing(w, g, s, lr):
    s = s + g * g
    w = w - lr * g / np.sqrt(s) + 1e-8
    return w, s


@met_with("adagrad_step", "1e-8 is added to the quotient")
def brackets_round_the_quotient(w, g, s, lr):
    s = s + g * g
    return w - lr * (g / np.sqrt(s) + 1e-8), s


@met_with("adagrad_step", "the square is missing")
def no_square(w, g, s, lr):
    s = s + g
    return w - lr * g / (np.sqrt(s) + 1e-8), s


@met_with("adagrad_step", "you returned the step alone")
def only_the_step(w, g, s, lr):
    s = s + g**2
    return lr * g / (np.sqrt(s) + 1e-8), s


def adagrad_with(change):
    return lambda w, g, s, lr: change(*find("adagrad_step").reference()(w, g, s, lr))


met_with("adagrad_step", "w is right; s comes back as None: is it written yet?")(
    adagrad_with(lambda w, s: (w, None))
)
met_with("adagrad_step", "w is right; s: the shape is wrong: a number, but an array of shape")(
    adagrad_with(lambda w, s: (w, s.sum()))
)


# Chapter 08


@met_with("graph_depth", "you write what you find into the caller's dictionary")
def memo_in_the_dictionary(inputs, node):
    if isinstance(inputs[node], int):
        return inputs[node]
    inputs[node] = 1 + max([memo_in_the_dictionary(inputs, m) for m in inputs[node]], default=-1)
    return inputs[node]


@met_with("graph_depth", "pop takes the names out of the caller's lists")
def pops(inputs, node):
    known = {}

    def depth(name):
        if name not in known:
            best = 0
            while inputs[name]:
                best = max(best, 1 + depth(inputs[name].pop()))
            known[name] = best
        return known[name]

    return depth(node)


@met_with("graph_depth", "it changes its input inputs: work on a copy")
def sorts(inputs, node):
    for names in inputs.values():
        names.sort()
    return find("graph_depth").reference()(inputs, node)


met_with("graph_depth", "you followed the last input only")(last_only)


@met_with("graph_depth", "@cache looks its answers up by the arguments")
@functools.cache
def cached(inputs, node):
    return max((1 + cached(inputs, m) for m in inputs[node]), default=0)


@met_with("tanh_backward", "brackets are missing: G * 1 - out**2")
def no_brackets(G, out):
    return G * 1 - out**2


@met_with("tanh_backward", '^ is not "to the power of" in Python at `return G * (1 - out ^ 2)`: write **')
def hat(G, out):
    return G * (1 - out ^ 2)


@met_with("tanh_backward", "it is right, but in brackets of its own: return the value itself, not a tuple")
def in_a_tuple(G, out):
    return (G * (1 - out**2),)


DENSE = [
    ("dW and db are right; dX: it is transposed", lambda G, X, W, b: ((G @ W).T, G.T @ X, G.sum(axis=0))),
    ("db is right; dW: the shape is wrong", lambda G, X, W, b: (G * W, G * X, G.sum(axis=0))),
    (
        "the values are right, their order is not: dX, dW, db is asked for",
        lambda G, X, W, b: (G @ W, G.sum(axis=0), G.T @ X),
    ),
    ("dX and db are right; dW: the shape is", lambda G, X, W, b: (G @ W, X.sum(axis=0), G.sum(axis=0))),
    ("dX and dW are right; db comes back as None", lambda G, X, W, b: (G @ W, G.T @ X, None)),
    ("the sign of all three is turned", lambda G, X, W, b: (-(G @ W), -(G.T @ X), -G.sum(axis=0))),
    ("reshape does not turn", lambda G, X, W, b: (G @ W, (X.T @ G).reshape(W.shape), G.sum(axis=0))),
]
for told, dense in DENSE:
    met_with("dense_backward", told)(dense)

unit_rows = find("unit_rows").reference()


@met_with("unit_rows", "forward is right; backward comes back as None: is it written yet?")
class StillEmpty:
    forward = unit_rows.forward

    @staticmethod
    def backward(G, out, X): ...


@met_with("unit_rows", "forward: the shape is wrong")
class NoKeepdimsAnywhere:
    @staticmethod
    def forward(X):
        return X / np.sqrt((X**2).sum(axis=1))

    @staticmethod
    def backward(G, out, X):
        return ((G - out * (G * out).sum(axis=1)) / np.sqrt((X**2).sum(axis=1)),)


@met_with("unit_rows", "backward changes out, which the graph still needs")
class WritesIntoOut:
    forward = unit_rows.forward

    @staticmethod
    def backward(G, out, X):
        length = np.sqrt((X * X).sum(axis=1, keepdims=True))
        out *= (G * out).sum(axis=1, keepdims=True)
        return ((G - out) / length,)


# Chapter 09

W1 = [[1, 0, -1], [0, 1, -1]]
for b1 in (
    [0, 0, 3.75],
    [0, 0, 4.15],
    [-0.05, 0, 4],
    [-0.2, -0.2, 4],
    [0, 0, 4.4],
    [0, 0, 3.7],
    [0.15, 0.1, 4],
):
    met_with("triangle", "it answers ")((W1, b1, [1, 1, 1], -2.5))
met_with("triangle", "it answers ")(([[1, 0, -1 / 4], [0, 1, -1 / 3.8]], [0, 0, 1], [1, 1, 1], -2.5))
met_with("triangle", "it answers ")(([[0, 4, 0], [0, 0, 4]], [0, 0, 0], [1, 1, 1], 0))
met_with("triangle", "b2 holds something that is no number")((W1, [0, 0, 4], [1, 1, 1], "-2.5"))
met_with("triangle", "b2 is one number, without brackets")((W1, [0, 0, 4], [1, 1, 1], [-2.5]))
met_with("triangle", "W1 has a row for each input: you gave it turned round")(
    ([[1, 0], [0, 1], [-1, -1]], [0, 0, 4], [1, 1, 1], -2.5)
)
met_with("triangle", "four things in one pair of brackets")(3)
met_with("triangle", "W1 holds something that is no number")(
    ([[1, 0, -1], [0, 1]], [0, 0, 4], [1, 1, 1], -2.5)
)


def test_triangle_says_which_edge():
    text = judge(find("triangle"), (W1, [0, 0, 4.4], [1, 1, 1], -2.5)).text
    assert "it answers 1 where 0 is expected" in text and "lies = 'outside: x1 + x2 is above 4'" in text


met_with("dead_neurons", "you looked at the first example only")(lambda X, W, b: X[0] @ W + b <= 0)
met_with("dead_neurons", "the value differs")(lambda X, W, b: np.ones(len(b), bool))


@met_with("dead_neurons", "what stays is the last example")
def keeps_the_last(X, W, b):
    for x in X:
        dead = x @ W + b <= 0
    return dead


# Chapter 10


def early_stop_from(lowest):
    def early_stop(losses, patience):
        low, best, waited = lowest, 0, 0
        for i, loss in enumerate(losses):
            if loss < low:
                low, best, waited = loss, i, 0
            else:
                waited += 1
            if waited == patience:
                break
        return best

    return early_stop


met_with("early_stop", "your lowest begins at a number of your own")(early_stop_from(1))
met_with("early_stop", "your lowest begins at a number of your own")(early_stop_from(100))
met_with("early_stop", "your lowest begins at a large number")(early_stop_from(1e6))
met_with("early_stop", "your lowest begins at a large number")(early_stop_from(1e9))
met_with("early_stop", "you waited from the start")(lambda losses, p: int(np.argmin(losses[: p + 1])))


@met_with("early_stop", "the first loss is compared with itself")
def first_with_itself(losses, patience):
    best, waited = 0, 0
    for i in range(len(losses)):
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
            if waited == patience:
                return best
    return best


@met_with("early_stop", "that is the place where you stopped")
def the_place_where_it_stopped(losses, patience):
    best = waited = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
        if waited == patience:
            return i
    return best


@met_with("early_stop", "the losses may end before the patience does")
def off_the_end(losses, patience):
    best, i, waited = 0, 1, 0
    while waited < patience:
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
        i += 1
    return best


def labels_of_equal_rows(X, y):
    labels = {}
    for row, label in zip(X.tolist(), y.tolist(), strict=True):
        labels.setdefault(tuple(row), []).append(label)
    return labels.values()


@met_with("best_accuracy", "you cut off what stands after the point")
def whole_numbers(X, y):
    return find("best_accuracy").reference()(X.astype(int), y)


@met_with("best_accuracy", "you cut off what stands after the point")
def rounded_rows(X, y):
    return find("best_accuracy").reference()(X.round(), y)


@met_with("best_accuracy", "it raises ValueError")
def bincount(X, y):
    return sum(np.bincount(found).max() for found in labels_of_equal_rows(X, y)) / len(X)


@met_with("best_accuracy", "with three labels in a group all but the most frequent are wrong")
def minority(X, y):
    groups = labels_of_equal_rows(X, y)
    wrong = sum(min(found.count(v) for v in set(found)) for found in groups if len(set(found)) > 1)
    return 1 - wrong / len(y)


@met_with("best_accuracy", "you add the labels up as if they were 0 and 1")
def two_labels(X, y):
    return sum(max(sum(f), len(f) - sum(f)) for f in labels_of_equal_rows(X, y)) / len(y)


@met_with("best_accuracy", "you divided by the number of different rows")
def over_the_groups(X, y):
    groups = labels_of_equal_rows(X, y)
    return sum(max(f.count(v) for v in f) for f in groups) / len(groups)


@met_with("best_accuracy", "you counted the rows that clash only")
def the_clashes(X, y):
    groups = [f for f in labels_of_equal_rows(X, y) if len(set(f)) > 1]
    return sum(max(f.count(v) for v in f) for f in groups) / len(y)


DECAY = [
    (
        "you took the share decay off",
        lambda W, b, dW, db, lr, decay: (W * (1 - decay) - lr * dW, b - lr * db),
    ),
    ("brackets are missing", lambda W, b, dW, db, lr, decay: (W - lr * dW + 2 * decay * W, b - lr * db)),
]
AFTER_DECAY = [
    ("the values are right, their order is not: W, b is asked for", lambda W, b: (b, W)),
    ("b is right; W: it is transposed", lambda W, b: (W.T, b)),
    ("W is right; b: the shape is wrong: a number", lambda W, b: (W, float(b[0]))),
    ("W is right; b comes back as None", lambda W, b: (W, None)),
]
for told, decay_step in DECAY:
    met_with("decay_step", told)(decay_step)
for told, change in AFTER_DECAY:
    met_with("decay_step", told)(
        lambda *given, change=change: change(*find("decay_step").reference()(*given))
    )
met_with("decay_step", "W is right; b: the value differs")(
    lambda W, b, dW, db, lr, decay: (W - lr * (dW + 2 * decay * W), b - db)
)


# Once told Right, or something that did not hold

softmax, sigmoid = find("softmax_rows").reference(), nb.sigmoid
order, confusion = find("postorder").reference(), find("confusion").reference()


@met_with("perceptron", "it answers 1 where 0 is expected")
def largest_product(x, w, b):
    return 1 if (x * w).max() + b > 0 else 0


met_with("weighted_sum", "every number meets every weight")(lambda x, w: np.outer(x, w).sum())
met_with("relu_slope", "it is wrong only where the input is positive")(
    lambda x: np.where(x > 0.001, 1.0, 0.0)
)
met_with("relu_slope", "whole numbers come back, and floats are asked for")(lambda x: (x > 0).astype(int))
met_with("stable_sigmoid", "at -40 you get 0")(lambda x: (1 + np.tanh(x / 2)) / 2)
met_with("layer", "the bias comes out with a minus")(lambda X, W, b: 1 / (1 + np.exp(-X @ W + b)))
met_with("layer", "the value differs")(
    lambda X, W, b: sigmoid(X @ W + (b[:, None] if len(b) == len(X) else b))
)
met_with("layer", "the value differs, if only by little")(lambda X, W, b: sigmoid(X @ W + b).round(4))
met_with("softmax_rows", "the largest entry of each row comes out as 1")(
    lambda X: np.exp(X - X.max(axis=1, keepdims=True))
)
met_with("softmax_rows", "you subtracted the largest entry of each column")(
    lambda X: (E := np.exp(X - X.max(axis=0))) / E.sum(axis=1, keepdims=True)
)
met_with("relu_by_hand", "you turned the table of weights")(26)


@met_with("multiply", "the value is right, but NumPy warns of divide: keep 0 out")
class DividesByOneOver:
    @staticmethod
    def forward(a, b):
        return a / (1 / b)


@met_with("postorder", "it returns a generator where a list is expected: return, not yield")
def yields_the_nodes(node):
    yield from order(node)


met_with("postorder", "it returns a set where a list is expected")(lambda node: set(order(node)))


@met_with("fed_value", "pop takes the value out of the caller's feed_dict")
def pops_the_value(placeholder, feed_dict):
    try:
        return feed_dict.pop(placeholder)
    except KeyError:
        raise unfed(placeholder) from None


@met_with("fed_value", "nothing was fed for labels here, and the ValueError does not say so")
def always_says_pixels(placeholder, feed_dict):
    if placeholder not in feed_dict:
        raise ValueError("no pixels were fed")
    return feed_dict[placeholder]


met_with("second_derivative", "nothing is divided by h in the end")(
    lambda f, x, h: f(x + h) - 2 * f(x) + f(x - h)
)
met_with("second_derivative", "f(x) has fallen out")(lambda f, x, h: (f(x + h) - f(x - h)) / h**2)
met_with("downhill", "the value differs")(downhill_unless(lambda g: np.sqrt((g**2).sum()) < 1e-6))


@met_with("graph_depth", "the notebook outlives the call")
def leaves_are_not_noted(inputs, node, memo={}):  # noqa: B006
    if not inputs[node]:
        return 0
    if node not in memo:
        memo[node] = 1 + max(leaves_are_not_noted(inputs, needed) for needed in inputs[node])
    return memo[node]


met_with("share_right", "the value differs")(lambda q, p: float(q[0].argmax() == p[0].argmax()))
met_with("dense_backward", "dX and dW are right; db: it is 1 everywhere, whatever the input")(
    lambda G, X, W, b: (G @ W, G.T @ X, np.ones_like(b))
)


@met_with("unit_rows", "forward: the value differs, if only by little: is something rounded")
class Rounds:
    @staticmethod
    def forward(X):
        return unit_rows.forward(X).round(5)

    backward = unit_rows.backward


met_with("triangle", "it answers 1 nowhere. Compute the hidden neurons at (1, 1)")(
    (W1, [0, 0, -4], [1, 1, 1], -2.5)
)
met_with("triangle", "it answers 1 everywhere")((W1, [0, 0, 4], [1, 1, 1], 2.5))
met_with("dead_neurons", "you added the sums up over the examples, or took a mean")(
    lambda X, W, b: (X @ W + b).mean(axis=0) <= 0
)
met_with("best_accuracy", "you rounded the rows")(
    lambda X, y: find("best_accuracy").reference()(X.round(7), y)
)
for counts in (np.int8, np.uint8):
    met_with("confusion", "the counts begin anew after 255")(
        lambda labels, answers, k, counts=counts: confusion(labels, answers, k).astype(counts)
    )


def lower_by_a_thousandth(losses, patience):
    best = 0
    for place, loss in enumerate(losses):
        if loss < losses[best] - 1e-3:
            best = place
        if place - best >= patience:
            break
    return best


met_with("early_stop", "it answers 0 where 1 is expected")(lower_by_a_thousandth)
met_with("vote", "you took the median of the labels, as a whole number")(
    lambda Z, labels, z, k: int(np.median(labels[np.argsort(((Z - z) ** 2).sum(axis=1))[:k]]))
)
met_with("vote", "you took the largest of the absolute differences")(
    lambda Z, labels, z, k: np.bincount(labels[np.argsort(abs(Z - z).max(axis=1))[:k]]).argmax()
)


@met_with("own_plane", "you took the mean off X alone, by X -= ...")
def centres_in_place(X):
    X -= X.mean(axis=0)
    V = np.linalg.svd(X, full_matrices=False)[2][:2]
    return (lambda images: images @ V.T), (lambda Z: Z @ V)


def test_of_equal_values_it_is_said_what_else_differs():
    assert judge(find("stable_sigmoid"), lambda x: 1 / (1 + np.exp(-x))).details[1:] == [
        "  got       [0.]",
        "  warned    overflow",
    ]
    text = judge(find("softmax_rows"), lambda X: softmax(X).view(np.matrix)).text
    assert "got       [[1.]], a matrix" in text


def test_numbers_that_differ_are_written_differently():
    right = find("best_accuracy").reference()
    text = judge(find("best_accuracy"), lambda X, y: right(X, y) * (X.max() < 1e6)).text
    assert "1.000000000e+09" in text and "1.000000001e+09" in text


@pytest.mark.parametrize(("name", "answer", "sentence"), ROWS, ids=lambda p: getattr(p, "__name__", str(p)))
def test_answer_is_met_with(name, answer, sentence):
    verdict = judge(find(name), answer)
    assert not verdict.passed
    assert verdict.sentence.startswith(sentence), verdict.text
    assert len(verdict.text.splitlines()) <= 15
