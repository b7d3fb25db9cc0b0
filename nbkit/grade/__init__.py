"""Grading: a learner's answer is judged from outside, by a process that never runs it.

The answer runs in a `process` of its own, without the exercises, and sends what it gives as plain `values`;
the judge draws inputs from a private seed and compares. `needed` cells of a notebook are what an answer takes
along, `notebook` grades one, and `nbgrader` does so for a class.
"""
