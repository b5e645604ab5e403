"""The demo company as a whole: all its tables, drawn from a seed and a last day."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from random import Random

from crm.demo.accounts import Account, accounts
from crm.demo.almanac import Span, span_to
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
from crm.demo.sales import Sale
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
    drawn = _Drawn(seed, span_to(today))
    return Company(seed, today, drawn.tables(), tuple(labels(drawn.book)))


class _Drawn:
    """What is drawn by chance, one thing from the other."""

    def __init__(self, seed: int, span: Span) -> None:
        self._seed = seed
        self.span = span
        self.weather = climate(self._chance("climate"))
        self.users = staff(self._chance("users"))
        self.range = articles(self._chance("products"))
        self.customers = self._customers()
        self.sold = self._sold()
        self.book = entries(self._chance("orders"), self.sold, span)
        self.served = subscribers(
            self._chance("service"), self.customers, articles=self.range, span=span
        )

    def _chance(self, name: str) -> Random:
        """Chance for one part of the company, so that a change of one part leaves the others."""
        return Random(f"{self._seed}/{name}")  # noqa: S311 - made-up data, nothing to protect

    def _customers(self) -> tuple[Account, ...]:
        chance, names = self._chance("customers"), brands(self._chance("brands"))
        return accounts(chance, self.weather, brands=names, users=self.users, span=self.span)

    def _sold(self) -> list[Sale]:
        chance, goods = self._chance("sales"), self.range
        plain = sales(chance, self.weather, accounts=self.customers, articles=goods, span=self.span)
        return plant(self._chance("anomalies"), plain, articles=goods, span=self.span)

    def tables(self) -> Tables:
        """Gives the tables, with what follows from the orders and customers."""
        chance, book, span = self._chance, self.book, self.span
        return Tables(
            users=self.users,
            customers=tuple(account.customer for account in self.customers),
            contacts=tuple(contacts(chance("contacts"), self.customers)),
            products=tuple(article.product for article in self.range),
            orders=tuple(entry.order for entry in book),
            order_lines=tuple(order_lines(book)),
            returns=tuple(returns(chance("returns"), book, span)),
            payments=tuple(payments(chance("payments"), book, span)),
            invoices=tuple(invoices(chance("invoices"), book, span)),
            contracts=tuple(contracts(chance("contracts"), self.served)),
            opportunities=self._deals(),
            activities=self._notes(),
            usage=tuple(usage(chance("usage"), self.served, span)),
            targets=self._targets(),
        )

    def _deals(self) -> tuple[Opportunity, ...]:
        chance = self._chance("deals")
        return tuple(opportunities(chance, self.customers, articles=self.range, span=self.span))

    def _notes(self) -> tuple[Activity, ...]:
        chance, models = self._chance("notes"), [one.product.model for one in self.range]
        return tuple(
            activities(chance, self.customers, sales=self.sold, models=models, span=self.span)
        )

    def _targets(self) -> tuple[Target, ...]:
        chance = self._chance("targets")
        return tuple(
            targets(chance, self.weather, users=self.users, entries=self.book, span=self.span)
        )
