"""Slopes held to central differences: what is shown of a rule that is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from planted import BASE

from nbkit.mine.design import Design, run_file
from nbkit.mine.held import Trial, draw, hold
from nbkit.mine.probe import Probe, Refused


def probe(tmp_path: Path, old: str = "", new: str = "") -> Probe:
    path = tmp_path / "nn.py"
    source = BASE.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new), encoding="utf-8")
    return Probe(Design(run_file(path)))


def test_differences_are_those_of_the_weighted_sum(tmp_path: Path) -> None:
    a, b = draw(2, 3), draw(3)
    trial = Trial(probe(tmp_path), "a * b", {"a": a, "b": b})
    np.testing.assert_allclose(trial.true["b"], (trial.G * a).sum(axis=0), rtol=1e-8)
    assert len(np.unique(trial.G)) > 3


def test_a_wrong_rule_is_shown_with_its_input(tmp_path: Path) -> None:
    wrong = probe(tmp_path, "lambda out, G, x: [G * out])", "lambda out, G, x: [G * x])")
    with pytest.raises(Refused) as refused:
        hold(wrong, "exp(a)", {"a": draw(2)}, ("a", lambda G, out, a: G * a, "that is G * x."))
    assert refused.value.sentence == "that is G * x."
    assert refused.value.details[0].startswith("  given     a, G = Placeholder(")
    assert "            slopes(out, G)   # towards a" in refused.value.details


def test_a_spreading_that_is_not_undone(tmp_path: Path) -> None:
    wrong = probe(tmp_path, "(SumTo(G * b, a), SumTo(G * a, b))", "(G * b, G * a)")
    with pytest.raises(Refused, match="where broadcasting has spread an input out"):
        hold(wrong, "a * b", {"a": draw(2, 3), "b": draw(3)})
