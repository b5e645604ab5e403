"""The moment that it is, as schedules count: in UTC, to the second, without an offset."""

from collections.abc import Callable
from datetime import UTC, datetime


def moments(stamp: Callable[[], float]) -> Callable[[], datetime]:
    """Gives what tells the moment; `stamp` gives the seconds since 1970.

    Not made of the business time: where clocks go back an hour, it would come twice.
    """
    return lambda: datetime.fromtimestamp(int(stamp()), UTC).replace(tzinfo=None)
