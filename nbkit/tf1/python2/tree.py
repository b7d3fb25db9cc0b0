"""The tree of a listing: what Python 3 reads otherwise, with the meaning that it had."""

from __future__ import annotations

import ast
import tokenize
import warnings
from types import CodeType

from nbkit.tf1.python2 import names
from nbkit.tf1.python2.text import translated

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
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    told = {n.id for n in named if not isinstance(n.ctx, ast.Load)}
    told |= {n.asname or n.name for n in ast.walk(tree) if isinstance(n, ast.alias)}
    used = {n.id for n in named} | {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    return bool(used & _GONE - told)


_GONE = {"xrange", "raw_input", "unicode", "basestring", "iteritems", "itervalues", "iterkeys", "has_key"}


def as_before(tree: ast.Module) -> ast.Module:
    """The tree with Python 2's meaning of what both can read."""
    future = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    divides = "division" not in [name.name for n in future for name in n.names]
    tree = _AsBefore(divides).visit(tree)
    old = [ast.alias(own, name) for name, own in names.NAMES.items()]
    at = tree.body.index(future[-1]) + 1 if future else 0
    tree.body.insert(at, ast.ImportFrom(names.__name__, old, 0))
    return ast.fix_missing_locations(tree)


def compiled(source: str, filename: str) -> CodeType | None:
    """The code of a source that only Python 2 reads; None for what Python 3 reads, or neither does."""
    tree = tree_of(source)
    return None if tree is None else compile(tree, filename, "exec", dont_inherit=True)
