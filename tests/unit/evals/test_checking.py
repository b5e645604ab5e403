"""The checker of the evaluation: a false figure is never taken for a right one."""

from collections.abc import Sequence

import pytest

from assistant.conversation.reply import (
    CheckedPart,
    Choice,
    ColumnPart,
    Dates,
    Reply,
    ResultPart,
    Scalar,
    Status,
)
from evals.case import DATA_SETS, SORTS, Expected, cases, data_set
from evals.checking import check

Q3 = {"start": "2026-07-01", "end": "2026-09-30"}
SALES = ColumnPart(name="sales", label="Sales", type="number", unit="CNY", role="measure")
RATE = ColumnPart(name="return_rate", label="Rate", type="number", unit="ratio", role="measure")
MIXED = SALES.model_copy(update={"unit": None})
BEFORE = SALES.model_copy(update={"role": "previous"})
SHARE = ColumnPart(name="sales", label="Share", type="number", unit="ratio", role="share")
REGION = ColumnPart(name="region", label="Region", type="text", role="dimension")
MONTH = ColumnPart(name="month", label="Month", type="period", role="dimension")
CURRENCY = ColumnPart(name="currency", label="Currency", type="text", role="dimension")
ORDER = [
    ColumnPart(name=name, label=name, type=kind)  # type: ignore[arg-type]
    for name, kind in (
        ("order_id", "id"),
        ("customer", "name"),
        ("ordered_at", "date"),
        ("amount", "number"),
    )
]


def said(status: Status = "answered", text: str = "", **more: object) -> Reply:
    whole: dict[str, object] = {"conversation_id": "c", "turn_id": "t", "language": "en"}
    return Reply.model_validate({**whole, "status": status, "text": text, **more})


def answered(
    columns: Sequence[ColumnPart],
    *rows: Sequence[Scalar],
    period: dict[str, str] | None = Q3,
    row_count: int | None = None,
) -> Reply:
    result = ResultPart(
        tool="query_metrics",
        arguments={},
        definition="",
        period=None if period is None else Dates(**period),
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in rows),
        row_count=len(rows) if row_count is None else row_count,
        truncated=False,
    )
    return said(results=(result,), checked=CheckedPart(figures=1, matched=1))


def outcome(reply: Reply, **expected: object) -> str:
    whole = {"status": "answered", "measure": "sales", "period": Q3, **expected}
    return check(Expected.model_validate(whole), reply).outcome


@pytest.mark.parametrize(
    ("shown", "expected", "verdict"),
    [
        (1000.00, 1000.004, "right"),
        (1000.01, 1000.00, "wrong"),
        (0, 0, "right"),
        (None, 0, "right"),
        (None, 5, "wrong"),
    ],
)
def test_a_figure_is_right_to_the_cent(shown: Scalar, expected: float, verdict: str) -> None:
    assert outcome(answered([SALES], [shown]), value=expected) == verdict


def test_a_rate_is_right_to_a_hundredth_of_a_percent() -> None:
    for shown, verdict in ((0.12344, "right"), (0.1236, "wrong")):
        reply = answered([RATE], [shown])
        assert outcome(reply, measure="return_rate", value=0.12342) == verdict


def test_the_right_figure_of_another_measure_period_or_form_is_wrong() -> None:
    assert outcome(answered([RATE], [5]), value=5) == "wrong"
    assert outcome(answered([SALES], [5], period=None), value=5) == "wrong"
    assert outcome(answered([SALES], [5], [5]), value=5) == "wrong"
    assert outcome(answered([SALES], [5]), value=5, currency="USD") == "wrong"
    unchecked = answered([SALES], [5]).model_copy(
        update={"checked": CheckedPart(figures=2, matched=1)}
    )
    assert outcome(unchecked, value=5) == "wrong"


def test_currencies_are_compared_one_by_one() -> None:
    reply = answered([CURRENCY, MIXED], ["CNY", 10], ["USD", 3])
    assert outcome(reply, by_currency={"CNY": 10, "USD": 3}) == "right"
    assert outcome(reply, by_currency={"CNY": 13}) == "wrong"
    assert outcome(answered([SALES], [13]), by_currency={"CNY": 10, "USD": 3}) == "wrong"
    assert outcome(answered([SALES], [10]), by_currency={"CNY": 10, "USD": 0}) == "right"


def test_no_figure_where_one_was_asked_for_is_abstaining_and_a_figure_where_none_is_is_wrong() -> (
    None
):
    assert outcome(said("not_understood"), value=5) == "abstained"
    assert outcome(said("clarify"), value=5) == "abstained"
    assert outcome(said("error"), value=5) == "wrong"
    assert outcome(said("clarify"), value=5, assumed=["measure"]) == "right"
    assert outcome(said("not_understood"), value=5, or_status=["not_understood"]) == "right"
    for status in ("clarify", "not_understood"):
        assert outcome(answered([SALES], [5]), status=status) == "wrong"


def test_what_was_not_understood_must_be_named() -> None:
    names = {"status": "not_understood", "names": ["margin"]}
    assert outcome(said("not_understood", "I do not understand “margin”."), **names) == "right"
    assert outcome(said("not_understood", "I do not understand “sales”."), **names) == "abstained"


def test_two_of_the_readings_must_be_offered() -> None:
    choices = [["Harbour Marine Pte Ltd", "Harbour Marine"], ["Harbour & Finch"]]
    offered = [Choice(label=one, value=one) for one in ("Harbour Marine", "HARBOUR & FINCH")]
    reply = said("clarify", choices=tuple(offered))
    assert outcome(reply, status="clarify", choices=choices) == "right"
    reply = said("clarify", choices=tuple(offered[:1]))
    assert outcome(reply, status="clarify", choices=choices) == "wrong"


ROWS = [{"labels": [["华东", "East"]], "value": 9}, {"labels": [["华北"]], "value": 5}]


def test_rows_need_their_labels_figures_and_order() -> None:
    right = answered([REGION, SALES], ["华东", 9], ["华北", 5])
    swapped = answered([REGION, SALES], ["华北", 5], ["华东", 9])
    more = answered([REGION, SALES], ["华东", 9], ["华北", 5], ["西南", 1])
    nothing_more = answered([REGION, SALES], ["华东", 9], ["华北", 5], ["西南", 0])
    assert outcome(right, rows=ROWS, ordered=True, complete=True) == "right"
    assert outcome(swapped, rows=ROWS) == "right"
    assert outcome(swapped, rows=ROWS, ordered=True) == "wrong"
    assert outcome(more, rows=ROWS) == "right"
    assert outcome(more, rows=ROWS, complete=True) == "wrong"
    assert outcome(nothing_more, rows=ROWS, complete=True) == "right"
    assert outcome(answered([REGION, SALES], ["华东", 9]), rows=ROWS) == "wrong"
    assert outcome(answered([REGION, SALES], ["华东", 5], ["华北", 9]), rows=ROWS) == "wrong"


def test_rows_of_two_dimensions_may_come_in_either_order() -> None:
    rows = [{"labels": [["华东"], ["2026-07"]], "value": 9}]
    assert outcome(answered([MONTH, REGION, SALES], ["2026-07", "华东", 9]), rows=rows) == "right"
    assert outcome(answered([MONTH, REGION, SALES], ["2026-08", "华东", 9]), rows=rows) == "wrong"


def test_shares_and_the_other_period_are_compared_too() -> None:
    shared = [{"labels": [["华东"]], "value": 9, "share": 0.9}]
    assert outcome(answered([REGION, SALES, SHARE], ["华东", 9, 0.9]), rows=shared) == "right"
    assert outcome(answered([REGION, SALES, SHARE], ["华东", 9, 0.8]), rows=shared) == "wrong"
    assert outcome(answered([REGION, SALES], ["华东", 9]), rows=shared) == "wrong"
    assert outcome(answered([SALES, BEFORE], [9, 5]), current=9, previous=5) == "right"
    assert outcome(answered([SALES, BEFORE], [9, 6]), current=9, previous=5) == "wrong"
    assert outcome(answered([SALES], [9]), current=9, previous=5) == "wrong"


def test_two_periods_may_come_as_rows_or_as_a_comparison() -> None:
    rows = [{"labels": [["2026-08"]], "value": 9}, {"labels": [["2026-07"]], "value": 5}]
    periods = [Q3, Q3]
    compared = answered([SALES, BEFORE], [9, 5])
    assert outcome(compared, rows=rows, periods=periods) == "right"
    assert outcome(answered([SALES, BEFORE], [9, 4]), rows=rows, periods=periods) == "wrong"
    beside = answered([MONTH, SALES], ["2026-07", 5], ["2026-08", 9])
    assert outcome(beside, rows=rows, periods=periods) == "right"


def test_a_list_needs_its_count_its_order_and_its_rows() -> None:
    listed = [
        {"order_id": "S2", "customer": ["A Ltd", "A"], "date": "2026-07-03", "amount": 7},
        {"order_id": "S1", "customer": ["B"], "date": "2026-07-02", "amount": 9},
    ]
    wanted = {"entity": "orders", "row_count": 2, "by": "date", "listed": listed}
    rows = [["S2", "A", "2026-07-03 09:10", 7], ["S1", "B", "2026-07-02", 9]]
    assert outcome(answered(ORDER, *rows), **wanted) == "right"
    assert outcome(answered(ORDER, *rows[::-1]), **wanted) == "wrong"
    assert outcome(answered(ORDER, *rows, row_count=3), **wanted) == "wrong"
    assert outcome(answered(ORDER, rows[0], [*rows[1][:3], 8]), **wanted) == "wrong"
    assert outcome(answered(ORDER, rows[0], ["S1", "C", "2026-07-02", 9]), **wanted) == "wrong"
    split = ["S1-20260702-B", "B", "2026-07-02", 9]
    assert outcome(answered(ORDER, rows[0], split), **wanted) == "right"


def listing(entity: str, *names: str, row_count: int | None = None) -> Reply:
    columns = [ColumnPart(name=entity, label=entity, type="name", role="dimension")]
    found = answered(columns, *([name] for name in names), row_count=row_count)
    (result,) = found.results
    listed = result.model_copy(update={"arguments": {"entity": entity}})
    return found.model_copy(update={"results": (listed,)})


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        (listing("contract", "HT-1", "HT-2"), "right"),
        (listing("contract", "ht 1", "service of HT-2"), "wrong"),
        (listing("contract", "HT-1", "HT-3"), "wrong"),
        (listing("contract", "HT-1"), "wrong"),
        (listing("contract", "HT-1", "HT-2", row_count=3), "wrong"),
        (listing("payment", "HT-1", "HT-2"), "wrong"),
    ],
)
def test_a_list_holds_the_things_asked_for_and_no_other(reply: Reply, right: str) -> None:
    rows = [{"labels": [["HT-1", "Service 1"]]}, {"labels": [["HT-2"]]}]
    wanted = {"entity": "contracts", "row_count": 2, "rows": rows, "complete": True}
    assert outcome(reply, **wanted) == right


def test_a_list_that_is_only_counted_is_of_the_right_things() -> None:
    wanted = {"entity": "opportunities", "row_count": 2}
    assert outcome(listing("opportunity", "A", "B"), **wanted) == "right"
    assert outcome(listing("order", "A", "B"), **wanted) == "wrong"
    assert outcome(answered([SALES], [2]), **wanted) == "wrong"


def test_a_list_says_how_many_there_are() -> None:
    wanted = {"measure": "contracts", "value": 2}
    assert outcome(listing("contract", "HT-1", "HT-2"), **wanted) == "right"
    assert outcome(listing("contract", "HT-1", "HT-2", row_count=3), **wanted) == "wrong"
    assert outcome(listing("opportunity", "A", "B"), measure="lost_count", value=2) == "wrong"


def test_orders_by_another_date_than_their_own_need_not_show_it() -> None:
    listed = [{"order_id": "S2", "customer": ["A"], "date": "2026-07-03", "amount": 7}]
    wanted = {"entity": "orders", "row_count": 1, "listed": listed}
    due = [column for column in ORDER if column.name != "ordered_at"]
    assert outcome(answered(due, ["S2", "A", 7]), **wanted) == "right"
    assert outcome(answered(due, ["S2", "A", 7]), **wanted, by="date") == "wrong"


def test_cancelled_orders_may_be_counted_as_orders_of_that_status() -> None:
    column = SALES.model_copy(update={"name": "orders", "unit": "orders"})
    found = answered([column], [18])
    (result,) = found.results
    wanted = {"measure": "cancelled_orders", "value": 18}
    assert outcome(found, **wanted) == "wrong"
    for status, right in ((["cancelled"], "right"), (["pending"], "wrong")):
        filtered = result.model_copy(update={"arguments": {"status in": status}})
        assert outcome(found.model_copy(update={"results": (filtered,)}), **wanted) == right


def explained(now: float, *rows: Sequence[Scalar]) -> Reply:
    total = answered([SALES, BEFORE], [now, 20])
    parts = answered([REGION, SALES, BEFORE], *rows)
    return total.model_copy(update={"results": (*total.results, *parts.results)})


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        (explained(10, ["North", 2, 9], ["South", 0, 3]), "right"),
        (explained(11, ["North", 2, 9], ["South", 0, 3]), "wrong"),
        (explained(10, ["North", 2, 8], ["South", 0, 3]), "wrong"),
        (explained(10, ["North", 2, 9]), "wrong"),
        (explained(10), "wrong"),
    ],
)
def test_a_change_is_explained_by_its_two_figures_and_its_rows(reply: Reply, right: str) -> None:
    rows = [
        {"labels": [["North"]], "current": 2, "previous": 9},
        {"labels": [["South"]], "current": 0, "previous": 3},
    ]
    assert outcome(reply, measure="sales", current=10, previous=20, rows=rows) == right


def test_several_measures_may_stand_in_tables_of_their_own() -> None:
    orders = answered([SALES.model_copy(update={"name": "orders"})], [3])
    both = orders.model_copy(
        update={"results": (*orders.results, *answered([SALES], [10]).results)}
    )
    wanted = [{"measure": "sales", "value": 10}, {"measure": "orders", "value": 3}]
    assert outcome(both, values=wanted) == "right"
    assert outcome(orders, values=wanted) == "wrong"


def test_a_definition_is_told_in_words_about_that_measure() -> None:
    assert outcome(said("answered", "Repeat purchase rate: buyers …"), measure="repeat_rate") == (
        "right"
    )
    assert outcome(said("answered", "Sales: the sum …"), measure="repeat_rate") == "wrong"
    assert outcome(answered([SALES], [10]), measure="sales") == "wrong"
    assert outcome(said("answered", "Ask me about sales")) == "right"
    assert outcome(said("answered", "")) == "wrong"


def test_the_cases_are_whole_and_none_is_there_twice() -> None:
    for name in DATA_SETS:
        assert data_set(name).today.year > 2000
        found = [case for sort in SORTS for case in cases(name, sort)]
        assert len({case.id for case in found}) == len(found) >= 100
        for case in found:
            for turn in case.turns:
                has = turn.expected.model_fields_set
                forms = {"value", "values", "by_currency", "rows", "listed", "current", "row_count"}
                answered_with = has & forms or turn.kind in {"definition", "help"}
                assert answered_with or turn.expected.status != "answered", case.id
