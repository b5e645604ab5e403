"""Two servers on one database: what one takes in or is told, the other knows."""

import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.audit import Sound, verify
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.privacy import erase
from assistant.settings import Clock, Settings
from assistant.teaching import House, Lesson
from crm.database import connect, reading, wait_for_bulk_work, writing
from crm.measures import standard
from crm.models import audit_log, turns
from crm.names import NameIndex
from tests.demo import TODAY
from tests.functional.import_folder import COMPANY, NOW, Importer

T = TypeVar("T")


@dataclass(frozen=True)
class Server:
    """A desk with connections of its own, as a process has them."""

    engine: Engine
    desk: Desk

    def ask(self, text: str, conversation_id: str | None = None) -> Reply:
        caller = self.desk.caller(None)
        return self.desk.ask(caller, Question(text, conversation_id, "en"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    return made


@pytest.fixture
def two(importer: Importer, home: Path) -> Generator[tuple[Server, Server]]:
    """Two servers with one home on a database that holds a company."""
    importer.take(COMPANY)
    clock = Clock(Settings().timezone, TODAY)
    with ExitStack() as engines:

        def server() -> Server:
            engine = connect(importer.engine.url.render_as_string(hide_password=False))
            engines.callback(engine.dispose)
            house = House(home)
            return Server(engine, Desk(engine, catalog=house, today=clock.today, now=clock.now))

        yield server(), server()


def at_once(*works: Callable[[], T]) -> Sequence[T]:
    """Gives what several threads made that began at the same moment."""
    gate = threading.Barrier(len(works))
    made: dict[int, T] = {}
    failed: list[Exception] = []

    def run(number: int, work: Callable[[], T]) -> None:
        gate.wait()
        try:
            made[number] = work()
        except Exception as error:  # noqa: BLE001  (raised again in the test's thread)
            failed.append(error)

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return [made[number] for number in sorted(made)]


def as_of(reply: Reply, source: str) -> str:
    """Gives how fresh a source of an answer is."""
    return next(one.as_of or "" for one in reply.sources if one.name == source)


# What one knows


def test_a_customer_that_comes_in_at_one_server_is_known_at_the_other(
    two: tuple[Server, Server], importer: Importer
) -> None:
    first, second = two
    for server in two:
        assert server.ask("sales of Brandnew Optics").status == "not_understood"
    importer.take({"customers.csv": "customer_id,name,owner_id\nC9,Brandnew Optics,U2\n"})
    for server in (first, second):
        assert server.ask("sales of Brandnew Optics").status == "answered"


def test_any_import_renews_what_is_known_of_the_data(
    two: tuple[Server, Server], importer: Importer
) -> None:
    for server in two:
        assert as_of(server.ask("visits"), "activities") == ""
    header = "activity_id,customer_id,kind,occurred_at,mood\n"
    importer.take({"activities.csv": f"{header}A1,C1,visit,2026-11-03 10:00,sunny\n"})
    for server in two:
        reply = server.ask("visits by mood")
        assert reply.status == "answered", reply.text
        assert as_of(reply, "activities") == "2026-11-21 14:05"


def test_a_word_that_one_server_is_taught_holds_at_the_other(two: tuple[Server, Server]) -> None:
    first, second = two
    assert second.ask("grubble this year").status == "not_understood"
    first.desk.teach(Lesson("grubble", "sales"))
    assert second.ask("grubble this year").status == "answered"
    second.desk.forget("grubble")
    assert first.ask("grubble this year").status == "not_understood"


def test_words_taught_at_two_servers_at_once_are_all_kept(
    two: tuple[Server, Server], home: Path
) -> None:
    words = ["grubble", "snozzle"]

    def teach(server: Server, word: str) -> Callable[[], object]:
        return lambda: server.desk.teach(Lesson(word, "sales"))

    at_once(*(teach(two[number % 2], word) for number, word in enumerate(words)))
    kept = (home / "words.toml").read_text(encoding="utf-8")
    assert all(f"{word} = " in kept or f'"{word}" = ' in kept for word in words), kept
    assert [path.name for path in home.iterdir()] == ["words.toml"]
    assert all(
        server.ask(f"{word} this year").status == "answered" for server in two for word in words
    )


# Conversations


def test_a_conversation_begun_at_one_server_goes_on_at_the_other(
    two: tuple[Server, Server],
) -> None:
    first, second = two
    begun = first.ask("sales by customer this year")
    followed = second.ask("and last year?", begun.conversation_id)
    assert followed.conversation_id == begun.conversation_id
    assert followed.status == "answered"
    assert [one.value for one in followed.reading if one.slot == "group_by"] == [
        one.value for one in begun.reading if one.slot == "group_by"
    ]


def test_questions_of_one_conversation_at_two_servers_at_once_are_numbered_without_gaps(
    two: tuple[Server, Server],
) -> None:
    begun = two[0].ask("sales this year").conversation_id

    def asking(number: int) -> Callable[[], Reply]:
        return lambda: two[number % 2].ask("what is snozzlewump", begun)

    replies = at_once(*map(asking, range(8)))
    with two[0].engine.connect() as connection:
        kept = connection.execute(
            sa.select(turns.c.number, turns.c.turn_id).order_by(turns.c.number)
        ).all()
        logged = connection.execute(
            sa.select(audit_log.c.subject).where(audit_log.c.event == "question.asked")
        ).scalars()
        assert sorted(logged) == sorted(row.turn_id for row in kept)
    assert [row.number for row in kept] == list(range(1, 10))
    assert {reply.turn_id for reply in replies} < {row.turn_id for row in kept}
    with reading(two[0].engine) as connection:
        assert isinstance(verify(connection), Sound)


def test_a_server_whose_transactions_are_stricter_by_default_keeps_all_too(
    postgres_engine: Engine, tmp_path: Path
) -> None:
    Importer(postgres_engine, tmp_path).take(COMPANY)
    url = postgres_engine.url.render_as_string(hide_password=False)
    strict = connect(f"{url}&options=-c%20default_transaction_isolation%3Dserializable")
    clock = Clock(Settings().timezone, TODAY)
    desk = Desk(strict, catalog=standard(), today=clock.today, now=clock.now)
    server = Server(strict, desk)
    replies = at_once(*(lambda: server.ask("sales this year") for _ in range(4)))
    assert {reply.status for reply in replies} == {"answered"}
    strict.dispose()


# Imports


def test_two_imports_at_once_end_like_one_after_the_other(
    importer: Importer, tmp_path: Path
) -> None:
    more = {
        **COMPANY,
        "orders.csv": COMPANY["orders.csv"] + "O3,C1,2026-11-03,completed,7\n",
    }
    folders = [importer.files(COMPANY), importer.files(more)]
    others = [Importer(importer.engine, tmp_path / str(number)) for number in range(len(folders))]
    at_once(
        *(
            lambda one=one, path=path: one.run(path)
            for one, path in zip(others, folders, strict=True)
        )
    )
    assert [row[0] for row in importer.rows("orders", "order_id")] == ["O1", "O2", "O3"]
    assert not importer.run(importer.files(more)).changed


def test_an_import_that_has_to_wait_for_another_says_so_and_begins_when_that_has_ended(
    postgres_engine: Engine, tmp_path: Path
) -> None:
    importer = Importer(postgres_engine, tmp_path)
    importing = partial(importer.take, COMPANY)
    assert _done_after_another(postgres_engine, importing).rejected_rows == 0


def test_an_erasure_that_has_to_wait_for_an_import_says_so_and_begins_when_that_has_ended(
    postgres_engine: Engine, tmp_path: Path
) -> None:
    Importer(postgres_engine, tmp_path).take(COMPANY)
    with postgres_engine.connect() as connection:
        names = NameIndex.build(connection)
    erasing = partial(erase, postgres_engine, "C1", names, actor="", now=NOW)
    assert _done_after_another(postgres_engine, erasing).counts["customers"] == 1


def _done_after_another(engine: Engine, work: Callable[..., T]) -> T:
    """Does some work while another is under way, and once more alone; gives what came first."""
    told = threading.Event()
    with ThreadPoolExecutor() as pool:
        with writing(engine) as connection:
            wait_for_bulk_work(connection)
            running = pool.submit(work, waits=told.set)
            assert told.wait(timeout=60), "nothing was said"
            assert not running.done()
        done = running.result(timeout=60)
    told.clear()
    work(waits=told.set)
    assert not told.is_set()
    return done
