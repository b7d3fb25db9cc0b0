"""tf.test: questions about the machine."""

from __future__ import annotations

import tempfile


def is_built_with_cuda() -> bool:
    """Never: this is NumPy."""
    return False


def is_gpu_available(cuda_only: bool = False, min_cuda_compute_capability: object = None) -> bool:
    """Never: this is NumPy."""
    return False


def gpu_device_name() -> str:
    """There is none."""
    return ""


def get_temp_dir() -> str:
    """A folder for what is soon forgotten."""
    return tempfile.gettempdir()
