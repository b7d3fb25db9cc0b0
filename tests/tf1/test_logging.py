"""Messages above a level are shown."""

from __future__ import annotations

import pytest

import nbkit.tf1 as tf


def test_levels(capsys: pytest.CaptureFixture[str]) -> None:
    before = tf.logging.get_verbosity()
    tf.logging.info("quiet")
    tf.logging.set_verbosity(tf.logging.INFO)
    tf.logging.info("step %d", 3)
    tf.logging.set_verbosity(before)
    assert capsys.readouterr().err == "INFO:tensorflow:step 3\n"
