"""Every operation of the course is said in every table; this needs no peer."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from nbkit import backprop, bridge, ops  # noqa: F401
from nbkit.bridge.unsaid import UNSAID
from nbkit.bridge.vocabulary import PEERS
from nbkit.graph import Operation

TABLES = {peer: import_module(f"nbkit.bridge.{peer}_table").SAYS for peer in PEERS}


def operations(kind: type[Operation] = Operation) -> Iterator[type[Operation]]:
    for sub in kind.__subclasses__():
        yield from [sub] if sub.__module__.startswith(("nbkit.ops", "nbkit.backprop")) else []
        yield from operations(sub)


@pytest.mark.parametrize("peer", PEERS)
def test_every_operation_is_said(peer: str) -> None:
    computes = {kind for kind in operations() if kind.forward is not Operation.forward}
    assert not UNSAID.keys() & TABLES[peer].keys()
    unsaid = {kind.__name__ for kind in computes - TABLES[peer].keys() - UNSAID.keys()}
    assert unsaid == set(), f"say it in nbkit/bridge/{peer}_table.py, or in unsaid.py why it cannot be"


def test_the_rows_show_each_operation_in_each_peers_words() -> None:
    rows: dict[str, Any] = {name: said for name, *said in bridge.counterparts()}
    assert set(rows) == {operation.__name__ for operation in TABLES["torch"]}
    assert rows["Add"] == ["a + b", "jnp.add(a, b)", "_same('Add')"]
    assert rows["Conv2D"] == ["_conv2d", "_conv2d", "images.conv2d"]
