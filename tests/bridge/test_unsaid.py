"""What has no counterpart says why; this needs no peer."""

from __future__ import annotations

import pytest

import nbkit as nb
from nbkit import ops
from nbkit.bridge.program import Program
from nbkit.bridge.unsaid import UNSAID
from nbkit.graph import GraphError


def test_the_reason_is_in_the_error() -> None:
    with nb.Graph().as_default():
        shape = ops.shape_of(nb.Placeholder("x"))
    with pytest.raises(GraphError, match=r"<ShapeOf> has no counterpart in torch: its.*Try: compute it"):
        Program(shape, "torch", {}, "SAYS")


def test_reasons_are_sentences() -> None:
    assert all(len(why.split()) > 5 for why in UNSAID.values())
