"""Answers of several values: what each is called, which of them differs."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import permutations
from typing import Any

from nbkit.learn.compare import difference

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def names_of_values(stub: str) -> tuple[str, ...]:
    """What a stub calls the values that come back: as its docstring writes them, or a class's methods.

    >>> names_of_values('def f(x):\\n    "Return the pair (s, t) after one step."')
    ('s', 't')
    """
    last = ast.parse(stub).body[-1]
    if isinstance(last, ast.ClassDef):
        return tuple(inside.name for inside in last.body if isinstance(inside, ast.FunctionDef))
    said = ast.get_docstring(last) if isinstance(last, ast.FunctionDef) else None
    found = re.search(r"\((\w+(?:, \w+)+)\)", said or "")
    return tuple(found[1].split(", ")) if found else ()


def value_names(expected: Any, names: Sequence[str]) -> Sequence[str]:
    """The names of the parts of an expected value; none if it is not to be taken apart.

    >>> value_names((1, 2), ()), value_names([1, 2], ())
    (['the first value', 'the second value'], ())
    """
    if not isinstance(expected, tuple | list) or len(expected) > len(ORDINALS):
        return ()
    if len(names) == len(expected):
        return names
    return [f"the {place} value" for place in ORDINALS[: len(expected)]] if type(expected) is tuple else ()


def wrong_places(got: Any, expected: Any, rtol: float, atol: float) -> list[int]:
    """The places at which two tuples of one length differ.

    >>> wrong_places((1, 2), (1, 3), 0, 0)
    [1]
    """
    pairs = zip(got, expected, strict=True)
    return [place for place, (g, e) in enumerate(pairs) if difference(g, e, rtol, atol) is not None]


def in_another_order(pairs: Sequence[tuple[Any, Any]], rtol: float, atol: float) -> bool:
    """Are all values right, in one other order?

    >>> in_another_order([((1, 2), (2, 1))], 0, 0)
    True
    """
    size = len(pairs[0][1])
    orders = list(permutations(range(size)))[1:] if size <= 4 else []
    return any(
        all(difference([got[place] for place in order], list(e), rtol, atol) is None for got, e in pairs)
        for order in orders
    )
