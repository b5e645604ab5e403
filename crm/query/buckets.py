"""The names of time buckets: 2026, 2026-Q3, 2026-09, 2026-09-28 (a week's Monday or a day)."""

from collections.abc import Iterable
from datetime import date, timedelta

from crm.periods import Period


def bucket_name(start: date, grain: str) -> str:
    """Gives the name of the bucket that `start` lies in, as statements give it."""
    if grain == "year":
        return f"{start:%Y}"
    if grain == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    if grain == "week":
        return (start - timedelta(days=start.weekday())).isoformat()
    return f"{start:%Y-%m}" if grain == "month" else start.isoformat()


def bucket_start(name: str) -> date:
    """Gives the first day of a bucket by its name."""
    year, _, rest = name.partition("-")
    if rest.startswith("Q"):
        return date(int(year), int(rest[1:]) * 3 - 2, 1)
    month, _, day = rest.partition("-")
    return date(int(year), int(month or 1), int(day or 1))


def span_of(names: Iterable[str]) -> Period | None:
    """Gives the period from the first bucket's start to the last one's; None without buckets."""
    starts = sorted(bucket_start(name) for name in names)
    return Period(starts[0], starts[-1]) if starts else None
