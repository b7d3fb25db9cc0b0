"""Names in code lead to the reference: which names of `nbkit` stand where in the cells of a page."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from importlib import import_module
from typing import Any, NamedTuple

Places = dict[str, str]  # a name in the notebook: what it stands for, as nbkit.ops.activations.sigmoid


class Mark(NamedTuple):
    """Characters of a cell, from start to end, that name something."""

    start: int
    end: int
    target: str


def home(dotted: str) -> str:
    """Where the thing is defined that is handed on under this name; the name itself if it is not found.

    >>> home("nbkit.sigmoid"), home("nbkit.Session.run")
    ('nbkit.ops.activations.sigmoid', 'nbkit.session.Session.run')
    """
    thing, rest = _found(dotted)
    if inspect.ismodule(thing) or thing is None:
        return dotted
    return ".".join([f"{thing.__module__}.{thing.__qualname__}", *rest])


def _found(dotted: str) -> tuple[Any, list[str]]:
    """The module, function or class that the first words name, and the words after it."""
    first, *rest = dotted.split(".")
    thing: Any = import_module(first)
    while rest:
        try:
            inside = getattr(thing, rest[0])
        except AttributeError:
            try:
                inside = import_module(f"{thing.__name__}.{rest[0]}")
            except ModuleNotFoundError:
                break
        if not (inspect.ismodule(inside) or inspect.isclass(inside) or inspect.isfunction(inside)):
            break
        thing, rest = inside, rest[1:]
    return thing, rest


def marks(source: str, known: Places) -> list[Mark]:
    """What a cell names of nbkit; `known` learns what it imports, and forgets what it gives another meaning.

    >>> known = {}
    >>> marks("import nbkit as nb", known), marks("y = nb.tanh(x)", known)
    ([], [Mark(start=4, end=11, target='nbkit.ops.activations.tanh')])
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic, or the three dots of a stub in an odd place
        return []
    for name in _given_a_meaning(tree):
        known.pop(name, None)
    known |= _imported(tree)
    starts = _starts(source)
    found = []
    for node, dotted in _chains(tree, known):
        start = starts(node.lineno, node.col_offset)
        found.append(Mark(start, starts(node.end_lineno, node.end_col_offset), home(dotted)))
    known |= _made(tree, known)
    return sorted(found)


def _given_a_meaning(tree: ast.AST) -> Iterator[str]:
    """Names that a cell assigns, defines or takes as arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def _imported(tree: ast.AST) -> Places:
    """What `import` statements bring from nbkit."""
    found = {}
    for node in ast.walk(tree):
        names = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
        before = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for alias in names:
            if (before + alias.name).split(".")[0] == "nbkit" and (
                alias.asname or before or alias.name == "nbkit"
            ):
                found[alias.asname or alias.name] = before + alias.name
    return found


def _made(tree: ast.AST, known: Places) -> Places:
    """Names given to an object of a class of nbkit, such as `session = nb.Session()`."""
    found: Places = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            dotted = _dotted(node.value.func, known)
            if dotted and inspect.isclass(_found(dotted)[0]) and not _found(dotted)[1]:
                found |= {target.id: home(dotted) for target in node.targets if isinstance(target, ast.Name)}
    return found


def _chains(tree: ast.AST, known: Places) -> Iterator[tuple[Any, str]]:
    """Each name, with all its attributes, that begins with something known."""
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        dotted = "" if id(node) in inner else _dotted(node, known)
        if dotted:
            yield node, dotted


def _dotted(node: ast.AST, known: Places) -> str:
    """`nb.Session` as `nbkit.Session`; nothing where it does not begin with something known."""
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute) and (before := _dotted(node.value, known)):
        return f"{before}.{node.attr}"
    return ""


def _starts(source: str) -> Callable[[Any, Any], int]:
    """From a line and the bytes before it in the line, as `ast` counts, to characters of the whole."""
    lines = source.splitlines(keepends=True)

    def place(line: int, column: int) -> int:
        before = sum(map(len, lines[: line - 1]))
        return before + len(lines[line - 1].encode()[:column].decode())

    return place


# ---------------------------------------------------------------- in the page

TOKEN = re.compile(r"<span[^>]*>[^<]*</span>|<[^>]*>|&[^;]+;|[^<&]")
TEXT = re.compile(r"<[^>]*>")


def linked(html: str, found: Sequence[Mark]) -> str:
    """Coloured code with a link around each mark, whose target is an address.

    >>> linked("<pre><span>nb</span>.<span>f</span>(1)</pre>", [Mark(0, 4, "#f")])
    '<pre><a class="nbkit-name" href="#f"><span>nb</span>.<span>f</span></a>(1)</pre>'
    """
    begins = {mark.start: mark for mark in found}
    pieces, position, end = [], 0, -1
    for token in TOKEN.findall(html):
        length = len(unescape(TEXT.sub("", token)))
        if length and end < 0 and position in begins:
            end = begins[position].end
            pieces.append(f'<a class="nbkit-name" href="{begins[position].target}">')
        pieces.append(token)
        position += length
        if 0 <= end <= position:
            pieces.append("</a>")
            end = -1
    return "".join(pieces)
