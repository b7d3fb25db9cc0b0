"""Chapter 01: the perceptron."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

from nbkit.learn.compare import as_float, is_number
from nbkit.learn.exercise import Choice, Function, Option, Prediction, WrongKind

# ---------------------------------------------------------------- perceptron

PERCEPTRON = Function(
    name="perceptron",
    chapter=1,
    minutes=5,
    difficulty=1,
    prompt="""
Write the perceptron's output. `x` and `w` are arrays of the same length, `b` is the bias.
It fires, and returns the number 1, if the weighted sum plus the bias is greater than 0; if not, it returns 0.
""",
    stub='''
def perceptron(x, w, b):
    """Return 1 if the neuron fires, else 0."""
    ...
''',
    hints=[
        "First the weighted sum: each input times its weight, all added up. np.dot(w, x) does it in one go.",
        "Add b to the sum. Only then compare with 0.",
        "At exactly 0 the neuron is silent: the comparison is >, not >=.",
        "if ... > 0: return 1, and below it: return 0.",
    ],
)


@PERCEPTRON.inputs
def draw_neuron(rng):
    yield {"x": np.array([2.0]), "w": np.array([1.0]), "b": -1.0}
    yield {"x": np.array([0.0, 0.0]), "w": np.array([1.0, 1.0]), "b": 0.5}
    yield {"x": np.array([1.0, 1.0]), "w": np.array([1.0, 1.0]), "b": -2.0}
    yield {"x": np.array([0.0, 0.0]), "w": np.array([3.0, 3.0]), "b": 0.0}
    yield {"x": np.array([3.0, 1.0]), "w": np.array([1.0, -1.0]), "b": -1.0}
    yield {"x": np.array([1.0, -2.0]), "w": np.array([1.0, 1.0]), "b": -2.0}
    yield {"x": np.array([-1.0, -2.0]), "w": np.array([-1.0, -1.0]), "b": 0.5}
    yield {"x": np.array([3.0, 1.0]), "w": np.array([1.0, -2.0]), "b": -1.5}
    yield {"x": np.array([1.0, 3.0]), "w": np.array([-1.0, 1.0]), "b": -1.0}
    yield {"x": np.array([1.0, 1.0, 4.0]), "w": np.array([1.0, 1.0, -1.0]), "b": -1.5}
    for size in (1, 3, 7):
        yield {
            "x": rng.normal(size=size).round(1),
            "w": rng.normal(size=size).round(1),
            "b": float(rng.normal()),
        }
    yield {"x": np.array([1e6, 1e6]), "w": np.array([1e6, -1e6]), "b": 1e-3}


@PERCEPTRON.solution("the sum w·x measures how much speaks for firing, and b moves the threshold to 0.")
def perceptron(x, w, b):
    if np.dot(w, x) + b > 0:
        return 1
    return 0


@PERCEPTRON.wrong("at exactly 0 your neuron fires: it must be greater than 0, so compare with >, not >=.")
def fires_at_zero(x, w, b):
    return 1 if np.dot(w, x) + b >= 0 else 0


@PERCEPTRON.wrong("the bias is missing: add b to the weighted sum before you compare.")
def forgets_the_bias(x, w, b):
    return 1 if np.dot(w, x) > 0 else 0


@PERCEPTRON.wrong("you used b as a threshold: here it is a bias, which is added to the sum.")
def bias_as_threshold(x, w, b):
    return 1 if np.dot(w, x) > b else 0


@PERCEPTRON.wrong("w * x is an array of products: add them up to one number, np.dot(w, x) does both.")
def products_without_the_sum(x, w, b):
    return 1 if w * x + b > 0 else 0


@PERCEPTRON.wrong("you returned the weighted sum itself: compare it with 0 and return 1 or 0.")
def returns_the_sum(x, w, b):
    return np.dot(w, x) + b


@PERCEPTRON.wrong("you returned -1 for silence: this neuron says 0.")
def minus_one_for_silence(x, w, b):
    return 1 if np.dot(w, x) + b > 0 else -1


@PERCEPTRON.wrong(
    "you returned True or False: the neuron gives a number, 1 or 0, that the next one can weigh."
)
def returns_a_truth_value(x, w, b):
    return np.dot(w, x) + b > 0


@PERCEPTRON.wrong(
    "you summed inputs and weights apart: each input is multiplied by its own weight, then they are added."
)
def sums_apart(x, w, b):
    return 1 if sum(x) * sum(w) + b > 0 else 0


@PERCEPTRON.wrong(
    "it fires when it should be silent and is silent when it should fire: turn the comparison round."
)
def the_wrong_way_round(x, w, b):
    return 0 if np.dot(w, x) + b > 0 else 1


@PERCEPTRON.wrong(
    "you named two inputs: x may have any length, so multiply the arrays as a whole, w @ x or np.dot(w, x)."
)
def two_inputs_only(x, w, b):
    return 1 if x[0] * w[0] + x[1] * w[1] + b > 0 else 0


@PERCEPTRON.wrong("when the neuron is silent nothing comes back: return 0 there, below the if.")
def nothing_when_silent(x, w, b):
    return 1 if np.dot(w, x) + b > 0 else None


@PERCEPTRON.wrong("you added b once for every input: the bias counts once, after the sum.")
def bias_for_every_input(x, w, b):
    return 1 if sum(w * x + b) > 0 else 0


@PERCEPTRON.wrong(
    "you decide before all inputs are added: a return inside the loop ends it. Compare below the loop."
)
def decides_on_the_way(x, w, b):
    total = b
    for entry, weight in zip(x, w, strict=True):
        total += entry * weight
        if total > 0:
            return 1
    return 0


@PERCEPTRON.wrong(
    "only the first input counts: does a return inside the loop end it too early? Compare below the loop."
)
def first_input_only(x, w, b):
    return 1 if x[0] * w[0] + b > 0 else 0


# ---------------------------------------------------------------- nand


def fires(parameters, x1, x2):
    if not isinstance(parameters, tuple | list | np.ndarray) or len(parameters) != 3:
        raise WrongKind("three numbers in one pair of brackets are asked for: w1, w2 and b.")
    for name, number in zip(("w1", "w2", "b"), parameters, strict=True):
        if not is_number(number) or not np.isfinite(as_float(number)):
            raise WrongKind(f"{name} is no number: write three numbers, without quotes or further brackets.")
    w1, w2, b = map(as_float, parameters)
    return int(w1 * x1 + w2 * x2 + b > 0)


NAND = Prediction(
    name="nand",
    chapter=1,
    minutes=5,
    difficulty=2,
    prompt="""
Find `w1`, `w2` and `b` so that the perceptron computes NAND: it is 0 if both inputs are 1, and 1 in the
three other cases.
Many answers are right; the check tries yours on all four inputs.
""",
    stub="nand = (..., ..., ...)  # w1, w2, b",
    hints=[
        "Begin with (0, 0): only the bias is left there, and the neuron must fire. What does that say of b?",
        "Each input that is 1 must push the sum down. What sign do w1 and w2 have?",
        "One input alone must leave the sum above 0, both must not. With weights of -1: where does b lie?",
    ],
    use=fires,
    mistakes={
        (1, 1, -1.5): "this is AND: NAND is its opposite, so turn the sign of all three numbers.",
        (1, 1, -0.5): "this is OR: it fires as soon as one input is 1. NAND is silent only if both are 1.",
        (-1, -1, 0.5): "this is NOR: one input alone already silences it. Raise b, so that it takes both.",
        (-1, -1, -1.5): "this neuron never fires: at (0, 0) only b is left, so b must be positive.",
        (
            -1,
            -1,
            3,
        ): "this neuron always fires: b outweighs both weights together. Lower it until (1, 1) is silent.",
        (
            -1,
            0,
            0.5,
        ): "this is NOT of the first input: the second has no say. Give both weights the same size.",
        (
            0,
            -1,
            0.5,
        ): "this is NOT of the second input: the first has no say. Give both weights the same size.",
        (
            1,
            0,
            -0.5,
        ): "this copies the first input: both inputs must have a say, and both must push the sum down.",
    },
)


@NAND.inputs
def draw_truth_table(rng):
    for x1 in (0, 1):
        for x2 in (0, 1):
            yield {"x1": x1, "x2": x2}


@NAND.solution(
    "with no input the bias 1.5 fires; one input leaves 0.5, which still fires; two leave -0.5, which "
    "does not."
)
def nand():
    return (-1, -1, 1.5)


# ---------------------------------------------------------------- perceptron_update

PERCEPTRON_UPDATE = Function(
    name="perceptron_update",
    chapter=1,
    minutes=8,
    difficulty=2,
    prompt="""
Write one step of the learning rule of 1957. `x` is one example, `y` its label, 1 or 0.
The neuron predicts 1 if `w · x + b > 0`, else 0. If it is right, nothing changes.
If it was silent and should have fired, `x` is added to the weights and 1 to the bias; if it fired and
should not have, they are subtracted.
Return the new pair `(w, b)`, and leave the old `w` as it was.
""",
    stub='''
def perceptron_update(w, b, x, y):
    """Return the pair (w, b) after one example."""
    ...
''',
    hints=[
        "First compute the prediction, 1 or 0, as in the exercise before.",
        "Look at y - prediction: it is 0 when all is well. What is it in the two other cases?",
        "With error = y - prediction, the new weights are w + error * x. And the bias?",
        "w += ... would change the caller's array: write w + ... instead.",
    ],
)


@PERCEPTRON_UPDATE.inputs
def draw_example(rng):
    yield {"w": np.array([1.0]), "b": 0.0, "x": np.array([1.5]), "y": 0}
    yield {"w": np.array([1.0]), "b": 0.0, "x": np.array([2.0]), "y": 1}
    yield {"w": np.array([-1.0]), "b": 0.0, "x": np.array([3.0]), "y": 1}
    yield {"w": np.array([1.0, -1.0]), "b": 0.0, "x": np.array([1.0, 1.0]), "y": 0}
    yield {"w": np.array([1.0, -1.0]), "b": 0.0, "x": np.array([1.0, 1.0]), "y": 1}
    yield {"w": np.array([0.5, 0.5]), "b": -3.0, "x": np.array([1.0, 2.0]), "y": 1}
    yield {"w": np.array([0.5, 0.5]), "b": -3.0, "x": np.array([1.0, 2.0]), "y": 0}
    for size in (2, 3, 5):
        for y in (0, 1):
            w, x = rng.normal(size=(2, size)).round(1)
            yield {"w": w, "b": round(rng.normal(), 1), "x": x, "y": y}


@PERCEPTRON_UPDATE.solution(
    "the error y - prediction is 0, 1 or -1, so one line covers all three cases: "
    "do nothing, move towards x, move away from x. The bias is the weight of an input that is always 1."
)
def perceptron_update(w, b, x, y):
    prediction = 1 if np.dot(w, x) + b > 0 else 0
    error = y - prediction
    return w + error * x, b + error


def predicted(w, b, x):
    return 1 if np.dot(w, x) + b > 0 else 0


@PERCEPTRON_UPDATE.wrong(
    "the sign is turned: the error is y - prediction, so that a neuron which should fire moves towards x."
)
def error_turned(w, b, x, y):
    error = predicted(w, b, x) - y
    return w + error * x, b + error


@PERCEPTRON_UPDATE.wrong("you moved although the prediction was right: without an error nothing changes.")
def moves_always(w, b, x, y):
    sign = 1 if y == 1 else -1
    return w + sign * x, b + sign


@PERCEPTRON_UPDATE.wrong(
    "the bias never learns: it moves by the error too, like the weight of an input that is always 1."
)
def bias_stays(w, b, x, y):
    return w + (y - predicted(w, b, x)) * x, b


@PERCEPTRON_UPDATE.wrong(
    "you took the error from the weighted sum: the rule of 1957 compares y with the prediction, 1 or 0."
)
def error_of_the_sum(w, b, x, y):
    error = y - (np.dot(w, x) + b)
    return w + error * x, b + error


@PERCEPTRON_UPDATE.wrong(
    "you changed the caller's weights: w += ... writes into the old array, w = w + ... makes a new one."
)
def changes_in_place(w, b, x, y):
    error = y - predicted(w, b, x)
    w += error * x
    return w, b + error


@PERCEPTRON_UPDATE.wrong(
    "nothing happens when it fires wrongly: y * x is the rule for labels 1 and -1, ours are 1 and 0."
)
def labels_of_plus_minus_one(w, b, x, y):
    if predicted(w, b, x) != y:
        return w + y * x, b + y
    return w, b


@PERCEPTRON_UPDATE.wrong(
    "you added the error alone to the weights: multiply it by x, so that each weight moves by its own input."
)
def forgets_the_input(w, b, x, y):
    error = y - predicted(w, b, x)
    return w + error, b + error


@PERCEPTRON_UPDATE.wrong(
    "the prediction forgets the bias: it is 1 if w · x + b is greater than 0, not w · x alone."
)
def predicts_without_bias(w, b, x, y):
    error = y - (1 if np.dot(w, x) > 0 else 0)
    return w + error * x, b + error


@PERCEPTRON_UPDATE.wrong(
    "at a sum of exactly 0 you predict 1: the neuron is silent there, so compare with >."
)
def predicts_one_at_zero(w, b, x, y):
    error = y - (1 if np.dot(w, x) + b >= 0 else 0)
    return w + error * x, b + error


@PERCEPTRON_UPDATE.wrong(
    "you add at every mistake: if it fired and should not have, x and 1 are subtracted instead."
)
def only_adds(w, b, x, y):
    if predicted(w, b, x) != y:
        return w + x, b + 1
    return w, b


@PERCEPTRON_UPDATE.wrong("when the prediction is right nothing comes back: return the old pair (w, b) there.")
def nothing_when_right(w, b, x, y):
    error = y - predicted(w, b, x)
    return (w + error * x, b + error) if error else None


@PERCEPTRON_UPDATE.wrong("you returned the weights alone: return the pair (w, b).")
def weights_alone(w, b, x, y):
    return w + (y - predicted(w, b, x)) * x


# ---------------------------------------------------------------- xor_fails

XOR_FAILS = Choice(
    name="xor_fails",
    chapter=1,
    minutes=3,
    difficulty=1,
    prompt="Why does no choice of `w1`, `w2` and `b` make one perceptron compute XOR?",
    options={
        "a": Option(
            "The learning rule needs more steps than we gave it.",
            "more steps do not help: no weights at all do it, so there is nothing for the rule to find.",
        ),
        "b": Option(
            "The step function is too coarse: with a sigmoid one neuron could do it.",
            "a sigmoid is above 0.5 on one side of the same straight line: the border stays straight.",
        ),
        "c": Option(
            "Its border is one straight line, and no line parts (0,1) and (1,0) from (0,0) and (1,1).",
            "one neuron cuts the plane along one straight line, and XOR needs two cuts. The next "
            "chapters add a second layer.",
        ),
        "d": Option(
            "There are only four examples, too few to learn from.",
            "AND and OR have four examples too, and are learned: it is where the ones lie that "
            "matters, not how many.",
        ),
        "e": Option(
            "Its threshold is fixed: with another one than 0 it could do it.",
            "the bias moves the threshold wherever you like: that shifts the line, and it stays one "
            "straight line.",
        ),
        "f": Option(
            "The weights would have to be negative, and the rule makes none.",
            "the rule makes negative weights too, NAND needs two of them. With any signs the border "
            "is one line.",
        ),
        "g": Option(
            "The weights would have to be far larger than ours.",
            "larger weights move no border: w and b ten times as large give the same line.",
        ),
    },
    right="c",
    hints=[
        "Draw the four points, and mark which are 1 and which are 0.",
        "A perceptron's border is where w1·x1 + w2·x2 + b = 0. What shape is it?",
        "Two ones lie on one diagonal, two zeros on the other. Try to part them with a ruler.",
    ],
)
