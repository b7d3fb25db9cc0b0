"""JAX on two virtual devices: three ways that are right, and the one of most tutorials that is not."""

from __future__ import annotations

import pytest

from nbkit import bridge

jax = pytest.importorskip("jax", minversion="0.8", reason="jax is a peer: pip install '.[peers]'")


def test_three_ways_train_as_one_device_and_one_does_not() -> None:
    apart = bridge.train_sharded(steps=40)
    wrong = apart.pop("shard_map and pmean")
    assert wrong > 1e-3
    assert len(apart) == 3
    assert max(apart.values()) < 1e-14
