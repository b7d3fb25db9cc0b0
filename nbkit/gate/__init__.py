"""Prove that notebooks still show what they showed: numbers, figures, widgets, exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbkit.gate.storing.recording import RecordError, notebooks, record

__all__ = ["RecordError", "notebooks", "record"]


def __getattr__(name: str) -> Any:
    """Load what needs Jupyter on first use: every pytest run imports this package."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from nbkit.gate.storing import recording

    return getattr(recording, name)
