"""The adapter: a learner's module, and by what names it calls what we ask for."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

# What we call each thing, and what else it is often called. In addition each may be written in CamelCase,
# as a class would be, or with a _ at its end, as what would hide a word of Python.
ROLES: dict[str, str] = {
    "constant": "const",
    "placeholder": "input",
    "variable": "var parameter param",
    "order": "topological_order topological_sort toposort postorder traverse_postorder sorted_nodes",
    "run": "evaluate",
    "exp": "",
    "log": "",
    "tanh": "",
    "sigmoid": "",
    "relu": "",
    "sum": "reduce_sum",
    "mean": "reduce_mean average",
    "transpose": "",
    "slopes": "local_slopes local_gradients vjp",
    "gradients": "gradient grad grads",
    "squared_error": "mean_squared_error mse",
    "sigmoid_cross_entropy": "binary_cross_entropy",
    "softmax_cross_entropy": "cross_entropy",
    "gradient_descent": "sgd",
    "momentum": "",
    "adam": "",
    "batches": "minibatches mini_batches",
    "train": "",
}
ATTRIBUTES = ("inputs", "value")


class WrongName(Exception):
    """The module lacks something that is asked for, or NAMES says what is not so."""


class Design:
    """A learner's module under our names: each role by the name that the module has for it."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.tell: Callable[[list[str]], None] = lambda lines: None  # who wants to hear what is tried next
        self.given = _given_names(module)
        found = {role: self._find(role) for role in ROLES}
        self.names = {role: name for role, name in found.items() if name is not None}
        self.names |= {role: self.given.get(role, role) for role in ATTRIBUTES}

    def _find(self, role: str) -> str | None:
        names = [self.given[role]] if role in self.given else possible_names(role)
        return next((name for name in names if callable(getattr(self.module, name, None))), None)

    def has(self, role: str) -> bool:
        """Does the module offer this?"""
        return role in self.names

    @property
    def roles(self) -> list[str]:
        """What the module offers, in our words."""
        return [role for role in ROLES if role in self.names]

    def offered(self) -> dict[str, Any]:
        """What the module offers, under its own names."""
        return {self.names[role]: getattr(self.module, self.names[role]) for role in self.roles}

    def translated(self, code: str) -> str:
        """Code that is written with our names, with those of the module. Raises WrongName where one lacks."""

        def call(found: re.Match[str]) -> str:
            if found[0] not in self.names:
                raise WrongName(_lacks(found[0]))
            return self.names[found[0]]

        code = re.sub(rf"(?<![\w.])({'|'.join(ROLES)})(?=\()", call, code)
        return re.sub(rf"(?<=\.)({'|'.join(ATTRIBUTES)})\b", lambda found: self.names[found[0]], code)


def run_file(path: Path) -> ModuleType:
    """Run a file as a module of its name; it raises whatever the file raises.

    Nothing compiled is kept or used: two saves in one second must not be taken for one.
    """
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    sys.modules[path.stem] = module
    exec(compile(path.read_bytes(), str(path), "exec"), vars(module))
    return module


def possible_names(role: str) -> list[str]:
    """The names under which a role is looked for, ours first.

    >>> possible_names("variable")[:4]
    ['variable', 'Variable', 'variable_', 'var']
    """
    words = [role, *ROLES[role].split()]
    return [name for word in words for name in (word, word.title().replace("_", ""), f"{word}_")]


def _given_names(module: ModuleType) -> dict[str, str]:
    """What the module's own line NAMES says, if there is one."""
    given = getattr(module, "NAMES", {})
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given.values()):
        raise WrongName('NAMES is a dict from our names to yours: NAMES = {"placeholder": "Input"}.')
    for role, name in given.items():
        if role not in ROLES and role not in ATTRIBUTES:
            raise WrongName(f"NAMES has {role!r}, which nothing here asks for: {_all_roles()}.")
        if role in ROLES and not callable(getattr(module, name, None)):
            raise WrongName(
                f"NAMES says that {role} is {name}, and no function or class of yours has that name."
            )
    return given


def _all_roles() -> str:
    return ", ".join([*ROLES, *ATTRIBUTES])


def _lacks(role: str) -> str:
    return (
        f"there is no {role} yet. If yours has another name, say so in a line of your file: "
        f'NAMES = {{"{role}": "the_name_of_yours"}}.'
    )
