"""What sessions of TensorFlow 1 were configured by: accepted, without effect on the one processor here."""

from __future__ import annotations

from typing import Any


class Settings:
    """Any settings by keyword; they can be read and set, and change nothing."""

    def __init__(self, **settings: Any) -> None:
        self.__dict__.update(settings)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        inner = self.__dict__[name] = Settings()
        return inner


class ConfigProto(Settings):
    """How a session is to be run."""


class GPUOptions(Settings):
    """How much of a graphics processor to take."""


class RunOptions(Settings):
    """How one run is to be traced."""

    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = range(4)


class RunMetadata(Settings):
    """What was traced."""
