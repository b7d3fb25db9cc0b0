"""What a learner moves: explorers, the stepper, the pad."""
