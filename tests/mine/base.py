"""A whole design of stages 1 to 5, plainly written: faults are planted into it."""

import numpy as np


class Node:
    __array_ufunc__ = None

    def __init__(self, rule, back, *inputs):
        self.rule, self.back, self.inputs = rule, back, tuple(map(as_node, inputs))

    def __add__(self, other):
        return add(self, other)

    def __radd__(self, other):
        return add(other, self)

    def __mul__(self, other):
        return multiply(self, other)

    def __rmul__(self, other):
        return multiply(other, self)


class Constant(Node):
    def __init__(self, value):
        self.value, self.inputs = np.array(value, dtype=float), ()


class Placeholder(Node):
    def __init__(self, name):
        self.name, self.inputs = name, ()


class Variable(Node):
    def __init__(self, value):
        self.value, self.inputs = np.array(value, dtype=float), ()


def as_node(value):
    return value if isinstance(value, Node) else Constant(value)


def add(a, b):
    return Node(np.add, None, a, b)


def multiply(a, b):
    return Node(np.multiply, None, a, b)
