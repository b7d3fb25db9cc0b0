"""A function of Python as an operation: `tf.py_func`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nbkit import ops
from nbkit.tf1.core.checks import unsettled
from nbkit.tf1.core.dtypes import as_dtype
from nbkit.tf1.core.habits import Flat
from nbkit.tf1.core.tensor import Tensor, convert, several


class _Called(Flat):
    """out = what the function returns, as an array of arrays."""

    label = "f"
    value_inputs = tuple(range(64))  # no plan: it would call the function when it is made

    @staticmethod
    def forward(*values: Any, function: Any = None, kinds: Any = (), out: Any = None) -> Any:
        found = function(*(np.array(v) for v in values[:-1]))
        several = isinstance(found, (list, tuple)) and (len(kinds) > 1 or len(found) == 1)
        found = list(found) if several else [found]
        if len(found) != len(kinds):
            raise ValueError(f"expected {len(kinds)} values of the function, got {len(found)}")
        results = np.empty(len(kinds), object)
        for place, kind in enumerate(kinds):
            results[place] = np.asarray(found[place], kind)
        return results


class _Result(Flat):
    """out = one of the arrays."""

    label = "[ ]"
    value_inputs = (0,)

    @staticmethod
    def forward(found: Any, place: int = 0, out: Any = None) -> Any:
        return found[place]


def py_func(
    func: Callable[..., Any], inp: Sequence[Any], Tout: Any, stateful: bool = True, name: str | None = None
) -> Any:
    """What a function of arrays returns, called in each run; no gradient goes through it.

    Tout: the dtype of the result, or a list of them for a list of results.
    """
    given = [convert(x) for x in inp]
    dtypes = [as_dtype(t) for t in (Tout if isinstance(Tout, (list, tuple)) else [Tout])]
    kinds = tuple(t.numpy for t in dtypes)
    called = _Called(*(x.node for x in given), unsettled(), function=func, kinds=kinds)
    nodes = [ops.apply(_Result, called, place=place) for place, _ in enumerate(dtypes)]
    found: list[Tensor] = several("PyFunc", nodes, given, dtypes, name)
    return found if isinstance(Tout, (list, tuple)) else found[0]
