"""Chapter 09: what hidden layers do."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

from nbkit.learn.compare import is_number
from nbkit.learn.exercise import Choice, Function, Option, Prediction, WrongKind

# ---------------------------------------------------------------- triangle

SHAPES = {"W1": (2, 3), "b1": (3,), "w2": (3,), "b2": ()}
IN_WORDS = {"W1": "two rows of three numbers", "b1": "three numbers", "w2": "three numbers"}


def answers_at(parameters, x1, x2, lies):
    """What the output answers at a point: three hidden step neurons, then one more."""
    if not isinstance(parameters, tuple | list) or len(parameters) != 4:
        raise WrongKind("four things in one pair of brackets are asked for: W1, b1, w2 and b2.")
    W1, b1, w2, b2 = (numbers(*named) for named in zip(SHAPES, parameters, strict=True))
    hidden = (np.array([x1, x2]) @ W1 + b1 > 0).astype(float)
    return int(hidden @ w2 + b2 > 0)


def numbers(name, part):
    """A part of the answer as an array of the shape that it must have."""
    try:
        found = np.asarray(part)
    except ValueError:  # rows of different lengths
        found = np.array(None)
    if found.dtype.kind == "O" and all(map(is_number, found.flat)):  # fractions, say
        found = found.astype(float)
    if found.dtype.kind not in "biuf" or not np.isfinite(found).all():
        raise WrongKind(
            f"{name} holds something that is no number: leave quotes away, and give all rows one length."
        )
    if found.shape == SHAPES[name]:
        return found
    if name == "W1" and found.shape == (3, 2):
        raise WrongKind("W1 has a row for each input: you gave it turned round, with a row for each neuron.")
    if name == "b2":
        raise WrongKind("b2 is one number, without brackets.")
    raise WrongKind(f"{name} is {IN_WORDS[name]}, shape {SHAPES[name]}: yours has the shape {found.shape}.")


UP, FAR, ONES = ((1, 0, -1), (0, 1, -1)), (0, 0, 4), (1, 1, 1)

TRIANGLE = Prediction(
    name="triangle",
    chapter=9,
    minutes=12,
    difficulty=2,
    prompt="""
Weights by hand: a network with two inputs, three hidden neurons and one output, *all* with the step function
(1 if the sum is greater than 0, else 0). It shall answer 1 inside the triangle with the corners (0, 0),
(4, 0) and (0, 4), and 0 outside.
Give `W1` (two rows, three columns), `b1` (three numbers), `w2` (three numbers) and `b2` (one). Many answers
are right; the check tries yours on points, some of them near a border, none of them on it.
""",
    stub="triangle = (..., ..., ..., ...)  # W1, b1, w2, b2",
    hints=[
        "One hidden neuron for each side. The triangle is where x1 > 0, x2 > 0 and x1 + x2 < 4.",
        "A column of W1 and an entry of b1 make one neuron. x1 > 0 is the column (1, 0) with the bias 0.",
        "x1 + x2 < 4 is the same as 4 - x1 - x2 > 0.",
        "At the output all three must speak. It is an AND of three: with w2 of ones, which b2?",
    ],
    use=answers_at,
    mistakes={
        (UP, FAR, ONES, -0.5): "it answers 1 everywhere: at each point at least one hidden neuron speaks, "
        "and that is enough for your b2. Inside, all three do; ask for that.",
        (UP, FAR, ONES, -1.5): "it answers 0 beyond the corners only: two of three are enough for your "
        "output. Lower b2.",
        (
            UP,
            FAR,
            ONES,
            -3,
        ): "it answers 1 nowhere. Compute the hidden neurons at (1, 1), inside: does one stay "
        "silent, mend its column of W1 or its entry of b1; do all three speak, together they must outweigh "
        "b2.",
        (
            UP,
            FAR,
            (-1, -1, -1),
            2.5,
        ): "it is turned round, 0 inside and 1 outside: turn the signs of w2 and b2.",
        (((1, 0, 1), (0, 1, 1)), (0, 0, -4), ONES, -2.5): "it answers 1 on the far side of the slanting "
        "edge: turn the signs of that neuron's weights and bias.",
        (((1, 0, 0), (0, 1, 0)), (0, 0, 1), ONES, -2.5): "it answers 1 in the whole quarter of the plane: "
        "no neuron cuts it off where x1 + x2 reaches 4.",
        (((-1, 0, -1), (0, -1, -1)), (4, 4, 4), ONES, -2.5): "it answers 1 to the left and below too: the "
        "upright and the level side lie at 0, not at 4.",
        (UP, FAR, (1, 0, 1), -1.5): "it answers 1 below the triangle too: nobody cuts it off where x2 is "
        "below 0.",
        (UP, FAR, (0, 1, 1), -1.5): "it answers 1 left of the triangle too: nobody cuts it off where x1 is "
        "below 0.",
        (UP, (0, 0, 1), ONES, -2.5): "your triangle is too small, it ends where x1 + x2 is 1: it shall end "
        "at 4.",
    },
)


@TRIANGLE.inputs
def draw_points(rng):
    far = [
        (1.0, 1.0),
        (3.0, 3.0),
        (-1.0, 2.0),
        (2.0, -1.0),
        (-1.0, -1.0),
        (-2.0, 9.0),
        (9.0, -2.0),
        (-3.0, -3.0),
    ]
    near = [(3.5, 0.2), (0.2, 3.5), (0.1, 0.1), (2.1, 2.1), (-0.1, 0.5), (0.5, -0.1)]
    nearer = [(0.02, 0.5), (0.02, 3.5), (0.5, 0.02), (3.5, 0.02), (3.5, 0.48), (0.48, 3.5), (2.0, 1.98)]
    beyond = [(-0.02, 0.5), (-0.02, 3.5), (0.5, -0.02), (3.5, -0.02), (3.5, 0.52), (0.52, 3.5), (2.0, 2.02)]
    for x1, x2 in far + near + nearer + beyond:
        yield {"x1": x1, "x2": x2, "lies": where(x1, x2)}
    for side in (-1.0, 1.0):
        away, place = rng.uniform(0.1, 2), rng.uniform(1.2, 2.8)
        x1, x2 = place + side * away / 2, 4 - place + side * away / 2
        yield {"x1": x1, "x2": x2, "lies": where(x1, x2)}


def where(x1, x2):
    """In words: inside, or on the wrong side of which edges."""
    beyond = (
        ["x1 is below 0"] * (x1 < 0) + ["x2 is below 0"] * (x2 < 0) + ["x1 + x2 is above 4"] * (x1 + x2 > 4)
    )
    return "outside: " + " and ".join(beyond) if beyond else "inside"


@TRIANGLE.solution(
    "each hidden neuron says 1 on the triangle's side of one edge; the output adds them up and fires "
    "only at 3, which 2.5 parts from 2."
)
def triangle():
    return ([[1, 0, -1], [0, 1, -1]], [0, 0, 4], [1, 1, 1], -2.5)


# ---------------------------------------------------------------- parameter_count

PARAMETER_COUNT = Prediction(
    name="parameter_count",
    chapter=9,
    minutes=2,
    difficulty=1,
    prompt="""
How many numbers does a 4-3-2 network learn, weights and biases together?
""",
    stub="parameter_count = ...  # a whole number",
    hints=[
        "Each hidden neuron has a weight for each input, and one bias.",
        "The same for the outputs: a weight for each hidden neuron, and one bias.",
        "Write down the shapes of W1, b1, W2 and b2, and count their entries.",
    ],
    mistakes={
        18: "those are the weights: each hidden and each output neuron has a bias too.",
        21: "the outputs lack their biases: each of the two has one.",
        20: "the hidden neurons lack their biases: each of the three has one.",
        27: "inputs have no biases: they are handed in, they don't add anything up.",
        24: "you multiplied all three: the layers' weights are counted apart, and added.",
        9: "those are the neurons, the inputs counted too: we ask for weights and biases.",
        5: "those are the biases: count the weights too.",
        15: "that is the first layer: the output has weights and biases too.",
        8: "that is the second layer: the hidden layer has weights and biases too.",
        12: "those are the weights of the first layer: biases and the second layer are missing.",
    },
)


@PARAMETER_COUNT.solution(
    "4 · 3 weights and 3 biases make 15, 3 · 2 weights and 2 biases make 8: together 23."
)
def parameter_count():
    return 4 * 3 + 3 + 3 * 2 + 2


# ---------------------------------------------------------------- symmetric_start

SYMMETRIC_START = Choice(
    name="symmetric_start",
    chapter=9,
    minutes=6,
    difficulty=2,
    prompt="""
Seven starts for a 2-2-2 network with sigmoid, all biases 0. After which of them do the two hidden neurons
become *different*? Decide, then try it: `learn` of 9.2 takes any start.
""",
    options={
        "a": Option(
            "All entries of `W1` and `W2` are 0.5.",
            "it is not the zeros that are fatal, it is the equality: equal neurons get equal gradients.",
        ),
        "b": Option(
            "All entries of `W1` and `W2` are 0, and we train ten times as long.",
            "time does not help: at each single step the two neurons move alike.",
        ),
        "c": Option(
            "`W1` is all 0, and `W2` is random.",
            "at first they answer alike, but the output listens to them differently. So different blame "
            "comes back, and the first step already parts them.",
        ),
        "d": Option(
            "`W1` has random rows, but its two columns are equal; so are the two rows of `W2`.",
            "a neuron is a column of W1 and a row of W2: both neurons are the same, whatever the numbers.",
        ),
        "e": Option(
            "All entries of `W1` are 1, and all of `W2` are −1.",
            "the layers differ, the neurons do not: compare neuron with neuron, a column of W1 and a "
            "row of W2.",
        ),
        "f": Option(
            "`W1` is all 0.5, the first column of `W2` is all 1, the second all −1.",
            "the two outputs are treated differently, the hidden neurons are not: both rows of W2 are"
            " (1, −1).",
        ),
        "g": Option(
            "All entries are 0.5, and the examples come one at a time, in random order.",
            "the order is random, and for both neurons the same one: at each step they get equal gradients.",
        ),
    },
    right="c",
    hints=[
        "Where in W1 is one hidden neuron, and where in W2?",
        "The slope at hidden neuron j is made of what comes from above times row j of W2.",
        "Two neurons part if their answers differ or if their rows in W2 differ. Try each start for 100 "
        "steps and look at the columns of W1.",
    ],
)

# ---------------------------------------------------------------- dead_neurons

DEAD_NEURONS = Function(
    name="dead_neurons",
    chapter=9,
    minutes=8,
    difficulty=2,
    prompt="""
Find the dead neurons of a ReLU layer. `X` has shape (n, d), `W` (d, m) and `b` (m,).
Return an array of m truth values: True where a neuron's sum is greater than 0 for *no* example.
""",
    stub='''
def dead_neurons(X, W, b):
    """Return which of the m neurons are dead on X: an array of True and False, shape (m,)."""
    ...
''',
    hints=[
        "The sums of all examples and all neurons: X @ W + b, of shape (n, m).",
        "Comparing an array gives an array of truth values. .any(axis=...) and .all(axis=...) sum it up.",
        "A neuron is a column, so go down the columns: axis 0 runs over the examples.",
        "At a sum of exactly 0 nothing comes through either: it counts as silent.",
    ],
)


@DEAD_NEURONS.inputs
def draw_layers(rng):
    yield {"X": np.array([[1.0]]), "W": np.array([[1.0]]), "b": np.array([-3.0])}
    yield {"X": np.array([[1.0], [2.0]]), "W": np.array([[1.0, -1.0]]), "b": np.array([-1.5, 0.0])}
    yield {"X": np.array([[1.0], [2.0]]), "W": np.array([[1.0, 1.0]]), "b": np.array([-2.0, -1.0])}
    yield {"X": np.array([[-1.0, 1.0]]), "W": np.array([[1.0, 2.0], [1.0, 2.0]]), "b": np.array([0.0, 0.5])}
    W = np.array([[1.0, -1.0, 0.5], [1.0, 1.0, -2.0]])
    yield {"X": np.array([[3.0, 1.0], [1.0, 2.0]]), "W": W, "b": np.array([-9.0, 0.0, 1.0])}
    for n, d, m in [(2, 2, 2), (4, 3, 2), (3, 1, 5), (6, 2, 4)]:
        X, W = rng.normal(size=(n, d)).round(1), rng.normal(size=(d, m)).round(1)
        b = np.where(np.arange(m) % 2 == 0, -8.0, rng.normal(size=m).round(1))
        yield {"X": X, "W": W, "b": b}
    yield {"X": np.array([[1e9, -1e9]]), "W": np.array([[1e9, 1.0], [1e9, 1.0]]), "b": np.array([1e-9, -1.0])}


@DEAD_NEURONS.solution(
    "any(axis=0) asks of each neuron whether at least one example wakes it; dead is the opposite. "
    "On a sum of 0 or less ReLU's slope is 0, so no gradient comes through."
)
def dead_neurons(X, W, b):
    return ~(X @ W + b > 0).any(axis=0)


@DEAD_NEURONS.wrong("you call a neuron dead if one example leaves it silent: it is dead if all of them do.")
def silent_once(X, W, b):
    return (X @ W + b <= 0).any(axis=0)


@DEAD_NEURONS.wrong("you went along the rows, over the neurons: axis 0 runs over the examples.")
def along_the_rows(X, W, b):
    return (X @ W + b <= 0).all(axis=1)


@DEAD_NEURONS.wrong("the bias is missing: it is the usual cause of death.")
def without_bias(X, W, b):
    return (X @ W <= 0).all(axis=0)


@DEAD_NEURONS.wrong("a sum of exactly 0 wakes nobody: compare with <= 0, or ask for > 0 and turn it round.")
def zero_counts_as_alive(X, W, b):
    return (X @ W + b < 0).all(axis=0)


@DEAD_NEURONS.wrong("you marked the living: True is asked for where no example wakes the neuron.")
def the_living(X, W, b):
    return (X @ W + b > 0).any(axis=0)


@DEAD_NEURONS.wrong("you gave the places of the dead: an array of m truth values is asked for, one a neuron.")
def places_of_the_dead(X, W, b):
    return np.flatnonzero((X @ W + b <= 0).all(axis=0))


@DEAD_NEURONS.wrong("you gave the share of examples that wake each neuron: say where that share is 0.")
def share_awake(X, W, b):
    return (X @ W + b > 0).mean(axis=0)


@DEAD_NEURONS.wrong("you gave 1 and 0: compare, and leave the truth values as they are.")
def ones_and_zeros(X, W, b):
    return (X @ W + b <= 0).all(axis=0).astype(int)


@DEAD_NEURONS.wrong(
    "you added the sums up over the examples, or took a mean: one of them above 0 is enough to live."
)
def adds_the_sums(X, W, b):
    return (X @ W + b).sum(axis=0) <= 0


@DEAD_NEURONS.wrong("you looked at the weights and the bias alone: whether a neuron wakes depends on X too.")
def looks_at_weights(X, W, b):
    return (W + b <= 0).all(axis=0)


@DEAD_NEURONS.wrong("you looked at the first example only: a neuron lives if any of them wakes it.")
def first_example_only(X, W, b):
    return X[0] @ W + b <= 0


@DEAD_NEURONS.wrong(
    "what stays is the last example: a loop must remember which neurons any of the examples woke."
)
def last_example_only(X, W, b):
    return X[-1] @ W + b <= 0


@DEAD_NEURONS.wrong("you asked whether all neurons are dead: ask each column for itself, with axis=0.")
def all_at_once(X, W, b):
    return (X @ W + b <= 0).all()


# ---------------------------------------------------------------- same_distance

SAME_DISTANCE = Prediction(
    name="same_distance",
    chapter=9,
    minutes=2,
    difficulty=1,
    prompt="""
A network took 6,000 steps with the learning rate 0.02. We train it again from the same start, with the rate
0.05. After how many steps, roughly, is it at the same place? Steps are small in both runs. The answer is the
whole number that the rule of this section gives.
""",
    stub="same_distance = ...  # a whole number",
    hints=[
        "What counts while steps are small is the learning rate times the number of steps.",
        "How far did the first run go? 0.02 times 6,000.",
        "Longer steps, so fewer of them: divide that distance by the new rate.",
    ],
    mistakes={
        15000: "you made it longer: with longer steps, fewer of them are needed.",
        6000: "the same number of steps goes further at a larger rate: it is rate times steps that counts.",
        120: "that is rate times steps, the distance: how many steps of 0.05 is it?",
        300: "that is the new rate times the old number of steps: both runs must have the same product.",
        3000: "that is half: the new rate is 2.5 times the old one, not twice.",
        4200: "you took the difference of the rates: what counts is their ratio.",
        3600: "that is how many steps fewer it takes: how many are left?",
    },
)


@SAME_DISTANCE.solution("0.02 · 6,000 is 120, and 120 / 0.05 is 2,400.")
def same_distance():
    return 2400
