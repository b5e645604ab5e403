"""English number words: ten, twenty-five, a hundred and twenty, half a million, a dozen."""

import re
from decimal import Decimal

_ONES: dict[str, int] = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS: dict[str, int] = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "grand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "dozen": 12,
}
_HALF = "half"
ORDINALS: dict[str, int] = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        range(1, 13),
        strict=True,
    )
)

_UNDER_HUNDRED = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?"
    rf"|{'|'.join(sorted(_ONES, key=len, reverse=True))})(?![a-z])"
)
_SCALE = rf"(?:{'|'.join(_SCALES)})s?(?![a-z])"
ENGLISH_NUMBER = (
    r"(?:(?:half|quarter)(?:\sof)?(?:\san?)?\s(?:million|billion|dozen)(?![a-z])"
    rf"|(?:an?\s|{_UNDER_HUNDRED}(?:\sand\sa\shalf)?[-\s])?{_SCALE}(?:\s{_SCALE})?"
    rf"(?:(?:\sand|,)?\s{_UNDER_HUNDRED}(?:\s{_SCALE})?){{0,3}}(?:\s{_SCALE})?"
    rf"|{_UNDER_HUNDRED}"
    rf"|{'|'.join(ORDINALS)})"
)
"""A pattern for folded text that finds number words; `read_english` says whether they are one."""


def read_english(words: str) -> Decimal | None:
    """The value of number words in lower case, or None if they are not well formed."""
    if words in ORDINALS:
        return Decimal(ORDINALS[words])
    if words in {"a", "an"}:
        return Decimal(1)
    fillers = {"a", "an", "and", "of"}
    tokens = [token for token in re.split(r"[\s\-,]+", words) if token not in fillers]
    if tokens and tokens[0] in {_HALF, "quarter"}:
        return _part_of(tokens)
    return _sum_of(tokens)


def _part_of(tokens: list[str]) -> Decimal | None:
    scale = _SCALES.get(tokens[-1].rstrip("s"))
    if scale is None:
        return Decimal("0.5") if tokens == [_HALF] else None
    return Decimal(scale) / (2 if tokens[0] == _HALF else 4)


def _sum_of(tokens: list[str]) -> Decimal | None:
    total = Decimal(0)
    section: Decimal | None = None
    for token in tokens:
        scale = _SCALES.get(token.removesuffix("s"))
        if scale is not None and scale == _SCALES["hundred"]:
            section = (Decimal(1) if section is None else section) * scale
        elif scale:
            total += (Decimal(1) if section is None else section) * scale
            section = None
        else:
            added = _small(token)
            if added is None:
                return None
            section = (section or Decimal(0)) + added
    return total + (section or Decimal(0)) if tokens else None


def _small(token: str) -> Decimal | None:
    if token == _HALF:
        return Decimal("0.5")
    value = _ONES.get(token, _TENS.get(token))
    return None if value is None else Decimal(value)
