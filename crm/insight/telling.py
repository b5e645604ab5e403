"""Flags in words, Chinese and English: the reason in figures, what is normal, what to do."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import tomli

Language = Literal["zh", "en"]
WORDS = Path(__file__).with_name("words.toml")
_PLACE = re.compile(r"\{(\w+):(\w+)\}")


@dataclass(frozen=True)
class Told:
    """A flag in words."""

    title: str
    reason: str
    normal: str
    advice: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence: plain words, or the figure of that name as it is shown."""

    text: str
    figure: str | None = None


def told(
    kind: str,
    figures: Mapping[str, str],
    language: Language,
    products: Mapping[str, str] | None = None,
) -> Told:
    """Gives a flag in words.

    Args:
        kind: the flag's kind.
        figures: what it compares, as it is kept.
        language: in which.
        products: what products are called, by id; without, their ids are shown.
    """
    sentences = _words()[_variant(kind, figures)][language]
    known = products or {}
    parts = ("".join(p.text for p in pieces(one, figures, language, known)) for one in sentences)
    return Told(*parts)


def reason_pieces(
    kind: str, figures: Mapping[str, str], language: Language, products: Mapping[str, str]
) -> Iterator[Piece]:
    """Gives the reason in stretches, so that each figure can be held against its source."""
    sentence = _words()[_variant(kind, figures)][language][1]
    return pieces(sentence, figures, language, products)


def pieces(
    sentence: str, figures: Mapping[str, str], language: Language, products: Mapping[str, str]
) -> Iterator[Piece]:
    """Gives a sentence with its places filled, stretch by stretch."""
    end = 0
    for place in _PLACE.finditer(sentence):
        if place.start() > end:
            yield Piece(sentence[end : place.start()])
        name, form = place.groups()
        shown = _FORMS[form](figures[name], figures.get("currency", ""))
        if form == "product":
            shown = products.get(figures[name], figures[name])
        elif form == "state":
            shown = _words()["states"][language].get(figures[name], figures[name])
        yield Piece(shown, name)
        end = place.end()
    if end < len(sentence):
        yield Piece(sentence[end:])


def title(kind: str, language: Language) -> str:
    """Gives the name of a kind."""
    return _words()[kind][language][0]


def _variant(kind: str, figures: Mapping[str, str]) -> str:
    """Gives which words fit: some figures are not there for everybody (`crm/insight/seeing.py`)."""
    if kind == "duplicate_order" and figures.get("same_external_id") == "yes":
        return "duplicate_number" if "other_order_id" in figures else "duplicate_number_elsewhere"
    if kind == "duplicate_order" and "minutes" not in figures:
        return "duplicate_day"
    if kind == "amount_spike" and figures.get("of") == "peers":
        return "amount_spike_of_peers" if "usual" in figures else "amount_spike_unlike_peers"
    return next((name for name, needs in _LESS.get(kind, ()) if needs in figures), kind)


_LESS: Mapping[str, Sequence[tuple[str, str]]] = {
    "price_off_list": (
        ("price_off_list", "usual_price"),
        ("price_off_own", "own_price"),
        ("price_off_listed", "list_price"),
        ("price_off", "price"),
    ),
    "unusual_discount": (
        ("unusual_discount", "usual_discount"),
        ("discount_beyond_own", "own_discount"),
        ("discount_beyond", "discount"),
    ),
    "odd_hour": (("odd_hour", "share"), ("hour_of_few", "at")),
    "stuck_state": (("stuck_state", "further"), ("state_kept_long", "status")),
    "total_mismatch": (("total_mismatch", "agreeing"), ("total_differs", "given")),
}
"""The words of a kind by the figure that they need, the fullest first."""


@cache
def _words() -> Mapping[str, Any]:
    return tomli.loads(WORDS.read_text(encoding="utf-8"))


def _money(value: str, currency: str) -> str:
    """Gives an amount: with its cents below a thousand, whole above."""
    amount = Decimal(value)
    return _sum(amount, currency, 2 if abs(amount) < 1000 else 0)


def _price(value: str, currency: str) -> str:
    return _sum(Decimal(value), currency, 2)


def _sum(amount: Decimal, currency: str, places: int) -> str:
    sign = "−" if amount < 0 else ""
    before = "¥" if currency == "CNY" else f"{currency} "
    return f"{sign}{before}{_grouped(abs(amount), places)}"


def _grouped(value: Decimal, places: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"


def _number(value: str, _currency: str) -> str:
    number = Decimal(value)
    shown = f"{abs(number).normalize():,f}"
    return f"−{shown}" if number < 0 else shown


def _moment(value: str, _currency: str) -> str:
    at = datetime.fromisoformat(value)
    return f"{at:%Y-%m-%d}" if at.time() == time() else f"{at:%Y-%m-%d %H:%M}"


def _text(value: str, _currency: str) -> str:
    return value


_FORMS: Mapping[str, Callable[[str, str], str]] = {
    "money": _money,
    "price": _price,
    "number": _number,
    "moment": _moment,
    "product": _text,
    "state": _text,
    "text": _text,
}
