"""What a claim holds against a design: lines that are run, and what is expected of them."""

from __future__ import annotations

import operator
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nbkit.learn.compare import difference, is_number
from nbkit.learn.diagnose import diagnose
from nbkit.learn.explain_error import explain_error, message
from nbkit.learn.guard import TimeUp
from nbkit.learn.outcome import Outcome, Trial
from nbkit.learn.wording import describe, digits_apart, format_value, labelled, truncate
from nbkit.mine.design import Design

OURS = "<what is tried>"
ROWS = 9  # of what was given
IMPORTED = "import numpy as np stands at the top of the file."
NOWHERE = "Nothing there has this name yet: a slip of the pen, or a line that stands further down?"


@dataclass
class Raised:
    """Recognises an error by its kind and by what its message says."""

    kind: type[BaseException] | tuple[type[BaseException], ...] = Exception
    says: str = ""

    def __call__(self, got: Any) -> bool:
        return isinstance(got, self.kind) and bool(re.search(self.says, str(got)))


@dataclass
class Looks:
    """A misconception: what gives it away, and the sentence that it is met with.

    like: a value that it leads to, or a function that is true of what came, which may be an error.
    """

    like: Any
    sentence: str

    def at(self, got: Any) -> bool:
        """Is this what came?"""
        try:
            if callable(self.like):
                return bool(self.like(got))
            return not isinstance(got, BaseException) and difference(got, self.like) is None
        except Exception:  # a learner's object may do anything when it is looked at
            return False


@dataclass
class Refused(Exception):
    """A claim does not hold: the sentence, and the lines below it."""

    sentence: str
    details: list[str] = field(default_factory=list)


class Probe:
    """One claim's way into a design. Code is written with our names, and run with those of the design.

    A claim gives lines, and then says what an expression comes to. Where it does not, the lines and the
    expression are shown to the learner; of the misconceptions that it knows, the first that looks so is said.
    """

    def __init__(self, design: Design) -> None:
        self.design = design
        self.names: dict[str, Any] = {"np": np, **design.offered()}
        self.lines: list[str] = []
        self.told: list[str] = []

    def given(self, code: str, *looks: Looks) -> None:
        """Run lines that a failure will show."""
        self.lines += self.design.translated(code).splitlines()
        self.tried(lambda: exec(self._compiled(code, "exec"), self.names), *looks)

    def begin(self, code: str, *looks: Looks) -> None:
        """Begin anew: earlier lines are not shown any more, and these are run."""
        self.lines = []
        self.given(code, *looks)

    def behind(self, code: str, *looks: Looks) -> None:
        """Run lines that would say nothing to anybody, such as drawing numbers: they are not shown."""
        self.tried(lambda: exec(self._compiled(code, "exec"), self.names), *looks)

    def value(self, expression: str, *looks: Looks, expected: str = "", shown: str = "") -> Any:
        """Return what the expression comes to; where it raises, the claim fails."""
        return self.tried(
            lambda: self.plain(expression), *looks, expected=expected, shown=shown or expression
        )

    def inputs(self, node: Any) -> Any:
        """What a node is made of."""
        return getattr(node, self.design.names["inputs"])

    def plain(self, expression: str) -> Any:
        """Return what the expression comes to, or let its error out."""
        return eval(self._compiled(expression, "eval"), self.names)

    def equal(
        self,
        expression: str,
        expected: Any,
        *looks: Looks,
        rtol: float = 1e-6,
        atol: float = 1e-9,
        calm: str = "",
        shown: str = "",
    ) -> None:
        """Hold an expression to a value: a number, an array of float64, or a list or tuple of such.

        calm: what is said where the value comes with an overflow, or with something else that NumPy warns of.
        shown: the expression that the learner sees, where it is another one.
        """
        shown = shown or expression
        alarm = (Looks(Raised(FloatingPointError), calm),) if calm else ()
        with np.errstate(all="raise" if calm else "ignore", under="ignore"):
            got = self.value(expression, *alarm, *looks, expected=format_value(expected), shown=shown)
        if difference(got, expected, rtol, atol) is None:
            return
        told = _first(looks, got) or _diagnosis(got, expected, (rtol, atol))
        digits = digits_apart(got, expected)
        written = [format_value(value, digits) for value in (expected, got)]
        if written[0] == written[1]:
            written = [
                f"{text}, {describe(value)}" for text, value in zip(written, (expected, got), strict=True)
            ]
        self.refuse(told, written[0], written[1], shown)

    def nodes(self, expression: str, expected: str, sentence: str, *looks: Looks) -> None:
        """Hold an expression to be exactly the tuple or list of nodes that another one is, in this order."""
        got = self.value(expression, *looks, expected=expected)
        wanted = self.plain(expected)
        same = type(got) is type(wanted) and len(got) == len(wanted) and all(map(operator.is_, got, wanted))
        if not same:
            self.refuse(_first(looks, got) or sentence, expected, self.written(got), expression)

    def written(self, got: Any) -> str:
        """A value in which nodes go by the names that the lines gave them."""
        if isinstance(got, tuple | list) and len(got) < 12:
            comma = "," if isinstance(got, tuple) and len(got) == 1 else ""
            text = ", ".join(map(self.written, got)) + comma
            return f"({text})" if isinstance(got, tuple) else f"[{text}]"
        names = (name for name, value in self.names.items() if value is got and name.isidentifier())
        return next(names, format_value(got) or f"a {type(got).__name__}")  # its own name may be empty

    def true(self, expression: str, sentence: str, *looks: Looks, expected: str = "True") -> None:
        """Hold an expression to be true."""
        got = self.value(expression, *looks, expected=expected)
        if not (isinstance(got, bool | np.bool_) and got):
            self.refuse(_first(looks, got) or sentence, expected, format_value(got), expression)

    def raises(self, expression: str, says: str, sentence: str, *looks: Looks) -> None:
        """Hold an expression to raise an error whose message contains these words."""
        try:
            got = self.plain(expression)
        except TimeUp:
            raise
        except Exception as error:
            if says in str(error):
                return
            shown = f"{type(error).__name__}: {message(error)}".rstrip(": ")
            told = _first(looks, error) or sentence
            self.refuse(told, f"an error that says {says!r}", shown, expression, error)
        told = _first(looks, got) or sentence
        self.refuse(told, f"an error that says {says!r}", format_value(got), expression)

    def shown(self, asked: str) -> list[str]:
        """The lines that were given and what is asked, without those in the middle where there are many."""
        lines = [*self.lines, *self.design.translated(asked).splitlines()]
        hidden = len(lines) - ROWS
        if hidden <= 0:
            return lines
        return [*lines[: ROWS // 2], f"...  # {hidden + 1} lines more", *lines[-(ROWS // 2) :]]

    def refuse(
        self, sentence: str, expected: str = "", got: str = "", asked: str = "", error: Any = None
    ) -> None:
        """Let the claim fail, with this sentence."""
        lines = self.shown(asked)
        details = labelled("given", "\n".join(lines)) if lines else []
        details += labelled("expected", expected) if expected else []
        details += labelled("got", got) if got else []
        raise Refused(sentence, details + (self._where(error) if error is not None else []))

    def tried(self, job: Callable[[], Any], *looks: Looks, expected: str = "", shown: str = "") -> Any:
        """Return what a job comes to that runs the learner's code; where it raises, the claim fails."""
        if self.told != (lines := self.shown(shown)):  # it may be the last that is heard of this process
            self.told = lines
            self.design.tell(lines)
        try:
            return job()
        except (Refused, TimeUp):
            raise
        except BaseException as error:  # exit() and KeyboardInterrupt too
            told = _first(looks, error) or explained(error)
            got = f"{type(error).__name__}: {message(error)}".rstrip(": ")
            self.refuse(told, expected, got, shown, error)

    def _compiled(self, code: str, mode: str) -> Any:
        return compile(self.design.translated(code), OURS, mode)

    def _where(self, error: BaseException) -> list[str]:
        """The learner's own line that an error came from."""
        return where(error, getattr(self.design.module, "__file__", ""))


def is_numbers(got: Any) -> bool:
    """Is this a number or an array, or a list of such?"""
    if isinstance(got, list | tuple):
        return all(map(is_numbers, got))
    return is_number(got) or (isinstance(got, np.ndarray) and got.dtype.kind in "biuf")


def explained(error: BaseException) -> str:
    """One sentence on an error; its line is told below."""
    error.raised_at = ""  # type: ignore[attr-defined]
    if type(error) is NameError:  # in a file are no cells
        return f"it stops with a NameError: {message(error)}. {IMPORTED if error.name == 'np' else NOWHERE}"
    return explain_error(error)


def where(error: BaseException, file: str | None) -> list[str]:
    """The last line of this file that an error went through, as a line of details."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return labelled(f"line {own[-1].lineno}", truncate(own[-1].line or "")) if own else []


def _first(looks: tuple[Looks, ...], got: Any) -> str:
    return next((look.sentence for look in looks if look.at(got)), "")


def _diagnosis(got: Any, expected: Any, tolerance: tuple[float, float]) -> str:
    return diagnose([Trial({}, Outcome(got), Outcome(expected))], [], tolerance)
