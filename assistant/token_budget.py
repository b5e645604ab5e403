"""What questions may take of a language model: of one, of a user a day, of all users a day.

Limits are in tokens, and in money where it is known what a token costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import model_usage
from crm.upserts import insert_into

MILLION = Decimal(1_000_000)
SMALLEST = Decimal("0.000001")
"""A cost is rounded up to a millionth of the currency: what is kept is never less than the bill."""
_USED = sa.func.coalesce(
    sa.func.sum(model_usage.c.prompt_tokens + model_usage.c.completion_tokens), 0
)


@dataclass(frozen=True)
class Price:
    """What a server asks for a million tokens, in `currency`."""

    prompt: Decimal
    completion: Decimal
    cached: Decimal
    """For those of a prompt that the server had read before."""
    currency: str

    def of(self, prompt: int, completion: int, cached: int = 0) -> Decimal:
        """Gives the cost of some tokens; `cached` ones are among those of the prompt."""
        read = (prompt - cached) * self.prompt + cached * self.cached
        return ((read + completion * self.completion) / MILLION).quantize(SMALLEST, ROUND_UP)

    def tokens_for(self, money: Decimal) -> int | None:
        """Gives how many tokens money buys, were each the dearest; None where they are free."""
        dearest = max(self.prompt, self.completion, self.cached)
        return int(money * MILLION // dearest) if dearest else None


@dataclass(frozen=True)
class Limits:
    """The most that is taken; None is no limit."""

    question: Decimal | None = None
    user_day: Decimal | None = None
    everybody_day: Decimal | None = None


@dataclass(frozen=True)
class TokenBudget:
    """Tokens that may be taken, read and written together; None is no limit.

    Questions that are planned at the same moment each see what is left before them: the limits of
    a day may be passed by what one question takes, times those that are answered at once.
    """

    question: int = 20_000
    user_day: int | None = None
    everybody_day: int | None = None
    price: Price | None = None
    money: Limits = Limits()
    """In the currency of the price, which there must be for it."""

    def left(self, connection: Connection, user_id: str, day: date) -> int:
        """Gives how many tokens a question of a user may take now; 0 where none is left."""
        mine = model_usage.c.user_id == user_id
        limits = [(self.user_day, _of(_USED, day, mine)), (self.everybody_day, _of(_USED, day))]
        left = [
            limit - int(connection.execute(used).scalar_one())
            for limit, used in limits
            if limit is not None
        ]
        if self.price is not None:
            left += self._bought(connection, self.price, day, mine)
        return max(0, min((self.question, *left)))

    def _bought(
        self, connection: Connection, price: Price, day: date, mine: sa.ColumnElement[bool]
    ) -> Sequence[int]:
        """Gives how many tokens each limit in money leaves."""
        cost, same = sa.func.sum(model_usage.c.cost), model_usage.c.currency == price.currency
        limits = [
            (self.money.question, None),
            (self.money.user_day, _of(cost, day, same, mine)),
            (self.money.everybody_day, _of(cost, day, same)),
        ]
        left = [
            limit - ((connection.execute(used).scalar_one() or 0) if used is not None else 0)
            for limit, used in limits
            if limit is not None
        ]
        return [tokens for money in left if (tokens := price.tokens_for(money)) is not None]


def _of(
    total: sa.ColumnElement[Decimal] | sa.ColumnElement[int],
    day: date,
    *conditions: sa.ColumnElement[bool],
) -> sa.Select[Decimal | int]:
    return sa.select(total).where(model_usage.c.day == day, *conditions)


@dataclass(frozen=True)
class Taken:
    """What questions took of a model; `cost` is 0 and `currency` empty where no price is set."""

    prompt: int
    completion: int
    cached: int = 0
    cost: Decimal = Decimal(0)
    currency: str = ""


def note_tokens(connection: Connection, user_id: str, day: date, taken: Taken) -> None:
    """Adds what a question took to the user's day."""
    key = {"day": day, "user_id": user_id, "currency": taken.currency}
    more = {
        "questions": 1,
        "prompt_tokens": taken.prompt,
        "cached_tokens": taken.cached,
        "completion_tokens": taken.completion,
        "cost": taken.cost,
    }
    statement = insert_into(connection, model_usage).values(**key, **more)
    again = {name: model_usage.c[name] + statement.excluded[name] for name in more}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=again))


@dataclass(frozen=True)
class Used:
    """What a user's questions took on a day, in one currency."""

    day: date
    user_id: str
    questions: int
    taken: Taken


def used_since(connection: Connection, first: date) -> Sequence[Used]:
    """Gives what was taken on `first` and later, the latest day first, then by user."""
    one = model_usage.c
    rows = connection.execute(
        sa.select(model_usage)
        .where(one.day >= first)
        .order_by(one.day.desc(), one.user_id, one.currency)
    )
    return [
        Used(
            row.day,
            row.user_id,
            row.questions,
            Taken(
                row.prompt_tokens, row.completion_tokens, row.cached_tokens, row.cost, row.currency
            ),
        )
        for row in rows
    ]
