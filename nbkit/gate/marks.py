"""What a cell's tags and comments ask for: the names that nbval and nbclient know."""

from __future__ import annotations

from typing import Any


def _marks(cell: Any) -> set[str]:
    """Collect tags and comment lines, NBVAL_SKIP and nbval-skip being the same."""
    lines = (line.strip() for line in cell.source.splitlines())
    comments = {line.lstrip("#").strip() for line in lines if line.startswith("#")}
    tags = cell.metadata.get("tags", [])
    return {str(mark).lower().replace("_", "-") for mark in [*tags, *comments]}


def runs(cell: Any) -> bool:
    """Tell whether a cell holds code to run."""
    is_code = cell.cell_type == "code" and bool(cell.source.strip())
    return is_code and not {"nbval-skip", "skip-execution"} & _marks(cell)


def may_raise(cell: Any) -> bool:
    """Tell whether a cell is there to show an exception."""
    return bool({"raises-exception", "nbval-raises-exception"} & _marks(cell))


def advice_on(exception: str) -> str:
    """Say what to do with a cell that raised without a mark for it."""
    if exception == "StdinNotImplementedError":
        return "nobody is there to answer it: write the answer into the cell, or tag it nbval-skip"
    return "mend it, or tag it raises-exception if that is what it shows"


def is_compared(cell: Any) -> bool:
    """Tell whether the outputs of a cell count."""
    return not {"nbval-ignore-output", "pytest-validate-ignore-output"} & _marks(cell)


def drives(cell: Any) -> bool:
    """Tell whether the controls of a cell are moved: not where nobody looks at what they show."""
    rules = cell.metadata.get("nbkit", {})
    skip = rules.get("skip", False) if isinstance(rules, dict) else False
    return is_compared(cell) and skip is not True and "widget" not in (skip or ())
