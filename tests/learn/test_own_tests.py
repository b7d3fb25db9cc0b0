"""Exercises whose answer is a test: what is right passes it, and what is broken is caught."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from mutants import Counter, build, mutants

from nbkit.learn.exercise import Function, WrongKind
from nbkit.learn.exercises import load
from nbkit.learn.judge_tests import findings, outcome_on
from nbkit.learn.own_tests import Implementation, OwnTest, examine, watched

OWN_TESTS = [exercise for exercise in load().values() if isinstance(exercise, OwnTest)]
KINDS = [pytest.param(exercise, id=exercise.name) for exercise in OWN_TESTS]

# Changes of a right implementation that leave it right, and why; all others are caught by the model test.
SAME = {
    "test_gradient": {
        "v = np.array(v, dtype=float) -> pass": "v + step is made of floats anyway",
        "np.array(v, dtype=float) -> np.array(v)": "v + step is made of floats anyway",
        "np.array(v, dtype=float) -> v": "v + step is made of floats anyway",
        "np.zeros(v.shape) -> -np.zeros(v.shape)": "each slope is written later",
        "np.zeros -> np.ones": "each slope is written later",
        "enumerate(1e-05 * np.eye(len(v))) -> reversed(list(enumerate(1e-05 * np.eye(len(v)))))": (
            "each slope has a place of its own"
        ),
    },
    "test_batches": {
        "rng.permutation(len(X)) -> -rng.permutation(len(X))": "0 and all from the end: each once as well",
        "order[start:start + size] -> -order[start:start + size]": "0 and all from the end, the same",
        "len(X) -> len(y)": "a label for each row",
        "len(X) -> len(y) #2": "a label for each row",
    },
}


def double(x):
    return 2 * x


def test_what_is_asked_of_each():
    assert [exercise.chapter for exercise in OWN_TESTS] == [5, 8, 10, 12]
    assert all((len(each.rights), len(each.broken_ones)) == (3, 8) for each in OWN_TESTS)
    assert all(right.sentence for each in OWN_TESTS for right in each.rights)


@pytest.mark.parametrize("exercise", KINDS)
def test_a_broken_one_has_a_witness_that_a_right_one_would_pass(exercise):
    """The witness must show something: another value, or an input that was written into."""
    for broken in exercise.broken_ones:
        right, wrong = (outcome_on(exercise, each, broken) for each in (exercise.rights[0], broken))
        assert right.error is None and not right.mutated, broken.code.__name__
        assert not wrong.same_as(right, (1e-5, 1e-6)), broken.code.__name__


@pytest.mark.parametrize("exercise", [each for each in KINDS if each.values[0].gives is None])
def test_the_right_ones_agree_on_every_witness(exercise):
    for broken in exercise.broken_ones:
        first, *others = (outcome_on(exercise, right, broken) for right in exercise.rights)
        for other in others:
            pairs = zip(np.atleast_1d(*first.value), np.atleast_1d(*other.value), strict=True)
            assert all(np.allclose(a, b, rtol=1e-5, atol=1e-6) for a, b in pairs)


@pytest.mark.parametrize("exercise", KINDS)
def test_no_name_tells_which_is_which(exercise):
    for case in exercise.cases(np.random.default_rng(0)):
        (made,) = case.values()
        assert getattr(made, "__name__", exercise.subject) == exercise.subject


def test_the_order_is_another_for_each_seed():
    (exercise, *_) = OWN_TESTS
    orders = [exercise.shuffled(np.random.default_rng(seed)) for seed in range(3)]
    assert all(sorted(map(id, order)) == sorted(map(id, exercise.implementations)) for order in orders)
    assert not orders[0] == orders[1] == orders[2]


def test_an_object_is_fresh_for_each_test():
    class Counts:
        def __init__(self):
            self.calls = 0

        def __call__(self):
            self.calls += 1
            return self.calls

    each = Implementation(Counts)
    assert each.made("f")() == each.made("f")() == 1


@pytest.mark.parametrize("answer", [None, True, np.True_])
def test_what_passes(answer):
    assert examine(lambda f: answer, double)["passes"]


@pytest.mark.parametrize("answer", [False, np.False_])
def test_false_refuses(answer):
    assert not examine(lambda f: answer, double)["passes"]


@pytest.mark.parametrize("answer", [1, "yes", np.array([True])])
def test_another_answer_is_no_answer(answer):
    with pytest.raises(WrongKind, match="raises an AssertionError, or returns True or False"):
        examine(lambda f: answer, double)


def test_an_assertion_refuses_and_the_last_call_is_told():
    def test(f):
        assert f(1) == 2
        assert f(x=3) == 7

    report = examine(test, double)
    assert (report["passes"], report["said"]) == (False, "")
    assert report["last"] == {"given": {"x": 3}, "gave": 6}
    assert report["line"] == "assert f(x=3) == 7"


def test_another_error_refuses_and_is_explained():
    assert "ZeroDivisionError" in examine(lambda f: f(1) / 0, double)["said"]


def test_what_was_given_is_told_as_it_was():
    def spoils(x):
        x[0] = 9.0
        return x

    last: dict = {}
    watched(spoils, last)(np.array([1.0]))
    assert (last["given"]["x"], last["gave"]) == (1.0, 9.0)


def test_an_error_in_the_implementation_leaves_the_call_behind():
    last: dict = {}
    with pytest.raises(ZeroDivisionError):
        watched(lambda x: x / 0, last)(1)
    assert last == {"given": {"x": 1}}


def test_the_subject_is_the_argument_of_the_stub():
    assert [each.subject for each in OWN_TESTS] == ["gradient", "backward", "step", "batches"]
    assert all(list(inspect.signature(each.solved_by).parameters) == [each.subject] for each in OWN_TESTS)


@pytest.mark.parametrize("exercise", KINDS)
def test_most_of_the_broken_ones_escape_some_test_that_people_write(exercise):
    escaped = [findings(exercise, wrong.answer, 0, 5).escaped for wrong in exercise.misconceptions]
    alone = {found[0].on.code.__name__ for found in escaped if len(found) == 1}
    assert len(alone) >= 4


@pytest.mark.parametrize("exercise", KINDS)
def test_the_model_test_catches_each_change_of_a_right_one(exercise):
    plain = Function(name="plain", chapter=0, minutes=0, difficulty=1, prompt="", hints=[])
    plain.solved_by = exercise.rights[0].code
    passed = {
        mutant.name
        for mutant in mutants(plain)
        if examine(exercise.solved_by, build(plain, mutant.tree, Counter(100_000)))["passes"]
    }
    assert passed == set(SAME.get(exercise.name, {}))
