"""What an answer says of exchange rates: those it used, or the one that it lacked."""

from datetime import date
from decimal import Decimal

from assistant.conversation.reply import Language
from assistant.conversation.timewords import day
from crm.query.result import RateMissing, RateUsed, Table

OLD_DAYS = 31
"""A rate may be this much older than an amount before that is said: many keep one a month."""
DAYS = {
    "orders.ordered_at": ("订单日", "each order's day"),
    "returns.returned_at": ("退货日", "each return's day"),
    "payments.paid_at": ("付款日", "each payment's day"),
    "invoices.issued_at": ("开票日", "each invoice's day"),
}
OWN_DAY = ("每笔金额当日", "each amount's own day")


def converted(table: Table, language: Language) -> str | None:
    """Gives what was converted and at which rates; None where nothing was. No full stop."""
    if not table.rates:
        return None
    zh, base = language == "zh", table.rates[0].base
    dated = {path for rate in table.rates for path in rate.dated}
    words = DAYS.get(dated.pop(), OWN_DAY) if len(dated) == 1 else OWN_DAY
    if zh:
        how = f"按{words[0]}的汇率折合成 {base}"
    else:
        how = f"converted to {base} at the rate of {words[1]}"
    if len(table.rates) == 1:
        (rate,) = table.rates
        return (
            f"{rate.currency} {how}（{span(rate)}）"
            if zh
            else f"{rate.currency} {how} ({span(rate)})"
        )
    each = [
        f"{rate.currency}（{span(rate)}）" if zh else f"{rate.currency} ({span(rate)})"
        for rate in table.rates
    ]
    return f"{'、'.join(each)}{how}" if zh else f"{', '.join(each)} {how}"


def span(rate: RateUsed) -> str:
    """Gives the lowest and the highest rate: 7.11–7.25."""
    lowest, highest = _plain(rate.lowest), _plain(rate.highest)
    return lowest if lowest == highest else f"{lowest}–{highest}"


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def old_rates(table: Table, language: Language, today: date) -> list[str]:
    """Gives, for each currency whose rates end long before its amounts, that they do."""
    return [
        f"最新的 {rate.currency} 汇率是 {day(rate.newest, language, today)}的。"
        if language == "zh"
        else f"The latest rate of {rate.currency} is of {day(rate.newest, language, today)}."
        for rate in table.rates
        if (rate.newest_amount - rate.newest).days > OLD_DAYS
    ]


def lacking(missing: RateMissing, language: Language, today: date) -> str:
    """Gives which rate is missing, and that therefore nothing was converted."""
    zh, currency, base = language == "zh", missing.currency, missing.base
    if currency == base:
        why = (
            f"汇率表里 {base} 的汇率不是一"
            if zh
            else f"On file {base} itself has a rate other than one"
        )
    elif missing.day is None:
        why = f"有的 {currency} 金额没有日期" if zh else f"Some {currency} amounts have no day"
    elif zh:
        why = f"缺 {currency} 在 {day(missing.day, language, today)}或之前的汇率"
    else:
        why = f"There is no rate of {currency} on or before {day(missing.day, language, today)}"
    return f"{why}，所以没有折合成 {base}。" if zh else f"{why}: nothing was converted to {base}."
