"""What backups and restores raise when they cannot go on, with what to do."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError


class BackupFailed(Exception):
    """No backup was written; the message says why and what to do, in one line."""


class RestoreFailed(Exception):
    """A backup was not restored; the message says why and what to do, in one line.

    Nothing was changed, unless the message says otherwise.
    """


@contextmanager
def explained(
    engine: Engine, failure: type[BackupFailed | RestoreFailed], nothing: str
) -> Generator[None]:
    """Turns the database's errors into one line; `nothing` is its beginning."""
    driver: Any = engine.dialect.dbapi
    try:
        yield
    except DBAPIError as error:
        raise failure(_told(engine, nothing, str(error.orig))) from error
    except (driver.Error, sqlite3.Error) as error:  # from statements that go past SQLAlchemy
        raise failure(_told(engine, nothing, str(error))) from error


def _told(engine: Engine, nothing: str, cause: str) -> str:
    where = engine.url.render_as_string(hide_password=True)
    lines = cause.strip().splitlines() or ["no reason given"]
    place = next((f" ({line})" for line in lines if line.startswith("CONTEXT:")), "")
    return f"{nothing}. The database {where} said: {lines[0]}{place}. {_advice(lines[0])}"


def _advice(cause: str) -> str:
    known = {
        "lock": "Another program is writing to it; try again when that has finished.",
        "readonly": "Give this user write access to the file and its folder.",
        "read-only": "Give this user write access.",
        "full": "Free some space on its disk.",
        "no space": "Free some space on its disk.",
    }
    found = (advice for sign, advice in known.items() if sign in cause.lower())
    return next(found, "Run `wendan doctor`.")
