"""tensorflow.examples.tutorials."""

from nbkit.tf1.examples.tutorials import mnist as mnist
