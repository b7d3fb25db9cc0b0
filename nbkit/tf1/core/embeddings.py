"""Rows of a table looked up by number; the table may be dealt out to several variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nbkit import graph as nb
from nbkit import ops
from nbkit.tf1.core.arrays import gather
from nbkit.tf1.core.dtypes import int64
from nbkit.tf1.core.graph import get_default_graph
from nbkit.tf1.core.math import clip_by_norm
from nbkit.tf1.core.tensor import Tensor, convert, wrap


def embedding_lookup(
    params: Any,
    ids: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    validate_indices: bool = True,
    max_norm: Any = None,
) -> Tensor:
    """The rows of a table for these numbers, each shortened to max_norm where it is longer.

    params: the table, or a list of its parts. partition_strategy: "mod" deals the rows out to the parts one
    by one, "div" gives each part as many as lie side by side, the first ones one more where there is a rest.
    """
    tables = list(params) if isinstance(params, (list, tuple)) else [params]
    if not tables:
        raise ValueError("Need at least one param: embedding_lookup looks rows up in a table, got none")
    with get_default_graph().name_scope(name or "embedding_lookup") as scope:
        numbers = convert(ids)
        if len(tables) == 1:
            rows = gather(tables[0], numbers, name=scope)
        else:
            rows = _from_parts([convert(t) for t in tables], numbers, partition_strategy)
        if max_norm is None:
            return rows
        first, after = numbers.shape.ndims, rows.shape.ndims
        axes = None if first is None or after is None else list(range(first, after))
        return clip_by_norm(rows, max_norm, axes)


def _from_parts(tables: list[Tensor], ids: Tensor, strategy: str) -> Tensor:
    """Rows of a table that is dealt out: each part gives its own, then all are put in order."""
    if strategy not in ("mod", "div"):
        raise ValueError(f"Unrecognized partition strategy: {strategy!r}. Try: 'mod' or 'div'")
    sizes = tuple(int(t.shape[0]) for t in tables)
    options = {"sizes": sizes, "by_turns": strategy == "mod"}
    rows = []
    for number, table in enumerate(tables):
        own = wrap("DynamicPartition", ops.apply(_Own, ids.node, part=number, **options), [ids], counted=0)
        own._shape = ids.graph.shapes[own.node] = (None,)
        rows.append(gather(table, own))
    joined = ops.apply(_Joined, ids.node, *(r.node for r in rows), **options)
    overhead = (18 if strategy == "mod" else 37) + (ids.dtype.base_dtype == int64)
    result = wrap("DynamicStitch", joined, rows, rows[0].dtype.base_dtype, counted=overhead)
    known = ids._shape is not None
    result._shape = (*(ids._shape or ()), *(tables[0]._shape or ())[1:]) if known else None
    ids.graph.shapes[joined] = result._shape
    return result


def _dealt(ids: Any, sizes: Sequence[int], by_turns: bool) -> tuple[Any, Any]:
    """In which part each number's row is, and which row there.

    >>> _dealt(np.arange(5), (3, 2), by_turns=True)
    (array([0, 1, 0, 1, 0]), array([0, 0, 1, 1, 2]))
    >>> _dealt(np.arange(5), (3, 2), by_turns=False)
    (array([0, 0, 0, 1, 1]), array([0, 1, 2, 0, 1]))
    """
    if by_turns:
        return ids % len(sizes), ids // len(sizes)
    each, more = divmod(sum(sizes), len(sizes))
    starts = np.arange(len(sizes)) * each + np.minimum(np.arange(len(sizes)), more)
    part = np.searchsorted(starts, ids, side="right") - 1
    return part, ids - starts[part]


class _Own(nb.Operation):
    """out = which rows of one part are looked up."""

    label = "own rows"
    is_flat = True
    value_inputs = (0,)

    @staticmethod
    def forward(ids: Any, part: int = 0, out: Any = None, **options: Any) -> Any:
        parts, rows = _dealt(np.ravel(ids), **options)
        return ops.copied(rows[parts == part], out)

    @staticmethod
    def backward(G: Any, out: Any, ids: Any, **options: Any) -> tuple[Any, ...]:
        return (None,)


class _Joined(nb.Operation):
    """out = the rows that the parts gave, each at the place of its number: G goes back to them."""

    label = "joined"

    @staticmethod
    def forward(ids: Any, *rows: Any, out: Any = None, **options: Any) -> Any:
        parts, _ = _dealt(np.ravel(ids), **options)
        joined = np.empty((len(parts), *rows[0].shape[1:]), rows[0].dtype)
        for number, own in enumerate(rows):
            joined[parts == number] = own
        return ops.copied(joined.reshape(*np.shape(ids), *rows[0].shape[1:]), out)

    @staticmethod
    def backward(G: Any, out: Any, ids: Any, *rows: Any, **options: Any) -> tuple[Any, ...]:
        return None, *(ops.apply(_Shared, G, ids, part=i, **options) for i in range(len(rows)))


class _Shared(nb.Operation):
    """out = the rows of G that one part has given: the way back of joining, for that part."""

    label = "→joined"
    value_inputs = (1,)

    @staticmethod
    def forward(G: Any, ids: Any, part: int = 0, out: Any = None, **options: Any) -> Any:
        parts, _ = _dealt(np.ravel(ids), **options)
        rows = G.reshape(len(parts), *G.shape[np.ndim(ids) :])
        return ops.copied(rows[parts == part], out)

    @staticmethod
    def backward(H: Any, out: Any, G: Any, ids: Any, part: int = 0, **options: Any) -> tuple[Any, ...]:
        return ops.apply(_Returned, H, G, ids, part=part, **options), None


class _Returned(nb.Operation):
    """out = 0 in the form of G, but H in the rows of one part."""

    label = "→→joined"
    shape_inputs = (1,)

    @staticmethod
    def forward(H: Any, G: Any, ids: Any, part: int = 0, out: Any = None, **options: Any) -> Any:
        parts, _ = _dealt(np.ravel(ids), **options)
        rows = np.zeros((len(parts), *G.shape[np.ndim(ids) :]), H.dtype)
        rows[parts == part] = H
        return ops.copied(rows.reshape(G.shape), out)

    @staticmethod
    def backward(K: Any, out: Any, H: Any, G: Any, ids: Any, **options: Any) -> tuple[Any, ...]:
        return ops.apply(_Shared, K, ids, **options), None, None
