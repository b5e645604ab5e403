"""Names as people mishear, mistype and misspell them; the noise that names are measured under.

What is made here rests on pypinyin and on the list of mix-ups below, not on the tables of
`crm/names`, so that an error there shows.
"""

from collections.abc import Callable
from functools import cache
from random import Random

from pypinyin import lazy_pinyin

from evals.syllables import is_common, readings

MIXED_UP = tuple(
    tuple(pair.split("/"))
    for pair in "n/l an/ang en/eng in/ing z/zh c/ch s/sh f/h r/l eng/ong".split()
)
"""The usual confusions between sounds; written as one is said and as it is heard."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
Noise = Callable[[str, Random], str]


def written_alike(name: str, rng: Random) -> str:
    """Gives a Chinese name with one or two characters replaced by others of the same sound."""
    return _replaced(name, rng, rng.choice((1, 2)), lambda sound: sound)


def misheard(name: str, rng: Random) -> str:
    """Gives a Chinese name with one or two characters as they are misheard, else alike."""
    return _replaced(name, rng, rng.choice((1, 1, 2)), lambda sound: _mixed_up(sound, rng))


def mistyped(name: str, rng: Random) -> str:
    """Gives a Latin name with one error: a letter left out, doubled, wrong, or two swapped."""
    at = rng.choice([n for n in range(1, len(name) - 1) if name[n : n + 2].isalpha()])
    before, letter, after = name[:at], name[at], name[at + 1 :]
    return rng.choice(
        (
            before + after,
            before + letter + letter + after,
            before + rng.choice(_LETTERS) + after,
            before + after[:1] + letter + after[1:],
        )
    )


def _replaced(name: str, rng: Random, count: int, heard: Callable[[str], str]) -> str:
    """Gives the name with some of its characters replaced by frequent ones of another syllable."""
    sounds = [lazy_pinyin(character)[0] for character in name]
    characters = list(name)
    for at in rng.sample(range(len(characters)), min(count, len(characters))):
        others = [one for one in _sounding(heard(sounds[at])) if one != characters[at]]
        others = others or [one for one in _sounding(sounds[at]) if one != characters[at]]
        characters[at] = rng.choice(others) if others else characters[at]
    return "".join(characters)


def _mixed_up(sound: str, rng: Random) -> str:
    """Gives a syllable with its beginning or its end as it is misheard; itself where none is."""
    found = [sound]
    for left, right in (*MIXED_UP, *(pair[::-1] for pair in MIXED_UP)):
        if left[0] in "aei":
            ends = sound.endswith(left) and sound[: -len(left)][-1:] not in {
                "a",
                "e",
                "i",
                "o",
                "u",
            }
            found += [sound.removesuffix(left) + right] if ends else []
        elif sound.startswith(left) and sound[len(left) :][:1] in set("aeiou"):
            found.append(right + sound.removeprefix(left))
    known = [one for one in found[1:] if _sounding(one)]
    return rng.choice(known) if known else sound


def _sounding(sound: str) -> list[str]:
    return _frequent().get(sound, [])


@cache
def _frequent() -> dict[str, list[str]]:
    """Gives the frequent characters of each syllable: those of the first level of GB 2312."""
    found: dict[str, list[str]] = {}
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        if is_common(character) and character.encode("gb2312") < b"\xd8":
            found.setdefault(readings(character)[0], []).append(character)
    return found
