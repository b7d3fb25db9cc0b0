"""A body that does nothing is not attempted."""

import inspect

from odd_answers import SOFTMAX

from nbkit.learn.judge import judge
from nbkit.learn.stub import is_untouched


def idle(X):
    """Another docstring than the stub's."""


def test_a_body_that_does_nothing_is_not_attempted():
    assert not judge(SOFTMAX, idle).attempted
    assert judge(SOFTMAX, lambda X: 0).attempted


def outer(n, start=0):
    def add(x):
        return x + start

    return [add(k) for k in range(n)]


HERE = inspect.getsource(outer)


def moved(code):
    names = {}
    exec("\n\n\n" + code, names)
    return names["outer"]


def test_the_stub_s_code_is_untouched_wherever_it_stands():
    assert is_untouched(moved(HERE), outer)


def test_a_changed_default_or_inner_function_is_an_attempt():
    assert not is_untouched(moved(HERE.replace("start=0", "start=1")), outer)
    assert not is_untouched(moved(HERE.replace("x + start", "x - start")), outer)
