"""The people at the customers: one to three each, the first being the primary one."""

from collections.abc import Iterator
from random import Random

from crm.demo.accounts import Account
from crm.demo.people import chinese_person, english_person
from crm.demo.people_words import TITLES
from crm.demo.rows import Contact


def contacts(rng: Random, accounts: tuple[Account, ...]) -> Iterator[Contact]:
    """All contacts, by customer."""
    number = 0
    for account in accounts:
        titles = TITLES[account.language]
        for place in range(rng.choice((1, 2, 2, 3))):
            number += 1
            person = (chinese_person if account.language == "zh" else english_person)(rng)
            yield Contact(
                contact_id=f"CT{number:04}",
                customer_id=account.customer.customer_id,
                name=person.name,
                title=titles[place] if place < 2 else rng.choice(titles[2:]),
                phone=_mobile(account, number),
                email=f"{person.mailbox}@{account.traits.brand.domain}",
                is_primary=place == 0,
            )


def _mobile(account: Account, number: int) -> str:
    """A mobile number of a range that nobody is given."""
    if account.customer.region == "海外":
        return f"+1 {300 + number // 100} 555 01{number % 100:02}"
    return f"1990000{number:04}"
