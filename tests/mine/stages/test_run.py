"""Stage "run": each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import ALL, Fault, assert_refused, assert_stopped, assert_whole

FED = "    values = {node: np.asarray(value, dtype=float) for node, value in (feed or {}).items()}\n"
LOOP = "    for node in order(wanted):\n"
RETURNED = (
    "    return [values[node] for node in wanted] if isinstance(wanted, (list, tuple))"
    " else values[wanted]\n\n\n# -"
)
UNFED = '        raise LookupError(f"placeholder {node.name} was not fed")\n'
OWN = "    return np.array(node.value, dtype=float)\n"
COMPUTED = "        return node.forward(*(values[source] for source in node.inputs))\n"
SKIPS = (
    "        if node not in values:\n            values[node] = value_of(node, values)\n    return [values"
)
SET = 'np.array(value, dtype=float) if name == "value" else value'
INIT = "        self.inputs, self.value = (), np.array(value, dtype=float)"

FAULTS = {
    "a node comes back": Fault(
        RETURNED, RETURNED.replace("else values[wanted]", "else wanted"), "run gives back a node"
    ),
    "times is plus": Fault(
        "Multiply = operation(np.multiply", "Multiply = operation(np.add", "that adds where * stands"
    ),
    "plus is times": Fault(
        "Add = operation(np.add", "Add = operation(np.multiply", "that multiplies where + stands"
    ),
    "lists stay lists": Fault(FED, "    values = dict(feed or {})\n", "whole numbers went in"),
    "whole numbers stay": Fault(FED, FED.replace(", dtype=float", ""), "whole numbers went in"),
    "only numbers are fed": Fault(
        FED, FED.replace("np.asarray(value, dtype=float)", "float(value)"), "one number is due, and an array"
    ),
    "a list is no node": Fault(LOOP, LOOP.replace("wanted", "[wanted]"), "a list was taken for a node"),
    "in the order of the graph": Fault(
        RETURNED,
        RETURNED.replace("for node in wanted] if", "for node in order(wanted) if node in wanted] if"),
        "the list asks for another",
    ),
    "a list of one is one": Fault(
        RETURNED,
        RETURNED.replace(
            "isinstance(wanted, (list, tuple))", "isinstance(wanted, list) and len(wanted) > 1"
        ).replace("else values[wanted]", "else values[wanted[0] if isinstance(wanted, list) else wanted]"),
        "a list of one value",
    ),
    "values stay on the nodes": Fault(
        COMPUTED,
        "        if not hasattr(node, 'kept'):\n"
        "            node.kept = node.forward(*(values[source] for source in node.inputs))\n"
        "        return node.kept\n",
        "the value of the run before",
    ),
    "what was fed stays": Fault(
        FED,
        FED.replace("values = {", "values = run.__dict__\n    values |= {"),
        "the value of the run before",
    ),
    "a placeholder keeps what was fed": Fault(
        FED,
        FED + "    run.fed = {**getattr(run, 'fed', {}), **values}\n    values = dict(run.fed)\n",
        "it takes the value of an earlier run",
    ),
    "the name is missing": Fault(
        UNFED, '        raise LookupError("a placeholder was not fed")\n', "does not say which placeholder"
    ),
    "a KeyError of the dictionary": Fault(
        UNFED, "        return values[node]\n", "raise an error of your own"
    ),
    "0 for what was not fed": Fault(UNFED, "        return np.zeros(())\n", "a value comes out of nothing"),
    "all that was ever made is computed": Fault(
        "    for entry in order(wanted):\n",
        "    for entry in TAPE:\n",
        "a constant alone needs nothing that is fed",
        "tape",
    ),
    "written into the feed": Fault(
        FED,
        "    values = feed\n"
        "    values.update({node: np.asarray(feed[node], dtype=float) for node in feed})\n",
        "values of nodes were written into the dictionary",
    ),
    "the caller's array is kept": Fault(INIT, INIT.replace("np.array", "np.asarray"), "makes a copy"),
    "the variable's array is handed out": Fault(OWN, "    return node.value\n", "hand out a copy"),
    "the first value of a variable": Fault(
        OWN,
        "    node.__dict__.setdefault('first', node.value)\n    return np.array(node.first, dtype=float)\n",
        "run reads w.value anew each time",
    ),
    "a value that cannot be set": Fault(
        '    """A constant that training may change."""\n',
        "    def __init__(self, value):\n"
        "        self.inputs, self.kept = (), np.array(value, dtype=float)\n\n"
        "    value = property(lambda self: self.kept)\n",
        "a property needs a setter",
    ),
    "a list that is set stays one": Fault(SET, "value", "a list was set, and stays one"),
    "a whole number that is set stays one": Fault(
        SET, SET.replace(", dtype=float", ""), "whole numbers were set, and stay so"
    ),
    "an array that is set is shared": Fault(
        SET, SET.replace("np.array", "np.asarray"), "the array that was set was changed afterwards"
    ),
    "values by name": Fault(
        FED,
        "    by_name = {node.name: value for node, value in (feed or {}).items()}\n"
        "    values = {node: np.asarray(by_name[node.name], dtype=float) for node in feed or {}}\n",
        "the node itself is the key",
    ),
    "a run changes the variable": Fault(
        OWN,
        "    value = np.array(node.value, dtype=float)\n    node.value = 2 * value\n    return value\n",
        "a run has changed the variable",
    ),
    "recursion": Fault(
        LOOP + SKIPS.partition("    return")[0],
        "    def fill(node):\n        if node not in values:\n            for source in node.inputs:\n"
        "                fill(source)\n            values[node] = value_of(node, values)\n"
        "    for node in wanted if isinstance(wanted, list) else [wanted]:\n        fill(node)\n",
        "it calls itself for each input",
    ),
}
ENDLESS = {
    "computed anew for each use": Fault(
        LOOP + SKIPS.partition("    return")[0],
        "    def compute(node):\n        if node in values:\n            return values[node]\n"
        "        if not isinstance(node, Operation):\n            return value_of(node, values)\n"
        "        return node.forward(*map(compute, node.inputs))\n"
        "    for node in wanted if isinstance(wanted, list) else [wanted]:\n"
        "        values = {**values, node: compute(node)}\n",
        "computed twice, and in this ladder that doubles",
    ),
    "each of a list on its own": Fault(
        FED,
        "    if isinstance(wanted, list) and len(wanted) > 1:\n"
        "        return [run(node, feed) for node in wanted]\n" + FED,
        "computed on its own, from the beginning",
    ),
}


def test_the_stage_is_whole() -> None:
    assert_whole("run")


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "run")


@pytest.mark.parametrize("name", list(ENDLESS) if ALL else list(ENDLESS)[:1])
def test_what_takes_too_long_is_told_why(name: str) -> None:
    assert_stopped(ENDLESS[name], "run")
