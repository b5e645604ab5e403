"""A customer of a random company, with all that hangs on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from tests.security import names

Row = Mapping[str, object]
Rows = Mapping[str, tuple[Row, ...]]

TODAY = date(2026, 11, 21)
BASE = "CNY"
ROUND = Decimal(1000)
"""The amount that many rows have."""
_STATUSES = ("confirmed", "confirmed", "completed", "shipped", "draft", "pending", "cancelled")


def once_in(random: Random, times: int) -> bool:
    """Whether one of so many times has come."""
    return random.randrange(times) == 0


@dataclass(frozen=True)
class Account:
    """A customer and all that hangs on it."""

    customer: Row
    rows: Rows = field(default_factory=dict[str, tuple[Row, ...]])

    @property
    def customer_id(self) -> str:
        """Gives the customer's id."""
        return str(self.customer["customer_id"])

    @property
    def owner(self) -> str | None:
        """Gives the owner's user id."""
        found = self.customer["owner_id"]
        return None if found is None else str(found)

    def with_customer(self, **columns: object) -> "Account":
        """Gives the account with other values in the customer's row."""
        return replace(self, customer={**self.customer, **columns})


@dataclass(frozen=True)
class World:
    """What all accounts of a company have in common."""

    seed: int
    owners: tuple[str | None, ...]
    brands: tuple[str, ...]
    currencies: tuple[str, ...]

    @classmethod
    def of(cls, random: Random, ids: Sequence[str]) -> "World":
        """Gives the world of a company with these people."""
        currencies = random.choice([(BASE,), (BASE, BASE, "USD"), (BASE, "USD", "EUR"), ("USD",)])
        brands = tuple(random.sample(names.BRANDS, len(names.BRANDS)))
        busy = random.sample(ids, 2) * len(ids)
        return cls(random.getrandbits(32), (*ids, *busy, None, "US99"), brands, currencies)


def account(world: World, number: int) -> Account:
    """Gives an account by its number."""
    random = Random(f"{world.seed} account {number}")
    place = random.choice(names.PLACES)
    brand = world.brands[number * 2 // 3 % len(world.brands)]  # some share theirs
    customer = {
        "customer_id": f"CU{number:03}",
        **_called(random, brand, place[0]),
        **dict(zip(("city", "province", "region", "country"), place, strict=True)),
        "industry": random.choice([*names.INDUSTRIES, None]),
        "level": random.choice([*names.LEVELS, None]),
        "owner_id": random.choice(world.owners),
        "status": random.choice(("prospect", "active", "inactive")),
        "phone": f"139{random.randrange(10**8):08}",
        "tax_id": f"91{random.randrange(10**10):010}X{number:03}",
        "created_at": _moment(random),
        "custom": {
            "评级": random.choice(names.GRADES),
            "密级": f"密{number:03}",
            "席位": random.randint(1, 50),
        },
    }
    return Account(customer, Hanging(random, world, f"CU{number:03}").rows())


def _called(random: Random, brand: str, city: str) -> dict[str, object]:
    """Gives the name, the short name and the aliases of a customer."""
    if brand.isascii() or brand[0].isascii():
        name = f"{brand} {random.choice(names.LATIN_TRADES)} Ltd"
        return {"name": name, "short_name": random.choice([brand, None]), "aliases": None}
    trade = random.choice(names.TRADES)
    where = random.choice(["", "", city]) if not city.isascii() else ""
    return {
        "name": f"{where}{brand}{trade}{random.choice(names.KINDS_OF_FIRM)}",
        "short_name": random.choice([brand, brand + trade, None]),
        "aliases": random.choice([None, None, f"{brand}系;{brand}集团"]),
    }


def _moment(random: Random) -> datetime:
    """Gives a moment, most often of this year, sometimes one to come."""
    days = random.choice([random.randint(-20, 90), random.randint(0, 400)])
    return datetime(2026, 11, 21, random.randint(0, 23)) - timedelta(days=days)  # noqa: DTZ001


@dataclass(frozen=True)
class Hanging:
    """Makes all that hangs on one customer."""

    random: Random
    world: World
    customer_id: str
    made: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])

    def rows(self) -> Rows:
        """Gives the rows by table."""
        number = self.customer_id[2:]
        currency = self.random.choice(self.world.currencies)
        for index in range(self.random.choice([0, 1, 2, 2, 3, 5])):
            self._order(f"SO{number}{index}", currency)
        if once_in(self.random, 5):
            self._return(f"RN{number}x", None, currency)
        for index in range(self.random.choice([0, 1, 2])):
            self._contact(f"CT{number}{index}")
            self._deal(f"OP{number}{index}")
            self._activity(f"AC{number}{index}")
        if once_in(self.random, 3):
            self._contract(f"CO{number}")
        for metric in self.random.sample(names.METRICS, self.random.randint(0, 2)):
            self._add("usage", date=TODAY, metric=metric, value=self._amount())
        return {table: tuple(rows) for table, rows in self.made.items()}

    def _add(self, table: str, **columns: object) -> None:
        self.made.setdefault(table, []).append({"customer_id": self.customer_id, **columns})

    def _amount(self) -> Decimal:
        """Gives an amount that is rarely one of another row."""
        random = self.random
        return random.choice([ROUND, Decimal(random.randint(100, 9_999_999)) / 100])

    def _person(self) -> str | None:
        return self.random.choice([*self.world.owners, None, None, None])

    def _one(self, values: Sequence[str]) -> str | None:
        return self.random.choice([*values, None])

    def _order(self, order_id: str, currency: str) -> None:
        ordered, lines = _moment(self.random), self._lines(order_id)
        amount = sum((line[1] for line in lines), Decimal(0)) or self._amount()
        of_it = (order_id, amount, ordered)
        self._add(
            "orders",
            order_id=order_id,
            ordered_at=ordered,
            status=self.random.choice(_STATUSES),
            currency=currency,
            amount=amount,
            units=sum(line[0] for line in lines),
            line_count=len(lines),
            paid=self._paid(*of_it),
            invoiced=self._invoiced(*of_it),
            due_date=self.random.choice([None, ordered.date() + timedelta(days=30)]),
            **self._come_about(order_id),
            **self._delivered(),
        )
        if once_in(self.random, 4):
            self._return(f"RN{order_id}", order_id, currency)

    def _come_about(self, order_id: str) -> dict[str, object]:
        """Gives who took an order, and how."""
        return {
            "owner_id": self._person(),
            "channel": self._one(names.CHANNELS),
            "source_system": self._one(names.SYSTEMS),
            "external_id": f"EX-{order_id}",
            "custom": {"仓库": self.random.choice(names.DEPOTS)}
            if once_in(self.random, 2)
            else None,
        }

    def _delivered(self) -> dict[str, object]:
        """Gives where an order went; most went to the customer's own place."""
        columns = ("ship_city", "ship_province", "ship_region", "ship_country")
        place = self.random.choice(names.PLACES) if once_in(self.random, 4) else (None,) * 4
        return dict(zip(columns, place, strict=True))

    def _lines(self, order_id: str) -> list[tuple[int, Decimal]]:
        """Adds the lines of an order and gives quantity and amount of each."""
        lines: list[tuple[int, Decimal]] = []
        for number in range(1, self.random.choice([0, 1, 1, 2]) + 1):
            quantity, amount = self.random.randint(1, 9), self._amount()
            line: Row = {
                "order_id": order_id,
                "line_no": number,
                "product_id": self.random.choice(names.PRODUCTS)[0],
                "quantity": quantity,
                "unit_price": amount / quantity,
                "amount": amount,
            }
            self.made.setdefault("order_lines", []).append(line)
            lines.append((quantity, amount))
        return lines

    def _paid(self, order_id: str, amount: Decimal, ordered: datetime) -> Decimal:
        """Adds the payments of an order and gives their sum."""
        total = Decimal(0)
        for key, part, when in self._parts(f"PY{order_id}", amount, ordered):
            method = self._one(names.METHODS)
            row: Row = {"payment_id": key, "paid_at": when, "method": method}
            self.made.setdefault("payments", []).append(
                {**row, "order_id": order_id, "amount": part}
            )
            total += part
        return total

    def _invoiced(self, order_id: str, amount: Decimal, ordered: datetime) -> Decimal:
        """Adds the invoices of an order and gives their sum."""
        total = Decimal(0)
        for key, part, when in self._parts(f"IV{order_id}", amount, ordered):
            url = f"https://bills.example/{key}"
            row: Row = {"invoice_id": key, "issued_at": when, "number": f"no-{key}", "url": url}
            self.made.setdefault("invoices", []).append(
                {**row, "order_id": order_id, "amount": part}
            )
            total += part
        return total

    def _parts(
        self, key: str, amount: Decimal, ordered: datetime
    ) -> Iterator[tuple[str, Decimal, datetime]]:
        for number in range(self.random.choice([0, 0, 1, 2])):
            part = round(amount / self.random.choice([1, 2, 3]) / (number + 1), 2)
            yield f"{key}{number}", part, ordered + timedelta(days=self.random.randint(0, 60))

    def _return(self, return_id: str, order_id: str | None, currency: str) -> None:
        self._add(
            "returns",
            return_id=return_id,
            order_id=order_id,
            currency=currency,
            amount=self._amount(),
            returned_at=_moment(self.random),
            product_id=self.random.choice([names.PRODUCTS[0][0], names.PRODUCTS[2][0], None]),
            quantity=self.random.choice([1, 2, None]),
            reason=self._one(names.REASONS),
        )

    def _contact(self, key: str) -> None:
        self._add(
            "contacts",
            contact_id=key,
            name=f"联系人{key}",
            title=self._one(names.TITLES),
            phone=f"137{self.random.randrange(10**8):08}",
            email=f"{key}@buyer.example",
        )

    def _deal(self, key: str) -> None:
        self._add(
            "opportunities",
            opportunity_id=key,
            owner_id=self._person(),
            name=f"商机{key}",
            stage=self._one(names.STAGES),
            amount=self.random.choice([self._amount(), None]),
            expected_close=_moment(self.random),
            created_at=_moment(self.random),
            closed_at=self.random.choice([_moment(self.random), None]),
            lead_source=self._one(names.SOURCES),
        )

    def _activity(self, key: str) -> None:
        self._add(
            "activities",
            activity_id=key,
            kind=self.random.choice(("visit", "call", "complaint", "email", "ticket")),
            occurred_at=_moment(self.random),
            user_id=self._person(),
            subject=f"主题{key}",
            body=f"内容{key}",
        )

    def _contract(self, key: str) -> None:
        start = _moment(self.random).date()
        self._add(
            "contracts",
            contract_id=key,
            start_date=start,
            end_date=start + timedelta(days=self.random.choice([60, 365])),
            name=f"合同{key}",
            product_id=self.random.choice([names.PRODUCTS[1][0], None]),
            amount=self._amount(),
            status="active",
        )
