"""The same company for one caller, another one behind the curtain.

A change adds, alters or deletes only rows that the caller may not see; whatever the caller asks
must be answered alike before and after it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Literal

from tests.security import names
from tests.security.accounts import Account, Row, World, account
from tests.security.companies import Company
from tests.security.sight import Sight

Kind = Literal["gone", "fewer", "other", "more", "people"]
MASKED = (("customers", "phone"), ("customers", "tax_id"), ("contacts", "phone"))
"""What managers do not see (contract section 2)."""


@dataclass(frozen=True)
class Change:
    """What happens to the rows that one caller does not see."""

    kinds: frozenset[Kind]
    seed: int

    def of(self, sight: Sight) -> Company:
        """Gives the company after the change."""
        random = Random(f"change {self.seed}")
        hidden = self._hidden_accounts(sight, random)
        people, targets = self._hidden_people(sight, random)
        seen = sight.only_visible()
        accounts = [*seen.accounts, *hidden]
        random.shuffle(accounts)
        return replace(
            seen,
            changes=(*seen.changes, self),
            people=_in_any_order(random, (*seen.people, *people)),
            targets=_in_any_order(random, (*seen.targets, *targets)),
            accounts=tuple(accounts),
        )

    def _hidden_accounts(self, sight: Sight, random: Random) -> tuple[Account, ...]:
        found = () if "gone" in self.kinds else sight.hidden
        if "fewer" in self.kinds:
            found = tuple(one for one in found if random.random() < 0.5)
        world = World.of(Random(f"{self.seed}"), _hidden_owners(sight))
        if "other" in self.kinds:
            found = tuple(
                account(world, int(one.customer_id[2:])).with_customer(owner_id=one.owner)
                for one in found
            )
        if "more" in self.kinds:
            added = (_added(world, number, sight, random) for number in range(100, 106))
            found = (*found, *added)
        return found

    def _hidden_people(
        self, sight: Sight, random: Random
    ) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """Gives users and targets that are not seen; they change only with `gone` or `people`."""
        if "gone" in self.kinds:
            return (), ()
        company, seen = sight.company, sight.only_visible()
        people = tuple(row for row in company.people if row not in seen.people)
        targets = tuple(row for row in company.targets if row not in seen.targets)
        if "people" not in self.kinds:
            return people, targets
        kept = [row for row in people if random.random() < 0.7]
        kept = [_otherwise(row, random) for row in kept]
        new = [_newcomer(number, sight, random) for number in range(random.randint(0, 3))]
        aims = [{**row, "amount": random.randint(1, 9) * 5000} for row in targets]
        aims += [{"user_id": row["user_id"], "month": "2026-11", "amount": 77} for row in new]
        return (*kept, *new), tuple(aims)


def _in_any_order(random: Random, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(random.sample(rows, len(rows)))


def _hidden_owners(sight: Sight) -> list[str]:
    """Gives users whose customers are not seen, or one that nobody knows."""
    ids = [str(row["user_id"]) for row in sight.company.people]
    return [one for one in ids if one not in (sight.owners or ())] or ["US99"]


def _added(world: World, number: int, sight: Sight, random: Random) -> Account:
    """Gives a new hidden customer: perhaps the twin of one that is seen, or larger than all."""
    made = account(world, number)
    hidden = [one for one in world.owners if one not in (sight.owners or ())]
    made = made.with_customer(owner_id=random.choice(hidden))
    if sight.visible and random.random() < 0.5:
        twin = random.choice(sight.visible).customer
        same = {column: twin[column] for column in ("name", "short_name", "aliases", "city")}
        made = made.with_customer(**same)
    return _with_big_order(made, random) if random.random() < 0.5 else made


def _with_big_order(made: Account, random: Random) -> Account:
    order = {
        "order_id": f"SO{made.customer_id[2:]}big",
        "customer_id": made.customer_id,
        "ordered_at": datetime(2026, 11, random.randint(1, 20)),  # noqa: DTZ001
        "status": "completed",
        "currency": random.choice(["CNY", "USD", "JPY"]),
        "channel": "展销会",
        "amount": Decimal(99_000_000),
        "units": 900_000,
        "line_count": 0,
        "paid": 0,
        "invoiced": 0,
    }
    return replace(made, rows={**made.rows, "orders": (*made.rows.get("orders", ()), order)})


def _otherwise(row: Row, random: Random) -> Row:
    """Gives a hidden user under another name, in another team; nobody comes under the caller."""
    called = random.choice([*names.PEOPLE, "Nobody Else"])
    return {**row, "name": called, "team": random.choice([*names.TEAMS, "Omega", None])}


def _newcomer(number: int, sight: Sight, random: Random) -> Row:
    above = [*_hidden_owners(sight), None]
    above = [one for one in above if one != sight.user_id]
    return {
        "user_id": f"US5{number}",
        "name": random.choice(names.PEOPLE),
        "role": random.choice(["rep", "manager", "admin"]),
        "team": random.choice([*names.TEAMS, "Omega"]),
        "email": f"new-{number}@firm.example",
        "manager_id": random.choice(above),
    }


def unmasked_otherwise(company: Company, seed: int) -> Company:
    """Gives the company with other values in all that managers see masked."""
    random = Random(f"masked {seed}")

    def other(table: str, row: Row) -> Row:
        columns = [column for of, column in MASKED if of == table]
        return {**row, **{column: f"{random.randrange(10**9)}" for column in columns}}

    accounts = tuple(
        Account(
            other("customers", one.customer),
            {table: tuple(other(table, row) for row in rows) for table, rows in one.rows.items()},
        )
        for one in company.accounts
    )
    return replace(company, changes=(*company.changes, "masked", seed), accounts=accounts)
