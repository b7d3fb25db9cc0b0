"""Leaves of trees that nobody has seen: measured in June, with what became of each tree in August."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nbkit.functions import Array, sigmoid

MEASURED = ("length_mm", "width_mm", "stalk_mm", "chlorophyll", "thickness_um", "soil_wet", "mines")
LEAVES_A_TREE = 4


class Leaves(NamedTuple):
    """Measurements `X (n, 7)`, `brown (n,)`, the number of its `tree (n,)`, and `fallen (n,)` in percent."""

    X: Array
    brown: Array
    tree: Array
    fallen: Array


def draw_leaves(trees: int, rng: np.random.Generator) -> Leaves:
    """Draw four leaves of each of so many trees; the leaves of one tree are alike, and share its fate.

    A tree turns brown early where its leaves are pale, where moths have begun to mine them, and where the
    soil is too wet or too dry: that last one no straight line can say. `fallen` is counted in September.
    Everything is invented; README.md in data/ says so too.

    >>> leaves = draw_leaves(100, np.random.default_rng(0))
    >>> leaves.X.shape, leaves.brown.shape, len(set(leaves.tree))
    ((400, 7), (400,), 100)
    """
    size, pale, wet = rng.normal(size=trees), rng.normal(size=trees), rng.uniform(8, 52, size=trees)
    moths = rng.gamma(1.5, 0.6, size=trees)
    score = -4.3 + 0.9 * pale + ((wet - 30) / 9) ** 2 + 0.7 * moths
    brown = rng.uniform(size=trees) < sigmoid(1.6 * score)
    fallen = np.clip(np.where(brown, 62, 14) + rng.normal(scale=11, size=trees), 0, 100)
    of_tree = np.stack(
        [118 + 13 * size, 46 + 5 * size, 96 + 8 * size, 42 - 3 * pale, 190 - 5 * pale + 6 * size, wet], axis=1
    )
    own = rng.normal(size=(trees, 3)) * [5, 8, 9]  # what else differs from tree to tree, and tells nothing
    of_tree[:, [1, 2, 4]] += own
    tree = np.repeat(np.arange(trees), LEAVES_A_TREE)
    noise = rng.normal(size=(len(tree), 6)) * [4, 1.5, 3, 0.8, 3, 0.7]
    X = np.column_stack([of_tree[tree] + noise, rng.poisson(moths[tree])])
    return Leaves(X.round(1), brown[tree], tree, fallen[tree].round())
