"""tensorflow.python: what lectures took from its inside."""

from nbkit.tf1.python import framework as framework
