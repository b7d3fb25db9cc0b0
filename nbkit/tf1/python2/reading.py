"""Modules beside a listing, and the cells of a notebook, are read in the same way."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from importlib.util import decode_source
from types import CodeType
from typing import Any

from nbkit.tf1.python2.text import translated
from nbkit.tf1.python2.tree import as_before, compiled, tree_of


class _Loader(SourceFileLoader):
    """Reads a module as Python 2, where Python 3 cannot."""

    def source_to_code(self, data: Any, path: Any, **options: Any) -> CodeType:  # type: ignore[override]
        code = compiled(decode_source(data), path) if isinstance(data, bytes) else None
        return code or super().source_to_code(data, path, **options)


@contextmanager
def beside(folder: str) -> Iterator[None]:
    """Read the modules in a folder and below it as Python 2, where Python 3 cannot."""

    def finder(path: str) -> FileFinder:
        if not (path.startswith(folder) and os.path.isdir(path)):
            raise ImportError("another folder")
        return FileFinder(path, (ExtensionFileLoader, EXTENSION_SUFFIXES), (_Loader, [".py"]))

    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.pop(folder, None)
    try:
        yield
    finally:
        sys.path_hooks.remove(finder)
        for path in [p for p in sys.path_importer_cache if p.startswith(folder)]:
            del sys.path_importer_cache[path]


class Cells:
    """Reads the cells of a notebook as Python 2, from the first one that Python 3 cannot read."""

    begun = False

    def text(self, lines: list[str]) -> list[str]:
        """The lines of a cell as Python 3 writes them."""
        source = "".join(lines)
        if tree_of(source) is None:
            return lines
        self.begun = True
        return translated(source).splitlines(keepends=True)

    def visit(self, tree: ast.Module) -> ast.Module:
        """The tree of a cell with Python 2's meaning, once it is known to be Python 2."""
        return as_before(tree) if self.begun else tree


_cells = Cells()


def read_cells(shell: Any, begun: bool = False) -> None:
    """Have a notebook's kernel read Python 2; begun: from its first cell, else from where it must."""
    _cells.begun = begun
    if _cells not in shell.ast_transformers:
        shell.input_transformers_post.append(_cells.text)
        shell.ast_transformers.append(_cells)


def leave_cells(shell: Any) -> None:
    """Have it read Python 3 alone again."""
    if _cells in shell.ast_transformers:
        shell.input_transformers_post.remove(_cells.text)
        shell.ast_transformers.remove(_cells)


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext nbkit.tf1.python2`: all cells are Python 2."""
    read_cells(shell, begun=True)
