"""tf.app.run: main runs, then the process ends."""

from __future__ import annotations

import pytest

import nbkit.tf1 as tf


def test_main_gets_the_command_line() -> None:
    seen = []
    with pytest.raises(SystemExit) as end:
        tf.app.run(main=lambda argv: seen.append(argv) or 3, argv=["a", "b"])
    assert seen == [["a", "b"]] and end.value.code == 3
    assert tf.app.flags.FLAGS is tf.flags.FLAGS
