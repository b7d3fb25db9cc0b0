"""Learning rates that change, the step that counts, and averages of variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit.tf1.core import math
from nbkit.tf1.core.arrays import where
from nbkit.tf1.core.dtypes import int32, int64
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
        start, share = _share(learning_rate, global_step, decay_steps, staircase)
        return math.multiply(start, math.pow(convert(decay_rate, start.dtype), share), name=scope)


def natural_exp_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """learning_rate · e^(-decay_rate · step / decay_steps); with staircase the quotient is rounded down."""
    with get_default_graph().name_scope(name or "NaturalExpDecay") as scope:
        start, share = _share(learning_rate, global_step, decay_steps, staircase)
        rate = convert(decay_rate, start.dtype)
        return math.multiply(start, math.exp(math.multiply(math.negative(rate), share)), name=scope)


def inverse_time_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """learning_rate / (1 + decay_rate · step / decay_steps); with staircase the quotient is rounded down."""
    with get_default_graph().name_scope(name or "InverseTimeDecay") as scope:
        start, share = _share(learning_rate, global_step, decay_steps, staircase)
        start.graph.count += 1
        below = math.add(convert(1, start.dtype), math.multiply(convert(decay_rate, start.dtype), share))
        return math.truediv(start, below, name=scope)


def _share(
    learning_rate: Any, global_step: Any, decay_steps: Any, staircase: bool = False
) -> tuple[Tensor, Tensor]:
    """The rate, and step / decay_steps in its dtype."""
    start = convert(learning_rate, name="learning_rate")
    start.graph.count += 1
    step, steps = math.cast(global_step, start.dtype), convert(decay_steps, start.dtype)
    share = math.truediv(step, steps)
    return start, math.floor(share) if staircase else share


def polynomial_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    end_learning_rate: Any = 0.0001,
    power: Any = 1.0,
    cycle: bool = False,
    name: str | None = None,
) -> Tensor:
    """From learning_rate down to the end by (1 - step / decay_steps)^power, and no further.

    cycle: past the end it begins again, with as many more steps as it takes.
    """
    with get_default_graph().name_scope(name or "PolynomialDecay") as scope:
        start = convert(learning_rate, name="learning_rate")
        end, exponent = convert(end_learning_rate, start.dtype), convert(power, start.dtype)
        step, steps = math.cast(global_step, start.dtype), convert(decay_steps, start.dtype)
        counted = start.graph.count + (21 if cycle else 9)
        if cycle:
            steps = steps * math.maximum(math.ceil(step / steps), 1.0)
        left = 1.0 - math.minimum(step, steps) / steps
        result = math.add(math.multiply(start - end, math.pow(left, exponent)), end, name=scope)
        result.graph.count = counted
    return result


def piecewise_constant(
    x: Any, boundaries: Sequence[Any], values: Sequence[Any], name: str | None = None
) -> Tensor:
    """The first value up to and with the first boundary, the next up to the next, the last beyond all."""
    if len(boundaries) != len(values) - 1:
        raise ValueError("The length of boundaries should be 1 less than the length of values")
    with get_default_graph().name_scope(name or "PiecewiseConstant"):
        step, begun = convert(x), get_default_graph().count
        given = [_boundary(b, step) for b in boundaries]
        chosen = [convert(v) for v in values]
        result = chosen[-1]
        for boundary, value in zip(reversed(given), reversed(chosen[:-1]), strict=True):
            result = where(math.less_equal(step, boundary), value, result)
        casts = sum(b.op.type == "Cast" for b in given)
        result.graph.count = begun + 15 * len(given) + 37 + casts
    return result


def _boundary(boundary: Any, step: Tensor) -> Tensor:
    """A boundary in the dtype of the step, if it is one that widens to it."""
    found = convert(boundary)
    kinds = found.dtype.base_dtype, step.dtype.base_dtype
    if kinds[0] != kinds[1] and kinds != (int32, int64):
        raise ValueError(f"Boundaries ({kinds[0]}) must have the same dtype as x ({kinds[1]}).")
    return math.cast(found, step.dtype)


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
