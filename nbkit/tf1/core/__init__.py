"""What nbkit.tf1 is made of: handles to nodes with TensorFlow's names, dtypes, shapes and scopes."""
