"""Chinese numerals, and Arabic ones with Chinese units: 一百二十, 三万五, 1亿2千万, 二〇二五."""

import re
from decimal import Decimal
from functools import cache

CHINESE_DIGITS = dict(zip("零〇一二两三四五六七八九", "001223456789", strict=True)) | dict(
    zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True)
)
NUMERAL_STARTS = frozenset(CHINESE_DIGITS) | {"十", "拾"}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}


def read_chinese(words: str) -> Decimal | None:
    """The value of a numeral, or None if it is not well formed.

    A last digit after 百, 千 or 万 counts the next lower unit: 三万五 is 35,000. Digits without any
    unit are read one by one: 二〇二五 is 2025.
    """
    whole, point, fraction = words.partition("点")
    if point:
        return _with_fraction(whole, fraction)
    tokens: list[str] = _tokens().findall(words)
    if not tokens or "".join(tokens) != words:
        return None
    if not any(token in _SMALL or token in _LARGE for token in tokens):
        return _digit_by_digit(words)
    return _with_units(tokens)


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(r"\d+(?:\.\d+)?|[零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿]")


def _digit_by_digit(words: str) -> Decimal | None:
    if len(words) == len("两三") and _consecutive(words):
        return Decimal(CHINESE_DIGITS[words[1]])  # "two or three": the larger one
    return Decimal("".join(CHINESE_DIGITS.get(digit, digit) for digit in words))


def _consecutive(pair: str) -> bool:
    first, second = (int(CHINESE_DIGITS.get(digit, digit)) for digit in pair)
    return 0 < first == second - 1


def _with_fraction(whole: str, fraction: str) -> Decimal | None:
    digits = fraction.rstrip("十百千万亿拾佰仟")
    units = fraction[len(digits) :]
    number = read_chinese(whole)
    if number is None or not digits:
        return None
    decimals = "".join(CHINESE_DIGITS.get(digit, digit) for digit in digits)
    scaled = number + Decimal(f"0.{decimals}")
    for unit in units:
        scaled *= _SMALL.get(unit) or _LARGE[unit]
    return scaled


def _with_units(tokens: list[str]) -> Decimal | None:
    """Adds up section by section, a section being what stands before 万 or 亿."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    last_unit = 1
    for token in tokens:
        if token in _SMALL:
            section += (Decimal(1) if digit is None else digit) * _SMALL[token]
            digit, last_unit = None, _SMALL[token]
        elif token in _LARGE:
            total = _closed(total, section + (digit or 0), _LARGE[token])
            section, digit, last_unit = Decimal(0), None, _LARGE[token]
        elif token in {"零", "〇"}:
            last_unit = 1
        else:
            if digit is not None and not _pair_of(digit, token):
                return None
            digit = _number(token)
    if digit is None:
        return total + section
    return total + section + digit * (last_unit // 10 if _shortened(digit, last_unit) else 1)


def _closed(total: Decimal, section: Decimal, unit: int) -> Decimal:
    if unit == _LARGE["亿"]:
        return (total + section) * unit
    return total + section * unit


def _number(token: str) -> Decimal:
    return Decimal(CHINESE_DIGITS.get(token, token))


def _pair_of(digit: Decimal, token: str) -> bool:
    """Whether two digits in a row are a pair as in 两三百 or 十七八."""
    return _number(token) == digit + 1


def _shortened(digit: Decimal, last_unit: int) -> bool:
    """Whether a last digit counts the unit below: 一百二, 三万五, not 十二."""
    return last_unit >= _SMALL["百"] and digit < 10
