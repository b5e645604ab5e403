"""The page Today: each part is the answer to a question, with the asker's eyes."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.actions.contents import CreateTask, RecordActivity
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.question import Question
from assistant.conversation.reply import Language
from assistant.desk import Desk
from assistant.reviewing import reviewed
from assistant.today import Today, todays
from assistant.today.mornings import Mornings
from assistant.today.roles import morning
from crm.access import ROLES
from crm.insight.reviews import Review
from crm.measures import load
from crm.models import anomaly_flags, customers
from tests.demo import TODAY
from tests.unit.assistant.actions.house import House, furnished
from tests.unit.assistant.asking import opened
from tests.unit.assistant.desks import asker, desk_over, said
from tests.unit.crm.insight.value.shop import fill
from tools.matters import RECENT_DAYS

NOON = datetime.combine(TODAY, time(12))


@pytest.fixture(scope="module")
def mornings(looked_at_engine: Engine) -> Mornings:
    """The pages of the demo company, whose orders were looked at."""
    return Mornings(desk_over(looked_at_engine), looked_at_engine)


def _questions(page: Today) -> Iterator[str]:
    for section in page.sections:
        yield section.question
        yield from (line.question for line in section.lines)
    yield from (tile.question for tile in page.tiles)
    yield from page.questions
    yield from (part.question for part in (page.trend, page.bars) if part is not None)


@pytest.mark.parametrize(
    ("role", "language"),
    [("rep", "zh"), ("finance", "en")],
)
def test_every_part_opens_a_question_that_is_answered(
    mornings: Mornings, looked_at_engine: Engine, role: str, language: Language
) -> None:
    caller = asker(mornings.desk, looked_at_engine, role)
    page = mornings.of(caller, language)
    assert len(page.tiles) == 4
    assert page.trend is not None
    assert page.bars is not None
    assert {"unusual", "owing", "leaving"} <= {section.kind for section in page.sections}
    for question in set(_questions(page)):
        asked = Question(question, language=language)
        assert mornings.desk.ask(caller, asked).status == "answered", question


def test_a_tile_shows_the_figure_of_its_answer(
    mornings: Mornings, looked_at_engine: Engine
) -> None:
    rep = asker(mornings.desk, looked_at_engine, "rep")
    for tile in mornings.of(rep, "zh").tiles:
        told = mornings.desk.ask(rep, Question(tile.question)).headline
        assert told is not None
        assert (told.text, told.exact) == (tile.text, tile.exact)


def test_a_rep_sees_the_own_customers_alone(mornings: Mornings, looked_at_engine: Engine) -> None:
    rep = asker(mornings.desk, looked_at_engine, "rep")
    others = sa.select(customers.c.name).where(customers.c.owner_id != rep.user_id)
    with looked_at_engine.connect() as connection:
        names = list(connection.execute(others).scalars())
    whole = mornings.of(rep, "zh").model_dump_json()
    assert not [name for name in names if name in whole]


def test_orders_that_look_wrong_are_counted_once_each(
    mornings: Mornings, looked_at_engine: Engine
) -> None:
    flag = anomaly_flags.c
    since = datetime.combine(TODAY - timedelta(days=RECENT_DAYS - 1), time())
    recent = sa.select(flag.order_id).where(flag.ordered_at >= since, flag.state == "open")
    with looked_at_engine.connect() as connection:
        flags = connection.execute(recent).scalars().all()
    page = mornings.of(asker(mornings.desk, looked_at_engine, "admin"), "en")
    section = next(one for one in page.sections if one.kind == "unusual")
    assert section.waiting == len(set(flags)) < len(flags)
    assert len({line.title.split(" ")[0] for line in section.lines}) == len(section.lines)


def test_a_page_is_kept_until_somebody_reviews_a_flag(
    mornings: Mornings, looked_at_engine: Engine
) -> None:

    admin = asker(mornings.desk, looked_at_engine, "admin")
    first = mornings.of(admin, "zh")
    assert mornings.of(admin, "zh") is first
    line = first.sections[0].lines[0]
    order = line.title.split(" ", maxsplit=1)[0]
    kinds = sa.text("select kind from anomaly_flags where order_id = :id and state = 'open'")
    with looked_at_engine.connect() as connection:
        found = connection.execute(kinds, {"id": order}).scalars().all()
    assert found
    for kind in found:
        given = Review(order, kind, "dismissed", "checked", None)
        reviewed(looked_at_engine, admin, given, NOON)
    after = mornings.of(admin, "zh")
    assert after.sections[0].waiting == first.sections[0].waiting - 1


def test_both_databases_give_the_same_page(
    demo_engine: Engine, demo_postgres_engine: Engine
) -> None:
    pages: list[Today] = []
    for engine in (demo_engine, demo_postgres_engine):
        desk = desk_over(engine)
        with engine.connect() as connection:
            pages.append(todays(desk.circumstances(connection, desk.caller("U02"), "zh"), "zh"))
    assert pages[0].sections == pages[1].sections
    assert pages[0].tiles == pages[1].tiles


def test_an_empty_company_has_a_page_that_says_so(sqlite_engine: Engine) -> None:
    page = todays(_around(sqlite_engine), "zh")
    assert (page.sections, page.waiting, page.left_out, page.bars) == ((), 0, 0, None)


def _around(engine: Engine) -> Circumstances:
    return opened(engine).around


def test_a_name_that_is_like_our_words_leaves_out_no_more_than_its_line(
    sqlite_engine: Engine,
) -> None:
    with sqlite_engine.begin() as connection:
        fill(connection, [("先催 [x](y)", TODAY, "100", "CNY", "completed")])
        connection.execute(sa.text("update orders set due_date = '2026-01-01'"))
    page = todays(_around(sqlite_engine), "zh")
    told = [line.detail for section in page.sections for line in section.lines]
    assert page.left_out + len(told) == 1
    assert all("[x](y)" in detail for detail in told)


def test_all_roles_have_a_morning_in_both_languages() -> None:
    for role in ROLES:
        zh, en = morning(role, "zh"), morning(role, "en")
        assert len(zh.tiles) == len(en.tiles) == 4
        assert len(zh.questions) == len(en.questions)


@pytest.fixture
def house(sqlite_engine: Engine) -> House:
    """Two reps with a customer each; a page for each of them on the clock's day."""
    return furnished(sqlite_engine)


def page_of(user_id: str, kept: Mornings) -> dict[str, list[str]]:
    page = kept.of(kept.desk.caller(user_id), "en")
    return {one.kind: [line.title for line in one.lines] for one in page.sections}


def test_what_waits_for_a_decision_or_is_due_comes_first_and_to_its_owner_alone(
    house: House,
) -> None:
    clock = house.clock
    desk = Desk(house.engine, catalog=load(), today=lambda: clock().date(), now=clock)
    kept = Mornings(desk, house.engine)
    assert page_of("U1", kept) == {}
    visit = RecordActivity("C1", "Acorn 1", "visit", clock.now.date(), "renewal")
    one = house.propose(visit)
    assert page_of("U1", kept) == {"approval": ["Log an activity"]}
    assert page_of("U2", kept) == {}
    assert said(desk, "what waits for my approval", caller=desk.caller("U1")).actions[0].hash == (
        one.hash
    )
    assert not said(desk, "待我批准的", caller=desk.caller("U2")).actions
    house.approve(one)
    later = clock.now + timedelta(days=2)
    for title, due in (("call Kay", clock.now), ("call Ann", later), ("some day", None)):
        house.approve(house.propose(CreateTask(title, due, remind=False)))
    assert page_of("U1", kept) == {"task": ["call Kay"]}
    house.propose(visit)
    clock.turn(minutes=60 * 24 * 8)
    assert "approval" not in page_of("U1", kept), "it has expired"
