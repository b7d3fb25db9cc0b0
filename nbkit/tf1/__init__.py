"""The lectures of TensorFlow 1, run on nbkit."""
