"""What an answer does is noted at once, its warnings too."""

import numpy as np
from odd_answers import SOFTMAX, right

from nbkit.learn.exercises import find
from nbkit.learn.judge import judge


def test_a_result_that_a_later_call_overwrites_is_read_in_time():
    buffer = np.empty(100)

    def reuses_memory(X):
        view = buffer[: X.size].reshape(X.shape)
        view[...] = right(X)
        return view

    assert judge(SOFTMAX, reuses_memory).passed


def test_a_warning_alone_is_refused():
    def warns(x):
        np.exp(np.array([1000.0]))
        return find("relu_slope").reference()(x)

    assert "NumPy warns of overflow" in judge(find("relu_slope"), warns).text
