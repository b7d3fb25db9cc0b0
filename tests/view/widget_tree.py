"""A widget and all that it holds."""

from collections.abc import Iterator
from typing import Any


def tree(widget: Any) -> Iterator[Any]:
    """Yield a widget, then what it holds, from the outside in."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from tree(child)
