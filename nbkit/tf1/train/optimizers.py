"""The optimizers, each with the rule of TensorFlow 1.4.0: where it adds ε, and what it starts from."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.compiled.memory import in_blocks
from nbkit.tf1.core.dtypes import as_dtype
from nbkit.tf1.core.gradients import gradients
from nbkit.tf1.core.graph import GraphKeys, get_default_graph
from nbkit.tf1.core.slices import IndexedSlices
from nbkit.tf1.core.tensor import Operation, Operators, Tensor, convert
from nbkit.tf1.core.variables import Variable, Write, get_variable_scope, trainable_variables

Array = np.ndarray[Any, Any]
Groups = tuple[tuple[nb.Variable, ...], ...]


class Step(nb.Action):
    """One training step: the optimizer's rule for each weight array, its gradient, and its slots.

    slopes: a tensor for each variable, or IndexedSlices for a table of which rows were looked up.
    rates: the optimizer's, in single precision for weights of any; None for one that is computed, which
    comes after the gradients.
    """

    def __init__(self, optimizer: Optimizer, slopes: Sequence[Any], groups: Groups, shared: Groups) -> None:
        by_rows = [isinstance(slope, IndexedSlices) for slope in slopes]
        whole, tables = (
            tuple(
                tuple(v for v, rows in zip(group, by_rows, strict=True) if rows == wanted) for group in groups
            )
            for wanted in (False, True)
        )
        self.looked_up = [
            Rows(slope.values.node, slope.indices.node, table)
            for slope, table in zip(filter(_is_sparse, slopes), tables[0], strict=True)
        ]
        self.together = not self.looked_up
        rates = [convert(n, np.float32) if isinstance(n, Operators) else n for n in optimizer.rates()]
        nodes = [*self.looked_up, *(r.node for r in rates if isinstance(r, Tensor))]
        super().__init__((*(s.node for s in slopes if not _is_sparse(s)), *nodes), type(optimizer).__name__)
        self.optimizer, self.groups = optimizer, (*whole, *(tables if self.looked_up else ()), *shared)
        self.rates = [None if isinstance(r, Tensor) else np.float32(r) for r in rates]

    def bound_to(self, variables: list[list[Any]], values: list[Any]) -> Callable[[], None]:
        """The rule over these arrays; what it needs beside them is made here, and not in each step."""
        optimizer, each = self.optimizer, 1 + len(self.optimizer.slots)
        (weights, *slots), others = variables[:each], variables[each:]
        tables = zip(*others[:each], strict=True) if self.looked_up else ()
        shared = [group[0] for group in (others[each:] if self.looked_up else others)]
        computed = iter(values[len(values) - self.rates.count(None) :])
        rates = [next(computed) if rate is None else np.array(rate) for rate in self.rates]
        numbers = partial(optimizer.numbers, rates=rates, shared=shared)
        change = bool(shared) or None in self.rates
        whole = zip(weights, values, *slots, strict=False)
        moves = [_over_all(optimizer.rule, numbers, change, *arrays) for arrays in whole]
        moves += [_by_rows(optimizer, numbers, *both) for both in zip(self.looked_up, tables, strict=True)]

        def step() -> None:
            for move in moves:
                move()
            optimizer.finish(rates, shared)

        return step


class Rows(nb.Operation):
    """out = how many rows of a table have a gradient, which is laid aside for the step that comes after it.

    last: the rows and their values as they came last. A step takes inputs in the shape of its variables, or
    numbers; in the shape of the table it would be nearly all 0. That the table is an input keeps a plan from
    taking it for constant.
    """

    label = "rows"
    is_flat = True
    last: tuple[Any, Any]

    def __init__(self, values: nb.Node, rows: nb.Node, table: nb.Node) -> None:
        super().__init__(values, rows, table, keep=self.keep)

    def keep(self, values: Any, rows: Any) -> None:
        """Lay copies aside: the originals may be written over before the step."""
        self.last = np.array(rows), np.array(values)

    @staticmethod
    def forward(values: Any, rows: Any, table: Any, keep: Any = None, out: Any = None) -> Any:
        keep(values, rows)
        wrong = rows[(rows < 0) | (rows >= len(table))]
        if wrong.size:
            raise IndexError(f"row {wrong[0]} is not in [0, {len(table)})")
        return ops.copied(np.asarray(len(rows), np.float64), out)

    @staticmethod
    def backward(G: Any, out: Any, values: Any, rows: Any, table: Any, keep: Any = None) -> tuple[Any, ...]:
        return None, None, None


def _is_sparse(slope: Any) -> bool:
    return isinstance(slope, IndexedSlices)


def summed(rows: Array, values: Array) -> tuple[Array, Array]:
    """Each row once, with the sum of its values, added up as they come.

    >>> summed(np.array([2, 0, 2]), np.array([1.0, 2.0, 3.0]))
    (array([0, 2]), array([2., 4.]))
    """
    unique, places = np.unique(rows, return_inverse=True)
    total = np.zeros((len(unique), *values.shape[1:]), values.dtype)
    _row_by_row(np.add, total, places, values)
    return unique, total


def _row_by_row(change: np.ufunc, table: Array, rows: Array, values: Array) -> None:
    """Add values to rows, or the like, one after the other: entry by entry, at which NumPy is quicker."""
    if not table.flags.c_contiguous:
        change.at(table, rows, values)
        return
    width = math.prod(table.shape[1:])
    entries = rows[:, None] * width + np.arange(width)
    change.at(table.reshape(-1), entries.reshape(-1), values.reshape(-1))


Numbers = Callable[[type], Sequence[Any]]  # those of the rule as they are now, for weights of a precision
Move = Callable[[], None]


def _over_all(rule: Any, numbers: Numbers, change: bool, w: Array, *others: Array) -> Move:
    """The rule over all weights, block by block. change: do its numbers change from step to step?"""
    kept = [np.array(n, w.dtype) for n in numbers(w.dtype.type)]  # NumPy takes arrays sooner than its scalars
    blocks = [(*block, *kept) for block in in_blocks(w, *others)]

    def move() -> None:
        for block in blocks:
            rule(*block)

    def move_on() -> None:
        for place, number in zip(kept, numbers(w.dtype.type), strict=True):
            place[()] = number
        move()

    return move_on if change else move


def _by_rows(optimizer: Optimizer, numbers: Numbers, rows: Rows, table: tuple[Array, ...]) -> Move:
    """The rule over the rows of a table that were looked up."""
    (w, *memory), kind = table, table[0].dtype.type
    return lambda: optimizer.move_rows(w, memory, rows.last, list(map(kind, numbers(kind))))


def _one_more(global_step: Variable) -> nb.Action:
    """The action that counts a step."""
    graph = global_step.graph
    graph.count += 2
    one = graph.leaf(lambda: nb.Constant(np.ones((), global_step.dtype.numpy)))
    return Write(global_step.node, one, np.add)


class Optimizer:
    """The common part: gradients, slots, and a training step; a subclass gives the `rule`.

    slots: the names of what is remembered of each variable, and what it starts from.
    """

    slots: dict[str, float] = {}
    for_rows = 7  # how many nodes more TensorFlow makes for a table of which rows are looked up
    GATE_NONE, GATE_OP, GATE_GRAPH = 0, 1, 2

    def __init__(self, learning_rate: Any, use_locking: bool = False, name: str = "Optimizer") -> None:
        self._lr, self._name = learning_rate, name
        self._slots: dict[tuple[str, Variable], Variable] = {}
        self._shared: list[Variable] = []

    def rates(self) -> list[Any]:
        """The numbers of the rule, which may be tensors."""
        return [self._lr]

    def numbers(self, kind: Any, rates: list[Array], shared: list[Array]) -> Sequence[Any]:
        """The numbers as the rule takes them, for weights of this type."""
        return rates

    def rule(self, spare: Array, w: Array, g: Array, *others: Any) -> None:
        """Change the weights w in place, given their gradient g, their slots and the numbers.

        spare: memory of their size; it and g may be written over.
        """
        raise NotImplementedError

    def move_rows(self, w: Array, memory: list[Array], rows: tuple[Array, Array], now: list[Any]) -> None:
        """Apply the rule to the rows of a table that were looked up; the others keep their slots too."""
        unique, g = summed(*rows)
        parts = [array[unique] for array in (w, *memory)]
        self.rule(np.empty_like(g), parts[0], g, *parts[1:], *now)
        for array, part in zip((w, *memory), parts, strict=True):
            array[unique] = part

    def finish(self, rates: list[Array], shared: list[Array]) -> None:
        """What is done once a step, for all variables."""

    def minimize(
        self,
        loss: Any,
        global_step: Variable | None = None,
        var_list: Any = None,
        gate_gradients: int = 1,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
    ) -> Operation:
        """An operation whose run takes one step that lowers the loss, or the sum of its entries."""
        pairs = self.compute_gradients(loss, var_list, gate_gradients, grad_loss=grad_loss)
        return self.apply_gradients(pairs, global_step, name)

    def compute_gradients(
        self,
        loss: Any,
        var_list: Any = None,
        gate_gradients: int = 1,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> list[tuple[Any, Variable]]:
        """Pairs of gradient and variable; the gradient is None where the loss does not depend on it."""
        chosen = trainable_variables() if var_list is None else var_list
        chosen = [chosen] if isinstance(chosen, Variable) else list(chosen)
        if not chosen:
            raise ValueError("No variables to optimize.")
        for v in chosen:
            if not v.dtype.is_floating:
                raise ValueError(
                    f"Invalid type {as_dtype(v.dtype.base_dtype)!r} for {v.name}, expected: "
                    "[tf.float32, tf.float64, tf.float16]."
                )
        slopes = gradients(loss, chosen, grad_loss, gate_gradients=gate_gradients == self.GATE_OP)
        return list(zip(slopes, chosen, strict=True))

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Variable | None = None, name: str | None = None
    ) -> Operation:
        """An operation whose run takes a step with these gradients; variables without one stay."""
        pairs = [(g if _is_sparse(g) else convert(g), v) for g, v in grads_and_vars if g is not None]
        if not pairs:
            names = [str(v) for _, v in grads_and_vars]
            raise ValueError(
                "No gradients provided for any variable, check your graph for ops that do not support "
                f"gradients, between variables {names}."
            )
        graph = get_default_graph()
        slopes = [g for g, _ in pairs]
        groups, shared = self._groups(tuple(v for _, v in pairs))
        with graph.name_scope(name or self._name) as scope:
            graph.count += len(self.rates()) + len(pairs) + self.finishing
            graph.count += self.for_rows * sum(map(_is_sparse, slopes))
            actions: list[nb.Action] = [graph.leaf(lambda: Step(self, slopes, groups, shared))]
            actions += [] if global_step is None else [_one_more(global_step)]
            op = Operation("NoOp" if global_step is None else "AssignAdd", (), scope, actions)
        op.inputs = tuple(t for g in slopes for t in (getattr(g, "values", g), getattr(g, "indices", g)))
        graph.add_to_collection(GraphKeys.TRAIN_OP, op)
        return op

    def _groups(self, variables: tuple[Variable, ...]) -> tuple[Groups, Groups]:
        """The variables and their slots, and what is remembered once: each in a group."""
        self._share(variables)
        slots = [[self._slot(slot, start, v) for slot, start in self.slots.items()] for v in variables]
        groups = tuple(tuple(v.node for v in group) for group in (variables, *zip(*slots, strict=True)))
        return groups, tuple((v.node,) for v in self._shared)

    finishing = 0

    def _share(self, variables: Sequence[Variable]) -> None:
        """Make what is remembered once for all variables."""

    def _slot(self, slot: str, start: float, variable: Variable) -> Variable:
        """The variable that remembers this of that one; it starts at a number, named in the present scope."""
        if (slot, variable) not in self._slots:
            begin = np.full(variable.shape.as_list(), start, variable.dtype.numpy)
            name = "/".join(filter(None, (get_variable_scope().name, variable.op.name, self._name)))
            with variable.graph.name_scope(None):
                self._slots[slot, variable] = Variable(begin, trainable=False, name=name)
        return self._slots[slot, variable]

    def get_slot(self, var: Variable, name: str) -> Variable | None:
        """What is remembered of a variable under this name."""
        return self._slots.get((name, var))

    def get_slot_names(self) -> list[str]:
        """The names under which something is remembered."""
        return sorted(self.slots)

    def get_name(self) -> str:
        """The name of the optimizer."""
        return self._name


class GradientDescentOptimizer(Optimizer):
    """w ← w - g lr."""

    for_rows = 1

    def __init__(self, learning_rate: Any, use_locking: bool = False, name: str = "GradientDescent") -> None:
        super().__init__(learning_rate, use_locking, name)

    def rule(self, spare: Array, w: Array, g: Array, lr: Any) -> None:
        np.multiply(g, lr, spare)
        np.subtract(w, spare, w)

    def move_rows(self, w: Array, memory: list[Array], rows: tuple[Array, Array], now: list[Any]) -> None:
        """One by one, a row as often as it was looked up."""
        numbers, values = rows
        _row_by_row(np.subtract, w, numbers, values * now[0])


class MomentumOptimizer(Optimizer):
    """a ← a μ + g, w ← w - a lr; with Nesterov w ← w - g lr - a μ lr."""

    slots = {"momentum": 0.0}

    def __init__(
        self,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "Momentum",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(learning_rate, use_locking, name)
        self._momentum, self._nesterov = momentum, use_nesterov

    def rates(self) -> list[Any]:
        return [self._lr, self._momentum]

    def rule(self, spare: Array, w: Array, g: Array, a: Array, lr: Any, momentum: Any) -> None:
        np.multiply(a, momentum, a)
        np.add(a, g, a)
        w -= g * lr + a * momentum * lr if self._nesterov else np.multiply(a, lr, spare)


class AdagradOptimizer(Optimizer):
    """s ← s + g², w ← w - g lr / √s; s starts at 0.1."""

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "Adagrad",
    ) -> None:
        super().__init__(learning_rate, use_locking, name)
        if initial_accumulator_value <= 0:
            raise ValueError(f"initial_accumulator_value must be positive: {initial_accumulator_value}")
        self.slots = {"accumulator": initial_accumulator_value}

    def rule(self, spare: Array, w: Array, g: Array, s: Array, lr: Any) -> None:
        s += np.square(g)
        w -= g * lr * (1 / np.sqrt(s))


class AdadeltaOptimizer(Optimizer):
    """s ← s ρ + g² (1-ρ), d = g √(u + ε) / √(s + ε), u ← u ρ + d² (1-ρ), w ← w - d lr.

    1.4.0 computes d a second time for the last step, with the u that has just changed, and so do we.
    """

    slots = {"accum": 0.0, "accum_update": 0.0}

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adadelta",
    ) -> None:
        super().__init__(learning_rate, use_locking, name)
        self._rho, self._epsilon = rho, epsilon

    def rates(self) -> list[Any]:
        return [self._lr, self._rho, self._epsilon]

    def rule(self, spare: Array, w: Array, g: Array, s: Array, u: Array, lr: Any, rho: Any, eps: Any) -> None:
        one = w.dtype.type(1)
        s[...] = s * rho + np.square(g) * (one - rho)
        scaled = one / np.sqrt(s + eps) * g
        u[...] = u * rho + np.square(np.sqrt(u + eps) * scaled) * (one - rho)
        w -= np.sqrt(u + eps) * scaled * lr


class RMSPropOptimizer(Optimizer):
    """s ← s + (g² - s) (1-ρ), m ← m μ + g lr / √(s + ε), w ← w - m; s starts at 1, and ε is inside the root.

    centered: the square of the mean gradient is taken off under the root.
    """

    def __init__(
        self,
        learning_rate: Any,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        name: str = "RMSProp",
    ) -> None:
        super().__init__(learning_rate, use_locking, name)
        self._decay, self._momentum, self._epsilon = decay, momentum, epsilon
        self.slots = {"rms": 1.0} | ({"mg": 0.0} if centered else {}) | {"momentum": 0.0}

    def rates(self) -> list[Any]:
        return [self._lr, self._decay, self._momentum, self._epsilon]

    def rule(self, spare: Array, w: Array, g: Array, s: Array, *rest: Any) -> None:
        *mean, m, lr, decay, momentum, eps = rest
        keep = w.dtype.type(1) - decay
        s += (np.square(g) - s) * keep
        root = s + eps
        for mg in mean:
            mg += (g - mg) * keep
            root = s - np.square(mg) + eps
        m *= momentum
        m += (g * lr) / np.sqrt(root)
        w -= m


class AdamOptimizer(Optimizer):
    """m ← m + (g - m)(1-β₁), v ← v + (g² - v)(1-β₂), w ← w - m α / (√v + ε), α = lr √(1-β₂ᵗ) / (1-β₁ᵗ).

    So ε is added outside the correction, as the paper says at the end of its section 2.
    """

    slots = {"m": 0.0, "v": 0.0}
    finishing = 4
    for_rows = 32

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adam",
    ) -> None:
        super().__init__(learning_rate, use_locking, name)
        self._beta1, self._beta2, self._epsilon = beta1, beta2, epsilon

    def rates(self) -> list[Any]:
        return [self._lr, self._beta1, self._beta2, self._epsilon]

    def _share(self, variables: Sequence[Variable]) -> None:
        if not self._shared:
            betas = (self._beta1, "beta1_power"), (self._beta2, "beta2_power")
            self._shared = [Variable(np.float32(b), trainable=False, name=name) for b, name in betas]

    def numbers(self, kind: Any, rates: list[Array], shared: list[Array]) -> Sequence[Any]:
        """β₁ β₂ 1-β₁ 1-β₂ ε α."""
        one, (power1, power2, lr, beta1, beta2, eps) = kind(1), (kind(n.item()) for n in (*shared, *rates))
        length = lr * np.sqrt(one - power2) / (one - power1)
        return beta1, beta2, one - beta1, one - beta2, eps, length

    def rule(self, spare: Array, w: Array, g: Array, m: Array, v: Array, *numbers: Any) -> None:
        rest1, rest2, eps, length = numbers[2:]
        np.subtract(g, m, spare)
        np.multiply(spare, rest1, spare)
        np.add(m, spare, m)
        np.multiply(g, g, g)
        np.subtract(g, v, g)
        np.multiply(g, rest2, g)
        np.add(v, g, v)
        np.sqrt(v, spare)
        np.add(spare, eps, spare)
        np.multiply(m, length, g)
        np.divide(g, spare, g)
        np.subtract(w, g, w)

    def move_rows(self, w: Array, memory: list[Array], rows: tuple[Array, Array], now: list[Any]) -> None:
        """All rows move, as their m goes on; those that were not looked up as with a gradient of 0."""
        (m, v), (beta1, beta2, rest1, rest2, eps, length) = memory, now
        unique, g = summed(*rows)
        m *= beta1
        m[unique] += g * rest1
        v *= beta2
        v[unique] += np.square(g) * rest2
        w -= length * m / (np.sqrt(v) + eps)

    def finish(self, rates: list[Array], shared: list[Array]) -> None:
        for power, beta in zip(shared, rates[1:3], strict=True):
            power[...] = power.item() * beta.item()  # an array's *= takes long once the result is denormal
