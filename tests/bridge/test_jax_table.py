"""Each operation in JAX: equal values and equal slopes, with random and with tied inputs."""

from __future__ import annotations

import pytest
from cases import Case
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sides import SAID, close, side, tied

import nbkit as nb
from nbkit import bridge

jax = pytest.importorskip("jax", reason="jax is a peer: pip install '.[peers]'")
EACH = pytest.mark.parametrize("case", SAID, ids=lambda case: case.operation.__name__)


@pytest.fixture(autouse=True, scope="module")
def _float64():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


@EACH
@settings(max_examples=3, phases=[Phase.generate], deadline=None)
@given(data=st.data())
def test_values_and_slopes_are_ours(case: Case, data: st.DataObject) -> None:
    s = side(case, data.draw)
    names = [x.name for x in s.floats]
    value, *ours = s.ours()
    close(bridge.to_jax(s.node)({}, s.feeds), value)
    if not names:
        return
    f = bridge.to_jax(s.loss)
    slopes = jax.grad(lambda some: f({}, s.feeds | some))({name: s.feeds[name] for name in names})
    for name, expected in zip(names, ours, strict=True):
        close(slopes[name], expected)


@EACH
@settings(max_examples=1, phases=[Phase.generate], deadline=None)
@given(data=st.data())
def test_our_gradient_nodes_run_there_too(case: Case, data: st.DataObject) -> None:
    s = side(case, data.draw)
    theirs = bridge.to_jax([s.node, *nb.gradients(s.loss, s.floats)])({}, s.feeds)
    for got, expected in zip(theirs, s.ours(), strict=True):
        close(got, expected)


def test_the_first_of_equals_gets_all() -> None:
    s = tied()
    f = bridge.to_jax(s.loss)
    close(jax.grad(lambda x: f({}, {"x": x}))(s.feeds["x"]), s.ours()[1])
