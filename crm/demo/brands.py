"""Names and places of the customers: the cast, then made-up companies in both languages."""

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Literal

from crm.demo.cast import CAST, Fixed
from crm.demo.company_words import (
    FIRST_CHARACTERS,
    FOUNDERS,
    LEGAL_SHAPES,
    SECOND_CHARACTERS,
    STEM_HEADS,
    STEM_TAILS,
    TRADES,
)
from crm.demo.phrases import Language
from crm.demo.places import ABROAD, BY_CITY, IN_REGION, REGION_WEIGHTS, Place

Role = Literal["drawn", "ordinary", "owing", "quiet"]

CHINESE = 150
ABROAD_ENGLISH = 90
DOMESTIC_ENGLISH = 60


@dataclass(frozen=True, slots=True)
class Brand:
    """What a customer is called, where it sits, what it does; those not `drawn` are the cast."""

    name: str
    short_name: str
    aliases: str
    industry: str
    place: Place
    language: Language
    role: Role = "drawn"

    @property
    def domain(self) -> str:
        """The customer's made-up mail domain."""
        latin = self.aliases.rpartition(";")[2] if self.language == "zh" else self.short_name
        plain = unicodedata.normalize("NFKD", latin.lower())
        return "".join(char for char in plain if char.isascii() and char.isalnum()) + ".example"


def brands(rng: Random) -> list[Brand]:
    """The 300 customers in no particular order, no two with the same short name."""
    cast = [_of_cast(fixed) for fixed in CAST]
    chinese = sum(brand.language == "zh" for brand in cast)
    everybody = cast + _chinese_brands(rng, CHINESE - chinese)
    everybody += _english_brands(rng, len(cast) - chinese)
    rng.shuffle(everybody)
    return everybody


def _of_cast(fixed: Fixed) -> Brand:
    return Brand(
        name=fixed.name,
        short_name=fixed.short_name,
        aliases=fixed.aliases,
        industry=fixed.industry,
        place=BY_CITY[fixed.city],
        language=fixed.language,
        role=fixed.role,
    )


def _domestic_place(rng: Random) -> Place:
    region = rng.choices(list(REGION_WEIGHTS), list(REGION_WEIGHTS.values()))[0]
    return rng.choice(IN_REGION[region])


def _chinese_brands(rng: Random, count: int) -> list[Brand]:
    """Companies whose trade names differ from each other and from the cast's, also by sound."""
    sounds = {"qinghe", "yunling", "yunqi", "lanhai", "hengli", "lanshan", "tuowei", "ruifeng"}
    found: list[Brand] = []
    while len(found) < count:
        (head, head_sound), (tail, tail_sound) = (
            rng.choice(FIRST_CHARACTERS),
            rng.choice(SECOND_CHARACTERS),
        )
        sound = head_sound + tail_sound
        if sound.lower() not in sounds:
            sounds.add(sound.lower())
            found.append(_chinese_brand(rng, head + tail, sound))
    return found


def _chinese_brand(rng: Random, trade_name: str, sound: str) -> Brand:
    trade, english, industry = rng.choice(TRADES)
    place = _domestic_place(rng)
    short = trade_name + trade
    return Brand(
        name=rng.choice(LEGAL_SHAPES).format(short=short, city=place.city),
        short_name=short,
        aliases=";".join(([trade_name] if rng.random() < 0.6 else []) + [f"{sound} {english}"]),
        industry=industry,
        place=place,
        language="zh",
    )


def _english_brands(rng: Random, already: int) -> list[Brand]:
    places = [rng.choice(ABROAD) for _ in range(ABROAD_ENGLISH - already)]
    places += [_domestic_place(rng) for _ in range(DOMESTIC_ENGLISH)]
    stems = iter(_english_stems(rng))
    founders = iter(rng.sample(FOUNDERS, len(FOUNDERS)))
    found: list[Brand] = []
    for place in places:
        founder = next(founders, None) if rng.random() < 0.24 else None
        if founder:
            found.append(_founded_brand(rng, founder, place))
        else:
            found.append(_english_brand(rng, next(stems), place))
    return found


def _english_stems(rng: Random) -> list[str]:
    """Made-up trade names such as `Alderwick`, none twice."""
    stems = [head + tail for head in STEM_HEADS for tail in STEM_TAILS]
    rng.shuffle(stems)
    return stems


def _english_brand(rng: Random, stem: str, place: Place) -> Brand:
    _, trade, industry = rng.choice(TRADES)
    short = f"{stem} {trade}"
    return _english(short, stem if rng.random() < 0.5 else "", industry=industry, place=place)


def _founded_brand(rng: Random, founder: str, place: Place) -> Brand:
    """A company called after its founders: `Björnstad & Marwood`, `Östberg Tooling`."""
    _, trade, industry = rng.choice(TRADES)
    second = rng.choice(STEM_HEADS) + rng.choice(("man", "son", "well"))
    short = f"{founder} & {second}" if rng.random() < 0.4 else f"{founder} {trade}"
    return _english(short, founder, industry=industry, place=place)


def _english(short: str, alias: str, *, industry: str, place: Place) -> Brand:
    at_home = place.region != "海外"
    legal = f"({place.english}) {place.legal}" if at_home else place.legal
    return Brand(
        name=f"{short} {legal}",
        short_name=short,
        aliases=alias,
        industry=industry,
        place=place,
        language="en",
    )
