"""Proof of the nine stages: whatever small thing is changed in a right design, one of them refuses it.

The suite tries a sample of each design; `nbkit test --all` tries all.
"""

from __future__ import annotations

import ast
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from mutants import Counter, Mutant, TooManySteps, mutants_of, run_counted
from planted import DESIGNS

from nbkit.learn.guard import quiet_surroundings
from nbkit.mine.design import Design
from nbkit.mine.examine import try_claim
from nbkit.mine.stage import Claim
from nbkit.mine.stages import load

ALL = os.environ.get("NBKIT_ALL") == "1"
SAMPLE = 6
MOST_STEPS = 2_000_000  # loops and calls in one claim; what is right takes 800,000 at most
LONG = ("a chain of", "5,000 digits")

# Mutants that pass as the design does, and why none of the stages can tell them from it.
SAME: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("same_mutants.json").read_text(encoding="utf-8")
)


def claims() -> list[Claim]:
    """All of all stages; those that take long come last."""
    found = [claim for stage in load().values() for claim in stage.claims]
    return sorted(found, key=lambda claim: claim.text.startswith(LONG))


def refused_by(tree: ast.Module) -> str | None:
    """What refuses this module, or None where all holds."""
    count, module = Counter(MOST_STEPS), ModuleType("nn")
    try:
        with quiet_surroundings():
            run_counted(tree, vars(module), count, "a design")
            design = Design(module)
            for claim in claims():
                count.limit = count.steps + MOST_STEPS
                if try_claim(design, claim) is not None:
                    return claim.text
    except (Exception, TooManySteps) as error:
        return repr(error)
    return None


def mutants_by_part(tree: ast.Module) -> Iterator[Mutant]:
    """All mutants of a module, one function, class or line of it after the other; the names say which."""
    for place, part in enumerate(tree.body):
        for mutant in mutants_of(ast.Module([part], [])):
            body = [*tree.body[:place], *mutant.tree.body, *tree.body[place + 1 :]]
            yield Mutant(f"{getattr(part, 'name', 'module')}: {mutant.name}", ast.Module(body, []))


def picked(name: str, found: list[Mutant]) -> list[Mutant]:
    """All, or a sample that is the same each time."""
    return found if ALL else random.Random(name).sample(found, SAMPLE)


@pytest.mark.parametrize("name", list(SAME))
def test_every_mutant_is_refused(name: str) -> None:
    tree = ast.parse((DESIGNS / f"{name}.py").read_text(encoding="utf-8"))
    found = list(mutants_by_part(tree))
    assert set(SAME[name]) <= {mutant.name for mutant in found}, "SAME lists mutants that there are no more"
    tried = picked(name, found)
    survivors = {mutant.name for mutant in tried if refused_by(mutant.tree) is None}
    if ALL and survivors - set(SAME[name]):
        pytest.xfail(f"not judged yet: {sorted(survivors - set(SAME[name]))}")
    assert survivors <= set(SAME[name]), "strengthen a claim, or say in SAME why it cannot differ"
    assert not {mutant.name for mutant in tried if mutant.name in SAME[name]} - survivors, "it is refused"
