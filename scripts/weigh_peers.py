"""What a framework weighs: seconds to import it, memory for twenty steps of Adam, each in its own process.

    python scripts/weigh_peers.py [nbkit torch jax tensorflow]

Chapter 16 prints such a table. Processor time is counted, so that other work on the machine does not count.
Those that are not installed are left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
SIZES, ROWS, STEPS = (784, 100, 10), 50, 20


class Weight(NamedTuple):
    """Seconds of processor time for the import, and the most memory that was taken, in MB."""

    seconds: float
    megabytes: float


def steps_of_nbkit() -> None:
    """Train the network of chapter 16 for twenty steps."""
    import numpy as np

    import nbkit as nb

    x, y = nb.Placeholder("x"), nb.Placeholder("y")
    d, m, k = SIZES
    rng = np.random.default_rng(0)
    h = nb.relu(x @ nb.Variable(rng.normal(0, 0.05, (d, m))) + nb.Variable(np.zeros(m)))
    scores = h @ nb.Variable(rng.normal(0, 0.1, (m, k))) + nb.Variable(np.zeros(k))
    step = nb.Adam(0.001).minimize(nb.mean(nb.softmax_cross_entropy(scores, y)))
    session, feed = nb.Session(), {x: rng.random((ROWS, d)), y: np.eye(k)[np.arange(ROWS) % k]}
    for _ in range(STEPS):
        session.run(step, feed)


def steps_of_torch() -> None:
    """Train the same in PyTorch."""
    torch = import_module("torch")
    d, m, k = SIZES
    layers = torch.nn.Linear(d, m), torch.nn.ReLU(), torch.nn.Linear(m, k)
    net = torch.nn.Sequential(*layers).double()
    rule, cost = torch.optim.Adam(net.parameters()), torch.nn.functional.cross_entropy
    images, labels = torch.rand(ROWS, d, dtype=torch.float64), torch.arange(ROWS) % k
    for _ in range(STEPS):
        rule.zero_grad()
        cost(net(images), labels).backward()
        rule.step()


TRAIN: dict[str, Callable[[], None]] = {"nbkit": steps_of_nbkit, "torch": steps_of_torch}


def weigh_here(name: str) -> Weight:
    """Import a framework and train it, where we can; all that this process has taken counts."""
    start = time.process_time()
    import_module(f"{name}.session" if name == "nbkit" else name)  # nbkit itself loads nothing yet
    seconds = time.process_time() - start
    TRAIN.get(name, lambda: None)()
    return Weight(seconds, most_memory())


def most_memory() -> float:
    """Return the most memory that this process has taken so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux, getrusage begins with what the parent had taken
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 2**10
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def weigh(name: str) -> Weight:
    """Weigh a framework in a fresh process."""
    command = [sys.executable, __file__, "--here", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | THREADS)
    return Weight(*json.loads(done.stdout.splitlines()[-1]))


def main(names: list[str]) -> None:
    """Print a row for each framework that is installed."""
    print(f"{'':12}import    memory")
    for name in names or ["nbkit", "torch", "jax", "tensorflow"]:
        if find_spec(name):
            found = weigh(name)
            what = f"{STEPS} steps" if name in TRAIN else "import alone"
            print(f"{name:12}{found.seconds:5.2f} s  {found.megabytes:4.0f} MB  ({what})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        print(json.dumps(weigh_here(sys.argv[2])))
    else:
        main(sys.argv[1:])
