"""Reads a listing of Python 2 as Python 2 did: its print, its division, its lists.

Most lectures of TensorFlow 1 that stop at their first line stop at `print "cost:", c`.
"""

from __future__ import annotations

import ast
import builtins
import functools
import io
import os
import re
import sys
import tokenize
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from importlib.util import decode_source
from itertools import pairwise
from types import CodeType
from typing import Any

import numpy as np

from nbkit.tf1.core.tensor import Operators

# ---------------------------------------------------------------- text: what Python 3 cannot read


def translated(source: str) -> str:
    r"""The source with the statements of Python 2 as Python 3 writes them, line by line.

    >>> translated('print "a", 1\nprint\nprint x,')
    'print("a", 1)\nprint()\nprint(x, end=" ")'
    >>> translated('try: f()\nexcept ValueError, e: raise KeyError, "no"')
    'try: f()\nexcept ValueError as e: raise KeyError("no")'
    """
    lines = [_spaces_first(line) for line in source.splitlines(keepends=True)]
    is_function = re.search(r"^from __future__ import .*print_function", source, re.MULTILINE)
    found = [s for s in _statements("".join(lines)) if not (is_function and s[0].string == "print")]
    edits = [edit for statement in found for edit in _edits(statement)]
    for (row, first), last, new in sorted(edits, reverse=True):
        line = lines[row - 1]
        lines[row - 1] = line[:first] + new + line[last:]
    return "".join(lines)


def _spaces_first(line: str) -> str:
    """The line with eight spaces for each tab that it begins with."""
    bare = line.lstrip(" \t")
    return line[: len(line) - len(bare)].expandtabs(8) + bare


_BETWEEN = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)
Token = tokenize.TokenInfo


def _statements(source: str) -> Iterator[list[Token]]:
    """The tokens of each statement; what stands behind a colon or a semicolon is one of its own."""
    found: list[Token] = []
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _BETWEEN:
            continue
        depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        ends = token.type in (tokenize.NEWLINE, tokenize.ENDMARKER)
        if not ends:
            found.append(token)
        if found and (ends or (depth == 0 and token.string in (":", ";"))):
            yield found
            found = []


Edit = tuple[tuple[int, int], int, str]  # where, up to which column, what stands there now


def _edits(statement: list[Token]) -> list[Edit]:
    """What to change in a statement."""
    first, *rest = statement
    rest = rest[:-1] if rest and rest[-1].string in (":", ";") else rest
    changed = _CHANGES.get(first.string, lambda *_: [])(first, rest)
    for one, other in pairwise(rest):
        if one.string == "<>" or one.string + other.string == "<>":
            changed.append((one.start, one.start[1] + 2, "!="))
    return changed


def _executed(first: Token, rest: list[Token]) -> list[Edit]:
    """exec "code" as a call."""
    return [] if not rest or rest[0].string == "(" else [_opened(first), _put(rest[-1].end, ")")]


def _caught(first: Token, rest: list[Token]) -> list[Edit]:
    """except KeyError, e as except KeyError as e."""
    comma = _comma(rest)
    return [] if comma is None else [(comma.start, comma.end[1], " as")]


def _raised(first: Token, rest: list[Token]) -> list[Edit]:
    """raise KeyError, "text" as a call."""
    comma = _comma(rest)
    return [] if comma is None else [(comma.start, comma.end[1] + 1, "("), _put(rest[-1].end, ")")]


def _printed(first: Token, rest: list[Token]) -> list[Edit]:
    """print "a", b as a call; with a comma at the end, or into a file."""
    if not rest:
        return [_put(first.end, "()")]
    if rest[0].string in ("=", ".", ","):  # a name like any other
        return []
    end = ""
    if rest[-1].string == ",":
        end, rest = ' end=" "', rest[:-1]
        end = f",{end}" if rest else end
    last = rest[-1].end
    after = last[1] + (1 if end else 0)
    if rest[0].string == ">>":
        comma = _comma(rest)
        file = "".join(t.string for t in rest[1 : rest.index(comma) if comma else None])
        begin = _opened(first)[0], (comma or rest[-1]).end[1], "("
        return [begin, (last, after, f"{', ' if comma else ''}file={file}{end})")]
    return [_opened(first), (last, after, f"{end})")]


_CHANGES = {"print": _printed, "exec": _executed, "except": _caught, "raise": _raised}


def _comma(tokens: list[Token]) -> Token | None:
    """The first comma that stands in no brackets."""
    depth = 0
    for token in tokens:
        depth += (token.string in ("(", "[", "{")) - (token.string in (")", "]", "}"))
        if depth == 0 and token.string == ",":
            return token
    return None


def _opened(word: Token) -> Edit:
    """A bracket in place of the blank behind a word, if there is one."""
    row, column = word.end
    return (row, column), column + (word.line[column : column + 1] == " "), "("


def _put(place: tuple[int, int], text: str) -> Edit:
    return place, place[1], text


# ---------------------------------------------------------------- tree: what Python 3 reads otherwise

_METHODS = {"iteritems": "items", "itervalues": "values", "iterkeys": "keys", "has_key": "__contains__"}
_MODULES = {"cPickle": "pickle", "Queue": "queue", "StringIO": "io", "urllib2": "urllib.request"}
_LISTS = ("keys", "values", "items")


class _AsBefore(ast.NodeTransformer):
    """Division, dictionaries and names of modules."""

    def __init__(self, divides: bool) -> None:
        self.divides = divides

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not (self.divides and isinstance(node.op, ast.Div)):
            return node
        return _call("divided", node, node.left, node.right)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if not (self.divides and isinstance(node.op, ast.Div)):
            return node
        before = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.copy_location(ast.Assign([node.target], _call("divided", node, before, node.value)), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Attribute):
            return node
        node.func.attr = _METHODS.get(node.func.attr, node.func.attr)
        wants_list = node.func.attr in _LISTS and not node.args
        return _call("listed", node, node) if wants_list else node

    def visit_Import(self, node: ast.Import) -> ast.AST:
        for name in node.names:
            if name.name in _MODULES:
                name.name, name.asname = _MODULES[name.name], name.asname or name.name
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        node.module = _MODULES.get(node.module or "", node.module)
        return node


def _call(name: str, place: ast.AST, *arguments: ast.expr) -> ast.Call:
    call = ast.Call(ast.Name(f"_{name}", ast.Load()), list(arguments), [])
    return ast.copy_location(call, place)


def tree_of(source: str) -> ast.Module | None:
    """The tree of a source that only Python 2 runs; None for what Python 3 runs, or neither reads."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python says them when it runs the listing
            tree = ast.parse(source)
        if not _is_old(tree):
            return None
    except SyntaxError:
        pass
    try:
        return as_before(ast.parse(translated(source)))
    except (SyntaxError, tokenize.TokenError):
        return None


def _is_old(tree: ast.AST) -> bool:
    """Does it use what Python 3 has no more, and never says what it is?"""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    told = {n.id for n in names if not isinstance(n.ctx, ast.Load)}
    told |= {n.asname or n.name for n in ast.walk(tree) if isinstance(n, ast.alias)}
    used = {n.id for n in names} | {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    return bool(used & _GONE - told)


_GONE = {"xrange", "raw_input", "unicode", "basestring", "iteritems", "itervalues", "iterkeys", "has_key"}


def as_before(tree: ast.Module) -> ast.Module:
    """The tree with Python 2's meaning of what both can read."""
    future = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    divides = "division" not in [name.name for n in future for name in n.names]
    tree = _AsBefore(divides).visit(tree)
    names = [ast.alias(own, name) for name, own in _NAMES.items()]
    at = tree.body.index(future[-1]) + 1 if future else 0
    tree.body.insert(at, ast.ImportFrom(__name__, names, 0))
    return ast.fix_missing_locations(tree)


def compiled(source: str, filename: str) -> CodeType | None:
    """The code of a source that only Python 2 reads; None for what Python 3 reads, or neither does."""
    tree = tree_of(source)
    return None if tree is None else compile(tree, filename, "exec", dont_inherit=True)


# ---------------------------------------------------------------- modules beside a listing, and cells


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


unload_ipython_extension = leave_cells

# ---------------------------------------------------------------- names: what Python 2 had


def show(*values: Any, sep: str = " ", end: str = "\n", file: Any = None) -> None:
    """Print as Python 2 did: numbers with twelve digits.

    >>> show(0.1 + 0.2, 1e-5, 2.0)
    0.3 1e-05 2.0
    """
    builtins.print(*map(_text, values), sep=sep, end=end, file=file or sys.stdout)


def _text(value: Any) -> Any:
    if type(value) is not float:
        return value
    text = f"{value:.12g}"
    return text if set(text) & set(".enai") else f"{text}.0"


def divided(a: Any, b: Any) -> Any:
    """a / b, rounded down where both are whole numbers.

    >>> divided(7, 2), divided(7, 2.0)
    (3, 3.5)
    """
    if isinstance(a, Operators):
        return a.__div__(b)
    if isinstance(b, Operators):
        return b.__rdiv__(a)
    kinds = [np.asarray(n).dtype.kind in "iu" if isinstance(n, _NUMBERS) else False for n in (a, b)]
    return a // b if all(kinds) else a / b


_NUMBERS = (int, np.integer, np.ndarray)


def listed(values: Any) -> Any:
    """A list of what a dictionary shows of itself; all else as it is."""
    return list(values) if isinstance(values, _VIEWS) else values


_VIEWS: Any = (type({}.keys()), type({}.values()), type({}.items()))


def _in_a_list(function: Any) -> Any:
    return lambda *given: list(function(*given))


range_, map_ = _in_a_list(range), _in_a_list(map)
filter_, zip_ = _in_a_list(filter), _in_a_list(zip)
xrange, raw_input, unicode, basestring, long, reduce = range, input, str, str, int, functools.reduce
_NAMES = {n: n for n in ("xrange", "raw_input", "unicode", "basestring", "long", "reduce")}
_NAMES |= {"print": "show", "range": "range_", "map": "map_", "filter": "filter_", "zip": "zip_"}
_NAMES |= {"_divided": "divided", "_listed": "listed"}
