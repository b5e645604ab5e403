"""Deployments to back up: rows of every kind that a table can hold, and how they are compared."""

import resource
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.backups.deployment import Deployment
from crm.backups.restoring import Restored, restore
from crm.backups.saving import About, Saved, save
from crm.database import writing
from crm.models import (
    activities,
    anomaly_flags,
    anomaly_reviews,
    anomaly_thresholds,
    api_tokens,
    audit_log,
    binding_attempts,
    binding_codes,
    bindings,
    contacts,
    contracts,
    conversations,
    custom_fields,
    customers,
    disputes,
    erasures,
    import_runs,
    insight_baselines,
    locked_users,
    metadata,
    misses,
    model_usage,
    order_lines,
    orders,
    payments,
    products,
    rates,
    returns,
    service_accounts,
    table_state,
    targets,
    turns,
    usage,
    users,
    verified_questions,
    waiting_rows,
)
from tests.unit.crm.backups.schedule_rows import rows_of_schedules

FILES = ("words.toml", "measures.toml", "calendar.toml")
MADE = datetime(2026, 11, 20, 23, 59, 59)  # noqa: DTZ001 - business time has no offset
NOW = datetime(2026, 11, 22, 9)  # noqa: DTZ001
ODD = "tab\there, line\nand\r\nline, back\\slash \\N \\. 'quote' \"double\" \u2028 中文 😀 ,;\x01\x02\x7f"
"""What the formats on the way could stumble over."""
DOCUMENT: dict[str, Any] = {
    "等级": "金牌",
    "n": 1,
    "x": 0.1,
    "deep": [{"a": None}, [], {}, True],
    ODD: ODD,
    "": "",
}

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def deployment(engine: Engine, home: Path) -> Deployment:
    home.mkdir(exist_ok=True)
    return Deployment(engine, home, FILES)


def saved(engine: Engine, home: Path, path: Path, **more: Any) -> Saved:
    about = About("0.1.0", MADE, {"currency": "CNY"})
    return save(deployment(engine, home), path, about, **more)


def restored(engine: Engine, home: Path, path: Path, **more: Any) -> Restored:
    return restore(deployment(engine, home), path, now=NOW, **more)


def everything(engine: Engine, tables: sa.MetaData = metadata) -> dict[str, list[tuple[Any, ...]]]:
    """Gives all rows of all tables but the one that says what was restored here."""
    names = sorted(tables.tables.keys() - {"restores"})
    with engine.connect() as connection:
        return {name: _rows(connection, tables.tables[name]) for name in names}


def _rows(connection: Connection, table: sa.Table) -> list[tuple[Any, ...]]:
    found = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
    return [tuple(row) for row in found]


def fill(engine: Engine, rows: Rows | None = None) -> None:
    """Puts rows into an empty database."""
    with writing(engine) as connection:
        for name, some in (rows or ROWS).items():
            connection.execute(metadata.tables[name].insert(), list(some))
        if rows is None:
            connection.execute(disputes.delete().where(disputes.c.dispute_id == 3))


@contextmanager
def room_for(size: int) -> Generator[None]:
    """Lets no file of this process grow beyond a size, as a full disk would."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def customer(number: str, name: str = "甲公司", **more: object) -> dict[str, object]:
    values = {column.name: more.get(column.name) for column in customers.columns}
    return {**values, "customer_id": number, "name": name}


def order(number: str, amount: str, **more: object) -> dict[str, object]:
    values = {column.name: more.get(column.name) for column in orders.columns}
    known = {
        "order_id": number,
        "customer_id": "C1",
        "ordered_at": at("2026-11-01 09:30:00"),
        "status": "completed",
        "currency": "CNY",
        "amount": Decimal(amount),
        "units": Decimal("2.5"),
        "line_count": 1,
        "paid": Decimal(0),
        "invoiced": Decimal(0),
    }
    return {**values, **known}


def link(number: int, hashed: str, previous: str) -> dict[str, object]:
    """Gives an entry of the audit log; its hash is not computed, which nobody looks at here."""
    return {
        "number": number,
        "at": f"2026-11-20 10:00:{number:02}",
        "actor": "",
        "event": "import.run",
        "subject": str(number),
        "detail": "{}",
        "previous": previous,
        "hash": hashed,
    }


CHAIN = [link(1, "a" * 64, "0" * 64), link(2, "b" * 64, "a" * 64), link(3, "c" * 64, "b" * 64)]

ROWS: Rows = {
    users.name: [
        {"user_id": "U1", "name": "沈青", "role": "manager", "team": "", "custom": None},
        {"user_id": "U2", "name": ODD, "role": "rep", "team": None, "custom": DOCUMENT},
    ],
    customers.name: [
        customer("C1", ODD, short_name="", created_at=at("2024-02-29 00:00:00"), custom=DOCUMENT),
        customer("C2", " lead and trail ", custom={}, status="active", tax_id="\\"),
        customer(ODD, "", custom=sa.null()),
        customer("C4", "\\N", aliases="\\.\n\\.", city="NULL", custom=[1, "2"]),
    ],
    contacts.name: [
        {"contact_id": "K1", "customer_id": "C1", "name": "x", "is_primary": True},
        {"contact_id": "K2", "customer_id": "C1", "name": "x", "is_primary": False},
        {"contact_id": "K3", "customer_id": "C1", "name": "x", "is_primary": None},
    ],
    products.name: [
        {"product_id": "P1", "name": "M40", "list_price": Decimal("0.000001")},
        {"product_id": "P2", "name": "T30", "list_price": None},
    ],
    orders.name: [
        order("O1", "9200000000000.999999", due_date=date(1999, 12, 31)),
        order("O2", "-0.000001"),
        order("O3", "0"),
    ],
    order_lines.name: [
        {
            "order_id": "O1",
            "line_no": number,
            "product_id": "P1",
            "quantity": Decimal("-3.25"),
            "unit_price": Decimal("12.5"),
            "amount": Decimal("-40.625"),
        }
        for number in (1, 2, 2_147_483_647)
    ],
    returns.name: [
        {
            "return_id": "R1",
            "order_id": None,
            "customer_id": "C1",
            "currency": "USD",
            "amount": Decimal("12.50"),
            "returned_at": at("2026-11-10 23:59:59"),
        }
    ],
    payments.name: [
        {"payment_id": "Y1", "order_id": "O1", "amount": 100, "paid_at": at("2026-11-11 00:00:00")}
    ],
    contracts.name: [
        {
            "contract_id": "T1",
            "customer_id": "C1",
            "start_date": date(1, 1, 1),
            "end_date": date(9999, 12, 31),
            "seats": Decimal("0.5"),
        }
    ],
    activities.name: [
        {
            "activity_id": "A1",
            "customer_id": "C1",
            "kind": "call",
            "occurred_at": at("2026-11-01 09:30:00"),
            "body": ODD * 500,
        }
    ],
    usage.name: [
        {"customer_id": "C1", "date": date(2026, 11, 1), "metric": "seats", "value": Decimal(7)}
    ],
    targets.name: [{"user_id": "U2", "month": "2026-11", "amount": Decimal("1e6")}],
    rates.name: [{"currency": "USD", "date": date(2026, 11, 1), "rate": Decimal("7.123456")}],
    custom_fields.name: [{"table_name": "customers", "name": "等级", "kind": "text"}],
    erasures.name: [{"customer_id": "C9", "pseudonym": "Erased 7F3A2C91", "erased_at": MADE}],
    waiting_rows.name: [
        {
            "table_name": "orders",
            "row_key": '["O9"]',
            "missing_table": "customers",
            "missing_id": "C9",
            "row": {"order_id": "O9", "amount": "12.5"},
            "source": "orders.csv",
        }
    ],
    import_runs.name: [
        {"source": "orders.csv", "finished_at": MADE, "summary": {"kept": number}}
        for number in range(3)
    ],
    table_state.name: [
        {"table_name": "customers", "as_of": MADE, "version": 3},
        {"table_name": "orders", "as_of": MADE, "version": 7},
    ],
    api_tokens.name: [
        {
            "token_hash": "f" * 64,
            "user_id": "U1",
            "label": ODD,
            "scopes": "ask",
            "created_at": MADE,
            "expires_at": NOW,
            "used_at": None,
        }
    ],
    service_accounts.name: [
        {
            "account_id": "service:报表",
            "purpose": ODD,
            "role": None,
            "sees_as": "U1",
            "created_at": MADE,
        }
    ],
    bindings.name: [
        {
            "channel": "slack",
            "tenant": tenant,
            "channel_user": "U9",
            "user_id": "U1",
            "bound_at": MADE,
        }
        for tenant in ("", "T1")
    ],
    binding_codes.name: [{"code_hash": "e" * 64, "user_id": "U1", "expires_at": NOW}],
    locked_users.name: [{"user_id": "U2", "locked_at": MADE}],
    binding_attempts.name: [
        {"channel": "wecom", "tenant": "", "channel_user": "w", "failed": 2, "since": MADE}
    ],
    conversations.name: [
        {"conversation_id": "c1", "user_id": "U1", "title": ODD, "updated_at": MADE, "state": None}
    ],
    **rows_of_schedules(ODD, DOCUMENT, (MADE, NOW)),
    turns.name: [
        {
            "turn_id": "t1",
            "conversation_id": "c1",
            "number": 1,
            "asked_at": MADE,
            "question": ODD,
            "reply": DOCUMENT,
        }
    ],
    disputes.name: [
        {"turn_id": "t1", "user_id": "U1", "kind": "figure", "note": "", "raised_at": MADE}
        for _ in range(3)
    ],
    verified_questions.name: [
        {
            "verified_id": "c" * 12,
            "pattern": "〈city〉〈period〉斩获如何",
            "plan": DOCUMENT,
            "grounds": DOCUMENT,
            "user_id": "U1",
            "verified_at": MADE,
        }
    ],
    model_usage.name: [
        {
            "day": MADE.date(),
            "user_id": "U1",
            "currency": "CNY",
            "questions": 2,
            "prompt_tokens": 5_000_000_000,
            "cached_tokens": 4_000_000_000,
            "completion_tokens": 30,
            "cost": Decimal("12.345678"),
        }
    ],
    misses.name: [
        {
            "miss_id": "d" * 64,
            "kind": "words",
            "words": "流水",
            "question": "上季度流水",
            "reading": {},
            "role": "rep",
            "times": 2,
            "first_at": MADE,
            "last_at": MADE,
            "ignored": True,
        }
    ],
    anomaly_flags.name: [
        {
            "order_id": "O1",
            "kind": "amount_spike",
            "customer_id": "C1",
            "ordered_at": MADE,
            "severity": "high",
            "score": Decimal("0.875"),
            "strength": Decimal("4.000001"),
            "figures": DOCUMENT,
            "found_at": MADE,
            "state": "snoozed",
            "until": MADE.date(),
        }
    ],
    anomaly_reviews.name: [
        {
            "order_id": "O1",
            "kind": "amount_spike",
            "customer_id": "C1",
            "verdict": "dismissed",
            "reason": ODD,
            "until": None,
            "strength": Decimal("4.000001"),
            "user_id": "U1",
            "reviewed_at": MADE,
        }
    ],
    anomaly_thresholds.name: [
        {"customer_id": "C1", "kind": "odd_hour", "strength": Decimal("1.1"), "dismissals": 1}
    ],
    insight_baselines.name: [
        {"name": "peers", "key": "电子/A\nCNY", "as_of": MADE, "figures": [1.5, 2]}
    ],
    audit_log.name: CHAIN,
}
