"""A right answer is taken in whichever way it comes."""

import functools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from nbkit.learn.exercise import Function, Prediction
from nbkit.learn.exercises import find, load
from nbkit.learn.judge import judge

FUNCTIONS = [
    e
    for e in load().values()
    if isinstance(e, Function) and not isinstance(e, Prediction | type) and e.goal is None
]
PLAIN = [e for e in FUNCTIONS if not isinstance(e.reference(), type)]


class Callable:
    """As a compiler's wrapper: it can be called, and is no function of Python."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *given):
        return self.function(*given)

    def method(self, *given):
        return self.function(*given)


def decorated(function):
    @functools.wraps(function)
    def inside(*given):
        return function(*given)

    return inside


def then(change):
    """Call it, and give what comes back another form."""
    return lambda function: lambda *given: change(function(*given))


def is_a(value, kinds):
    return isinstance(value, np.ndarray) and value.ndim > 0 and value.dtype.kind in kinds


def number(kind):
    return then(lambda v: v if isinstance(v, bool | str) or not np.isscalar(v) else kind(v))


WAYS = {
    "lambda": lambda function: lambda *given: function(*given),
    "partial": functools.partial,
    "callable": Callable,
    "method": lambda function: Callable(function).method,
    "decorated": decorated,
    "an array of no axes": number(np.array),
    "NumPy's number": number(np.float64),
    "a fraction": number(lambda v: Fraction(float(v))),
    "a decimal": number(lambda v: Decimal(float(v))),
    "longer floats": then(lambda v: v.astype(np.longdouble) if is_a(v, "f") else v),
    "big-endian": then(lambda v: v.astype(">f8") if is_a(v, "f") else v),
    "shorter whole numbers": then(lambda v: v.astype(np.int32) if is_a(v, "i") else v),
    "columns first": then(lambda v: np.asfortranarray(v) if is_a(v, "iufb") else v),
    "a view": then(lambda v: np.broadcast_to(v, v.shape) if is_a(v, "iufb") else v),
    "a list of values": then(lambda v: list(v) if isinstance(v, tuple) else v),
}


@pytest.mark.parametrize("exercise", PLAIN, ids=lambda e: e.name)
@pytest.mark.parametrize("way", WAYS)
def test_a_solution_in_another_way(exercise, way):
    verdict = judge(exercise, WAYS[way](exercise.reference()))
    assert verdict.passed, verdict.text


class Base:
    @staticmethod
    def forward(a, b):
        return a * b


class Inherits(Base):
    pass


class Ufunc:
    forward = staticmethod(np.multiply)


class BareUfunc:
    forward = np.multiply


class OfTheClass:
    @classmethod
    def forward(cls, a, b):
        return a * b


class Named:
    forward = functools.partial(np.multiply)


@pytest.mark.parametrize("answer", [Inherits, Ufunc, BareUfunc, OfTheClass, Named], ids=lambda c: c.__name__)
def test_a_method_may_come_from_anywhere(answer):
    verdict = judge(find("multiply"), answer)
    assert verdict.passed, verdict.text


@pytest.mark.parametrize("forward", [None, ..., Base])
def test_a_class_without_the_method_is_not_attempted(forward):
    empty = type("Multiply", (), {} if forward is Base else {"forward": forward})
    assert not judge(find("multiply"), empty).attempted


@pytest.mark.parametrize(
    "exercise", [e for e in load().values() if isinstance(e, Prediction)], ids=lambda e: e.name
)
def test_a_number_of_any_kind(exercise):
    right = exercise.reference()
    parts = np.ravel(np.array(right, dtype=object)) if isinstance(right, tuple) else [right]
    if exercise.goal is not None or not all(isinstance(part, int | float) for part in parts):
        pytest.skip("of several parts, with tables among them")
    for kind in (lambda v: Fraction(repr(v)), lambda v: Decimal(repr(v)), np.array, np.float64, float):
        answer = tuple(map(kind, parts)) if isinstance(right, tuple) else kind(right)
        assert judge(exercise, answer).passed, (answer, judge(exercise, answer).text)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("triangle", ([[Fraction(1), 0, -1], [0, 1, -1]], np.array([0, 0, 4]), (1, 1, 1), Decimal("-2.5"))),
        ("small_reader", (np.array(25), Fraction(1, 100))),
        ("nand", np.array([-1, -1, 1.5])),
        ("relu_slope", np.vectorize(lambda x: 1.0 if x > 0 else 0.0)),
        ("relu_slope", lambda x: (x > 0).astype(np.float32)),
        ("relu_slope", lambda x: np.heaviside(x, 0.0) * 1.0),
        ("step_array", np.vectorize(lambda x: int(x > 0))),
        ("contact_sheet", lambda images, n: find("contact_sheet").reference()(images, n).astype(np.float32)),
        ("slope_of_dial", lambda f, v, i: (f(v + (h := 1e-5 * (np.arange(len(v)) == i))) - f(v - h)) / 2e-5),
        (
            "best_accuracy",
            lambda X, y: Fraction(round(find("best_accuracy").reference()(X, y) * len(y)), len(y)),
        ),
    ],
)
def test_other_right_answers(name, answer):
    verdict = judge(find(name), answer)
    assert verdict.passed, verdict.text


@pytest.mark.parametrize(
    ("name", "answer", "sentence"),
    [
        ("parameter_count", 23.00002, "23.00002 is too large."),
        ("start_size", "0.05", "this is a string, and a number is expected: write it without quotes."),
        ("start_size", [0.05], "this is a list, a number is expected."),
        ("start_size", 0.0500001, "0.0500001 is too large."),
        ("small_reader", ("25", "0.01"), "two numbers are asked for, without quotes: hidden and lr."),
        ("rate_that_arrives", float("nan"), "one number is asked for, the learning rate."),
        ("rate_that_arrives", True, "one number is asked for, the learning rate."),
        ("nand", (-1, -1, float("nan")), "b is no number"),
        ("triangle", ([[1, 0, -1], [0, 1, -1]], [0, 0, 4], [1, 1, 1], float("nan")), "b2 holds something"),
    ],
)
def test_what_is_no_right_number(name, answer, sentence):
    verdict = judge(find(name), answer)
    assert not verdict.passed and verdict.sentence.startswith(sentence), verdict.text
