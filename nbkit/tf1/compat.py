"""tf.compat: text and bytes; and `tf.compat.v1`, as later programs call TensorFlow 1."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def as_bytes(bytes_or_text: Any, encoding: str = "utf-8") -> bytes:
    """Text as bytes."""
    return bytes_or_text.encode(encoding) if isinstance(bytes_or_text, str) else bytes_or_text


def as_text(bytes_or_text: Any, encoding: str = "utf-8") -> str:
    """Bytes as text."""
    return bytes_or_text.decode(encoding) if isinstance(bytes_or_text, bytes) else bytes_or_text


as_str = as_text


def as_str_any(value: Any) -> str:
    """Anything as text."""
    return as_text(value) if isinstance(value, (bytes, str)) else str(value)


def disable_v2_behavior() -> None:
    """There is no version 2 here."""


disable_eager_execution = disable_v2_behavior


def __getattr__(name: str) -> Any:
    if name == "v1":
        return import_module("nbkit.tf1")
    raise AttributeError(import_module("nbkit.tf1.core.missing").sentence(f"tf.compat.{name}"))
