"""Modules beside a listing and cells of a notebook are read as Python 2 read them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from nbkit.tf1 import python2


def test_a_listing_and_a_module_beside_it_run(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def half(n):\n    print 'halving', n\n    return n / 2\n")
    listing = tmp_path / "listing.py"
    listing.write_text("import tensorflow as tf, helper\nx = helper.half(7)\nprint x\ntf.nope\n")
    command = [sys.executable, "-m", "nbkit.tf1", str(listing)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "halving 7\n3\n"
    assert "listing.py is Python 2: read as such" in done.stderr
    assert "ran up to line 4 of 4" in done.stderr


class Shell:
    """What of IPython the reading of cells needs."""

    def __init__(self) -> None:
        self.input_transformers_post: list[object] = []
        self.ast_transformers: list[object] = []

    def run(self, cell: str) -> dict[str, object]:
        """Read a cell as IPython does."""
        lines = cell.splitlines(keepends=True)
        for transform in self.input_transformers_post:
            lines = transform(lines)  # type: ignore[operator]
        tree = ast.parse("".join(lines))
        for transformer in self.ast_transformers:
            tree = transformer.visit(tree)  # type: ignore[attr-defined]
        names: dict[str, object] = {}
        exec(compile(tree, "<cell>", "exec"), names)
        return names


def test_cells_are_python_2_from_the_first_that_must_be(capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell()
    python2.read_cells(shell)
    python2.read_cells(shell)
    assert shell.run("x = 7 / 2")["x"] == 3.5
    shell.run("print 'old'")
    assert shell.run("x = 7 / 2")["x"] == 3
    assert capsys.readouterr().out == "old\n"
    python2.load_ipython_extension(shell)
    assert shell.run("x = 7 / 2")["x"] == 3
    python2.unload_ipython_extension(shell)
    assert shell.ast_transformers == shell.input_transformers_post == []
