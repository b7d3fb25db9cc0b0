"""An answer takes along what it needs, and no more."""

from __future__ import annotations

import pytest

from nbkit.grade.needed import given_names, needed, plain


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["import numpy as np", "x = 1", "a = np.e"], ["import numpy as np"]),
        (["x = 1", "def f(x): return x", "a = f(2)"], ["def f(x):\n    return x"]),
        (["def f(): g()", "def g(): 1", "a = f()"], ["def f():\n    g()", "def g():\n    1"]),
        (["k = 1", "k += 1", "k = k * 2", "other = 3", "a = k"], ["k = 1", "k += 1", "k = k * 2"]),
        (["from math import pi as p, e", "a = e"], ["from math import pi as p, e"]),
        (["a, (b, *c) = 1, (2, 3)", "d = [c for c in range(3)]", "e = c"], ["a, (b, *c) = (1, (2, 3))"]),
        (["with open('x') as file: data = 1", "a = data"], ["with open('x') as file:\n    data = 1"]),
        (["x = 1", "def f(y):\n    x = y\n    return x"], []),
        (["x = 1", "def f(y):\n    return x + y"], ["x = 1"]),
        (["class A: pass", "class B(A): pass", "b = B()"], ["class A:\n    pass", "class B(A):\n    pass"]),
        (["%matplotlib inline\nx = 1", "!ls\n", "%%time\nx = 2", "a = x"], ["x = 1"]),
        (["this is no Python", "x = 1", "a = x"], ["x = 1"]),
        (["@g\ndef f(): 1", "def g(f): 2", "a = f"], ["@g\ndef f():\n    1", "def g(f):\n    2"]),
    ],
)  # fmt: skip
def test_what_is_taken_along(cells: list[str], kept: list[str]) -> None:
    assert needed(cells) == [*kept, cells[-1]]


def test_lines_for_ipython_leave_the_answer_too() -> None:
    assert needed(["%time x = 1\ny = 2"]) == ["#%time x = 1\ny = 2"]
    assert plain("%%bash\nls") == ""


def test_a_cell_that_python_cannot_read_stays_as_it_is() -> None:
    assert needed(["x = 1", "def f(x)\n    return x"]) == ["def f(x)\n    return x"]


def test_names_that_a_cell_gives() -> None:
    assert given_names("import a.b\nfor c in d: e = 1\nf.g = h\ni: int = 3\n(j := 2)") == set("aceij")
