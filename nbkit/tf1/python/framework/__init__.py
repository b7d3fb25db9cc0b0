"""tensorflow.python.framework."""

from nbkit.tf1.python.framework import ops as ops
