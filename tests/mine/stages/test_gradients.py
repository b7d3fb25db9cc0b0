"""Stage "gradients": it is whole, and each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import Fault, assert_refused, assert_whole

WALK = """\
    total = {loss: zeros_like(loss) + 1}
    for one in reversed(order(loss)):
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
HEAD = '    """One sweep from the loss back to the inputs; where paths meet, their slopes add up."""\n'
ONE_BY_ONE = f"""\
    return [walk(loss, wanted) for wanted in nodes]


def walk(loss, wanted):
{WALK}    return total[wanted] if wanted in total else zeros_like(wanted)
"""
ONCE = """\
    return [once(total[one]) if one in total else zeros_like(one) for one in nodes]


def once(node):
    kept = []

    def compute(value):
        kept.append(value)
        return kept[0]

    return Node((node,), compute, lambda G: (G,))
"""
ON_EACH_PATH = """\
    total, waiting = {loss: zeros_like(loss) + 1}, [(loss, zeros_like(loss) + 1)]
    while waiting:
        one, G = waiting.pop()
        for source, slope in zip(one.inputs, slopes(one, G), strict=True):
            total[source] = total[source] + slope if source in total else slope
            waiting.append((source, slope))
"""
SLOPES = "def slopes(of, G):\n    return of.slopes(G)\n\n\ndef gradients(loss, nodes):\n"
LEFT = WALK.replace(
    "total = {loss: zeros_like(loss) + 1}", "total = LEFT\n    total[loss] = zeros_like(loss) + 1"
)


def fault(old: str, new: str, says: str) -> Fault:
    return Fault(old, new, says, "closures")


KEPT = "slopes(one, total[one]), strict"
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
    "a start of zero": fault("{loss: zeros_like(loss) + 1}", "{loss: zeros_like(loss)}", "begins with a 1"),
    "a start of a number": fault("{loss: zeros_like(loss) + 1}", "{loss: 1.0}", "is a node, too: a constant"),
    "a helper without a rule": fault(
        "lambda G: (zeros_like(x) + G, zeros_like(like))",
        "lambda G: {}['sum_to']",
        "a slope of a slope asks each for its rule",
    ),
    "a helper that answers nothing": fault(
        SLOPES + HEAD + WALK,
        SLOPES.replace("of.slopes(G)", "() if of.compute.__name__ == 'compute' else of.slopes(G)")
        + HEAD
        + WALK.replace("total[one]), strict=True", "total.get(one, constant(0))), strict=False"),
        "fewer slopes than it has inputs",
    ),
    "a start of its value": fault("{loss: zeros_like(loss) + 1}", "{loss: loss}", "begins with 1"),
    "not kept": fault(KEPT, KEPT.replace("total[one]", "total.pop(one)"), "is kept"),
    "each by itself": fault(KEPT, KEPT.replace("total[one]", "constant(1)"), "from above"),
    "left behind": fault(
        "def gradients(loss, nodes):\n" + HEAD + WALK,
        "LEFT = {}\n\n\ndef gradients(loss, nodes):\n" + LEFT,
        "left behind",
    ),
    "in the graph's order": fault(
        ANSWER, "    return [total[one] for one in order(loss) if one in nodes]\n", "in another order"
    ),
    "one alone is no list": fault(
        ANSWER,
        ANSWER.replace("return", "found =") + "    return found if found[1:] else found[0]\n",
        "list is wanted",
    ),
    "computed at once": fault(
        ANSWER, ANSWER.replace("[total[one] if", "[run(total[one]) if"), "asks the placeholder"
    ),
    "numbers": fault(ANSWER, "    return [2.0 for one in nodes]\n", "these slopes are numbers"),
    "frozen": fault(ANSWER, ONCE, "each run computes it anew"),
    "a walk for each": fault(HEAD + WALK + ANSWER, ONE_BY_ONE, "walk of its own"),
}


def test_the_stage_is_whole() -> None:
    assert_whole("gradients")


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "gradients")
