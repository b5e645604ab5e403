"""What lists can show: the columns of each entity, its date, and its usual order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.models import invoices, orders, payments
from crm.query.conditions import CONDITIONS, after, counted
from crm.relations import ROOTS

Expression = sa.ColumnElement[Any]
Computed = Callable[[date], Expression]
"""A column that is computed, as of the business date."""


@dataclass(frozen=True)
class Attribute:
    """One column of an entity's list: where it is, and the unit of a number."""

    path: str
    """`table.column`, or `@name` of a computed one."""
    unit: str | None = None
    """`money`, a noun counted, or None for text and dates."""


@dataclass(frozen=True)
class Entity:
    """A kind of row that can be listed."""

    root: str
    shown: tuple[str, ...]
    """The attributes of a list unless others are asked for."""
    attributes: Mapping[str, Attribute]
    date: str | None = None
    order: tuple[str, ...] = ()
    """Newest first, by this attribute (without a date: by it, upwards), then by the last one."""
    total: str | None = None
    """The attribute that is added up over all rows."""
    where: tuple[str, ...] = ()
    """Conditions of `crm.query.conditions` unless the question names a status or says all."""
    computed: Mapping[str, Computed] = field(default_factory=dict[str, Computed])


def _paths(root: str, names: str, **units: str) -> dict[str, Attribute]:
    return {name: Attribute(f"{root}.{name}", units.get(name)) for name in names.split()}


_CUSTOMER = {
    "customer": Attribute("customers.name"),
    "region": Attribute("customers.region"),
    "city": Attribute("customers.city"),
    "level": Attribute("customers.level"),
    "owner": Attribute("users.name"),
}


def _up_to(day: date, kept: Expression, parts: sa.Table, dated: sa.Column[Any]) -> Expression:
    """Gives the sum that an order keeps, less its parts that are dated after `day`."""
    is_later = dated >= after(day)
    has_later = orders.c.order_id.in_(sa.select(parts.c.order_id).where(is_later))
    later = sa.select(sa.func.sum(parts.c.amount)).where(
        parts.c.order_id == orders.c.order_id, is_later
    )
    return sa.case((has_later, kept - later.scalar_subquery()), else_=kept)


def _paid(today: date) -> Expression:
    return _up_to(today, orders.c.paid, payments, payments.c.paid_at)


def _invoiced(today: date) -> Expression:
    return _up_to(today, orders.c.invoiced, invoices, invoices.c.issued_at)


def _left_of(part: Callable[[date], Expression]) -> Callable[[date], Expression]:
    """Gives what is left of an order's amount on a day; nothing while the order is to come."""
    placed = CONDITIONS["ordered_by_today"].sql
    return lambda today: sa.case((placed(today), orders.c.amount - part(today)), else_=0)


def _delivered_to(place: str) -> Computed:
    """Gives an order's place of delivery, else its customer's."""
    here, home = orders.c[f"ship_{place}"], ROOTS["customers"].table.c[place]
    return lambda _: sa.func.coalesce(here, home)


def _last_order(today: date) -> Expression:
    """Gives when a customer last ordered, up to a day."""
    customers = ROOTS["customers"].table
    own = orders.c.customer_id == customers.c.customer_id
    last = sa.select(sa.func.max(orders.c.ordered_at, type_=orders.c.ordered_at.type))
    return last.where(own, counted(), orders.c.ordered_at < after(today)).scalar_subquery()


ENTITIES: dict[str, Entity] = {
    "order": Entity(
        "orders",
        ("order_id", "customer", "ordered_at", "amount", "status"),
        {
            **_CUSTOMER,
            **_paths(
                "orders",
                "order_id ordered_at amount status channel currency due_date shipped_at"
                " delivered_at source_system external_id units",
                amount="money",
                units="units",
            ),
            "region": Attribute("@region"),
            "city": Attribute("@city"),
            "paid": Attribute("@paid", "money"),
            "outstanding": Attribute("@outstanding", "money"),
            "uninvoiced": Attribute("@uninvoiced", "money"),
        },
        date="orders.ordered_at",
        order=("ordered_at", "order_id"),
        total="amount",
        where=("counted",),
        computed={
            "@paid": _paid,
            "@outstanding": _left_of(_paid),
            "@uninvoiced": _left_of(_invoiced),
            "@region": _delivered_to("region"),
            "@city": _delivered_to("city"),
        },
    ),
    "line": Entity(
        "order_lines",
        ("line_no", "product", "quantity", "unit_price", "amount"),
        {
            **_paths(
                "order_lines",
                "order_id line_no quantity unit_price amount",
                quantity="units",
                unit_price="money",
                amount="money",
            ),
            "product": Attribute("products.name"),
            "currency": Attribute("orders.currency"),
        },
        order=("order_id", "line_no"),
        total="amount",
    ),
    "customer": Entity(
        "customers",
        ("customer", "level", "city", "owner", "created_at"),
        {
            **_CUSTOMER,
            **_paths(
                "customers",
                "customer_id short_name industry province country status phone tax_id created_at",
            ),
            "last_order": Attribute("@last_order"),
        },
        date="customers.created_at",
        order=("created_at", "customer_id"),
        computed={"@last_order": _last_order},
    ),
    "contact": Entity(
        "contacts",
        ("name", "customer", "title", "phone", "email"),
        {
            **_CUSTOMER,
            **_paths("contacts", "contact_id name title phone email is_primary"),
        },
        order=("contact_id",),
    ),
    "product": Entity(
        "products",
        ("product_id", "name", "model", "category", "list_price"),
        _paths("products", "product_id name model category unit list_price", list_price="money"),
        order=("product_id",),
    ),
    "payment": Entity(
        "payments",
        ("payment_id", "customer", "order_id", "paid_at", "amount"),
        {
            **_CUSTOMER,
            **_paths("payments", "payment_id order_id paid_at amount method", amount="money"),
            "currency": Attribute("orders.currency"),
        },
        date="payments.paid_at",
        order=("paid_at", "payment_id"),
        total="amount",
    ),
    "invoice": Entity(
        "invoices",
        ("number", "customer", "order_id", "issued_at", "amount"),
        {
            **_CUSTOMER,
            **_paths("invoices", "invoice_id number order_id issued_at amount url", amount="money"),
            "currency": Attribute("orders.currency"),
        },
        date="invoices.issued_at",
        order=("issued_at", "invoice_id"),
        total="amount",
    ),
    "return": Entity(
        "returns",
        ("return_id", "customer", "returned_at", "amount", "reason"),
        {
            **_CUSTOMER,
            **_paths(
                "returns",
                "return_id order_id returned_at amount quantity reason currency",
                amount="money",
                quantity="units",
            ),
            "product": Attribute("products.name"),
        },
        date="returns.returned_at",
        order=("returned_at", "return_id"),
        total="amount",
    ),
    "contract": Entity(
        "contracts",
        ("name", "customer", "start_date", "end_date", "amount"),
        {
            **_CUSTOMER,
            **_paths(
                "contracts", "contract_id name start_date end_date amount status", amount="money"
            ),
        },
        date="contracts.end_date",
        order=("end_date", "contract_id"),
        total="amount",
    ),
    "opportunity": Entity(
        "opportunities",
        ("name", "customer", "stage", "amount", "expected_close"),
        {
            **_CUSTOMER,
            **_paths(
                "opportunities",
                "opportunity_id name stage amount expected_close created_at closed_at lead_source",
                amount="money",
            ),
        },
        date="opportunities.closing",
        order=("expected_close", "opportunity_id"),
        total="amount",
        where=("open_deal",),
    ),
    "activity": Entity(
        "activities",
        ("occurred_at", "customer", "kind", "subject", "owner"),
        {
            **_CUSTOMER,
            **_paths("activities", "activity_id kind occurred_at subject body"),
        },
        date="activities.occurred_at",
        order=("occurred_at", "activity_id"),
    ),
}
