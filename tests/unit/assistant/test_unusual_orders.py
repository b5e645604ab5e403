"""Orders that look wrong, asked about in chat: which, why, and only one's own."""

from datetime import date, datetime, time

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import caller_named, operator
from crm.database import reading, writing
from crm.insight.flags import STATES
from crm.insight.listing import Flagged, Wanted, listed
from crm.insight.reviews import Review, review
from tests.demo import TODAY
from tests.unit.assistant.desks import desk_over

NOW = datetime.combine(TODAY, time(9))
REP, ADMIN = "U05", "U12"


@pytest.fixture(scope="module")
def looked(looked_at_engine: Engine) -> Desk:
    """A desk over the demo company, whose orders were looked at."""
    return desk_over(looked_at_engine)


def asked(desk: Desk, question: str, user: str | None = None) -> Reply:
    return desk.ask(desk.caller(user), Question(question))


def flags(engine: Engine, user: str | None = None, since: date | None = None) -> list[Flagged]:
    with reading(engine) as connection:
        caller = operator() if user is None else caller_named(connection, user)
        return list(listed(connection, caller, Wanted(since=since, limit=10_000), today=TODAY))


def test_before_any_scan_the_answer_says_so(own_demo_engine: Engine) -> None:
    assert "wendan anomalies scan" in asked(desk_over(own_demo_engine), "有没有异常订单").text


@pytest.mark.parametrize(
    "question",
    ["最近有什么异常订单", "近期异常订单", "any odd orders lately", "show recent unusual orders"],
)
def test_lately_is_the_last_30_days_and_the_answer_says_so(
    looked: Desk, looked_at_engine: Engine, question: str
) -> None:
    reply = asked(looked, question)
    assert reply.status == "answered"
    found = reply.results[0]
    assert found.tool == "list_anomalies"
    assert found.row_count == len(flags(looked_at_engine, since=date(2026, 10, 23)))
    period = next(chip for chip in reply.reading if chip.slot == "period")
    assert period.assumed
    assert reply.checked.figures == reply.checked.matched > 0


def test_all_flags_are_counted_and_the_latest_shown(looked: Desk, looked_at_engine: Engine) -> None:
    reply = asked(looked, "有没有异常订单")
    every = flags(looked_at_engine)
    assert reply.results[0].row_count == len(every)
    assert len(reply.results[0].rows) == 20
    assert reply.results[0].truncated
    assert f"{len(every)} 条" in reply.text


def test_the_reason_is_told_with_what_is_normal_and_what_to_do(
    looked: Desk, looked_at_engine: Engine
) -> None:
    one = flags(looked_at_engine)[0]
    zh = asked(looked, f"为什么{one.order_id}被标了")
    en = asked(looked, f"why was {one.order_id} flagged?")
    assert zh.status == en.status == "answered"
    assert one.order_id in zh.text
    assert one.order_id in en.text
    reason = zh.results[0].rows[0][5]
    assert isinstance(reason, str)
    assert reason in [row[5] for row in zh.results[0].rows]
    assert (zh.language, en.language) == ("zh", "en")


def test_an_order_without_flags_looks_right(looked: Desk, looked_at_engine: Engine) -> None:
    with reading(looked_at_engine) as connection:
        wanted = Wanted(states=STATES, limit=10_000)
        flagged = {one.order_id for one in listed(connection, operator(), wanted, today=TODAY)}
    fine = next(f"SO-2610-{n:04}" for n in range(1, 99) if f"SO-2610-{n:04}" not in flagged)
    assert "没有发现异常" in asked(looked, f"{fine} 有什么异常").text


def test_a_rep_hears_of_the_own_customers_only(looked: Desk, looked_at_engine: Engine) -> None:
    own = flags(looked_at_engine, REP)
    every = flags(looked_at_engine)
    assert asked(looked, "有没有异常订单", REP).results[0].row_count == len(own) < len(every)
    hidden = next(one for one in every if one.order_id not in {o.order_id for o in own})
    there = asked(looked, f"why was {hidden.order_id} flagged?", REP)
    nowhere = asked(looked, "why was SO-2611-9999 flagged?", REP)
    assert there.status == nowhere.status == "not_understood"
    assert there.text.replace(hidden.order_id, "X") == nowhere.text.replace("SO-2611-9999", "X")


def test_orders_are_chosen_by_time_and_place_and_customer(
    looked: Desk, looked_at_engine: Engine
) -> None:
    month = flags(looked_at_engine, since=date(2026, 11, 1))
    assert asked(looked, "本月有哪些异常订单").results[0].row_count == len(month)
    east = asked(looked, "华东本月的异常订单")
    assert 0 < east.results[0].row_count < len(month)
    customer = month[0].customer
    rows = asked(looked, f"{customer}本月有异常订单吗").results[0].rows
    assert {row[1] for row in rows} == {customer}


def test_a_word_that_is_not_known_is_named(looked: Desk) -> None:
    reply = asked(looked, "本月毛利的异常订单")
    assert reply.status == "not_understood"
    assert "毛利" in reply.text


@pytest.mark.parametrize(
    "question",
    [
        "异常订单一共多少钱",
        "本月异常订单金额",
        "为什么本月销售额异常",
        "unusual payments this year",
        "异常回款",
        "异常客户有哪些",
        "没有异常的订单",
        "what's wrong with sales this month",
    ],
)
def test_what_a_list_of_flags_does_not_hold_is_not_answered_with_one(
    looked: Desk, question: str
) -> None:
    assert asked(looked, question).status == "not_understood"


def test_the_word_for_marking_is_not_found_inside_others(looked: Desk) -> None:
    reply = asked(looked, "本月目标")
    assert reply.results
    assert reply.results[0].tool == "query_metrics"


def test_as_many_as_were_asked_for_are_not_cut(looked: Desk) -> None:
    found = asked(looked, "最近3个异常订单").results[0]
    assert (len(found.rows), found.row_count, found.truncated) == (3, 3, False)


def test_a_name_keeps_its_letters_when_the_rest_is_taken_away(
    looked: Desk, looked_at_engine: Engine
) -> None:
    one = next(flag for flag in flags(looked_at_engine) if "有限公司" in flag.customer)
    for question in (f"any unusual orders from {one.customer}", f"{one.customer}有什么异常订单"):
        rows = asked(looked, question).results[0].rows
        assert {row[1] for row in rows} == {one.customer}


def test_what_was_dismissed_is_no_longer_listed_and_still_explained(
    looked: Desk, looked_at_engine: Engine
) -> None:
    one = flags(looked_at_engine, REP)[0]
    before = asked(looked, "有没有异常订单", REP).results[0].row_count
    with writing(looked_at_engine) as connection:
        caller = caller_named(connection, REP)
        review(connection, caller, Review(one.order_id, one.kind, "dismissed", "年度备货"), NOW)
    assert asked(looked, "有没有异常订单", REP).results[0].row_count < before
    told = asked(looked, f"为什么{one.order_id}异常", REP)
    assert "已核实，正常" in [row[8] for row in told.results[0].rows]


def test_another_list_of_flags_goes_on_from_one(looked: Desk) -> None:
    caller = looked.caller(None)
    reply = looked.ask(caller, Question("本月有哪些异常订单"))
    conversation = reply.conversation_id
    for said, words in (
        ("上个月的呢", "10月1日–10月31日"),
        ("重复的呢", "疑似重复下单"),
        ("今年的呢", "1月1日–11月21日"),
        ("只看华东的", "华东"),
    ):
        reply = looked.ask(caller, Question(said, conversation_id=conversation))
        assert reply.status == "answered"
        assert reply.results[0].tool == "list_anomalies"
        assert words in reply.text
    alone = looked.ask(caller, Question("今年华东的重复订单"))
    assert reply.results[0].rows == alone.results[0].rows
    other = looked.ask(caller, Question("利润呢", conversation_id=conversation))
    assert other.status == "not_understood"
