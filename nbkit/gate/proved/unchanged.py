"""Leave out notebooks of which nothing changed since they were last proved, and remember what is proved."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from nbkit.gate.asked import asked_paths
from nbkit.gate.proved.depends import Facts, Present
from nbkit.gate.proved.memory import Memory
from nbkit.gate.proved.watch import file_state


def options(config: pytest.Config) -> dict[str, str]:
    """Return the options on which a verdict depends."""
    sanitize = config.option.nbval_sanitize_with
    return {
        "timeout": f"{config.option.nbkit_timeout:g}",
        "kernel": config.option.nbval_kernel_name or "",
        "sanitize": file_state(os.path.abspath(sanitize)) if sanitize else "",
    }


class Unchanged:
    """What the main process knows of earlier runs; it alone reads and writes the memory."""

    def __init__(self, config: pytest.Config, others: Collection[str] = ()) -> None:
        """others: notebooks that are not for this machine."""
        self.config = config
        self.memory = Memory(_home(config) / "proved.json")
        self.changes: dict[str, str] = {}
        self.unseen: dict[str, str] = {}
        self.proved: dict[str, Facts] = {}
        present = Present(options(config))
        for name, facts in self.memory.proved.items():
            if self._is_asked(name) and name not in others and not selects(config):
                self.changes[name] = present.change(facts)

    @property
    def left_out(self) -> list[str]:
        """The notebooks that are as they were."""
        return [name for name, change in self.changes.items() if not change]

    def take(self, report: Any) -> None:
        """Take what a worker found out about a notebook that it has finished."""
        for name, found in getattr(report, "nbkit_proof", {}).items():
            (self.proved if isinstance(found, dict) else self.unseen)[name] = found

    def remember(self) -> None:
        """Write down what was proved."""
        if self.proved:
            self.memory.remember(self.proved)

    def lines(self) -> Iterator[str]:
        """Say what was left out, and what stands in the way of leaving out more."""
        count = len(self.left_out)
        if count:
            what = (
                "1 notebook unchanged since it was"
                if count == 1
                else f"{count} notebooks unchanged since they were"
            )
            them = "it" if count == 1 else "them"
            yield f"nbkit: {what} last proved (nbkit test --all proves {them} again)"
        if self.config.option.verbose > 0:
            changed = {name: change for name, change in self.changes.items() if change}
            yield from (f"nbkit: {name} was run, because of {change}" for name, change in changed.items())
        yield from (
            f"nbkit: {name} is run each time: it used {reason}" for name, reason in self.unseen.items()
        )
        if self.memory.trouble:
            yield self.memory.trouble

    def _is_asked(self, name: str) -> bool:
        return any(name == path or name.startswith(path + os.sep) for path in asked_paths(self.config))


def _home(config: pytest.Config) -> Path:
    """Return our folder in pytest's cache; where none can be made, the memory will say so."""
    assert config.cache is not None
    try:
        return Path(config.cache.mkdir("nbkit"))
    except OSError:
        return Path(config.rootpath, str(config.getini("cache_dir")), "nbkit")


def selects(config: pytest.Config) -> bool:
    """Tell whether a part of the cells was asked for: then they are run, changed or not."""
    option = config.option
    chosen = (option.keyword, option.markexpr, option.deselect, option.collectonly)
    later = (getattr(option, name, False) for name in ("lf", "stepwise", "nbkit_all"))
    return any(chosen) or any(later) or any("::" in argument for argument in config.args)
