"""Name the metadata that settles what is another at every run."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence

from nbkit.gate.outputs.compare import Difference

DRIFT = re.compile(r"relative change (\d\.\de[-+]\d+)")
PARTS = {"text": "text/plain", "HTML": "text/html"}


def advice(differences: Sequence[Difference]) -> str:
    """Say which metadata lets a cell show what it shows: a wider tolerance, or parts that are left out.

    >>> print(advice([Difference("text", ("-a",))]))
    Another at every run? The cell's metadata can leave it out: {"nbkit": {"skip": ["text/plain"]}}
    >>> print(advice([Difference("stdout", ("line 1: 0.5 -> 0.51 (relative change 2.0e-02)",))]))
    As exact as it can be? The cell's metadata can allow for it: {"nbkit": {"rtol": 0.1}}
    """
    changes = [change for difference in differences for change in difference.changes]
    drifts = [float(found[1]) for change in changes if (found := DRIFT.search(change))]
    if changes and len(drifts) == len(changes) and max(drifts) < 0.1:
        bound = float(f"1e{math.ceil(math.log10(max(drifts)))}")
        return f"As exact as it can be? The cell's metadata can allow for it: {_metadata(rtol=bound)}"
    parts = list(dict.fromkeys(map(_skipped, differences)))
    if not parts or "traceback" in parts:
        return ""
    return f"Another at every run? The cell's metadata can leave it out: {_metadata(skip=parts)}"


def _skipped(difference: Difference) -> str:
    """Return the name under which a part is left out."""
    if difference.part.startswith("message of "):
        return "exception"
    return PARTS.get(difference.part, difference.part)


def _metadata(**asked: object) -> str:
    return json.dumps({"nbkit": asked})
