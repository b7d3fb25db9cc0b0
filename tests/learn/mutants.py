"""Small mechanical changes of an exercise's solution: each is a wrong answer unless proven equivalent."""

from __future__ import annotations

import ast
import collections
import copy
import inspect
import re
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from nbkit.learn.exercise import Function

OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mod,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
ONE_SIDED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv, ast.Mod)  # a - b is not b - a
COMPARISONS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
PAIRS = (
    ("max", "min"),
    ("maximum", "minimum"),
    ("argmax", "argmin"),
    ("sum", "mean"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("exp", "log"),
)
NAMES = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
STATEMENTS = (
    *(ast.Assign, ast.AugAssign, ast.Expr, ast.Return, ast.Raise),
    *(ast.If, ast.For, ast.While, ast.Break, ast.Continue),
)


@dataclass
class Mutant:
    """A solution with one thing changed; the name says what."""

    name: str
    tree: ast.Module


class TooManySteps(BaseException):
    """The mutant's loop has no end; a BaseException, so that no ``except Exception`` keeps it alive."""


def mutants(exercise: Function) -> list[Mutant]:
    """All mutants of the solution, in the order of its source, each different from the others."""
    return mutants_of(original(exercise))


def mutants_of(tree: ast.Module) -> list[Mutant]:
    """All mutants of a piece of source, in its order, each different from the others."""
    seen, times, found = {ast.dump(tree)}, collections.Counter[str](), []
    for name, mutated in _mutated(tree):
        if (written := ast.dump(mutated)) in seen:
            continue
        seen.add(written)
        times[name] += 1
        number = f" #{times[name]}" if times[name] > 1 else ""
        found.append(Mutant(name + number, mutated))
    return found


def original(exercise: Function) -> ast.Module:
    """The solution as it stands, without the decorator that makes it one."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(exercise.solved_by)))
    tree.body[0].decorator_list.clear()  # type: ignore[attr-defined]
    return tree


def build(exercise: Function, tree: ast.Module, count_step: Callable[[], None]) -> Any:
    """Compile a solution beside its helpers; every loop and function calls ``count_step`` as it begins."""
    namespace = {**vars(sys.modules[exercise.solved_by.__module__])}
    run_counted(tree, namespace, count_step, exercise.name)
    return namespace[exercise.solved_by.__name__]


def run_counted(
    tree: ast.Module, namespace: dict[str, Any], count_step: Callable[[], None], name: str
) -> None:
    """Run a mutant in a namespace; every loop and function of it calls ``count_step`` as it begins."""
    counted = ast.fix_missing_locations(_Counting().visit(copy.deepcopy(tree)))
    namespace["_count_step"] = count_step
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # "is" with a number, say
        exec(compile(counted, f"<mutant of {name}>", "exec"), namespace)


class Counter:
    """Counts steps, and raises when there are too many."""

    def __init__(self, limit: float = float("inf")) -> None:
        self.steps, self.limit = 0, limit

    def __call__(self) -> None:
        self.steps += 1
        if self.steps > self.limit:
            raise TooManySteps


class _Counting(ast.NodeTransformer):
    """Put a call of the counter at the head of every loop and function."""

    def _head(self, node: Any) -> Any:
        self.generic_visit(node)
        node.body.insert(0, ast.parse("_count_step()").body[0])
        return node

    visit_FunctionDef = visit_For = visit_While = _head


def _mutated(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    for parent, field, index, node in list(_places(tree)):
        for new in (*_changes(node, parent, field), *_other_arguments(node, tree)):
            shown = parent if isinstance(node, ast.Name | ast.Constant) else None  # "y -> z" alone is unclear
            before = _text(shown or node)
            _put(parent, field, index, new)
            yield f"{before} -> {_text(shown or new)}", copy.deepcopy(tree)
            _put(parent, field, index, node)


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node with its parent; nothing inside annotations, documentation and messages."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list") or _is_remark(value):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _is_remark(child):
                yield node, field, index, child
                yield from _places(child)


def _is_remark(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Slice):
        node = ast.Subscript(ast.Name("_"), node)
    written = ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).strip().splitlines()[0]
    return re.sub(r"(^|for )\(([\w, ]+)\)( in | = )", r"\1\2\3", written)  # brackets of Python 3.10


def _changes(node: ast.AST, parent: ast.AST, field: str) -> Iterator[ast.AST]:
    for change in CHANGES.get(type(node), ()):
        yield from change(node)
    if isinstance(node, STATEMENTS):
        yield ast.Pass()
    if field in ("test", "ifs"):
        yield from (ast.Constant(True), ast.Constant(False), ast.UnaryOp(ast.Not(), node))
    if field == "iter":
        yield _call_of("reversed", _call_of("list", node))
    if field == "value" and isinstance(parent, ast.Return | ast.Assign) and _may_be_number(node):
        yield ast.UnaryOp(ast.USub(), node)


def _call_of(name: str, argument: Any) -> ast.Call:
    return ast.Call(func=ast.Name(name, ast.Load()), args=[argument], keywords=[])


def _other_arguments(node: ast.AST, tree: ast.Module) -> Iterator[ast.AST]:
    """Where one argument is used, take another."""
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    for function in (f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)):
        names = [a.arg for a in function.args.args if a.arg != "self"]
        if node.id in names and node in ast.walk(function):
            yield from (ast.Name(name, ast.Load()) for name in names if name != node.id)


def _may_be_number(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp | ast.Call | ast.Name | ast.Subscript | ast.IfExp | ast.Attribute)


def _with(node: Any, **fields: Any) -> Any:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _binary(node: ast.BinOp) -> Iterator[ast.AST]:
    yield _with(node, op=OPERATORS[type(node.op)]())
    yield from (node.left, node.right)
    if isinstance(node.op, ONE_SIDED):
        yield _with(node, left=node.right, right=node.left)


def _augmented(node: ast.AugAssign) -> Iterator[ast.AST]:
    yield _with(node, op=OPERATORS[type(node.op)]())
    yield ast.Assign(targets=[node.target], value=node.value)


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        kind = type(node.value)
        news = dict.fromkeys((node.value + 1, node.value - 1, kind(0)))
        yield from (ast.Constant(new) if new >= 0 else _negative(new) for new in news if new != node.value)


def _negative(value: float) -> ast.AST:
    return ast.UnaryOp(ast.USub(), ast.Constant(-value))


def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    for i, op in enumerate(node.ops):
        for new in COMPARISONS[type(op)]:
            yield _with(node, ops=[*node.ops[:i], new(), *node.ops[i + 1 :]])


def _logical(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for i in range(len(node.values)):
        rest = node.values[:i] + node.values[i + 1 :]
        yield rest[0] if len(rest) == 1 else _with(node, values=rest)


def _call(node: ast.Call) -> Iterator[ast.AST]:
    for i in range(len(node.args) - 1):
        a, b = node.args[i : i + 2]
        yield _with(node, args=[*node.args[:i], b, a, *node.args[i + 2 :]])
    for i, keyword in enumerate(node.keywords):
        if not (isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, bool)):
            yield _with(node, keywords=node.keywords[:i] + node.keywords[i + 1 :])
    if len(node.args) == 1:
        yield node.args[0]
    elif isinstance(node.func, ast.Attribute) and not node.args:
        yield node.func.value


def _renamed(node: Any) -> Iterator[ast.AST]:
    field = "attr" if isinstance(node, ast.Attribute) else "id"
    if (name := NAMES.get(getattr(node, field))) is not None:
        yield _with(node, **{field: name})


def _transposed(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr == "T":
        yield node.value


def _pair(node: ast.Tuple) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            a, b = node.elts[i : i + 2]
            yield _with(node, elts=[*node.elts[:i], b, a, *node.elts[i + 2 :]])


def _choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield _with(node, body=node.orelse, orelse=node.body)


def _picked(node: ast.Subscript) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load):
        yield node.value


def _slice(node: ast.Slice) -> Iterator[ast.AST]:
    for part in ("lower", "upper", "step"):
        if getattr(node, part) is not None:
            yield _with(node, **{part: None})


def _text_with_values(node: ast.JoinedStr) -> Iterator[ast.AST]:
    for i, part in enumerate(node.values):
        if isinstance(part, ast.FormattedValue):
            yield _with(node, values=node.values[:i] + node.values[i + 1 :])


CHANGES: dict[type, tuple[Callable[[Any], Iterator[ast.AST]], ...]] = {
    ast.BinOp: (_binary,),
    ast.AugAssign: (_augmented,),
    ast.UnaryOp: (_unary,),
    ast.Constant: (_constant,),
    ast.Compare: (_comparison,),
    ast.BoolOp: (_logical,),
    ast.Call: (_call,),
    ast.Name: (_renamed,),
    ast.Attribute: (_renamed, _transposed),
    ast.Tuple: (_pair,),
    ast.IfExp: (_choice,),
    ast.Subscript: (_picked,),
    ast.Slice: (_slice,),
    ast.JoinedStr: (_text_with_values,),
}
