"""The embedded brain: a parser of sales questions in Chinese and English."""
