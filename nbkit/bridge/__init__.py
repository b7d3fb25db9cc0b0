"""The same network elsewhere: in PyTorch, in JAX and in an ONNX file, with weights both ways by name.

Reference: Ansel et al., *PyTorch 2* (2024); Bradbury et al., *JAX: composable transformations of
Python+NumPy programs* (2018); the ONNX specification, https://onnx.ai/onnx/.
"""

from importlib import import_module
from typing import Any

# None of these loads a peer before it is asked to.
_HOMES = {
    "peers": "PeerError missing",
    "vocabulary": "counterparts",
    "torch_module": "to_torch",
    "jax_function": "to_jax",
    "onnx_file": "to_onnx run_onnx",
    "torch_optimizers": "torch_optimizer",
    "launch": "LaunchError launch",
    "distributed": "train_distributed",
    "sharded": "train_sharded",
    "weights": "weights_of put_weights largest_difference",
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names.split()}
__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"nbkit.bridge has no name {name!r}; dir(nbkit.bridge) lists those that it has")
    return getattr(import_module(f"nbkit.bridge.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
