"""Figures as a text writes them: ¥41.7万, 四十一万元, $1.2M, 12 orders, −3.4%, 2.1 个百分点.

A figure stands for a cell that is rounded so: the last written digit says how far.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tools.phrases.numbers import NumberSpan, find_numbers

FURTHEST = Decimal("0.05")
"""How far from its cell a rounded figure may be: 1亿 is no way to write 6,000万."""
_PREFIX = {
    **dict.fromkeys(("¥", "￥", "rmb", "cny"), "CNY"),
    **dict.fromkeys(("us$", "$", "usd"), "USD"),
    **dict.fromkeys(("€", "eur"), "EUR"),
    **dict.fromkeys(("£", "gbp"), "GBP"),
    **{code.lower(): code for code in ("JPY", "HKD", "SGD", "TWD", "KRW", "AUD", "CAD", "CHF")},
}
_SCALES = {
    **dict.fromkeys(("万", "w"), 4),
    "亿": 8,
    "千": 3,
    "百万": 6,
    "千万": 7,
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "million"), 6),
    **dict.fromkeys(("b", "bn", "billion"), 9),
}
_UNITS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("%", "percent", "per cent"), ("ratio",)),
    **dict.fromkeys(("个百分点", "百分点", "pp", "percentage points", "percentage point"), ("pp",)),
    **dict.fromkeys(("元", "人民币", "元人民币", "yuan", "rmb", "cny"), ("CNY",)),
    **dict.fromkeys(("美元", "usd", "us dollars", "dollars"), ("USD",)),
    **dict.fromkeys(("欧元", "eur", "euros"), ("EUR",)),
    **dict.fromkeys(("单", "个订单", "笔订单", "张订单", "order", "orders"), ("orders",)),
    **dict.fromkeys(("件", "台", "unit", "units", "pieces"), ("units",)),
    **dict.fromkeys(("家", "家客户", "个客户", "位客户"), ("customers",)),
    **dict.fromkeys(("customer", "customers"), ("customers",)),
    **dict.fromkeys(("种", "种产品", "个产品", "款产品", "product", "products"), ("products",)),
    **dict.fromkeys(("个商机", "deal", "deals"), ("deals",)),
    **dict.fromkeys(("笔退货", "return", "returns"), ("returns",)),
    **dict.fromkeys(("笔回款", "笔付款", "payment", "payments"), ("payments",)),
    "笔": ("returns", "payments"),
    **dict.fromkeys(("张", "张发票", "invoice", "invoices"), ("invoices",)),
    **dict.fromkeys(("份", "份合同", "contract", "contracts"), ("contracts",)),
    **dict.fromkeys(("次", "activity", "activities"), ("activities", "times")),
    **dict.fromkeys(("条", "row", "rows"), ("rows",)),
    **dict.fromkeys(("人", "person", "people"), ("people",)),
    **dict.fromkeys(("天", "day", "days"), ("days",)),
    "个": ("deals", "groups"),
}


def _any_of(words: Mapping[str, object]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    edged = (
        rf"{re.escape(one)}(?![a-z])"
        if one[-1:].isascii() and one[-1:].isalpha()
        else re.escape(one)
        for one in ordered
    )
    return "|".join(edged)


_CURRENCY = "|".join(sorted(map(re.escape, _PREFIX), key=len, reverse=True))
_DIGITS = re.compile(
    rf"(?:(?P<sign>[+\-−–])\s?)?(?:(?P<currency>{_CURRENCY})\s?)?(?P<sign2>[\-−–]?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:\s?(?P<scale>{_any_of(_SCALES)}))?"
)
_BEFORE = re.compile(rf"(?:(?P<sign>[+\-−–])\s?)?(?:(?P<currency>{_CURRENCY})\s?)?")
_UNIT = re.compile(rf"\s?({_any_of(_UNITS)})")


@dataclass(frozen=True)
class Written:
    """A figure as it is written.

    Attributes:
        end: where it ends.
        value: without its sign; a percentage as a fraction.
        step: what its last digit counts.
        units: what it may be in: a currency, `ratio`, `pp`, what is counted; empty where not said.
        sign: `+`, `-` or nothing.
    """

    end: int
    value: Decimal
    step: Decimal
    units: frozenset[str]
    sign: str = ""

    def stands_for(self, cell: Decimal) -> bool:
        """Whether the cell, without its sign, is written so when it is rounded."""
        exact = abs(cell)
        steps = (exact / self.step).quantize(Decimal(1), ROUND_HALF_UP)
        near = abs(exact - self.value) <= exact * FURTHEST
        whole = self.value == 1 and "ratio" in self.units and exact != 1  # 99.97 % is not 100 %
        return steps * self.step == self.value and near and not whole


def numerals(text: str) -> Mapping[int, NumberSpan]:
    """Gives the numbers in words of a text (四十一万, twelve), by where they begin."""
    found = find_numbers(text)
    return {one.start: one for one in found if not (one.ordinal or one.approximate)}


def figure_at(
    text: str, start: int, spoken: Mapping[int, NumberSpan], nouns: Mapping[str, str]
) -> Written | None:
    """Gives the figure that begins there; None where none does.

    Args:
        text: in lower case, with plain digits.
        start: where to look.
        spoken: the numbers in words.
        nouns: what rows are called, each with the name of its column: 12 regions.
    """
    match = _DIGITS.match(text, start)
    if match is not None:
        decimals = len(match["digits"].partition(".")[2])
        power = _SCALES.get(match["scale"] or "", 0)
        value = Decimal(match["digits"].replace(",", "")).scaleb(power)
        step = Decimal(1).scaleb(power - decimals)
        signed = match["sign"] or match["sign2"] or ""
        return _with_unit(text, match.end(), (value, step), signed, match["currency"], nouns)
    before = _BEFORE.match(text, start)
    assert before is not None, "it matches nothing too"
    number = spoken.get(before.end())
    if number is None:
        return None
    value = number.value * 100 if number.percent else number.value
    exponent = value.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    if number.percent:
        return Written(number.end, value / 100, step / 100, frozenset({"ratio"}), "")
    return _with_unit(
        text, number.end, (value, step), before["sign"] or "", before["currency"], nouns
    )


def _with_unit(
    text: str,
    end: int,
    number: tuple[Decimal, Decimal],
    sign: str,
    currency: str | None,
    nouns: Mapping[str, str],
) -> Written | None:
    value, step = number
    sign = "-" if sign in {"-", "−", "–"} else sign
    if currency is not None:
        return _apart(text, Written(end, value, step, frozenset({_PREFIX[currency]}), sign))
    unit = _UNIT.match(text, end)
    noun = _noun(text, end, nouns)
    if noun is not None and (unit is None or noun[0] > unit.end()):
        return Written(noun[0], value, step, frozenset({f"rows of {noun[1]}"}), sign)
    if unit is None:
        return _apart(text, Written(end, value, step, frozenset(), sign))
    units = frozenset(_UNITS[unit[1]])
    hundred = 100 if units & {"ratio", "pp"} else 1
    return Written(unit.end(), value / hundred, step / hundred, units, sign)


def _apart(text: str, found: Written) -> Written | None:
    """Gives a figure that does not run on into other letters or digits: 30x is none."""
    after = text[found.end : found.end + 1]
    return None if after.isascii() and after.isalnum() else found


_COUNTER = re.compile(r"\s?[个家种位名]?\s?")


def _noun(text: str, end: int, nouns: Mapping[str, str]) -> tuple[int, str] | None:
    """Gives where the name of what rows are of ends behind a number, and its column."""
    counter = _COUNTER.match(text, end)
    start = counter.end() if counter is not None else end
    found = [word for word in nouns if text.startswith(word, start)]
    if not found:
        return None
    longest = max(found, key=len)
    after = text[start + len(longest) : start + len(longest) + 1]
    if longest.isascii() and after.isascii() and after.isalnum():
        return None
    return start + len(longest), nouns[longest]
