"""Errors are told in plain words, with the line of the learner's own code."""

import numpy as np
import pytest

from nbkit.learn.exercise import WrongKind
from nbkit.learn.explain_error import PLAIN_WORDS, explain_error, message
from nbkit.learn.guard import AskedForInput


def caught(job):
    with pytest.raises(BaseException) as error:
        job()
    return error.value


def endless():
    return endless()


def raises(error):
    raise error


ERRORS = [
    (lambda: raises(WrongKind("three numbers are asked for.")), "three numbers are asked for."),
    (lambda: raises(AskedForInput()), "it calls input()"),
    (lambda: raises(SystemExit(3)), "it calls exit()"),
    (endless, "it calls itself without end"),
    (lambda: undefined, "it stops with a NameError: name 'undefined' is not defined. Was the cell"),  # noqa: F821
    (lambda: np.ones(10**16), "it asks for too much memory"),
    (lambda: np.ones(2) ^ np.ones(2), '^ is not "to the power of" in Python at `'),
    (lambda: 1.5 ^ 2, '^ is not "to the power of" in Python at `'),
    (lambda: np.add(np.ones(2), 0.5, out=np.ones(2, int)), "+= and out= write floats into an array of whole"),
    (lambda: bool(np.ones(2)), "a whole array stands where one True or False is due at `"),
    (lambda: float(np.ones(2)), "one number is due at `"),
    (lambda: np.zeros(2).__setitem__(0, [1, 2]), "a whole row is put where one number is due at `"),
    (lambda: raises("text"), "raise needs an error at `"),
    (lambda three=3: three(4), "it raises TypeError at `"),
    (lambda: 1 / 0, "it raises ZeroDivisionError at `"),
]


@pytest.mark.parametrize(("job", "start"), ERRORS, ids=[start for _, start in ERRORS])
def test_error_is_told(job, start):
    assert explain_error(caught(job)).startswith(start)


def test_each_sentence_has_its_error():
    told = [explain_error(caught(job)) for job, _ in ERRORS]
    for _, _, sentence in PLAIN_WORDS:
        start, end = sentence.split("{")[0], sentence.split("}")[-1]
        assert any(text.startswith(start) and text.endswith(end) for text in told), sentence


def test_an_error_without_a_message_says_so():
    assert explain_error(ValueError()) == "it raises ValueError: no message"
    assert message(SystemExit(None)) == ""


def test_braces_in_a_message_do_no_harm():
    assert explain_error(NameError("{0} {line}")).startswith("it stops with a NameError: {0} {line}.")
