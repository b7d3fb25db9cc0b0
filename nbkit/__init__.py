"""Neural networks, built by hand: the names of the course, each loaded on first use."""

import sys
from importlib import import_module
from typing import Any

from nbkit._moved import MOVED, Signpost

# One line a module. A name that serves both kinds comes from `ops`: nodes give a node and arrays an array.
_HOMES: dict[str, str] = {
    "functions": "step_slope sigmoid_slope tanh_slope relu_slope binary_cross_entropy cross_entropy",
    "numeric": "derivative partial_derivative gradient check_gradients",
    "graph": "Graph Node Placeholder Variable Constant Operation GraphError get_default_graph "
    "global_variables_initializer traverse_postorder",
    "ops": "add subtract multiply divide power negative matmul dot sum mean max exp log square sqrt abs "
    "maximum minimum clip greater transpose reshape flatten concat stack pick one_hot conv2d max_pool "
    "avg_pool global_max dropout step sigmoid tanh relu softmax log_softmax "
    "sigmoid_cross_entropy softmax_cross_entropy mean_squared_error",
    "backprop": "gradients",
    "session": "Session",
    "optim": "GradientDescent Momentum RMSProp Adam",
    "train": "batches with_bar fit History accuracy",
    "perceptron": "predict train_perceptron",
    "network": "forward",
    "data": "load_mnist load_full_mnist load_mnist_mlp load_autoencoder load_seeing load_vae load_ring "
    "load_iris load_blobs load_truth_table load_digits_4x5 load_boundary fetch_mnist "
    "load_own shipped split_rows",
    "data.strokes": "ink cut_out centre_by_mass prepare",
    "gate.show": "show",
    "gate.optional": "optional",
    "view.graphs.draw": "draw",
    "view.controls.stepper": "step_through",
    "view.controls.explorer": "explore",
    "view.controls.control": "slider choice toggle",
    "view.controls.live": "live",
    "view.controls.pad": "pad",
    "learn": "check solution review in_words mark",
    "mine.results": "open_test store_results",
    "mine": "check_mine load_mine with_mine",
    "mine.timing": "time_mine",
    "mine.viewer": "draw_mine step_through_mine",
    "mine.tasks": "hint progress",
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__version__ = "0.1.0"
__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if (old := f"{__name__}.{name}") in MOVED:
        raise AttributeError(f"{old} is now {MOVED[old]}: import it from there")
    if name not in _MODULE_OF:
        raise AttributeError(f"nbkit has no name {name!r}; dir(nbkit) lists those that it has")
    value = getattr(import_module(f"nbkit.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


if Signpost not in sys.meta_path:
    sys.meta_path.append(Signpost)
