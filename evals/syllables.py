"""Writes `crm/names/syllables.txt` from the dictionaries of pypinyin: `python -m evals.syllables`.

The product reads the table, which takes 10 ms, and not the package, which takes 200 ms and 40 MB.
"""

import unicodedata
from collections import Counter
from functools import cache

from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from crm.names.sound import TABLE
from crm.text import same

USED = 0.1
"""A reading counts where at least this share of the phrases with the character has it."""


def table() -> str:
    """Gives a line for each syllable: the syllable, then the characters that are read so.

    Without tones; `ü` is `v`. Only characters that folding leaves as they are.
    """
    read: dict[str, list[str]] = {}
    for code in sorted(pinyin_dict):
        character = chr(code)
        if "一" <= character <= "鿿" and same(character) == character:
            for syllable in readings(character):
                read.setdefault(syllable, []).append(character)
    return "".join(f"{syllable} {''.join(read[syllable])}\n" for syllable in sorted(read))


def readings(character: str) -> list[str]:
    """Gives the usual readings of a character: as phrases have it, else the first one or two."""
    listed = list(dict.fromkeys(map(_plain, pinyin_dict[ord(character)].split(","))))
    used = _used().get(character, Counter())
    least = USED * used.total()
    return [one for one in listed if used[one] >= max(least, 2)] or listed[
        : 1 + is_common(character)
    ]


def is_common(character: str) -> bool:
    """Gives whether a character is of the simplified common set, GB 2312."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _used() -> dict[str, Counter[str]]:
    """Gives how often the characters are read how, in the phrases of the dictionary."""
    used: dict[str, Counter[str]] = {}
    for phrase, sounds in phrases_dict.items():
        for character, (sound, *_) in zip(phrase, sounds, strict=False):
            used.setdefault(character, Counter())[_plain(sound)] += 1
    return used


def _plain(sound: str) -> str:
    letters = unicodedata.normalize("NFD", sound)
    folded = unicodedata.normalize(
        "NFC", "".join(c for c in letters if c not in "\u0300\u0301\u0304\u030c")
    )
    return folded.replace("ü", "v").replace("ê", "e")


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
