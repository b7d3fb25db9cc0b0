"""Settings are accepted, and change nothing."""

from __future__ import annotations

import nbkit.tf1 as tf


def test_settings_can_be_read_and_set() -> None:
    config = tf.ConfigProto(allow_soft_placement=True, gpu_options=tf.GPUOptions())
    config.gpu_options.allow_growth = True
    config.graph_options.optimizer_options.global_jit_level = 1
    with tf.Graph().as_default(), tf.Session(config=config) as session:
        assert session.run(tf.constant(1.0)) == 1
