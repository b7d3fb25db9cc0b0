"""Stage "backward": each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import Fault, assert_refused, assert_whole

SLOPES = "    return tuple(node.backward(G, *node.inputs))\n"
ADD = "lambda out, G, a, b: (SumTo(G, a), SumTo(G, b))"
SUBTRACT = "(SumTo(G, a), SumTo(-G, b))"
TIMES = "(SumTo(G * b, a), SumTo(G * a, b))"
DIVIDE = "(SumTo(G / b, a), SumTo(-G * out / b, b))"
POWER = "(SumTo(G * b * a ** (b - 1), a), SumTo(G * out * log(a), b))"
MATMUL = "(G @ transpose(b), transpose(a) @ G)"
SUM = "        return [zeros_like(x) + Expand(G, axis=self.axis)]\n"
SUM_TO = "        return x.sum(axis=(*range(lost), *ones), keepdims=True).reshape(like.shape)\n"
SIGMOID = "lambda x: np.exp(-np.logaddexp(0, -x))"


def rule(old: str, new: str, says: str) -> Fault:
    """Another rule for the way back."""
    return Fault(old, new, says)


FAULTS = {
    "numbers come back": rule(
        SLOPES, "    return [0.0 for _ in node.inputs]\n", "what comes back is no node"
    ),
    "nothing comes back": rule(SLOPES, "    return None\n", "one node for each input is asked for"),
    "one for all inputs": rule(
        SLOPES, "    return node.backward(G, *node.inputs)[:1]\n", "one node for each input is asked for"
    ),
    "one node and no list": rule(
        "[G * (1 - out * out)]", "G * (1 - out * out)", "a list is wanted, also where there is one input"
    ),
    "None where there is none": rule(ADD, ADD.replace("SumTo(G, b)", "None"), "what comes back is no node"),
    "computes at once": rule(
        TIMES, "(SumTo(G.value * b, a), SumTo(G.value * a, b))", "it computes instead of making nodes"
    ),
    "G left out": rule("lambda out, G, x: [G * out])", "lambda out, G, x: [out])", "G is left out"),
    "minus towards b is lost": rule(SUBTRACT, "(SumTo(G, a), SumTo(G, b))", "a - b falls where b grows"),
    "a minus on both": rule(SUBTRACT, "(SumTo(-G, a), SumTo(-G, b))", "the sign is wrong"),
    "times: swapped": rule(TIMES, "(SumTo(G * a, a), SumTo(G * b, b))", "the two are swapped"),
    "times: a constant": rule(TIMES, "(SumTo(G, a), SumTo(G, b))", "the slope of a + b"),
    "over: times b": rule(DIVIDE, DIVIDE.replace("G / b,", "G * b,"), "that is G * b"),
    "over: without b": rule(DIVIDE, DIVIDE.replace("SumTo(G / b, a)", "SumTo(G, a)"), "the b is lost"),
    "over: the sign": rule(DIVIDE, DIVIDE.replace("-G * out", "G * out"), "the sign is lost"),
    "over: b once": rule(DIVIDE, DIVIDE.replace("out / b, b", "out, b"), "one more b stands below"),
    "over: without a": rule(DIVIDE, DIVIDE.replace("-G * out / b", "-G / b / b"), "the a is lost"),
    "power: exponent missing": rule(POWER, POWER.replace("G * b * a", "G * a"), "the exponent is missing"),
    "power: not one less": rule(POWER, POWER.replace("(b - 1)", "b"), "the exponent must go down by one"),
    "power: by division": rule(
        POWER, POWER.replace("a ** (b - 1)", "out / a"), "that divides by x, and x may be 0"
    ),
    "power: through logarithms": rule(
        POWER, POWER.replace("a ** (b - 1)", "exp((b - 1) * log(a))"), "a logarithm of negative numbers"
    ),
    "power: towards the exponent": rule(POWER, POWER.replace(" * log(a)", ""), "the logarithm is missing"),
    "matmul: no transposes": rule(MATMUL, "(G @ b, a @ G)", "towards a, G is multiplied by b transposed"),
    "matmul: no transpose on the right": rule(
        MATMUL, "(G @ transpose(b), a @ G)", "towards b, a transposed is multiplied by G"
    ),
    "matmul: the other order": rule(MATMUL, "(transpose(b) @ G, transpose(a) @ G)", "G @ transpose(b)"),
    "matmul: both in the other order": rule(
        MATMUL, "(G @ transpose(b), G @ transpose(a))", "transpose(a) @ G"
    ),
    "matmul: swapped": rule(MATMUL, "(transpose(a) @ G, G @ transpose(b))", "they are swapped"),
    "transpose: untouched": rule("lambda out, G, x: [transpose(G)]", "lambda out, G, x: [G]", "turn G back"),
    "exp: x": rule(
        "lambda out, G, x: [G * out])", "lambda out, G, x: [G * x])", "the slope of exp is exp itself"
    ),
    "log: times": rule("[G / x]", "[G * x]", "the slope of log(x) is 1 / x"),
    "log: of the log": rule("[G / x]", "[G / out]", "that divides by what came out"),
    "tanh: the sigmoid's": rule(
        "[G * (1 - out * out)]", "[G * out * (1 - out)]", "that is the sigmoid's slope"
    ),
    "tanh: of x": rule("[G * (1 - out * out)]", "[G * (1 - x * x)]", "not of what went in"),
    "tanh: no square": rule("[G * (1 - out * out)]", "[G * (1 - out)]", "the square is missing"),
    "sigmoid: that of tanh": rule(
        SIGMOID + ", lambda out, G, x: [G * out * (1 - out)]",
        SIGMOID + ", lambda out, G, x: [G * (1 - out * out)]",
        "that is the slope of tanh",
    ),
    "sigmoid: of x": rule(
        SIGMOID + ", lambda out, G, x: [G * out * (1 - out)]",
        SIGMOID + ", lambda out, G, x: [G * x * (1 - x)]",
        "what came out, not what went in",
    ),
    "sigmoid: half of it": rule(
        SIGMOID + ", lambda out, G, x: [G * out * (1 - out)]",
        SIGMOID + ", lambda out, G, x: [G * out]",
        "half of it is missing",
    ),
    "sigmoid: far out": rule(
        SIGMOID + ", lambda out, G, x: [G * out * (1 - out)]",
        SIGMOID + ", lambda out, G, x: [G * exp(-x) / (1 + exp(-x)) ** 2]",
        "infinities do not go away",
    ),
    "relu: everywhere": rule(
        "is_positive = operation(lambda x: np.where(x > 0, 1.0, 0.0))",
        "is_positive = operation(lambda x: np.where(x > 0, 1.0, 0.0), lambda out, G, x: [G / x * (1 - out)])",
        "G comes back everywhere",
    ),
    "relu: none": rule(
        "    return x * is_positive(x)\n",
        "    return stopped(x)\n\n\nstopped = operation(lambda x: np.maximum(x, 0))\n",
        "no slope arrives",
    ),
    "sum: one number": rule(SUM, "        return [G]\n", "that is G as it came"),
    "sum: no axis put back": rule(
        SUM, "        return [zeros_like(x) + G]\n", "the shapes on the way do not fit"
    ),
    "mean: a sum's": rule(
        "    return sum(x, axis) / Size(x, axis=axis)\n",
        "    return wrong_mean(x, axis=axis)\n\n\nclass wrong_mean(sum):\n"
        "    def forward(self, x):\n        return np.mean(x, axis=self.axis)\n",
        "that is the slope of a sum",
    ),
    "broadcast not undone": rule(TIMES, "(G * b, G * a)", "where broadcasting has spread"),
    "undone by a mean": rule(
        SUM_TO, SUM_TO.replace("x.sum", "x.mean"), "that is a mean over what was spread out"
    ),
    "undone by the first": rule(
        SUM_TO,
        "        while x.ndim > like.ndim:\n            x = x[0]\n"
        "        return x[tuple(slice(n) for n in like.shape)]\n",
        "the value differs",
    ),
    "a lost axis of one": rule(SUM_TO, "        return x.sum(axis=(*range(lost), *ones))\n", "the shape is"),
    "only new axes are undone": rule(
        SUM_TO, "        return x.sum(axis=tuple(range(lost)))\n", "where broadcasting has spread"
    ),
    "only axes of one are undone": rule(
        SUM_TO, "        return x.sum(axis=tuple(ones), keepdims=True)\n", "where broadcasting has spread"
    ),
}


def test_the_stage_is_whole() -> None:
    assert_whole("backward")


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "backward")
