"""Chinese names by their sound: 南海贸易 for 蓝海贸易, 瑞峰 for 瑞丰."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crm.names.everyday import TRADE
from crm.names.guess import Guess, Stretch, around, is_common, is_parted
from crm.names.sound import sounds
from crm.names.spelling import Spelling, is_chinese, spelling, stands_alone

LONGEST = 12
"""So many characters of a name may be explained by themselves, on either side of a gap."""
_LEGAL = ("有限责任公司", "股份有限公司", "有限公司", "公司", "集团")


@dataclass(frozen=True)
class Heard:
    """Keys of names by the classes of their sounds."""

    _keys: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, keys: Iterable[str]) -> "Heard":
        """Gives the index of those keys that hold two Chinese characters or more."""
        found: dict[str, list[str]] = {}
        known = sounds()
        for key in keys:
            if not key.isascii() and sum(map(is_chinese, key)) >= 2 and not is_common(key):
                for skeleton in known.skeletons(key):
                    found.setdefault(skeleton, []).append(key)
        return cls(MappingProxyType({skeleton: tuple(one) for skeleton, one in found.items()}))

    def guesses(self, text: str, gaps: list[Stretch]) -> Iterator[Guess]:
        """Gives the names that sound like windows around what nothing explains."""
        spelled = spelling(text)
        inner = [gap for gap in (letters_of(spelled, gap) for gap in gaps) if gap is not None]
        for window in dict.fromkeys(around(inner, LONGEST, len(spelled.letters))):
            letters = spelled.letters[window.start : window.end]
            start, end = spelled.places[window.start], spelled.places[window.end - 1] + 1
            if letters.isascii() or is_parted(text[start:end]) or is_common(letters):
                continue
            if stands_alone(text, start, end):
                yield from self._like(letters, Stretch(start, end), whole=window in inner)

    def _like(self, said: str, at: Stretch, *, whole: bool) -> Iterator[Guess]:
        known = sounds()
        keys = {key for one in known.skeletons(said) for key in self._keys.get(one, ())}
        for key in keys:
            steps = known.steps(said, key)
            sure = _verdict(said, key, steps, whole=whole)
            if sure is not None:
                similarity = 1 - steps / (2 * len(key))
                yield Guess(*at, key, steps, similarity, "sound", sure)


def letters_of(spelled: Spelling, gap: Stretch) -> Stretch | None:
    """Gives where a gap of the text is among its letters; None where it holds none."""
    inside = [n for n, place in enumerate(spelled.places) if gap.start <= place < gap.end]
    return Stretch(inside[0], inside[-1] + 1) if inside else None


def _verdict(said: str, key: str, steps: int, *, whole: bool) -> bool | None:
    """Gives whether what was said surely is that name; None where it is not like it at all.

    What ends in a word of a trade looks like a company, so that half of its syllables may slip.
    Without one it needs more exactness; a word of two characters must sound the same, be all that
    is not understood, and share a character, or it is asked.
    """
    length = len(key)
    brand = length - _trade_length(key)
    if 2 <= brand < length:
        return True if steps <= length // 2 else None
    if length > 2:
        return True if steps <= length // 3 else None
    if steps or not whole:
        return None
    return any(one == other for one, other in zip(said, key, strict=True))


def _trade_length(key: str) -> int:
    """Gives how many characters at the end say what kind of company it is, not which."""
    legal = next((len(form) for form in _LEGAL if key.endswith(form)), 0)
    core = key[: len(key) - legal]
    return legal + next((n for n in (3, 2) if len(core) > n and core[-n:] in TRADE), 0)
