"""An error from another process is told as if it had been raised here."""

from __future__ import annotations

import pytest

from nbkit.grade.answer import as_told
from nbkit.grade.raised import raised
from nbkit.learn.exercise import WrongKind
from nbkit.learn.explain_error import explain_error


def caught(job: str) -> BaseException:
    try:
        exec(job, {"WrongKind": WrongKind})
    except BaseException as error:
        return error
    raise AssertionError("it raises nothing")


@pytest.mark.parametrize(
    "job",
    [
        "1 / 0",
        "{}['k']",
        "exit()",
        "raise WrongKind('a sentence')",
        "[1, 2] @ 3",
        "undefined",
        "raise UnicodeDecodeError('ascii', b'x', 0, 1, 'no')",
        "class Own(ValueError): pass\nraise Own('mine')",
        "raise SystemExit(3)",
        "import numpy as np\nnp.linalg.inv(np.zeros((2, 2)))",
    ],
)
def test_it_is_told_in_the_same_words(job: str) -> None:
    error = caught(job)
    made = raised(as_told(error))
    assert explain_error(made) == explain_error(error)
    assert type(made).__name__ == type(error).__name__


def test_its_line_comes_along() -> None:
    made = raised({"kinds": ["ValueError", "Exception"], "text": "no", "line": "x = int('a')"})
    assert explain_error(made) == "it raises ValueError at `x = int('a')`: no"
