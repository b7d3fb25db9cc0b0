"""How many nodes 567 calls make on TensorFlow 1.4.0, and how many we count; where the random ones stand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbkit.tf1 as tf
from nbkit.tf1 import philox

COUNTED = json.loads((Path(__file__).parent / "nodes.json").read_text())


def names_in(call: str) -> set[str]:
    """The names of the file, of one letter each, that the call uses."""
    return set(re.findall(r"(?<![\w.'])([a-z])(?![\w'(=])", call))


def count(call: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many nodes a call makes, and how many of them before each random one."""
    before_each: list[int] = []
    seeds = philox.seeds

    def seeds_noted(graph_seed: Any, op_seed: Any, nodes: int) -> tuple[int, int]:
        before_each.extend([nodes] if op_seed is None else [])
        return seeds(graph_seed, op_seed, nodes)

    with tf.Graph().as_default() as graph, monkeypatch.context() as patched:
        patched.setattr(philox, "seeds", seeds_noted)
        given: dict[str, Any] = {"tf": tf, "np": np}
        for name in names_in(call) & set(COUNTED["names"]):
            given[name] = eval(COUNTED["names"][name], given)
        before_each.clear()
        nodes = graph.count
        exec(call, given)
        return [graph.count - nodes, *(number - nodes for number in before_each)]


def test_calls_count_the_nodes_of_1_4_0(monkeypatch: pytest.MonkeyPatch) -> None:
    different, equal = set(), 0
    for call, nodes in COUNTED["calls"].items():
        try:
            counted = count(call, monkeypatch)
        except AttributeError:
            continue  # a name that we do not have
        except TypeError:
            counted = []
        if counted == (nodes if isinstance(nodes, list) else [nodes]):
            equal += 1
        else:
            different.add(call)
    assert different == set()
    assert equal >= 551


@pytest.mark.parametrize("keep", ["0.4", "tf.placeholder(tf.float32)"])
def test_noise_that_hangs_on_a_shape_adds_nothing_to_the_gradient(keep: str) -> None:
    """Counted on 1.4.0: the slope ends at dropout's floor, although the noise has the shape of x."""
    for step, nodes in (
        ("gradients(cost, [w])", 41),
        ("train.GradientDescentOptimizer(0.1).minimize(cost)", 53),
    ):
        with tf.Graph().as_default() as graph:
            w, x = tf.Variable(tf.ones([3, 2])), tf.placeholder(tf.float32, [None, 3])
            cost = tf.reduce_mean(tf.nn.dropout(tf.matmul(x, w), eval(keep)))
            before = graph.count
            eval(f"tf.{step}", {"tf": tf, "cost": cost, "w": w})
            assert graph.count - before == nodes
