"""Counts in PostgreSQL, so that several servers on one database count together.

The library's own bucket for PostgreSQL makes a table for each key, needs a pool of its own, and
refuses whoever comes while another holds its lock. Here all keys are rows of one table, a number
each; the algorithm is the library's. The table is unlogged: a crash of the database forgets what
was used up, and nothing waits for a disk.
"""

import threading

import sqlalchemy as sa
from pyrate_limiter import GCRA, Decision, Rate
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Engine

from crm.models import rate_states

TRIES = 8
"""Others may count the same key at the same moment; each lost race is one of theirs counted."""
CLEANED_EACH = 2_000
"""After so many counts of this process, the keys go that have their whole allowance again."""
_MOMENT_MS = sa.cast(sa.extract("epoch", sa.func.clock_timestamp()) * 1000, sa.BigInteger)


class Shared:
    """Remembers in the database what each key has used up. Time is the database's."""

    def __init__(self, engine: Engine, *, cleaned_each: int = CLEANED_EACH) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._algorithm = GCRA()
        self._cleaned_each = cleaned_each
        self._counted = 0
        self._lock = threading.Lock()

    def check(self, key: str, rate: Rate, *, take: int = 1) -> Decision:
        """Gives whether `take` more are allowed now, and counts them if so.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database does not respond.
        """
        with self._engine.connect() as connection:
            for _ in range(TRIES):
                before, now_ms = _known(connection, key)
                (after,), decision = self._algorithm.step([rate], (before,), now_ms, max(take, 1))
                if not decision.allowed or not take:
                    return decision
                if _replaced(connection, key, before, int(after)):
                    self._clean_now_and_then(connection, now_ms)
                    return decision
        return Decision(rate, retry_after_ms=rate.interval // rate.limit)

    def _clean_now_and_then(self, connection: Connection, now_ms: int) -> None:
        with self._lock:
            self._counted += 1
            due = self._counted % self._cleaned_each == 0
        if due:
            connection.execute(rate_states.delete().where(rate_states.c.used_until < now_ms * 1000))


def _known(connection: Connection, key: str) -> tuple[int, int]:
    """Gives until when a key has used up its allowance (microseconds), and the time now (ms)."""
    own = sa.select(rate_states.c.used_until).where(rate_states.c.key == key).scalar_subquery()
    row = connection.execute(sa.select(sa.func.coalesce(own, 0), _MOMENT_MS)).one()
    return int(row[0]), int(row[1])


def _replaced(connection: Connection, key: str, before: int, after: int) -> bool:
    """Whether the new state was kept: not where another changed it since it was read."""
    insert = postgresql.insert(rate_states).values(key=key, used_until=after)
    upsert = insert.on_conflict_do_update(
        index_elements=[rate_states.c.key],
        set_={"used_until": after},
        where=rate_states.c.used_until == before,
    )
    return connection.execute(upsert.returning(rate_states.c.key)).first() is not None
