"""One training on two devices in JAX: how it is said rightly, and the way that looks right and is not.

Devices must be counted before jax starts, so it runs in a process of its own, with two virtual CPUs.
Reference: the JAX documentation, *Distributed arrays and automatic parallelization* and *Manual
parallelism with shard_map*.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from nbkit.bridge.distributed import parts, reader
from nbkit.bridge.jax_function import to_jax
from nbkit.bridge.launch import launch
from nbkit.bridge.peers import peer
from nbkit.bridge.weights import largest_difference, weights_of
from nbkit.session import Session

OLDEST = "0.8"  # the first with jax.lax.pcast
# Two devices that share a busy machine may wait for each other: XLA would give up, and kill the process.
FLAGS = "--xla_force_host_platform_device_count=2 --xla_cpu_collective_call_terminate_timeout_seconds=300"
TWO_DEVICES = {"XLA_FLAGS": FLAGS, "JAX_PLATFORMS": "cpu"}
Slopes = Callable[[Any, Any], Any]  # of weights and feeds


def train_sharded(steps: int = 100, timeout: float = 300.0) -> dict[str, float]:
    """Train 784-100-10 on one device and on two, in four ways; return how far the weights end up apart.

    One batch of 64 a step, float64, w ← w - 0.1 g. Right are all but "shard_map and pmean".
    Raises PeerError without a jax that is new enough, LaunchError where the process dies or is late.
    """
    peer("jax", OLDEST)
    arguments = ["-c", f"from nbkit.bridge import sharded; sharded.compare({steps})"]
    told: dict[str, float] = json.loads(launch(arguments, 1, timeout, TWO_DEVICES))
    return told


def compare(steps: int) -> None:
    """Train in each way, and print how far the weights lie from those of one device."""
    jax = peer("jax")
    jax.config.update("jax_enable_x64", True)
    loss, data = reader()
    f, start = to_jax(loss), weights_of(Session(loss.graph), loss)
    alone = _train(jax.grad(f), start, parts(data, [64], 0, steps))
    ends = {way: _train(slopes, start, parts(data, [64], 0, steps)) for way, slopes in ways(jax, f).items()}
    print(json.dumps({way: largest_difference(weights, alone) for way, weights in ends.items()}))


def ways(jax: Any, f: Callable[..., Any]) -> dict[str, Slopes]:
    """The slopes of f on two devices, each with half of the rows, said in four ways."""
    P, pmean = jax.sharding.PartitionSpec, jax.lax.pmean
    mesh = jax.make_mesh((2,), ("data",), axis_types=(jax.sharding.AxisType.Auto,))
    halves = jax.sharding.NamedSharding(mesh, P("data"))

    def by_jit(weights: Any, feeds: Any) -> Any:
        return jax.grad(f)(weights, jax.lax.with_sharding_constraint(feeds, halves))

    def averaged(weights: Any, feeds: Any) -> Any:
        return pmean(jax.grad(f)(weights, feeds), "data")

    def of_ones_own(weights: Any, feeds: Any) -> Any:
        own = jax.tree.map(lambda w: jax.lax.pcast(w, "data", to="varying"), weights)
        return pmean(jax.grad(f)(own, feeds), "data")

    def mapped(slopes: Slopes, **options: Any) -> Slopes:
        placed = {"in_specs": (P(), P("data")), "out_specs": P()}
        return jax.shard_map(slopes, mesh=mesh, **placed, **options)  # type: ignore[no-any-return]

    return {
        "jit with NamedSharding": by_jit,
        "shard_map and pmean": mapped(averaged),  # the slopes of a shared weight are summed already
        "shard_map, check_vma=False, and pmean": mapped(averaged, check_vma=False),
        "shard_map, pcast and pmean": mapped(of_ones_own),
    }


def _train(slopes: Slopes, weights: Any, batches: Iterator[Any]) -> dict[str, Any]:
    jax = peer("jax")
    step = jax.jit(lambda w, feeds: jax.tree.map(lambda w, g: w - 0.1 * g, w, slopes(w, feeds)))
    for feeds in batches:
        weights = step(weights, feeds)
    return dict(weights)
