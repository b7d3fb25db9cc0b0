"""The lines below a verdict show what differs, and inputs as they can be pasted."""

import ast
import re

import numpy as np
from odd_answers import SOFTMAX, right

from nbkit.learn.exercises import find
from nbkit.learn.judge import judge


def test_smallest_failing_case_shows_what_differs():
    text = judge(SOFTMAX, lambda X: right(X) + 1e-5 * (X.shape[1] == 3)).text
    given, expected, got = text.splitlines()[1:4]
    assert "X = [[0.3 2.9 4. ]]" in given
    assert expected.split("[")[-1] != got.split("[")[-1]


def test_a_changed_input_is_shown_as_it_was_and_as_it_is_left():
    """Expected 6 and got 6 would explain nothing."""

    def brackets_mended(f, v, i):
        h = 1e-5
        v[i] = v[i] + h
        right = f(v)
        v[i] = v[i] - 2 * h
        return (right - f(v)) / (2 * h)

    text = judge(find("slope_of_dial"), brackets_mended).text
    assert "the caller's v still changes" in text
    assert re.search(r"v = \[3\.\]", text) and re.search(r"after +v = \[2\.99999\]", text), text
    assert "expected" not in text


def test_an_input_is_shown_whole():
    """It can be pasted into a cell, and each row of a table stays on its line."""
    right = find("best_accuracy").reference()
    text = judge(find("best_accuracy"), lambda X, y: right(X, y) - (len(y) == 20)).text
    given = re.search(r"X = (.*?)\n +y =", text, re.S)[1]
    assert np.shape(ast.literal_eval(given)) == (20, 2)
    assert all(line.strip().startswith("[") for line in given.splitlines())
    assert "..." not in text and max(map(len, text.splitlines())) <= 110
