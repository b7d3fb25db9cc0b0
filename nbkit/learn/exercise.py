"""An exercise is one object: what is asked, its solution, its hints, the wrong answers that people give."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Case = dict[str, Any]
Draw = Callable[[np.random.Generator], Iterable[Case]]
Decorator = Callable[[Any], Any]


class WrongKind(Exception):
    """Raised by an exercise's ``use``: the answer is not of the kind that is asked for, and how."""


def of_any_width(value: Any) -> Any:
    """Floats of any width as float64; all else as it is."""
    floats = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value.astype(np.float64) if floats else value


@dataclass
class Misconception:
    """A wrong answer that people give, and the sentence it is met with."""

    answer: Any
    sentence: str

    @property
    def name(self) -> str:
        return getattr(self.answer, "__name__", repr(self.answer))


@dataclass
class Run:
    """What an experiment came to, in words. Two are equal if they fail, or succeed, in the same way."""

    way: str
    name: str = field(compare=False)


@dataclass
class Option:
    """One line of a choice, and the reply to whoever picks it."""

    text: str
    reply: str


@dataclass(kw_only=True)
class Exercise:
    """What all kinds share. ``difficulty`` is 1 (a warm-up), 2, or 3 (takes a while)."""

    name: str
    chapter: int
    minutes: int
    difficulty: int
    prompt: str
    hints: Sequence[str]
    stub: str = ""
    why: str = ""
    rtol: float = 1e-6
    atol: float = 1e-9
    seconds: float = 5.0
    solved_by: Any = None
    misconceptions: list[Misconception] = field(default_factory=list)

    def solution(self, why: str) -> Decorator:
        """Mark a function (or class) as the solution, and say why it is right."""

        def keep(solved_by: Any) -> Any:
            self.why, self.solved_by = why, solved_by
            return solved_by

        return keep

    def wrong(self, sentence: str) -> Decorator:
        """Mark a function (or class) as a wrong answer, met with this sentence."""

        def keep(answer: Any) -> Any:
            self.misconceptions.append(Misconception(answer, sentence))
            return answer

        return keep

    @property
    def tolerance(self) -> tuple[float, float]:
        """Relative and absolute, for `difference`."""
        return self.rtol, self.atol

    @property
    def target(self) -> str:
        """The name that the stub defines, and that the check is given."""
        last = ast.parse(self.stub).body[-1]
        if isinstance(last, ast.FunctionDef | ast.ClassDef):
            return last.name
        assert isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name)
        return last.targets[0].id

    def stub_object(self) -> Any:
        """What the untouched stub defines."""
        namespace: dict[str, Any] = {"np": np}
        exec(compile(self.stub, f"<stub of {self.name}>", "exec"), namespace)
        return namespace[self.target]


@dataclass(kw_only=True)
class Function(Exercise):
    """Write a function or a class. ``use`` says how it is called, if not as ``answer(*inputs)``.

    ``goal`` is for experiments, which many answers may pass: ``use`` reports a Run, and this is the good one.
    ``forms`` are those of `nbkit.learn.other_forms` in which inputs may come as well.
    """

    use: Callable[..., Any] | None = None
    draw: Draw | None = None
    goal: Run | None = None
    forms: Sequence[str] = ("whole", "bytes", "single", "view")
    misconception_outcomes: dict[int, Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def inputs(self, draw: Draw) -> Draw:
        """Mark the function that draws fresh inputs: each a dict, argument name to value."""
        self.draw = draw
        return draw

    def cases(self, rng: np.random.Generator) -> list[Case]:
        assert self.draw is not None, f"{self.name} draws no inputs"
        return list(self.draw(rng))

    def apply(self, answer: Any, case: Case) -> Any:
        if self.use is None:
            return answer(*case.values())
        return self.use(answer, *case.values())

    def reference(self) -> Any:
        """The right answer, in the form in which the learner gives it."""
        return self.solved_by

    def sentence_for(self, value: Any) -> str | None:
        """What is said of a wrong result, if the result alone tells it."""
        return None

    def afterword(self) -> str:
        """What is said once a goal is reached, behind what was reached."""
        return ""

    @property
    def shows_expected(self) -> bool:
        """May a failed check show the expected value?"""
        return True


@dataclass(kw_only=True)
class Prediction(Function):
    """Give a value. ``mistakes`` maps wrong values to their sentences.

    With ``inputs`` and ``use`` the value is judged by what it does, so that many may be right.
    """

    mistakes: Mapping[Any, str] = field(default_factory=dict)
    rtol: float = 1e-12  # as near as a float can be, and some room for the way there
    atol: float = 0.0

    def __post_init__(self) -> None:
        self.misconceptions += [Misconception(value, said) for value, said in self.mistakes.items()]

    def cases(self, rng: np.random.Generator) -> list[Case]:
        return super().cases(rng) if self.shows_expected else [{}]

    def apply(self, answer: Any, case: Case) -> Any:
        return answer if self.use is None else self.use(answer, *case.values())

    def reference(self) -> Any:
        return self.solved_by()

    @property
    def shows_expected(self) -> bool:
        return self.draw is not None


@dataclass(kw_only=True)
class Choice(Exercise):
    """Pick one of a few lines; each wrong one is answered."""

    options: Mapping[str, Option]
    right: str

    def __post_init__(self) -> None:
        first, *_, last = self.options
        self.stub = f'{self.name} = ...  # a letter, from "{first}" to "{last}"'
        self.why = self.options[self.right].reply
        self.misconceptions += [
            Misconception(letter, option.reply)
            for letter, option in self.options.items()
            if letter != self.right
        ]
