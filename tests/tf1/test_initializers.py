"""The shorter names are those of the front door."""

import nbkit.tf1 as tf


def test_they_are_the_same_objects() -> None:
    for name in ("zeros", "ones", "constant", "random_normal", "truncated_normal", "variance_scaling"):
        assert getattr(tf.initializers, name) is getattr(tf, f"{name}_initializer")
    assert tf.initializers.global_variables is tf.global_variables_initializer
