"""Chapter 07: gradient descent."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

import nbkit as nb
from nbkit.learn.compare import as_float, is_boolean, is_number
from nbkit.learn.exercise import Choice, Function, Option, Prediction, WrongKind

# ---------------------------------------------------------------- rate_that_arrives

CURVATURES = np.array([3.0, 0.5])


def where_it_ends(lr, start):
    """In words, what thirty steps of this rate do."""
    if isinstance(lr, str):
        raise WrongKind("this is a string: write the number without quotes.")
    if not is_number(lr) or is_boolean(lr) or np.isnan(as_float(lr)):
        raise WrongKind("one number is asked for, the learning rate.")
    lr = as_float(lr)
    if lr <= 0:
        return "it climbs" if lr < 0 else "it stands still"
    steep, flat = 1 - lr * CURVATURES
    if abs(steep + 1) < 0.005:
        return "w1 hops from side to side for ever"
    if steep < -1:
        return "w1 flies off" if flat > -1 else "both weights fly off"
    return how_near(*np.abs(start * np.array([steep, flat]) ** 30), steep)


def how_near(w1, w2, steep):
    if w1 < 0.01 and w2 < 0.01:
        return "it arrives"
    if steep < 0 and w1 >= 0.01:
        return "w1 still jumps over the bottom"
    return "both weights are still far away" if w1 >= 0.01 else "w2 is still on its way"


RATE_THAT_ARRIVES = Prediction(
    name="rate_that_arrives",
    chapter=7,
    minutes=6,
    difficulty=2,
    prompt="""
A new bowl: its slopes are $3\\,w_1$ and $0.5\\,w_2$. You start at $(4, 8)$ and take thirty steps.
Find a learning rate with which *both* weights end closer to 0 than 0.01. Many rates do it. Think first, then
try: `descend` and a gradient of your own are all you need. The check takes the thirty steps with your rate.
""",
    stub="rate_that_arrives = ...  # a number",
    hints=[
        "Beyond which rate does the steep weight fly off? Two divided by its curvature, 3.",
        "One step multiplies w1 by 1 - 3 lr and w2 by 1 - 0.5 lr. Thirty steps: to the power of 30.",
        "w2 must shrink from 8 to 0.01: its factor must be about 0.8 or less. Which rate gives that?",
    ],
    use=where_it_ends,
    mistakes={
        -0.1: "a negative rate walks uphill: the step already has a minus.",
        0: "a rate of 0 takes no step at all.",
        0.01: "that is far too careful: after thirty steps neither weight is there. Take a much larger one.",
        0.2: "w1 has arrived and w2 has not: the flat direction waits for a larger rate. How far may you go?",
        0.64: "w2 is there, but w1 jumps over the bottom at each step, and comes closer too slowly: a little "
        "less.",
        2 / 3: "that is exactly the limit of the steep direction, 2/3: w1 hops between two places for ever.",
        1.0: "w1 flies off: the steep direction allows rates up to 2/3 only, and the flat one must live "
        "with that.",
        4.5: "both weights fly off: that is beyond the limit of the flat direction even, and the steep one's "
        "is 2/3.",
    },
)


@RATE_THAT_ARRIVES.inputs
def draw_start(rng):
    yield {"start": np.array([4.0, 8.0])}


@RATE_THAT_ARRIVES.solution(
    "the factors are 1 - 3·0.5 = -0.5 and 1 - 0.5·0.5 = 0.75, and both vanish in thirty steps. All rates "
    "from about 0.4 to 0.6 do it: below w2 is too slow, above w1 jumps too far."
)
def rate_that_arrives():
    return 0.5


# ---------------------------------------------------------------- one_after_the_other

ONE_AFTER_THE_OTHER = Choice(
    name="one_after_the_other",
    chapter=7,
    minutes=4,
    difficulty=2,
    prompt="""
Spot the bug. The model is a line, $a = w x + b$, with the mean squared error as cost. Somebody writes each
step of gradient descent like this:

```python
for step in range(100):
    w = w - lr * np.mean(2 * (w * x + b - y) * x)
    b = b - lr * np.mean(2 * (w * x + b - y))
```

What is wrong?
""",
    options={
        "a": Option(
            "Nothing: each of the two lines goes down its own slope.",
            "each goes down, but the second stands somewhere else: w has moved already when b's slope is "
            "taken. The two numbers belong to two places.",
        ),
        "b": Option(
            "The second line uses the new `w`: both slopes must be taken before either of the two moves.",
            "a gradient is all slopes at one place. Compute both errors from the old w and b, then move. "
            "Here it still arrives, but by other steps than gradient descent takes.",
        ),
        "c": Option(
            "The factor `x` is missing in the second line.",
            "the bias is the weight of an input that is always 1, so its factor is 1. That line's slope is "
            "right.",
        ),
        "d": Option(
            "The minus must be a plus in one of the two lines: the errors have opposite signs.",
            "down is against the gradient for every weight, so both have the minus, whatever the sign of "
            "the error.",
        ),
        "e": Option(
            "`np.mean` must be `np.sum`: every example counts.",
            "the cost is a mean, and so is its slope. A sum would be the same direction, with a longer step.",
        ),
        "f": Option(
            "The factor 2 must go: the slope of a squared error is the error.",
            "a square has the slope two times; and without the 2 the steps would be half as long, and"
            " no more wrong or right.",
        ),
        "g": Option(
            "`w` and `b` must begin at random: from 0 nothing moves.",
            "at w = 0 the errors are not 0, so the slopes are not: it moves. This bowl has one "
            "bottom, and any start will do.",
        ),
    },
    right="b",
    hints=[
        "Follow one step with pen and paper: x = 1, y = 1, w = b = 0, lr = 0.5. Where should it lead?",
        "Both slopes are -2 at the start. What is b's slope when the second line is reached?",
        "Which w does the second line see?",
    ],
)


# ---------------------------------------------------------------- classifier_gradient

CLASSIFIER_GRADIENT = Function(
    name="classifier_gradient",
    chapter=7,
    minutes=8,
    difficulty=2,
    prompt="""
We took this gradient on trust; now write it yourself. `X` has shape (n, d), a row for each example (a
column of ones stands in for the bias), `y` has shape (n,) with labels 0 and 1, `w` has shape (d,).
The neuron answers $\\sigma(X\\mathbf{w})$, the cost is the *mean* cross-entropy.
Return the gradient at `w`, of shape (d,). Chapter 6 has the slope at the sum, section 7.3 the rest.
`nb.sigmoid` is at hand.
""",
    stub='''
def classifier_gradient(X, y, w):
    """Return the gradient of the mean cross-entropy of sigmoid(X w), shape (d,)."""
    ...
''',
    hints=[
        "The slope at each sum is answer minus target: n numbers. What is the answer?",
        "Each weight gets the errors times its own input, added over the examples: its column of X.",
        "For all weights at once that is X.T @ error. And the mean?",
        "nb.gradient(lambda w: nb.sigmoid_cross_entropy(X @ w, y).mean(), w) measures what you derive.",
    ],
)


@CLASSIFIER_GRADIENT.inputs
def draw_examples(rng):
    yield {"X": np.array([[2.0]]), "y": np.array([0.0]), "w": np.array([0.0])}
    yield {"X": np.array([[1.0, 2.0], [1.0, -1.0]]), "y": np.array([1.0, 0.0]), "w": np.array([0.0, 1.0])}
    for n, d in [(1, 3), (3, 1), (3, 2), (2, 4), (6, 3)]:
        X, w = rng.normal(size=(n, d)).round(1), rng.normal(size=d).round(1)
        yield {"X": X, "y": rng.integers(0, 2, n).astype(float), "w": w}
    yield {"X": np.array([[1000.0, 1.0], [-1000.0, 2.0]]), "y": np.array([0.0, 0.0]), "w": np.ones(2)}


@CLASSIFIER_GRADIENT.solution(
    "the slope at each sum is answer minus target, and a weight's slope is that times its input; X.T @ error "
    "adds this over the examples, and dividing by their number makes it the mean."
)
def classifier_gradient(X, y, w):
    error = nb.sigmoid(X @ w) - y
    return X.T @ error / len(X)


@CLASSIFIER_GRADIENT.wrong("you added over the examples: the cost is their mean, so divide by their number.")
def no_mean(X, y, w):
    return X.T @ (nb.sigmoid(X @ w) - y)


@CLASSIFIER_GRADIENT.wrong("the sigmoid is missing: that is the gradient of the linear model of 7.3.")
def no_sigmoid(X, y, w):
    return X.T @ (X @ w - y) / len(X)


@CLASSIFIER_GRADIENT.wrong(
    "the sign is turned: the gradient points uphill, answer minus target. The minus comes with the step."
)
def sign_turned(X, y, w):
    return X.T @ (y - nb.sigmoid(X @ w)) / len(X)


@CLASSIFIER_GRADIENT.wrong(
    "you multiplied by the sigmoid's slope: with the cross-entropy that factor has cancelled."
)
def slope_once_more(X, y, w):
    return X.T @ ((nb.sigmoid(X @ w) - y) * nb.sigmoid_slope(X @ w)) / len(X)


@CLASSIFIER_GRADIENT.wrong(
    "that is the gradient of the mean squared error, with its 2 and the sigmoid's slope: the cost is the "
    "cross-entropy."
)
def quadratic_cost(X, y, w):
    return X.T @ (2 * (nb.sigmoid(X @ w) - y) * nb.sigmoid_slope(X @ w)) / len(X)


@CLASSIFIER_GRADIENT.wrong("the 2 belongs to the squared error: with the cross-entropy there is none.")
def twice(X, y, w):
    return 2 * X.T @ (nb.sigmoid(X @ w) - y) / len(X)


@CLASSIFIER_GRADIENT.wrong(
    "you divided by the number of weights: the mean is over the examples, the rows of X."
)
def mean_over_the_weights(X, y, w):
    return X.T @ (nb.sigmoid(X @ w) - y) / X.shape[1]


@CLASSIFIER_GRADIENT.wrong("// drops what stands after the point: divide with a single /.")
def divides_whole(X, y, w):
    return X.T @ (nb.sigmoid(X @ w) - y) // len(X)


@CLASSIFIER_GRADIENT.wrong("X has its column of ones already: leave it as it is, w has one entry a column.")
def another_column_of_ones(X, y, w):
    X = np.column_stack([np.ones(len(X)), X])
    return X.T @ (nb.sigmoid(X @ w) - y) / len(X)


@CLASSIFIER_GRADIENT.wrong("you divided by all entries of X: the mean is over the examples, the rows of X.")
def mean_over_all_entries(X, y, w):
    return X.T @ (nb.sigmoid(X @ w) - y) / X.size


@CLASSIFIER_GRADIENT.wrong(
    "X must be turned: (d, n) times (n,) adds over the examples, so it is X.T @ error."
)
def not_turned(X, y, w):
    return X @ (nb.sigmoid(X @ w) - y) / len(X)


@CLASSIFIER_GRADIENT.wrong(
    "you took the mean of the errors and of the inputs apart: multiply each error by its own row first."
)
def means_apart(X, y, w):
    return X.mean(axis=0) * (nb.sigmoid(X @ w) - y).mean()


@CLASSIFIER_GRADIENT.wrong(
    "(n,) times (n, d) lines the errors up with the columns of X: turn them into a column, error[:, None], "
    "or write a matrix product."
)
def errors_along_the_columns(X, y, w):
    return ((nb.sigmoid(X @ w) - y) * X).mean(axis=0)


@CLASSIFIER_GRADIENT.wrong("one gradient for each example came back: add over the rows, or take their mean.")
def one_for_each_example(X, y, w):
    return X * (nb.sigmoid(X @ w) - y)[:, None] / len(X)


@CLASSIFIER_GRADIENT.wrong(
    "you rounded the answers to 0 and 1, as the perceptron does: the cross-entropy compares the answers "
    "themselves."
)
def rounded_answers(X, y, w):
    return X.T @ ((X @ w > 0) - y) / len(X)


@CLASSIFIER_GRADIENT.wrong("exp overflows at large sums: nb.sigmoid is safe there.")
def unsafe_sigmoid(X, y, w):
    return X.T @ (1 / (1 + np.exp(-(X @ w))) - y) / len(X)


# ---------------------------------------------------------------- steps_in_epochs

STEPS_IN_EPOCHS = Prediction(
    name="steps_in_epochs",
    chapter=7,
    minutes=3,
    difficulty=1,
    prompt="""
1000 examples, batches of 64. In each epoch the examples are shuffled anew and every one is looked at once;
the last batch of an epoch takes what is left over, even if it is smaller.
How many steps are five epochs? The answer must be exact.
""",
    stub="steps_in_epochs = ...  # a whole number",
    hints=[
        "How many full batches fit into 1000 examples, and how many examples are left over?",
        "The ones left over are a batch as well, and a batch is a step.",
        "Each epoch starts anew: the smaller batch comes in every one of them.",
    ],
    mistakes={
        75: "the examples left over in each epoch are missing: a smaller batch is a step as well.",
        78: "you cut 5000 examples into batches: each epoch starts anew, and each has a smaller batch.",
        79: "you filled batches across epochs: each epoch ends with a smaller batch of its own.",
        78.125: "there is no part of a step: a smaller batch is one whole step, and each epoch has one.",
        16: "that is one epoch: five are asked for.",
        15: "that is the full batches of one epoch: the smaller one counts too, and there are five epochs.",
        5: "an epoch is not a step: it is as many steps as it takes to look at every example once.",
        320: "you multiplied the epochs with the size of a batch: how many batches has an epoch?",
        5000: "that is how many examples are looked at: one step looks at a whole batch of them.",
        64: "that is how many examples a step looks at: the number of steps is asked for.",
    },
)


@STEPS_IN_EPOCHS.solution(
    "1000 = 15·64 + 40: fifteen full batches and a smaller one are 16 steps an epoch, 80 in five."
)
def steps_in_epochs():
    return 5 * 16


# ---------------------------------------------------------------- adagrad_step

ADAGRAD_STEP = Function(
    name="adagrad_step",
    chapter=7,
    minutes=8,
    difficulty=2,
    prompt="""
Before RMSProp there was **AdaGrad** (Duchi, Hazan and Singer, 2011). Where RMSProp keeps a recent *mean* of
each squared slope, AdaGrad keeps the *sum* of all of them and forgets nothing. The rest is the same: the
slope is divided by the root, plus $10^{-8}$.
Write one step. `w`, `g` and `s` have the same shape: weights, gradient, and the sums so far. First bring
the sums up to date, then use the new ones. Return the new pair `(w, s)` and leave the old arrays as they
were.
""",
    stub='''
def adagrad_step(w, g, s, lr):
    """Return the pair (w, s) after one step; w, g and s stay as they are."""
    ...
''',
    hints=[
        "The sums first: each entry of s grows by the square of its own slope.",
        "The root is of the new sums, and 1e-8 is added outside the root: np.sqrt(...) + 1e-8.",
        "s += ... would change the caller's array: write s = s + ... instead. The same for w.",
    ],
)


@ADAGRAD_STEP.inputs
def draw_slopes(rng):
    yield {"w": np.array([1.0]), "g": np.array([2.0]), "s": np.array([0.0]), "lr": 0.1}
    yield {"w": np.array([1.0]), "g": np.array([3.0]), "s": np.array([16.0]), "lr": 0.5}
    yield {"w": np.array([1.0, 2.0]), "g": np.array([0.0, -4.0]), "s": np.array([0.0, 9.0]), "lr": 0.1}
    yield {"w": np.array([1.0]), "g": np.array([2.0]), "s": np.array([0.0]), "lr": 1.0}
    for shape in [(3,), (2, 2), (1, 4), (3, 2)]:
        w, g = rng.normal(size=(2, *shape)).round(1)
        yield {"w": w, "g": g, "s": rng.uniform(0.5, 4, shape).round(1), "lr": 0.2}
    yield {"w": np.zeros(2), "g": np.array([1e-8, 1e8]), "s": np.zeros(2), "lr": 0.1}


@ADAGRAD_STEP.solution(
    "each weight's slope is divided by the root of all its squared slopes so far, so its steps get "
    "shorter and shorter. That is why RMSProp learned to forget."
)
def adagrad_step(w, g, s, lr):
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong("that is RMSProp, which forgets: AdaGrad adds the whole square to the whole sum.")
def forgets(w, g, s, lr):
    s = 0.9 * s + 0.1 * g**2
    return w - lr * g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong("a tenth of the square is RMSProp's share: AdaGrad adds the whole square.")
def adds_a_tenth(w, g, s, lr):
    s = s + 0.1 * g**2
    return w - lr * g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong("you divided by the old sums: bring them up to date first.")
def old_sums(w, g, s, lr):
    return w - lr * g / (np.sqrt(s) + 1e-8), s + g**2


@ADAGRAD_STEP.wrong("the root is missing: the slope is divided by the root of the sums.")
def no_root(w, g, s, lr):
    s = s + g**2
    return w - lr * g / (s + 1e-8), s


@ADAGRAD_STEP.wrong("you changed the caller's s: s += ... writes into it, s = s + ... makes a new array.")
def changes_the_sums(w, g, s, lr):
    s += g**2
    return w - lr * g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong(
    "you changed the caller's w and s: w -= ... and s += ... write into them, make new arrays."
)
def changes_both(w, g, s, lr):
    s += g**2
    w -= lr * g / (np.sqrt(s) + 1e-8)
    return w, s


@ADAGRAD_STEP.wrong("that is uphill: the step is taken off the weights.")
def uphill(w, g, s, lr):
    s = s + g**2
    return w + lr * g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong("the square is missing: each slope is squared before it is added to its sum.")
def adds_without_squares(w, g, s, lr):
    s = s + g
    return w - lr * g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong("you returned the step alone: take it off w, the new weights are asked for.")
def the_step_alone(w, g, s, lr):
    s = s + g**2
    return lr * g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong(
    "1e-8 is added to the weights: (np.sqrt(s) + 1e-8) needs brackets of its own, for the slope is divided "
    "by both."
)
def tiny_number_on_the_weights(w, g, s, lr):
    s = s + g**2
    return w - lr * g / np.sqrt(s) + 1e-8, s


@ADAGRAD_STEP.wrong(
    "1e-8 is added to the quotient: the brackets go round (np.sqrt(s) + 1e-8), for the slope is divided by "
    "both."
)
def tiny_number_on_the_quotient(w, g, s, lr):
    s = s + g**2
    return w - lr * (g / np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong("you added the sizes of the slopes: their squares belong into the sums.")
def adds_the_slopes(w, g, s, lr):
    s = s + np.abs(g)
    return w - lr * g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong("the 1e-8 is inside the root: there it is as large as 1e-4. Add it after the root.")
def tiny_number_inside(w, g, s, lr):
    s = s + g**2
    return w - lr * g / np.sqrt(s + 1e-8), s


@ADAGRAD_STEP.wrong("without the 1e-8 a slope that was always 0 is divided by 0, which is NaN.")
def no_tiny_number(w, g, s, lr):
    s = s + g**2
    return w - lr * g / np.sqrt(s), s


@ADAGRAD_STEP.wrong("you added the squares of all slopes up to one number: each weight has a sum of its own.")
def one_sum_for_all(w, g, s, lr):
    s = s + np.sum(g**2)
    return w - lr * g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong("the learning rate is missing: it multiplies the step.")
def no_rate(w, g, s, lr):
    s = s + g**2
    return w - g / (np.sqrt(s) + 1e-8), s


@ADAGRAD_STEP.wrong("you returned the weights alone: the next step needs the sums, so return (w, s).")
def weights_alone(w, g, s, lr):
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + 1e-8)


@ADAGRAD_STEP.wrong("the pair is turned round: the weights come first, (w, s).")
def pair_turned_round(w, g, s, lr):
    s = s + g**2
    return s, w - lr * g / (np.sqrt(s) + 1e-8)


@ADAGRAD_STEP.wrong("you returned the old sums: the new ones are needed for the next step.")
def returns_the_old_sums(w, g, s, lr):
    return w - lr * g / (np.sqrt(s + g**2) + 1e-8), s
