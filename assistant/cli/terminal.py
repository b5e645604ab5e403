"""Texts of others on a terminal: names of files and values of rows may hold what would steer it."""

from assistant.markup import visible


def harmless(text: str) -> str:
    """Gives a text of which every character is seen; lines end where they did."""
    return "\n".join(map(visible, text.split("\n")))
