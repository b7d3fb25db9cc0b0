"""Which lines of a cell stand on a slide: not those that only draw."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

DRAWING = {"show", "draw", "explore", "step_through", "live", "slider", "choice", "toggle", "pad"}
PLAIN = {"range", "dict", "list", "tuple", "zip"}
MARKS = re.compile(r"\s*# (?:noqa|type: ignore|needs ).*$", re.MULTILINE)
MOST_LINES = 14


def without_drawing(source: str) -> str:
    """The source without the statements that only make or show a figure, and without what only these need.

    >>> without_drawing("z = x @ w\\nnb.show(plots.curves(z), alt='')")
    'z = x @ w'
    """
    drawn, found = set[str](), statements(source)
    drawing = []
    for statement in found:
        if draws(statement) or names(statement) & drawn:
            drawing.append(statement)
            drawn |= bound(statement)
    others = [s for s in found if s not in drawing]
    used = set().union(*(loaded(s) for s in others)) if others else set()
    plain = [s for s in others if is_plain(s) and not bound(s) & used]
    return without(source, [*drawing, *plain])


def without(source: str, dropped: Sequence[ast.stmt]) -> str:
    """The source without some statements and the comments above them."""
    lines, last, kept = source.splitlines(), 0, list[str]()
    for statement in statements(source):
        end = statement.end_lineno or last
        if all(statement.lineno != one.lineno for one in dropped):
            kept += lines[last:end]
        last = end
    return "\n".join([*kept, *lines[last:]]).strip("\n")


def is_plain(statement: ast.stmt) -> bool:
    """Whether a statement gives a name to what is written there, a title or a list, and computes nothing."""
    nodes = list(ast.walk(statement))
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    computes = any(isinstance(node, ast.BinOp) for node in nodes)
    known = all(isinstance(call, ast.Name) and call.id in PLAIN for call in calls)
    return isinstance(statement, ast.Assign) and known and not computes


def statements(source: str) -> list[ast.stmt]:
    """The statements of a cell; none where it has commands that Python itself does not know."""
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []


def draws(statement: ast.stmt) -> bool:
    """Whether a statement speaks of plots, or of what shows them."""
    nodes = list(ast.walk(statement))
    calls = {node.attr for node in nodes if isinstance(node, ast.Attribute)} & DRAWING
    return bool(calls) or any(isinstance(node, ast.Name) and node.id == "plots" for node in nodes)


def names(statement: ast.stmt) -> set[str]:
    """All names that it uses."""
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def loaded(statement: ast.stmt) -> set[str]:
    """The names whose values it uses."""
    nodes = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return {node.id for node in nodes if isinstance(node.ctx, ast.Load)}


def bound(statement: ast.stmt) -> set[str]:
    """The names that it gives a value."""
    nodes = list(ast.walk(statement))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def tidy(source: str) -> str:
    """Without marks for checkers and docstrings' blank lines: one blank line where there were more."""
    return re.sub(r"\n{3,}", "\n\n", MARKS.sub("", source)).strip("\n")


def pages(source: str, most: int = MOST_LINES) -> list[str]:
    """A listing in parts of at most so many lines, cut between statements; a long one is cut inside.

    >>> [part.count("\\n") + 1 for part in pages("a = 1\\n" * 20)]
    [14, 6]
    """
    parts: list[str] = []
    for block in blocks(source):
        joined = f"{parts[-1]}\n{block}" if parts else block
        if parts and count_lines(joined) <= most:
            parts[-1] = joined
        else:
            parts += [block] if count_lines(block) <= most else halves(block, most)
    return [part.strip("\n") for part in parts if part.strip()]


def blocks(source: str) -> list[str]:
    """The source cut before each statement of the outermost level; comments stay with what follows."""
    lines, ends = source.splitlines(), [s.end_lineno or 0 for s in statements(source)]
    return ["\n".join(lines[a:b]) for a, b in zip([0, *ends], [*ends, len(lines)], strict=True) if a < b]


def halves(block: str, most: int) -> list[str]:
    """A long statement in parts of about the same length, cut where the indentation is least."""
    lines = block.splitlines()
    middle = range(max(3, len(lines) - most), min(most, len(lines) - 2) + 1)
    if not middle:
        return ["\n".join(lines[i : i + most]) for i in range(0, len(lines), most)]
    cut = min(middle, key=lambda i: (indent(lines[i]), abs(i - len(lines) / 2)))
    return ["\n".join(lines[:cut]), "\n".join(lines[cut:])]


def indent(line: str) -> int:
    """How far in a line begins; a blank one is the best place to cut."""
    return len(line) - len(line.lstrip()) if line.strip() else -1


def headline(source: str) -> str:
    """What a listing defines, for a slide that has no other headline.

    >>> headline("def tower(n): ...")
    'In code: `tower`'
    """
    found = re.findall(r"^(?:def|class) (\w+)", source, re.MULTILINE)
    return f"In code: {', '.join(f'`{name}`' for name in found)}" if found else ""


def count_lines(text: str) -> int:
    """How many lines have something in them."""
    return sum(bool(line.strip()) for line in text.splitlines())
