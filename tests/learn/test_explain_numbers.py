"""What explains wrong numbers is said, and only where it holds for all of them."""

import re

import numpy as np
import pytest
from odd_answers import general_sentence, last_only

from nbkit.learn.exercises import find
from nbkit.learn.judge import judge

PLACES = [
    (lambda x: np.where(x > 0, 1.0, 0.0) + (x < 0) * 3.0, "only where the input is negative"),
    (lambda x: np.where(x > 0, 1.0, np.where(x < 0, 0.0, 9.0)), "only where the input is 0"),
    (lambda x: np.where(x > 0, 2.5, 0.0), "factor of 2.5"),
    (lambda x: np.where(x > 0, 2.5 + np.arange(x.size).reshape(x.shape), 0.0), "where the input is positive"),
    (lambda x: np.where(x > 0, np.nan, 0.0), "NaN or infinity"),
    (
        lambda x: np.where(np.abs(x) > 1e9, np.nan, np.where(x > 0, 1.0, 0.0)),
        "NaN or infinity at large inputs",
    ),
]


@pytest.mark.parametrize(("answer", "sentence"), PLACES)
def test_where_it_goes_wrong_is_said(answer, sentence):
    verdict = judge(find("relu_slope"), answer)
    assert re.search(sentence, verdict.text), verdict.text


def test_one_number_is_no_evidence_for_a_rule():
    wrong_at_one_place = judge(
        find("stable_sigmoid"), lambda x: np.where(x == 1000, 0.0, find("stable_sigmoid").reference()(x))
    )
    assert "1 minus" not in wrong_at_one_place.text


@pytest.mark.parametrize(
    ("name", "answer", "sentence"),
    [
        ("dead_neurons", lambda X, W, b: X[0] @ W + b <= 0, "the value differs"),
        ("early_stop", lambda losses, p: int(np.argmin(losses[: p + 1])), "it answers "),
        ("early_stop", lambda losses, p: find("early_stop").reference()(losses, p) + 1, "it is 1 too large"),
        ("graph_depth", last_only, "it answers "),
    ],
)
def test_counts_places_and_truth_values_have_no_factor_and_no_sign(name, answer, sentence):
    assert general_sentence(name, answer).startswith(sentence)


def test_of_several_inputs_none_is_the_input():
    def one_more_where_flat(w, g, s, lr):
        w, s = find("adagrad_step").reference()(w, g, s, lr)
        return w, s + (g == 0) * 1.0

    assert general_sentence("adagrad_step", one_more_where_flat).startswith(
        "w is right; s: the value differs"
    )


def test_one_number_again_and_again_is_no_evidence_either():
    class BeginsAtOne(find("counting_layer").reference()):
        def __init__(self, W, b):
            super().__init__(W, b)
            self.calls = 1

    assert "it answers 1 where 0 is expected" in judge(find("counting_layer"), BeginsAtOne).text


def test_everywhere_means_everywhere():
    """A rule that holds where it is wrong, and not where it is right, explains nothing."""
    reference = find("surprise_slope").reference()

    def doubles_when_long(z, y):
        return reference(z, y) * (2 if len(z) > 2 else 1)

    assert "factor" not in general_sentence("surprise_slope", doubles_when_long)
    assert "factor of 2 everywhere" in general_sentence("surprise_slope", lambda z, y: 2 * reference(z, y))


def test_a_factor_that_is_no_size_is_not_called_a_sum():
    reference = find("surprise_slope").reference()
    assert "a sum where a mean is due" in general_sentence(
        "surprise_slope", lambda z, y: len(z) * reference(z, y)
    )
    assert "a sum where" not in general_sentence(
        "surprise_slope", lambda z, y: (len(z) + 6) * reference(z, y)
    )
