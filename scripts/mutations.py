"""Small changes of a program's source, one at a time: numbers, words, colours, order, bounds and signs."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Found = Iterator[tuple[ast.AST, str]]  # a node, and the source that takes its place


@dataclass(frozen=True)
class Mutation:
    """One change: what stands between two characters of a cell, or of a file of data, is replaced."""

    kind: str
    cell: int  # its index among the notebook's cells
    start: int
    end: int
    before: str
    after: str
    file: str = ""

    def applied(self, text: str) -> str:
        """Return the source, or the data, with the change."""
        assert text[self.start : self.end] == self.before
        return text[: self.start] + self.after + text[self.end :]

    def is_code(self, text: str) -> bool:
        """Tell whether the changed source is still Python: parentheses may stand where the tree has none."""
        try:
            ast.parse(_plain(self.applied(text)))
        except SyntaxError:
            return False
        return True

    def __str__(self) -> str:
        before, after = (" ".join(text.split())[:60] for text in (self.before, self.after))
        return f"{self.kind} in {self.file or f'cell {self.cell + 1}'}: {before} -> {after}"


COLOURS = dict(zip("rgbkcmy", "bmrrgbk", strict=True)) | {
    "red": "blue", "blue": "red", "green": "purple", "black": "red", "white": "yellow", "gray": "red",
    "grey": "red", "orange": "blue", "yellow": "black", "purple": "green", "steelblue": "tomato",
    "skyblue": "tomato", "lightgray": "tomato", "darkblue": "tomato", "C0": "C3", "C1": "C4", "C2": "C5",
    "viridis": "plasma", "jet": "viridis", "RdBu": "PiYG", "gray_r": "viridis", "binary": "viridis",
    "rainbow": "viridis", "RdGy": "PiYG", "Blues": "Reds", "coolwarm": "PiYG", "cubehelix": "plasma",
}  # fmt: skip
STYLES = {
    "-": "--", "--": ":", ":": "-", "-.": "-", "o": "s", "s": "^", "^": "o", "x": "o", "*": "s", ".": "s",
    "+": "s", "solid": "dashed", "dashed": "dotted", "dotted": "solid", "upper left": "lower right",
    "upper right": "lower left", "best": "center", "center": "right", "left": "right", "right": "left",
    "log": "linear", "linear": "log",
}  # fmt: skip
TWINS = (
    "sin cos", "mean median", "min max", "sum prod", "exp expm1", "floor ceil", "std var", "zeros ones",
    "upper lower", "head tail", "argmax argmin", "first last", "any all", "append remove", "argsort argmax",
    "plot scatter", "xlabel ylabel", "xlim ylim", "set_xlabel set_ylabel", "hist bar", "contour contourf",
    "vlines hlines", "axvline axhline", "minimum maximum", "log log10", "cumsum cumprod", "add subtract",
    "multiply divide", "row column", "idxmax idxmin", "imshow matshow", "sorted list", "tan tanh",
)  # fmt: skip
TWIN = {one: other for pair in TWINS for one, other in (pair.split(), pair.split()[::-1])}
BOUNDS = {
    "range", "arange", "linspace", "logspace", "xlim", "ylim", "set_xlim", "set_ylim", "axis", "clim", "head",
    "tail", "islice", "subplot", "subplots", "set_xticks", "set_yticks", "xticks", "yticks", "axhline",
    "axvline", "axvspan", "axhspan",
}  # fmt: skip
SEEDS = ("seed", "RandomState", "default_rng", "SeedSequence")
COMPARISONS = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="}
ORDERED = {ast.Sub: "-", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@"}
OPERATORS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.Pow: "*", ast.FloorDiv: "/"}


def _number(node: Any) -> Found:
    if _is(node, float):
        yield node, repr(node.value * 1.01 or 0.01)


def _integer(node: Any) -> Found:
    if _is(node, int):
        yield from ((node, repr(node.value + step)) for step in (1, -1))


def _word(node: Any) -> Found:
    if _is(node, str) and node.value not in COLOURS and (found := re.search(r"[^\W\d_]{3,}", node.value)):
        word = found.group()
        yield node, repr(node.value.replace(word, word[1:] + word[0], 1))


def _colour(node: Any) -> Found:
    if not _is(node, str):
        return
    if node.value in COLOURS:
        yield node, repr(COLOURS[node.value])
    elif re.fullmatch(r"#[0-9a-fA-F]{6}", node.value):
        yield node, repr("#" + node.value[3:] + node.value[1:3])
    elif re.fullmatch(r"[rgbkcmy](?:--?|:|[os^x*.+]){1,2}", node.value):
        yield node, repr(COLOURS[node.value[0]] + node.value[1:])


def _style(node: Any) -> Found:
    if isinstance(node, ast.Call):
        for word in node.keywords:
            if _is(word.value, str) and word.value.value in STYLES:
                yield word.value, repr(STYLES[word.value.value])
            elif _is(word.value, bool):
                yield word.value, repr(not word.value.value)


def _order(node: Any) -> Found:
    if isinstance(node, ast.Call) and len(node.args) > 1:
        yield from _swapped(*node.args[:2])
    elif isinstance(node, ast.Tuple | ast.List) and len(node.elts) > 1:
        yield from _swapped(*node.elts[-2:])
    elif isinstance(node, ast.BinOp) and type(node.op) in ORDERED:
        right, left = ast.unparse(node.right), ast.unparse(node.left)
        yield node, f"(({right}) {ORDERED[type(node.op)]} ({left}))"


def _swapped(first: ast.expr, second: ast.expr) -> Found:
    starred = isinstance(first, ast.Starred) or isinstance(second, ast.Starred)
    if not starred and ast.dump(first) != ast.dump(second):
        around = ast.copy_location(ast.Tuple([first, second]), first)
        around.end_lineno, around.end_col_offset = second.end_lineno, second.end_col_offset
        yield around, f"{ast.unparse(second)}, {ast.unparse(first)}"


def _operator(node: Any) -> Found:
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        left, right = ast.unparse(node.left), ast.unparse(node.right)
        yield node, f"(({left}) {OPERATORS[type(node.op)]} ({right}))"


def _comparison(node: Any) -> Found:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
        left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
        yield node, f"(({left}) {COMPARISONS[type(node.ops[0])]} ({right}))"


def _bounds(node: Any) -> Found:
    if isinstance(node, ast.Call) and _name(node) in BOUNDS:
        for item in [*node.args, *(word.value for word in node.keywords)]:
            if _is(item, int) or _is(item, float):
                yield item, repr(item.value + 1 if isinstance(item.value, int) else item.value * 1.05 + 0.05)


def _data(node: Any) -> Found:
    if isinstance(node, ast.List | ast.Tuple) and len(node.elts) > 2:
        yield from (
            (item, repr(round(item.value * 1.1 + 0.1, 6)))
            for item in node.elts
            if _is(item, int) or _is(item, float)
        )


def _function(node: Any) -> Found:
    if isinstance(node, ast.Call) and (twin := TWIN.get(_name(node))):
        owner = f"{ast.unparse(node.func.value)}." if isinstance(node.func, ast.Attribute) else ""
        yield node.func, owner + twin


def _seed(node: Any) -> Found:
    if isinstance(node, ast.Call):
        words = [word.value for word in node.keywords if word.arg in ("random_state", "seed")]
        first = node.args[:1] if _name(node) in SEEDS else []
        yield from ((item, repr(item.value + 1)) for item in [*first, *words] if _is(item, int))


def _removed(node: Any) -> Found:
    if isinstance(node, ast.AugAssign | ast.Expr) and not isinstance(getattr(node, "value", 0), ast.Constant):
        yield node, "pass"


KINDS: dict[str, Callable[[Any], Found]] = {
    "number": _number,
    "integer": _integer,
    "word": _word,
    "colour": _colour,
    "style": _style,
    "order": _order,
    "operator": _operator,
    "comparison": _comparison,
    "bounds": _bounds,
    "data": _data,
    "function": _function,
    "seed": _seed,
    "removed statement": _removed,
}


def _is(node: Any, kind: type) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is kind


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def mutations(notebook: Any) -> list[Mutation]:
    """List every change that can be made to the code of a notebook.

    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> for found in mutations(new_notebook(cells=[new_code_cell("print(0.5 < x)")])):
    ...     print(found)
    number in cell 1: 0.5 -> 0.505
    comparison in cell 1: 0.5 < x -> ((0.5) <= (x))
    removed statement in cell 1: print(0.5 < x) -> pass
    """
    cells = enumerate(notebook.cells)
    return [
        found for index, cell in cells if cell.cell_type == "code" for found in _of_cell(cell.source, index)
    ]


def _of_cell(source: str, index: int) -> Iterator[Mutation]:
    try:
        tree = ast.parse(_plain(source))
    except (SyntaxError, ValueError):
        return  # a cell magic, or Python 2
    inside = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    nodes = [node for node in ast.walk(tree) if id(node) not in inside]
    for kind, find in KINDS.items():
        for place, after in (found for node in nodes for found in find(node)):
            start, end = _span(source, place)
            yield Mutation(kind, index, start, end, source[start:end], after)


def _plain(source: str) -> str:
    """Put `pass` where a line is IPython's own, such as a magic."""
    lines = source.split("\n")
    return "\n".join(
        re.sub(r"\S.*", "pass", line) if re.match(r"\s*[%!?]|.*\?\s*$", line) else line for line in lines
    )


def _span(source: str, node: Any) -> tuple[int, int]:
    """Count characters where Python counts lines and bytes."""
    lines = source.split("\n")
    return tuple(
        sum(len(text) + 1 for text in lines[: row - 1]) + len(lines[row - 1].encode()[:column].decode())
        for row, column in ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))
    )  # type: ignore[return-value]


def data_mutations(name: str, text: str) -> list[Mutation]:
    """List the changes that can be made to the numbers with a point, or else the whole ones, of a text file.

    >>> print(*data_mutations("a.csv", "x,y\\n1,2.5\\n"))
    data file in a.csv: 2.5 -> 2.75
    """
    numbers = list(re.finditer(r"(?<![\w.-])\d+\.\d+(?![\w.-])", text)) or list(
        re.finditer(r"(?<![\w.:/-])[1-9]\d*(?![\w.:/-])", text)
    )
    return [
        Mutation("data file", -1, *found.span(), found.group(), f"{float(found.group()) * 1.1:.6g}", name)
        for found in numbers
    ]
