"""Lends the name `tensorflow` to nbkit.tf1, so that a listing runs with its imports as they are.

Only who asks for it gets it: `with lent():`, `python -m nbkit.tf1 listing.py`, `%load_ext nbkit.tf1`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np

from nbkit.tf1.core.missing import sentence
from nbkit.tf1.doors import door

LENT, OWN = "tensorflow", "nbkit.tf1"


class Lender(MetaPathFinder, Loader):
    """Finds `tensorflow.x.y` where nbkit.tf1.x.y is."""

    def __init__(self) -> None:
        self._specs: dict[str, Any] = {}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """A module of ours under its borrowed name; None for all others."""
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] == LENT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Our module; ImportError says what is missing."""
        own = OWN + spec.name.removeprefix(OWN).removeprefix(LENT).removeprefix(".compat.v1")
        if opened := door(spec.name, own.removeprefix(f"{OWN}.")):
            return opened
        try:
            module = import_module(own)
        except ModuleNotFoundError as error:
            if not own.startswith(str(error.name)):
                raise
            name = f"tf.{spec.name.removeprefix(f'{LENT}.')}"
            raise ImportError(sentence(name), name=spec.name) from None
        self._specs[own] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """It has run already, under its own name, which it keeps."""
        module.__spec__ = self._specs.get(module.__name__, module.__spec__)


class Denier(MetaPathFinder):
    """Comes last: opens a door, or says of a part of nbkit.tf1 that no other has found why it is not there.

    `from tensorflow.contrib import slim` asks for it as a module, and would else tell nothing but its name.
    """

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """A door, or nothing; ImportError for what is missing."""
        part = name.removeprefix(f"{OWN}.")
        if part != name and door(name, part):
            return ModuleSpec(name, _lender, is_package=True)
        if part != name and not part.rpartition(".")[2].startswith("_"):
            raise ImportError(sentence(f"tf.{part}"), name=name)
        return None


_lender, _denier = Lender(), Denier()
_aside: dict[str, ModuleType] = {}
_printing: dict[str, Any] = {}


def _borrowed() -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == LENT]


def lend() -> None:
    """From now on `import tensorflow` gives nbkit.tf1."""
    if _lender not in sys.meta_path:
        _aside.update({name: sys.modules.pop(name) for name in _borrowed()})
        sys.meta_path.insert(0, _lender)
        sys.meta_path.append(_denier)
        _print_as_before()


def take_back() -> None:
    """From now on the name means again what it meant before."""
    if _lender in sys.meta_path:
        sys.meta_path.remove(_lender)
        sys.meta_path.remove(_denier)
        for name in _borrowed():
            del sys.modules[name]
        sys.modules.update(_aside)
        _aside.clear()
        np.set_printoptions(**_printing)


def _print_as_before() -> None:
    """Let NumPy write numbers in a list as it did then: 1.5, and not np.float32(1.5)."""
    _printing.update(np.get_printoptions())
    if np.lib.NumpyVersion(np.__version__) >= "2.0.0":
        np.set_printoptions(legacy="1.25")


@contextmanager
def lent() -> Iterator[None]:
    """Lend the name inside a `with` block.

    >>> with lent():
    ...     import tensorflow
    >>> tensorflow.__version__
    '1.4.0-nbkit'
    """
    lend()
    try:
        yield
    finally:
        take_back()


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext nbkit.tf1` lends the name to the notebook, and reads cells of Python 2."""
    lend()
    if shell is not None:
        import_module(f"{OWN}.python2").read_cells(shell)


def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext nbkit.tf1` takes it back."""
    take_back()
    if shell is not None:
        import_module(f"{OWN}.python2").leave_cells(shell)
