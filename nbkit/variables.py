"""The values of a session's variables, and how they lie in memory."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nbkit.compiled.memory import empty, is_tall
from nbkit.evaluate import Job
from nbkit.functions import Array
from nbkit.graph import Action, Constant, GraphError, Initializer, Variable, as_value

Group = tuple[Variable, ...]


class Variables:
    """What one session's variables hold: two sessions are two trainings of one graph.

    dtype: the precision of all floats; None leaves each its own. moves: how often arrays were replaced.
    """

    def __init__(self, dtype: np.dtype[Any] | None) -> None:
        self.dtype, self.moves = dtype, 0
        self._arrays: dict[Variable, Array] = {}
        self._flat: dict[tuple[Variable, ...], Array] = {}

    def cast(self, array: Array) -> Array:
        """Floats in the precision of this session."""
        keeps = self.dtype is None or array.dtype.kind != "f"
        return array if keeps else array.astype(self.dtype, copy=False)

    def value_of(self, node: Variable | Constant) -> Any:
        """The array that holds a variable, which starts from its initial value; or what a constant is."""
        if isinstance(node, Constant):
            return self.cast(node.value) if isinstance(node.value, np.ndarray) else node.value
        if node not in self._arrays:
            start = self.cast(node.initial_value)
            by_columns = is_tall(start.shape) and not node.by_rows
            self._arrays[node] = empty(start.shape, start.dtype, by_columns)
            self._arrays[node][...] = start
        return self._arrays[node]

    def assign(self, variable: Variable, value: ArrayLike) -> None:
        """Write another value of the same shape; GraphError where it does not fit."""
        array, new = self.value_of(variable), as_value(value, f"{variable}")
        if new.shape != array.shape:
            raise GraphError(f"expected shape {array.shape} for {variable}, got {new.shape}: keep its shape")
        if array.dtype.kind in "iu" and new.dtype.kind == "f":
            raise GraphError(f"{variable} holds whole numbers, got {new.dtype}: create it from floats")
        np.copyto(array, new, casting="unsafe")

    def reset(self) -> None:
        """Put all back to their initial values."""
        for variable, array in self._arrays.items():
            np.copyto(array, variable.initial_value)

    def jobs(self, actions: Sequence[Action], together: bool) -> list[Job]:
        """Give each action its memory; together: flat arrays, where its variables can lie side by side."""
        flat = [self.lay_side_by_side(a.groups) if together and a.together else None for a in actions]
        return [self._job(action, arrays) for action, arrays in zip(actions, flat, strict=True)]

    def _job(self, action: Action, flat: list[Array] | None) -> Job:
        like = [self.value_of(v) for v in action.groups[0]] if action.input_nodes else []
        if flat:
            variables, values = [[array] for array in flat], [empty(flat[0].shape, flat[0].dtype)]
            buffers = _parts(values[0], like)
        else:
            variables = [[self.value_of(v) for v in group] for group in action.groups]
            values = buffers = [np.empty_like(array) for array in like]
        numbers = [np.empty(()) for _ in action.input_nodes[len(like) :]]
        values, buffers = [*values, *numbers], [*buffers, *numbers]
        act = self.reset if isinstance(action, Initializer) else action.bound_to(variables, values)
        return Job(action, variables, values, buffers, act)

    def lay_side_by_side(self, groups: Sequence[Group]) -> list[Array] | None:
        """Move each group into one array, so that an optimizer's step is a few operations on long vectors.

        Not possible where a variable already lies in another group, or precisions differ.
        """
        todo = [group for group in groups if group not in self._flat]
        moved = {v for group in self._flat for v in group}
        if not all(map(self._has_one_precision, groups)) or moved.intersection(chain(*todo)):
            return None
        for group in todo:
            self._flat[group] = self._moved_into_one(group)
        return [self._flat[group] for group in groups]

    def _has_one_precision(self, group: Group) -> bool:
        return len({self.value_of(v).dtype for v in group}) == 1

    def _moved_into_one(self, group: Group) -> Array:
        """One array that holds the values of a group; each variable's own is from now on a part of it."""
        values = [self.value_of(v) for v in group]
        flat = empty((sum(v.size for v in values),), values[0].dtype)
        np.concatenate([v.ravel(order="K") for v in values], out=flat)
        self._arrays |= dict(zip(group, _parts(flat, values), strict=True))
        self.moves += 1
        return flat


def _parts(flat: Array, like: list[Array]) -> list[Array]:
    """Views of consecutive parts of a flat array, in the shapes of `like`, and by columns where those are."""
    parts = zip(like, np.split(flat, np.cumsum([a.size for a in like])[:-1]), strict=True)
    return [part.reshape(a.shape, order="F" if a.flags.f_contiguous else "C") for a, part in parts]
