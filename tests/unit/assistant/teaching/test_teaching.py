"""A word gets a meaning: in force with the next question, and nothing else is read differently."""

import os
import shutil
import tomllib
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.teaching import House, Kind, Lesson, Refused
from crm.database import connect, sqlite_url
from crm.importing import import_path
from crm.measures import MeasuresError, standard
from tests.demo import TODAY

NOW = datetime.combine(TODAY, time(12))


class Strict(NamedTuple):
    desk: Desk
    home: Path


@pytest.fixture(scope="module")
def engine(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """The demo company in a database of this module's own: turns are kept in it."""
    path = tmp_path_factory.mktemp("teaching") / "demo.db"
    shutil.copyfile(demo_database, path)
    found = connect(sqlite_url(path))
    yield found
    found.dispose()


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    return desk_over(engine, tmp_path)


@pytest.fixture(scope="module")
def strict(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Strict:
    """A desk that is taught nothing, for the lessons that it refuses."""
    home = tmp_path_factory.mktemp("home")
    return Strict(desk_over(engine, home), home)


def desk_over(engine: Engine, home: Path) -> Desk:
    return Desk(engine, catalog=House(home), today=lambda: TODAY, now=lambda: NOW)


def said(desk: Desk, text: str, *, as_: str | None = None) -> Reply:
    return desk.ask(desk.caller(as_), Question(text))


def file(home: Path, name: str = "words.toml") -> dict[str, dict[str, object]]:
    return tomllib.loads((home / name).read_text(encoding="utf-8"))


def write(home: Path, text: str, name: str = "words.toml") -> None:
    """Writes a file as an editor would, at a time of its own."""
    path = home / name
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def figures(reply: Reply) -> object:
    assert reply.status == "answered", reply.text
    return reply.results[0].rows


# --------------------------------------------------------------------------------- what it does

SAME_AS = [
    (Lesson("流水", "sales"), "上季度流水", "上季度销售额"),
    (Lesson("落袋", "回款"), "今年每月落袋", "今年每月回款"),
    (
        Lesson("ka-ching", "sales"),
        "ka-ching by region this year",
        "sales by region this year",
    ),
    (Lesson("战区", "区域"), "上季度各战区销售额", "上季度各区域销售额"),
    (Lesson("魔都", "city=上海"), "魔都上季度销售额", "上海上季度销售额"),
    (Lesson("斩获", "sales"), "今年斩获", "今年销售额"),
]


@pytest.mark.parametrize(("lesson", "asked", "same"), SAME_AS)
def test_a_taught_word_means_the_same_as_what_it_was_taught_with(
    desk: Desk, lesson: Lesson, asked: str, same: str
) -> None:
    assert said(desk, asked).status == "not_understood"
    assert desk.teach(lesson).new
    assert figures(said(desk, asked)) == figures(said(desk, same))


def test_a_customer_is_taught_by_id_or_by_name(desk: Desk) -> None:
    wanted = figures(said(desk, "C0012今年销售额"))
    assert desk.teach(Lesson("老王家", "C0012", "customer")).meaning == "C0012"
    taught = desk.teach(Lesson("王记老店", "岚山贸易(青岛)有限公司", "customer"))
    assert taught.meaning == "C0012"
    for word in ("老王家", "王记老店"):
        assert figures(said(desk, f"{word}今年销售额")) == wanted


def test_an_alias_is_seen_by_those_who_see_the_customer_and_by_nobody_else(
    desk: Desk, engine: Engine
) -> None:
    desk.teach(Lesson("老王家", "C0012", "customer"))
    statement = "SELECT owner_id FROM customers WHERE customer_id = 'C0012'"
    others = f"SELECT user_id FROM users WHERE role = 'rep' AND user_id <> ({statement})"
    with engine.connect() as connection:
        owner = connection.exec_driver_sql(statement).scalar_one()
        other = connection.exec_driver_sql(others).scalars().first()
    assert said(desk, "老王家今年订单数", as_=owner).status == "answered"
    hidden, unknown = (said(desk, f"{word}今年订单数", as_=other) for word in ("老王家", "老张家"))
    assert hidden.status == "not_understood"
    assert hidden.text == unknown.text.replace("老张家", "老王家")


def test_a_new_measure_is_one_line_with_its_definition(desk: Desk, tmp_path: Path) -> None:
    desk.teach(Lesson("毛差", "sales - returned", "formula", "money"))
    assert figures(said(desk, "今年各区域毛差")) == figures(said(desk, "今年各区域净销售额"))
    assert said(desk, "毛差怎么算").text == "毛差：销售额 - 退货额。"
    assert len((tmp_path / "measures.toml").read_text(encoding="utf-8").splitlines()) == 2
    desk.teach(Lesson("净差", "毛差"))
    assert said(desk, "今年净差").status == "answered"


def test_a_custom_field_gets_another_word_by_one_line(
    own_demo_engine: Engine, tmp_path: Path
) -> None:
    rows = tmp_path / "customers.csv"
    rows.write_text("customer_id,name,潜力\nC0012,岚山贸易(青岛)有限公司,很大\n", encoding="utf-8")
    zone = ZoneInfo("Asia/Shanghai")
    import_path(
        own_demo_engine, rows, now=NOW, today=TODAY, timezone=zone, rejects=tmp_path / "r.csv"
    )
    desk = desk_over(own_demo_engine, tmp_path)
    write(tmp_path, '[dimensions]\n"客户盘子" = "customers:潜力"\n')
    assert figures(said(desk, "今年各客户盘子订单数")) == figures(said(desk, "今年各潜力订单数"))
    desk.teach(Lesson("大户级别", "潜力"))
    assert file(tmp_path)["dimensions"]["大户级别"] == "customers:潜力"
    desk.teach(Lesson("大盘客户们", "潜力=很大"))
    only = figures(said(desk, "大盘客户们今年订单数"))
    assert only == figures(said(desk, "C0012今年订单数"))


def test_teaching_the_same_twice_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.teach(Lesson("流水", "sales"))
    before = (tmp_path / "words.toml").read_bytes()
    assert not desk.teach(Lesson("流水", "销售额")).new
    assert (tmp_path / "words.toml").read_bytes() == before


def test_what_is_forgotten_is_not_understood_again(desk: Desk) -> None:
    desk.teach(Lesson("流水", "sales"))
    desk.teach(Lesson("毛差", "sales - returned", "formula", "money"))
    desk.forget("流水")
    desk.forget("毛差")
    for text in ("上季度流水", "今年毛差"):
        assert said(desk, text).status == "not_understood"
    with pytest.raises(Refused, match="has not been taught"):
        desk.forget("流水")


def test_a_measure_that_a_word_rests_on_is_not_forgotten(desk: Desk) -> None:
    desk.teach(Lesson("毛差", "sales - returned", "formula", "money"))
    desk.teach(Lesson("净差", "毛差"))
    with pytest.raises(Refused, match="no measure '毛差'"):
        desk.forget("毛差")
    assert said(desk, "今年净差").status == "answered"


# ------------------------------------------------------------------------------ what it refuses

REFUSED = [
    ("销售额", "orders", None, "has a meaning already.*measure sales"),
    ("上季度", "sales", None, "has a meaning already.*period"),
    ("最高", "sales", None, "has a meaning already.*rank"),
    ("销售额最高", "units", None, "has a meaning already"),
    ("T30", "sales", None, "has a meaning already.*product"),
    ("岚山贸易", "C0013", "customer", "has a meaning already.*岚山贸易"),
    ("华东", "sales", None, "has a meaning already.*region"),
    ("的了", "sales", None, "has a meaning already"),
    ("上季度流水", "sales", None, "'上季度'.*teach only the rest"),
    ("流水最高", "sales", None, "'最高'.*teach only the rest"),
    ("除流水外", "sales", None, "teach only the rest"),
    ("华东流水", "sales", None, "'华东'.*teach only the rest"),
    ("云岭流水", "sales", None, "teach only the rest"),
    ("30天流水", "sales", None, "teach only the rest"),
    ("去年老王家", "C0012", "customer", "'去年'.*teach only the rest"),
    ("流", "sales", None, "2 to 40 characters"),
    ("流" * 10_000_000, "sales", None, "2 to 40 characters"),
    ('流水"\n[measures]\n"x', "sales", None, "control characters"),
    ("流\x00水", "sales", None, "control characters"),
    ("〈customer〉", "sales", None, "placeholder"),
    ("流水", "nothing", None, "No measure or dimension is called"),
    ("流水", "nothing", "measure", "No measure is called"),
    ("流水", "sales\n[x]", "measure", "one line"),
    ("流水", "s" * 10_000_000, "measure", "one line"),
    ("老王家", "C99999", "customer", "not one customer"),
    ("魔都", "city=无此地", None, "not one city"),
    ("毛差", "sales - cost", "formula", "No component cost"),
    ("毛差", "__import__('os')", "formula", "components, numbers"),
    ("毛差", "(" * 200, "formula", "components, numbers"),
    ("毛差", "12", "formula", "No component at all"),
]


@pytest.mark.parametrize(("word", "meaning", "kind", "told"), REFUSED)
def test_what_would_change_other_questions_is_refused(
    strict: Strict, word: str, meaning: str, kind: Kind | None, told: str
) -> None:
    with pytest.raises(Refused, match=f"(?s){told}") as refused:
        strict.desk.teach(Lesson(word, meaning, kind, "money"))
    assert refused.value.zh
    assert not list(strict.home.iterdir())


def test_another_meaning_of_a_taught_word_is_refused(desk: Desk) -> None:
    desk.teach(Lesson("流水", "sales"))
    for lesson in (Lesson("流水", "orders"), Lesson("流水", "C0012", "customer")):
        with pytest.raises(Refused, match=r"流水.*measure sales"):
            desk.teach(lesson)


def test_quotes_and_slashes_stay_inside_their_line(desk: Desk, tmp_path: Path) -> None:
    words = ['"quoted"流水', "back\\slash流水", "x = # 流水", "'] [measures流水"]
    for word in words:
        desk.teach(Lesson(word, "sales"))
    assert file(tmp_path) == {"measures": dict.fromkeys(words, "sales")}


def test_the_product_without_a_home_teaches_nothing(engine: Engine) -> None:
    bare = Desk(engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW)
    with pytest.raises(Refused, match="no home"):
        bare.teach(Lesson("流水", "sales"))


# ----------------------------------------------------------------------------- files by hand


def test_a_word_that_the_product_learns_too_is_no_fault(desk: Desk, tmp_path: Path) -> None:
    write(tmp_path, '[measures]\n"业绩" = "sales"\n"流水" = "sales"\n')
    assert said(desk, "上季度流水").status == "answered"


def test_a_file_written_by_hand_holds_from_the_next_question(desk: Desk, tmp_path: Path) -> None:
    assert said(desk, "上季度流水").status == "not_understood"
    write(tmp_path, '[measures]\n"流水" = "sales"\n')
    assert figures(said(desk, "上季度流水")) == figures(said(desk, "上季度销售额"))
    write(tmp_path, '[measures.sales]\nformula = "sales * 2"\n', "measures.toml")
    doubled = said(desk, "上季度流水").results[0].rows
    (tmp_path / "measures.toml").unlink()
    assert doubled != said(desk, "上季度流水").results[0].rows


@pytest.mark.parametrize(
    "broken", ["[measures", '[measures]\n"流水" = "x"\n', '[measures]\n"去年" = "sales"\n']
)
def test_a_broken_words_file_leaves_the_last_good_one_in_force(
    desk: Desk, tmp_path: Path, broken: str
) -> None:
    write(tmp_path, '[measures]\n"流水" = "sales"\n')
    wanted = figures(said(desk, "上季度流水"))
    last_year = figures(said(desk, "去年销售额"))
    write(tmp_path, broken)
    assert figures(said(desk, "上季度流水")) == wanted
    assert figures(said(desk, "去年销售额")) == last_year
    with pytest.raises(Refused, match="Correct this first"):
        desk.teach(Lesson("落袋", "collected"))
    assert (tmp_path / "words.toml").read_text(encoding="utf-8") == broken
    write(tmp_path, '[measures]\n"落袋" = "collected"\n')
    assert said(desk, "上季度流水").status == "not_understood"
    assert said(desk, "上季度落袋").status == "answered"


def test_a_broken_measures_file_leaves_the_last_good_one_but_no_start(
    desk: Desk, engine: Engine, tmp_path: Path
) -> None:
    write(tmp_path, '[measures.sales]\nformula = "sales * 2"\n', "measures.toml")
    doubled = figures(said(desk, "上季度销售额"))
    write(tmp_path, '[measures.sales]\nformula = "sales *"\n', "measures.toml")
    assert figures(said(desk, "上季度销售额")) == doubled
    with pytest.raises(MeasuresError, match=r"measures\.sales"):
        said(desk_over(engine, tmp_path), "上季度销售额")


def test_a_file_that_was_always_broken_costs_only_its_words(engine: Engine, tmp_path: Path) -> None:
    write(tmp_path, "[measures")
    desk = desk_over(engine, tmp_path)
    assert said(desk, "上季度销售额").status == "answered"
    assert said(desk, "上季度流水").status == "not_understood"


def test_writers_at_the_same_time_all_get_their_line(engine: Engine, tmp_path: Path) -> None:
    words = ["流水", "落袋", "战区", "魔都"]
    lessons = [
        Lesson("流水", "sales"),
        Lesson("落袋", "collected"),
        Lesson("战区", "region"),
        Lesson("魔都", "city=上海"),
    ]
    desks = [desk_over(engine, tmp_path) for _ in lessons]
    with ThreadPoolExecutor(len(lessons)) as pool:
        waiting = [
            pool.submit(desk.teach, lesson) for desk, lesson in zip(desks, lessons, strict=True)
        ]
    assert [one.result().words for one in waiting] == words
    assert {word for section in file(tmp_path).values() for word in section} == set(words)
