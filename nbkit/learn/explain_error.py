"""What an answer raised, in plain words, and at which line of the learner's code."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from nbkit.learn.exercise import WrongKind
from nbkit.learn.guard import AskedForInput
from nbkit.learn.outcome import kind_and_message
from nbkit.learn.wording import truncate

PACKAGE = Path(__file__).parents[1]
OURS = (str(PACKAGE / "learn"), str(PACKAGE / "grade"))

# The kind of error, what is found in its message, and what is said. The first that fits is taken.
PLAIN_WORDS: list[tuple[type[BaseException], str, str]] = [
    (AskedForInput, "", "it calls input(): a check cannot type. Use the arguments alone."),
    (SystemExit, "", "it calls exit(): end with return, so that the notebook lives on."),
    (RecursionError, "", "it calls itself without end (RecursionError): which call is the last one?"),
    (NameError, "", "it stops with a NameError: {message}. Was the cell run that defines it?"),
    (
        MemoryError,
        "",
        "it asks for too much memory (MemoryError): look at the shapes, and at what grows in a loop.",
    ),
    (
        TypeError,
        "Cannot cast ufunc",
        "+= and out= write floats into an array of whole numbers{line}, which NumPy refuses: begin with "
        "one of floats, astype(float).",
    ),
    (TypeError, r"bitwise_xor|for \^:", '^ is not "to the power of" in Python{line}: write ** for that.'),
    (
        BaseException,
        "truth value of an array",
        "a whole array stands where one True or False is due{line}: compare entry by entry, with np.where "
        "for instance. A loop over a table gives whole rows.",
    ),
    (
        BaseException,
        "converted to Python scalars",
        "one number is due{line}, and an array comes: np.exp takes a whole array, math.exp and float one "
        "number.",
    ),
    (
        BaseException,
        r"setting an array element with a sequence\.$",
        "a whole row is put where one number is due{line}: one index into a table gives a row.",
    ),
    (
        BaseException,
        "exceptions must derive from BaseException",
        "raise needs an error{line}: write raise ValueError(...), with the text inside.",
    ),
    (
        TypeError,
        "is not callable$",
        "it raises {kind}{line}: {message}. Is a name such as sum or max hidden by a variable of yours?",
    ),
]


def explain_error(error: BaseException) -> str:
    """One sentence on an error: in the words of `PLAIN_WORDS`, or else its own."""
    if isinstance(error, WrongKind):
        return str(error)
    kind, line, text = type(error).__name__, _at(line_of(error)), message(error)
    for known, pattern, sentence in PLAIN_WORDS:
        if isinstance(error, known) and re.search(pattern, text):
            return sentence.format(kind=kind, line=line, message=text)
    return f"it raises {kind}{line}: {text or 'no message'}"


def message(error: BaseException) -> str:
    """The error's message in one line; a bare exit() has none."""
    return truncate("" if error.args == (None,) else kind_and_message(error)[1])


def line_of(error: BaseException) -> str:
    """The learner's line that raised it; an error that comes from another process carries it along."""
    if hasattr(error, "raised_at"):
        return str(error.raised_at)
    own = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(OURS)]
    return own[0].line or "" if own else ""


def _at(line: str) -> str:
    return f" at `{truncate(line)}`" if line else ""
