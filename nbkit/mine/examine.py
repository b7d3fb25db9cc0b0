"""The process in which a learner's module is judged: it loads the file, tries claims, and says what holds.

Each line that it writes is a piece of JSON, so that what was found stands even where the process ends early.
A watchdog ends it where a claim takes too long, and says in which line it was; nothing in the file can stop
that.
"""

from __future__ import annotations

import ast
import builtins
import faulthandler
import json
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

import numpy as np

from nbkit.learn.guard import CappedBuffer, quiet_surroundings
from nbkit.learn.replaced import Bindings, bindings, replaced
from nbkit.learn.wording import labelled, truncate
from nbkit.mine.design import Design, WrongName, run_file
from nbkit.mine.probe import Probe, Refused, explained, where
from nbkit.mine.stage import SECONDS, WAITS, Claim, Stage

Finding = dict[str, Any]
Tell = Callable[[list[str]], None]


class CannotLoad(Exception):
    """The file is no module: the sentence, and the line."""

    def __init__(self, sentence: str, details: list[str]) -> None:
        super().__init__(sentence)
        self.details = details


def examine(path: Path, stages: list[Stage], before: Bindings, tell: Tell = print) -> Iterator[Finding]:
    """Load the file and try the stages in order, up to the first that does not hold.

    tell: hears the lines that are tried next.
    """
    try:
        design = load(path)
        design.tell = tell
        _refuse_replaced(before, path)
    except CannotLoad as error:
        yield {"stage": stages[0].key, "wrong": str(error), "details": error.details, "loaded": False}
        return
    for stage in stages:
        if not any(map(design.has, stage.roles)):
            yield {"stage": stage.key, "begun": False}
            return
        for finding in try_stage(design, stage):
            yield finding
            if "wrong" in finding:
                return
        try:
            _refuse_replaced(before, path)
        except CannotLoad as error:
            yield {"stage": stage.key, "wrong": str(error), "details": error.details}
            return


def try_stage(design: Design, stage: Stage) -> Iterator[Finding]:
    """Try the claims of one stage, up to the first that does not hold."""
    for claim in stage.claims:
        yield {"stage": stage.key, "trying": claim.text, "seconds": claim.seconds}
        refused = try_claim(design, claim)
        if refused is not None:
            yield {"stage": stage.key, "wrong": refused.sentence, "details": refused.details}
            return
        yield {"stage": stage.key, "right": claim.text}


def try_claim(design: Design, claim: Claim) -> Refused | None:
    """Return why a claim does not hold, or None where it does."""
    printed = sys.stdout if isinstance(sys.stdout, CappedBuffer) else CappedBuffer()
    printed.take()
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            claim.try_out(Probe(design))
    except WrongName as error:
        return Refused(str(error))
    except Refused as refused:
        said = printed.take().strip()
        return Refused(
            refused.sentence, refused.details + (labelled("printed", truncate(said, 3)) if said else [])
        )
    return None


# ---------------------------------------------------------------- the file


def load(path: Path) -> Design:
    """Run the file as a module. Raises CannotLoad, with the line."""
    changed: list[str] = []
    try:
        return Design(_run_beside_builtins(path, changed))
    except WrongName as error:
        raise CannotLoad(str(error), []) from None
    except SyntaxError as error:
        raise _syntax(error, path) from None
    except BaseException as error:  # exit() and KeyboardInterrupt too
        raise CannotLoad(f"the file does not import: {explained(error)}", where(error, str(path))) from None
    finally:
        if changed:
            raise _replaced(f"builtins.{changed[0]}", path)


def _run_beside_builtins(path: Path, changed: list[str]) -> ModuleType:
    """Run the file, and put back what it has put in the place of Python's own: the judge needs it itself."""
    own = builtins.__dict__
    before = own.copy()
    try:
        return run_file(path)
    finally:
        changed += [name for name, thing in before.items() if own.get(name) is not thing]
        own.update(before)


def _syntax(error: SyntaxError, path: Path) -> CannotLoad:
    text = truncate((error.text or "").strip())
    line = labelled(f"line {error.lineno}", text) if error.lineno else []
    return CannotLoad(f"Python cannot read {Path(error.filename or path).name}: {error.msg}.", line)


def _refuse_replaced(before: Bindings, path: Path) -> None:
    name = replaced(before)
    if name is not None:
        raise _replaced(name, path)


def _replaced(name: str, path: Path) -> CannotLoad:
    sentence = (
        f"it puts something of its own in the place of {name}, which the checks need: name it otherwise."
    )
    return CannotLoad(sentence, _assigned_at(name.rpartition(".")[2], path))


def _assigned_at(name: str, path: Path) -> list[str]:
    """The line that writes to an attribute of this name."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == name:
            return labelled(f"line {node.lineno}", truncate(source.splitlines()[node.lineno - 1].strip()))
    return []


# ---------------------------------------------------------------- the process


def main(fence: Callable[[Path], None] | None = None) -> None:
    """Examine the file that is named first; then come the most seconds for a claim, or 0, and the stages.

    fence: who grades shuts the process in before the file is run; it gets the file's folder.
    """
    from nbkit.mine.stages import find

    path, most, stages = Path(sys.argv[1]), float(sys.argv[2]), [find(key) for key in sys.argv[3:]]
    with _own_outputs() as (out, watchdog):
        os.chdir(path.parent)
        sys.path[:] = [str(path.parent), *filter(None, sys.path)]
        with quiet_surroundings():
            if fence is not None:
                fence(path.parent)
            _begin(watchdog, most or SECONDS)
            for finding in examine(path, stages, bindings(), partial(_write, out, "given")):
                finding["seconds"] = most or finding.get("seconds", SECONDS)
                _begin(watchdog, finding["seconds"])
                _write(out, "finding", finding)
        os._exit(0)  # what threads and exit handlers of the file would still do concerns nobody


def _write(out: TextIO, kind: str, what: Any) -> None:
    print(json.dumps({kind: what}), file=out, flush=True)


def _begin(watchdog: TextIO, seconds: float) -> None:
    """Give the time anew: so many seconds of the processor, and a few times as many of the clock."""
    faulthandler.dump_traceback_later(WAITS * seconds, exit=True, file=watchdog)
    if hasattr(signal, "setitimer"):  # Windows has none
        signal.setitimer(signal.ITIMER_PROF, seconds)


@contextmanager
def _own_outputs() -> Iterator[tuple[TextIO, TextIO]]:
    """Outputs that the file cannot write to; what it prints, even past Python, goes nowhere."""
    out, watchdog = (os.fdopen(os.dup(number), "w", encoding="utf-8") for number in (1, 2))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    faulthandler.enable(file=watchdog)
    if hasattr(signal, "SIGPROF"):
        faulthandler.register(
            signal.SIGPROF, file=watchdog, all_threads=False, chain=True
        )  # and then it ends
    yield out, watchdog
