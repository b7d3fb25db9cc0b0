"""What has no counterpart in any of the peers, and why; an error says it."""

from __future__ import annotations

from nbkit import ops
from nbkit.graph import Operation

_COMPUTED = "its shape is computed while it runs, and what is handed over must have it before"

UNSAID: dict[type[Operation], str] = {
    ops.Fill: _COMPUTED,
    ops.Index: _COMPUTED,
    ops.ReshapeTo: _COMPUTED,
    ops.ShapeOf: _COMPUTED,
    ops.Tile: _COMPUTED,
    ops.TileLike: _COMPUTED,
    ops.Unindex: _COMPUTED,
    ops.Untile: _COMPUTED,
}
