"""Stage "gradients": three designs pass, and each fault that people make is met with its own sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import BASE, DESIGNS, Fault, assert_refused, assert_whole, judged

CLOSURES = BASE.parent / "designs" / "closures.py"
WALK = """\
    total = {loss: zeros_like(loss) + 1}
    for one in reversed(order(loss)):
        if one in total:
            for source, slope in zip(one.inputs, slopes(one, total[one]), strict=True):
                total[source] = total[source] + slope if source in total else slope
"""
ANSWER = "    return [total[one] if one in total else zeros_like(one) for one in nodes]\n"
ADDED = "total[source] = total[source] + slope if source in total else slope"
RECURSIVE = """\
    total, left = {loss: zeros_like(loss) + 1}, {}
    for one in order(loss):
        for source in one.inputs:
            left[source] = left.get(source, 0) + 1

    def hand_on(one):
        for source, slope in zip(one.inputs, slopes(one, total[one]), strict=True):
            total[source] = total[source] + slope if source in total else slope
            left[source] -= 1
            if not left[source]:
                hand_on(source)

    hand_on(loss)
"""
FROM_THE_TOP = """\
    total, waiting, seen = {loss: zeros_like(loss) + 1}, [loss], {loss}
    for one in waiting:
        for source, slope in zip(one.inputs, slopes(one, total[one]), strict=True):
            total[source] = total[source] + slope if source in total else slope
            if source not in seen:
                seen.add(source)
                waiting.append(source)
"""
EACH_TIME = """\
    total, waiting = {loss: zeros_like(loss) + 1}, [loss]
    for one in waiting:
        for source, slope in zip(one.inputs, slopes(one, total[one]), strict=True):
            total[source] = total[source] + slope if source in total else slope
            waiting.append(source)
"""
ONE_BY_ONE = """\
    return [walked(loss, one) for one in nodes]


def walked(loss, wanted):
"""


def fault(old: str, new: str, says: str) -> Fault:
    return Fault(old, new, says, CLOSURES)


FAULTS = {
    "None where nothing arrives": fault(
        ANSWER, "    return [total.get(one) for one in nodes]\n", "slope is None"
    ),
    "nothing is there": fault(ANSWER, "    return [total[one] for one in nodes]\n", "nothing has reached"),
    "one zero": fault(
        "else zeros_like(one) for one in nodes", "else constant(0) for one in nodes", "one zero"
    ),
    "replaced": fault(ADDED, "total[source] = slope", "takes the place of what came by the first"),
    "kept as it came first": fault(ADDED, "total.setdefault(source, slope)", "takes the place of what came"),
    "recursion": fault(WALK, RECURSIVE, "calls itself"),
    "handed on early": fault(WALK, FROM_THE_TOP, "before all of it had arrived"),
    "handed on each time": fault(WALK, EACH_TIME, "each time something arrived"),
    "a start of zero": fault("{loss: zeros_like(loss) + 1}", "{loss: zeros_like(loss)}", "other"),
    "a start of its value": fault("{loss: zeros_like(loss) + 1}", "{loss: loss}", "begins with 1"),
    "not kept": fault("slopes(one, total[one]), strict", "slopes(one, total.pop(one)), strict", "is kept"),
    "each by itself": fault(
        "slopes(one, total[one]), strict", "slopes(one, constant(1)), strict", "from above"
    ),
    "left behind": fault(
        WALK, WALK.replace("    total = {loss: zeros_like(loss) + 1}", "    total = LEFT"), "left behind"
    ),
    "in the graph's order": fault(
        ANSWER, "    return [total[one] for one in order(loss) if one in nodes]\n", "order"
    ),
    "one alone is no list": fault(
        ANSWER,
        ANSWER.replace("return [", "found = [") + "    return found if found[1:] else found[0]\n",
        "list is wanted",
    ),
    "computed at once": fault(
        ANSWER,
        ANSWER.replace("return [", "return [run(one) for one in [").rstrip() + "]\n",
        "asks the placeholder",
    ),
    "put into constants": fault(ANSWER, "", "?"),
    "a walk for each": fault("?", "?", "walk of its own"),
}


def test_the_stage_is_whole() -> None:
    assert_whole("gradients")


@pytest.mark.parametrize("design", DESIGNS, ids=lambda path: path.stem)
def test_designs_pass(design: Path) -> None:
    assert judged(design.read_text(encoding="utf-8"), "gradients")[1] == ""


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "gradients")
