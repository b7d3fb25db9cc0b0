"""tf.train: optimizers, schedules, and what is kept in files."""

from importlib import import_module
from typing import Any

_HOMES = {
    "optimizers": "Optimizer GradientDescentOptimizer MomentumOptimizer AdagradOptimizer AdadeltaOptimizer "
    "RMSPropOptimizer AdamOptimizer",
    "schedules": "exponential_decay natural_exp_decay inverse_time_decay polynomial_decay piecewise_constant "
    "get_global_step create_global_step get_or_create_global_step global_step "
    "ExponentialMovingAverage",
    "saver": "Saver latest_checkpoint get_checkpoint_state checkpoint_exists",
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name == "SummaryWriter":
        return import_module("nbkit.tf1.summary").FileWriter
    if name not in _MODULE_OF:
        missing = import_module("nbkit.tf1.core.missing")
        raise AttributeError(missing.sentence(f"tf.train.{name}"))
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(_MODULE_OF)
