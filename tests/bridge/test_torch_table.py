"""Each operation in PyTorch: equal values and equal slopes, with random and with tied inputs."""

from __future__ import annotations

import pytest
from cases import Case
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sides import SAID, close, side, tied

import nbkit as nb
from nbkit import bridge

torch = pytest.importorskip("torch", reason="torch is a peer: pip install '.[peers]'")
EACH = pytest.mark.parametrize("case", SAID, ids=lambda case: case.operation.__name__)


@EACH
@settings(max_examples=12, phases=[Phase.generate], deadline=None)
@given(data=st.data())
def test_values_and_slopes_are_ours(case: Case, data: st.DataObject) -> None:
    s = side(case, data.draw)
    module = bridge.to_torch({"node": s.node, "loss": s.loss})
    feeds = {name: torch.tensor(value) for name, value in s.feeds.items()}
    leaves = [feeds[x.name].requires_grad_() for x in s.floats]
    theirs = module(**feeds)
    slopes = [torch.zeros_like(x) for x in leaves]
    if theirs["loss"].requires_grad:
        slopes = torch.autograd.grad(theirs["loss"], leaves, allow_unused=True, materialize_grads=True)
    value, *ours = s.ours()
    close(theirs["node"].detach(), value)
    for got, expected in zip(slopes, ours, strict=True):
        close(got, expected)


@EACH
@settings(max_examples=4, phases=[Phase.generate], deadline=None)
@given(data=st.data())
def test_our_gradient_nodes_run_there_too(case: Case, data: st.DataObject) -> None:
    s = side(case, data.draw)
    module = bridge.to_torch([s.node, *nb.gradients(s.loss, s.floats)])
    for got, expected in zip(module(**s.feeds), s.ours(), strict=True):
        close(got.detach(), expected)


def test_the_first_of_equals_gets_all() -> None:
    s = tied()
    x = torch.tensor(s.feeds["x"], requires_grad=True)
    bridge.to_torch(s.loss)(x=x).backward()
    close(x.grad, s.ours()[1])
