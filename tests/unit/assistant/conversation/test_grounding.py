"""No figure, date or name leaves that the evidence does not hold."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.draft import Bound, Draft, UngroundedError, checked
from assistant.conversation.reply import Language
from crm.query.result import Cell
from tests.unit.assistant.asking import Asking

QUESTIONS: dict[Language, list[str]] = {
    "zh": [
        "今年销售额",
        "上季度订单数",
        "华东上个月卖了多少",
        "宁波今年销售额",
        "宁波和苏州今年差多少单",
        "上个月退货率",
        "本月销售额环比",
        "华东本季度销售额同比",
        "华东今年销售额比去年",
        "上季度各区域销售额",
        "华东上季度各城市销售额",
        "今年各渠道订单数",
        "华东今年各客户占比",
        "今年销售额最高的客户",
        "华东上季度销售额前5的客户",
        "今年卖得最差的产品",
        "华东今年每月销售额",
        "今年每季度订单数",
        "上周每天订单数",
        "列出华东本月的订单",
        "昨天有哪些订单",
        "应收一共多少",
        "按账龄看应收",
        "客户数",
        "上季度金额超过5万的订单有几个",
        "今年退货率超过5%的产品",
        "2019年销售额",
        "已取消的订单上个月有几个",
    ],
    "en": [
        "sales this year",
        "orders last quarter",
        "sales in Ningbo this year",
        "units sold last month",
        "return rate last year",
        "sales this month vs last month",
        "orders this quarter vs a year earlier",
        "sales by region last quarter",
        "orders by channel this year",
        "top 5 customers last quarter",
        "best selling products this year",
        "monthly orders this year",
        "华东 sales by month this year",
        "weekly orders last quarter",
        "list the orders of yesterday",
        "total receivable",
        "outstanding by ageing",
        "attainment by rep this month",
        "win rate last quarter",
        "how many customers do we have",
        "sales in 2013",
        "orders over 50000 last month",
        "which customers had sales above 100000 last quarter",
        "cancelled orders last month by region",
    ],
}
ASKED: list[tuple[Language, str]] = [
    (language, text) for language, texts in QUESTIONS.items() for text in texts
]


@pytest.fixture(scope="module")
def drafts(asking: Asking) -> list[Draft]:
    """The answers to all questions."""
    return [asking.draft(text, language) for language, text in ASKED]


def holds(draft: Draft, text: str, bounds: list[Bound]) -> bool:
    try:
        checked(text, bounds, draft.evidence, draft.namer, draft.today)
    except UngroundedError:
        return False
    return True


def changed(draft: Draft, start: int, end: int, words: str) -> tuple[str, list[Bound]]:
    """Gives the text with other words in a place, and the bounds moved along."""
    more = len(words) - (end - start)
    bounds = [
        replace(
            bound,
            start=bound.start + more if bound.start >= end else bound.start,
            end=bound.end + more if bound.end >= end else bound.end,
        )
        for bound in draft.bounds
    ]
    return draft.text[:start] + words + draft.text[end:], bounds


def digits(text: str) -> Iterator[int]:
    return (place for place, character in enumerate(text) if character.isdigit())


def between(draft: Draft) -> list[int]:
    """Gives the places in the text that nothing is bound to."""
    taken = {at for bound in draft.bounds for at in range(bound.start + 1, bound.end)}
    return [at for at in range(len(draft.text) + 1) if at not in taken]


def names(draft: Draft) -> list[str]:
    """Gives the names in the evidence of an answer."""
    cells = (cell for row in draft.evidence[0].table.rows for cell in row)
    named = (cell for cell in cells if isinstance(cell, str) and len(cell) > 1)
    return list(dict.fromkeys([*draft.evidence[0].named, *named]))


def test_what_the_evidence_holds_passes(drafts: list[Draft]) -> None:
    for draft in drafts:
        assert holds(draft, draft.text, draft.bounds), draft.text
        assert any(map(str.isdigit, draft.text)), draft.text


def test_no_digit_can_be_another_one(drafts: list[Draft]) -> None:
    for draft in drafts:
        for place in digits(draft.text):
            for digit in set("0123456789") - {draft.text[place]}:
                text, bounds = changed(draft, place, place + 1, digit)
                assert not holds(draft, text, bounds), text


def test_no_digit_can_be_dropped_or_doubled(drafts: list[Draft]) -> None:
    for draft in drafts:
        for place in digits(draft.text):
            for words in ("", draft.text[place] * 2):
                text, bounds = changed(draft, place, place + 1, words)
                assert not holds(draft, text, bounds), text


def test_no_name_can_be_another_one(drafts: list[Draft]) -> None:
    for draft in drafts:
        for bound in draft.bounds:
            said = draft.text[bound.start : bound.end]
            if said not in names(draft):
                continue
            for other in [*names(draft), "青禾电子", "Lindqvist AB", said[:-1], ""]:
                if other != said:
                    text, bounds = changed(draft, bound.start, bound.end, other)
                    assert not holds(draft, text, bounds), text


@given(st.data())
def test_no_figure_or_name_can_stand_where_nothing_vouches_for_it(
    drafts: list[Draft], data: st.DataObject
) -> None:
    draft = data.draw(st.sampled_from(drafts))
    place = data.draw(st.sampled_from(between(draft)))
    figure = st.from_regex(
        r"[0-9０-９][0-9,.%万亿]{0,6}|百分之|[一二三四五六七八九十]{2}", fullmatch=True
    )
    names_of = names(draft)
    words = data.draw(figure | st.sampled_from(names_of) if names_of else figure)
    text, bounds = changed(draft, place, place, f" {words} ")
    assert not holds(draft, text, bounds), text


def test_fixed_words_hold_no_digit_and_no_name(drafts: list[Draft]) -> None:
    for draft in drafts:
        rest, position = "", 0
        for bound in draft.bounds:
            rest += draft.text[position : bound.start] + "\n"
            position = bound.end
        rest += draft.text[position:]
        assert not any(map(str.isdigit, rest)), rest
        assert not [name for name in names(draft) if name in rest], rest


def test_other_rows_make_another_text_and_unground_this_one(drafts: list[Draft]) -> None:
    for draft in drafts:
        for bound in draft.bounds:
            if bound.source.place != "cell":
                continue
            source, found = bound.source, draft.evidence[0]
            row = list(found.table.rows[source.row])
            row[source.column] = other_than(row[source.column])
            rows = list(found.table.rows)
            rows[source.row] = tuple(row)
            table = replace(found.table, rows=tuple(rows))
            changed_draft = replace(draft, evidence=(replace(found, table=table),))
            assert not holds(changed_draft, draft.text, draft.bounds), (draft.text, source)
            assert (
                replace(changed_draft, text="", bounds=[]).put(source).text
                != draft.text[bound.start : bound.end]
            )


def other_than(cell: Cell) -> Cell:
    """Gives another cell of the same kind, one that also looks different when rounded."""
    if isinstance(cell, Decimal):
        return cell * 2 + Decimal("0.37")
    if isinstance(cell, int):
        return cell + 1
    assert isinstance(cell, str)
    return "2001-01" if cell[:4].isdigit() else f"{cell} & Co"
