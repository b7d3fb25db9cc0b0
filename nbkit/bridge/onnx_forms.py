"""The shape and type of each value of a graph, with a batch of any length, found by running it twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nbkit.bridge.program import Program, check_names
from nbkit.evaluate import evaluate
from nbkit.functions import Array, shown
from nbkit.graph import GraphError, Node, Placeholder, Variable
from nbkit.ops import Gather, OneHot, Pick, Ungather, Unpick

BATCHES = (3, 5)  # two lengths: an axis that differs between the runs depends on the batch
Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Form:
    """A value's shape, None for an axis that depends on the batch; its type; and is None the batch itself?"""

    shape: Shape
    dtype: np.dtype[Any]
    batch: tuple[bool, ...]

    @property
    def is_static(self) -> bool:
        """Is the shape the same for each batch?"""
        return None not in self.shape


def forms_of(
    program: Program, values: Mapping[Variable, Array], precision: Any, shapes: Mapping[str, Any] | None
) -> dict[Node, Form]:
    """Return the form of each node: floats in this precision, other numbers as int64, truth values as such.

    values: those of the variables. shapes: of the placeholders that have none, by name.
    Raises GraphError where a shape is not known, or the graph does not run with another batch.
    """
    known = _known_shapes(program.placeholders, shapes or {})

    def cast(array: Any) -> Any:
        return array.astype(precision) if array.dtype.kind == "f" else array

    def value_of(node: Any) -> Any:
        return cast(np.asarray(values[node])) if node in values else node.value

    def run(batch: int) -> dict[Node, Any]:
        feeds: dict[Node, Array] = {p: cast(_example(p, known[p], batch)) for p in known}
        with np.errstate(all="ignore"):
            return evaluate(program.wanted, feeds, value_of, cast)

    short, long = (run(batch) for batch in BATCHES)
    return {node: _form(np.asarray(short[node]), np.asarray(long[node]), precision) for node in program.order}


def _form(short: Array, long: Array, precision: Any) -> Form:
    pairs = list(zip(short.shape, long.shape, strict=True))
    kind = short.dtype.kind
    return Form(
        tuple(a if a == b else None for a, b in pairs),
        np.dtype(precision if kind == "f" else bool if kind == "b" else np.int64),
        tuple(pair == BATCHES for pair in pairs),
    )


def _known_shapes(placeholders: list[Placeholder], shapes: Mapping[str, Any]) -> dict[Placeholder, Shape]:
    strangers = sorted(set(shapes) - {p.name for p in placeholders})
    if strangers:
        check_names("given shapes", shapes, [p.name for p in placeholders], "the placeholders")
    known = {p: shapes.get(p.name, p.shape) for p in placeholders}
    for p, shape in known.items():
        if shape is None:
            raise GraphError(
                f"expected a shape for {p}, got none: write Placeholder({p.name!r}, shape=(None, 784)), "
                f"or shapes={{{p.name!r}: (None, 784)}} here. Made at {p.where}"
            )
        if not isinstance(shape, tuple) or None in shape[1:]:
            raise GraphError(
                f"expected for {p} a shape of which the first axis alone may be None, got {shown(shape)}: "
                "only the batch has any length"
            )
    return {p: tuple(shape or ()) for p, shape in known.items()}


def _example(placeholder: Placeholder, shape: Shape, batch: int) -> Array:
    """Something to feed: whole numbers where class numbers are wanted, else ones."""
    full = tuple(batch if n is None else n for n in shape)
    for user in placeholder.output_nodes:
        if isinstance(user, OneHot):
            classes = user.options["classes"]
            return np.full(full, 0 if isinstance(classes, int) else classes[0])
        if isinstance(user, (Gather, Pick, Ungather, Unpick)) and placeholder is user.input_nodes[-1]:
            return np.zeros(full, np.int64)
    return np.ones(full)
