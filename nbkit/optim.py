"""Optimizers: each says how one gradient moves the weights, and `minimize` makes a node of it.

Reference: Goodfellow, Bengio and Courville, *Deep Learning* (2016), chapter 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.backprop import gradients, refuse_unreached
from nbkit.functions import shown
from nbkit.graph import Action, GraphError, Node, Placeholder, Variable, made_twice, traverse_postorder


class Update(Action):
    """One training step: running it moves the variables against their gradients."""

    def __init__(self, optimizer: Optimizer, slopes: Sequence[Node], groups: Any, name: str) -> None:
        super().__init__(tuple(slopes), name)
        self.optimizer, self.groups = optimizer, groups

    def apply(self, variables: list[list[Any]], values: list[Any]) -> None:
        """Apply the optimizer's rule to each weight array, its gradient, and what is remembered of it."""
        *weights_and_memory, (count,) = variables
        count[...] += 1
        for w, g, *memory in zip(weights_and_memory[0], values, *weights_and_memory[1:], strict=True):
            self.optimizer.rule(w, g, *memory, t=count.item())


class Optimizer:
    """The common part: `minimize` builds gradients and remembered values; a subclass gives the `rule`.

    lr: the learning rate, the length of a step, greater than 0.
    """

    remembers: tuple[str, ...] = ()

    def __init__(self, lr: float) -> None:
        self.lr = _between("lr", lr, 0, np.inf)

    def rule(self, w: Any, g: Any, *memory: Any, t: int) -> None:
        """Change the weights w in place, given their gradient g, the memory, and the step's number t."""
        raise NotImplementedError

    def minimize(self, loss: Node, variables: Sequence[Variable] | None = None) -> Update:
        """Return a node; running it takes one step that lowers the loss.

        variables: those to train, each once; left out, all trainable ones that the loss depends on.
        Raises GraphError where there is nothing to train, or a variable cannot be trained.
        """
        if not isinstance(loss, Node):
            raise GraphError(
                f"expected the loss as a node, got {type(loss).__name__}: give the node, not its value"
            )
        needed = set(traverse_postorder(loss))
        if variables is None:
            variables = [v for v in loss.graph.variables if v in needed and v.trainable]
        _check(loss, variables, needed)
        variables = tuple(dict.fromkeys(variables))  # who is named twice still moves once
        with loss.graph.as_default():
            slopes = gradients(loss, variables)
            refuse_unreached(loss, variables, slopes)
            kept = [tuple(_zeros_beside(v, what) for v in variables) for what in self.remembers]
            count = Variable(0, name="steps", trainable=False)
            return Update(self, slopes, (variables, *kept, (count,)), type(self).__name__)


class GradientDescent(Optimizer):
    """Step against the gradient: w ← w - lr g.

    Source: Cauchy (1847); with one batch at a time, Robbins and Monro (1951).

    >>> from nbkit import Session, Variable
    >>> w = Variable(3.0, name="w")
    >>> step, session = GradientDescent(0.1).minimize(w * w), Session()
    >>> session.run(step); print(session.run(w).round(4))
    2.4
    """

    def rule(self, w: Any, g: Any, *memory: Any, t: int) -> None:
        w -= self.lr * g


class Momentum(Optimizer):
    """Let a velocity gather the gradients, as a ball rolling downhill does: v ← μ v + g, w ← w - lr v.

    Source: Polyak, *Some methods of speeding up the convergence of iteration methods* (1964).

    >>> Momentum(0.1).momentum
    0.9
    """

    remembers = ("velocity",)

    def __init__(self, lr: float, momentum: float = 0.9) -> None:
        super().__init__(lr)
        self.momentum = _between("momentum", momentum, 0, 1)

    def rule(self, w: Any, g: Any, *memory: Any, t: int) -> None:
        (v,) = memory
        v *= self.momentum
        v += g
        w -= self.lr * v


class RMSProp(Optimizer):
    """Divide each slope by its own recent size: s ← ρ s + (1-ρ) g², w ← w - lr g / (√s + ε).

    Source: Tieleman and Hinton, *Neural networks for machine learning*, lecture 6.5 (2012).

    >>> RMSProp(0.01).decay
    0.9
    """

    remembers = ("mean_square",)

    def __init__(self, lr: float = 0.001, decay: float = 0.9, eps: float = 1e-8) -> None:
        super().__init__(lr)
        self.decay, self.eps = _between("decay", decay, 0, 1), _between("eps", eps, 0, np.inf)

    def rule(self, w: Any, g: Any, *memory: Any, t: int) -> None:
        (s,) = memory
        s *= self.decay
        s += (1 - self.decay) * np.square(g)
        w -= self.lr * (g / (np.sqrt(s) + self.eps))


class Adam(Optimizer):
    """Momentum and RMSProp together, both corrected for having started from 0.

    m ← β₁ m + (1-β₁) g, v ← β₂ v + (1-β₂) g², w ← w - lr m̂ / (√v̂ + ε), m̂ = m / (1-β₁ᵗ), v̂ = v / (1-β₂ᵗ).
    What is remembered is m / (1-β₁) and v / (1-β₂): so a step needs ten passes over the weights, not twelve.
    Source: Kingma and Ba, *Adam: a method for stochastic optimization* (2015).

    >>> Adam().lr
    0.001
    """

    remembers = ("mean", "mean_square")

    def __init__(
        self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
    ) -> None:
        super().__init__(lr)
        self.beta1, self.beta2 = _between("beta1", beta1, 0, 1), _between("beta2", beta2, 0, 1)
        self.eps = _between("eps", eps, 0, np.inf)

    def rule(self, w: Any, g: Any, *memory: Any, t: int) -> None:
        m, v = memory
        m *= self.beta1
        m += g
        v *= self.beta2
        v += np.square(g)
        eps, length = self.corrected(t)
        w -= length * (m / (np.sqrt(v) + eps))

    def corrected(self, t: int) -> tuple[float, float]:
        """ε and lr as they must be for what is kept: m/(1-β₁) and v/(1-β₂), never m̂ and v̂."""
        root = ((1 - self.beta2**t) / (1 - self.beta2)) ** 0.5
        return self.eps * root, self.lr * root * (1 - self.beta1) / (1 - self.beta1**t)


def _zeros_beside(variable: Variable, what: str) -> Variable:
    """A variable of the same form that starts at 0. One 0 stands for all: memory is the session's to take."""
    like = variable.initial_value
    beside = Variable(np.zeros((), like.dtype), name=f"{variable.name}/{what}", trainable=False)
    beside.initial_value = np.broadcast_to(beside.initial_value, like.shape)
    return beside


def _between(name: str, value: float, low: float, high: float) -> float:
    """The value as a float, where it lies from `low` up to but not including `high`; lr must be above 0."""
    number = isinstance(value, (int, float, np.integer, np.floating))
    allowed = number and (low < value if name == "lr" else low <= value) and value < high
    if not allowed:
        advice = {"lr": "start with 0.01", "eps": "1e-8 is a usual choice"}.get(name, "0.9 is a usual choice")
        sign = ">" if name == "lr" else ">="
        raise ValueError(f"expected {name} {sign} {low} and < {high}, got {shown(value)}: {advice}")
    return float(value)


def _check(loss: Node, variables: Sequence[Any], needed: set[Node]) -> None:
    if isinstance(variables, Node):
        raise GraphError(f"expected a list of variables, got one node: write [{variables.name}]")
    if not isinstance(variables, (list, tuple)):
        raise GraphError(f"expected a list of variables, got {type(variables).__name__}: write [w, b]")
    if not variables:
        raise GraphError(
            f"{loss} depends on no trainable variable: make the weights Variables, not arrays. "
            f"Made at {loss.where}"
        )
    for v in variables:
        _check_variable(v)
        if v not in needed:
            advice = made_twice(v) or "is it used in the model?"
            raise GraphError(f"{loss} does not depend on {v}, so no step can be taken: {advice}")


def _check_variable(v: Any) -> None:
    if not isinstance(v, Variable):
        fed = isinstance(v, Placeholder)
        kind = "a placeholder is fed, not trained" if fed else "only variables can be trained"
        raise GraphError(f"expected variables to train, got {v}: {kind}")
    if v.initial_value.dtype.kind != "f":
        raise GraphError(
            f"{v} holds whole numbers ({v.initial_value.dtype}), and small steps would be lost: "
            f"create it from floats, such as 1.0 for 1. Made at {v.where}"
        )
