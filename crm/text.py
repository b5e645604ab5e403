"""Text as it is compared: one form for all the ways in which the same thing is written."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Protocol, cast

_PLAIN = MappingProxyType(
    {
        **dict.fromkeys("‘’‚‛′‵´`＇", "'"),
        **dict.fromkeys("“”„‟″«»「」『』", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("〜～", "~"),
        **dict.fromkeys("•・‧∙", "·"),
        "⁄": "/",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
    }
)
_TRADITIONAL_IN_GB2312 = frozenset("乾夥後徵摺於甯菸醣麽")
_ACCENTS = range(0x300, 0x370)
_EMOJI_MODIFIERS = range(0x1F3FB, 0x1F400)
_LETTER = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in its compared form, and where each of its characters came from.

    `offsets[i]` is the index in the original of what became `text[i]`; the last, one past the
    text, is the end of the original's last character that was kept.
    """

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Gives where `text[start:end]` stands in the original, as start and end."""
        first = self.offsets[start]
        return first, self.offsets[end - 1] + 1 if end > start else first

    def as_written(self, piece: str, original: str) -> str:
        """Gives a piece of the text with the case and the accents that it has in the original."""
        start = self.text.find(piece)
        if start < 0 or not piece:
            return piece
        first, end = self.original(start, start + len(piece))
        return original[first:end] if end - first == len(piece) else piece


def fold(text: str) -> Folded:
    """Gives the compared form of `text`.

    Full width, case, accents (ü is u), traditional characters, curly quotes and dashes are evened
    out; emoji and zero-width characters are dropped; white space becomes one space, and none at
    the ends. Folding twice changes nothing.
    """
    characters: list[str] = []
    offsets: list[int] = []
    end = 0
    waiting: int | None = None
    emoji_after_letter = False
    for index, character in enumerate(text):
        plain = _folded(character)
        if not plain:
            # An emoji between two words parts them: "sales🎉Q3".
            emoji_after_letter |= unicodedata.category(character) == "So"
            continue
        if plain == " ":
            waiting = index if waiting is None else waiting
            continue
        if waiting is None and emoji_after_letter and _are_letters(characters[-1:], plain):
            waiting = index - 1
        if waiting is not None and characters:
            characters.append(" ")
            offsets.append(waiting)
        waiting, emoji_after_letter = None, False
        characters.extend(plain)
        offsets.extend([index] * len(plain))
        end = index + 1
    return Folded("".join(characters), (*offsets, end))


def _are_letters(before: Sequence[str], after: str) -> bool:
    return bool(before) and all(map(_LETTER.match, (before[0], after)))


def same(text: str) -> str:
    """Gives only the compared form of `text`, without the offsets, faster."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    characters = [_folded(character) for character in text]
    return fold(text).text if "" in characters else " ".join("".join(characters).split())


@lru_cache(maxsize=65536)
def _folded(character: str) -> str:
    """Gives what one character becomes: nothing, one character, or several."""
    if character.isascii():
        return " " if character.isspace() else character.lower() if character.isprintable() else ""
    if character.isspace():
        return " "
    if _is_dropped(character):
        return ""
    if unicodedata.decomposition(character).startswith(("<fraction>", "<super>", "<sub>")):
        # 1½ is not 11/2, and 10² is not 102.
        return character
    character = _PLAIN.get(character, character)
    compatible = unicodedata.normalize("NFKC", character).casefold()
    folded = "".join(_base(part) for part in compatible)
    return " " if folded.isspace() else folded


def _base(character: str) -> str:
    """Gives a character without its accents, simplified, in plain punctuation."""
    if character.isascii():
        return character
    letters = [
        part for part in unicodedata.normalize("NFD", character) if ord(part) not in _ACCENTS
    ]
    if len(letters) <= 1:
        character = "".join(letters)
    return _simplified(_PLAIN.get(character, character)) if character else ""


def _is_dropped(character: str) -> bool:
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Me"}:
        # NFKC turns some signs into words: ™, ℃, №, ㎡ … those are kept.
        return not unicodedata.normalize("NFKC", character).isascii() if category == "So" else True
    variation = category == "Mn" and "VARIATION SELECTOR" in unicodedata.name(character, "")
    return variation or ord(character) in _EMOJI_MODIFIERS


def _simplified(character: str) -> str:
    if not "㐀" <= character <= "鿿":
        return character
    if character not in _TRADITIONAL_IN_GB2312 and _is_common(character):
        return character
    return _converter().convert(character)


def _is_common(character: str) -> bool:
    """Whether a Chinese character is of the simplified common set, GB 2312."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter() -> _Converter:
    # Loads its tables (20 ms), so only once a character outside the common set turns up.
    from opencc import OpenCC  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    return cast("_Converter", OpenCC("t2s"))
