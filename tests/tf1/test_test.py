"""Questions about the machine."""

from __future__ import annotations

from pathlib import Path

import nbkit.tf1 as tf


def test_there_is_one_processor() -> None:
    assert not tf.test.is_built_with_cuda() and not tf.test.is_gpu_available()
    assert tf.test.gpu_device_name() == "" and Path(tf.test.get_temp_dir()).is_dir()
