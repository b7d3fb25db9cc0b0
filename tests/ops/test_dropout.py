"""Dropout: the noise is fed, so that a run is the same each time, and its slopes can be checked."""

from __future__ import annotations

import numpy as np
import pytest

import nbkit as nb
from nbkit.graph import Placeholder
from nbkit.session import Session

X = np.arange(1.0, 7.0).reshape(2, 3)


def test_trained_with_noise_and_asked_without() -> None:
    """`keep_prob` as a placeholder, as in TensorFlow 1: fed 1 when the network is asked."""
    x, keep, noise = Placeholder("x"), Placeholder("keep_prob"), Placeholder("noise")
    out = nb.dropout(x, keep, noise)
    (slope,) = nb.gradients(nb.sum(out), [x])
    drawn = np.array([[0.2, 0.7, 0.1], [0.9, 0.24, 0.3]])
    session = Session()
    for _ in range(3):
        value, passed = session.run([out, slope], {x: X, keep: 0.25, noise: drawn})
        np.testing.assert_array_equal(passed, [[4, 0, 4], [0, 4, 0]])
        np.testing.assert_array_equal(value, X * passed)
        np.testing.assert_array_equal(session.run(out, {x: X, keep: 1.0, noise: 0.0}), X)


def test_the_mean_stays() -> None:
    noise = np.random.default_rng(0).random((400, 500))
    assert nb.dropout(np.ones(noise.shape), 0.3, noise).mean() == pytest.approx(1, abs=0.01)


def test_whole_maps_are_left_out_by_noise_that_broadcasts() -> None:
    out = nb.dropout(np.ones((2, 3, 3, 2)), 0.5, np.array([0.1, 0.9]))
    assert out[..., 0].min() == 2.0
    assert out[..., 1].max() == 0.0


@pytest.mark.parametrize("keep", [0.0, 1.5, -1.0, np.nan])
def test_a_share_that_is_none(keep: float) -> None:
    with pytest.raises(nb.GraphError, match="a share above 0 and up to 1"):
        nb.dropout(X, keep, X)


def test_noise_for_other_entries() -> None:
    with pytest.raises(
        nb.GraphError, match=r"noise for each entry. Try: feed noise such as rng.random\(\(2, 3\)\)"
    ):
        nb.dropout(X, 0.5, np.ones((4, 2, 3)))
