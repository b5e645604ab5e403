"""Tasks: what somebody wants to remember, and be reminded of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant import audit
from assistant.actions import outbox
from assistant.actions.refusal import ActionRefused
from crm.database import writing
from crm.models import tasks

MOST_LISTED = 200


@dataclass(frozen=True)
class Task:
    """Something that somebody wants to do, for oneself alone."""

    task_id: str
    title: str
    customer_id: str | None
    due_at: datetime | None
    remind: bool
    done_at: datetime | None = None


def add(connection: Connection, user_id: str, task: Task, now: datetime) -> None:
    """Stores a task, in the caller's transaction."""
    row = {
        "task_id": task.task_id,
        "user_id": user_id,
        "customer_id": task.customer_id,
        "title": task.title,
        "due_at": task.due_at,
        "remind": task.remind,
        "made_at": now,
    }
    connection.execute(tasks.insert().values(row))


def listed(connection: Connection, user_id: str, *, done: bool = False) -> Sequence[Task]:
    """Gives somebody's tasks, the next due first: those to do, or those done."""
    is_done = tasks.c.done_at.is_not(None) if done else tasks.c.done_at.is_(None)
    chosen: sa.Select[Any] = sa.select(tasks).where(tasks.c.user_id == user_id, is_done)
    ordered = chosen.order_by(tasks.c.due_at.is_(None), tasks.c.due_at, tasks.c.task_id)
    return [
        Task(row.task_id, row.title, row.customer_id, row.due_at, row.remind, row.done_at)
        for row in connection.execute(ordered.limit(MOST_LISTED))
    ]


def finish(engine: Engine, user_id: str, task_id: str, now: datetime) -> None:
    """Notes that somebody's task is done; no reminder of it goes out any more.

    Raises:
        ActionRefused: that person has no such task.
    """
    own = (tasks.c.task_id == task_id, tasks.c.user_id == user_id)
    with writing(engine) as connection:
        if connection.execute(sa.select(tasks.c.task_id).where(*own)).first() is None:
            raise ActionRefused("unknown")
        undone = tasks.update().where(*own, tasks.c.done_at.is_(None)).values(done_at=now)
        if connection.execute(undone).rowcount:
            outbox.drop(connection, task_id)
            audit.record(connection, audit.Entry(now, user_id, "task.done", task_id))
