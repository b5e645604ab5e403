"""Old entries go, on record, and what stays can still be checked."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from assistant.audit import (
    Entry,
    Fault,
    Head,
    Link,
    Sealed,
    Sound,
    head,
    record,
    seal,
    sealable,
    verify,
)
from assistant.audit.heads import Noted
from crm.database import writing
from crm.models import audit_log
from tests.unit.assistant.audit.chains import (
    NOW,
    behind_its_back,
    change,
    entry,
    filled,
    put,
    stored,
)

LATER = NOW + timedelta(days=400)


def day(number: int) -> date:
    """Gives the day of the entry of that number."""
    return entry(number).at.date()


def sealed(engine: Engine, before: date) -> Sealed | None:
    with writing(engine) as connection:
        return seal(connection, before, actor="U12", now=LATER)


def chain_of(engine: Engine) -> list[Link]:
    with engine.connect() as connection:
        return stored(connection)


def test_what_is_older_goes_and_an_entry_says_what(engine: Engine) -> None:
    old = chain_of(filled(engine, 6))
    assert sealed(engine, day(5)) == Sealed(old[0].head, old[3].head)
    left = chain_of(engine)
    assert left[:2] == old[4:]
    assert (left[2].number, left[2].event, left[2].subject) == (7, "audit.sealed", "4")
    assert left[2].told == {"hash": old[3].hash, "removed": 4, "before": str(day(5))}
    assert left[2].actor == "U12"
    with engine.connect() as connection:
        assert verify(connection) == Sound(left[-1].head, entries=3, sealed=4)


def test_sealing_again_removes_the_older_record_too(engine: Engine) -> None:
    filled(engine, 3)
    sealed(engine, day(3))
    assert sealed(engine, day(3)) is None
    filled(engine, 2)
    all_of_it = chain_of(engine)
    assert sealed(engine, (LATER + timedelta(days=1)).date()) == Sealed(
        all_of_it[0].head, all_of_it[-1].head
    )
    (left,) = chain_of(engine)
    assert (left.event, left.subject) == ("audit.sealed", str(left.number - 1))
    with writing(engine) as connection:
        assert verify(connection) == Sound(left.head, entries=1, sealed=left.number - 1)
        record(connection, entry(9))
        assert verify(connection) == Sound(head(connection), entries=2, sealed=left.number - 1)


def test_nothing_older_is_no_entry(engine: Engine) -> None:
    assert sealed(engine, day(1)) is None
    filled(engine, 2)
    assert sealed(engine, day(1)) is None
    assert len(chain_of(engine)) == 2


def test_what_a_clock_that_was_set_back_wrote_stays_with_what_is_before_it(engine: Engine) -> None:
    filled(engine, 2)
    with writing(engine) as connection:
        record(connection, replace(entry(3), at=NOW - timedelta(days=900)))
        found = sealable(connection, day(2))
    assert found is not None
    assert found.last.number == 1


def test_the_heads_before_the_seal_are_not_asked_for_and_its_own_is(engine: Engine) -> None:
    old = chain_of(filled(engine, 5))
    sealed(engine, day(4))
    known = [Noted("", link.head) for link in old]
    with engine.connect() as connection:
        assert isinstance(verify(connection, known), Sound)
        other = Noted("", Head(3, "a" * 64))
        assert verify(connection, [other]) == Fault("rewritten", 3)


def test_only_what_was_sealed_may_go(engine: Engine) -> None:
    filled(engine, 5)
    sealed(engine, day(4))
    for number in (4, 5, 6):
        gone = audit_log.delete().where(audit_log.c.number == number)
        with pytest.raises(DBAPIError, match="only sealed entries"), writing(engine) as connection:
            connection.execute(gone)


def test_an_entry_that_seals_more_than_there_is_opens_nothing_behind_it(engine: Engine) -> None:
    filled(engine, 2)
    with writing(engine) as connection:
        record(connection, Entry(NOW, "U9", "audit.sealed", "999", {"hash": "a" * 64}))
    filled(engine, 1)
    gone = audit_log.delete().where(audit_log.c.number >= 3)
    with pytest.raises(DBAPIError, match="only sealed entries"), writing(engine) as connection:
        connection.execute(gone)


def test_a_seal_that_was_changed_or_forged_is_found(engine: Engine) -> None:
    filled(engine, 5)
    sealed(engine, day(3))
    with behind_its_back(engine) as connection:
        whole = stored(connection)
        for made in (whole[1:], [replace(whole[0], number=2), *whole[1:]], whole[:-1]):
            put(connection, made)
            assert isinstance(verify(connection), Fault)
        for values in ({"subject": "3"}, {"detail": "{}"}, {"detail": "no json"}, {"subject": "x"}):
            put(connection, whole)
            change(connection, 6, values)
            assert isinstance(verify(connection), Fault)
        put(connection, [*chain_before(whole), *whole])
        assert verify(connection) == Fault("restored", 2)


def chain_before(whole: list[Link]) -> list[Link]:
    return [replace(whole[0], number=2, at=datetime.isoformat(NOW, sep=" "))]
