"""API tokens: who they stand for, how long, and what the database keeps of them."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant import tokens
from crm.access import UnknownCallerError
from crm.database import writing
from crm.models import api_tokens, users

NOW = datetime.fromisoformat("2026-11-21 09:30")


@pytest.fixture
def staffed(engine: Engine) -> Engine:
    """A database with one user who may ask, and one whose role gives no rights."""
    people = [
        {"user_id": "u1", "name": "Ada Brook", "role": "rep"},
        {"user_id": "u2", "name": "Intern", "role": "guest"},
    ]
    with writing(engine) as connection:
        connection.execute(sa.insert(users), people)
    return engine


def issued(engine: Engine, user_id: str = "u1", *, days: int = 30) -> str:
    with writing(engine) as connection:
        return tokens.issue(connection, user_id, now=NOW, days=days)


def bearer_of(engine: Engine, token: str, *, now: datetime = NOW) -> str | None:
    with engine.connect() as connection:
        found = tokens.bearer(connection, token, now=now)
    return None if found is None else found.user_id


def test_a_token_stands_for_its_user(staffed: Engine) -> None:
    assert bearer_of(staffed, issued(staffed)) == "u1"


def test_a_token_ends_when_its_days_are_over(staffed: Engine) -> None:
    token = issued(staffed, days=2)
    end = NOW + timedelta(days=2)
    assert bearer_of(staffed, token, now=end - timedelta(seconds=1)) == "u1"
    assert bearer_of(staffed, token, now=end) is None


@pytest.mark.parametrize("wrong", ["", "wendan_", "wendan_1234", "u1"])
def test_what_is_no_token_stands_for_nobody(staffed: Engine, wrong: str) -> None:
    issued(staffed)
    assert bearer_of(staffed, wrong) is None


def test_the_database_never_holds_the_token_itself(staffed: Engine) -> None:
    token = issued(staffed)
    with staffed.connect() as connection:
        kept = connection.execute(sa.select(api_tokens)).one()
    assert token not in str(kept)
    assert len(kept.token_hash) == 64


def test_two_tokens_of_one_user_both_hold_and_differ(staffed: Engine) -> None:
    first, second = issued(staffed), issued(staffed)
    assert first != second
    assert bearer_of(staffed, first) == bearer_of(staffed, second) == "u1"


@pytest.mark.parametrize("user_id", ["nobody", "u2", ""])
def test_nobody_without_rights_gets_a_token(staffed: Engine, user_id: str) -> None:
    with pytest.raises(UnknownCallerError):
        issued(staffed, user_id)


def test_revoking_takes_all_tokens_of_the_user_back(staffed: Engine) -> None:
    token = issued(staffed)
    issued(staffed)
    with writing(staffed) as connection:
        assert tokens.revoke(connection, "u1") == 2
    assert bearer_of(staffed, token) is None


@pytest.mark.parametrize("days", [0, -1, tokens.MOST_DAYS + 1])
def test_no_token_holds_for_more_than_a_year_or_for_no_day(staffed: Engine, days: int) -> None:
    with pytest.raises(ValueError, match="1 to 365"):
        issued(staffed, days=days)


def test_revoking_takes_everybodys_tokens_back(staffed: Engine) -> None:
    issued(staffed)
    with writing(staffed) as connection:
        assert tokens.revoke(connection, None) == 1
        assert tokens.revoke(connection, None) == 0


def test_a_token_made_by_a_clock_that_is_ahead_ends_no_other(staffed: Engine) -> None:
    token = issued(staffed, days=1)
    ahead = NOW + timedelta(days=300)
    with writing(staffed) as connection:
        tokens.issue(connection, "u1", now=ahead, days=1)
    assert bearer_of(staffed, token, now=ahead) is None
    assert bearer_of(staffed, token) == "u1"


def test_tokens_that_expired_long_ago_are_swept_when_a_new_one_is_made(staffed: Engine) -> None:
    issued(staffed, days=1)
    with writing(staffed) as connection:
        tokens.issue(connection, "u1", now=NOW + tokens.KEPT_FOR + timedelta(days=1), days=1)
    with staffed.connect() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(api_tokens)).scalar_one()
    assert count == 1


def kept(engine: Engine, user_id: str | None = None, *, now: datetime = NOW) -> list[tokens.Token]:
    with engine.connect() as connection:
        return list(tokens.listed(connection, now=now, user_id=user_id))


def test_a_token_is_listed_by_an_id_that_only_its_holder_could_tell(staffed: Engine) -> None:
    with writing(staffed) as connection:
        token = tokens.issue(
            connection, "u1", now=NOW, days=2, label="nightly 报表", scopes=["export", "ask"]
        )
    (found,) = kept(staffed)
    assert found == tokens.Token(
        token_id=tokens.id_of(token),
        user_id="u1",
        label="nightly 报表",
        scopes=frozenset({"ask", "export"}),
        created_at=NOW,
        expires_at=NOW + timedelta(days=2),
        used_at=None,
    )
    assert found.token_id not in token
    assert kept(staffed, "u2") == kept(staffed, now=NOW + timedelta(days=2)) == []


def test_a_token_is_good_for_all_that_its_user_may_do_unless_said_otherwise(
    staffed: Engine,
) -> None:
    issued(staffed)
    assert [one.scopes for one in kept(staffed)] == [frozenset(tokens.SCOPES)]


def test_one_token_is_taken_back_and_the_others_hold(staffed: Engine) -> None:
    first, second = issued(staffed), issued(staffed)
    with writing(staffed) as connection:
        assert tokens.take_back(connection, tokens.id_of(first)) == "u1"
        assert tokens.take_back(connection, tokens.id_of(first)) is None
        assert tokens.take_back(connection, "") is None
    assert (bearer_of(staffed, first), bearer_of(staffed, second)) == (None, "u1")


def test_when_a_token_was_used_is_known_to_the_hour(staffed: Engine) -> None:
    token_id = tokens.id_of(issued(staffed))
    noted: list[datetime | None] = []
    for minutes in (0, 59, 60):
        with writing(staffed) as connection:
            tokens.note_use(connection, token_id, NOW + timedelta(minutes=minutes))
        noted += [one.used_at for one in kept(staffed)]
    assert noted == [NOW, NOW, NOW + timedelta(minutes=60)]
