"""What follows an order: payments by each customer's habit, invoices, and goods that come back."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from crm.demo.accounts import Account
from crm.demo.almanac import Span
from crm.demo.ledger import Entry, money
from crm.demo.phrases import METHODS, RETURN_REASONS
from crm.demo.rows import Invoice, Payment, Return

DEPOSIT_CHANCE = 0.14
RETURN_CHANCE = 0.027
INVOICED_SHARE = 0.94
# By how many days after the due date the customer pays, from and to.
DELAYS = {"prompt": (-9, 5), "slow": (3, 42), "poor": (12, 80), "owing": (-4, 20)}
FORGOTTEN = {"prompt": 0.004, "slow": 0.02, "poor": 0.1, "owing": 0.01}
FORGOTTEN_DAYS = 260
HALVES_CHANCE = {"prompt": 0.05, "slow": 0.2, "poor": 0.4, "owing": 0.1}
OWED_ORDERS = 2


@dataclass(frozen=True, slots=True)
class _Instalment:
    day: date
    cents: int


class Numbers:
    """Document numbers such as `PAY-2611-0001`, counted by month."""

    def __init__(self, prefix: str) -> None:
        """Starts every month at one."""
        self._prefix = prefix
        self._counts: Counter[str] = Counter()

    def next(self, at: datetime) -> str:
        """The next number of that month."""
        month = f"{at:%y%m}"
        self._counts[month] += 1
        return f"{self._prefix}-{month}-{self._counts[month]:04}"


def payments(rng: Random, entries: list[Entry], span: Span) -> Iterator[Payment]:
    """All payments, oldest first."""
    unpaid = _left_unpaid(rng, entries, span)
    found = [
        (_office_time(rng, part.day, span), entry, part.cents)
        for entry in entries
        if entry.is_counted
        for part in _instalments(rng, entry, is_unpaid=entry.order.order_id in unpaid)
        if part.day <= span.today
    ]
    numbers = Numbers("PAY")
    for paid_at, entry, cents in sorted(found, key=lambda item: item[0]):
        yield Payment(
            payment_id=numbers.next(paid_at),
            order_id=entry.order.order_id,
            amount=money(cents),
            paid_at=paid_at,
            method=rng.choice(METHODS[entry.sale.account.language]),
        )


def _office_time(rng: Random, day: date, span: Span) -> datetime:
    """A moment of that day's office hours, in the early morning of the span's last day."""
    minutes = rng.randint(0, 50) if day == span.today else rng.randint(0, 510)
    return datetime.combine(day, time(9)) + timedelta(minutes=minutes)


def _left_unpaid(rng: Random, entries: list[Entry], span: Span) -> set[str]:
    """Orders that are never paid, or not in full: forgotten, of owing or of lost customers."""
    past_due: defaultdict[str, list[Entry]] = defaultdict(list)
    unpaid: set[str] = set()
    for entry in entries:
        if not entry.is_counted or entry.order.due_date >= span.today:
            continue
        past_due[entry.order.customer_id].append(entry)
        is_recent = (span.today - entry.order.due_date).days < FORGOTTEN_DAYS
        if is_recent and rng.random() < FORGOTTEN[entry.sale.account.discipline]:
            unpaid.add(entry.order.order_id)
    for history in past_due.values():
        if _owes_last(rng, history[-1].sale.account):
            unpaid.update(entry.order.order_id for entry in history[-OWED_ORDERS:])
    return unpaid


def _owes_last(rng: Random, account: Account) -> bool:
    """Whether the customer has not paid its last orders that were due."""
    left_in_debt = account.traits.life == "faded" and rng.random() < 0.3
    return account.discipline == "owing" or left_in_debt


def _instalments(rng: Random, entry: Entry, *, is_unpaid: bool) -> list[_Instalment]:
    """The payments of one order, up to whatever day."""
    sale = entry.sale
    discipline = sale.account.discipline
    rest, parts = sale.amount_cents, list[_Instalment]()
    if rng.random() < DEPOSIT_CHANCE and sale.late_until is None:
        deposit = round(rest * rng.choice((0.2, 0.3, 0.5)))
        parts.append(_Instalment(sale.day + timedelta(days=rng.randint(1, 4)), deposit))
        rest -= deposit
    if is_unpaid:
        return parts
    paid_on = sale.due + timedelta(days=rng.randint(*DELAYS[discipline]))
    if sale.late_until:
        paid_on = sale.late_until
    if rng.random() < HALVES_CHANCE[discipline]:
        half = rest // 2
        parts.append(_Instalment(paid_on, half))
        paid_on, rest = paid_on + timedelta(days=rng.randint(7, 30)), rest - half
    return [*parts, _Instalment(paid_on, rest)]


def invoices(rng: Random, entries: list[Entry], span: Span) -> Iterator[Invoice]:
    """Invoices on most orders that have left, oldest order first; a few over a part only."""
    numbers = Numbers("INV")
    for serial, entry in enumerate(entries, 20_000_001):
        shipped_at = entry.order.shipped_at
        if shipped_at is None or rng.random() >= INVOICED_SHARE:
            continue
        issued_at = shipped_at + timedelta(hours=rng.randint(2, 220))
        if issued_at > span.now:
            continue
        cents = entry.sale.amount_cents
        invoice_id = numbers.next(issued_at)
        yield Invoice(
            invoice_id=invoice_id,
            order_id=entry.order.order_id,
            amount=money(cents if rng.random() < 0.97 else cents // 2),
            issued_at=issued_at,
            number=f"DEMO{serial}",
            url=f"https://invoices.wendan.example/{invoice_id}.pdf",
        )


def returns(rng: Random, entries: list[Entry], span: Span) -> Iterator[Return]:
    """Goods of one line that came back, wholly or in part, oldest order first."""
    numbers = Numbers("RT")
    for entry in entries:
        delivered_at = entry.order.delivered_at
        if delivered_at is None or rng.random() >= RETURN_CHANCE:
            continue
        returned_at = delivered_at + timedelta(hours=rng.randint(30, 700))
        if returned_at > span.now:
            continue
        line = rng.choice(entry.sale.lines)
        quantity = rng.randint(1, max(1, line.quantity // 2))
        yield Return(
            return_id=numbers.next(returned_at),
            order_id=entry.order.order_id,
            amount=money(quantity * line.cents),
            returned_at=returned_at,
            product_id=line.article.product.product_id,
            quantity=quantity,
            reason=rng.choice(RETURN_REASONS[entry.sale.account.language]),
        )
