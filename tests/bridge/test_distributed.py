"""Two processes train as one does; what goes wrong is said, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbkit as nb
from nbkit import bridge
from nbkit.bridge.distributed import OPTIMIZERS, equal_parts, find_network, parts, reader
from nbkit.functions import Array
from nbkit.graph import GraphError

STEPS = 40
TORCH = "torch is a peer: pip install '.[peers]'"


@cache
def alone(optimizer: str) -> dict[str, Array]:
    """The weights after the same batches in one process, with our own session."""
    loss, data = reader()
    session = nb.Session(loss.graph)
    step = OPTIMIZERS[optimizer]().minimize(loss)
    placeholders = {p.name: p for p in loss.graph.placeholders}
    for batch in parts(data, [64], 0, STEPS):
        session.run(step, {placeholders[name]: rows for name, rows in batch.items()})
    return bridge.weights_of(session)


@pytest.mark.parametrize(
    ("optimizer", "options", "apart"),
    [
        ("sgd", {"reduce": "mean"}, (0, 1e-14)),
        ("adam", {"rows": (48, 16)}, (0, 1e-13)),
        ("adam", {"rows": (48, 16), "weighted": False}, (1e-4, 1)),
        ("adam", {"reduce": "sum"}, (1e-6, 1)),
    ],
    ids=["two halves", "uneven parts", "uneven and not weighed", "not divided"],
)
def test_two_processes_train_as_one(
    optimizer: str, options: dict[str, Any], apart: tuple[float, float]
) -> None:
    pytest.importorskip("torch", reason=TORCH)
    run = bridge.train_distributed(optimizer=optimizer, steps=STEPS, **options)
    assert apart[0] <= bridge.largest_difference(run.weights, alone(optimizer)) <= apart[1]
    assert run.spread == 0, "the ranks hold the same weights, to the last bit"


def write_network(folder: Path, first: str) -> str:
    """A small network in a file; `first` is what its ranks do before they build it."""
    file = folder / "small.py"
    file.write_text(
        "import os, threading, time\n"
        "import numpy as np\n"
        "import nbkit as nb\n"
        "def build():\n"
        f"    open({str(folder)!r} + f'/{{os.getpid()}}.pid', 'w').close()\n"
        f"    {first}\n"
        "    with nb.Graph().as_default():\n"
        "        x = nb.Placeholder('x', (None, 3))\n"
        "        loss = nb.mean(nb.square(x @ nb.Variable(np.ones((3, 2)), 'w')))\n"
        "    return loss, {'x': np.ones((100, 3))}\n"
    )
    return f"{file}:build"


def test_a_rank_that_dies_in_the_middle_stops_all(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason=TORCH)
    first = "os.environ['RANK'] == '1' and threading.Timer(2, os._exit, [7]).start()"
    with pytest.raises(bridge.LaunchError, match=r"rank 1 of 2 died with .*none is left running"):
        bridge.train_distributed(steps=10**7, network=write_network(tmp_path, first))
    pids = [int(note.stem) for note in tmp_path.glob("*.pid")]
    assert len(pids) == 2
    if os.name != "nt":
        for pid in pids:
            with pytest.raises(OSError):
                os.kill(pid, 0)


def test_time_is_limited(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason=TORCH)
    network = write_network(tmp_path, "time.sleep(300)")
    with pytest.raises(bridge.LaunchError, match=r"had not ended after 4 s"):
        bridge.train_distributed(network=network, timeout=4)


def test_the_command_starts_its_own_ranks(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason=TORCH)
    out = tmp_path / "weights.npz"
    command = [sys.executable, "-m", "nbkit.bridge.distributed", "--steps", "3", "--out", str(out)]
    command += ["--network", write_network(tmp_path, "pass")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    assert json.loads(done.stdout)["spread"] == 0, done.stderr
    assert np.load(out)["w"].shape == (3, 2)


def test_torchrun_takes_the_same_script(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason=TORCH)
    out = tmp_path / "weights.npz"
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command += ["-m", "nbkit.bridge.distributed", "--steps", "3", "--out", str(out)]
    command += ["--network", write_network(tmp_path, "pass")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    assert np.load(out)["w"].shape == (3, 2)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"rows": (64,)}, "expected rows for each of 2 processes"),
        ({"rows": (64, 0)}, "1 or more"),
        ({"optimizer": "lion"}, "expected one of sgd, adam, got 'lion'"),
        ({"reduce": "max"}, "expected one of ddp, mean, sum, got 'max'"),
    ],
)
def test_other_options_are_refused(options: dict[str, Any], told: str) -> None:
    pytest.importorskip("torch", reason=TORCH)
    with pytest.raises(GraphError, match=told):
        bridge.train_distributed(**options)


def test_the_parts_of_the_ranks_are_the_batch_of_one() -> None:
    data = {"x": np.arange(50.0), "y": np.arange(50.0) * 2}
    whole = list(parts(data, [10], 0, 3))
    shares = [list(parts(data, [6, 4], rank, 3)) for rank in (0, 1)]
    for i, batch in enumerate(whole):
        for name in data:
            np.testing.assert_array_equal(
                np.concatenate([shares[0][i][name], shares[1][i][name]]), batch[name]
            )
    assert sum(equal_parts(64, 3)) == 64


def test_a_network_is_found_by_module_and_by_file(tmp_path: Path) -> None:
    loss, data = find_network("nbkit.bridge.distributed:reader")
    assert loss.name == "loss"
    assert {name: array.shape for name, array in data.items()} == {"X": (4000, 784), "y": (4000, 10)}
    assert find_network(write_network(tmp_path, "pass"))[1]["x"].shape == (100, 3)
