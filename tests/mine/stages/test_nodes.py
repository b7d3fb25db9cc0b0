"""Stage "nodes": each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import Fault, assert_refused, assert_whole, judged, planted

KEPT = "        self.inputs, self.value = (), np.array(value, dtype=float)"
INPUTS = "        self.inputs = tuple(one if isinstance(one, Node) else Constant(one) for one in inputs)"
SET = 'np.array(value, dtype=float) if name == "value" else value'
LEFT, RIGHT = "lambda a, b: made(b, a))", "lambda a, b: made(a, b))"
PRIORITY = "    __array_priority__ = 1\n"
ADDED = '(SumTo(G, a), SumTo(G, b)), "add")'
TIMES = '(SumTo(G * b, a), SumTo(G * a, b)), "mul")'

FAULTS = {
    "computes at once": Fault(
        RIGHT, "lambda a, b: forward(a.value, getattr(b, 'value', b)))", "computes at once"
    ),
    "no inputs": Fault(
        KEPT, "        self.value = np.array(value, dtype=float)", "no attribute for what it is made of"
    ),
    "None for inputs": Fault(KEPT, KEPT.replace("(), np", "None, np"), "the empty tuple"),
    "a list of inputs": Fault(
        INPUTS, INPUTS.replace("tuple(", "[*(") + "]", "a list, which somebody may change"
    ),
    "sides swapped": Fault(RIGHT, LEFT, "wrong order: the left one comes first"),
    "a number on the left is second": Fault(LEFT, RIGHT, "wrong order: the left one comes first"),
    "no number on the left": Fault(
        f'        setattr(Node, f"__r{{sign}}__", {LEFT}\n', "", "write __radd__ for +"
    ),
    "no multiplication": Fault(
        TIMES, TIMES.replace(', "mul"', ""), "Python does not know what this operator means"
    ),
    "no addition": Fault(ADDED, ADDED.replace(', "add"', ""), "__add__ for +"),
    "a number bare": Fault(INPUTS, "        self.inputs = inputs", "the number itself lies among the inputs"),
    "the same node once": Fault(
        INPUTS,
        INPUTS.replace("tuple(", "tuple({").replace("for one in", ": 0 for one in")[:-1] + "})",
        "it is listed twice",
    ),
    "a product taken apart": Fault(
        INPUTS,
        f"{INPUTS}\n        self.inputs = tuple(x for one in self.inputs for x in one.inputs or (one,))",
        "has taken the product apart",
    ),
    "the users among the inputs": Fault(
        INPUTS,
        f"{INPUTS}\n        for one in self.inputs:\n            one.inputs += (self,)",
        "what was made earlier has changed",
    ),
    "asks for a shape": Fault(
        INPUTS,
        f"{INPUTS}\n        self.shapes = [np.shape(one.value) for one in self.inputs]",
        "making a node touches no value",
    ),
    "equal sums are one": Fault(
        RIGHT, "lambda a, b, kept={}: kept.setdefault((a, b), made(a, b)))", "taken for one and the same"
    ),
    "== compares": Fault(
        PRIORITY,
        f"{PRIORITY}\n    def __eq__(self, other):\n        return self.inputs == other.inputs\n",
        "loses its hash",
    ),
    "all nodes are equal": Fault(
        PRIORITY,
        f"{PRIORITY}    __hash__ = lambda self: 1\n    __eq__ = lambda self, other: True\n",
        "taken for one and the same",
    ),
    "a list kept as a list": Fault(SET, "value", "make an array of it", "closures"),
    "whole numbers": Fault(SET, SET.replace(", dtype=float", ""), "whole numbers become float64", "closures"),
    "value is a method": Fault(
        SET,
        SET.replace("np.array(value, dtype=float)", "(lambda: value)"),
        "a function of no arguments",
        "closures",
    ),
    "value has another name": Fault(KEPT, KEPT.replace("self.value", "self.data"), "no attribute value"),
    "no variable": Fault("class Variable(Constant)", "class Weight(Constant)", "there is no variable yet"),
}


def test_a_constant_without_a_name_is_shown_as_one() -> None:
    swapped = planted(FAULTS["a number on the left is second"])
    unnamed = swapped.replace(
        "class Constant(Node):\n", "class Constant(Node):\n    __repr__ = lambda self: 'None'\n"
    )
    _, _, details = judged(unnamed, "nodes")
    assert "  expected  (a constant, x)" in details and "  got       (x, a constant)" in details, details


def test_the_stage_is_whole() -> None:
    assert_whole("nodes")


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "nodes")
