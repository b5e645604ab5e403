"""The rows of the demo company: one class a table, its fields the columns in the contract's order.

Amounts are decimals with two places, date-times are naive in the business time zone.
`Customer.source` and `Order.warehouse` are not columns of the contract: they show custom fields.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Role = Literal["rep", "manager", "finance", "admin"]
OrderStatus = Literal["draft", "pending", "confirmed", "shipped", "completed", "cancelled"]
CustomerStatus = Literal["prospect", "active", "inactive"]
ActivityKind = Literal["call", "visit", "message", "email", "ticket", "complaint", "training"]
AnomalyKind = Literal[
    "amount_spike",
    "quantity_typo",
    "price_off_list",
    "duplicate_order",
    "unusual_product",
    "odd_hour",
    "total_mismatch",
    "overdue_customer",
]


@dataclass(frozen=True, slots=True)
class User:
    """One colleague."""

    user_id: str
    name: str
    role: Role
    team: str
    email: str
    manager_id: str | None


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer company."""

    customer_id: str
    name: str
    short_name: str
    aliases: str
    industry: str
    province: str
    city: str
    region: str
    level: str
    owner_id: str | None
    status: CustomerStatus
    phone: str
    tax_id: str
    created_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Contact:
    """One person at a customer."""

    contact_id: str
    customer_id: str
    name: str
    title: str
    phone: str
    email: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Product:
    """One article; `list_price` is in CNY."""

    product_id: str
    name: str
    model: str
    category: str
    unit: str
    list_price: Decimal
    aliases: str


@dataclass(frozen=True, slots=True)
class Order:
    """One order; `amount` is the sum of its lines but for planted mismatches."""

    order_id: str
    customer_id: str
    ordered_at: datetime
    status: OrderStatus
    owner_id: str | None
    channel: str
    currency: str
    amount: Decimal
    due_date: date
    shipped_at: datetime | None
    delivered_at: datetime | None
    source_system: str
    external_id: str
    warehouse: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order; `line_no` counts from 1, `amount` is quantity times unit price."""

    order_id: str
    line_no: int
    product_id: str
    quantity: int
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Return:
    """Goods that came back, in the currency of their order."""

    return_id: str
    order_id: str
    amount: Decimal
    returned_at: datetime
    product_id: str
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received on an order, in the currency of the order."""

    payment_id: str
    order_id: str
    amount: Decimal
    paid_at: datetime
    method: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice on an order, in the currency of the order."""

    invoice_id: str
    order_id: str
    amount: Decimal
    issued_at: datetime
    number: str
    url: str


@dataclass(frozen=True, slots=True)
class Contract:
    """A service contract; `end_date` is its last day and may lie ahead."""

    contract_id: str
    customer_id: str
    start_date: date
    end_date: date
    name: str
    product_id: str
    amount: Decimal
    seats: int
    status: str


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A deal that may be won; `closed_at` is set for the stages 赢单 and 输单 only."""

    opportunity_id: str
    customer_id: str
    owner_id: str | None
    name: str
    stage: str
    amount: Decimal
    expected_close: date
    created_at: datetime
    closed_at: datetime | None
    lead_source: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One contact with a customer."""

    activity_id: str
    customer_id: str
    kind: ActivityKind
    occurred_at: datetime
    user_id: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of the service a customer used in the week that ended on `date`."""

    customer_id: str
    date: date
    metric: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Target:
    """What a rep is to sell in a month (`YYYY-MM`), in CNY."""

    user_id: str
    month: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AnomalyLabel:
    """One planted anomaly: which order, of which kind, and what was done to it."""

    order_id: str
    kind: AnomalyKind
    detail: str


Row = (
    User
    | Customer
    | Contact
    | Product
    | Order
    | OrderLine
    | Return
    | Payment
    | Invoice
    | Contract
    | Opportunity
    | Activity
    | Usage
    | Target
)
