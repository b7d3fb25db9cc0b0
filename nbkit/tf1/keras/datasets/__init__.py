"""tf.keras.datasets: of its data sets, the digits."""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    if name == "mnist":
        return import_module(f"{__name__}.mnist")
    raise AttributeError(import_module("nbkit.tf1.core.missing").sentence(f"tf.keras.datasets.{name}"))
