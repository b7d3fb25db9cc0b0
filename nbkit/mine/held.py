"""Slopes of a design, held to central differences with an upstream gradient that differs everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nbkit.learn.wording import format_value
from nbkit.mine.probe import Looks, Probe, Raised
from nbkit.mine.walk import sweep

H = 1e-5  # half the step
NO_NODE = "what comes back is no node: a slope is a node, too, made by your own operations; run computes it."
NO_VALUE = Looks(
    Raised(
        (TypeError, AttributeError, ValueError, KeyError),
        "ufunc|not fed|no value|array_ufunc|has no attribute",
    ),
    "it computes instead of making nodes: here nothing has a value yet. Write each rule with your own "
    "operators, on G and on the inputs as nodes.",
)
NO_LIST = Looks(
    Raised(TypeError, "not iterable"),
    "a rule gives one node and no list: a list is wanted, also where there is one input, [slope].",
)
MISFIT = Looks(
    Raised(ValueError, "broadcast|mismatch|align|operands|shape|dimension"),
    "the shapes on the way do not fit. Write them beside each letter: what has the shape of the input?",
)
SPREAD = (
    "its slope has the shape of what came out, not of what went in: where broadcasting has spread an input "
    "out, add its slope up again."
)
WITHOUT_G = "G is left out: that is right only where each entry of what came out counts 1. Multiply by it."
LINE = ",\n        "
AVERAGED = "that is a mean over what was spread out: its slope is added up."
Arrays = dict[str, np.ndarray]
Wrong = tuple[str, Callable[..., Any], str]


def draw(*shape: int, seed: int = 0, positive: bool = False) -> np.ndarray:
    """Numbers of one decimal that are far from 0, and the same each time.

    >>> draw(3)
    array([ 2.4, -0.8,  2.1])
    """
    values = np.random.default_rng(seed + 10 * len(shape)).uniform(0.3, 2.5, shape).round(1)
    signs = np.where(np.arange(values.size).reshape(shape) % 3 == 1, -1.0, 1.0)
    return values if positive else values * signs


def hold(probe: Probe, code: str, arrays: Arrays, *wrong: Wrong, calm: str = "") -> None:
    """Hold the slopes of an expression, as they arrive at its placeholders, to central differences.

    wrong: a placeholder, what a wrong rule gives from G, what comes out and the arrays, and what is said.
    calm: what is said where an overflow is met on the way.
    """
    trial = Trial(probe, code, arrays)
    for name in arrays:
        looks = [
            Looks(rule(trial.G, trial.out, *arrays.values()), said) for at, rule, said in wrong if at == name
        ]
        trial.hold(name, [*looks, *trial.general(name), MISFIT], calm)


class Trial:
    """An expression of placeholders, arrays that are fed to them, and how much each entry of it counts."""

    def __init__(self, probe: Probe, code: str, arrays: Arrays) -> None:
        self.probe, self.arrays = probe, arrays
        probe.lines = []
        placeholders = ", ".join(f'placeholder("{name}")' for name in [*arrays, "G"])
        probe.given(f"{', '.join([*arrays, 'G'])} = {placeholders}")
        probe.given(f"out = {code}")
        self.feed = {probe.names[name]: array for name, array in arrays.items()}
        self.out = self._run("out", self.feed)
        self.G = draw(*np.shape(self.out), seed=7)
        self.feed[probe.names["G"]] = self.G
        entries = [f"{name}: {np.asarray(a).tolist()}" for name, a in {**arrays, "G": self.G}.items()]
        probe.lines += f"feed = {{{LINE.join(entries)}}}".splitlines()
        self.true = {name: self.differences(name, self.G) for name in arrays}
        self.reached = probe.tried(self._sweep, NO_VALUE, NO_LIST, shown="slopes(out, G)")

    def _run(self, name: str, feed: dict[Any, Any]) -> Any:
        self.probe.names["feed"] = feed
        return self.probe.value(f"run({name}, feed)")

    def _sweep(self) -> dict[int, Any]:
        names = self.probe.names
        return sweep(names["out"], names["G"], self.probe.inputs, checked_slopes(self.probe))

    def hold(self, name: str, looks: Sequence[Looks], calm: str = "") -> None:
        """Hold what arrives at a placeholder to what it must be."""
        node = self.probe.names[name]
        shown = f"slopes(out, G)   # towards {name}"
        if id(node) not in self.reached:
            self.probe.refuse(
                f"nothing comes back to {name}.", format_value(self.true[name]), "nothing", shown
            )
        self.probe.names |= {"slope": self.reached[id(node)], "feed": self.feed}
        options: Any = {"rtol": 1e-5, "atol": 1e-7, "calm": calm, "shown": shown}
        self.probe.equal("run(slope, feed)", self.true[name], *looks, **options)

    def differences(self, name: str, G: np.ndarray) -> Any:
        """The slope of sum(G * out) towards a placeholder, from a small step up and a small step down."""
        node = self.probe.names[name]
        slope = np.zeros(np.shape(self.arrays[name]))
        for place in np.ndindex(slope.shape):
            step = np.zeros(slope.shape)
            step[place] = H
            up, down = (
                np.sum(G * self._run("out", {**self.feed, node: self.arrays[name] + side * step}))
                for side in (1, -1)
            )
            slope[place] = (up - down) / (2 * H)
        return slope if slope.ndim else float(slope)

    def general(self, name: str) -> list[Looks]:
        """What goes wrong with any operation."""
        shape, out, true = np.shape(self.arrays[name]), np.shape(self.out), self.true
        unweighted = self.differences(name, np.ones(out))
        times = np.prod(out, dtype=int) // np.prod(shape, dtype=int)
        return [
            Looks(lambda got: shape != out and np.shape(got) == out != (), SPREAD),
            Looks(lambda got: not np.any(got), "no slope arrives: 0 everywhere."),
            Looks(-np.asarray(true[name]), "the sign is wrong: it is minus what is expected."),
            *(Looks(true[other], f"that is the slope towards {other}: they are swapped.") for other in true),
            *([Looks(true[name] / times, AVERAGED)] if times > 1 else []),
            Looks(lambda got: np.shape(got) == shape and np.allclose(got, unweighted, 1e-4, 1e-6), WITHOUT_G),
        ]


def checked_slopes(probe: Probe) -> Callable[[Any, Any], Sequence[Any]]:
    """The design's own slopes, held to what they are: a node for each input."""
    slopes = probe.plain("lambda node, G: slopes(node, G)")

    def call(node: Any, G: Any) -> Sequence[Any]:
        found, count = slopes(node, G), len(probe.inputs(node))
        if not isinstance(found, list | tuple) or len(found) != count:
            inputs = f"{count} inputs" if count != 1 else "one input"
            told = f"one node for each input is asked for, in a list; here: {inputs}."
            probe.refuse(told, f"a list of {count}", probe.written(found), "slopes(out, G)")
        for slope in found:
            if not hasattr(slope, probe.design.names["inputs"]):
                probe.refuse(NO_NODE, "nodes", probe.written(found), "slopes(out, G)")
        return found

    return call
