"""The peers, other people's packages: each is loaded when it is asked for, or said to be missing."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from packaging.version import Version

OLDEST = {"torch": "2.13", "jax": "0.6", "onnx": "1.17", "onnxruntime": "1.20"}


class PeerError(ImportError):
    """A peer is missing, or older than what the bridge was tried with; the message says what to install."""


@cache
def peer(name: str, oldest: str | None = None) -> Any:
    """Return the package of this name.

    oldest: the version that is needed, where it is another than that of `OLDEST`.
    Raises PeerError where it is not installed, cannot be loaded, or is older.
    """
    try:
        module = import_module(name)
    except Exception as error:  # a package that is half installed can fail in any way
        why = f"it cannot be loaded: {error}"
        if isinstance(error, ImportError) and error.name == name:
            why = "it is not installed"
        raise PeerError(f"expected {name}, and {why}. {_install(name)}", name=name) from error
    least = oldest or OLDEST[name]
    if Version(module.__version__) < Version(least):
        raise PeerError(
            f"expected {name} {least} or newer, got {module.__version__}. {_install(name, least)}"
        )
    return module


def missing(*names: str) -> str:
    """Return what is wrong with the first of these peers that cannot be used, or an empty string.

    >>> missing()
    ''
    """
    for name in names:
        try:
            peer(name)
        except PeerError as error:
            return str(error)
    return ""


class Lazy:
    """A peer, or a part of it, loaded when the first of its names is used: tables can be read before."""

    def __init__(self, name: str, part: str = "") -> None:
        self._name, self._part = name, part

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):  # Python asks, not we
            raise AttributeError(attribute)
        package = peer(self._name)
        return getattr(import_module(f"{self._name}.{self._part}") if self._part else package, attribute)


def _install(name: str, least: str = "") -> str:
    wanted = f"'{name}>={least or OLDEST[name]}'"
    return (
        f"Try: pip install {wanted}; all peers at once, in the folder of the course: pip install '.[peers]'"
    )
