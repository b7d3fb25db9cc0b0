"""What ours refuses is refused in the peers' tables too."""

from __future__ import annotations

import numpy as np
import pytest

from nbkit.bridge import checks
from nbkit.graph import GraphError


def test_forms_that_fit_are_handed_on() -> None:
    a, b = np.ones((2, 1)), np.zeros((2, 1))
    assert checks.some(a) is a
    assert checks.some(a, b)[1] is b
    assert checks.of_one_shape(a, b)[0] is a
    assert checks.single(np.float64(1)) == 1
    assert checks.whole(a, True) is a
    assert checks.no_stray(a, True) is a


def test_forms_that_do_not_fit_are_said() -> None:
    with pytest.raises(GraphError, match=r"got \(2,\) and \(2, 1\)"):
        checks.of_one_shape(np.ones(2), np.ones((2, 1)))
    with pytest.raises(GraphError, match=r"at least one entry, got shape \(0, 3\)"):
        checks.some(np.ones((0, 3)))
    with pytest.raises(GraphError, match="single number"):
        checks.single(np.ones(2))
    with pytest.raises(GraphError, match="whole class numbers"):
        checks.whole(np.ones(2), False)
    with pytest.raises(GraphError, match="among the classes"):
        checks.no_stray(np.ones(2), False)
    with pytest.raises(GraphError, match="numbers, got"):
        checks.class_numbers(["Tim", "John"])
