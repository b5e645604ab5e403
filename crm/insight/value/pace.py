"""Whether a target will be met: what is done, what is usual by now, and where it likely ends.

The rest of a running month is the month's forecast by the share of its working days that are left;
months that have not begun are foretold whole. The interval of the rest of a month narrows with the
root of that share, as chance does that comes day by day; those of several months are put together
by `TOGETHER`, between independent (2) and all alike (1), as back-tested in `evals/insight`.
Working days are Mondays to Fridays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm.insight.value.forecast import Forecast

TOGETHER = 1.6
SATURDAY = 5


@dataclass(frozen=True)
class Ahead:
    """What is foretold of one month of the period, and the share of it that is still to come."""

    forecast: Forecast
    share: float


@dataclass(frozen=True)
class End:
    """Where the period likely ends: between `low` and `high` four times of five."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class LastYear:
    """The same period a year before: all of it, and what was done by the same day."""

    whole: Decimal
    by_now: Decimal


@dataclass(frozen=True)
class Pace:
    """How a period's sales stand against its target; None where it cannot be told.

    `usual` is the target by the share that last year had done by then, `per_day` what is needed
    each working day that is left. The running day is one of those that are left.
    """

    target: Decimal
    done: Decimal
    days_gone: int
    days_left: int
    last_year: LastYear | None
    end: End | None

    @property
    def even(self) -> Decimal:
        """Gives what an even pace would have done by now, by working days."""
        whole = self.days_gone + self.days_left
        return self.target * self.days_gone / whole if whole else self.target

    @property
    def usual(self) -> Decimal | None:
        """Gives what last year's shape would have done by now."""
        before = self.last_year
        if before is None or before.whole <= 0:
            return None
        return self.target * before.by_now / before.whole

    @property
    def left(self) -> Decimal:
        """Gives what is still to do; nothing where the target is met."""
        return max(Decimal(0), self.target - self.done)

    @property
    def per_day(self) -> Decimal | None:
        """Gives what is needed each working day that is left; None where none is."""
        return self.left / self.days_left if self.days_left else None


def working_days(first: date, last: date) -> int:
    """Gives how many Mondays to Fridays there are, both ends included."""
    days = max(0, (last - first).days + 1)
    weeks, rest = divmod(days, 7)
    more = sum((first + timedelta(days=n)).weekday() < SATURDAY for n in range(rest))
    return weeks * 5 + more


def share_left(today: date, last: date) -> float:
    """Gives the share of a month's working days that come after `today`; `last` is its last day."""
    first = last.replace(day=1)
    whole = working_days(first, last)
    return working_days(max(first, today + timedelta(days=1)), last) / whole


def end_of(done: Decimal, months: Sequence[Ahead]) -> End | None:
    """Gives where a period ends of which `done` is done; None where no month is foretold."""
    if not months:
        return None
    sold = float(done)
    value = sold + sum(month.forecast.value * month.share for month in months)
    below = _together([(m.forecast.value - m.forecast.low) * m.share**0.5 for m in months])
    above = _together([(m.forecast.high - m.forecast.value) * m.share**0.5 for m in months])
    return End(value, max(sold, value - below), value + above)


def _together(widths: Sequence[float]) -> float:
    return sum(width**TOGETHER for width in widths) ** (1 / TOGETHER)
