"""A kind of exercise whose answer is a test: right implementations pass it, broken ones are caught."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import numpy as np

from nbkit.learn.exercise import Case, Decorator, Function, WrongKind
from nbkit.learn.explain_error import explain_error, line_of
from nbkit.learn.outcome import copied
from nbkit.learn.wording import describe

Report = dict[str, Any]  # plain values: it may come from another process


@dataclass
class Implementation:
    """What a test is tried on: a function, or a class of which each test gets a new object to call.

    A right one has the sentence for a test that refuses it alone; a broken one has a witness, the smallest
    input on which it is wrong, in so many calls.
    """

    code: Any
    sentence: str = ""
    witness: Case = field(default_factory=dict)
    calls: int = 1

    def made(self, name: str) -> Any:
        """A fresh one that can be called, and whose name tells nothing."""
        if isinstance(self.code, type):
            return self.code()
        code = self.code
        own = code.__code__.replace(co_name=name)
        alike = FunctionType(own, code.__globals__, name, code.__defaults__, code.__closure__)
        alike.__qualname__ = name
        return alike


@dataclass(kw_only=True)
class OwnTest(Function):
    """Write a test: it takes an implementation, and raises an AssertionError where that is wrong.

    ``gives`` says what of an implementation is shown for a witness, if not what it returns.
    """

    gives: Callable[..., Any] | None = None
    rights: list[Implementation] = field(default_factory=list)
    broken_ones: list[Implementation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.use = examine

    def right(self, sentence: str) -> Decorator:
        """Mark a right implementation, with the sentence for a test that refuses it and not the plainest."""

        def keep(code: Any) -> Any:
            self.rights.append(Implementation(code, sentence))
            return code

        return keep

    def broken(self, *, calls: int = 1, **witness: Any) -> Decorator:
        """Mark a broken implementation, with the smallest input that shows it in so many calls."""

        def keep(code: Any) -> Any:
            own = {name: copied(value) for name, value in witness.items()}  # no two are one array
            self.broken_ones.append(Implementation(code, witness=own, calls=calls))
            return code

        return keep

    @property
    def implementations(self) -> list[Implementation]:
        return [*self.rights, *self.broken_ones]

    def shuffled(self, rng: np.random.Generator) -> list[Implementation]:
        """All of them in an order from which no test can tell which is which."""
        return [self.implementations[place] for place in rng.permutation(len(self.implementations))]

    def tried_on(self, implementations: list[Implementation]) -> list[Case]:
        """What the test is called with, one after the other."""
        return [{self.subject: each.made(self.subject)} for each in implementations]

    def cases(self, rng: np.random.Generator) -> list[Case]:
        return self.tried_on(self.shuffled(rng))

    @property
    def subject(self) -> str:
        """What the stub calls that which it tests."""
        return next(iter(inspect.signature(self.stub_object()).parameters))


def examine(test: Callable[..., Any], implementation: Callable[..., Any]) -> Report:
    """Call a test on one implementation: does it pass? If not, at which line, and after which call?

    Whatever is raised refuses the implementation, as in pytest; ``said`` explains what is no AssertionError.
    """
    last: Report = {}
    try:
        with np.errstate(all="ignore"):
            answer = test(watched(implementation, last))
    except WrongKind:
        raise
    except Exception as error:
        said = "" if isinstance(error, AssertionError) else explain_error(error)
        return {"passes": False, "line": line_of(error), "said": said, "last": last}
    if answer is not None and not isinstance(answer, bool | np.bool_):
        raise WrongKind(
            f"a test raises an AssertionError, or returns True or False; here {describe(answer)}."
        )
    passes = answer is None or bool(answer)
    return {"passes": passes, "line": "return False", "said": "", "last": {} if passes else last}


def watched(implementation: Callable[..., Any], last: Report) -> Callable[..., Any]:
    """The implementation, whose last call is written down in ``last``."""
    names = inspect.signature(implementation)

    def subject(*given: Any, **named: Any) -> Any:
        arguments = names.bind(*given, **named).arguments
        last.clear()
        last["given"] = {name: copied(value) for name, value in arguments.items()}
        value = implementation(*given, **named)
        last["gave"] = copied(value)
        return value

    return subject
