"""What a learner sees: figures, drawn graphs, explorers."""
