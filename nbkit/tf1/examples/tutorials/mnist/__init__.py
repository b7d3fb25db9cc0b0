"""tensorflow.examples.tutorials.mnist: the digits of the tutorials."""

from nbkit.tf1.examples.tutorials.mnist import input_data as input_data
