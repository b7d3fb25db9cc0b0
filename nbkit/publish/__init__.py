"""Copies of the course for those who teach it, and for those whom they teach."""

from importlib.util import find_spec


class PublishError(Exception):
    """Chapters cannot be published; the message says why and what to do."""


def require(**packages: str) -> None:
    """Raise PublishError where a module is missing; each is named with the package that brings it."""
    if missing := [package for module, package in packages.items() if find_spec(module) is None]:
        raise PublishError(f"This needs {', '.join(missing)}: python -m pip install '.[publish]'")
