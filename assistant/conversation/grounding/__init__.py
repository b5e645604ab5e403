"""Holds a text of somebody else's, such as a language model's, against what an answer found.

A closed vocabulary: every piece of the text is a name of the evidence, a figure, a time, a measure,
a comparison that is computed, or one of the words of `words.toml` that claim nothing. Anything else
is a claim that nothing vouches for. Figures and comparisons count for the row that is spoken of.
"""

from assistant.conversation.grounding.check import Grounded, Ungrounded, grounded
from assistant.conversation.grounding.facts import Facts

__all__ = ["Facts", "Grounded", "Ungrounded", "grounded"]
