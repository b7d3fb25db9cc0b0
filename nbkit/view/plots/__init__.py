"""The figures of the course: arrays in, a matplotlib figure out; each topic is loaded on first use."""

from importlib import import_module
from typing import Any

_HOMES: dict[str, str] = {
    "activations": "activation_and_slope tangent",
    "backprop": "call_tree parting",
    "density": "places clouds beneath drawn_from plane_and_canvas circling rings shaded",
    "descent": "one_step descent_paths learned_lines",
    "diagrams": "shapes neuron_diagram network_diagram",
    "digits": "digit_grid reading stages confusion_matrix reliability value_histograms",
    "frameworks": "three_ways two_machines against_whole",
    "hidden": "two_spaces bending boundary_panels unit_maps relu_sums",
    "latent": "latent_plane from_the_plane film canvases",
    "own": "histograms photographs intervals luck",
    "pieces": "leaning spread_and_back",
    "perceptron": "decision_line perceptron_path truth_tables",
    "points": "scatter_classes decision_regions regions",
    "series": "curves loss_curves curve_panels bars",
    "slopes": "secants error_curves gradient_arrows cost_slopes",
    "small": "by_layer flip_map flipped_digit",
    "training": "curve_grid growing weight_images excited_by",
    "vision": "filtered sliding readings explained brought",
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names.split()}
__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"nbkit.view.plots has no name {name!r}; dir(plots) lists those that it has")
    return getattr(import_module(f"nbkit.view.plots.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
