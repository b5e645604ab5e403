"""Planted faults: the product with one thing taken away that keeps rows hidden.

A property that does not notice one of them is worth nothing.
"""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import ModuleType
from typing import Any, Literal
from unittest.mock import patch

import sqlalchemy as sa

import assistant.conversation.history as history_module
import assistant.conversation.turn as turn_module
import assistant.desk as desk_module
import assistant.known as known_module
import crm.access as access_module
import crm.query.conversion as conversion_module
import crm.query.facts as facts_module
import crm.query.record as record_module
import crm.query.report as report_module
import tools.metrics as metrics_module
import tools.records as records_module
from assistant.conversation.question import Question
from assistant.desk import Desk
from crm.access import Caller, View, operator
from crm.models import conversations, orders
from crm.names.category import Category
from crm.names.entry import Entry
from crm.names.index import NameIndex
from crm.query.entities import ENTITIES
from crm.query.fields import Reader
from crm.query.metric import Database
from crm.query.reading import Reading
from crm.query.result import Table
from crm.relations import Join, table_named
from tests.security.offices import Query

CaughtBy = Literal["queries", "conversations", "masked", "groups"]
Planted = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True)
class Fault:
    """One thing that is taken away, and by which property that is noticed."""

    name: str
    planted: Planted
    caught_by: CaughtBy = "queries"


def _kept(kind: object, name: str) -> Callable[..., Any]:
    """Gives what a fault takes the place of; most of it is nobody's business but the module's."""
    found: Callable[..., Any] = getattr(kind, name)
    return found


def _all_seeing(reader: Reader) -> Reader:
    return replace(reader, view=View(operator()))


def _without_scope(forgotten: Callable[[str, set[str]], bool]) -> Planted:
    """The scope is left out of statements over some tables, joined with some."""
    kept = _kept(View, "_scope")

    def scope(self: View, root: str, *, joined: set[str]) -> sa.ColumnElement[bool] | None:
        return None if forgotten(root, joined) else kept(self, root, joined=joined)

    return partial(patch.object, View, "_scope", scope)


def _users_join() -> AbstractContextManager[object]:
    def visible(_self: View, step: Join) -> sa.ColumnElement[bool]:
        return step.on

    return patch.object(View, "_visible", visible)


def _reads_all(module: ModuleType, name: str) -> Planted:
    """A function reads with the eyes of one who sees everything."""
    kept = _kept(module, name)

    def faulty(*given: object, **named: object) -> object:
        return kept(
            *(_all_seeing(one) if isinstance(one, Reader) else one for one in given), **named
        )

    return partial(patch.object, module, name, faulty)


def _totals_of_all() -> AbstractContextManager[object]:
    kept = _kept(Reading, "_count_overlapping")

    def faulty(self: Reading, *given: Any) -> None:
        kept(replace(self, reader=_all_seeing(self.reader)), *given)

    return patch.object(Reading, "_count_overlapping", faulty)


def _last_order_of_all() -> AbstractContextManager[object]:
    """The subquery of a list forgets whose it is."""

    def last(_today: date) -> sa.ColumnElement[Any]:
        return sa.select(sa.func.max(orders.c.ordered_at)).scalar_subquery()

    faulty = replace(ENTITIES["customer"], computed={"@last_order": last})
    return patch.dict(ENTITIES, {"customer": faulty})


def _no_mask() -> AbstractContextManager[object]:
    def column(_self: View, table: str, name: str) -> sa.ColumnElement[Any]:
        return table_named(table).c[name]

    return patch.object(View, "column", column)


def _no_mask_in(method: str) -> Planted:
    """What is shown is masked, but not by what rows are filtered or ordered."""
    listing = _kept(record_module, "_Listing")
    kept = _kept(listing, method)

    def faulty(self: Any, asked: object) -> object:
        unmasked = View(replace(self.reader.view.caller, role="rep"))
        return kept(replace(self, reader=replace(self.reader, view=unmasked)), asked)

    return partial(patch.object, listing, method, faulty)


def _for_anybody(kind: type, method: str, place: int) -> Planted:
    """A method takes whoever asks for one who sees everything."""
    kept = _kept(kind, method)

    def faulty(self: object, *given: object, **named: object) -> object:
        asked = [operator() if n == place else one for n, one in enumerate(given)]
        return kept(self, *asked, **named)

    return partial(patch.object, kind, method, faulty)


def _counts_all() -> AbstractContextManager[object]:
    kept = _kept(known_module, "count_customers")

    def faulty(connection: sa.Connection, _caller: Caller) -> int:
        return kept(connection, operator())

    return patch.object(known_module, "count_customers", faulty)


def _kept_tables(module: ModuleType, name: str) -> Planted:
    """What a query gave is kept, whoever asked."""
    kept = _kept(module, name)
    tables: dict[tuple[int, Query], Table] = {}

    def faulty(database: Database, reader: Reader, query: Query) -> Table:
        key = id(database.connection.engine), query
        if key not in tables:
            tables[key] = kept(database, reader, query)
        return tables[key]

    return partial(patch.object, module, name, faulty)


def _kept_replies() -> AbstractContextManager[object]:
    """The reply to a question is kept, whoever asked."""
    kept = _kept(Desk, "_begun")  # of all ways to ask
    replies: dict[tuple[int, Question], object] = {}

    def faulty(self: Desk, caller: Caller, question: Question, *beside: object) -> object:
        key = id(self), question
        if key not in replies:
            replies[key] = kept(self, caller, question, *beside)
        return replies[key]

    return patch.object(Desk, "_begun", faulty)


def _anybodys_conversation() -> AbstractContextManager[object]:
    asked_for = conversations.c.conversation_id == sa.bindparam("conversation")
    after: dict[str, Any] = {"updated_at": sa.bindparam("now"), "state": sa.bindparam("after")}
    return patch.multiple(
        history_module,
        _OWN=sa.select(conversations).where(asked_for),
        _LATER=conversations.update().where(asked_for).values(after),
    )


def _currencies_of_all() -> AbstractContextManager[object]:
    def faulty(connection: sa.Connection, *given: Any) -> Database:
        found = connection.execute(sa.select(orders.c.currency).distinct()).scalars()
        catalog, base, _ = given
        return Database(connection, catalog, base, frozenset(found))

    return patch.object(desk_module, "Database", faulty)


@contextmanager
def _conversations_of_all() -> Generator[None]:
    kept = _kept(history_module, "latest")

    def faulty(connection: sa.Connection, _user_id: str) -> object:
        return kept(connection, "")

    with patch.object(history_module, "latest", faulty):
        yield


def _own_customers_too() -> AbstractContextManager[object]:
    kept = _kept(access_module, "_everyone_below")

    def faulty(connection: sa.Connection, user_id: str) -> frozenset[str]:
        return kept(connection, user_id) | {user_id}

    return patch.object(access_module, "_everyone_below", faulty)


def _is_joined(root: str, joined: set[str]) -> bool:
    return root != "customers" and "customers" in joined


def _whoever_reads_along() -> AbstractContextManager[object]:
    def among(self: Caller, _others: object) -> Caller:
        return self

    return patch.object(Caller, "among", among)


def _masked_for_the_asker_alone() -> AbstractContextManager[object]:
    return patch.object(Caller, "sees_masked", property(lambda self: self.role != "manager"))


FAULTS = (
    Fault("no scope at all", _without_scope(lambda _root, _joined: True)),
    Fault("no scope where customers are joined", _without_scope(_is_joined)),
    Fault(
        "no scope where the customers are a subquery",
        _without_scope(lambda _, joined: "customers" not in joined),
    ),
    Fault("no scope on order lines", _without_scope(lambda root, _: root == "order_lines")),
    Fault("no scope on payments", _without_scope(lambda root, _: root == "payments")),
    Fault("no scope on targets", _without_scope(lambda root, _: root == "targets")),
    Fault("no scope on users", _without_scope(lambda root, _: root == "users")),
    Fault("no scope on joined users", _users_join),
    Fault("a fact reads the orders of all", _reads_all(facts_module, "_chosen")),
    Fault("names of ids are read for all", _reads_all(report_module, "names_of")),
    Fault("rates are looked up for the orders of all", _reads_all(conversion_module, "_needed")),
    Fault("totals count the customers of all", _totals_of_all),
    Fault("the last order of all customers", _last_order_of_all),
    Fault("figures are kept without the caller", _kept_tables(metrics_module, "figures")),
    Fault("lists are kept without the caller", _kept_tables(records_module, "records")),
    Fault("a manager sees the own customers", _own_customers_too),
    Fault("no mask", _no_mask, "masked"),
    Fault("no mask in filters", _no_mask_in("_test"), "masked"),
    Fault("no mask in sorting", _no_mask_in("_ranks"), "masked"),
    Fault("masked for the asker, not for a reader", _masked_for_the_asker_alone, "masked"),
    Fault("a group is told what its asker sees", _whoever_reads_along, "groups"),
    Fault("names for anybody", _for_anybody(Entry, "visible_to", 0), "conversations"),
    Fault("near names for anybody", _for_anybody(NameIndex, "nearest", 1), "conversations"),
    Fault("names by sound for anybody", _for_anybody(NameIndex, "like", 2), "conversations"),
    Fault("pieces of names for anybody", _for_anybody(NameIndex, "containing", 1), "conversations"),
    Fault("categories told from all rows", _for_anybody(Category, "holds_for", 0), "conversations"),
    Fault("the currencies of all orders", _currencies_of_all, "conversations"),
    Fault("all customers are counted", _counts_all, "conversations"),
    Fault("a currency that others use", _reads_all(turn_module, "any_order_in"), "conversations"),
    Fault("replies are kept without the caller", _kept_replies, "conversations"),
    Fault("anybody's conversation goes on", _anybodys_conversation, "conversations"),
    Fault("the conversations of all are listed", _conversations_of_all, "conversations"),
)
