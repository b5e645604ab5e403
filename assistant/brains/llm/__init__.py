"""The language-model brain: plans what the rules brain cannot read.

A model chooses a tool and its arguments (`planner.py`); our own code resolves them (`saying.py`),
makes a frame of them (`framing.py`) and holds it against the question (`loyalty.py`). The frame
then goes the way of one of the rules brain: no row leaves the house, and every word of the answer
is ours.
"""
