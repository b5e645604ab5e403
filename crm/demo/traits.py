"""What kind of customer each brand is: how often it buys, for how much, and what becomes of it."""

from dataclasses import dataclass
from math import exp
from random import Random
from typing import Literal

from crm.demo.brands import Brand
from crm.demo.climate import Climate

Life = Literal["prospect", "unclaimed", "once", "faded", "slowed", "joined", "established"]

DOLLAR_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Traits:
    """What is drawn for a brand before the whole list is ranked.

    `pace` is how often it orders relative to others, `order_yuan` a typical order's value.
    """

    brand: Brand
    life: Life
    pace: float
    order_yuan: float

    @property
    def worth(self) -> float:
        """What the customer brings, relative to others."""
        return self.pace * self.order_yuan if self.buys else 0.0

    @property
    def buys(self) -> bool:
        """Whether it has ever ordered."""
        return self.life not in ("prospect", "unclaimed")


def traits_of(rng: Random, climate: Climate, brands: list[Brand]) -> list[Traits]:
    """The traits of each brand, in the order of the brands."""
    lives = _lives(rng, sum(brand.role == "drawn" for brand in brands))
    return [_traits(rng, climate, brand, lives) for brand in brands]


def _traits(rng: Random, climate: Climate, brand: Brand, lives: list[Life]) -> Traits:
    """The traits of a brand; the cast are good customers, the others take the next life."""
    if brand.role != "drawn":
        worth = climate.order_yuan * exp(rng.gauss(0.15, 0.3))
        return Traits(brand, "established", pace=exp(rng.gauss(0.3, 0.4)), order_yuan=worth)
    worth = climate.order_yuan * exp(rng.gauss(-(climate.spread**2) / 2, climate.spread))
    return Traits(brand, lives.pop(), pace=exp(rng.gauss(0, 0.5)), order_yuan=worth)


def _lives(rng: Random, count: int) -> list[Life]:
    """What becomes of so many customers, in random order."""
    counts: dict[Life, int] = {
        "prospect": 12,
        "unclaimed": 3,
        "once": rng.randint(6, 10),
        "faded": rng.randint(28, 40),
        "slowed": rng.randint(14, 24),
        "joined": rng.randint(55, 80),
    }
    counts["established"] = count - sum(counts.values())
    lives: list[Life] = [life for life, number in counts.items() for _ in range(number)]
    rng.shuffle(lives)
    return lives


def levels(traits: list[Traits]) -> dict[str, str]:
    """Level by short name: the 15 % worth most are A, the next 35 % are B."""
    ranked = sorted(traits, key=lambda trait: trait.worth, reverse=True)
    bounds = (0.15 * len(ranked), 0.5 * len(ranked))
    return {
        trait.brand.short_name: "A" if rank < bounds[0] else "B" if rank < bounds[1] else "C"
        for rank, trait in enumerate(ranked)
    }


def in_dollars(rng: Random, traits: list[Traits]) -> frozenset[str]:
    """Short names of the overseas customers, few and steady, who order in dollars."""
    abroad = [
        trait
        for trait in traits
        if trait.brand.place.region == "海外"
        and trait.brand.role == "drawn"
        and trait.life == "established"
    ]
    rng.shuffle(abroad)
    wanted = DOLLAR_SHARE * sum(trait.pace for trait in traits)
    chosen: set[str] = set()
    for trait in abroad:
        if wanted > 0:
            chosen.add(trait.brand.short_name)
            wanted -= trait.pace
    return frozenset(chosen)
