"""A body that does nothing is not attempted."""

from odd_answers import SOFTMAX

from nbkit.learn.judge import judge


def idle(X):
    """Another docstring than the stub's."""


def test_a_body_that_does_nothing_is_not_attempted():
    assert not judge(SOFTMAX, idle).attempted
    assert judge(SOFTMAX, lambda X: 0).attempted
