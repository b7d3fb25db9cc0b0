"""Chapter 00: a first success."""

# mypy: allow-untyped-defs
# The answers stand here as a learner writes them, without annotations.

import numpy as np

from nbkit.learn.exercise import Function

# ---------------------------------------------------------------- weighted_sum

WEIGHTED_SUM = Function(
    name="weighted_sum",
    chapter=0,
    minutes=2,
    difficulty=1,
    prompt="""
A neuron begins by weighing what it sees. `x` holds three numbers and `w` holds three weights.
Multiply each number by its own weight, add the three products, and return the sum.
For `x = [1, 2, 3]` and `w = [10, 0, 1]` that is 10 + 0 + 3 = 13.
""",
    stub='''
def weighted_sum(x, w):
    """Return the sum of the three products."""
    ...
''',
    hints=[
        "x[0] is the first number and w[0] is its weight. What is their product?",
        "There are three products, for the places 0, 1 and 2. Python writes times as *.",
        "Put a + between the three products, and the word return before them.",
    ],
)


@WEIGHTED_SUM.inputs
def draw_three(rng):
    yield {"x": np.array([1.0, 2.0, 3.0]), "w": np.array([10.0, 0.0, 1.0])}
    for _ in range(4):
        yield {"x": rng.normal(size=3).round(1), "w": rng.normal(size=3).round(1)}
    yield {"x": np.array([1e6, -1e6, 3.0]), "w": np.array([2.0, 2.0, -1.0])}


@WEIGHTED_SUM.solution(
    "each number meets its own weight; the products, not the numbers, are added. "
    "NumPy has a shorter form for it, x @ w, which chapter 1 explains."
)
def weighted_sum(x, w):
    return x[0] * w[0] + x[1] * w[1] + x[2] * w[2]


@WEIGHTED_SUM.wrong("you returned the three products: add them up, the neuron wants one number.")
def products_only(x, w):
    return x * w


@WEIGHTED_SUM.wrong(
    "you added numbers and weights: multiply each number by its weight, then add the products."
)
def adds_everything(x, w):
    return sum(x) + sum(w)


@WEIGHTED_SUM.wrong(
    "every number meets every weight, as if you added first and multiplied once: each number has a weight of "
    "its own, so multiply first."
)
def sums_then_multiplies(x, w):
    return sum(x) * sum(w)


@WEIGHTED_SUM.wrong("you took the mean of the products: a weighted sum is not divided by 3.")
def takes_the_mean(x, w):
    return (x[0] * w[0] + x[1] * w[1] + x[2] * w[2]) / 3


@WEIGHTED_SUM.wrong(
    "the third product is missing: Python counts places from 0, so the last of three is x[2]."
)
def forgets_the_third(x, w):
    return x[0] * w[0] + x[1] * w[1]


@WEIGHTED_SUM.wrong("you asked for place 3: Python counts from 0, so the three places are 0, 1 and 2.")
def counts_from_one(x, w):
    return x[1] * w[1] + x[2] * w[2] + x[3] * w[3]


@WEIGHTED_SUM.wrong("you printed the sum: a function gives its result back with return.")
def prints_it(x, w):
    print(x[0] * w[0] + x[1] * w[1] + x[2] * w[2])


@WEIGHTED_SUM.wrong("the weights are missing: multiply each number by its own weight before you add.")
def forgets_the_weights(x, w):
    return sum(x)


@WEIGHTED_SUM.wrong(
    "you returned the first product alone: a return inside the loop ends it, so put it below the loop."
)
def returns_inside_the_loop(x, w):
    return x[0] * w[0]


@WEIGHTED_SUM.wrong("you multiplied all three products together: put + between them, not *.")
def multiplies_the_products(x, w):
    return (x[0] * w[0]) * (x[1] * w[1]) * (x[2] * w[2])
