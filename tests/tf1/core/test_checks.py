"""What looks at values, beside 1.4.0."""

from __future__ import annotations

from typing import Any

import pytest
from beside import check, each

import nbkit.tf1 as tf


@each("core/checks")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)


def test_constants_are_shown_in_each_run(capsys: pytest.CaptureFixture[str]) -> None:
    x = tf.Print(tf.constant(1.0), [tf.constant(2.0)], "x") + 1.0
    with tf.Session() as session:
        for _ in range(4):
            session.run(x)
    assert capsys.readouterr().err == "x[2]\n" * 4
