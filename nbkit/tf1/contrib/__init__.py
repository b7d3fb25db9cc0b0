"""tf.contrib: of its many parts, those that lectures use."""

from importlib import import_module
from typing import Any

_MODULES = ("framework", "layers", "legacy_seq2seq", "losses", "rnn", "seq2seq")


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(import_module("nbkit.tf1.core.missing").sentence(f"tf.contrib.{name}"))
