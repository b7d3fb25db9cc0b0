"""One training in several processes: each takes a part of the batch, and the slopes are averaged.

Here with a launcher of its own: `python -m nbkit.bridge.distributed --processes 2`. On a cluster unchanged:
`torchrun --nnodes 2 --nproc-per-node 4 --rdzv-endpoint HOST:29500 -m nbkit.bridge.distributed`.
Reference: Li et al., *PyTorch distributed: experiences on accelerating data parallel training* (2020).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np

from nbkit.bridge.launch import launch
from nbkit.bridge.peers import peer
from nbkit.bridge.torch_module import to_torch
from nbkit.bridge.torch_optimizers import torch_optimizer
from nbkit.bridge.weights import weights_of
from nbkit.data import load_mnist
from nbkit.data.files import replaced, write_npz
from nbkit.functions import Array, one_hot
from nbkit.graph import Graph, GraphError, Node, Placeholder, Variable
from nbkit.ops import mean, relu, softmax_cross_entropy
from nbkit.optim import Adam, GradientDescent, Optimizer

Network = tuple[Node, dict[str, Array]]  # a loss, and for each placeholder a row for each example
READER = "nbkit.bridge.distributed:reader"

OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {"sgd": lambda: GradientDescent(0.1), "adam": Adam}
REDUCE = (
    "ddp",
    "mean",
    "sum",
)  # torch's DistributedDataParallel; all_reduce and divide; the division forgotten


@dataclass(frozen=True)
class Run:
    """What a training in several processes gives: the weights of rank 0, and what it says of itself.

    spread: how far the weights of the ranks lie apart. seconds: the steps alone, without starting.
    """

    weights: dict[str, Array]
    loss: float
    seconds: float
    spread: float
    processes: int


def train_distributed(
    processes: int = 2,
    optimizer: str = "sgd",
    steps: int = 100,
    rows: Sequence[int] | None = None,
    reduce: str = "ddp",
    weighted: bool = True,
    network: str = READER,
    timeout: float = 300.0,
) -> Run:
    """Train a network in several processes on this machine, and return what comes of it.

    optimizer: "sgd" (0.1) or "adam" (0.001). rows: how many of each batch a rank takes; left out, 64 in equal
    parts. reduce: "ddp", "mean" or "sum", which forgets to divide. weighted: is each loss weighed by the rows
    that it is the mean of? network: "module:function" or "file.py:function", which returns a loss and
    its data {placeholder: a row for each example}. timeout: in seconds.
    Raises PeerError without torch, GraphError for other values, LaunchError where a process dies or is late.

        train_distributed(optimizer="adam", rows=(48, 16)).weights
    """
    peer("torch")
    rows = list(rows or equal_parts(64, processes))
    _check(processes, optimizer, rows, reduce)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "weights.npz"
        arguments = [
            "--optimizer",
            optimizer,
            "--steps",
            str(steps),
            "--reduce",
            reduce,
            "--network",
            network,
        ]
        arguments += ["--rows", *map(str, rows), "--timeout", str(timeout), "--out", str(out)]
        arguments += [] if weighted else ["--unweighted"]
        told = json.loads(launch(["-m", "nbkit.bridge.distributed", *arguments], processes, timeout))
        with np.load(out) as arrays:
            return Run(dict(arrays), told["loss"], told["seconds"], told["spread"], processes)


def equal_parts(batch: int, processes: int) -> list[int]:
    """Return how many rows each rank takes of a batch, as equal as can be.

    >>> equal_parts(64, 3)
    [22, 21, 21]
    """
    return [batch // processes + (rank < batch % processes) for rank in range(processes)]


def _check(processes: int, optimizer: str, rows: Sequence[int], reduce: str) -> None:
    if len(rows) != processes or min(rows) < 1:
        raise GraphError(f"expected rows for each of {processes} processes, 1 or more, got {list(rows)}")
    for name, choices in ((optimizer, tuple(OPTIMIZERS)), (reduce, REDUCE)):
        if name not in choices:
            raise GraphError(f"expected one of {', '.join(choices)}, got {name!r}")


# ---------------------------------------------------------------- what each rank does


def reader() -> Network:
    """The network 784-100-10, and the digits to learn from."""
    rng = np.random.default_rng(0)
    digits = load_mnist()
    with Graph().as_default():
        X, y = Placeholder("X", (None, 784)), Placeholder("y", (None, 10))
        W1 = Variable(rng.normal(0, 1 / 28, (784, 100)), "W1")
        W2 = Variable(rng.normal(0, 1 / 10, (100, 10)), "W2")
        b1, b2 = Variable(np.zeros(100), "b1"), Variable(np.zeros(10), "b2")
        loss = mean(softmax_cross_entropy(relu(X @ W1 + b1) @ W2 + b2, y), name="loss")
    return loss, {"X": digits.X_train, "y": one_hot(digits.y_train, 10)}


def train(loss: Node, data: dict[str, Array], options: argparse.Namespace) -> dict[str, Any]:
    """Take all steps as one of the ranks; return this rank's weights, its last loss, and the time."""
    dist = import_module("torch.distributed")
    rank, world = dist.get_rank(), dist.get_world_size()
    rows = options.rows or equal_parts(64, world)
    _check(world, options.optimizer, rows, options.reduce)
    net = to_torch(loss)
    steps = torch_optimizer(OPTIMIZERS[options.optimizer](), net)
    forward = peer("torch").nn.parallel.DistributedDataParallel(net) if options.reduce == "ddp" else net
    # The ranks' losses are averaged as if each were of equally many rows.
    weight = 1.0 if options.unweighted else rows[rank] * world / sum(rows)
    start = time.perf_counter()
    for part in parts(data, rows, rank, options.steps):
        steps.zero_grad()
        value = forward(**part) * weight
        value.backward()
        if options.reduce != "ddp":
            _reduce(dist, net, world if options.reduce == "mean" else 1)
        steps.step()
    seconds = time.perf_counter() - start
    return {"net": net, "loss": value.item() / weight, "seconds": seconds}


def parts(data: dict[str, Array], rows: Sequence[int], rank: int, steps: int) -> Any:
    """Yield for each step what a rank takes of the batch: all ranks draw the same batches."""
    count, first = len(next(iter(data.values()))), sum(rows[:rank])
    rng = np.random.default_rng(0)
    for _ in range(steps):
        batch = rng.choice(count, sum(rows), replace=False)[first : first + rows[rank]]
        yield {name: array[batch] for name, array in data.items()}


def _reduce(dist: Any, net: Any, divisor: int) -> None:
    """Add up the slopes of all ranks, and divide."""
    for parameter in net.parameters():
        dist.all_reduce(parameter.grad)
        parameter.grad /= divisor


def spread(dist: Any, net: Any) -> float:
    """Return how far the ranks' weights lie apart: the greatest distance from those of rank 0."""
    torch = peer("torch")
    farthest = torch.zeros(())
    for parameter in net.parameters():
        first = parameter.detach().clone()
        dist.broadcast(first, 0)
        farthest = torch.maximum(farthest, (parameter.detach() - first).abs().max().float())
    dist.all_reduce(farthest, dist.ReduceOp.MAX)
    return float(farthest)


def find_network(where: str) -> Network:
    """Return what the function at "module:function" or "file.py:function" builds."""
    place, _, function = where.rpartition(":")
    if not place.endswith(".py"):
        return getattr(import_module(place), function)()
    spec = spec_from_file_location(Path(place).stem, place)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, function)()


def work(options: argparse.Namespace) -> None:
    """Be one of the ranks; rank 0 writes the weights and says how it went."""
    dist = import_module("torch.distributed")
    peer("torch").set_num_threads(1)
    loss, data = find_network(options.network)
    dist.init_process_group("gloo", timeout=timedelta(seconds=options.timeout))
    done = train(loss, data, options)
    apart = spread(dist, done["net"])
    if dist.get_rank() == 0:
        if options.out:
            with replaced(Path(options.out)) as file:
                write_npz(file, weights_of(done["net"]))
        print(json.dumps({"loss": done["loss"], "seconds": done["seconds"], "spread": apart}))
    dist.barrier()  # or rank 0, which keeps the list of all, would leave while others still ask it


def main(arguments: Sequence[str]) -> None:
    """Be a rank where somebody has made us one, as torchrun does; else start the ranks."""
    options = _parser().parse_args(arguments)
    if "RANK" not in os.environ:
        told = launch(["-m", "nbkit.bridge.distributed", *arguments], options.processes, options.timeout)
        print(told, end="")
        return
    work(options)
    sys.stdout.flush()
    os._exit(0)  # a thread of gloo may be left, and abort one ordinary exit in fifteen (torch 2.13)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nbkit.bridge.distributed", description=__doc__)
    add = parser.add_argument
    add("--processes", type=int, default=2, help="how many to start here; torchrun says its own")
    add("--network", default=READER, help="module:function or file.py:function")
    add("--optimizer", choices=OPTIMIZERS, default="sgd")
    add("--steps", type=int, default=100)
    add("--rows", type=int, nargs="+", help="rows of each batch for each rank")
    add("--reduce", choices=REDUCE, default="ddp")
    add("--unweighted", action="store_true", help="wrong where the ranks take different numbers of rows")
    add("--timeout", type=float, default=300.0, help="seconds to wait for another rank")
    add("--out", help="where rank 0 writes the weights, as .npz")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
