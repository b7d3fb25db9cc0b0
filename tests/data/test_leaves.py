"""Invented leaves: what the chapter needs of them holds."""

import numpy as np

from nbkit.data.leaves import MEASURED, draw_leaves


def test_leaves_of_one_tree_share_its_fate_and_are_alike():
    leaves = draw_leaves(500, np.random.default_rng(0))
    assert leaves.X.shape == (2000, len(MEASURED)) and np.array_equal(
        leaves.tree, np.repeat(np.arange(500), 4)
    )
    of_tree = leaves.X.reshape(500, 4, -1)
    assert (leaves.brown.reshape(500, 4) == leaves.brown[::4, None]).all()
    assert (of_tree.std(axis=1).mean(axis=0) < 0.5 * of_tree.mean(axis=1).std(axis=0))[:6].all()
    assert 0.18 < leaves.brown.mean() < 0.28


def test_too_wet_and_too_dry_are_both_bad_and_september_gives_it_away():
    leaves = draw_leaves(4000, np.random.default_rng(1))
    wet = leaves.X[:, MEASURED.index("soil_wet")]
    dry_end, middle, wet_end = (
        leaves.brown[(wet > a) & (wet < b)].mean() for a, b in ((0, 15), (25, 35), (45, 60))
    )
    assert dry_end > 3 * middle and wet_end > 3 * middle
    assert ((leaves.fallen > 38) == leaves.brown).mean() > 0.97


def test_the_same_seed_gives_the_same_leaves():
    a, b = (draw_leaves(10, np.random.default_rng(5)) for _ in range(2))
    assert all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))
