"""What is right for floats is tried on whole numbers, bytes, single precision and views as well."""

import numpy as np
import pytest
from odd_answers import SOFTMAX, right

from nbkit.learn.exercise import Function, Prediction
from nbkit.learn.exercises import find, load
from nbkit.learn.judge import judge
from nbkit.learn.other_forms import recasts
from nbkit.learn.own_tests import OwnTest

EXERCISES = [
    e
    for e in load().values()
    if isinstance(e, Function) and not isinstance(e, Prediction | OwnTest) and e.goal is None
]
# The arguments whose dtype a result must not have: np.zeros_like of them cuts a fraction off.
ARGUMENTS = {
    "perceptron_update": "w x",
    "stable_sigmoid": "x",
    "relu_slope": "x",
    "layer": "X W b",
    "softmax_rows": "X",
    "downhill": "v",
    "surprise_slope": "z y",
    "classifier_gradient": "X y w",
    "adagrad_step": "w g s",
    "tanh_backward": "G out",
    "dense_backward": "G X W b",
    "decay_step": "W b dW db",
    "from_scans": "scans",
    "contact_sheet": "images",
    "slide_in_steps": "image w",
    "pool_slope": "z",
    "share_out": "x W R",
    "flip_first": "R",
    "adam_hat": "w g m v",
    "run_state": "X",
    "share_slopes": "slopes",
}
PAIRS = [(name, argument) for name, arguments in ARGUMENTS.items() for argument in arguments.split()]


def of_dtype(value, dtype):
    if isinstance(value, tuple):
        return tuple(of_dtype(part, dtype) for part in value)
    return value.astype(dtype) if isinstance(value, np.ndarray) else value


def keeps_the_dtype(name, argument):
    """The solution, with results as np.zeros_like(argument) would hold them."""
    exercise = find(name)
    place = list(exercise.cases(np.random.default_rng(0))[0]).index(argument)

    def answer(*given):
        floats = [v.astype(float) if isinstance(v, np.ndarray) and v.dtype.kind == "f" else v for v in given]
        return of_dtype(exercise.reference()(*floats), given[place].dtype)

    return answer


@pytest.mark.parametrize(("name", "argument"), PAIRS)
def test_a_result_with_the_dtype_of_an_input_is_refused(name, argument):
    for seed in range(3):
        verdict = judge(find(name), keeps_the_dtype(name, argument), seed)
        assert not verdict.passed
        assert "whole numbers" in verdict.sentence or "comes as int8" in verdict.sentence, verdict.text


class LosesAFraction:
    forward = find("unit_rows").reference().forward

    @staticmethod
    def backward(G, out, X):
        slope = np.zeros_like(X)
        slope[:] = find("unit_rows").reference().backward(G, out, X)[0]
        return (slope,)


def in_place(w, g, s, lr):
    w, s = w.copy(), s + g**2
    w -= lr * g / (np.sqrt(s) + 1e-8)
    return w, s


def puts_it_back(X):
    kept = X.copy()
    X -= X.max(axis=1, keepdims=True)
    result = right(X)
    X[:] = kept
    return result


def looks_at_memory(X):
    return right(X.ravel(order="K").reshape(X.shape))


@pytest.mark.parametrize(
    ("name", "answer", "sentence"),
    [
        (
            "surprise_slope",
            keeps_the_dtype("surprise_slope", "z"),
            "it is right for floats, but not where z is given",
        ),
        (
            "unit_rows",
            LosesAFraction,
            "it is right for floats, but not where X is given in whole numbers: your result",
        ),
        (
            "adagrad_step",
            in_place,
            "it is right for floats, but not where w is given in whole numbers: += and out=",
        ),
        ("softmax_rows", puts_it_back, "it writes into its input X, even if it puts back what was there"),
        (
            "softmax_rows",
            looks_at_memory,
            "it is right for other arrays, but not where X is a part of another array",
        ),
        (
            "softmax_rows",
            lambda X: right(X) / (X.dtype != np.float32),
            "it is right for other arrays, but not where X comes",
        ),
        (
            "softmax_rows",
            lambda X: right(X) * (X.dtype != int),
            "it is right for floats, but not where X is given in",
        ),
        ("softmax_rows", lambda X: right(X) * (X.max() != 4 or X.min() < 1), "the value differs"),
        (
            "confusion",
            lambda l, a, k: find("confusion").reference()(l, a, k).astype(l.dtype),
            "it is right for other arrays, but not where labels and answers come as uint8",
        ),
    ],
)
def test_what_the_form_makes_wrong_is_told(name, answer, sentence):
    verdict = judge(find(name), answer)
    assert verdict.sentence.startswith(sentence), verdict.text
    assert len(verdict.text.splitlines()) <= 15


def test_what_is_wrong_for_the_twin_is_told_as_ever():
    """Whole numbers as floats are numbers like others."""
    verdict = judge(SOFTMAX, lambda X: right(X) * (X.max() != 4 or X.min() < 1))
    assert "right for floats" not in verdict.text and "X = [[1. 3. 4.]]" in verdict.text


def test_each_exercise_with_arrays_is_tried_in_the_forms_that_it_can_have():
    forms = {e.name: {r.form for r in recasts(e, e.cases(np.random.default_rng(0)))} for e in EXERCISES}
    assert {name for name, found in forms.items() if not found} == {
        *(
            "postorder",
            "fed_value",
            "second_derivative",
            "graph_depth",
            "early_stop",
            "from_scans",
            "one_round",
            "wilson",
        ),
    }
    assert forms["surprise_slope"] == {"whole", "bytes", "single", "view"}
    assert forms["confusion"] == {"bytes", "view"} and forms["slope_of_dial"] == {"whole", "view"}


def test_a_view_is_read_only_and_its_numbers_are_the_same():
    import copy

    recast = next(r for r in recasts(SOFTMAX, SOFTMAX.cases(np.random.default_rng(0))) if r.form == "view")
    view = copy.deepcopy(recast.case)["X"]
    assert not view.flags.writeable and view.base is not None
    np.testing.assert_array_equal(view, recast.twin["X"])
