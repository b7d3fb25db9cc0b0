"""What Python 3 cannot read is written so that it can, each line in its place."""

from __future__ import annotations

import ast

import pytest

from nbkit.tf1.python2.text import translated


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print 'a', \\\n  1\nx = 2", "print('a', \\\n  1)\nx = 2"),
        ("if x: print x,  # so\n", 'if x: print(x, end=" ")  # so\n'),
        ("print.x = 1\nprint = 2", "print.x = 1\nprint = 2"),
        ("from __future__ import print_function\nprint", "from __future__ import print_function\nprint"),
        ("if x:\n\tprint x\n        y <> 1", "if x:\n        print(x)\n        y != 1"),
    ],
)
def test_each_line_stays_in_its_place(old: str, new: str) -> None:
    assert translated(old) == new
    ast.parse(new)
