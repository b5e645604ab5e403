"""What was not understood or disputed is kept without personal data, grouped, and goes again."""

import json
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.desk import Desk
from assistant.misses import MOST_KEPT, Group, Miss, grouped, ignore, keep, redaction
from crm.database import writing
from crm.measures import standard
from crm.models import contacts, customers, misses, users
from crm.names import NameIndex
from tests.demo import TODAY

NOW = datetime.combine(TODAY, time(12))
REP, MANAGER, ADMIN = "U05", "U02", "U12"


@pytest.fixture
def desk(own_demo_engine: Engine) -> Desk:
    return Desk(own_demo_engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW)


def missed(desk: Desk, *questions: str, as_: str | None = REP) -> dict[str, Group]:
    """Asks, and gives the groups by their words."""
    for question in questions:
        desk.ask(desk.caller(as_), Question(question))
    return {group.words: group for group in desk.misses(50)}


def stored(engine: Engine) -> str:
    """Everything that the table holds, as text."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(misses)).mappings()
        return json.dumps([dict(row) for row in rows], ensure_ascii=False, default=str)


def test_a_word_that_is_not_understood_is_kept_with_question_reading_role_and_count(
    desk: Desk,
) -> None:
    missed(desk, "上季度流水", "上季度流水", "本月流水")
    group = missed(desk, "各区域流水", as_=MANAGER)["流水"]
    assert (group.kind, group.times, group.roles) == ("words", 4, ("manager", "rep"))
    first = group.examples[0]
    assert (first.question, first.role, first.times, first.askable) == (
        "上季度流水",
        "rep",
        2,
        True,
    )
    assert first.reading == {"period": "2026-07-01/2026-09-30"}
    assert group.teachable


def test_what_was_understood_is_not_kept(desk: Desk) -> None:
    assert missed(desk, "上季度销售额", "你好", "卖得最多的产品") == {}


def test_each_word_of_a_question_is_a_group_of_its_own(desk: Desk) -> None:
    assert set(missed(desk, "上季度流水和提成")) == {"流水", "提成"}


def test_the_most_frequent_words_come_first(desk: Desk) -> None:
    assert list(missed(desk, "上季度提成", "上季度流水", "本月流水")) == ["流水", "提成"]


OTHERS = [
    ("今年2月30日销售额", "period", "今年2月30日"),
    ("上季度", "lacking", "measure"),
]


@pytest.mark.parametrize(("question", "kind", "words"), OTHERS)
def test_misses_without_an_unknown_word_say_what_is_wrong(
    desk: Desk, question: str, kind: str, words: str
) -> None:
    group = missed(desk, question)[words]
    assert (group.kind, group.teachable) == (kind, False)


def test_figures_that_do_not_go_together_are_kept_with_what_they_were(desk: Desk) -> None:
    (group,) = missed(desk, "各产品目标").values()
    assert (group.kind, group.words) == ("impossible", "target · product")
    assert group.examples[0].reading == {"measures": ["target"], "groups": ["product"]}


def test_a_disputed_answer_is_kept_with_its_reading_and_without_its_names(desk: Desk) -> None:
    caller = desk.caller(None)
    reply = desk.ask(caller, Question("C0012上季度销售额"))
    desk.dispute(caller, reply.turn_id, "definition", "应该是 88,888.88，问张三 13812345678")
    (group,) = desk.misses(5)
    assert (group.kind, group.words) == ("dispute", "definition")
    example = group.examples[0]
    assert example.question == "〈customer〉上季度销售额"
    assert example.reading["measure"] == "销售额"
    assert "岚山" not in str(group)
    assert "138" not in str(group)


# ------------------------------------------------------------------------------ personal data


def test_customers_people_contacts_and_numbers_are_taken_out(
    desk: Desk, own_demo_engine: Engine
) -> None:
    def one(column: sa.Column[str]) -> str:
        with own_demo_engine.connect() as connection:
            statement = sa.select(column).where(column.is_not(None)).order_by(column)
            return str(connection.execute(statement.limit(1)).scalar_one())

    private = {
        one(customers.c.name): "〈customer〉",
        one(customers.c.short_name): "〈customer〉",
        "C0012": "〈customer〉",
        one(users.c.name): "〈person〉",
        one(contacts.c.name): "〈person〉",
        "13812345678": "〈number〉",
        "138 1234 5678": "〈number〉",
        "+86 138-1234-5678": "〈number〉",
        "一三八一二三四五六七八": "〈number〉",
        "９１３３０２０１ＭＡ": "〈number〉",
        "wang.li@example.com": "〈email〉",
    }
    for text, placeholder in private.items():
        asked = f"帮忙看看{text}的流水账怎么样"
        desk.ask(desk.caller(ADMIN), Question(asked))
        kept = stored(own_demo_engine)
        assert text not in kept
        assert placeholder in kept
        with writing(own_demo_engine) as connection:
            connection.execute(misses.delete())


def test_a_customer_that_the_asker_may_not_see_is_taken_out_too(
    desk: Desk, own_demo_engine: Engine
) -> None:
    statement = sa.select(customers.c.short_name).where(customers.c.owner_id != REP)
    with own_demo_engine.connect() as connection:
        hidden = [str(one) for one in connection.execute(statement.limit(5)).scalars()]
    found = missed(desk, *[f"{name}的提成" for name in hidden])
    assert set(found) == {"〈customer〉", "提成"}
    assert not found["〈customer〉"].teachable
    assert not any(name in stored(own_demo_engine) for name in hidden)


def test_a_date_and_a_year_are_no_number_of_anybody(desk: Desk) -> None:
    found = missed(desk, "2026-11-01到2026-11-20的流水", "2025年流水")
    assert {one.question for one in found["流水"].examples} == {
        "2026-11-01到2026-11-20的流水",
        "2025年流水",
    }


def test_a_piece_of_an_address_is_no_word(desk: Desk) -> None:
    assert set(missed(desk, "a.b@c-d.com 的坏账")) == {"〈email〉", "坏账"}


def test_nobodys_id_is_kept(desk: Desk, own_demo_engine: Engine) -> None:
    missed(desk, "上季度流水")
    kept = stored(own_demo_engine)
    assert REP not in kept
    assert set(misses.c.keys()).isdisjoint({"user_id", "conversation_id", "turn_id"})


def test_markup_and_control_characters_are_kept_as_harmless_text(desk: Desk) -> None:
    asked = "<img src=x onerror=alert(1)>\x1b[31m\u202e\x00今年流水"
    found = missed(desk, asked)
    questions = {one.question for group in found.values() for one in group.examples}
    assert questions == {"<img src=x onerror=alert(1)> [31m 今年流水"}


def test_a_long_question_is_cut(own_demo_engine: Engine) -> None:
    with own_demo_engine.connect() as connection:
        taken_out = redaction(connection, NameIndex.empty(), "流水" * 5_000_000)
    assert len(taken_out.question()) == 300
    assert len(taken_out.word("流水" * 5_000)) <= 300


# ------------------------------------------------------------------------------------ keeping


def miss(words: str, question: str = "q") -> Miss:
    return Miss("words", words, question, {}, "rep")


def test_the_newest_are_kept_and_the_oldest_go(engine: Engine) -> None:
    with writing(engine) as connection:
        old: list[dict[str, object]] = [
            {
                "miss_id": str(number),
                "kind": "words",
                "words": f"w{number}",
                "question": "q",
                "reading": {},
                "role": "rep",
                "times": 1,
                "first_at": NOW,
                "last_at": NOW + timedelta(seconds=number),
                "ignored": False,
            }
            for number in range(MOST_KEPT)
        ]
        connection.execute(misses.insert(), old)
        keep(connection, [miss("new")], NOW + timedelta(days=1))
        kept = set(connection.execute(sa.select(misses.c.words)).scalars())
    assert len(kept) == MOST_KEPT
    assert "new" in kept
    assert "w0" not in kept


def test_what_is_ignored_stays_off_the_list(engine: Engine) -> None:
    with writing(engine) as connection:
        keep(connection, [miss("流水", "a"), miss("提成", "a")], NOW)
        assert ignore(connection, "words", "流水") == 1
        keep(connection, [miss("流水", "a"), miss("流水", "b")], NOW)
        assert [group.words for group in grouped(connection, 5)] == ["提成"]


def test_the_same_miss_is_counted(engine: Engine) -> None:
    with writing(engine) as connection:
        for _ in range(3):
            keep(connection, [miss("流水")], NOW)
        (group,) = grouped(connection, 5)
    assert (group.times, len(group.examples)) == (3, 1)
