"""What is said of a test that a learner wrote."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from nbkit.learn.exercises import find
from nbkit.learn.judge import judge
from nbkit.learn.verdict import Verdict

GRADIENT = find("test_gradient")
BACKWARD = find("test_backward")
BATCHES = find("test_batches")


def of_a_pair(gradient):
    slopes = gradient(lambda v: v[0] * v[1], np.array([2.0, 3.0]))
    assert np.allclose(slopes, [3.0, 2.0])


def said(answer: Callable, exercise=GRADIENT) -> Verdict:
    return judge(exercise, answer)


def test_right_is_right_and_says_how_many() -> None:
    verdict = said(GRADIENT.solved_by)
    assert verdict.passed and "8 of 8 broken ones are caught" in verdict.text


def test_one_that_escaped_is_shown_where_it_is_wrong() -> None:
    verdict = said(of_a_pair)
    assert not verdict.passed and verdict.sentence.startswith("a broken one passes your test")
    assert verdict.details == [
        "  caught    2 of 8 broken ones; 3 of 3 right ones pass. This broken one escapes:",
        "  given     f = v[0]",
        "            v = [0.]",
        "  right one [1.]",
        "  this one  [nan]",
    ]


def test_what_escapes_only_in_the_second_call_says_so() -> None:
    verdict = said(next(m.answer for m in BACKWARD.misconceptions if m.name == "of_one_call"), BACKWARD)
    assert "  call      number 2" in verdict.details


def test_a_refused_right_one_is_shown_with_the_line_and_the_last_call() -> None:
    def strict(gradient):
        slopes = gradient(lambda v: v[0] ** 3 + v[1], np.array([1.0, 0.0]))
        assert np.allclose(slopes, [3.0, 1.0], rtol=1e-9, atol=1e-9)

    verdict = said(strict)
    assert "too many digits" in verdict.sentence
    assert verdict.details == [
        "  caught    5 of 8 broken ones; 2 of 3 right ones pass. This right one does not:",
        "  given     f = a function",
        "            v = [1. 0.]",
        "  it gave   [3.00000001 1.        ]",
        "  refused   at `assert np.allclose(slopes, [3.0, 1.0], rtol=1e-9, atol=1e-9)`",
    ]


def test_all_refused_asks_whether_the_expected_is_right() -> None:
    def expects_nonsense(gradient):
        assert np.allclose(gradient(lambda v: v[0] ** 2, np.array([1.0])), [3.0])

    assert "every right one is refused" in said(expects_nonsense).sentence


def test_an_error_of_the_test_is_explained_with_its_line() -> None:
    def has_a_slip(gradient):
        assert np.allclose(gradient(lambda v: v[0], np.array([1.0])), nunpy.ones(1))  # noqa: F821

    assert "NameError" in said(has_a_slip).sentence


def test_an_f_of_many_numbers_is_told_that_a_gradient_is_of_one() -> None:
    def test_gradient(gradient):
        v = np.array([1.0, 2.0])
        assert np.allclose(gradient(lambda v: v**2, v), 2 * v)

    sentence = said(test_gradient).sentence
    assert "your f gives an array of shape (2,)" in sentence and "Let it add up" in sentence


def test_a_list_is_not_asked_for() -> None:
    def wants_a_list(batches):
        assert len(batches(np.zeros((5, 1)), np.zeros(5), 2, np.random.default_rng(0))) == 3

    assert "has no len()" in said(wants_a_list, BATCHES).sentence


def wants_a_view_to_write_to(gradient):
    slopes = gradient(lambda v: v[0], np.array([1.0]))
    slopes -= 1.0
    assert abs(slopes).max() < 1e-6


def test_writing_into_a_result_is_named() -> None:
    assert "read-only" in said(wants_a_view_to_write_to).sentence


def test_luck_is_found_out() -> None:
    count = iter(range(100))

    def only_the_first_time(gradient):
        GRADIENT.solved_by(gradient)
        assert next(count) < 3

    assert "the second time" in said(only_the_first_time).sentence


def test_a_loop_without_end_is_stopped() -> None:
    def waits(gradient):
        while True:
            time.sleep(0.01)

    assert "stopped after 0.3 seconds" in judge(GRADIENT, waits, seconds=0.3).sentence


@pytest.mark.parametrize("answer", [lambda f: exit(), lambda f: input()])
def test_what_no_test_does(answer: Callable) -> None:
    verdict = said(answer)
    assert not verdict.passed and ("exit()" in verdict.sentence or "input()" in verdict.sentence)


def test_a_test_may_answer_with_true_and_false() -> None:
    def as_a_question(gradient):
        try:
            GRADIENT.solved_by(gradient)
        except AssertionError:
            return False
        return True

    assert said(as_a_question).passed


def test_numpy_has_assertions_too() -> None:
    def with_numpys_own(gradient):
        for v in (np.array([1.5, -2.0, 0.5]), np.array([0.0, 3.0, 2.0]), np.array([2, -1, 1])):
            before = v.copy()
            known = [3 * v[0] ** 2 - 2 * v[1], -2 * v[0], np.cos(v[2])]
            slopes = gradient(lambda v: v[0] ** 3 - 2 * v[0] * v[1] + np.sin(v[2]), v)
            np.testing.assert_allclose(slopes, known, rtol=1e-5, atol=1e-6)
            np.testing.assert_array_equal(v, before)

    assert said(with_numpys_own).passed
