"""Where modules of the first edition lie now: an import of an old name says so."""

from __future__ import annotations

from typing import Any

_PLOTS = "backprop descent digits hidden latent slopes small training"

MOVED = {
    "nbkit.examples": "nbkit.data.examples",
    "nbkit.explain": "nbkit.compiled.explain",
    "nbkit.fetch": "nbkit.data.fetch",
    "nbkit.files": "nbkit.data.files",
    "nbkit.kernels": "nbkit.compiled.kernels",
    "nbkit.mnist": "nbkit.data.digits",
    "nbkit.plan": "nbkit.compiled.plan",
    "nbkit.regression": "nbkit.gate",
    "nbkit.strokes": "nbkit.data.strokes",
    "nbkit.learn.carry": "nbkit.learn.progress_transfer",
    "nbkit.learn.desk": "nbkit.learn.commands",
    "nbkit.learn.memory": "nbkit.learn.progress_store",
    "nbkit.learn.parts": "nbkit.learn.several_values",
    "nbkit.learn.place": "nbkit.learn.notebook_cells",
    "nbkit.learn.text": "nbkit.learn.wording",
    "nbkit.learn.untouched": "nbkit.learn.stub",
    "nbkit.view.access": "nbkit.view.controls.access",
    "nbkit.view.diagrams": "nbkit.view.plots",
    "nbkit.view.draw": "nbkit.view.graphs.draw",
    "nbkit.view.fingerprint": "nbkit.gate.figures.fingerprint",
    "nbkit.view.frames": "nbkit.view.controls.frames",
    "nbkit.view.heat": "nbkit.view.graphs.heat",
    "nbkit.view.layout": "nbkit.view.graphs.layout",
    "nbkit.view.live": "nbkit.view.controls.live",
    "nbkit.view.pad": "nbkit.view.controls.pad",
    "nbkit.view.play": "nbkit.view.controls.play",
    "nbkit.view.show": "nbkit.gate.show",
    "nbkit.view.stepper": "nbkit.view.controls.stepper",
    "nbkit.view.walk": "nbkit.view.graphs.steps",
    "nbkit.view.widgets": "nbkit.view.controls",
    **{f"nbkit.view.plots_{topic}": "nbkit.view.plots" for topic in _PLOTS.split()},
}


class Signpost:
    """The finder that Python asks last: it finds nothing, and says where a module has gone."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """Raise ImportError for an old name; leave any other to Python's own message."""
        if name in MOVED:
            raise ImportError(f"{name} is now {MOVED[name]}: import it from there", name=name)
