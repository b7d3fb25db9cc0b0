"""Stage "operations": each fault that people make is met with its own sentence."""

from __future__ import annotations

import pytest
from planted import Fault, assert_refused, assert_whole


def forward(name: str, old: str, new: str, says: str) -> Fault:
    """Another forward rule of an operation that is made in a line."""
    return Fault(f"{name} = operation({old}", f"{name} = operation({new}", says)


BOTH = '        setattr(Node, f"__r{sign}__", lambda a, b: made(b, a))\n'
PRIORITY = "    __array_priority__ = 1\n"
SIGMOID = "lambda x: np.exp(-np.logaddexp(0, -x))"
SUM = "        return np.sum(x, axis=self.axis)\n"
MEAN = "    return sum(x, axis) / Size(x, axis=axis)\n"
RELU = "    return x * is_positive(x)\n"

FAULTS = {
    "a minus is a plus": forward("Subtract", "np.subtract", "np.add", "that adds: the sign of b is lost"),
    "minus, sides swapped": forward(
        "Subtract", "np.subtract", "lambda a, b: b - a", "the sides are swapped: that is b - a"
    ),
    "no minus before": Fault(
        "        return Multiply(self, -1)\n", "        return self\n", "the minus is lost"
    ),
    "no __neg__": Fault(
        "    def __neg__(self)", "    def negative(self)", "__neg__ for the minus before a node"
    ),
    "no __sub__": Fault(
        '(SumTo(G, a), SumTo(-G, b)), "sub")', "(SumTo(G, a), SumTo(-G, b)))", "Its method is __sub__"
    ),
    "whole division": forward("Divide", "np.divide", "np.floor_divide", "which rounds down"),
    "division, sides swapped": forward("Divide", "np.divide", "lambda a, b: b / a", "that is b / a"),
    "a power multiplies": Fault(
        "    np.power, lambda", "    np.multiply, lambda", "takes a to the power of b"
    ),
    "a power, sides swapped": Fault(
        "    np.power, lambda", "    lambda a, b: b**a, lambda", "that is b ** a"
    ),
    "a power through logarithms": Fault(
        "    np.power, lambda", "    lambda a, b: np.exp(b * np.log(a)), lambda", "there is no such logarithm"
    ),
    "@ by entry": forward("MatMul", "np.matmul", "np.multiply", "that multiplies entry by entry"),
    "@, sides swapped": forward("MatMul", "np.matmul", "lambda a, b: b @ a", "for @ their order counts"),
    "vectors as columns": forward(
        "MatMul",
        "np.matmul",
        "lambda a, b: a @ b.reshape(-1, 1) if b.ndim == 1 else a @ b",
        "the values are right, the shape is not",
    ),
    "no numbers on the left": Fault(
        BOTH, "        if sign in ('add', 'mul'):\n    " + BOTH, "The methods for that have an r"
    ),
    "left numbers on the right": Fault(
        BOTH, BOTH.replace("made(b, a)", "made(a, b)"), "the number on the left is the first input"
    ),
    "arrays on the left": Fault(PRIORITY, "", "say __array_ufunc__ = None"),
    "exp to the base of 2": forward("exp", "np.exp", "np.exp2", "that is 2 ** x"),
    "log to the base of 10": forward("log", "np.log", "np.log10", "to the base of 10"),
    "log to the base of 2": forward("log", "np.log", "np.log2", "to the base of 2"),
    "tanh is a sigmoid": forward(
        "tanh", "np.tanh", "lambda x: 1 / (1 + np.exp(-x))", "tanh goes from -1 to 1"
    ),
    "a sigmoid is tanh": forward("sigmoid", SIGMOID, "np.tanh", "a sigmoid goes from 0 to 1"),
    "a sigmoid falls": forward(
        "sigmoid", SIGMOID, "lambda x: 1 / (1 + np.exp(x))", "it falls where it must rise"
    ),
    "a sigmoid overflows": forward(
        "sigmoid", SIGMOID, "lambda x: 1 / (1 + np.exp(-x))", "overflows on the way"
    ),
    "a sigmoid overflows behind where": forward(
        "sigmoid",
        SIGMOID,
        "lambda x: np.where(x < 0, np.exp(x) / (1 + np.exp(x)), 1 / (1 + np.exp(-x)))",
        "overflows on the way",
    ),
    "a sigmoid of one number": forward(
        "sigmoid", SIGMOID, "lambda x: __import__('math').tanh(x / 2) / 2 + 0.5", "it takes one number"
    ),
    "relu is |x|": Fault(RELU, RELU.replace("is_positive(x)", "(2 * is_positive(x) - 1)"), "that is |x|"),
    "relu keeps the other side": Fault(
        RELU, RELU.replace("is_positive(x)", "(1 - is_positive(x))"), "it keeps the other side"
    ),
    "relu is a step": Fault(RELU, "    return is_positive(x)\n", "that is a step"),
    "a function computes at once": Fault(RELU, "    return np.maximum(x, 0)\n", "there is no value yet"),
    "sum of rows": Fault(
        SUM,
        SUM.replace("self.axis", "0 if self.axis is None else self.axis"),
        "without an axis, all entries count",
    ),
    "sum keeps the axes": Fault(
        SUM, SUM.replace("self.axis", "self.axis, keepdims=True"), "a sum of all is one number"
    ),
    "an axis is kept": Fault(
        SUM, SUM.replace("self.axis", "self.axis, keepdims=self.axis is not None"), "the axis is kept"
    ),
    "sum forgets the axis": Fault(SUM, SUM.replace("self.axis", "None"), "the axis is not looked at"),
    "the other axis": Fault(
        SUM,
        SUM.replace("self.axis", "None if self.axis is None else 1 - self.axis % 2"),
        "that goes over the other axis",
    ),
    "sum is the mean": Fault(SUM, SUM.replace("np.sum", "np.mean"), "that is the mean"),
    "mean is the sum": Fault(
        MEAN, MEAN.replace(" / Size(x, axis=axis)", ""), "a mean divides by the number of entries"
    ),
    "mean divides by the rows": Fault(
        MEAN, MEAN.replace("axis=axis", "axis=0"), "it divides by the number of rows"
    ),
    "mean divides by all": Fault(MEAN, MEAN.replace("axis=axis", "axis=None"), "it divides by all entries"),
    "transpose does nothing": forward("transpose", "np.transpose", "np.array", "comes out as it went in"),
    "transpose reshapes": forward(
        "transpose", "np.transpose", "lambda x: x.reshape(x.shape[::-1])", "that reshapes"
    ),
    "sum has no axis": Fault(
        "class sum(Operation):\n    def __init__(self, x, axis=None):\n"
        "        super().__init__(x, axis=axis)\n",
        "class sum(Operation):\n    def __init__(self, x):\n        super().__init__(x, axis=None)\n",
        "it raises TypeError: sum.__init__() takes 2",
    ),
    "Python's sum is hidden": Fault(
        SUM, "        return sum(x.ravel().tolist())\n", "Python's own goes by builtins.sum"
    ),
}


def test_the_stage_is_whole() -> None:
    assert_whole("operations")


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_planted_fault_is_met_with_its_sentence(name: str) -> None:
    assert_refused(FAULTS[name], "operations")
