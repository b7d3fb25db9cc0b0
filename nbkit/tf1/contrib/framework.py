"""tf.contrib.framework: the step that counts."""

from __future__ import annotations

from typing import Any

from nbkit.tf1.core.missing import sentence
from nbkit.tf1.train.schedules import create_global_step, get_global_step, get_or_create_global_step

__all__ = ["create_global_step", "get_global_step", "get_or_create_global_step"]


def __getattr__(name: str) -> Any:
    raise AttributeError(sentence(f"tf.contrib.framework.{name}"))
