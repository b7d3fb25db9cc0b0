"""What every test starts from: one BLAS thread, the same random examples, an empty graph, Ctrl-C.

And in which order two workers take the files: what is long comes first, so that both end together.
"""

from __future__ import annotations

import os
import signal

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Iterator
from typing import Any

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

BROWSER = "tests/browser"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """All browser tests go to one worker, which so starts one browser; then the notebooks, then the rest."""
    from xdist.scheduler import LoadFileScheduling

    class LongOnesFirst(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)

        def _assign_work_unit(self, node: Any) -> None:
            self.workqueue.move_to_end(min(self.workqueue, key=rank), last=False)
            super()._assign_work_unit(node)

    return LongOnesFirst(config, log) if config.getvalue("dist") == "loadfile" else None


def rank(scope: str) -> tuple[bool, bool]:
    """Put the browser tests first, then the notebooks; min() takes the first of those that are equal."""
    return scope != BROWSER, not scope.endswith(".ipynb")


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
