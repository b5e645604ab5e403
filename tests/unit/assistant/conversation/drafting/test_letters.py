"""The words of every message, with facts and without: occasions, languages, styles, channels."""

import itertools
import re
from datetime import date
from decimal import Decimal

import pytest

from assistant.conversation.drafting.letters import Words
from assistant.conversation.drafting.writing import InventedError, write, written
from tools.drafts import (
    OCCASIONS,
    DraftFact,
    DraftRequest,
    Firmness,
    Occasion,
    Record,
    Style,
)

TODAY = date(2026, 11, 21)
STYLES: tuple[Style, ...] = ("formal", "warm", "brief")
FIRMNESS: tuple[Firmness, ...] = ("gentle", "firm", "final")
FACTS = (
    DraftFact("contact", "Ada Marsh"),
    DraftFact("order", "SO-2611-0140", source="SO-2611-0140"),
    DraftFact("delivered_on", date(2026, 11, 14)),
    DraftFact("visited_on", date(2026, 9, 25)),
    DraftFact("deal", "二期产线"),
    DraftFact("overdue", Decimal("79576.80"), "CNY"),
    DraftFact("overdue", Decimal(1200), "USD"),
    DraftFact("overdue_orders", 3),
    DraftFact("oldest_due", date(2026, 7, 19)),
    DraftFact("days_overdue", 125),
    DraftFact("order_numbers", "SO-2606-0092"),
    DraftFact("invoice_numbers", "DEMO20011948"),
    DraftFact("contract", "D90 服务合同"),
    DraftFact("ends_on", date(2026, 12, 9)),
    DraftFact("days_left", 18),
    DraftFact("last_order", date(2026, 2, 1)),
    DraftFact("days_since", 293),
    DraftFact("product", "R30 Ribbon"),
    DraftFact("complained_on", date(2026, 7, 29)),
    DraftFact("complaint", "到货破损"),
)


def all_requests() -> list[DraftRequest]:
    return [
        DraftRequest(
            occasion, "C1", "Acorn", language, channel, style, firmness, with_invoices=True
        )
        for occasion, language, channel, style, firmness in itertools.product(
            OCCASIONS, ("zh", "en"), ("chat", "email", "sms"), STYLES, FIRMNESS
        )
    ]


def test_every_message_says_facts_of_the_record_and_no_other_figure() -> None:
    record = Record(FACTS)
    for request in all_requests():
        letter = write(request, record, "Wu Chen", TODAY)
        assert "{" not in letter.text, request
        assert "Ada Marsh" in letter.text
        assert letter.text.endswith("Wu Chen")
        assert (letter.subject is not None) == (request.channel == "email")
        assert "\n" not in letter.text or request.channel != "sms"


def test_what_is_not_on_record_is_a_blank_and_never_a_figure() -> None:
    for request in all_requests():
        letter = write(request, Record(), "", TODAY)
        text = f"{letter.subject or ''}\n{letter.text}"
        stamped = text.replace("2026年11月21日", "").replace("21 November 2026", "")
        assert not re.search(r"\d", stamped), request
        marks = re.findall(r"【(.+?)】|\[(.+?)\]", text)
        assert {a or b for a, b in marks} == set(letter.blanks)
        assert letter.facts == ()


def of(occasion: Occasion, **more: object) -> DraftRequest:
    return DraftRequest(occasion, "C1", "Acorn", "en", **more)  # type: ignore[arg-type]


def test_amounts_of_two_currencies_are_said_beside_each_other() -> None:
    text = write(of("reminder"), Record(FACTS), "Wu Chen", TODAY).text
    assert "¥79,576.80, USD 1,200.00 in all" in text


def test_one_order_is_overdue_and_three_are() -> None:
    one = tuple(DraftFact("overdue_orders", 1) if f.name == "overdue_orders" else f for f in FACTS)
    assert "in all, is past due" in write(of("reminder"), Record(one), "", TODAY).text
    assert "in all, are past due" in write(of("reminder"), Record(FACTS), "", TODAY).text


@pytest.mark.parametrize(("days", "words"), [(90, "plan"), (30, "no gap"), (7, "in only 7 days")])
def test_a_renewal_is_asked_for_the_more_plainly_the_nearer_it_is(days: int, words: str) -> None:
    facts = tuple(DraftFact("days_left", days) if f.name == "days_left" else f for f in FACTS)
    assert words in write(of("renewal", style="formal"), Record(facts), "", TODAY).text


def test_words_with_a_figure_of_nowhere_make_no_message() -> None:
    words = Words("", "Hello {contact},", ["You owe us 4,711.00."], "{sender}")
    with pytest.raises(InventedError):
        written(words, of("reminder"), Record(FACTS), "", TODAY)
