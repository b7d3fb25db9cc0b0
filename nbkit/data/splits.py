"""Three parts of the data: to learn from, to choose by, to test on; what belongs together stays together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nbkit.functions import Array

SHARES = (0.6, 0.2, 0.2)
PART = {"learn": "learn from", "choose": "choose by", "test": "test on"}


class Parts(NamedTuple):
    """The numbers of the rows to learn from, to choose by, and to test on."""

    learn: Array
    choose: Array
    test: Array


def split_rows(
    y: ArrayLike,
    groups: ArrayLike,
    rng: np.random.Generator,
    shares: tuple[float, float, float] = SHARES,
    names: Sequence[str] = (),
) -> Parts:
    """Deal whole groups into three parts, each class in the same shares: a stratified split by groups.

    y: classes (n,). groups: (n,), equal for rows that belong together. shares: of the groups. A group goes
    with the class that most of its rows have. names: of the classes, where y numbers
    them. Returns the rows of each part, in order.
    Raises ValueError where y and groups differ in length or a part would lack a class.

    >>> parts = split_rows([0, 0, 1, 1] * 10, np.arange(40) // 2, np.random.default_rng(0))
    >>> [len(rows) for rows in parts]
    [24, 8, 8]
    """
    y, groups = np.asarray(y), np.asarray(groups)
    if y.ndim != 1 or y.shape != groups.shape:
        raise ValueError(
            f"expected a class and a group for each row, got shapes {y.shape} and {groups.shape}"
        )
    classes, class_of = np.unique(y, return_inverse=True)
    group_of = np.unique(groups, return_inverse=True)[1]
    part_of = _parts_of_groups(group_of, class_of, rng, shares)
    parts = Parts(*(np.flatnonzero(part_of[group_of] == number) for number in range(3)))
    for name, rows in parts._asdict().items():
        if len(missing := np.setdiff1d(classes, y[rows])):
            kind = names[missing[0]] if names else missing[0].item()
            raise ValueError(
                f"expected each class in each part, got no {kind!r} to {PART[name]}: "
                "collect more groups of it, three at the least"
            )
    return parts


def _parts_of_groups(
    group_of: Array, class_of: Array, rng: np.random.Generator, shares: tuple[float, float, float]
) -> Array:
    """Say of each group into which part it goes: those of a class are shuffled, then dealt."""
    counts = np.zeros((group_of.max(initial=-1) + 1, class_of.max(initial=-1) + 1), dtype=np.int64)
    np.add.at(counts, (group_of, class_of), 1)
    part_of = np.zeros(len(counts), dtype=np.int64)
    for k in range(counts.shape[1]):
        own = rng.permutation(np.flatnonzero(counts.argmax(axis=1) == k))
        part_of[own] = _dealt(len(own), shares)
    return part_of


def _dealt(n: int, shares: tuple[float, float, float]) -> Array:
    """Say into which part each of n goes: one into each at least, where there are three."""
    choose, test = (max(1, round(n * share / sum(shares))) for share in shares[1:])
    return np.repeat([0, 1, 2], [max(0, n - choose - test), choose, test])[:n]
