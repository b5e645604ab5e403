"""Texts of others on a terminal: names of files and values of rows may hold what would steer it."""

import re

_STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Gives a text without control characters, other than the ends of lines, and turned words."""
    return _STEERING.sub(" ", text)
