"""Who may ask, as the demo lists them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.access import ROLES, caller_named, count_customers, is_locked
from crm.models import users


@dataclass(frozen=True)
class Person:
    """Somebody to ask as, and how many customers that person sees."""

    user_id: str
    name: str
    role: str
    team: str | None
    customers: int


def everybody(connection: Connection) -> list[Person]:
    """Gives all users who may ask, in the order of their ids."""
    may_ask = sa.and_(users.c.role.in_(ROLES), ~is_locked())
    statement = sa.select(users.c.user_id).where(may_ask).order_by(users.c.user_id)
    found: list[Person] = []
    for user_id in connection.execute(statement).scalars().all():
        caller = caller_named(connection, user_id)
        count = count_customers(connection, caller)
        found.append(Person(user_id, caller.name, caller.role, caller.team, count))
    return found
