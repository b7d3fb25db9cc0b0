"""What every test starts from: one BLAS thread, the same random examples, an empty graph, Ctrl-C."""

from __future__ import annotations

import os
import signal

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from nbkit.graph import Graph

settings.register_profile(
    "nbkit",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("nbkit")


@pytest.fixture(autouse=True)
def graph() -> Iterator[Graph]:
    """A default graph of the test's own."""
    with Graph().as_default() as fresh:
        yield fresh


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Ctrl-C is heard, also by children: a shell makes deaf to it what it starts in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
