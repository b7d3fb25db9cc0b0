"""Stage "optimizers": it is whole, and each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import Fault, assert_refused, assert_whole

MOVE = """\
        for variable, g, memory in zip(self.variables, run(self.slopes, feed), self.memory, strict=True):
            variable.value = variable.value - self.lr * self.rule(g, memory)
"""
MOVED = "            variable.value = variable.value - self.lr * self.rule(g, memory)\n"
BEGIN = "        self.memory = [{} for _ in variables]\n"
PLAIN = "        return g\n"
VELOCITY = """\
        memory["v"] = self.beta * memory.get("v", 0) + g
        return memory["v"]
"""
FAIR = """\
        m, s = memory["m"] / (1 - 0.9**self.t), memory["s"] / (1 - 0.999**self.t)
        return m / (np.sqrt(s) + 1e-8)
"""
FIRST = '        memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g\n'
SQUARES = '        memory["s"] = 0.999 * memory.get("s", 0) + 0.001 * g**2\n'
COUNT = "        self.t += 1\n"
RUNS = """\
    if isinstance(wanted, GradientDescent):
        return wanted.move(feed)
"""
ONE_AFTER_THE_OTHER = """\
        for variable, slope, memory in zip(self.variables, self.slopes, self.memory, strict=True):
            variable.value = variable.value - self.lr * self.rule(run(slope, feed), memory)
"""
IN_PLACE = "            variable.value -= self.lr * self.rule(g, memory)\n"
OWN = """\
        self.kept = getattr(self, "kept", None) or [variable.value for variable in self.variables]
        for i, (g, memory) in enumerate(zip(run(self.slopes, feed), self.memory, strict=True)):
            self.kept[i] = self.variables[i].value = self.kept[i] - self.lr * self.rule(g, memory)
"""
FROZEN = MOVE.replace("run(self.slopes, feed)", "self.found").replace(
    "        for",
    '        self.found = getattr(self, "found", 0) or run(self.slopes, feed)\n        for',
    1,
)
WITHOUT_STEP = """\


def gradient_descent(loss, variables, lr):
    GradientDescent(loss, variables, lr)


def batches"""

FAULTS = {
    "at once": Fault(BEGIN, BEGIN + "        self.move({})\n", "when the step was made"),
    "returns nothing": Fault("\n\ndef batches", WITHOUT_STEP, "gives None"),
    "run knows no step": Fault(RUNS, "", "what a step is"),
    "uphill": Fault(MOVED, MOVED.replace("value - ", "value + "), "uphill"),
    "no rate": Fault(MOVED, MOVED.replace("self.lr * ", ""), "rate is missing"),
    "does not move": Fault(
        MOVED, "            value = variable.value - self.lr * self.rule(g, memory)\n", "not moved"
    ),
    "in its place": Fault(MOVED, MOVED.replace("variable.value - ", "-"), "takes the place"),
    "frozen": Fault(MOVE, FROZEN, "Each run computes it anew"),
    "no feed": Fault("run(self.slopes, feed), self.memory", "run(self.slopes), self.memory", "hand it on"),
    "one after the other": Fault(MOVE, ONE_AFTER_THE_OTHER, "already moved"),
    "only the first": Fault(MOVE, MOVE + "            break\n", "only the first"),
    "all of the loss": Fault(
        "self.variables, self.slopes = variables, gradients(loss, variables)",
        "variables = [one for one in order(loss) if isinstance(one, Variable)]\n"
        "        self.variables, self.slopes = variables, gradients(loss, variables)",
        "Only those in the list",
    ),
    "values of its own": Fault(MOVE, OWN, "a value of its own"),
    "in place": Fault(MOVED, IN_PLACE, "writes into it"),
    "a memory for all": Fault(BEGIN, "        self.memory = [{}] * len(variables)\n", "one memory"),
    "memory of all steps": Fault(
        BEGIN,
        "        self.memory = [vars(one).setdefault('memory', {}) for one in variables]\n",
        "begins at zero",
    ),
    "weighed": Fault(VELOCITY, VELOCITY.replace("+ g", "+ (1 - self.beta) * g"), "all of g is added"),
    "forgets": Fault(
        VELOCITY, "        return self.beta * memory.get('v', 0) + g\n", "nothing is remembered"
    ),
    "swapped": Fault(
        "def momentum(loss, variables, lr, beta):",
        "def momentum(loss, variables, beta, lr):",
        "have changed places",
        "closures",
    ),
    "turned": Fault(VELOCITY, VELOCITY.replace("+ g", "- g"), "uphill"),
    "without beta": Fault(VELOCITY, VELOCITY.replace("self.beta * ", ""), "counts whole"),
    "against": Fault(
        VELOCITY,
        VELOCITY.replace('= self.beta * memory.get("v", 0) + g', '= g - self.beta * memory.get("v", 0)'),
        "got smaller",
    ),
    "first velocity": Fault(
        VELOCITY,
        '        memory.setdefault("v", g)\n'
        '        return g if self.t == 1 else self.beta * memory["v"] + g\n',
        "used each time",
    ),
    "ahead": Fault(
        VELOCITY, VELOCITY.replace('return memory["v"]', 'return g + self.beta * memory["v"]'), "Nesterov"
    ),
    "unfair": Fault(
        FAIR, FAIR.replace(" / (1 - 0.9**self.t)", "").replace(" / (1 - 0.999**self.t)", ""), "divide m by"
    ),
    "unfair m": Fault(FAIR, FAIR.replace(" / (1 - 0.9**self.t)", ""), "m is not made up"),
    "unfair s": Fault(FAIR, FAIR.replace(" / (1 - 0.999**self.t)", ""), "v is not made up"),
    "no root": Fault(FAIR, FAIR.replace("np.sqrt(s)", "s"), "root is missing"),
    "counts from 0": Fault(FAIR, FAIR.replace("**self.t", "**(self.t - 1)"), "t counts from 1"),
    "no squares": Fault(SQUARES, SQUARES.replace("g**2", "np.abs(g)"), "gathers their squares"),
    "inside": Fault(FAIR, FAIR.replace("(np.sqrt(s) + 1e-8)", "np.sqrt(s + 1e-8)"), "inside of the root"),
    "without the tiny number": Fault(FAIR, FAIR.replace(" + 1e-8", ""), "half a step"),
    "another tiny number": Fault(FAIR, FAIR.replace("1e-8", "1e-7"), "half a step"),
    "does not count": Fault(COUNT, "        self.t = 1\n", "stays 1"),
    "counts each variable": Fault(
        FIRST, "        self.t += memory is not self.memory[0]\n" + FIRST, "goes on with each"
    ),
    "another number": Fault(
        SQUARES, SQUARES.replace("0.999", "0.99").replace("0.001", "0.01"), "four numbers"
    ),
    "remembers nothing": Fault(
        FIRST, "        memory.clear()\n        self.t = 1\n" + FIRST, "nothing is remembered"
    ),
}


def test_the_stage_is_whole() -> None:
    assert_whole("optimizers")


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "optimizers")
