"""tensorflow.examples."""

from nbkit.tf1.examples import tutorials as tutorials
