"""tf.nn.rnn_cell: one step of a recurrent network. A cell makes its weights when it is first called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, NamedTuple

from nbkit.graph import Constant
from nbkit.tf1 import nn
from nbkit.tf1.core import arrays, math
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.initializers import constant_initializer
from nbkit.tf1.core.missing import sentence
from nbkit.tf1.core.tensor import Tensor, convert
from nbkit.tf1.core.variables import get_variable, variable_scope


class LSTMStateTuple(NamedTuple):
    """The state of an LSTM: its memory c and its output h."""

    c: Any
    h: Any


def mapped(function: Any, *states: Any) -> Any:
    """The function of each tensor, of states that are nested in the same way.

    >>> mapped(lambda a, b: a + b, (1, LSTMStateTuple(2, 3)), (10, (20, 30)))
    (11, LSTMStateTuple(c=22, h=33))
    """
    first = states[0]
    if not isinstance(first, (tuple, list)):
        return function(*states)
    parts = [mapped(function, *part) for part in zip(*states, strict=True)]
    return type(first)(*parts) if hasattr(first, "_fields") else type(first)(parts)


def flat(state: Any) -> list[Any]:
    """The tensors of a nested state, from left to right."""
    if not isinstance(state, (tuple, list)):
        return [state]
    return [tensor for part in state for tensor in flat(part)]


class RNNCell:
    """A step: called with inputs (n, m) and a state, it returns an output and the next state.

    Subclasses say `state_size` and `output_size`, and what a step does in `call`.
    """

    state_size: Any
    output_size: Any

    def __init__(self, _reuse: Any = None) -> None:
        self._reuse = _reuse
        self._scope: Any = None
        self._weights: dict[str, tuple[Any, Any]] = {}

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """One step."""
        with self._own_scope(scope):
            return self.call(convert(inputs), state)

    def call(self, inputs: Tensor, state: Any) -> Any:
        """What a step does."""
        raise NotImplementedError

    @contextmanager
    def _own_scope(self, scope: Any) -> Iterator[None]:
        """The scope of the first call, in which the weights are shared by all calls."""
        if self._scope is not None:
            with variable_scope(self._scope, reuse=True):
                yield
            return
        own = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type(self).__name__).lower()
        with variable_scope(scope or (own if self._reuse else None), own, reuse=self._reuse) as self._scope:
            yield

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """A state of zeros for so many examples."""
        with get_default_graph().name_scope(f"{type(self).__name__}ZeroState"):
            return mapped(lambda width: _zeros(batch_size, width, dtype), self.state_size)

    def _linear(
        self, inputs: Sequence[Any], width: int, part: str = "", start: Any = None, b: Any = 0.0
    ) -> Tensor:
        """[inputs] kernel + bias. start: what the kernel starts from; b: what the bias starts from."""
        found = [convert(x) for x in inputs]
        if part not in self._weights:
            found[0].graph.count_entered()
            self._weights[part] = _weights(found, width, part, start, b)
        kernel, bias = self._weights[part]
        kernel.graph.enter(kernel, bias)
        joined = found[0] if len(found) == 1 else arrays.concat(found, 1)
        return nn.bias_add(math.matmul(joined, kernel), bias)


def _weights(inputs: list[Tensor], width: int, part: str, start: Any, b: Any) -> tuple[Any, Any]:
    lengths = [x.shape[-1].value for x in inputs]
    if None in lengths:
        raise ValueError(
            f"linear expects shape[1] to be provided for shape {inputs[0].shape}, but saw ?: "
            "say how wide the inputs are, in the placeholder or by tf.reshape"
        )
    dtype = inputs[0].dtype.base_dtype
    kernel = get_variable(f"{part}kernel", [sum(n or 0 for n in lengths), width], dtype, start)
    begin = constant_initializer(b) if isinstance(b, float) else b
    return kernel, get_variable(f"{part}bias", [width], dtype, begin)


def _zeros(batch_size: Any, width: int, dtype: Any) -> Tensor:
    graph = get_default_graph()
    before, computed = graph.count, isinstance(batch_size, Tensor)
    zeros = arrays.zeros([batch_size if computed else int(batch_size), width], dtype)
    graph.count = before + (10 if computed else 8)
    return zeros


class BasicRNNCell(RNNCell):
    """h' = tanh([x, h] W + b), which is the output too."""

    def __init__(self, num_units: int, activation: Any = None, reuse: Any = None) -> None:
        super().__init__(reuse)
        self.state_size = self.output_size = int(num_units)
        self._activation = activation or math.tanh

    def call(self, inputs: Tensor, state: Any) -> Any:
        h = self._activation(self._linear([inputs, state], self.output_size))
        return h, h


class GRUCell(BasicRNNCell):
    """h' = u h + (1 - u) tanh([x, r h] W + b), with gates r and u that start half open and more: bias 1.

    Source: Cho and others, *Learning phrase representations using RNN encoder-decoder* (2014).
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
    ) -> None:
        super().__init__(num_units, activation, reuse)
        self._start, self._bias = kernel_initializer, bias_initializer

    def call(self, inputs: Tensor, state: Any) -> Any:
        n = self.output_size
        gates = self._linear([inputs, state], 2 * n, "gates/", self._start, self._bias or 1.0)
        r, u = arrays.split(math.sigmoid(gates), 2, 1)
        joined = [inputs, r * state]
        c = self._activation(self._linear(joined, n, "candidate/", self._start, self._bias or 0.0))
        h = u * state + (1 - u) * c
        return h, h


class BasicLSTMCell(BasicRNNCell):
    """c' = σ(f + forget_bias) c + σ(i) tanh(j), h' = σ(o) tanh(c'), with [i, j, f, o] = [x, h] W + b.

    Source: Hochreiter and Schmidhuber, *Long short-term memory* (1997).
    """

    _start: Any = None

    def __init__(
        self,
        num_units: int,
        forget_bias: Any = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(num_units, activation, reuse)
        self._forget_bias, self._as_tuple = forget_bias, state_is_tuple
        n = self.output_size
        self.state_size = LSTMStateTuple(n, n) if state_is_tuple else 2 * n

    def call(self, inputs: Tensor, state: Any) -> Any:
        c, h = state if self._as_tuple else arrays.split(state, 2, 1)
        i, j, f, o = arrays.split(self._linear([inputs, h], 4 * self.output_size, start=self._start), 4, 1)
        c = c * math.sigmoid(f + self._forget_bias) + math.sigmoid(i) * self._activation(j)
        h = self._activation(c) * math.sigmoid(o)
        return h, LSTMStateTuple(c, h) if self._as_tuple else arrays.concat([c, h], 1)


class LSTMCell(BasicLSTMCell):
    """The same with an initializer of its own. Peepholes, clips and a projection are left out."""

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: Any = None,
        initializer: Any = None,
        num_proj: Any = None,
        proj_clip: Any = None,
        num_unit_shards: Any = None,
        num_proj_shards: Any = None,
        forget_bias: Any = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
    ) -> None:
        left_out = {"use_peepholes": use_peepholes, "cell_clip": cell_clip, "num_proj": num_proj}
        for option, value in left_out.items():
            if value:
                raise AttributeError(sentence(f"tf.nn.rnn_cell.LSTMCell({option}=…)"))
        super().__init__(num_units, forget_bias, state_is_tuple, activation, reuse)
        self._start = initializer


class MultiRNNCell(RNNCell):
    """Cells above each other: the output of each is the input of the next."""

    def __init__(self, cells: Sequence[RNNCell], state_is_tuple: bool = True) -> None:
        super().__init__()
        if not cells:
            raise ValueError("Must specify at least one cell for MultiRNNCell.")
        if not isinstance(cells, (list, tuple)):
            raise TypeError(f"cells must be a list or tuple, but saw: {cells}.")
        if not state_is_tuple:
            raise AttributeError(sentence("tf.nn.rnn_cell.MultiRNNCell(state_is_tuple=False)"))
        self._cells = cells
        self.state_size = tuple(cell.state_size for cell in cells)
        self.output_size = cells[-1].output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with get_default_graph().name_scope("MultiRNNCellZeroState"):
            return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)

    def call(self, inputs: Tensor, state: Any) -> Any:
        states = []
        for i, (cell, before) in enumerate(zip(self._cells, state, strict=True)):
            with variable_scope(f"cell_{i}"):
                inputs, after = cell(inputs, before)
                states.append(after)
        return inputs, tuple(states)


class OutputProjectionWrapper(RNNCell):
    """A cell whose outputs go through a dense layer, each step through the same."""

    def __init__(self, cell: RNNCell, output_size: int, activation: Any = None, reuse: Any = None) -> None:
        super().__init__(reuse)
        if not isinstance(cell, RNNCell):
            raise TypeError("The parameter cell is not RNNCell.")
        if output_size < 1:
            raise ValueError(f"Parameter output_size must be > 0: {output_size}.")
        self._cell, self._activation = cell, activation
        self.state_size, self.output_size = cell.state_size, int(output_size)

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with get_default_graph().name_scope("OutputProjectionWrapperZeroState"):
            return self._cell.zero_state(batch_size, dtype)

    def call(self, inputs: Tensor, state: Any) -> Any:
        output, state = self._cell(inputs, state)
        projected = self._linear([output], self.output_size)
        return projected if self._activation is None else self._activation(projected), state


class DropoutWrapper(RNNCell):
    """A cell whose inputs, outputs or states (an LSTM's h, not its c) are left out at random."""

    def __init__(
        self,
        cell: RNNCell,
        input_keep_prob: Any = 1.0,
        output_keep_prob: Any = 1.0,
        state_keep_prob: Any = 1.0,
        variational_recurrent: bool = False,
        input_size: Any = None,
        dtype: Any = None,
        seed: Any = None,
    ) -> None:
        super().__init__()
        if not isinstance(cell, RNNCell):
            raise TypeError("The parameter cell is not a RNNCell.")
        if variational_recurrent:
            raise AttributeError(sentence("tf.nn.rnn_cell.DropoutWrapper(variational_recurrent=…)"))
        self._cell, self._seed = cell, seed
        given = {"input": input_keep_prob, "output": output_keep_prob, "state": state_keep_prob}
        get_default_graph().count += sum(not isinstance(keep, Tensor) for keep in given.values())
        self._keep = {what: _number_in(keep) for what, keep in given.items()}
        self.state_size, self.output_size = cell.state_size, cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with get_default_graph().name_scope("DropoutWrapperZeroState"):
            return self._cell.zero_state(batch_size, dtype)

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        output, state = self._cell(self._dropped(convert(inputs), "input"), state, scope)
        state = self._without(state)
        return self._dropped(output, "output"), state

    def _without(self, state: Any) -> Any:
        """The state with dropout; the memory of an LSTM stays whole."""
        numbers = count()

        def one(part: Any, stays: bool = False) -> Any:
            if isinstance(part, (tuple, list)):
                memory = isinstance(part, LSTMStateTuple)
                parts = [one(p, memory and i == 0) for i, p in enumerate(part)]
                return type(part)(*parts) if hasattr(part, "_fields") else type(part)(parts)
            number = next(numbers)
            return part if stays else self._dropped(part, "state", number)

        return one(state)

    def _dropped(self, x: Tensor, what: str, number: int = 0) -> Tensor:
        keep = self._keep[what]
        if not isinstance(keep, Tensor) and keep >= 1:
            return x
        dropped = nn.dropout(x, keep, seed=self._seed_of(f"{what}_{number}"))
        x.graph.enter(*[keep] * isinstance(keep, Tensor))
        return dropped

    def _seed_of(self, what: str) -> int | None:
        """Another seed for each use, as TensorFlow makes it of the one that was given."""
        if self._seed is None:
            return None
        digest = hashlib.md5(f"{self._seed}{what}".encode(), usedforsecurity=False).hexdigest()
        return int(digest[:8], 16) & 0x7FFFFFFF


def _number_in(keep: Any) -> Any:
    """The number that a constant holds; other tensors stay."""
    if isinstance(keep, Tensor) and isinstance(keep.node, Constant):
        return float(keep.node.value)
    return keep
