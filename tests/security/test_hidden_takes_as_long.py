"""A question about what is hidden takes as long as one about what does not exist.

Only run where figures are asked for (`make security`): it measures, and so depends on the machine.
"""

import shutil
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.desk import Desk
from crm.database import connect, sqlite_url, writing
from crm.measures import load
from crm.models import customers
from tests.demo import TODAY
from tests.security.figures import Figures

REP = "U05"
CUSTOMERS, TIMES = 12, 8
NOISE = 1.25
"""The median of the ratios stays below, either way round: two equal questions do too."""


def test_a_question_about_a_hidden_customer_takes_as_long_as_about_a_missing_one(
    figures: Figures, own_demo_engine: Engine, demo_database: Path, tmp_path: Path
) -> None:
    names = _hidden(own_demo_engine)
    other = connect(sqlite_url(Path(shutil.copy(demo_database, tmp_path / "without.db"))))
    with writing(other) as connection:
        named = customers.update().where(customers.c.name.in_(names))
        connection.execute(named.values(name="无名", short_name=None, aliases=None))
    ratios = [_ratio(_desk(own_demo_engine), _desk(other), name) for name in names]
    other.dispose()
    figures.most("time of a question about a hidden customer over a missing one", median(ratios))
    assert 1 / NOISE <= median(ratios) <= NOISE


def _hidden(engine: Engine) -> Sequence[str]:
    """Gives names of customers that others look after."""
    statement = (
        sa.select(customers.c.name)
        .where(customers.c.owner_id != REP)
        .order_by(customers.c.customer_id)
        .limit(CUSTOMERS)
    )
    with engine.connect() as connection:
        return connection.execute(statement).scalars().all()


def _desk(engine: Engine) -> Desk:
    now = datetime.combine(TODAY, datetime.min.time())
    return Desk(engine, catalog=load(), today=lambda: TODAY, now=lambda: now)


def _ratio(hiding: Desk, missing: Desk, name: str) -> float:
    """Gives how much longer a name takes where somebody has it, from turn and turn about."""
    times: list[tuple[float, float]] = []
    for _ in range(TIMES):
        (one, said), (other, otherwise) = _asked(hiding, name), _asked(missing, name)
        assert said == otherwise
        times.append((one, other))
    return median(one for one, _ in times[1:]) / median(other for _, other in times[1:])


def _asked(desk: Desk, name: str) -> tuple[float, str]:
    """Gives the seconds that an answer took, and what it says."""
    caller, question = desk.caller(REP), Question(f"{name}上季度销售额")
    began = time.perf_counter()
    reply = desk.ask(caller, question)
    return time.perf_counter() - began, f"{reply.status} {reply.text}"
