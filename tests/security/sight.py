"""Who sees what, worked out without any code of the product: what its answers are held against.

Rules: contract section 2, "Who may see what".
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from tests.security.accounts import ROUND, Account, Row
from tests.security.companies import Company

GLOBAL = frozenset({"products", "rates", "custom_fields", "table_state"})
"""What is of nobody's customers: the goods, rates of exchange, and the names of custom fields."""
ENUMERATED = frozenset({"role", "status", "kind", "stage", "currency", "metric", "month"})
"""Columns whose values are words of the product itself: an answer may hold them in any case."""


@dataclass(frozen=True)
class Sight:
    """What one user of a company may see."""

    company: Company
    user_id: str
    role: str
    owners: frozenset[str] | None
    """Whose customers; None for all."""

    @classmethod
    def of(cls, company: Company, user_id: str) -> "Sight":
        """Gives the sight of a user."""
        row = next(row for row in company.people if row["user_id"] == user_id)
        role = str(row["role"])
        if role in {"finance", "admin"}:
            return cls(company, user_id, role, None)
        owners = frozenset({user_id}) if role == "rep" else _below(company, user_id)
        return cls(company, user_id, role, owners)

    def sees(self, account: Account) -> bool:
        """Whether the account's rows are seen."""
        return self.owners is None or account.owner in self.owners

    def knows(self, person: Row) -> bool:
        """Whether more than the id of a user is seen."""
        return self.owners is None or person["user_id"] in {*self.owners, self.user_id}

    @property
    def visible(self) -> tuple[Account, ...]:
        """Gives the accounts that are seen."""
        return tuple(account for account in self.company.accounts if self.sees(account))

    @property
    def hidden(self) -> tuple[Account, ...]:
        """Gives the accounts that are not."""
        return tuple(account for account in self.company.accounts if not self.sees(account))

    def only_visible(self) -> Company:
        """Gives the company of which only what is seen is left."""
        company = self.company
        return replace(
            company,
            changes=(*company.changes, self.user_id),
            people=tuple(row for row in company.people if self.knows(row)),
            targets=tuple(row for row in company.targets if self._sees_target(row)),
            accounts=self.visible,
        )

    def _sees_target(self, row: Row) -> bool:
        return self.owners is None or row["user_id"] in self.owners

    def markers(self) -> frozenset[str]:
        """Gives the texts that stand in hidden rows and nowhere else."""
        seen = self.all_seen()
        hidden = {text for text in _texts(self.company) if len(text) > 1}
        return frozenset(text for text in hidden if text.lower() not in seen)

    def all_seen(self) -> str:
        """Gives every text that is seen, in small letters."""
        return "\n".join(_texts(self.only_visible())).lower()

    def hidden_amounts(self) -> frozenset[Decimal]:
        """Gives the amounts that only hidden rows have."""
        return _amounts(self.company) - _amounts(self.only_visible()) - {ROUND}


def _below(company: Company, user_id: str) -> frozenset[str]:
    """Gives those below a user, as a set that grows until it no longer does."""
    found: frozenset[str] = frozenset()
    while True:
        above = found | {user_id}
        more = {str(row["user_id"]) for row in company.people if row["manager_id"] in above}
        grown = frozenset(more - {user_id})
        if grown == found:
            return found
        found = grown


def _amounts(company: Company) -> frozenset[Decimal]:
    amounts = (row.get("amount") for rows in company.rows.values() for row in rows)
    return frozenset(amount for amount in amounts if isinstance(amount, Decimal))


def _texts(company: Company) -> Iterator[str]:
    """Gives the texts of a company's rows, those of nobody's customers among them."""
    for rows in company.rows.values():
        for row in rows:
            for column, value in row.items():
                if column in ENUMERATED:
                    continue
                if isinstance(value, str):
                    yield value
                elif isinstance(value, dict):
                    several = cast("dict[str, object]", value).values()
                    yield from (text for text in several if isinstance(text, str))
