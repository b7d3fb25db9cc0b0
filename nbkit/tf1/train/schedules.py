"""Learning rates that change, the step that counts, and averages of variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.tf1.core import math
from nbkit.tf1.core.dtypes import int64
from nbkit.tf1.core.graph import Graph, GraphKeys, get_default_graph
from nbkit.tf1.core.tensor import Operation, Tensor, convert
from nbkit.tf1.core.variables import Variable, assign, group, trainable_variables


def exponential_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """learning_rate · decay_rate^(step / decay_steps); with staircase the exponent is rounded down."""
    with get_default_graph().name_scope(name or "ExponentialDecay") as scope:
        start = convert(learning_rate, name="learning_rate")
        start.graph.count += 1
        step, steps = math.cast(global_step, start.dtype), convert(decay_steps, start.dtype)
        rate = convert(decay_rate, start.dtype)
        share = math.truediv(step, steps)
        return math.multiply(start, math.pow(rate, math.floor(share) if staircase else share), name=scope)


def create_global_step(graph: Graph | None = None) -> Variable:
    """Make the variable that counts the steps; ValueError where there is one."""
    graph = graph or get_default_graph()
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    with graph.as_default(), graph.name_scope(None):
        keys = [GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP]
        return Variable(np.int64(0), False, keys, name="global_step", dtype=int64)


def get_global_step(graph: Graph | None = None) -> Variable | None:
    """The variable that counts the steps, or None."""
    graph = graph or get_default_graph()
    kept = graph.get_collection(GraphKeys.GLOBAL_STEP)
    named = [v for v in graph.get_collection(GraphKeys.GLOBAL_VARIABLES) if v.op.name == "global_step"]
    return next(iter([*kept, *named]), None)


def get_or_create_global_step(graph: Graph | None = None) -> Variable:
    """The variable that counts the steps; it is made, if there is none."""
    return get_global_step(graph) or create_global_step(graph)


def global_step(sess: Any, global_step_tensor: Variable) -> int:
    """How many steps were taken in this session."""
    return int(sess.run(global_step_tensor))


class ExponentialMovingAverage:
    """Averages that follow variables: shadow ← decay shadow + (1 - decay) variable."""

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ) -> None:
        self._decay, self._updates, self.name = decay, num_updates, name
        self._shadows: dict[Any, Variable] = {}

    def apply(self, var_list: Sequence[Any] | None = None) -> Operation:
        """An operation whose run moves the averages; they start at what the variables start from."""
        chosen = trainable_variables() if var_list is None else var_list
        get_default_graph().count += 1
        moves = []
        for v in chosen:
            shadow = self._shadows.get(v) or self._shadow(v)
            decay = self._rate(shadow)
            shadow.graph.count += 10
            moves.append(assign(shadow, shadow - (shadow - v) * (1 - decay)))
        return group(*moves, name=self.name)

    def _shadow(self, v: Any) -> Variable:
        graph = v.graph
        start = (
            v.initialized_value() if isinstance(v, Variable) else np.zeros(v.shape.as_list(), v.dtype.numpy)
        )
        keys = [GraphKeys.GLOBAL_VARIABLES]
        with graph.name_scope(None):
            made = Variable(start, False, keys, name=f"{v.op.name}/{self.name}")
        graph.count -= 12  # 1.4.0 guards no start value here
        self._shadows[v] = made
        return made

    def _rate(self, shadow: Variable) -> Any:
        decay = convert(self._decay, shadow.dtype.base_dtype)
        if self._updates is None:
            return decay
        n = math.cast(self._updates, shadow.dtype.base_dtype)
        return math.minimum(decay, (1.0 + n) / (10.0 + n))

    def average(self, var: Any) -> Variable | None:
        """The variable that holds the average of this one."""
        return self._shadows.get(var)

    def average_name(self, var: Any) -> str:
        """The name under which its average is saved."""
        return f"{var.op.name}/{self.name}"

    def variables_to_restore(self, moving_avg_variables: Any = None) -> dict[str, Variable]:
        """Names in the file and the variables that take their values: the averages."""
        return {self.average_name(v): v for v in moving_avg_variables or trainable_variables()}
