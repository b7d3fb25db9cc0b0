"""A patient of the clinic: an exercise whose stub is a training that does not learn."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

import nbkit as nb
from nbkit.learn.exercise import Case, Decorator, Function, Run
from nbkit.learn.exercises import find

Finding = tuple[str, bool, str]  # a way to be ill, is it so, and what was measured
Change = tuple[str, str]  # a part of the code as it was brought, and what is written in its place

HEALED = Run("healed", "it learns, and for the right reason")


@dataclass(kw_only=True)
class Patient(Function):
    """Mend a training. ``use`` examines it: of what it finds, the first that is so is told by ``says``.

    A wrong answer is named by the way in which it is wrong, and written as changes of the stub, or whole.
    """

    says: Mapping[str, str]
    goal: Run | None = field(default_factory=lambda: HEALED)
    seconds: float = 20.0

    def examine(self, use: Callable[..., Iterator[Finding]]) -> Callable[..., Iterator[Finding]]:
        """Mark the function that examines a training, given the training and a seed."""
        self.use = use
        self.draw = lambda rng: [{"seed": int(rng.integers(10_000))}]
        return use

    def apply(self, answer: Any, case: Case) -> Any:
        assert self.use is not None, f"nothing examines {self.name}"
        measured = ""
        with nb.Graph().as_default(), np.errstate(all="ignore"):
            for way, is_so, measured in self.use(answer, **case):
                if is_so:
                    return Run(way, measured)
        return Run(HEALED.way, measured)

    def sentence_for(self, value: Any) -> str | None:
        return self.says.get(value.way) if isinstance(value, Run) else None

    def afterword(self) -> str:
        """Many ways heal: say what it was."""
        return f" What it was: {self.why}"

    def stub_object(self) -> Any:
        return self.changed()

    def changed(self, *changes: Change) -> Any:
        """What the stub defines with some parts of its code changed, each of which stands there once."""
        code = self.stub.strip() + "\n"
        for old, new in changes:
            assert code.count(old) == 1, f"{self.name}: {old!r} stands there {code.count(old)} times"
            code = code.replace(old, new)
        file = f"<{self.name} {crc32(code.encode()):x}>"
        linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)  # for its source
        namespace = {"__name__": __name__, "np": np, "nb": nb}
        exec(compile(code, file, "exec"), namespace)
        return namespace[self.target]

    def mended(self, why: str, *changes: Change) -> None:
        """Give the solution as changes of the stub, and say why it is right."""
        self.solution(why)(self.changed(*changes))

    def mistaken(self, way: str, *changes: Change) -> None:
        """Add a wrong answer as changes of the stub; ``says`` has the sentence for its way."""
        answer = self.changed(*changes)
        answer.__name__ = way.replace(" ", "_")
        self.wrong(self.says[way])(answer)

    def mistaken_as(self, way: str) -> Decorator:
        """Mark a function as a wrong answer of this way."""
        return self.wrong(self.says[way])


def as_brought(name: str) -> Any:
    """The training of a patient as it came in, whatever the cell with its code says by now.

    Raises LookupError where no patient has this name.
    """
    patient = find(name)
    if not isinstance(patient, Patient):
        raise LookupError(f"{name} is no patient: it brings nothing that could be mended.")
    return patient.stub_object()
