"""A clock that goes on, is set back or jumps ahead: what was said holds, and it is on record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.audit import Sound, verify
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.database import reading
from crm.measures import standard
from crm.models import audit_log, misses, turns
from tests.functional.import_folder import COMPANY, Importer

MIDNIGHT = datetime.fromisoformat("2026-10-01 00:00")
"""When the third quarter is the last one, and no longer the one that runs."""


@dataclass
class Hands:
    """A clock whose hands the test moves."""

    now: datetime

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Asker:
    """Asks on a desk with a clock of its own."""

    desk: Desk
    hands: Hands

    def ask(self, text: str, conversation_id: str | None = None) -> Reply:
        return self.desk.ask(self.desk.caller("U2"), Question(text, conversation_id, "en"))


@pytest.fixture
def asker(engine: Engine, tmp_path: Path) -> Asker:
    Importer(engine, tmp_path).take(COMPANY)
    hands = Hands(MIDNIGHT - timedelta(minutes=1))

    def today() -> date:
        return hands.now.date()

    return Asker(Desk(engine, catalog=standard(), today=today, now=lambda: hands.now), hands)


def period(reply: Reply) -> tuple[object, object]:
    found = reply.results[0].period
    assert found is not None
    return found.start, found.end


SECOND, THIRD = ("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30")


def test_last_quarter_is_another_one_after_midnight_and_a_follow_up_keeps_the_one_meant(
    asker: Asker,
) -> None:
    before = asker.ask("sales last quarter")
    assert period(before) == SECOND
    asker.hands.move(minutes=2)
    followed = asker.ask("and by month?", before.conversation_id)
    assert (period(followed), "Q2 2026 (1 Apr – 30 Jun)" in followed.text) == (SECOND, True)
    again = asker.ask("sales last quarter", before.conversation_id)
    assert (period(again), "Q3 2026 (1 Jul – 30 Sep)" in again.text) == (THIRD, True)


def test_turns_stay_in_the_order_in_which_they_were_asked_whatever_the_clock_says(
    asker: Asker, engine: Engine
) -> None:
    begun = asker.ask("sales this year")
    for minutes in (-90, 60 * 24 * 400, -60 * 24 * 800):
        asker.hands.move(minutes=minutes)
        asker.ask("what is snozzlewump", begun.conversation_id)
    with reading(engine) as connection:
        asked = connection.execute(sa.select(turns.c.number).order_by(turns.c.number)).scalars()
        assert list(asked) == [1, 2, 3, 4]
        missed = connection.execute(sa.select(misses.c.times)).scalars().all()
        assert sum(missed) == 3
        found = verify(connection)
        entries = connection.execute(sa.select(sa.func.count()).select_from(audit_log))
        assert entries.scalar_one() == 4
    assert isinstance(found, Sound)
    assert [one.number for one in found.set_back] == [2, 4]
