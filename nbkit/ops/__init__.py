"""The operations: each a small class, forward and backward side by side, and its lower-case constructor.

Names: `G` is dL/d(out), the gradient from above; `X (n, d)`, `W (d, m)`, `b (m,)`; rows are examples.
Every constructor takes nodes and gives a node, or takes arrays and gives an array.
Reference for the rules: Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.5.
"""

from importlib import import_module
from typing import Any

# Each file uses those before it alone. What they define is handed on: `ops.Add`, `ops.add`.
_FILES = (
    "base shapes sums truth rounding maxima entries arithmetic products matrices choosing windows images "
    "pooling labels activations costs dropout"
)


def _defined_in(file: str) -> dict[str, Any]:
    module = import_module(f"nbkit.ops.{file}")
    return {
        name: value
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
    }


for _file in _FILES.split():
    globals().update(_defined_in(_file))


def __getattr__(name: str) -> Any:
    raise AttributeError(f"nbkit.ops has no name {name!r}; dir(nbkit.ops) lists those that it has")
