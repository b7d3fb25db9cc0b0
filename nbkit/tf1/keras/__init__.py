"""tf.keras: its digits alone. Its layers and models are left out."""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    if name == "datasets":
        return import_module(f"{__name__}.datasets")
    raise AttributeError(import_module("nbkit.tf1.core.missing").sentence(f"tf.keras.{name}"))
