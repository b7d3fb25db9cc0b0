"""Chapter 05: derivatives by numbers."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

import nbkit as nb
from nbkit.learn.exercise import Choice, Function, Option, Prediction, WrongKind
from nbkit.learn.own_tests import OwnTest
from nbkit.learn.wording import describe


class Curve:
    """A function that can be printed: its formula is its name."""

    def __init__(self, name, rule):
        self.name = name
        self.rule = rule

    def __call__(self, x):
        return self.rule(x)


# ---------------------------------------------------------------- second_derivative

SECOND_DERIVATIVE = Function(
    name="second_derivative",
    chapter=5,
    minutes=8,
    difficulty=2,
    prompt="""
How much does the *slope* change, if we turn the dial by one unit? That is the **second derivative**, and
it says how strongly a curve bends.

Take the slope of the piece from $x$ to $x + h$, and that of the piece from $x - h$ to $x$. Subtract the
second from the first, and divide by $h$, the distance between the middles of the two.
""",
    stub='''
def second_derivative(f, x, h):
    """Return the change of f's slope around x, for each unit of x."""
    ...
''',
    hints=[
        "Write the two slopes first: ahead = (f(x + h) - f(x)) / h. And behind?",
        "behind = (f(x) - f(x - h)) / h. What is left to do with ahead - behind?",
        "Divide the difference by h once more. In one line, f(x) occurs twice, with a minus.",
    ],
)


@SECOND_DERIVATIVE.inputs
def draw_bends(rng):
    fourth, wave = Curve("x to the power of 4", lambda x: x**4), Curve("sin(x)", np.sin)
    yield {"f": Curve("x squared", lambda x: x**2), "x": 0.0, "h": 1.0}
    yield {"f": Curve("a straight line, 3x + 1", lambda x: 3 * x + 1), "x": 2.0, "h": 0.5}
    yield {"f": fourth, "x": 1.0, "h": 0.5}
    yield {"f": fourth, "x": -2.0, "h": 0.1}
    for h in (2.0, 0.25, 0.01):
        yield {"f": wave, "x": round(float(rng.uniform(0.5, 2.5)), 1), "h": h}
    yield {"f": Curve("1e6 times exp(x)", lambda x: 1e6 * np.exp(x)), "x": 1.0, "h": 0.1}


@SECOND_DERIVATIVE.solution(
    "it is the slope of the slope: each of the two slopes has one h below it, and their difference gets "
    "a second one. In one line: (f(x + h) - 2 f(x) + f(x - h)) / h²."
)
def second_derivative(f, x, h):
    ahead = (f(x + h) - f(x)) / h
    behind = (f(x) - f(x - h)) / h
    return (ahead - behind) / h


@SECOND_DERIVATIVE.wrong(
    "one division by h is missing: each piece's slope is rise over h, and their difference is divided by h "
    "once more."
)
def divides_once(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h


@SECOND_DERIVATIVE.wrong("you divided by 2h at the end: the middles of the two pieces are only h apart.")
def divides_by_two_steps(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / (2 * h * h)


@SECOND_DERIVATIVE.wrong(
    "nothing is divided by h in the end: both divisions are missing, or / h * h divides and multiplies back. "
    "Write / h**2 or / (h * h)."
)
def divides_and_multiplies_back(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h * h


@SECOND_DERIVATIVE.wrong(
    "only the last term is divided: put brackets round the whole sum before you divide it."
)
def brackets_missing(f, x, h):
    return f(x + h) - 2 * f(x) + f(x - h) / h**2


@SECOND_DERIVATIVE.wrong(
    "brackets are missing: a - b / h divides b alone. Write (a - b) / h, for each slope and for their "
    "difference."
)
def last_brackets_missing(f, x, h):
    ahead = (f(x + h) - f(x)) / h
    behind = (f(x) - f(x - h)) / h
    return ahead - behind / h


@SECOND_DERIVATIVE.wrong("f(x) is taken off once only: it ends the one piece and begins the other, so twice.")
def the_middle_once(f, x, h):
    return (f(x + h) - f(x) + f(x - h)) / h**2


@SECOND_DERIVATIVE.wrong("the sign is turned: it is the slope ahead minus the slope behind.")
def behind_minus_ahead(f, x, h):
    return (2 * f(x) - f(x + h) - f(x - h)) / h**2


@SECOND_DERIVATIVE.wrong(
    "that is the slope itself, from both sides: here the change of the slope is asked for."
)
def the_first_derivative(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


@SECOND_DERIVATIVE.wrong(
    "f(x) has fallen out, as it does where the two slopes are added: to see how the slope changes, subtract "
    "the one behind from the one ahead."
)
def adds_the_slopes(f, x, h):
    return ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / h


@SECOND_DERIVATIVE.wrong(
    "you measured a slope of slopes, each from both sides: that reaches out 2h, the two pieces reach out h."
)
def central_of_central(f, x, h):
    return (f(x + 2 * h) - 2 * f(x) + f(x - 2 * h)) / (2 * h) ** 2


@SECOND_DERIVATIVE.wrong("both your pieces lie ahead, from x to x + 2h: the second one goes from x - h to x.")
def both_pieces_ahead(f, x, h):
    return (f(x + 2 * h) - 2 * f(x + h) + f(x)) / h**2


@SECOND_DERIVATIVE.wrong("you chose a step of your own: use the h that is given.")
def own_step(f, x, h):
    h = 1e-4
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


# ---------------------------------------------------------------- which_h

WHICH_H = Choice(
    name="which_h",
    chapter=5,
    minutes=5,
    difficulty=2,
    prompt="""
A graphics card computes in float32: it keeps about 7 digits, and its $\\varepsilon$ is about $10^{-7}$.
You measure the slope of the cube at 1 there, by *central* difference.
Which step comes nearest to 3? (Work it out, or measure: make $x$ and $h$ `np.float32`.)
""",
    options={
        "a": Option(
            "$h = 10^{-5}$, as `nb.derivative` takes",
            "that step is for 16 digits: here few digits of the difference are left, and the slope comes "
            "out as 3.004. Where do h² and ε/h meet with the new ε?",
        ),
        "b": Option(
            "$h = 10^{-8}$, the smaller the better",
            "in float32, 1 + 1e-8 is 1: both sides are the same number, and the measured slope is 0.",
        ),
        "c": Option(
            "$h = 5 \\cdot 10^{-3}$, far larger than before",
            "h² and ε/h meet at the cube root of ε, and that of 1e-7 is about 5e-3. Fewer digits ask for "
            "a larger step.",
        ),
        "d": Option(
            "$h = 0.3$, so that rounding does not matter",
            "rounding is gone, and truncation is there: the error h² is 0.09. Both errors count, so look "
            "for the step where they are equal.",
        ),
        "e": Option(
            "$h = 3 \\cdot 10^{-4}$, the square root of $\\varepsilon$",
            "the square root is for the forward difference, whose error is h. The error of the "
            "central one is h²: set that equal to ε/h.",
        ),
        "f": Option(
            "$h = 10^{-7}$, as small as $\\varepsilon$",
            "a step as small as the rounding: what is left of the difference is all noise, and the "
            "slope comes out as 3.58.",
        ),
        "g": Option(
            "$h = 0.05$, to be well away from rounding",
            "rounding is far away, but h² is 0.0025, and that is the error that you get. Ten times "
            "shorter, it is a hundredth of it.",
        ),
    },
    right="c",
    hints=[
        "Two errors pull in opposite directions: which one falls with h, and which one grows?",
        "For the central difference of the cube they are h² and ε/h. Set them equal.",
        "h³ = ε, with ε = 1e-7. Or measure: h = np.float32(0.3), x = np.float32(1), and so on.",
    ],
)


# ---------------------------------------------------------------- slope_of_dial

SLOPE_OF_DIAL = Function(
    name="slope_of_dial",
    chapter=5,
    minutes=10,
    difficulty=2,
    rtol=1e-6,
    atol=1e-6,
    forms=("whole", "view"),  # in single precision a step of 1e-5 is mostly rounding
    prompt="""
Spot the bugs. This is a first try at a partial derivative by central difference: it should return the slope
of `f` at the array `v` when only `v[i]` moves.
It holds three mistakes. One gives wrong numbers at once. One is noticed by whoever looks at `v` afterwards.
One shows only with whole numbers, as in `np.array([2, 3])`: such an array can hold no 2.00001.
Mend the function.
""",
    stub='''
def slope_of_dial(f, v, i):
    """Return the slope of f at v when only v[i] moves; v stays as it is."""
    h = 1e-5
    v[i] = v[i] + h
    right = f(v)
    v[i] = v[i] - 2 * h
    left = f(v)
    return right - left / (2 * h)
''',
    hints=[
        "Read the last line as Python does: what is divided by 2h?",
        "Whose array is v? Print it before and after a call.",
        "v.copy() is an array of its own, of whole numbers if v is. np.array(v, dtype=float) never is.",
    ],
)


@SLOPE_OF_DIAL.inputs
def draw_dials(rng):
    square = Curve("the sum of the squares", lambda v: (v * v).sum())
    product = Curve("the product of all entries", lambda v: v.prod())
    cubes = Curve("the sum of the cubes", lambda v: (v**3).sum())
    mixed = Curve("2 v0² + 3 v0 v1 + 5 v1²", lambda v: 2 * v[0] ** 2 + 3 * v[0] * v[1] + 5 * v[1] ** 2)
    for v in (np.array([3.0]), np.array([2])):
        yield {"f": square, "v": v, "i": 0}
    for i in (0, 1):
        yield {"f": mixed, "v": np.array([2.0, 3.0]), "i": i}
    yield {"f": mixed, "v": np.array([2, 3]), "i": 1}
    yield {"f": mixed, "v": np.array([-1.0, 0.0]), "i": 1}
    for size in (3, 4):
        for f in (square, product, cubes):
            yield {"f": f, "v": rng.uniform(1, 3, size).round(1), "i": int(rng.integers(size))}
    yield {"f": square, "v": np.array([1.23456, 0.5]), "i": 0}
    yield {"f": product, "v": np.array([-100.0, 100.0]), "i": 0}


@SLOPE_OF_DIAL.solution(
    "the difference is divided as a whole; the moves happen on two copies, so the caller's v stays; and "
    "the copies are of type float, so that they can hold a tiny step."
)
def slope_of_dial(f, v, i):
    h = 1e-5
    right, left = np.array(v, dtype=float), np.array(v, dtype=float)
    right[i] += h
    left[i] -= h
    return (f(right) - f(left)) / (2 * h)


def moved(v, i, step):
    """A copy of type float with one dial turned."""
    copy = np.array(v, dtype=float)
    copy[i] += step
    return copy


@SLOPE_OF_DIAL.wrong(
    "the brackets are right now, but the caller's v still changes: work on a copy. (w = v is no copy, it "
    "is a second name.)"
)
def brackets_only(f, v, i):
    h = 1e-5
    v[i] = v[i] + h
    right = f(v)
    v[i] = v[i] - 2 * h
    left = f(v)
    return (right - left) / (2 * h)


@SLOPE_OF_DIAL.wrong(
    "v is put back, but by whole numbers or rounding it need not come out as it was: work on a copy."
)
def puts_it_back(f, v, i):
    h = 1e-5
    v[i] = v[i] + h
    right = f(v)
    v[i] = v[i] - 2 * h
    left = f(v)
    v[i] = v[i] + h
    return (right - left) / (2 * h)


@SLOPE_OF_DIAL.wrong(
    "right for decimals, wrong for whole numbers: a copy of integers cuts 2.00001 to 2 and 1.99999 to 1. "
    "Make a copy of type float."
)
def copies_keep_integers(f, v, i):
    h = 1e-5
    w = v.copy()
    w[i] = w[i] + h
    right = f(w)
    w[i] = w[i] - 2 * h
    left = f(w)
    return (right - left) / (2 * h)


@SLOPE_OF_DIAL.wrong(
    "two are mended, and the last line is not: there only left is divided. Put brackets round right - left."
)
def brackets_still_missing(f, v, i):
    h = 1e-5
    return f(moved(v, i, h)) - f(moved(v, i, -h)) / (2 * h)


@SLOPE_OF_DIAL.wrong(
    "you work on a copy now, but the last line divides left alone: put brackets round right - left. (And "
    "try whole numbers.)"
)
def a_copy_and_no_brackets(f, v, i):
    h = 1e-5
    w = v.copy()
    w[i] = w[i] + h
    right = f(w)
    w[i] = w[i] - 2 * h
    left = f(w)
    return right - left / (2 * h)


@SLOPE_OF_DIAL.wrong(
    "this looks ahead only, a forward difference: its error is h and not h². Take f on both sides of v."
)
def forward_only(f, v, i):
    h = 1e-5
    return (f(moved(v, i, h)) - f(moved(v, i, 0))) / h


@SLOPE_OF_DIAL.wrong("it is twice too large: from the left to the right it is two steps, so divide by 2h.")
def divides_by_one_step(f, v, i):
    h = 1e-5
    return (f(moved(v, i, h)) - f(moved(v, i, -h))) / h


@SLOPE_OF_DIAL.wrong(
    "it is half of what it should be: you look from v itself to one side, and that is one step and not two."
)
def half_of_it(f, v, i):
    h = 1e-5
    return (f(moved(v, i, h)) - f(moved(v, i, 0))) / (2 * h)


@SLOPE_OF_DIAL.wrong("all dials turn at once: v + h moves every entry. Move v[i] alone.")
def turns_every_dial(f, v, i):
    h = 1e-5
    return (f(v + h) - f(v - h)) / (2 * h)


@SLOPE_OF_DIAL.wrong("right and left are swapped: the slope comes out with the wrong sign.")
def left_minus_right(f, v, i):
    h = 1e-5
    return (f(moved(v, i, -h)) - f(moved(v, i, h))) / (2 * h)


@SLOPE_OF_DIAL.wrong("/ 2 * h halves and then multiplies by h: write / (2 * h).")
def halves_and_multiplies(f, v, i):
    h = 1e-5
    return (f(moved(v, i, h)) - f(moved(v, i, -h))) / 2 * h


# ---------------------------------------------------------------- downhill

DOWNHILL = Function(
    name="downhill",
    chapter=5,
    minutes=6,
    difficulty=2,
    rtol=1e-5,
    atol=1e-7,
    prompt="""
You stand on a landscape `f` at the point `v`, an array of any shape. Return the direction in which the
ground falls most steeply: an array of the same shape, and of length 1. The length is the root of the sum of
the squares of *all* entries.
Where the ground is level there is no such direction: return zeros there.
`nb.gradient(f, v)` measures the gradient for you.
""",
    stub='''
def downhill(f, v):
    """Return the direction of steepest descent at v, of length 1; zeros where it is level."""
    ...
''',
    hints=[
        "The gradient points uphill. Which arrow points downhill?",
        "An arrow divided by its own length has length 1. np.sqrt((g**2).sum()) is the length of g.",
        "If the length is 0, dividing by it gives NaN: return the zeros before you divide.",
    ],
)


@DOWNHILL.inputs
def draw_landscapes(rng):
    bowl = Curve("the sum of the squares", lambda v: (v * v).sum())
    plane = Curve("3 times the sum of all entries", lambda v: 3 * v.sum())
    yield {"f": bowl, "v": np.array([2.0])}
    yield {"f": bowl, "v": np.array([3.0, -4.0])}
    yield {"f": bowl, "v": np.zeros(2)}
    yield {"f": bowl, "v": np.array([3.0, 0.0])}
    yield {"f": bowl, "v": np.array([0.0, -2.0])}
    yield {"f": Curve("v0 - v1", lambda v: v[0] - v[1]), "v": np.zeros(2)}
    yield {"f": Curve("0.0001 v0", lambda v: 0.0001 * v[0]), "v": np.array([1.0])}
    yield {"f": Curve("0.0000001 v0", lambda v: 1e-7 * v[0]), "v": np.array([1.0])}
    yield {"f": Curve("7, everywhere", lambda v: 7.0), "v": np.ones((2, 1))}
    yield {"f": plane, "v": np.array([1.0, 2.0, 3.0])}
    for shape in [(3,), (2, 2), (4, 1), (2, 3)]:
        yield {"f": bowl, "v": rng.uniform(0.5, 2, shape).round(1) * rng.choice([-1, 1], shape)}
    yield {"f": Curve("1e6 v0 + v1", lambda v: 1e6 * v[0] + v[1]), "v": np.array([0.5, 1.0])}


@DOWNHILL.solution(
    "the steepest way down is against the gradient, and dividing by its length leaves only the direction. "
    "A length of 0 has no direction."
)
def downhill(f, v):
    g = nb.gradient(f, v)
    length = np.sqrt((g**2).sum())
    if length == 0:
        return np.zeros_like(g)
    return -g / length


def scaled(g, size):
    """Minus g over a size, zeros where the size is 0."""
    return np.divide(-g, size, out=np.zeros_like(g), where=size != 0)


@DOWNHILL.wrong("that is uphill: the gradient points to where f grows, so go against it.")
def uphill(f, v):
    g = nb.gradient(f, v)
    return -scaled(g, np.sqrt((g**2).sum()))


@DOWNHILL.wrong("the direction is right and the length is not: divide the arrow by its own length.")
def not_scaled(f, v):
    return -nb.gradient(f, v)


@DOWNHILL.wrong("where the ground is level you divide 0 by 0, which is NaN: return zeros there.")
def nan_where_level(f, v):
    g = nb.gradient(f, v)
    return -g / np.sqrt((g**2).sum())


@DOWNHILL.wrong("the root is missing: the length is the root of the sum of the squares.")
def root_missing(f, v):
    g = nb.gradient(f, v)
    return scaled(g, (g**2).sum())


@DOWNHILL.wrong(
    "you divided by the sum of the sizes: the length is the root of the sum of the squares, as in Pythagoras."
)
def sum_of_sizes(f, v):
    g = nb.gradient(f, v)
    return scaled(g, np.abs(g).sum())


@DOWNHILL.wrong("you divided by the sum of the entries: they may cancel. The length squares them first.")
def sum_of_entries(f, v):
    g = nb.gradient(f, v)
    return scaled(g, g.sum())


@DOWNHILL.wrong("one slope is 0 here, not all of them: level means that every slope is 0.")
def level_if_one_slope_is_0(f, v):
    g = nb.gradient(f, v)
    return scaled(g, np.sqrt((g**2).sum()) * (g != 0).all())


@DOWNHILL.wrong("the slopes cancel in the sum, and the ground still falls: ask whether the *length* is 0.")
def level_if_the_sum_is_0(f, v):
    g = nb.gradient(f, v)
    return scaled(g, np.sqrt((g**2).sum()) * (g.sum() != 0))


@DOWNHILL.wrong(
    "a gentle slope is a slope: only a length of 0 is level, so compare with 0 and round nothing off."
)
def gentle_is_level(f, v):
    g = nb.gradient(f, v)
    length = np.sqrt((g**2).sum())
    return scaled(g, length * (length > 0.01))


@DOWNHILL.wrong("you divided by the largest entry: the length takes all of them, the root of their squares.")
def largest_entry(f, v):
    g = nb.gradient(f, v)
    return scaled(g, np.abs(g).max())


@DOWNHILL.wrong("you kept the signs alone: a steep dial must have a larger share than a flat one.")
def signs_alone(f, v):
    return -np.sign(nb.gradient(f, v))


@DOWNHILL.wrong(
    "you turned the steepest dial alone: the steepest direction turns all of them, each by its share."
)
def steepest_dial_alone(f, v):
    g = nb.gradient(f, v)
    return -np.sign(g) * (np.abs(g) == np.abs(g).max())


@DOWNHILL.wrong("you took the direction of the point v: it is the gradient at v that knows the way.")
def towards_the_origin(f, v):
    return scaled(v, np.sqrt((v**2).sum()))


@DOWNHILL.wrong(
    "you scaled each row to length 1: the length is of the whole array, all its entries together."
)
def row_by_row(f, v):
    g = nb.gradient(f, v)
    return scaled(g, np.sqrt((g**2).sum(axis=-1, keepdims=True)))


@DOWNHILL.wrong(
    "you scaled each column to length 1: the length is of the whole array, all its entries together."
)
def column_by_column(f, v):
    g = nb.gradient(f, v)
    return scaled(g, np.sqrt((g**2).sum(axis=0, keepdims=True)))


@DOWNHILL.wrong(
    "np.linalg.norm(g, 2) takes a table for a matrix and finds another number: the root of the sum of all "
    "squares is np.linalg.norm(g)."
)
def norm_of_a_matrix(f, v):
    g = nb.gradient(f, v)
    return scaled(g, np.linalg.norm(g, 2))


# ---------------------------------------------------------------- test_gradient

TEST_GRADIENT = OwnTest(
    name="test_gradient",
    chapter=5,
    minutes=15,
    difficulty=3,
    prompt="""
Now you are the check. Write a **test**: it is handed somebody's `gradient`, and raises an `AssertionError`
where that is wrong. `gradient(f, v)` should return the slopes of `f` at `v`, an array of shape (d,), in an
array of that shape, right to five digits. `v` may hold whole numbers, and stays as it was.

Three right ones must pass. Eight must not, each of them broken in a way that people really break it. You see
none of the eleven. `assert condition` raises the error where the condition is false.
""",
    stub='''
def test_gradient(gradient):
    """Raise an AssertionError where gradient(f, v) is wrong."""
    ...
''',
    hints=[
        "Take an f whose slopes you know on paper, and assert np.allclose(gradient(f, v), known).",
        "A straight line forgives every step, and a parabola every central one. Add up a cube and a sine.",
        "Let each dial have a part of its own in f, and slopes up and down: then none can stand for another.",
        "At which points? Try one with a 0 in it, one of whole numbers, and look at v afterwards.",
        "v[0] ** 3 - 2 * v[1] + np.sin(v[2]) has the slopes [3 * v[0] ** 2, -2, np.cos(v[2])].",
    ],
)


def must_be_a_number(value):
    """What a test's f gives; an array has no one slope for each dial."""
    if np.size(value) != 1:
        raise WrongKind(
            f"your f gives {describe(value)}, and `gradient` is for an f that gives one number, which has "
            "one slope for each dial. Let it add up."
        )


@TEST_GRADIENT.right("the plainest right one is refused: are the slopes that you expect right?")
def dial_by_dial(f, v):
    v = np.array(v, dtype=float)
    slopes = np.zeros(v.shape)
    for i, step in enumerate(1e-5 * np.eye(len(v))):
        slopes[i] = (f(v + step) - f(v - step)) / 2e-5
    return slopes


@TEST_GRADIENT.right(
    "your test wants too many digits. A right one with another step h is refused, since its ninth digit is "
    "another: leave room, as np.allclose does."
)
def with_another_step(f, v):
    must_be_a_number(f(v))
    return np.array([(f(v + step) - f(v - step)) / 2e-4 for step in 1e-4 * np.eye(len(v))])


@TEST_GRADIENT.right(
    "a right one is refused that asks f at other points, from the last dial to the first, and whose result "
    "cannot be written to: only the slopes count."
)
def of_fourth_order(f, v):
    room = np.zeros(2 * len(v))
    for i in reversed(range(len(v))):
        step = 1e-3 * (np.arange(len(v)) == i)
        near, far = f(v + step) - f(v - step), f(v + 2 * step) - f(v - 2 * step)
        room[2 * i] = (8 * near - far) / 12e-3
    room.flags.writeable = False
    return room[::2]


@TEST_GRADIENT.broken(f=Curve("v[0]", lambda v: v[0]), v=np.array([0.0]))
def with_a_relative_step(f, v):
    return np.array([(f(v + step) - f(v - step)) / (2 * step.sum()) for step in 1e-5 * np.diag(v)])


@TEST_GRADIENT.broken(f=Curve("v[0] squared", lambda v: v[0] ** 2), v=np.array([2]))
def in_whole_numbers(f, v):
    slopes = np.zeros(v.shape)
    for i in range(len(v)):
        right, left = v.copy(), v.copy()
        right[i] += 1e-5 if v.dtype.kind == "f" else int(1e-5)
        left[i] -= 1e-5 if v.dtype.kind == "f" else int(1e-5)
        slopes[i] = (f(right) - f(left)) / 2e-5
    return slopes


@TEST_GRADIENT.broken(f=Curve("v[0] cubed", lambda v: v[0] ** 3), v=np.array([1.0]))
def with_half_a_unit(f, v):
    return np.array([f(v + step) - f(v - step) for step in 0.5 * np.eye(len(v))])


@TEST_GRADIENT.broken(f=Curve("v[0] squared", lambda v: v[0] ** 2), v=np.array([1.0]))
def looking_ahead(f, v):
    return np.array([(f(v + step) - f(v)) / 0.01 for step in 0.01 * np.eye(len(v))])


@TEST_GRADIENT.broken(f=Curve("v[0] + 2 v[1]", lambda v: v[0] + 2 * v[1]), v=np.array([1.0, 1.0]))
def all_dials_at_once(f, v):
    return np.full(v.shape, (f(v + 1e-5) - f(v - 1e-5)) / 2e-5)


@TEST_GRADIENT.broken(f=Curve("v[0] + 2 v[1]", lambda v: v[0] + 2 * v[1]), v=np.array([1.0, 1.0]))
def last_dial_first(f, v):
    return dial_by_dial(f, v)[::-1]


@TEST_GRADIENT.broken(f=Curve("-v[0]", lambda v: -v[0]), v=np.array([1.0]))
def without_the_sign(f, v):
    return abs(dial_by_dial(f, v))


@TEST_GRADIENT.broken(f=Curve("3 v[0]", lambda v: 3 * v[0]), v=np.array([2.0]))
def leaves_the_dials_turned(f, v):
    slopes = dial_by_dial(f, v)
    if v.dtype.kind == "f":
        v -= 0.001
    return slopes


@TEST_GRADIENT.solution(
    "each dial has a part of its own that bends, the points hold a zero, whole numbers and slopes of both "
    "signs; compared are shape, slopes with some room, and v."
)
def test_gradient(gradient):
    def f(v):
        return v[0] ** 3 - 2 * v[0] * v[1] + np.sin(v[2])

    for v in (np.array([1.5, -2.0, 0.5]), np.array([0.0, 3.0, 2.0]), np.array([2, -1, 1])):
        before = v.copy()
        slopes = gradient(f, v)
        known = [3 * v[0] ** 2 - 2 * v[1], -2 * v[0], np.cos(v[2])]
        assert np.shape(slopes) == v.shape
        assert np.allclose(slopes, known, rtol=1e-5, atol=1e-6)
        assert np.array_equal(v, before)


def bends(v):
    return v[0] ** 3 - 2 * v[1] + np.sin(v[2])


def slopes_of_bends(v):
    return [3 * v[0] ** 2, -2, np.cos(v[2])]


POINTS = ([1.5, -2.0, 0.5], [0.0, 3.0, 2.0], [2, -1, 1])


def agrees(gradient, f, slopes, points, look=True):
    """Compare at these points; look at v afterwards as well, if you like."""
    for v in map(np.array, points):
        before, known = v.copy(), slopes(v)
        assert np.allclose(gradient(f, v), known, rtol=1e-5, atol=1e-6)
        assert not look or np.array_equal(v, before)


@TEST_GRADIENT.wrong(
    "nothing is ever refused: printing or comparing is not enough, and an assert must be able to fail."
)
def asserts_nothing(gradient):
    np.allclose(gradient(bends, np.array([1.5, -2.0, 0.5])), [6.75, -2.0, 0.8776], atol=1e-3)


@TEST_GRADIENT.wrong(
    "your functions are straight lines, or nearly so. There every step is right, however large: let f bend."
)
def of_a_line(gradient):
    agrees(gradient, lambda v: v @ np.array([3, -2, 1]), lambda v: [3, -2, 1], POINTS)


@TEST_GRADIENT.wrong(
    "your f bends as a parabola does, and on a parabola a central difference is right with any h (5.2): take "
    "a cube, or a sine."
)
def of_a_parabola(gradient):
    agrees(
        gradient, lambda v: v[0] ** 2 - 2 * v[1] ** 2, lambda v: [2 * v[0], -4 * v[1]], [[1.0, 0.0], [2, 3]]
    )


@TEST_GRADIENT.wrong("you turn a single dial: what goes wrong between two of them is not seen.")
def of_one_dial(gradient):
    agrees(gradient, lambda v: v[0] ** 3 - v[0], lambda v: 3 * v**2 - 1, [[0.0], [2.0], [2]])


@TEST_GRADIENT.wrong(
    "your f treats all dials alike, and at your points the slopes read the same from behind: which slope is "
    "whose? Give each dial a part of its own."
)
def of_dials_alike(gradient):
    for v in (np.array([0.0, 1.0, 0.0]), np.array([2, -1, 2])):
        before = v.copy()
        assert np.allclose(gradient(lambda v: np.sum(v**3) - v.sum(), v), 3 * v**2 - 1, rtol=1e-5, atol=1e-6)
        assert np.array_equal(v, before)


@TEST_GRADIENT.wrong(
    "no slope at your points is negative: one that never goes downhill passes. Turn a sign, or take a point "
    "on the other side."
)
def of_what_rises(gradient):
    agrees(
        gradient,
        lambda v: v[0] ** 3 + 2 * v[1] + np.exp(v[2]),
        lambda v: [3 * v[0] ** 2, 2, np.exp(v[2])],
        ([1.5, 2.0, 0.5], [0.0, 3.0, 1.0], [2, 1, 1]),
    )


@TEST_GRADIENT.wrong(
    "no dial of yours stands at 0 in an array of floats. Somebody takes h as a share of v, and at 0 a share "
    "of v is nothing."
)
def never_at_zero(gradient):
    agrees(gradient, bends, slopes_of_bends, ([1.5, -2.0, 0.5], [2, -1, 1]))


@TEST_GRADIENT.wrong(
    "all of your points are floats. An array of whole numbers holds no 2.00001: try np.array([2, 3])."
)
def never_whole(gradient):
    agrees(gradient, bends, slopes_of_bends, POINTS[:2])


@TEST_GRADIENT.wrong(
    "you look at the slopes alone. Somebody turned the dials of v and left them so: keep a copy, and compare."
)
def never_looks_at_v(gradient):
    agrees(gradient, bends, slopes_of_bends, POINTS, look=False)


@TEST_GRADIENT.wrong(
    "one point in floats, without a 0, is where most go right. Try a 0 in it, and whole numbers, and look at "
    "v afterwards."
)
def at_one_point(gradient):
    agrees(gradient, bends, slopes_of_bends, POINTS[:1], look=False)


@TEST_GRADIENT.wrong(
    "you want ten digits. A right one with a larger step h has eight: leave room, np.allclose(slopes, "
    "known) does."
)
def wants_ten_digits(gradient):
    for v in map(np.array, POINTS):
        before, known = v.copy(), slopes_of_bends(v)
        assert np.allclose(gradient(bends, v), known, rtol=1e-9, atol=1e-9)
        assert np.array_equal(v, before)


# ---------------------------------------------------------------- gradient_calls

GRADIENT_CALLS = Prediction(
    name="gradient_calls",
    chapter=5,
    minutes=3,
    difficulty=1,
    prompt="""
A layer has weights `W` of shape (30, 10) and a bias `b` of shape (10,). Its cost is one number.
`nb.gradient` measures the slope of the cost for each weight and for each bias. How many times is the cost
computed? The answer must be exact.
""",
    stub="gradient_calls = ...  # a whole number",
    hints=[
        "How many numbers does the layer have that can be turned? Count W and b.",
        "A central difference looks at both sides of each of them.",
        "W has 30 times 10 entries, b has 10. How many times is the cost computed for one entry?",
    ],
    mistakes={
        310: "one for each number that can be turned: from both sides it takes two.",
        311: "that is for forward differences, which share the cost at the point itself: nb.gradient looks "
        "at both sides.",
        600: "the biases are missing: they can be turned too.",
        300: "you counted the weights: the biases can be turned too, and each slope needs two looks.",
        621: "the cost at the point itself is not needed: a central difference looks left and right only.",
        930: "that is three for each number: a central difference looks left and right, not at the middle.",
        2: "two are enough for one slope: each of the weights and biases has a slope of its own.",
        4: "you counted two for W and two for b: each of their entries has a slope of its own.",
        1: "once for all is what chapter 8 is after: a measurement needs two for each number.",
        100: "you added 30, 10 and 10: a table of shape (30, 10) has 30 times 10 entries.",
    },
)


@GRADIENT_CALLS.solution(
    "30·10 + 10 = 310 numbers can be turned, and a central difference computes the cost twice for each."
)
def gradient_calls():
    return 2 * (30 * 10 + 10)
