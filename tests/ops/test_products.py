"""Products, whatever their factors have for axes."""

from __future__ import annotations

import numpy as np
from trials import differences

import nbkit as nb
from nbkit.graph import Placeholder
from nbkit.session import Session


def test_whole_numbers_stay_whole() -> None:
    assert nb.dot(np.array([[10, 20], [30, 40]]), 10).dtype.kind == "i"


def test_one_matrix_used_twice() -> None:
    x = Placeholder()
    m = np.array([[1.0, 2.0], [3.0, 4.0]])
    for node in (x @ x, nb.sum(nb.concat([x, x, x])), nb.maximum(x, x)):
        loss = nb.sum(node)
        slope = Session().run(nb.gradients(loss, [x])[0], {x: m.copy()})
        at = m.copy()
        np.testing.assert_allclose(slope, differences(lambda: Session().run(loss, {x: at}), at), rtol=1e-6)  # noqa: B023
