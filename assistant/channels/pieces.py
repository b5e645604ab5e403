"""Long texts in pieces that a program takes, cut where a reader would."""

from collections.abc import Iterator


def chunks(text: str, most: int) -> Iterator[str]:
    """Gives a text in pieces of at most so many characters, cut behind a line or a space."""
    rest = text.strip("\n")
    while len(rest) > most:
        cut = max(rest.rfind("\n", 1, most), 0) or max(rest.rfind(" ", 1, most), 0) or most
        yield rest[:cut].rstrip("\n")
        rest = rest[cut:].lstrip("\n")
    if rest:
        yield rest
