"""What a cell takes along when it leaves its notebook: the statements before it that it needs."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Sequence


def needed(cells: Sequence[str]) -> list[str]:
    """Return the statements of earlier cells that the last cell needs, in their order, and the last cell.

    A statement is needed if it gives a name that the cell reads, or that another needed statement reads.
    What gives no name (a call, a picture) stays behind, and so do lines for IPython and cells that Python
    cannot read.

    >>> needed(["import math", "a = 1; b = 2", "print(a)", "c = a + math.pi"])
    ['import math', 'a = 1', 'c = a + math.pi']
    """
    *before, last = map(plain, cells)
    statements = [statement for cell in before for statement in parsed(cell).body]
    wanted, kept = _read(last), set[int]()
    while more := {n for n, each in enumerate(statements) if n not in kept and wanted & _given(each)}:
        kept |= more
        wanted = wanted.union(*(_read(ast.unparse(statements[n])) for n in more))
    return [*(ast.unparse(statements[n]) for n in sorted(kept)), last]


def given_names(cell: str) -> set[str]:
    """The names that a cell gives.

    >>> sorted(given_names("a, b = 1, 2; print(c)"))
    ['a', 'b']
    """
    return set().union(*map(_given, parsed(plain(cell)).body))


def plain(cell: str) -> str:
    """A cell as Python reads it: without the lines that are meant for IPython.

    >>> plain("%matplotlib inline")
    '#%matplotlib inline'
    """
    if cell.lstrip().startswith("%%"):
        return ""
    lines = cell.splitlines()
    return "\n".join("#" + line if line.lstrip().startswith(("%", "!")) else line for line in lines)


def parsed(cell: str) -> ast.Module:
    """The cell's statements; none where Python cannot read it."""
    try:
        return ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _read(source: str) -> set[str]:
    """The names that it reads from the notebook; what a function has of its own is not among them."""
    try:
        return set(_read_in(symtable.symtable(source, "cell", "exec")))
    except (SyntaxError, ValueError):
        return set()


def _read_in(scope: symtable.SymbolTable) -> Iterator[str]:
    for name in scope.get_symbols():
        outermost = scope.get_type() == "module"
        if name.is_referenced() and (outermost or name.is_global()):
            yield name.get_name()
    for inner in scope.get_children():
        yield from _read_in(inner)


def _given(statement: ast.stmt) -> set[str]:
    """The names that a statement gives to the notebook; what functions and classes keep inside is theirs."""
    return set(_names_given(statement))


def _names_given(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.id
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return
    for child in ast.iter_child_nodes(node):
        yield from _names_given(child)
