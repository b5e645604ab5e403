"""What sets one demo company apart from that of another seed: seasons, growth, sizes, habits."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

from crm.demo.almanac import Span, on_holiday
from crm.demo.places import DOMESTIC_REGIONS, REGIONS

# Relative demand by month, January first.
SEASONS = (
    (0.92, 0.72, 1.00, 0.97, 0.98, 1.03, 0.96, 0.97, 1.06, 1.04, 1.24, 1.16),  # year end
    (0.88, 0.80, 1.26, 1.24, 1.10, 1.02, 0.92, 0.88, 0.98, 0.96, 0.97, 0.99),  # spring
    (0.90, 0.78, 0.94, 1.00, 1.10, 1.22, 1.26, 1.15, 1.00, 0.88, 0.90, 0.92),  # summer
    (0.90, 0.74, 0.98, 0.99, 1.12, 1.24, 0.90, 0.86, 0.96, 1.02, 1.22, 1.04),  # two humps
)
WEEKDAYS = (1.0, 1.05, 1.03, 1.0, 0.9, 0.13, 0.06)
SHIFT_DAYS = 210


@dataclass(frozen=True, slots=True)
class Climate:
    """The company's temperament. Rates are fractions, `order_yuan` a typical order in CNY."""

    season: tuple[float, ...]
    yearly_growth: float
    order_yuan: float
    spread: float
    rising_region: str
    falling_region: str
    prompt_payers: float
    slow_payers: float
    discount: float


def climate(rng: Random) -> Climate:
    """A temperament."""
    strength = rng.uniform(0.7, 1.5)
    season = tuple(max(0.4, 1 + (month - 1) * strength) for month in rng.choice(SEASONS))
    rising, falling = rng.sample(DOMESTIC_REGIONS[:5], 2)
    return Climate(
        season=season,
        yearly_growth=rng.uniform(0.05, 0.28),
        order_yuan=rng.uniform(15_000, 34_000),
        spread=rng.uniform(0.65, 1.0),
        rising_region=rising,
        falling_region=falling,
        prompt_payers=rng.uniform(0.52, 0.68),
        slow_payers=rng.uniform(0.2, 0.28),
        discount=rng.uniform(0.05, 0.1),
    )


def demand_by_region(climate: Climate, span: Span) -> dict[str, list[float]]:
    """For each region, the demand up to and including each day of the span."""
    return {
        region: list(
            accumulate(
                _demand(climate, span, region=region, day=span.day(index))
                for index in range(span.days)
            )
        )
        for region in REGIONS
    }


def _demand(climate: Climate, span: Span, *, region: str, day: date) -> float:
    years_gone = (day - span.start).days / 365
    demand = climate.season[day.month - 1] * WEEKDAYS[day.weekday()]
    demand *= (1 + climate.yearly_growth) ** years_gone
    if on_holiday(day, region):
        demand *= 0.06
    if day.month in (3, 6, 9, 12) and day.day >= 22:
        demand *= 1.3
    if (span.today - day).days < SHIFT_DAYS:
        demand *= {climate.rising_region: 1.35, climate.falling_region: 0.72}.get(region, 1.0)
    return demand
