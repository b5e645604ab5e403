"""The one door to rows: every statement starts from what its caller may see.

Rules: contract section 2, "Who may see what". A rep sees the own customers and all that hangs on
them; a manager those of everyone below; finance and admin everything. Masked fields are masked in
the statement itself, so that filtering or sorting by one sees the mask too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.hints import Unindexed
from crm.models import customers, locked_users, service_accounts, targets, users
from crm.relations import ROOTS, Join, joins_to, table_named

Role = Literal["rep", "manager", "finance", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
SEEING_ALL: tuple[Role, ...] = ("finance", "admin")
MACHINE = "service:"
"""How the id of a service account begins; no user with such an id may ask."""
MASK = "•••"
MASKED: dict[str, frozenset[str]] = {
    "customers": frozenset({"phone", "tax_id"}),
    "contacts": frozenset({"phone"}),
}
"""What managers do not see. Reps only see customers that they own: nothing is masked for them."""


class UnknownCallerError(Exception):
    """No such user, or one who is locked or whose role gives no rights."""


@dataclass(frozen=True)
class Caller:
    """Who is asking, and whose customers that person may see."""

    user_id: str
    name: str
    role: Role
    team: str | None = None
    owners: frozenset[str] | None = None
    """Users whose customers are visible; None means all customers, also those without an owner."""
    beside: frozenset[Role] = frozenset()
    """The roles of those who read along, in a group: see `among`."""
    sees_most: bool = field(default=False, compare=False)
    """Whether most users are among the owners: most rows are then read, and by no index."""

    @property
    def is_machine(self) -> bool:
        """Whether a service account asks, and no person."""
        return self.user_id.startswith(MACHINE)

    @property
    def may_see_query(self) -> bool:
        """Whether the SQL of an answer is shown: to those who see all rows."""
        return self.owners is None

    @property
    def may_export(self) -> bool:
        """Whether raw rows may be taken out (contract section 2): not by reps and managers."""
        return {self.role, *self.beside} <= {"finance", "admin"}

    @property
    def sees_masked(self) -> bool:
        """Whether masked fields are shown: not to managers, nor where one reads along."""
        return "manager" not in {self.role, *self.beside}

    @property
    def people(self) -> frozenset[str] | None:
        """The users of whom more than the id is visible; None means all."""
        if self.owners is None:
            return None
        return self.owners if self.beside else self.owners | {self.user_id}

    def among(self, others: Iterable["Caller"]) -> "Caller":
        """Gives the caller to ask as where others read along: one who sees what all of them see."""
        found = self
        for other in others:
            beside = found.beside | {other.role}
            owners = _in_both(found.owners, other.owners)
            found = replace(found, owners=owners, beside=beside, sees_most=False)
        return found


def _in_both(some: frozenset[str] | None, others: frozenset[str] | None) -> frozenset[str] | None:
    if some is None or others is None:
        return others if some is None else some
    return some & others


def is_locked() -> sa.ColumnElement[bool]:
    """Gives the condition that a row of `users` may not ask, whatever its role is."""
    return sa.exists().where(locked_users.c.user_id == users.c.user_id)


_USER = sa.select(users).where(users.c.user_id == sa.bindparam("user_id"), ~is_locked())


def operator() -> Caller:
    """Gives the caller for the person at the machine itself, who holds the database file."""
    return Caller(user_id="", name="", role="admin")


def caller_named(connection: Connection, user_id: str) -> Caller:
    """Gives the caller for a user of the CRM, or for a service account.

    Raises:
        UnknownCallerError: no user has that id, or one who is locked.
    """
    if user_id.startswith(MACHINE):
        return _machine(connection, user_id)
    row = connection.execute(_USER, {"user_id": user_id}).one_or_none()
    if row is None or row.role not in ROLES:
        raise UnknownCallerError(user_id)
    caller = Caller(user_id=user_id, name=row.name, role=row.role, team=row.team)
    if row.role == "rep":
        return replace(caller, owners=frozenset({user_id}))
    if row.role == "manager":
        owners = _everyone_below(connection, user_id)
        return replace(caller, owners=owners, sees_most=_are_most(connection, owners))
    return caller


def is_user(connection: Connection, user_id: str) -> bool:
    """Whether somebody of that id was imported, whatever that person may do."""
    statement = sa.select(users.c.user_id).where(users.c.user_id == user_id)
    return connection.execute(statement).first() is not None


def _machine(connection: Connection, account_id: str) -> Caller:
    """Gives the caller for a service account: with a role of its own, or with a user's eyes."""
    known = service_accounts.c.account_id == account_id
    row = connection.execute(sa.select(service_accounts).where(known)).one_or_none()
    if row is None:
        raise UnknownCallerError(account_id)
    if row.role in SEEING_ALL:
        return Caller(account_id, row.purpose, row.role)
    if row.sees_as is None or row.sees_as.startswith(MACHINE):
        raise UnknownCallerError(account_id)
    seen = caller_named(connection, row.sees_as)
    return replace(seen, user_id=account_id, name=row.purpose)


def user_with_email(connection: Connection, email: str) -> str | None:
    """Gives the one user with that address, in capitals or not; None if there are none or two."""
    found = connection.execute(
        sa.select(users.c.user_id).where(sa.func.lower(users.c.email) == email.lower()).limit(2)
    ).scalars()
    ids = found.all()
    return ids[0] if len(ids) == 1 else None


def _everyone_below(connection: Connection, user_id: str) -> frozenset[str]:
    """Gives all users below `user_id` in the manager tree, without that user; cycles are cut."""
    below: dict[str, list[str]] = {}
    for row in connection.execute(sa.select(users.c.user_id, users.c.manager_id)):
        below.setdefault(row.manager_id, []).append(row.user_id)
    found: set[str] = set()
    waiting = list(below.get(user_id, ()))
    while waiting:
        person = waiting.pop()
        if person not in found and person != user_id:
            found.add(person)
            waiting.extend(below.get(person, ()))
    return frozenset(found)


def _are_most(connection: Connection, some: frozenset[str]) -> bool:
    number = connection.execute(sa.select(sa.func.count()).select_from(users)).scalar_one()
    return 2 * len(some) > number


class View:
    """The tables as one caller may see them."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    def column(self, table: str, name: str) -> sa.ColumnElement[Any]:
        """Gives a column, or its mask where the caller may not see it."""
        if not self.caller.sees_masked and name in MASKED.get(table, ()):
            return sa.literal(MASK, sa.Text()).label(name)
        return table_named(table).c[name]

    def select(
        self, root: str, columns: Sequence[sa.ColumnElement[Any]], *, join: Iterable[str] = ()
    ) -> sa.Select[Any]:
        """Gives a statement over the visible rows of `root`.

        Args:
            root: the table whose rows are read.
            columns: what to read, of `root` or of a joined table.
            join: other tables that `columns` or later conditions use.
        """
        steps = joins_to(root, set(join) | self._tables_for_scope(root))
        source: sa.FromClause = table_named(root)
        for step in steps:
            source = source.join(step.table, self._visible(step), isouter=step.outer)
        statement = sa.select(*columns).select_from(source)
        scope = self._scope(root, joined={root, *(step.table.name for step in steps)})
        return statement if scope is None else statement.where(scope)

    def _visible(self, step: Join) -> sa.ColumnElement[bool]:
        """Gives the join's condition: of users outside the team no more than the id is seen."""
        if step.table is not users or self.caller.people is None:
            return step.on
        return sa.and_(step.on, self._is_visible_user())

    def _is_visible_user(self) -> sa.ColumnElement[bool]:
        return users.c.user_id.in_(sorted(self.caller.people or ()))

    def _tables_for_scope(self, root: str) -> set[str]:
        """Gives the table that holds the customer's id, where rows of `root` do not."""
        customer = ROOTS[root].customer
        if self.caller.owners is None or not isinstance(customer, sa.Column):
            return set()
        return {customer.table.name} - {root}

    def _scope(self, root: str, *, joined: set[str]) -> sa.ColumnElement[bool] | None:
        """Gives the condition that leaves the visible rows; None where all are."""
        if self.caller.owners is None:
            return None
        owners = sorted(self.caller.owners)
        if root == "users":
            return self._is_visible_user()
        if root == "targets":
            return targets.c.user_id.in_(owners)
        customer = ROOTS[root].customer
        if customer is None:
            return None
        is_theirs = self._read(customers.c.owner_id).in_(owners)
        if "customers" in joined:
            return is_theirs
        return self._read(customer).in_(sa.select(customers.c.customer_id).where(is_theirs))

    def _read(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """Gives a column of the scope as it is read best: by an index, or of row after row."""
        return Unindexed(column) if self.caller.sees_most else column


def count_customers(connection: Connection, caller: Caller) -> int:
    """Gives how many customers `caller` may see."""
    statement = View(caller).select("customers", [sa.func.count()])
    return int(str(connection.execute(statement).scalar_one()))
