"""Small random companies whose every row says whose it is.

All comes from seeds, account by account: the same seed and number give the same customer with the
same orders, however many others there are. So a failing example shrinks to few customers, and a
company can be had with some of its accounts made anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from random import Random

from tests.security import names
from tests.security.accounts import BASE, Account, Row, Rows, World, account, once_in

NOW = datetime(2026, 11, 21, 12)  # noqa: DTZ001 - business time has no offset
MOST_PEOPLE = 12
MOST_ACCOUNTS = 30
TEXT_FIELDS = (
    ("customers", "评级"),
    ("customers", "密级"),
    ("orders", "仓库"),
    ("products", "系列"),
)
NUMBER_FIELDS = (("customers", "席位"),)
_MONTHS = ("2025-11", "2026-09", "2026-10", "2026-11", "2026-12")
_ROLES = ("rep", "rep", "rep", "manager", "manager")


@dataclass(frozen=True)
class Company:
    """All rows of a company, by what they hang on."""

    made_of: tuple[int, int, int]
    """Its seed, and the numbers of its people and its accounts."""
    people: tuple[Row, ...]
    targets: tuple[Row, ...]
    accounts: tuple[Account, ...]
    shared: Rows
    """What is nobody's: products, rates, the names of custom fields."""
    changes: tuple[object, ...] = ()
    """How it was changed since: two companies that were made and changed alike are the same."""

    def __repr__(self) -> str:
        return f"company{self.made_of}"

    @property
    def rows(self) -> dict[str, list[Row]]:
        """Gives all rows by table."""
        found: dict[str, list[Row]] = {table: list(rows) for table, rows in self.shared.items()}
        found |= {"users": list(self.people), "targets": list(self.targets), "customers": []}
        for one in self.accounts:
            found["customers"].append(one.customer)
            for table, rows in one.rows.items():
                found.setdefault(table, []).extend(rows)
        return found


@lru_cache(maxsize=256)
def company(seed: int, people: int, accounts: int) -> Company:
    """Gives the company of a seed, with so many people beside finance and admin, and customers."""
    random = Random(f"{seed}")
    staff = _people(random, people)
    ids = [str(row["user_id"]) for row in staff]
    world = World.of(random, ids)
    return Company(
        (seed, people, accounts),
        staff,
        _targets(random, ids),
        tuple(account(world, number) for number in range(accounts)),
        _shared(random),
    )


def _people(random: Random, number: int) -> tuple[Row, ...]:
    """Gives the users; managers form trees, sometimes circles, and some are not there."""
    ids = [f"US{index:02}" for index in range(number)]
    called = random.sample(names.PEOPLE, number)
    is_tree = not once_in(random, 3)
    rows: list[Row] = []
    for index, user_id in enumerate(ids):
        above = [*ids[: (index + 1) // 2], None] if is_tree else [*ids, None, "US99"]
        role = "manager" if is_tree and index == 0 else random.choice(_ROLES)
        rows.append(_person(random, (user_id, called[index], role), random.choice(above)))
    rows.append(_person(random, ("US90", "Fiona Ledger", "finance"), None))
    rows.append(_person(random, ("US91", "Ada Root", "admin"), None))
    return tuple(rows)


def _person(random: Random, who: tuple[str, str, str], above: str | None) -> Row:
    user_id, name, role = who
    return {
        "user_id": user_id,
        "name": name,
        "role": role,
        "team": random.choice([*names.TEAMS, None]),
        "email": f"mail-{user_id}@firm.example",
        "manager_id": above,
    }


def _targets(random: Random, ids: Sequence[str]) -> tuple[Row, ...]:
    return tuple(
        {"user_id": user_id, "month": month, "amount": random.randint(10, 999) * 1000}
        for user_id in ids
        for month in _MONTHS
        if not once_in(random, 4)
    )


def _shared(random: Random) -> Rows:
    columns = ("product_id", "name", "model", "category")
    goods = [dict(zip(columns, row, strict=True)) for row in names.PRODUCTS]
    fields = [(*of, "text") for of in TEXT_FIELDS] + [(*of, "number") for of in NUMBER_FIELDS]
    return {
        "products": tuple({**row, "custom": {"系列": f"S{n % 2}"}} for n, row in enumerate(goods)),
        "rates": _rates(random),
        "custom_fields": tuple(
            {"table_name": table, "name": name, "kind": kind} for table, name, kind in fields
        ),
        "table_state": tuple(
            {"table_name": table, "as_of": NOW, "version": 1}
            for table in ("users", "customers", "products", "orders", "payments", "returns")
        ),
    }


def _rates(random: Random) -> tuple[Row, ...]:
    """Gives no rates, those of both currencies, of one, or those of another base."""
    known = {"USD": "7.1", "EUR": "7.9", BASE: "2"}
    kept = random.choice([(), (), ("USD", "EUR"), ("USD",), ("USD", BASE)])
    return tuple(
        {"currency": code, "date": day, "rate": known[code]}
        for code in kept
        for day in (date(2025, 1, 1), date(2026, 10, 1))
    )
