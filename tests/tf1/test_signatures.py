"""Each function takes the arguments that it took in TensorFlow 1.4.0, by name and by place."""

from __future__ import annotations

import json
from inspect import Parameter, signature
from operator import attrgetter
from pathlib import Path

import pytest

import nbkit.tf1 as tf

FILE = Path(__file__).parent / "signatures.json"
CALLS: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))["calls"]
# What 1.4.0 takes and we do not: it would change what is computed, so a TypeError is better than silence.
LEFT_OUT = {"constraint", "stop_gradients", "renorm", "renorm_clipping", "renorm_decay", "renorm_momentum"}
# Such as nobody gives: they speak of devices, of stored graphs, or of TensorFlow's own insides.
LEFT_OUT |= {"colocate_with_first_write_call", "dropout_state_filter_visitor"}


@pytest.mark.parametrize("name", CALLS)
def test_arguments_are_those_of_1_4_0(name: str) -> None:
    theirs = [n for n in CALLS[name].split() if n not in LEFT_OUT]
    found = [p for p in signature(attrgetter(name)(tf)).parameters.values() if p.name != "self"]
    ours = [p.name for p in found]
    others = {p.kind for p in found}
    unknown = [] if Parameter.VAR_KEYWORD in others else [n for n in theirs if n not in ours]
    assert unknown == []
    if Parameter.VAR_POSITIONAL not in others:
        assert [n for n in ours if n in theirs] == [n for n in theirs if n in ours]
        assert [n for n in ours if n not in theirs] == ours[len([n for n in ours if n in theirs]) :]
