"""What a learner moves: explorers and their controls, the stepper, the pad, a training that draws itself.

An `explorer` has a `control` or more, among them a `pad`; a slider may `play`. Each of its pictures is one of
`frames`, and `access` sees to keys and ears. The `stepper` is an explorer. `live` needs no widget.
"""
