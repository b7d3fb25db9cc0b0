"""Stage "costs": it is whole, and each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import Fault, assert_refused, assert_whole

SQUARED = "    return mean((prediction - target) ** 2)\n"
SIGMOID = "    return mean(softplus(scores) - scores * targets)\n"
SOFTMAX = "    return mean(-sum(one_hot * LogSoftmax(scores), axis=1))\n"
LOG_SOFTMAX = "        z = z - z.max(axis=1, keepdims=True)\n"
ITS_SLOPE = "        return [G - exp(self) * Expand(sum(G, 1), axis=1)]\n"

NAIVE = """\
    p = sigmoid(scores)
    return mean(-targets * log(p) - (1 - targets) * log(1 - p))
"""
CLIPPED = (
    NAIVE.replace("sigmoid(scores)", "clipped(sigmoid(scores))")
    + """\


clipped = operation(lambda x: np.clip(x, 1e-9, 1 - 1e-9), lambda out, G, x: [G])
"""
)
CORNER = """\
    size = relu(scores) + relu(-scores)
    return mean(relu(scores) - scores * targets + log(1 + exp(-size)))
"""
OF_SCORES = "    return mean(-targets * log(scores) - (1 - targets) * log(1 - scores))\n"
LOST_AXIS = """\
    e = exp(scores)
    return mean(-sum(one_hot * log(e / sum(e, 1)), 1))
"""
FUSED = """\
    return SquaredError(prediction, target)


class SquaredError(Operation):
    def forward(self, p, t):
        return np.mean((p - t) ** 2)

    def backward(self, G, p, t):
        return [{0} * (p - t), -{0} * (p - t)]
"""
SIGMOID_FUSED = """\
    return SigmoidCrossEntropy(scores, targets)


class SigmoidCrossEntropy(Operation):
    def forward(self, s, t):
        return np.mean(np.logaddexp(0, s) - s * t)

    def backward(self, G, s, t):
        return [{}, zeros_like(t)]
"""


def squared(new: str, says: str) -> Fault:
    return Fault(SQUARED, f"    return {new}\n" if "return" not in new else new, says)


def of_sigmoid(new: str, says: str) -> Fault:
    return Fault(SIGMOID, f"    return {new}\n" if "return" not in new else new, says)


def of_softmax(new: str, says: str) -> Fault:
    return Fault(SOFTMAX, f"    return {new}\n" if "return" not in new else new, says)


FAULTS = {
    "squares summed": squared("sum((prediction - target) ** 2)", "that is the sum"),
    "squares halved": squared("mean((prediction - target) ** 2) / 2", "no 1/2"),
    "root of squares": squared("mean((prediction - target) ** 2) ** 0.5", "root"),
    "each square": squared("(prediction - target) ** 2", "for each entry"),
    "sizes": squared("mean(relu(prediction - target) + relu(target - prediction))", "square first"),
    "squares by row": squared(
        "sum((prediction - target) ** 2) / Size(prediction, axis=0)", "each entry counts for itself"
    ),
    "squares: a slope for one": squared(FUSED.format("2 * G"), "slope of the sum"),
    "squares: half the slope": squared(FUSED.format("G / Size(p)"), "the 2 of the square"),
    "squares: uphill": squared(FUSED.format("-2 * G / Size(p)"), "sign is turned"),
    "squares: what comes from above": squared(FUSED.format("2 / Size(p)"), "from above"),
    "sigmoid summed": of_sigmoid("sum(softplus(scores) - scores * targets)", "that is the sum"),
    "sigmoid by row": of_sigmoid("mean(sum(softplus(scores) - scores * targets, axis=1))", "for itself"),
    "sigmoid each": of_sigmoid("softplus(scores) - scores * targets", "for each entry"),
    "yes alone": of_sigmoid("mean(softplus(-scores) * targets)", "one half of the formula"),
    "targets swapped": of_sigmoid("mean(softplus(scores) - scores * (1 - targets))", "target is turned"),
    "sigmoid twice": of_sigmoid(
        "mean(softplus(sigmoid(scores)) - sigmoid(scores) * targets)", "applied twice"
    ),
    "no minus": of_sigmoid("mean(scores * targets - softplus(scores))", "a cost is positive"),
    "of the scores": of_sigmoid(OF_SCORES, "takes the scores for probabilities"),
    "rounded targets": of_sigmoid(
        "mean(softplus(scores) - scores * is_positive(targets - 0.5))", "counts by its share"
    ),
    "naive": of_sigmoid(NAIVE, "rounded to 0"),
    "clipped": of_sigmoid(CLIPPED, "kept away from 0"),
    "a corner": of_sigmoid(CORNER, "has no corner"),
    "sigmoid: a slope for one": of_sigmoid(SIGMOID_FUSED.format("G * (sigmoid(s) - t)"), "slope of the sum"),
    "sigmoid: what comes from above": of_sigmoid(
        SIGMOID_FUSED.format("(sigmoid(s) - t) / Size(s)"), "from above"
    ),
    "softmax over entries": of_softmax("mean(-one_hot * LogSoftmax(scores))", "over the rows only"),
    "softmax summed": of_softmax("sum(-one_hot * LogSoftmax(scores))", "that is the sum"),
    "softmax as yes and no": of_softmax(
        "mean(sum(softplus(scores) - scores * one_hot, axis=1))", "share one 1"
    ),
    "softmax without a minus": of_softmax("mean(sum(one_hot * LogSoftmax(scores), axis=1))", "is positive"),
    "logarithms of scores": of_softmax("mean(-sum(one_hot * log(scores), axis=1))", "takes the scores for"),
    "the other classes": of_softmax(
        "mean(-sum((1 - one_hot) * LogSoftmax(scores), axis=1))", "count as well"
    ),
    "a sum without its axis": of_softmax(LOST_AXIS, "has lost its axis"),
    "down the columns": Fault(
        LOG_SOFTMAX, "        return z - np.log(np.exp(z).sum(axis=0, keepdims=True))\n", "wrong axis"
    ),
    "over the whole table": Fault(LOG_SOFTMAX, "        return z - np.log(np.exp(z).sum())\n", "wrong axis"),
    "softmax overflows": Fault(LOG_SOFTMAX, "", "infinity"),
    "the largest of all": Fault(LOG_SOFTMAX, "        z = z - z.max()\n", "whole table"),
    "softmax clipped": of_softmax(
        "mean(-sum(one_hot * log(exp(LogSoftmax(scores)) + 1e-12), axis=1))", "kept away"
    ),
    "softmax: the right class alone": Fault(ITS_SLOPE, "        return [G]\n", "only the score of the right"),
    "softmax: each alone": Fault(ITS_SLOPE, "        return [G * (1 - exp(self))]\n", "its own p alone"),
}


def test_the_stage_is_whole() -> None:
    assert_whole("costs")


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "costs")
