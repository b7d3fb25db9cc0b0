"""The share of the notebooks that this machine runs: `--nbkit-shard` of a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nbkit.gate.asked import asked_notebooks
from nbkit.gate.many.shards import divide, estimate, parse_shard
from nbkit.gate.proved.watch import digest
from nbkit.gate.reports.results import read_results


class Share:
    """The notebooks of this shard and those of the others: the same division on each machine.

    Raises UsageError where the options name no shard, or durations that cannot be read.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.notebooks = asked_notebooks(config)
        self.durations = config.option.nbkit_durations
        try:
            self.shard = parse_shard(config.option.nbkit_shard)
            self.known = self._read(config.invocation_params.dir)
        except ValueError as error:
            raise pytest.UsageError(str(error)) from None
        shares = divide(estimate(self.notebooks, self.known), self.shard.total)
        self.own = shares[self.shard.number - 1]
        self.plan = digest(json.dumps(shares).encode())

    def _read(self, here: Path) -> dict[str, float]:
        """Read how long notebooks took; the first run has nothing to read."""
        path = here / (self.durations or "")
        return read_results(path).seconds if path.is_file() else {}

    @property
    def left_out(self) -> list[str]:
        """The files of the other shards."""
        own = set(self.own)
        return [str(path) for name, path in self.notebooks.items() if name not in own]

    def lines(self) -> Iterator[str]:
        """Say how large the share is."""
        if self.notebooks:
            yield f"nbkit: shard {self.shard} has {len(self.own)} of {len(self.notebooks)} notebooks"
        if self.durations and not self.known:
            yield f"nbkit: {self.durations} is not there yet: the shards are balanced by numbers of cells"
