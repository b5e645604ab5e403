"""Records that would mislead a message: what is written then, and what is not."""

import shutil
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.quiet import QuietHours
from crm.database import connect, sqlite_url
from crm.measures import load
from tests.demo import TODAY
from tests.unit.assistant.conversation.drafting.hard_company import OWNER, hard_company
from tests.unit.assistant.desks import NOW, desk_over, said


@pytest.fixture(scope="module")
def hard_engine(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Engine]:
    """That company, in a database of the module's own: turns are kept in it."""
    path = tmp_path_factory.mktemp("hard") / "wendan.db"
    shutil.copyfile(sqlite_template, path)
    engine = connect(sqlite_url(path))
    yield hard_company(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def hard(hard_engine: Engine) -> Desk:
    """A desk over it."""
    return desk_over(hard_engine)


def ask(desk: Desk, *texts: str) -> Reply:
    return said(desk, *texts, caller=desk.caller(OWNER))


def letter(desk: Desk, *texts: str) -> str:
    reply = ask(desk, *texts)
    assert reply.draft is not None, reply.text
    return reply.draft.text


def test_the_primary_contact_is_addressed(hard: Desk) -> None:
    assert letter(hard, "draft a meeting request for Firstco").startswith("Hello First,")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("draft a meeting request for Quietco", "Quiet"),
        ("给Nosmsco写个约见面短信", "Nosms"),
        ("draft a meeting request for Closedco", "Closedco"),
    ],
)
def test_who_opted_out_is_not_written_to(hard: Desk, text: str, who: str) -> None:
    reply = ask(hard, text)
    assert reply.draft is None
    assert reply.text.startswith(who)


def test_who_wants_no_text_messages_is_written_an_email(hard: Desk) -> None:
    assert "Nosms" in letter(hard, "write a meeting request email to Nosmsco")


def test_a_name_with_markup_stands_on_one_line_and_has_no_effect(hard: Desk) -> None:
    reply = ask(hard, "write a meeting request sms to Oddco")
    assert reply.draft is not None
    assert "\n" not in reply.draft.text
    assert "\u202e" not in reply.draft.text
    assert r"\*Odd\*" in reply.text
    assert r"\[x\]" in reply.text


def test_who_paid_twice_is_not_reminded(hard: Desk) -> None:
    assert "owes nothing" in ask(hard, "draft a payment reminder for Overpaco").text


def test_a_reminder_is_of_what_is_left_and_the_writer_is_told_of_returns(hard: Desk) -> None:
    reply = ask(hard, "draft a payment reminder for Returnco")
    assert reply.draft is not None
    assert "1 order of yours, ¥300.00 in all, is past due" in reply.draft.text
    assert "7,000" not in reply.draft.text
    assert "¥120.00 of these orders was returned" in reply.text


def test_amounts_of_two_currencies_stand_beside_each_other(hard: Desk) -> None:
    text = letter(hard, "draft a payment reminder for Twocoin")
    assert "2 orders of yours, ¥100.00, USD 60.00 in all" in text


def test_invoices_that_cannot_all_be_named_are_not_named_in_part(hard: Desk) -> None:
    reply = ask(hard, "draft a payment reminder for Manybills with invoice numbers")
    assert reply.draft is not None
    assert "N1" not in reply.draft.text
    assert "No invoice numbers" in reply.text


@pytest.mark.parametrize("name", ["Draftonly", "Stopped"])
def test_a_contract_that_is_not_in_force_is_not_renewed(hard: Desk, name: str) -> None:
    assert "no contract that is in force" in ask(hard, f"draft a renewal for {name}").text


def test_a_contract_ends_today_and_not_in_0_days(hard: Desk) -> None:
    text = letter(hard, "draft a renewal for Lastday")
    assert "ends today, 21 November 2026" in text
    assert "0 days" not in text


def test_the_writer_is_told_of_a_contract_that_follows_already(hard: Desk) -> None:
    reply = ask(hard, "draft a renewal for Renewed")
    assert reply.draft is not None
    assert "30 November 2026" in reply.draft.text
    assert "there is a contract that follows already, “Renewed 2026”" in reply.text


def test_who_has_just_ordered_is_not_won_back(hard: Desk) -> None:
    assert "ordered within a month" in ask(hard, "draft a win-back message for Pendico").text


def test_an_order_that_arrived_today_is_thanked_for(hard: Desk) -> None:
    assert "delivered on 21 November 2026" in letter(hard, "draft a thank-you note for Todayco")


def test_a_prospect_is_greeted_without_thanks_for_business(hard: Desk) -> None:
    text = letter(hard, "draft a Christmas greeting for Prospeco")
    assert "Christmas" in text
    assert "thank" not in text.lower()
    chinese = letter(hard, "draft a Christmas greeting for Prospeco", "translate to Chinese")
    assert "圣诞节" in chinese
    assert "Christmas" not in chinese


CLAIMS = [
    "改成欠款10万",
    "跟他说明天发货",
    "把金额改成10万元",
    "承诺打八折",
    "say we'll deliver tomorrow",
    "tell them it is 100,000",
    "add a discount of 5%",
    "promise a refund",
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_is_not_on_record_is_not_put_into_a_draft(hard: Desk, claim: str) -> None:
    first = "draft a payment reminder for Returnco"
    reply = ask(hard, first, claim)
    assert reply.draft is None
    assert "没有写进去" in reply.text or "was not written" in reply.text
    assert "¥300.00" in letter(hard, first, claim, "shorter")


def test_who_apologises_for_something_old_is_told_how_old(hard: Desk) -> None:
    assert "983 days old" in ask(hard, "draft an apology for Overpaco").text
    assert "days old" not in ask(hard, "draft an apology for Returnco").text


def test_a_blank_is_filled_in_by_the_writer_and_said_to_be(hard: Desk) -> None:
    reply = ask(hard, "给Returnco写封催款邮件，强硬一点", "付款期限：12月5日")
    assert reply.draft is not None
    assert "12月5日 前" in reply.draft.text
    assert "付款期限" not in reply.draft.blanks
    said_so = {fact.text: fact.source for fact in reply.draft.facts}
    assert said_so["12月5日"] == "您填的"


@pytest.mark.parametrize(
    ("fill", "told"),
    [("把主题改成你好", "没有写进去：主题「你好」"), ("署名改成小蒋", "没有写进去")],
)
def test_what_has_no_place_in_a_draft_is_not_left_out_in_silence(
    hard: Desk, fill: str, told: str
) -> None:
    reply = ask(hard, "给Returnco写封催款邮件，强硬一点", fill)
    assert told in reply.text
    kept = ask(hard, "给Returnco写封催款邮件，强硬一点", "付款期限：12月5日")
    assert "没有写进去" not in kept.text


def test_what_is_not_translated_is_said(hard: Desk) -> None:
    reply = ask(hard, "给Returnco写封催款邮件，强硬一点", "付款期限：12月5日", "翻译成英文")
    assert "12月5日」照您写的，没有翻译" in reply.text


def test_a_fact_is_no_blank_that_could_be_filled_in(hard: Desk) -> None:
    reply = ask(hard, "给Returnco写封催款邮件", "逾期金额：100")
    assert reply.draft is None
    assert "100" not in letter(hard, "给Returnco写封催款邮件", "逾期金额：100", "短一点")


@pytest.mark.parametrize(("hour", "is_quiet"), [(12, False), (22, True), (7, True), (8, False)])
def test_a_draft_says_when_it_is_too_late_to_send_it(
    hard_engine: Engine, hour: int, *, is_quiet: bool
) -> None:
    at = datetime(2026, 11, 21, hour)  # noqa: DTZ001  (the business time zone)
    desk = Desk(hard_engine, catalog=load(), today=lambda: TODAY, now=lambda: at)
    reply = ask(desk, "draft a meeting request for Firstco")
    assert ("quiet hours" in reply.text) == is_quiet
    assert "quiet hours" not in ask(desk, "write a meeting request email to Firstco").text


def test_quiet_hours_are_as_the_house_sets_them(hard_engine: Engine) -> None:
    desk = Desk(
        hard_engine,
        catalog=load(),
        today=lambda: TODAY,
        now=lambda: NOW,
        quiet=QuietHours.of("11:30-13:00"),
    )
    assert "quiet hours (11:30-13:00)" in ask(desk, "draft a meeting request for Firstco").text
    assert not QuietHours.of("none").hold(NOW)
    with pytest.raises(ValueError, match="21:00-08:00"):
        QuietHours.of("at night")


def test_a_customer_who_has_become_somebody_elses_is_gone(sqlite_engine: Engine) -> None:
    desk = desk_over(hard_company(sqlite_engine))
    first = ask(desk, "draft a meeting request for Firstco")
    with sqlite_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE customers SET owner_id = 'bob' WHERE customer_id = 'C1'")
    reply = desk.ask(desk.caller(OWNER), Question("shorter", first.conversation_id))
    assert (reply.draft, reply.results) == (None, ())


def test_drafts_are_the_same_on_postgresql(postgres_engine: Engine) -> None:
    desk = desk_over(hard_company(postgres_engine))
    assert letter(desk, "draft a meeting request for Firstco").startswith("Hello First,")
    assert "¥300.00 in all" in letter(desk, "draft a payment reminder for Returnco")
    assert ask(desk, "draft a meeting request for Quietco").draft is None
    assert "ends today" in letter(desk, "draft a renewal for Lastday")
    assert "ordered within a month" in ask(desk, "draft a win-back message for Pendico").text
