"""Chapter 02: activation functions."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import warnings

import numpy as np

from nbkit.learn.exercise import Function, Prediction, WrongKind, of_any_width

# ---------------------------------------------------------------- step_array

STEP_ARRAY = Function(
    name="step_array",
    chapter=2,
    minutes=4,
    difficulty=1,
    prompt="""
Write the step function for a whole array at once, without a loop: 1 where an entry is greater than 0, else 0.
It returns an array of integers of the same shape.
""",
    stub='''
def step_array(x):
    """Return integers, 1 where x > 0 and 0 elsewhere."""
    ...
''',
    hints=[
        "What does x > 0 give if x is an array? Try it in a cell.",
        "It gives True and False, entry by entry. An array has a method that changes its type.",
        "(x > 0).astype(...): which type do you need?",
    ],
)


@STEP_ARRAY.inputs
def draw_signs(rng):
    yield {"x": np.array([2.0])}
    yield {"x": np.array([0.0])}
    yield {"x": np.array([-1.0, 1.0, 2.0])}
    yield {"x": np.array([-0.5, 0.0, 0.5])}
    yield {"x": rng.normal(size=(2, 3)).round(1)}
    yield {"x": rng.normal(size=(4, 1)).round(1)}
    yield {"x": np.array([-1e300, 1e-300, 1e300])}


@STEP_ARRAY.solution("the comparison works entry by entry; astype turns True into 1 and False into 0.")
def step_array(x):
    return (x > 0).astype(int)


@STEP_ARRAY.wrong(
    "an if cannot decide for a whole array: compare the array itself, x > 0 works entry by entry."
)
def one_if_for_all(x):
    if x > 0:
        return 1
    return 0


@STEP_ARRAY.wrong("you returned True and False: turn them into integers with astype(int).")
def truth_values(x):
    return x > 0


@STEP_ARRAY.wrong("at 0 you return 1: the step is 1 only where x is greater than 0.")
def one_at_zero(x):
    return (x >= 0).astype(int)


@STEP_ARRAY.wrong("you returned the numbers 1.0 and 0.0: integers are asked for, so astype(int).")
def floats(x):
    return np.where(x > 0, 1.0, 0.0)


@STEP_ARRAY.wrong("you returned -1 for negative entries: np.sign does that, the step function gives 0.")
def sign(x):
    return np.sign(x).astype(int)


@STEP_ARRAY.wrong("np.sign gives -1 for negative entries, and floats: compare x > 0, then astype(int).")
def sign_as_it_is(x):
    return np.sign(x)


@STEP_ARRAY.wrong(
    "you kept the positive entries as they are: that is ReLU, the step gives 1 for each of them."
)
def relu_instead(x):
    return np.maximum(x, 0)


@STEP_ARRAY.wrong("you returned a list: an array goes in and an array comes out.")
def a_list(x):
    return [int(entry > 0) for entry in x.ravel()]


@STEP_ARRAY.wrong("int(...) makes one number: an array has a method for all its entries, astype(int).")
def int_of_an_array(x):
    return int(x > 0)


@STEP_ARRAY.wrong("a loop over a table goes row by row, not entry by entry: compare the array itself, x > 0.")
def row_by_row(x):
    return np.array([1 if entry > 0 else 0 for entry in x])


@STEP_ARRAY.wrong("you asked whether any entry is positive: the answer is due for each entry apart.")
def any_entry(x):
    return int((x > 0).any())


# ---------------------------------------------------------------- stable_sigmoid

TINY = 1e-300


def without_detours(answer, x):
    """Call it; and look whether an overflow is only hushed, or x cut off."""
    value = answer(x)
    if overflows(answer, x) and not is_heard(answer, x):
        raise WrongKind(
            "you turned the warning off, and exp still overflows: nobody hears of it. Use a form in which "
            "it does not."
        )
    if bound := clipped_at(answer):
        raise WrongKind(
            f"you clipped x at {bound}: sigmoid(-{bound + 10}) is not sigmoid(-{bound}). Choose between the "
            "two forms, and there is nothing to clip."
        )
    return value


def overflows(answer, x):
    try:
        answer(x.copy().view(Watched))
    except FloatingPointError:
        return True
    except Exception:
        return False  # it wants a plain array
    return False


def is_heard(answer, x):
    with warnings.catch_warnings(record=True) as heard, np.errstate(over="warn"):
        warnings.simplefilter("always")
        answer(x.copy())
    return any("overflow" in str(warning.message) for warning in heard)


def clipped_at(answer):
    """The bound, if all that lies far out gives the same as at a whole number; else None."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            far, farther = answer(np.array([-1000.0, -2000.0]))
            bound = np.log((1 - far) / far)
    except Exception:
        return None
    whole = far == farther and TINY < far < 0.5 and abs(bound - round(bound)) < 1e-6
    return round(bound) if whole else None


class Watched(np.ndarray):
    """An array whose overflow is an error, whatever np.errstate says around it."""

    def __array_ufunc__(self, ufunc, method, *inputs, **given):
        plain = [np.asarray(each) if isinstance(each, Watched) else each for each in inputs]
        with np.errstate(all="ignore", over="raise"):
            result = getattr(ufunc, method)(*plain, **given)
        return result.view(Watched) if isinstance(result, np.ndarray) else result


STABLE_SIGMOID = Function(
    name="stable_sigmoid",
    chapter=2,
    minutes=15,
    difficulty=3,
    prompt="""
Write the sigmoid so that it is right at every entry of an array, at -1000 and 1000 too, and NumPy has
nothing to warn of.
Use 1 / (1 + exp(-x)) where x is 0 or more. Where x is negative that exp overflows: multiply above and
below by exp(x) first.
""",
    atol=TINY,  # sigmoid(-40) is 4e-18, and a 0 in its place is wrong; at -1000 1e-308 is right
    stub='''
def stable_sigmoid(x):
    """Return 1 / (1 + exp(-x)) for an array x, without overflow."""
    ...
''',
    hints=[
        "exp overflows for large positive arguments only. exp(-abs(x)) never does.",
        "Multiply 1 / (1 + exp(-x)) above and below by exp(x): which exp is left?",
        "For x < 0 it is exp(x) / (1 + exp(x)). Both forms can be written with z = exp(-abs(x)).",
        "np.where(x >= 0, first form, second form), with z in both: np.where computes both forms everywhere.",
    ],
    use=without_detours,
)


@STABLE_SIGMOID.inputs
def draw_extremes(rng):
    yield {"x": np.array([0.0])}
    yield {"x": np.array([-1.0, 1.0, 2.0])}
    yield {"x": rng.normal(size=(2, 3)).round(2)}
    yield {"x": rng.normal(size=(3, 1)).round(2)}
    yield {"x": np.array([-20.0, 20.0])}
    yield {"x": np.array([-40.0, 40.0])}
    yield {"x": np.array([-600.0, 600.0])}
    yield {"x": np.array([1000.0])}
    yield {"x": np.array([-1000.0])}


@STABLE_SIGMOID.solution(
    "z = exp(-|x|) lies between 0 and 1, so nothing can overflow: for x >= 0 it is exp(-x), for x < 0 "
    "it is exp(x)."
    "np.where computes both forms at every entry, which is why both must be safe everywhere."
)
def stable_sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + z), z / (1 + z))


@STABLE_SIGMOID.wrong(
    "exp(-x) overflows at -1000: the values are right, yet NumPy warns. Use another form where x is negative."
)
def textbook_form(x):
    return 1 / (1 + np.exp(-x))


@STABLE_SIGMOID.wrong(
    "exp(x) / (1 + exp(x)) is infinity over infinity at 1000, and gives NaN: use it only where x is negative."
)
def exp_over_one_plus_exp(x):
    return np.exp(x) / (1 + np.exp(x))


@STABLE_SIGMOID.wrong(
    "np.where computes both forms at every entry, so each still overflows: use exp(-abs(x)) in both."
)
def where_computes_both(x):
    with np.errstate(invalid="ignore"):
        return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


@STABLE_SIGMOID.wrong(
    "np.where computes both forms everywhere and then chooses: on the way exp still overflows. Use "
    "exp(-abs(x)) in both."
)
def where_computes_both_aloud(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


@STABLE_SIGMOID.wrong(
    "at -40 you get 0, and it is 4e-18: near 1 so small a difference is lost, in 1 - p as in 1 + tanh. "
    "Multiply above and below."
)
def one_minus_the_other_side(x):
    p = 1 / (1 + np.exp(-np.abs(x)))
    return np.where(x >= 0, p, 1 - p)


@STABLE_SIGMOID.wrong(
    "one side of the fraction is not multiplied: z / (1 + 1 / z) still has the exp that overflows. Multiply "
    "above and below, z / (1 + z)."
)
def one_side_multiplied(x):
    z = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + z), z / (1 + 1 / z))


@STABLE_SIGMOID.wrong(
    "you used abs(x) for the value too: the result is right for positive x only, -1 must give 1 - sigmoid(1)."
)
def symmetric(x):
    return 1 / (1 + np.exp(-np.abs(x)))


@STABLE_SIGMOID.wrong("the two forms are swapped: 1 / (1 + z) belongs to x >= 0, z / (1 + z) to x < 0.")
def forms_swapped(x):
    z = np.exp(-np.abs(x))
    return np.where(x >= 0, z / (1 + z), 1 / (1 + z))


@STABLE_SIGMOID.wrong("that is tanh: it runs from -1 to 1, the sigmoid from 0 to 1.")
def tanh_instead(x):
    return np.tanh(x)


@STABLE_SIGMOID.wrong("an if cannot decide for a whole array: np.where chooses entry by entry.")
def one_if_for_all_entries(x):
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    return np.exp(x) / (1 + np.exp(x))


# ---------------------------------------------------------------- relu_slope


def slope_in_floats(answer, x):
    value = answer(x)
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        raise WrongKind(
            "whole numbers come back, and floats are asked for: np.where(x > 0, 1.0, 0.0) has them whatever "
            "x holds, and so has astype(float)."
        )
    return of_any_width(value)


RELU_SLOPE = Function(
    name="relu_slope",
    chapter=2,
    minutes=4,
    difficulty=2,
    prompt="""
ReLU is x where x is positive, and 0 elsewhere. Write its slope for an array, as floats.
At 0 the curve has a corner and no slope; everybody takes 0 there, and so do we.
""",
    stub='''
def relu_slope(x):
    """Return the slope of max(0, x) at each entry of x, as floats."""
    ...
''',
    hints=[
        "Draw ReLU. How steep is it to the left of 0, and how steep to the right?",
        "The slope does not depend on how large x is, only on its sign.",
        "np.where(x > 0, ..., ...) with two floats.",
    ],
    use=slope_in_floats,
)


@RELU_SLOPE.inputs
def draw_corner(rng):
    yield {"x": np.array([3.0])}
    yield {"x": np.array([0.0])}
    yield {"x": np.array([-2.0])}
    yield {"x": np.array([-1.5, 0.0, 2.5])}
    yield {"x": rng.normal(size=(2, 3)).round(1)}
    yield {"x": rng.normal(size=(3, 1)).round(1)}
    yield {"x": np.array([-1e300, 1e300])}
    yield {"x": np.array([-1e-300, 1e-300])}


@RELU_SLOPE.solution("to the right of 0 ReLU is x, whose slope is 1; to the left it is flat.")
def relu_slope(x):
    return np.where(x > 0, 1.0, 0.0)


@RELU_SLOPE.wrong("you returned ReLU itself: its slope is 1 wherever x is positive, however large x is.")
def relu_itself(x):
    return np.maximum(x, 0.0)


@RELU_SLOPE.wrong("at 0 you return 1: by convention the slope at the corner is 0, so compare with >.")
def one_at_the_corner(x):
    return np.where(x >= 0, 1.0, 0.0)


@RELU_SLOPE.wrong(
    "at 0 you return 0.5: that is the middle of the two slopes, but by convention the corner counts 0."
)
def half_at_the_corner(x):
    return np.where(x > 0, 1.0, np.where(x < 0, 0.0, 0.5))


@RELU_SLOPE.wrong("you returned True and False: turn them into floats, since a slope is multiplied later.")
def truth_of_sign(x):
    return x > 0


@RELU_SLOPE.wrong(
    "you measured the slope: at the corner that gives 0.5, and at 1e300 a small step is lost. Compare x with "
    "0 instead."
)
def measured(x, nudge=1e-5):
    return (np.maximum(x + nudge, 0.0) - np.maximum(x - nudge, 0.0)) / (2 * nudge)


@RELU_SLOPE.wrong(
    "left of 0 you return -1: that is the slope of abs(x). ReLU is flat there, so its slope is 0."
)
def slope_of_abs(x):
    return np.sign(x)


@RELU_SLOPE.wrong("you divided ReLU by x: at 0 that is 0 / 0, which is NaN. Compare instead of dividing.")
def divides(x):
    return np.maximum(x, 0.0) / x


@RELU_SLOPE.wrong("an if cannot decide for a whole array: np.where chooses entry by entry.")
def one_if_for_the_slope(x):
    if x > 0:
        return 1.0
    return 0.0


@RELU_SLOPE.wrong("the slope is 1 everywhere in your answer: left of 0 ReLU is flat.")
def one_everywhere(x):
    return np.ones_like(x)


# ---------------------------------------------------------------- linear_depth

LINEAR_DEPTH = Prediction(
    name="linear_depth",
    chapter=2,
    minutes=2,
    difficulty=1,
    prompt="""
Three layers of one neuron each, without weights, all with the linear activation h(x) = 2x, one after
the other: h(h(h(x))).
What comes out for x = 5? Work it out in your head before you run anything. The answer must be exact.
""",
    stub="linear_depth = ...  # a number",
    hints=[
        "Go from the inside out: what is h(5)?",
        "That result is the input of the second layer, and the second's result that of the third.",
        "Three layers multiply by 2 three times.",
    ],
    mistakes={
        30: "you added the three slopes (3 · 2 · 5): one layer after the other multiplies them, 2 · 2 · 2.",
        250: "you cubed the input: x goes in once, it is the slope that is applied three times.",
        10: "that is one layer: its result goes through two more.",
        20: "that is two layers: there are three.",
        80: "that is four layers: there are three.",
        1000: "you cubed the whole product, (2 · 5)³: x goes in once, only the slope is applied three times.",
        8: "that is the slope of all three layers together: multiply it by x.",
        11: "you added 2 three times: each layer multiplies by 2.",
    },
)


@LINEAR_DEPTH.solution(
    "h(h(h(x))) = c·c·c·x: three linear layers are one linear layer with the slope c³. Depth buys "
    "nothing without a bend."
)
def linear_depth():
    return 2 * 2 * 2 * 5
