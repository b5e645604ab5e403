"""Flags are told in both languages, with the figures that they compare and no others."""

import re

import pytest

from crm.insight.flag import KINDS
from crm.insight.flags import as_text
from crm.insight.telling import Language, reason_pieces, told
from tests.unit.crm.insight.shop import after, flagged, line, order, ordinary

LANGUAGES: tuple[Language, ...] = ("zh", "en")
EVERY = {
    "amount": "10000", "usual": "1000.5", "times": "10", "up_to": "5000", "orders": "40",
    "of": "customer", "currency": "CNY", "product_id": "P1", "quantity": "100", "meant": "10",
    "usual_quantity": "11.5", "amount_meant": "1000", "price": "38", "usual_price": "100",
    "percent": "-62", "prices": "40", "list_price": "100", "discount": "25", "usual_discount": "5",
    "other_order_id": "SO-1", "other_at": "2026-11-18 11:01:00", "minutes": "14", "lines": "6",
    "same_external_id": "no", "line_amount": "7000", "products": "3", "days": "80",
    "usual_days": "7", "at": "2026-11-18 03:01:00", "share": "0.1", "debt": "1200", "debts": "2",
    "longest_before": "12", "status": "pending", "further": "98.4", "given": "1100",
    "lines_amount": "1000", "difference": "-100", "agreeing": "100", "returned": "900",
    "usual_percent": "1",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_words(kind: str, language: Language) -> None:
    words = told(kind, EVERY, language, {"P1": "Pump"})
    for sentence in (words.title, words.reason, words.normal, words.advice):
        assert sentence
        assert not re.search(r"[{}]", sentence)
    assert words.reason[-1] in "。."


@pytest.mark.parametrize("kind", KINDS)
def test_figures_of_the_reason_are_pieces_of_their_own(kind: str) -> None:
    for language in LANGUAGES:
        pieces = list(reason_pieces(kind, EVERY, language, {}))
        plain = "".join(one.text for one in pieces if one.figure is None)
        assert not re.search(r"\d", plain)
        assert {one.figure for one in pieces if one.figure} <= set(EVERY)


def test_a_spike_of_the_checks_is_told_whole() -> None:
    flag = flagged(after(ordinary(40), order(41, line("P1", 47), line("P2", 53))))["amount_spike"]
    figures = {name: as_text(value) for name, value in flag.figures.items()}
    words = told(flag.kind, figures, "zh")
    assert words.reason == "金额 ¥10,000，是该客户近 40 单中位数 ¥1,000 的 10 倍。"
    assert words.normal.startswith("正常不超过 ¥5,0")


def test_peers_are_named_as_such() -> None:
    assert "同类客户" in told("amount_spike", {**EVERY, "of": "peers"}, "zh").reason
    assert "external" in told("duplicate_order", {**EVERY, "same_external_id": "yes"}, "en").reason
