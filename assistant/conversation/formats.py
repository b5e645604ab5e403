"""Figures and dates as people read them, in Chinese and English (amounts, counts, rates).

Rounding is half up on decimals, before the unit is chosen: 99,999,500 is ¥1.00亿, not 10,000.0万.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from assistant.conversation.reply import Language

MINUS = "\u2212"
NOTHING = "—"
COUNTED: Mapping[str, tuple[str, str, str]] = {
    "orders": ("单", "order", "orders"),
    "flags": ("条", "flag", "flags"),
    "units": ("件", "unit", "units"),
    "customers": ("家", "customer", "customers"),
    "products": ("种", "product", "products"),
    "deals": ("个", "deal", "deals"),
    "returns": ("笔", "return", "returns"),
    "payments": ("笔", "payment", "payments"),
    "invoices": ("张", "invoice", "invoices"),
    "contracts": ("份", "contract", "contracts"),
    "activities": ("次", "activity", "activities"),
    "times": ("次", "", ""),
    "rows": ("条", "row", "rows"),
    "people": ("人", "person", "people"),
    "days": ("天", "day", "days"),
    "weeks": ("周", "week", "weeks"),
    "months": ("个月", "month", "months"),
    "quarters": ("个季度", "quarter", "quarters"),
    "years": ("年", "year", "years"),
    "groups": ("个", "", ""),
    "points": ("分", "point", "points"),
    "matters": ("件", "", ""),
    "amount_days": ("", "", ""),
    "of_a_kind": ("", "", ""),
    "deliveries": ("笔", "delivery", "deliveries"),
}
"""The measure word in Chinese, and the noun in English, of what is counted.

`of_a_kind`: figures of several kinds in one column, beside another that says what each counts.
"""


def rounded(value: Decimal, places: int) -> Decimal:
    """Gives `value` with `places` decimals, half up."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def grouped(value: Decimal, places: int) -> str:
    """Gives a number with thousands separators and a true minus sign."""
    return f"{rounded(value, places):,.{places}f}".replace("-", MINUS)


def amount(value: Decimal, currency: str, language: Language, *, coded: bool = False) -> str:
    """Gives an amount as in a sentence: exact when small, then in 万 and 亿 or M and B.

    With `coded`, English says CNY instead of ¥: it stands beside amounts of other currencies.
    """
    sign = MINUS if value < 0 else ""
    before = f"{currency} " if coded and language == "en" else symbol(currency)
    return f"{sign}{before}{_scaled(abs(value), language)}"


def symbol(currency: str) -> str:
    """Gives what stands before an amount: ¥, or the code of another currency."""
    return "¥" if currency == "CNY" else f"{currency} "


def _scaled(value: Decimal, language: Language) -> str:
    steps = (
        ((Decimal(100_000), Decimal(10_000), 1, "万"), (Decimal(10**8), Decimal(10**8), 2, "亿"))
        if language == "zh"
        else ((Decimal(10**6), Decimal(10**6), 2, "M"), (Decimal(10**9), Decimal(10**9), 2, "B"))
    )
    text = number(value)
    for start, unit, places, suffix in steps:
        if _reaches(value, start, unit, places):
            text = grouped(value / unit, places) + suffix
    return text


def _reaches(value: Decimal, start: Decimal, unit: Decimal, places: int) -> bool:
    """Whether `value`, rounded as it would be shown one step lower, has come to `start`."""
    if start == Decimal(10**8):
        return rounded(value / Decimal(10_000), 1) * 10_000 >= start
    if start == Decimal(10**9):
        return rounded(value / Decimal(10**6), 2) * 10**6 >= start
    return rounded(value, 2) >= start and rounded(value / unit, places) > 0


def number(value: Decimal) -> str:
    """Gives a number as it was said: whole, or with two decimals."""
    cents = rounded(value, 2)
    return grouped(value, 0 if cents == cents.to_integral_value() else 2)


def exact(value: Decimal, currency: str) -> str:
    """Gives an amount to the cent."""
    sign = MINUS if value < 0 else ""
    return f"{sign}{symbol(currency)}{grouped(abs(value), 2)}"


def count(value: Decimal, unit: str, language: Language) -> str:
    """Gives a count with its measure word: 1,284 单, 1,284 orders."""
    digits = number(value)
    words = COUNTED.get(unit, ("", unit, unit))
    if language == "zh":
        return f"{digits} {words[0]}".strip()
    return f"{digits} {words[1] if value == 1 else words[2]}".strip()


def ratio(value: Decimal) -> str:
    """Gives a rate or share with one decimal; 100.0% only where it is exact."""
    percent = rounded(value * 100, 1)
    if percent == 100 and value != 1:
        percent = Decimal("99.9") if value < 1 else Decimal("100.1")
    return f"{grouped(percent, 1)}%"


def change_of(value: Decimal, unit: str | None, language: Language, *, coded: bool = False) -> str:
    """Gives a change with its sign, in the unit of what changed."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    if unit == "pp":
        points = grouped(abs(value) * 100, 1)
        return f"{sign}{points} 个百分点" if language == "zh" else f"{sign}{points} pp"
    return f"{sign}{figure(abs(value), unit, language, coded=coded)}"


def change_rate(value: Decimal) -> str:
    """Gives a relative change with its sign and one decimal."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign}{grouped(abs(value) * 100, 1)}%"


def figure(
    value: Decimal | None, unit: str | None, language: Language, *, coded: bool = False
) -> str:
    """Gives a figure in its unit: a currency code, `ratio`, `pp`, or a noun counted."""
    if value is None:
        return NOTHING
    if unit == "ratio":
        return ratio(value)
    if unit == "pp":
        return change_of(value, unit, language)
    if unit is not None and len(unit) == 3 and unit.isupper():
        return amount(value, unit, language, coded=coded)
    return count(value, unit or "", language)


def is_flat(rate: Decimal) -> bool:
    """Whether a relative change is too small to be called one (below 0.05 %)."""
    return abs(rate) < Decimal("0.0005")
