"""What has no counterpart in any of the peers, and why; an error says it."""

from __future__ import annotations

from nbkit import ops
from nbkit.graph import Operation

_COMPUTED = "its shape is computed while it runs, and what is handed over must have it before"
_MATRICES = "ONNX has no word for it, and what is handed over must be said in all of them"

UNSAID: dict[type[Operation], str] = {
    ops.Band: _MATRICES,
    ops.Cholesky: _MATRICES,
    ops.Determinant: _MATRICES,
    ops.Inverse: _MATRICES,
    ops.Solve: _MATRICES,
    ops.Turned: _MATRICES,
    ops.Fill: _COMPUTED,
    ops.Index: _COMPUTED,
    ops.ReshapeTo: _COMPUTED,
    ops.ShapeOf: _COMPUTED,
    ops.Tile: _COMPUTED,
    ops.TileLike: _COMPUTED,
    ops.Unindex: _COMPUTED,
    ops.Untile: _COMPUTED,
}
