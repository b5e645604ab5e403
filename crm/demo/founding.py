"""The demo company as a whole: all its tables, drawn from a seed and a last day."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from random import Random

from crm.demo.accounts import accounts
from crm.demo.almanac import span_to
from crm.demo.anomalies import plant
from crm.demo.brands import brands
from crm.demo.catalog import articles
from crm.demo.climate import climate
from crm.demo.contacts import contacts
from crm.demo.ledger import entries, labels, order_lines
from crm.demo.notes import activities
from crm.demo.ordering import sales
from crm.demo.people import staff
from crm.demo.pipeline import opportunities
from crm.demo.rows import (
    Activity,
    AnomalyLabel,
    Contact,
    Contract,
    Customer,
    Invoice,
    Opportunity,
    Order,
    OrderLine,
    Payment,
    Product,
    Return,
    Row,
    Target,
    Usage,
    User,
)
from crm.demo.service import contracts, subscribers, usage
from crm.demo.settlement import invoices, payments, returns
from crm.demo.targets import targets


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of the contract, each in the order of its keys or dates."""

    users: tuple[User, ...]
    customers: tuple[Customer, ...]
    contacts: tuple[Contact, ...]
    products: tuple[Product, ...]
    orders: tuple[Order, ...]
    order_lines: tuple[OrderLine, ...]
    returns: tuple[Return, ...]
    payments: tuple[Payment, ...]
    invoices: tuple[Invoice, ...]
    contracts: tuple[Contract, ...]
    opportunities: tuple[Opportunity, ...]
    activities: tuple[Activity, ...]
    usage: tuple[Usage, ...]
    targets: tuple[Target, ...]

    def by_name(self) -> dict[str, Sequence[Row]]:
        """The rows of each table, tables in the contract's order."""
        return {table.name: getattr(self, table.name) for table in fields(self)}


@dataclass(frozen=True, slots=True)
class Company:
    """A demo company: what it was drawn from, its tables, and which orders are planted."""

    seed: int
    today: date
    tables: Tables
    anomalies: tuple[AnomalyLabel, ...]


def company(seed: int, today: date) -> Company:
    """The demo company of that seed, with three years of business that end on `today`.

    The same arguments give the same company, on any machine. Nothing that has happened is later
    than the morning of `today`; due dates, contract ends, expected closes and targets may be.
    """
    span = span_to(today)
    weather = climate(_stream(seed, "climate"))
    users = staff(_stream(seed, "users"))
    range_ = articles(_stream(seed, "products"))
    customers = accounts(
        _stream(seed, "customers"),
        weather,
        brands=brands(_stream(seed, "brands")),
        users=users,
        span=span,
    )
    sold = sales(_stream(seed, "sales"), weather, accounts=customers, articles=range_, span=span)
    sold = plant(_stream(seed, "anomalies"), sold, articles=range_, span=span)
    book = entries(_stream(seed, "orders"), sold, span)
    served = subscribers(_stream(seed, "service"), customers, articles=range_, span=span)
    return Company(
        seed=seed,
        today=today,
        anomalies=tuple(labels(book)),
        tables=Tables(
            users=users,
            customers=tuple(account.customer for account in customers),
            contacts=tuple(contacts(_stream(seed, "contacts"), customers)),
            products=tuple(article.product for article in range_),
            orders=tuple(entry.order for entry in book),
            order_lines=tuple(order_lines(book)),
            returns=tuple(returns(_stream(seed, "returns"), book, span)),
            payments=tuple(payments(_stream(seed, "payments"), book, span)),
            invoices=tuple(invoices(_stream(seed, "invoices"), book, span)),
            contracts=tuple(contracts(_stream(seed, "contracts"), served)),
            opportunities=tuple(
                opportunities(_stream(seed, "deals"), customers, articles=range_, span=span)
            ),
            activities=tuple(
                activities(
                    _stream(seed, "notes"),
                    customers,
                    sales=sold,
                    models=[article.product.model for article in range_],
                    span=span,
                )
            ),
            usage=tuple(usage(_stream(seed, "usage"), served, span)),
            targets=tuple(
                targets(_stream(seed, "targets"), weather, users=users, entries=book, span=span)
            ),
        ),
    )


def _stream(seed: int, name: str) -> Random:
    """Chance for one part of the company, so that a change of one part leaves the others."""
    return Random(f"{seed}/{name}")  # noqa: S311 - made-up data, nothing to protect
