"""Chapter 06: costs."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

import nbkit as nb
from nbkit.learn.exercise import Choice, Function, Option, Prediction

# ---------------------------------------------------------------- cost_and_mistakes

COST_AND_MISTAKES = Choice(
    name="cost_and_mistakes",
    chapter=6,
    minutes=3,
    difficulty=1,
    prompt="""
You take one step downhill. The quadratic cost falls from 0.120 to 0.115. The number of mistakes among 100
examples rises from 7 to 8. What follows?
""",
    options={
        "a": Option(
            "The gradient has a bug: a step downhill cannot add a mistake.",
            "the step did what it should: the cost fell. It was not asked about mistakes, and one example "
            "that stood near the border has crossed it.",
        ),
        "b": Option(
            "Nothing is wrong: the cost adds up how far off all answers are, a mistake is only which side.",
            "many answers came a little nearer, and one near the border changed sides. Judge by mistakes, "
            "over more than one step.",
        ),
        "c": Option(
            "The number of mistakes is the better cost: walk down on that one instead.",
            "it is flat almost everywhere, so its gradient is zero and gives no direction to walk in.",
        ),
        "d": Option(
            "The step was too long: with a short enough one both numbers must fall.",
            "a shorter step makes the cost fall for sure, the mistakes not: an example that stands right at "
            "the border may cross it with the shortest of steps.",
        ),
        "e": Option(
            "The network begins to overfit.",
            "overfitting shows on examples that were not learned from. Here the same 100 are counted "
            "in two ways.",
        ),
        "f": Option(
            "The quadratic cost is to blame: with cross-entropy both would fall together.",
            "cross-entropy adds up how far off the answers are, too: one example may cross the border"
            " while the sum falls. No smooth cost counts mistakes.",
        ),
        "g": Option(
            "Somebody has miscounted: a lower cost means fewer mistakes.",
            "nothing ties the two so closely: an answer that slips from 0.51 to 0.49 is a new mistake"
            " and costs next to nothing.",
        ),
    },
    right="b",
    hints=[
        "Look at the picture above: where is the cost least, and how many mistakes are there?",
        "An answer goes from 0.51 to 0.49, ten others from 0.80 to 0.85. What do the two numbers say?",
        "What does the cost add up, and what does the count of mistakes look at?",
    ],
)


# ---------------------------------------------------------------- surprise_slope

SURPRISE_SLOPE = Function(
    name="surprise_slope",
    chapter=6,
    minutes=5,
    difficulty=1,
    prompt="""
A batch of $n$ examples: the sums `z` and the targets `y`, both of shape (n,), with targets 0 or 1. The cost
is the *mean* of their cross-entropies.
Return its slope at each sum, $\\partial C/\\partial z_i$: an array of shape (n,). `nb.sigmoid` is at hand.
""",
    stub='''
def surprise_slope(z, y):
    """Return the slopes of the mean cross-entropy at the sums z, shape (n,)."""
    ...
''',
    hints=[
        "For one example the slope is answer minus target. What is the answer, given the sum?",
        "The cost is a mean: each example has only a share in it. How large is the share?",
        "Let nb.gradient measure it: the cost is np.mean(nb.sigmoid_cross_entropy(z, y)).",
    ],
)


@SURPRISE_SLOPE.inputs
def draw_sums(rng):
    yield {"z": np.array([4.0]), "y": np.array([0.0])}
    yield {"z": np.array([0.0, 1.0]), "y": np.array([1.0, 0.0])}
    for n in (1, 3, 5):
        yield {"z": rng.normal(size=n).round(1), "y": rng.integers(0, 2, n).astype(float)}
    yield {"z": np.array([1000.0, -1000.0, 0.5]), "y": np.array([0.0, 1.0, 1.0])}


@SURPRISE_SLOPE.solution(
    "for one example it is answer minus target; in a mean of n examples each has the share 1/n."
)
def surprise_slope(z, y):
    return (nb.sigmoid(z) - y) / len(y)


@SURPRISE_SLOPE.wrong("the share is missing: in a mean of n examples each one counts for 1/n.")
def no_share(z, y):
    return nb.sigmoid(z) - y


@SURPRISE_SLOPE.wrong("the sign is turned: it is answer minus target.")
def target_minus_answer(z, y):
    return (y - nb.sigmoid(z)) / len(y)


@SURPRISE_SLOPE.wrong(
    "you multiplied by the sigmoid's slope once more: with the cross-entropy that factor has cancelled."
)
def slope_once_more(z, y):
    return (nb.sigmoid(z) - y) * nb.sigmoid_slope(z) / len(y)


@SURPRISE_SLOPE.wrong(
    "the sigmoid's slope has cancelled and is here again, and the share is missing: the cost is a mean of n."
)
def slope_once_more_and_no_share(z, y):
    return (nb.sigmoid(z) - y) * nb.sigmoid_slope(z)


@SURPRISE_SLOPE.wrong("that is the slope of the quadratic cost: here the cost is the cross-entropy.")
def quadratic_cost(z, y):
    return 2 * (nb.sigmoid(z) - y) * nb.sigmoid_slope(z) / len(y)


@SURPRISE_SLOPE.wrong("z is the sum and not the answer: put it through the sigmoid first.")
def no_sigmoid(z, y):
    return (z - y) / len(y)


@SURPRISE_SLOPE.wrong("the sigmoid is applied twice: nb.sigmoid(z) is the answer already.")
def sigmoid_twice(z, y):
    return (nb.sigmoid(nb.sigmoid(z)) - y) / len(y)


@SURPRISE_SLOPE.wrong(
    "you took the mean of the slopes: each sum has a slope of its own, so n numbers are due."
)
def mean_of_the_slopes(z, y):
    return np.mean(nb.sigmoid(z) - y)


@SURPRISE_SLOPE.wrong("that is the cost itself, one number: its slope at each sum is asked for.")
def the_cost_itself(z, y):
    return np.mean(nb.sigmoid_cross_entropy(z, y))


@SURPRISE_SLOPE.wrong(
    "that is the slope at the answers a, the first link: the way from z to a is missing, times a (1 - a)."
)
def slope_at_the_answers(z, y):
    a = nb.sigmoid(z)
    return (-y / a + (1 - y) / (1 - a)) / len(y)


@SURPRISE_SLOPE.wrong("exp overflows at a sum of -1000: nb.sigmoid is safe there.")
def unsafe_sigmoid(z, y):
    return (1 / (1 + np.exp(-z)) - y) / len(y)


@SURPRISE_SLOPE.wrong(
    "you rounded the answers to 0 and 1: then an example on the right side has no slope at all."
)
def rounded_answers(z, y):
    return ((z > 0) - y) / len(y)


# ---------------------------------------------------------------- share_right

SHARE_RIGHT = Function(
    name="share_right",
    chapter=6,
    minutes=6,
    difficulty=2,
    prompt="""
We train on the cost and *judge* by the mistakes. `q` has shape (n, k): a row of probabilities for each
example. `p` has the same shape: one-hot rows, the truth. The network's guess is the class to which it gives
the largest probability.
Return the share of examples that it guesses right, a number from 0 to 1.
""",
    stub='''
def share_right(q, p):
    """Return the share of rows in which q is largest where p is 1."""
    ...
''',
    hints=[
        "np.argmax gives the place of the largest entry. For each row apart: which axis?",
        "np.argmax(p, axis=1) is the true class of each row. And the guessed one?",
        "Comparing the two arrays gives True and False; their mean is the share of True.",
    ],
)


@SHARE_RIGHT.inputs
def draw_rows(rng):
    yield {"q": np.array([[0.4, 0.3, 0.3]]), "p": np.array([[1.0, 0.0, 0.0]])}
    yield {"q": np.array([[0.2, 0.8]]), "p": np.array([[1.0, 0.0]])}
    yield {"q": np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8]]), "p": np.eye(2)[[0, 1, 1]]}
    yield {"q": np.array([[0.4, 0.35, 0.25], [0.3, 0.3, 0.4]]), "p": np.eye(3)[[0, 1]]}
    yield {"q": np.array([[0.6, 0.4], [0.1, 0.9]]), "p": np.eye(2)}
    for n, k in [(4, 4), (7, 3), (3, 10)]:
        q = rng.dirichlet(np.ones(k), n)
        guessed = q.argmax(axis=1)
        yield {"q": q, "p": np.eye(k)[np.where(np.arange(n) % 3, guessed, (guessed + 1) % k)]}
    yield {"q": np.array([[1.0, 0.0], [1e-300, 1.0]]), "p": np.eye(2)}
    yield {"q": np.ones((3, 1)), "p": np.ones((3, 1))}


@SHARE_RIGHT.solution(
    "along each row argmax finds the class, guessed or true; the mean of True and False is a share."
)
def share_right(q, p):
    return np.mean(np.argmax(q, axis=1) == np.argmax(p, axis=1))


@SHARE_RIGHT.wrong(
    "you compared the probabilities with the labels: 0.9 is not 1, and still a right guess. Compare classes."
)
def compares_the_entries(q, p):
    return np.mean(q == p)


@SHARE_RIGHT.wrong("you searched down the columns: each row is an example, so axis=1.")
def down_the_columns(q, p):
    return np.mean(np.argmax(q, axis=0) == np.argmax(p, axis=0))


@SHARE_RIGHT.wrong("without axis, argmax finds one place in the whole table: each row needs its own, axis=1.")
def no_axis(q, p):
    return np.mean(np.argmax(q) == np.argmax(p))


@SHARE_RIGHT.wrong("you counted the right ones: divide by the number of examples, or take the mean.")
def counts(q, p):
    return np.sum(np.argmax(q, axis=1) == np.argmax(p, axis=1))


@SHARE_RIGHT.wrong("that is the share of mistakes: the share of right guesses is asked for.")
def share_of_mistakes(q, p):
    return np.mean(np.argmax(q, axis=1) != np.argmax(p, axis=1))


@SHARE_RIGHT.wrong(
    "you asked for more than one half: with many classes 0.4 may be the largest, and then it is the guess."
)
def more_than_a_half(q, p):
    return np.mean(((q > 0.5) & (p == 1)).any(axis=1))


@SHARE_RIGHT.wrong(
    "you compared entry by entry at one half: that counts each class of each row. Find one guess for a row."
)
def halves_entry_by_entry(q, p):
    return np.mean((q > 0.5) == (p == 1))


@SHARE_RIGHT.wrong(
    "that is the mean probability given to the truth: a guess is right or wrong, however sure it was."
)
def probability_of_the_truth(q, p):
    return np.mean(np.sum(q * p, axis=1))


@SHARE_RIGHT.wrong("you gave a percentage: a number from 0 to 1 is asked for.")
def percentage(q, p):
    return 100 * np.mean(np.argmax(q, axis=1) == np.argmax(p, axis=1))


@SHARE_RIGHT.wrong(
    "you divided by the number of entries, rows times classes: the share is of the rows, so divide by len(q)."
)
def share_of_the_entries(q, p):
    return np.sum(np.argmax(q, axis=1) == np.argmax(p, axis=1)) / q.size


@SHARE_RIGHT.wrong(
    "you compared class numbers with one-hot rows: find the place of the 1 in each row of p as well."
)
def numbers_with_rows(q, p):
    return np.mean(np.argmax(q, axis=1) == p)


@SHARE_RIGHT.wrong("you compared the largest probabilities, max: the places of the largest count, argmax.")
def compares_the_largest(q, p):
    return np.mean(np.max(q, axis=1) == np.max(p, axis=1))


# ---------------------------------------------------------------- untrained_cost

UNTRAINED_COST = Prediction(
    name="untrained_cost",
    chapter=6,
    minutes=3,
    difficulty=1,
    rtol=1.5e-3,
    prompt="""
A network for the 26 letters is not trained yet. To each letter it gives the same probability, whatever the
image. What is its cross-entropy, the mean surprise at the truth? Two decimals are enough. It is a number
worth knowing: a training that starts far above it has begun badly.
""",
    stub="untrained_cost = ...  # a number",
    hints=[
        "26 equal probabilities that sum to 1: how large is each?",
        "Only the probability given to the truth counts, and it is the same for every image.",
        "Its surprise is the natural logarithm of one over it: np.log(...) in a cell.",
    ],
    mistakes={
        1 / 26: "that is the probability given to the truth: the cost is its surprise, -ln of it.",
        25 / 26: "that is what the truth lacks to 1: the surprise is -ln of the probability that it got.",
        1.41497: "you took the logarithm to the base 10: the surprise has the natural one, np.log.",
        1.41: "that has the logarithm to the base 10, rounded: the surprise has the natural one, np.log.",
        3.3: "that is rounded to one decimal: two are asked for.",
        0.04: "that is 1/26, rounded, the probability of the truth: the cost is its surprise, -ln of it.",
        4.70044: "you took the logarithm to the base 2: the surprise has the natural one, np.log.",
        -3.258097: "the sign: logarithms of numbers below 1 are negative, and -ln turns that.",
        84.71051: "you added the surprise of all 26 letters: only the true one counts.",
        0.125311: "you weighed the surprise with the probability 1/26: the truth has p = 1, the others "
        "p = 0.",
        0.0392207: "that is -ln(25/26), the surprise at one letter not coming: the truth was given 1/26.",
        0.6931472: "that is for two classes, -ln(1/2): here there are 26.",
        2.302585: "that is for ten classes, -ln(1/10): here there are 26.",
        0.924556: "that is a square, (1 - 1/26)²: the cross-entropy takes -ln of what the truth got.",
        0.0: "a cost of 0 is for a network that is certain and right: this one knows nothing.",
        26.0: "you took one over the probability: the surprise is the logarithm of that.",
    },
)


@UNTRAINED_COST.solution(
    "the truth gets 1/26 in every row, so every surprise is ln(26) = 3.2581, and the mean too."
)
def untrained_cost():
    return float(np.log(26))


# ---------------------------------------------------------------- cost_from_scores

COST_FROM_SCORES = Function(
    name="cost_from_scores",
    chapter=6,
    minutes=15,
    difficulty=3,
    prompt="""
Write the cross-entropy of a softmax from the *scores*. `z` has shape (n, k), a row of scores for each
example; `labels` has shape (n,) and holds the number of the true class of each, 0 to k − 1.
For one row the cost is $-z_t + \\ln \\sum_i e^{z_i}$, with $t$ its label; return the mean over the rows, one
number. It must be right at scores like 1000 and −1000 too, and NumPy must have nothing to warn of.
""",
    stub='''
def cost_from_scores(z, labels):
    """Return the mean of -ln softmax(z)[label] over the rows, a number."""
    ...
''',
    hints=[
        "Softmax sees only differences: take each row's largest score off first, with keepdims=True.",
        "After that no exponent is above 0, and the sum of the powers is 1 or more: its logarithm is safe.",
        "The score of the true class, row by row: z[np.arange(len(z)), labels].",
        "Don't compute the softmax: subtract the true score from the logarithm of the sum, then np.mean.",
    ],
)


@COST_FROM_SCORES.inputs
def draw_scores(rng):
    yield {"z": np.array([[2.0, 1.0]]), "labels": np.array([1])}
    yield {"z": np.array([[0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]), "labels": np.array([0, 2])}
    for n, k in [(1, 1), (1, 4), (2, 2), (3, 2), (4, 5), (5, 3)]:
        yield {"z": rng.normal(size=(n, k)).round(1), "labels": rng.integers(0, k, n)}
    yield {"z": np.array([[1000.0, 999.0]]), "labels": np.array([1])}
    yield {"z": np.array([[-1000.0, 0.0, 1000.0]]), "labels": np.array([0])}
    yield {"z": np.array([[1000.0, 1001.0], [-1000.0, -1001.0]]), "labels": np.array([0, 1])}


@COST_FROM_SCORES.solution(
    "the largest score of a row may be taken off, and then no power overflows and their sum is at least 1. "
    "The logarithm is taken of that sum and never of a probability, which may be 0."
)
def cost_from_scores(z, labels):
    z = z - z.max(axis=1, keepdims=True)
    truth = z[np.arange(len(z)), labels]
    return np.mean(np.log(np.exp(z).sum(axis=1)) - truth)


def safe_logs(z):
    """The logarithm of the softmax of each row."""
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


@COST_FROM_SCORES.wrong("exp(1000) overflows: take each row's largest score off first.")
def no_shift(z, labels):
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels])


@COST_FROM_SCORES.wrong(
    "a probability too small to write down becomes 0, and its logarithm infinite: don't compute the "
    "softmax, take the logarithm of the sum."
)
def log_of_the_softmax(z, labels):
    return np.mean(-np.log(nb.softmax(z)[np.arange(len(z)), labels]))


@COST_FROM_SCORES.wrong(
    "a tiny number inside the logarithm is a ceiling: beyond 34.5 the cost is flat. Go back to the scores."
)
def tiny_number_in_the_log(z, labels):
    return np.mean(-np.log(nb.softmax(z)[np.arange(len(z)), labels] + 1e-15))


@COST_FROM_SCORES.wrong(
    "you took off the largest score of the whole batch: a row far below it has only zeros left. Take each "
    "row's own."
)
def shift_of_the_batch(z, labels):
    z = z - z.max()
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels])


@COST_FROM_SCORES.wrong("the sign is turned: a surprise is never negative.")
def sign_turned(z, labels):
    return np.mean(safe_logs(z)[np.arange(len(z)), labels])


@COST_FROM_SCORES.wrong("you added the rows up: the mean over the rows is asked for.")
def sum_over_the_rows(z, labels):
    return -np.sum(safe_logs(z)[np.arange(len(z)), labels])


@COST_FROM_SCORES.wrong(
    "z[:, labels] takes every label for every row: one entry a row is z[np.arange(len(z)), labels]."
)
def every_label_for_every_row(z, labels):
    return np.mean(-safe_logs(z)[:, labels])


@COST_FROM_SCORES.wrong("you divided by the classes as well: the mean is over the rows alone.")
def mean_over_the_classes_too(z, labels):
    return np.mean(-safe_logs(z) * np.eye(z.shape[1])[labels])


@COST_FROM_SCORES.wrong(
    "the logarithm of the sum is missing: this is only how far the true score lies below the best."
)
def sum_missing(z, labels):
    z = z - z.max(axis=1, keepdims=True)
    return np.mean(-z[np.arange(len(z)), labels])


@COST_FROM_SCORES.wrong("one cost a row came back: take their mean.")
def a_cost_for_each_row(z, labels):
    return -safe_logs(z)[np.arange(len(z)), labels]


@COST_FROM_SCORES.wrong(
    "you added the surprise of all classes: only the true one counts, the one that the label names."
)
def all_classes(z, labels):
    return np.mean(-safe_logs(z).sum(axis=1))


@COST_FROM_SCORES.wrong(
    "the largest score was taken off in the sum and not in the true score: the two no longer fit."
)
def shifted_on_one_side(z, labels):
    top = z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z - top).sum(axis=1)) - z[np.arange(len(z)), labels])


@COST_FROM_SCORES.wrong(
    "you guessed the class by argmax: the truth is in labels, and the network may be wrong about it."
)
def surprise_at_the_guess(z, labels):
    return np.mean(-safe_logs(z).max(axis=1))


@COST_FROM_SCORES.wrong(
    "nb.one_hot(labels) counts the classes of this batch, and some may be missing there: give it the number "
    "of classes, z.shape[1]."
)
def one_hot_of_the_batch(z, labels):
    return np.mean(nb.softmax_cross_entropy(z, nb.one_hot(labels)))


@COST_FROM_SCORES.wrong("you went down the columns: each row is an example, so axis=1.")
def sums_down_the_columns(z, labels):
    z = z - z.max(axis=0)
    return np.mean(np.log(np.exp(z).sum(axis=0)) - z[np.arange(len(z)), labels])


@COST_FROM_SCORES.wrong("you took 1 off the labels: they count from 0 already, as NumPy does.")
def labels_from_one(z, labels):
    return np.mean(-safe_logs(z)[np.arange(len(z)), labels - 1])
