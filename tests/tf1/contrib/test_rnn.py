"""The cells are one, whichever name they are called by."""

from __future__ import annotations

import pytest

import nbkit.tf1 as tf
from nbkit.tf1.contrib import rnn


def test_both_names_mean_the_same_cells() -> None:
    for name in rnn.__all__:
        home = tf.nn if name.startswith("static") else tf.nn.rnn_cell
        assert getattr(rnn, name) is getattr(home, name)


def test_what_is_not_here_says_so() -> None:
    assert not hasattr(tf.contrib.rnn, "AttentionCellWrapper")
    with pytest.raises(AttributeError, match="AttentionCellWrapper is not here yet"):
        _ = tf.contrib.rnn.AttentionCellWrapper
