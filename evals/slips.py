"""Slips of the keyboard: one wrong edit in an English word that is no name and no number."""

import re
from collections.abc import Collection
from random import Random

from assistant.brains.rules.lexicon import Lexicon

SHORTEST = 5
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile("[A-Za-z]+")


def slipped(
    text: str,
    lexicon: Lexicon,
    *,
    kept: Collection[tuple[int, int]],
    named: Collection[str],
    lot: Random,
) -> str | None:
    """Gives the text with one edit in one of the lexicon's words; None where there is none.

    Args:
        text: the question.
        lexicon: the words that may be mistyped. No slip makes one of them of another.
        kept: stretches of the text that stay as they are.
        named: words that stay as they are.
        lot: what decides.
    """
    known = {word for entry in lexicon.roles for word in _WORD.findall(entry)}
    found = [
        match
        for match in _WORD.finditer(text)
        if len(match.group()) >= SHORTEST
        and match.group().lower() in known
        and match.group().lower() not in named
        and not any(start < match.end() and match.start() < end for start, end in kept)
    ]
    if not found:
        return None
    word = lot.choice(found)
    wrong = [edit for edit in _edits(word.group()) if edit.lower() not in known]
    return text[: word.start()] + lot.choice(wrong) + text[word.end() :] if wrong else None


def _edits(word: str) -> list[str]:
    """Gives the word with two letters swapped, one left out, doubled, or taken by its neighbour.

    The first letter stays, as it does in most slips, and so does the last: an s more or less is
    another word.
    """
    edits: list[str] = []
    for at in range(1, len(word) - 1):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        edits += [before + after, before + letter * 2 + after]
        edits += [before + other + after for other in _beside(letter.lower())]
        if at + 2 < len(word) and letter != after[0]:
            edits.append(before + after[0] + letter + after[1:])
    return edits


def _beside(letter: str) -> str:
    for row in ROWS:
        place = row.find(letter)
        if place >= 0:
            return row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    return ""
