"""tf.app.flags: values by name, with defaults that the command line may change."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any


class Flags:
    """The values, as attributes: `FLAGS.learning_rate`. The first question reads the command line."""

    def __init__(self) -> None:
        self.__dict__["_parser"] = argparse.ArgumentParser(add_help=False)
        self.__dict__["_values"] = None

    def _declare(self, name: str, default: Any, help: str | None, read: Callable[[str], Any]) -> None:
        self._parser.add_argument(f"--{name}", default=default, help=help, type=read)
        self.__dict__["_values"] = None

    def _parse(self) -> tuple[Any, list[str]]:
        return self._parser.parse_known_args(sys.argv[1:])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self.__dict__["_values"] is None:
            self.__dict__["_values"] = vars(self._parse()[0])
        if name not in self.__dict__["_values"]:
            raise AttributeError(name)
        return self.__dict__["_values"][name]

    def __setattr__(self, name: str, value: Any) -> None:
        getattr(self, name)
        self.__dict__["_values"][name] = value


FLAGS = Flags()


def _truth(text: str) -> bool:
    return text.lower() in ("", "true", "t", "1", "yes")


def _definer(read: Callable[[str], Any]) -> Callable[..., None]:
    def define(flag_name: str, default_value: Any = None, docstring: str | None = None, **old: Any) -> None:
        default = old.get("default", default_value)
        FLAGS._declare(flag_name, default, old.get("help", docstring), read)

    define.__doc__ = "Declare a flag by its name, its default and what it means."
    return define


DEFINE_string, DEFINE_integer, DEFINE_float = _definer(str), _definer(int), _definer(float)
DEFINE_boolean = DEFINE_bool = _definer(_truth)


def rest() -> list[str]:
    """What the command line holds beyond the flags."""
    return FLAGS._parse()[1]
